//! Steps in, an ONNX computation out: names the values, so that the exports need not.

use super::proto::{
    AttributeProto, AttributeType, DataType, DimensionProto, GraphProto, NodeProto, TensorProto,
    TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};

/// The operators for tree ensembles and their like.
pub(super) const ML_DOMAIN: &str = "ai.onnx.ml";

/// Name of a value of the computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value(String);

/// A computation under construction.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    inputs: Vec<ValueInfoProto>,
    outputs: Vec<ValueInfoProto>,
}

impl Graph {
    /// Declares an input of shape `(any, n_columns)` in 32 bits.
    pub(super) fn input(&mut self, name: &str, n_columns: usize, about: &str) -> Value {
        self.inputs.push(table(name, n_columns, about));
        Value(name.to_owned())
    }

    /// Hands out a value of shape `(any, 1)` under a name, in 32 bits.
    pub(super) fn output(&mut self, name: &str, value: &Value, about: &str) {
        self.outputs.push(table(name, 1, about));
        let to = int("to", DataType::Float as i64);
        self.push("Cast", "", &[value], vec![to], name.to_owned());
    }

    /// Adds constants of 64 bits; their number must be the product of `shape`.
    pub(super) fn doubles(&mut self, shape: &[usize], values: &[f64]) -> Value {
        let name = format!("constant_{}", self.constants.len());
        self.constants.push(TensorProto { name: Some(name.clone()), ..doubles(shape, values) });
        Value(name)
    }

    /// Adds a single constant, which goes with a tensor of any shape.
    pub(super) fn double(&mut self, value: f64) -> Value {
        self.doubles(&[], &[value])
    }

    /// Adds whole constants of shape `(values)`.
    pub(super) fn integers(&mut self, values: &[i64]) -> Value {
        let name = format!("constant_{}", self.constants.len());
        self.constants.push(TensorProto {
            dims: vec![size(values.len())],
            data_type: Some(DataType::Int64 as i32),
            name: Some(name.clone()),
            raw_data: Some(values.iter().flat_map(|value| value.to_le_bytes()).collect()),
        });
        Value(name)
    }

    /// Turns a value into 64-bit floating point.
    pub(super) fn cast_to_double(&mut self, value: &Value) -> Value {
        self.step("Cast", &[value], vec![int("to", DataType::Double as i64)])
    }

    /// Turns a value into whole numbers.
    pub(super) fn cast_to_integer(&mut self, value: &Value) -> Value {
        self.step("Cast", &[value], vec![int("to", DataType::Int64 as i64)])
    }

    /// Keeps a value from falling below `low` and from rising above `high`.
    pub(super) fn between(&mut self, value: &Value, low: f64, high: f64) -> Value {
        let (low, high) = (self.double(low), self.double(high));
        self.op("Clip", &[value, &low, &high])
    }

    /// Adds a step without settings.
    pub(super) fn op(&mut self, operator: &str, inputs: &[&Value]) -> Value {
        self.step(operator, inputs, Vec::new())
    }

    /// Adds a step of the standard operators.
    pub(super) fn step(
        &mut self,
        operator: &str,
        inputs: &[&Value],
        attributes: Vec<AttributeProto>,
    ) -> Value {
        let output = format!("value_{}", self.nodes.len());
        self.push(operator, "", inputs, attributes, output)
    }

    /// Adds a step of [`ML_DOMAIN`].
    pub(super) fn ml_step(
        &mut self,
        operator: &str,
        inputs: &[&Value],
        attributes: Vec<AttributeProto>,
    ) -> Value {
        let output = format!("value_{}", self.nodes.len());
        self.push(operator, ML_DOMAIN, inputs, attributes, output)
    }

    /// The computation as it is written.
    pub(super) fn finish(self, name: &str) -> GraphProto {
        GraphProto {
            node: self.nodes,
            name: Some(name.to_owned()),
            initializer: self.constants,
            input: self.inputs,
            output: self.outputs,
        }
    }

    fn push(
        &mut self,
        operator: &str,
        domain: &str,
        inputs: &[&Value],
        attribute: Vec<AttributeProto>,
        output: String,
    ) -> Value {
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|value| value.0.clone()).collect(),
            output: vec![output.clone()],
            name: Some(format!("step_{}", self.nodes.len())),
            op_type: Some(operator.to_owned()),
            attribute,
            domain: Some(domain.to_owned()),
        });
        Value(output)
    }
}

/// A setting that is a whole number.
pub(super) fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { i: Some(value), ..attribute(name, AttributeType::Int) }
}

/// A setting that is a list of whole numbers.
pub(super) fn ints(name: &str, values: Vec<i64>) -> AttributeProto {
    AttributeProto { ints: values, ..attribute(name, AttributeType::Ints) }
}

/// A setting that is a tensor.
pub(super) fn tensor(name: &str, value: TensorProto) -> AttributeProto {
    AttributeProto { t: Some(value), ..attribute(name, AttributeType::Tensor) }
}

/// A tensor of 64-bit floating point.
pub(super) fn doubles(shape: &[usize], values: &[f64]) -> TensorProto {
    TensorProto {
        dims: shape.iter().copied().map(size).collect(),
        data_type: Some(DataType::Double as i32),
        name: None,
        raw_data: Some(values.iter().flat_map(|value| value.to_le_bytes()).collect()),
    }
}

/// A tensor of bytes.
pub(super) fn bytes(values: Vec<u8>) -> TensorProto {
    TensorProto {
        dims: vec![size(values.len())],
        data_type: Some(DataType::Uint8 as i32),
        name: None,
        raw_data: Some(values),
    }
}

fn attribute(name: &str, kind: AttributeType) -> AttributeProto {
    AttributeProto {
        name: Some(name.to_owned()),
        kind: Some(kind as i32),
        ..AttributeProto::default()
    }
}

/// An input or output of shape `(any, n_columns)`.
fn table(name: &str, n_columns: usize, about: &str) -> ValueInfoProto {
    let rows = DimensionProto { dim_param: Some("N".to_owned()), ..DimensionProto::default() };
    let columns = DimensionProto { dim_value: Some(size(n_columns)), ..DimensionProto::default() };
    let tensor_type = TensorTypeProto {
        elem_type: Some(DataType::Float as i32),
        shape: Some(TensorShapeProto { dim: vec![rows, columns] }),
    };
    ValueInfoProto {
        name: Some(name.to_owned()),
        kind: Some(TypeProto { tensor_type: Some(tensor_type) }),
        doc_string: Some(about.to_owned()),
    }
}

/// A length as ONNX counts; lengths of slices always fit.
fn size(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
