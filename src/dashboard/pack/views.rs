//! Each view as a container: which of its fields are the header and which are arrays.

use serde::Serialize;
use serde_json::json;

use super::container::{Array, Container};
use crate::views::site::{
    ClientsData, ColumnData, ColumnValues, FeaturesData, HistogramsData, LabelsData, ModelData,
    RowsData, SheetsData, SimilarData, SimilarValues,
};

/// The numbers of the clients: the first one, then the distances.
///
/// `delta` is where the distances are put.
pub fn clients<'a>(data: &ClientsData, delta: &'a mut Vec<u32>) -> Container<'a> {
    let mut before = 0;
    delta.clear();
    delta
        .extend(data.clients.iter().map(|&client| client - std::mem::replace(&mut before, client)));
    Container::new(&json!({})).with("delta", Array::U32(delta))
}

/// The scores of the clients.
pub fn scores(data: &ClientsData) -> Container<'_> {
    Container::new(&json!({}))
        .with("probability", Array::F64(&data.probability))
        .with("decision", Array::U8(&data.decision))
        .with("outcome", Array::U8(&data.outcome))
}

/// Who has a sheet.
pub fn sheets(data: &SheetsData) -> Container<'_> {
    Container::new(&json!({})).with("clients", Array::U32(&data.clients))
}

/// The model.
pub fn model(data: &ModelData) -> Container<'_> {
    let kind = data.kind();
    match data {
        ModelData::Trees(trees) => Container::new(&json!({
            "kind": kind,
            "base": trees.base,
            "base_value": trees.base_value,
            "calibrator": trees.calibrator,
            "columns": trees.columns,
        }))
        .with("start", Array::U32(&trees.start))
        .with("feature", Array::I32(&trees.feature))
        .with("threshold", Array::F64(&trees.threshold))
        .with("left", Array::U32(&trees.left))
        .with("right", Array::U32(&trees.right))
        .with("missing_left", Array::U8(&trees.missing_left))
        .with("value", Array::F64(&trees.value))
        .with("cover", Array::F64(&trees.cover)),
        ModelData::Linear { intercept, terms, calibrator, columns } => Container::new(&json!({
            "kind": kind,
            "intercept": intercept,
            "terms": terms,
            "calibrator": calibrator,
            "columns": columns,
        })),
    }
}

/// What the features are.
pub fn features(data: &FeaturesData) -> Container<'_> {
    Container::new(data)
        .with("percentiles", Array::F32(&data.percentiles))
        .with("missing_share", Array::F64(&data.missing_share))
        .with("mean", Array::F64(&data.mean))
        .with("median_repaid", Array::F32(&data.median_repaid))
}

/// What things are called.
pub fn labels(data: &LabelsData) -> Container<'_> {
    Container::new(data)
}

/// How the features are distributed.
pub fn histograms(data: &HistogramsData) -> Container<'_> {
    Container::new(&json!({}))
        .with("start", Array::U32(&data.start))
        .with("edge", Array::F32(&data.edge))
        .with("edge_start", Array::U32(&data.edge_start))
        .with("is_by_value", Array::U8(&data.is_by_value))
        .with("count", Array::U32(&data.count))
        .with("known", Array::U32(&data.known))
        .with("default", Array::U32(&data.defaults))
        .with("missing", Array::U32(&data.missing))
}

/// Rows of the model's features.
pub fn rows(data: &RowsData) -> Container<'_> {
    Container::new(&json!({ "first": data.first, "n_clients": data.clients.len() }))
        .with("clients", Array::U32(&data.clients))
        .with("probability", Array::F64(&data.probability))
        .with("values", Array::F32(&data.values))
}

/// A column of every client.
pub fn column(data: &ColumnData) -> Container<'_> {
    #[derive(Serialize)]
    struct Header {
        kind: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_exact: Option<bool>,
    }
    let kind = data.values.kind();
    match &data.values {
        ColumnValues::Category(code) => {
            Container::new(&Header { kind, is_exact: None }).with("code", Array::U8(code))
        }
        ColumnValues::Few { dictionary, code } => {
            Container::new(&Header { kind, is_exact: Some(true) })
                .with("dictionary", Array::F32(dictionary))
                .with("code", Array::U8(code))
        }
        ColumnValues::Many { dictionary, code, is_exact } => {
            Container::new(&Header { kind, is_exact: Some(*is_exact) })
                .with("dictionary", Array::F32(dictionary))
                .with("code", Array::U16(code))
        }
    }
}

/// The clients that others are compared with.
pub fn similar(data: &SimilarData) -> Container<'_> {
    Container::new(data)
        .with("clients", Array::U32(&data.clients))
        .with("defaulted", Array::U8(&data.defaulted))
        .with("probability", Array::F32(&data.probability))
        .with("code", Array::U16(&data.code))
        .with("coordinate", Array::F32(&data.coordinate))
}

/// One feature of theirs.
pub fn similar_values(data: &SimilarValues) -> Container<'_> {
    Container::new(&json!({})).with("values", Array::F32(&data.values))
}
