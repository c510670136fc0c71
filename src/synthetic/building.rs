//! The building block: 14 quantities in three versions (`_AVG`, `_MODE`, `_MEDI`) and five columns
//! beside them, all missing together for about half of the clients.

use super::marginals::buildings as b;
use super::person::Person;
use super::random::{Purpose, Quantiles, Stream};
use super::text::Rows;

/// The quantities of the building a client lives in.
#[derive(Debug, Clone)]
pub(super) struct Building {
    /// Average, mode and median of each quantity, in the order of [`QUANTITIES`].
    values: [Option<[f64; 3]>; 14],
    total_area: Option<f64>,
    fund: Option<&'static str>,
    house_type: Option<&'static str>,
    walls: Option<&'static str>,
    is_emergency: bool,
}

/// How one quantity is drawn.
struct Quantity {
    quantiles: Quantiles,
    /// Share present where the block is there and complete, and where it is only partly filled.
    present: f64,
    /// Correlation with the size and the age of the building.
    loadings: (f64, f64),
    /// Shares of rows where the mode and the median equal the average.
    equal: (f64, f64),
    /// The grid of the quantity, such as one floor.
    step: f64,
    /// How far the mode lies from the average, as a score.
    mode_shift: f64,
}

const fn quantity(
    quantiles: Quantiles,
    present: f64,
    loadings: (f64, f64),
    equal: (f64, f64),
    step: f64,
    mode_shift: f64,
) -> Quantity {
    Quantity { quantiles, present, loadings, equal, step, mode_shift }
}

/// Where the floors stand in [`QUANTITIES`].
const FLOORS: usize = 7;

/// In the order of the columns.
const QUANTITIES: [Quantity; 14] = [
    quantity(b::APARTMENTS, 0.881, (0.97, 0.0), (0.011, 0.021), 1e-4, -0.04),
    quantity(b::BASEMENTAREA, 0.594, (0.72, 0.0), (0.122, 0.945), 1e-4, -0.02),
    quantity(b::YEARS_BEGINEXPLUATATION, 0.948, (0.45, 0.88), (0.831, 0.962), 1e-4, 0.0),
    quantity(b::YEARS_BUILD, 0.288, (0.43, 0.88), (0.002, 0.002), 1e-4, 0.05),
    quantity(b::COMMONAREA, 0.163, (0.60, 0.0), (0.198, 0.254), 1e-4, -0.06),
    quantity(b::ELEVATORS, 0.783, (0.76, 0.12), (0.594, 0.965), 0.04, -0.1),
    quantity(b::ENTRANCES, 0.893, (0.56, -0.1), (0.89, 0.951), 1.0 / 29.0, -0.2),
    quantity(b::FLOORSMAX, 0.914, (0.80, 0.2), (0.928, 0.965), 1.0 / 24.0, -0.1),
    quantity(b::FLOORSMIN, 0.241, (0.52, 0.1), (0.937, 0.971), 1.0 / 24.0, -0.1),
    quantity(b::LANDAREA, 0.561, (0.44, 0.0), (0.127, 0.128), 1e-4, -0.05),
    quantity(b::LIVINGAPARTMENTS, 0.220, (0.95, 0.0), (0.005, 0.011), 1e-4, 0.06),
    quantity(b::LIVINGAREA, 0.898, (0.95, 0.05), (0.006, 0.013), 1e-4, -0.03),
    quantity(b::NONLIVINGAPARTMENTS, 0.177, (0.30, 0.0), (0.719, 0.784), 1e-4, -0.1),
    quantity(b::NONLIVINGAREA, 0.711, (0.26, 0.0), (0.428, 0.462), 1e-4, -0.1),
];

/// Share of the blocks with every quantity filled.
const COMPLETE: f64 = 0.4868;

impl Building {
    /// Draws the block, `None` where all 47 columns are missing.
    pub(super) fn draw(seed: u64, index: u64, person: &Person) -> Option<Self> {
        let random = &mut Stream::new(seed, index, Purpose::Building);
        let town = [0.0, 0.12, 0.0, -0.12][person.region.rating as usize]
            + 0.06 * person.income_score.clamp(-2.0, 2.0);
        if !random.chance(0.5345 + town) {
            return None;
        }
        let is_complete = random.chance(COMPLETE);
        let size = 0.3 * (town / 0.12) + 0.96 * random.normal();
        let age = random.normal();
        let mut values = [None; 14];
        for (value, quantity) in values.iter_mut().zip(&QUANTITIES) {
            let (of_size, of_age) = quantity.loadings;
            let own = (1.0 - of_size * of_size - of_age * of_age).max(0.0).sqrt();
            let score = of_size * size + of_age * age + own * random.normal();
            if is_complete || random.chance(quantity.present) {
                *value = Some(versions(random, quantity, score));
            }
        }
        let total = 0.95 * size + 0.312 * random.normal();
        let keep = |random: &mut Stream, share: f64| is_complete || random.chance(share);
        Some(Self {
            values,
            total_area: keep(random, 0.968).then(|| on_step(b::TOTALAREA.at_score(total), 1e-4)),
            fund: keep(random, 0.222).then(|| {
                random.choose(&[
                    ("reg oper account", 75.8),
                    ("reg oper spec account", 12.4),
                    ("org spec account", 6.0),
                    ("not specified", 5.7),
                ])
            }),
            house_type: keep(random, 0.904).then(|| {
                random.choose(&[
                    ("block of flats", 98.15),
                    ("specific housing", 1.0),
                    ("terraced house", 0.83),
                ])
            }),
            walls: keep(random, 0.876).then(|| {
                random.choose(&[
                    ("Panel", 43.85),
                    ("Stone, brick", 42.6),
                    ("Block", 6.27),
                    ("Wooden", 3.55),
                    ("Mixed", 1.45),
                    ("Monolithic", 1.16),
                    ("Others", 1.08),
                ])
            }),
            is_emergency: random.chance(0.0143),
        })
    }

    /// Normalised number of floors.
    pub(super) fn floors(&self) -> Option<f64> {
        self.values[FLOORS].map(|versions| versions[0])
    }

    /// Writes the 47 columns.
    pub(super) fn write(building: Option<&Self>, rows: &mut Rows) {
        for version in [0, 1, 2] {
            for quantity in 0..QUANTITIES.len() {
                let values = building.and_then(|building| building.values[quantity]);
                rows.maybe_real(values.map(|values| values[version]));
            }
        }
        rows.maybe_level(building.and_then(|building| building.fund));
        rows.maybe_level(building.and_then(|building| building.house_type));
        rows.maybe_real(building.and_then(|building| building.total_area));
        rows.maybe_level(building.and_then(|building| building.walls));
        let emergency = building.map(|b| if b.is_emergency { "Yes" } else { "No" });
        rows.maybe_level(emergency);
    }
}

/// Average, mode and median: close to each other, and often the same.
fn versions(random: &mut Stream, quantity: &Quantity, score: f64) -> [f64; 3] {
    let draw = |score: f64| on_step(quantity.quantiles.at_score(score), quantity.step);
    let average = draw(score);
    let mode = if random.chance(quantity.equal.0) {
        average
    } else {
        draw(0.97 * score + quantity.mode_shift + 0.24 * random.normal())
    };
    let median = if random.chance(quantity.equal.1) {
        average
    } else {
        draw(0.995 * score + 0.1 * random.normal())
    };
    [average, mode, median]
}

/// The nearest step between 0 and 1, with the four decimals of the originals.
fn on_step(value: f64, step: f64) -> f64 {
    let stepped = (value / step).round() * step;
    (stepped.clamp(0.0, 1.0) * 1e4).round() / 1e4
}
