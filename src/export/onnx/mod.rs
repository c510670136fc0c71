//! Any fitted model with its calibration in, a self-contained ONNX file out.

mod proto;
mod graph;
mod models;

use prost::Message;

use super::{About, Error, check};
use crate::models::Model;
use crate::models::calibration::Calibrator;
use graph::{Graph, Value};
use proto::{ModelProto, OperatorSetIdProto, StringStringEntryProto};

/// Version of the file format, the first that knows [`ML_OPERATORS`].
const IR_VERSION: i64 = 10;

/// Version of the standard operators.
const OPERATORS: i64 = 18;

/// Version of the tree operators, the first that computes in 64 bits.
const ML_OPERATORS: i64 = 5;

/// Writes a model and its calibration as an ONNX file.
///
/// | | name | shape | meaning |
/// |---|---|---|---|
/// | input | `features` | (N, n features) | the features in their order, NaN where missing |
/// | output | `probability` | (N, 1) | the probability of default, calibrated |
/// | output | `log_odds` | (N, 1) | what the model gives before calibration |
///
/// Inputs and outputs have 32 bits, everything between has 64. Trees need the operator
/// `TreeEnsemble` of `ai.onnx.ml` 5, since the older ones add up in 32 bits; `onnxruntime` has it
/// in 64 bits from 1.21 on.
///
/// The metadata say where the model comes from (`octroi_run`, `octroi_model`,
/// `octroi_synthetic`), how it is calibrated (`octroi_calibration`: `none`, `platt` or
/// `isotonic`) and what the columns are (`octroi_feature_names`, a JSON list in their order).
/// The same model gives the same bytes.
///
/// # Errors
///
/// [`Error`] for a damaged model: no features, two of one name, a broken tree, a forest without
/// trees, or a number that is not finite.
pub fn onnx(model: &Model, calibrator: &Calibrator, about: &About) -> Result<Vec<u8>, Error> {
    let names = model.feature_names();
    check::features(names)?;
    calibrator.check()?;

    let mut graph = Graph::default();
    let order = "features in the order of octroi_feature_names, NaN where missing";
    let input = graph.input("features", names.len(), order);
    let rows = graph.cast_to_double(&input);
    let log_odds = models::log_odds(&mut graph, &rows, model)?;
    let probability = calibrated(&mut graph, &log_odds, calibrator);
    graph.output("probability", &probability, "probability of default, calibrated");
    graph.output("log_odds", &log_odds, "log-odds of default before calibration");

    let doc_string = if about.is_synthetic {
        "Probability of default. Fitted on made-up clients: not for decisions about real ones."
    } else {
        "Probability of default."
    };
    let file = ModelProto {
        ir_version: Some(IR_VERSION),
        producer_name: Some("octroi".to_owned()),
        producer_version: Some(about.producer_version.clone()),
        doc_string: Some(doc_string.to_owned()),
        graph: Some(graph.finish("probability_of_default")),
        opset_import: vec![operators("", OPERATORS), operators(graph::ML_DOMAIN, ML_OPERATORS)],
        metadata_props: vec![
            line("octroi_run", &about.run_id),
            line("octroi_model", &about.model_id),
            line("octroi_synthetic", &about.is_synthetic.to_string()),
            line("octroi_calibration", calibrator.method().name()),
            line("octroi_feature_names", &serde_json::to_string(names)?),
        ],
    };
    Ok(file.encode_to_vec())
}

/// The final probability of log-odds.
fn calibrated(graph: &mut Graph, log_odds: &Value, calibrator: &Calibrator) -> Value {
    match calibrator {
        Calibrator::None => graph.op("Sigmoid", &[log_odds]),
        Calibrator::Platt { slope, intercept } => {
            let (slope, intercept) = (graph.double(*slope), graph.double(*intercept));
            let stretched = graph.op("Mul", &[log_odds, &slope]);
            let shifted = graph.op("Add", &[&stretched, &intercept]);
            graph.op("Sigmoid", &[&shifted])
        }
        Calibrator::Isotonic { log_odds: knots, probabilities } => {
            interpolated(graph, log_odds, knots, probabilities)
        }
    }
}

/// `y0 + (x − x0) · slope` of the segment that each value lies in, constant outside.
///
/// The segment is found by counting the knots that are not above the value. A sum of slopes over
/// all knots would be shorter, but steep segments would drown in its rounding.
fn interpolated(graph: &mut Graph, value: &Value, x: &[f64], y: &[f64]) -> Value {
    let slopes: Vec<f64> = (0..x.len())
        .map(|at| match (x.get(at + 1), y.get(at + 1)) {
            (Some(x1), Some(y1)) => (y1 - y[at]) / (x1 - x[at]),
            _ => 0.0,
        })
        .map(|slope| if slope.is_finite() { slope } else { 0.0 })
        .collect();
    let inside = graph.between(value, x[0], x[x.len() - 1]);
    let knots = graph.doubles(&[x.len()], x);
    let starts = graph.doubles(&[y.len()], y);
    let slopes = graph.doubles(&[slopes.len()], &slopes);
    let (columns, one) = (graph.integers(&[1]), graph.integers(&[1]));

    let is_reached = graph.op("GreaterOrEqual", &[&inside, &knots]);
    let is_reached = graph.cast_to_integer(&is_reached);
    let n_reached = graph.op("ReduceSum", &[&is_reached, &columns]);
    let segment = graph.op("Sub", &[&n_reached, &one]);
    let x0 = graph.op("Gather", &[&knots, &segment]);
    let y0 = graph.op("Gather", &[&starts, &segment]);
    let slope = graph.op("Gather", &[&slopes, &segment]);
    let beyond = graph.op("Sub", &[&inside, &x0]);
    let rise = graph.op("Mul", &[&beyond, &slope]);
    graph.op("Add", &[&y0, &rise])
}

fn operators(domain: &str, version: i64) -> OperatorSetIdProto {
    OperatorSetIdProto { domain: Some(domain.to_owned()), version: Some(version) }
}

fn line(key: &str, value: &str) -> StringStringEntryProto {
    StringStringEntryProto { key: Some(key.to_owned()), value: Some(value.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{about, stump};
    use crate::models::{Node, Tree, TreeEnsemble};

    fn written(model: TreeEnsemble, calibrator: &Calibrator, about: &About) -> ModelProto {
        let bytes = onnx(&Model::Trees(model), calibrator, about).unwrap();
        ModelProto::decode(bytes.as_slice()).unwrap()
    }

    fn operators_of(file: &ModelProto) -> Vec<&str> {
        let nodes = &file.graph.as_ref().unwrap().node;
        nodes.iter().map(|node| node.op_type()).collect()
    }

    fn metadata<'a>(file: &'a ModelProto, key: &str) -> &'a str {
        let line = file.metadata_props.iter().find(|line| line.key() == key);
        line.unwrap().value()
    }

    #[test]
    fn the_file_says_what_it_is() {
        let isotonic = Calibrator::Isotonic { log_odds: vec![0.0], probabilities: vec![0.5] };
        let file = written(stump(), &isotonic, &About { is_synthetic: true, ..about() });
        assert_eq!(metadata(&file, "octroi_run"), "run-1");
        assert_eq!(metadata(&file, "octroi_model"), "model-1");
        assert_eq!(metadata(&file, "octroi_synthetic"), "true");
        assert_eq!(metadata(&file, "octroi_calibration"), "isotonic");
        assert_eq!(metadata(&file, "octroi_feature_names"), "[\"feature 0\"]");
        assert!(file.doc_string().contains("made-up clients"));
        let graph = file.graph.unwrap();
        let outputs: Vec<&str> = graph.output.iter().map(|output| output.name()).collect();
        assert_eq!(outputs, ["probability", "log_odds"]);
    }

    #[test]
    fn calibration_is_part_of_the_computation() {
        let file = written(stump(), &Calibrator::None, &about());
        let steps = ["Cast", "TreeEnsemble", "Add", "Sigmoid", "Cast", "Cast"];
        assert_eq!(operators_of(&file), steps);
        let platt = Calibrator::Platt { slope: 2.0, intercept: 1.0 };
        let file = written(stump(), &platt, &about());
        let steps = ["Cast", "TreeEnsemble", "Add", "Mul", "Add", "Sigmoid", "Cast", "Cast"];
        assert_eq!(operators_of(&file), steps);
    }

    #[test]
    fn a_leaf_alone_still_has_a_test() {
        for trees in [vec![], vec![Tree { nodes: vec![Node::Leaf { value: 1.0, cover: 1.0 }] }]] {
            let file = written(TreeEnsemble { trees, ..stump() }, &Calibrator::None, &about());
            let graph = file.graph.unwrap();
            let ensemble = graph.node.iter().find(|node| node.op_type() == "TreeEnsemble").unwrap();
            let ints = |name: &str| {
                let mut attributes = ensemble.attribute.iter();
                attributes.find(|attribute| attribute.name() == name).unwrap().ints.clone()
            };
            assert_eq!(ints("tree_roots"), [0]);
            assert_eq!(ints("nodes_trueleafs"), [1]);
            assert_eq!(ints("nodes_falseleafs"), [1]);
            assert_eq!(ints("leaf_targetids"), [0, 0]);
            assert_eq!(ints("nodes_truenodeids"), [0]);
            assert_eq!(ints("nodes_falsenodeids"), [1]);
        }
    }
}
