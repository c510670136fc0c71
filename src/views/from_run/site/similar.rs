//! The clients that others are compared with.

use super::key;
use crate::explanation::similar::{
    LADDER, MAIN_FEATURES, MIN_PEERS, N_NEIGHBORS, Population, Reader, RuleKind, SimilarClients,
};
use crate::views::site::{AxisData, RuleData, SimilarData, SimilarValues};

/// Stands for the number of a client whom the site does not list.
const UNLISTED: u32 = 0;

/// The population of a run, made ready to be compared with in a page.
///
/// Clients whom the site does not list (ascending numbers) are compared with all the same, and lose
/// their number: a site for a few clients names nobody else.
pub fn similar(population: &Population, listed: &[u32]) -> SimilarData {
    let clients = SimilarClients::new(population);
    let (names, n) = (population.names(), population.n_clients());
    let columns: Vec<&[f32]> =
        names.iter().map(|name| population.column(name).unwrap_or_default()).collect();
    let name = |feature: usize| names[feature].clone();
    let rule = |(reader, kind): (&Reader, RuleKind)| match reader {
        Reader::Levels(levels) => RuleData {
            kind: key(&kind),
            levels: Some(levels.iter().map(|(level, _)| level.clone()).collect()),
            features: Some(levels.iter().map(|&(_, feature)| name(feature)).collect()),
            feature: None,
            bounds: None,
            is_age: false,
        },
        Reader::Bands { feature, bands, is_age } => RuleData {
            kind: key(&kind),
            levels: None,
            features: None,
            feature: feature.map(name),
            bounds: Some(bands.bounds().to_vec()),
            is_age: *is_age,
        },
    };
    let axis = |axis: &crate::explanation::similar::Axis| AxisData {
        feature: name(axis.feature),
        low: axis.low,
        high: axis.high,
        mean: axis.mean,
        sd: axis.standard_deviation,
        tells_missing: axis.tells_missing,
    };
    let code = clients
        .readers()
        .iter()
        .flat_map(|reader| (0..n).map(|place| reader.code(|feature| columns[feature][place])));
    let number = |client| if listed.binary_search(&client).is_ok() { client } else { UNLISTED };
    let points = clients.points(population);
    let n_dimensions = points.len().checked_div(n).unwrap_or(0);
    let coordinate =
        (0..n_dimensions).flat_map(|at| points.iter().skip(at).step_by(n_dimensions).copied());
    SimilarData {
        rules: clients.readers().iter().zip(RuleKind::ALL).map(rule).collect(),
        axes: clients.axes().iter().map(axis).collect(),
        ladder: LADDER.iter().map(|step| step.to_vec()).collect(),
        min_peers: MIN_PEERS,
        n_neighbors: N_NEIGHBORS,
        main: main(population).map(str::to_owned).collect(),
        n_dimensions,
        clients: population.clients().iter().map(|&client| number(client)).collect(),
        defaulted: population.defaulted().iter().map(|&defaulted| u8::from(defaulted)).collect(),
        probability: population.probabilities().to_vec(),
        code: code.collect(),
        coordinate: coordinate.collect(),
    }
}

/// The main features that a population has.
fn main(population: &Population) -> impl Iterator<Item = &'static str> {
    MAIN_FEATURES.into_iter().filter(|name| population.column(name).is_some())
}

/// The main features of the population, one at a time.
pub fn similar_values(population: &Population) -> impl Iterator<Item = SimilarValues> {
    main(population).map(|name| SimilarValues {
        name: name.to_owned(),
        values: population.column(name).unwrap_or_default().to_vec(),
    })
}
