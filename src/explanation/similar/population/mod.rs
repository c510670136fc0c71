//! The clients that others are compared with, held in memory.

mod file;

#[cfg(test)]
mod tests;

/// The features told about every client, in the order in which they are told.
///
/// Those of the rules are among them; the categories that rules read are kept besides, see
/// [`kept_features`].
pub const MAIN_FEATURES: [&str; 20] = [
    "AMT_INCOME_TOTAL",
    "AMT_CREDIT",
    "AMT_GOODS_PRICE",
    "AMT_ANNUITY",
    "CREDIT_TERM",
    "CREDIT_INCOME_RATIO",
    "ANNUITY_INCOME_PERC",
    "DAYS_BIRTH",
    "DAYS_EMPLOYED",
    "EXT_SOURCES_MEAN",
    "EXT_SOURCES_MIN",
    "BURO_ACTIVE_COUNT",
    "BURO_AMT_CREDIT_SUM_DEBT_SUM",
    "BURO_CREDIT_DAY_OVERDUE_MEAN",
    "PREV_COUNT",
    "PREV_REFUSED_SHARE",
    "INSTAL_LATE_MEAN",
    "INSTAL_DPD_MEAN",
    "CC_UTILISATION_LAST",
    "DAYS_LAST_PHONE_CHANGE",
];

/// Start of the 0/1 features that tell the type of contract.
pub(super) const CONTRACT_TYPE: &str = "NAME_CONTRACT_TYPE_";
/// Start of the 0/1 features that tell the employment situation.
pub(super) const INCOME_TYPE: &str = "NAME_INCOME_TYPE_";

/// The features of a table that a population keeps: [`MAIN_FEATURES`] in their order, then the
/// 0/1 features of the type of contract and of the employment situation in that of the table.
///
/// Main features that the table has not are left out.
pub fn kept_features(table: &[String]) -> Vec<String> {
    let main = MAIN_FEATURES.iter().filter(|name| table.iter().any(|known| known == *name));
    let levels = table
        .iter()
        .filter(|name| name.starts_with(CONTRACT_TYPE) || name.starts_with(INCOME_TYPE));
    main.map(|name| (*name).to_owned()).chain(levels.cloned()).collect()
}

/// What is no population.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something is not there once per client or feature.
    #[error("expected {expected} {what}, found {found}")]
    Length {
        /// What is counted, in the plural.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A feature that is there twice.
    #[error("expected every feature once, found \"{0}\" twice")]
    FeatureTwice(String),
    /// A client that is there twice.
    #[error("expected every client once, found {0} twice")]
    ClientTwice(u32),
    /// A value that is neither a number nor missing.
    #[error(
        "expected finite values, or missing ones, found an infinite value of \"{feature}\" for client {client}"
    )]
    Infinite {
        /// The feature.
        feature: String,
        /// The client.
        client: u32,
    },
    /// A number that is no probability.
    #[error("expected probabilities, 0 to 1, found another number for client {0}")]
    NotAProbability(u32),
    /// More clients than a place of 32 bits can name.
    #[error("expected fewer than {most} clients, found {found}", most = u32::MAX)]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// Bytes that are no population, were cut short, or changed.
    #[error("the population of similar clients cannot be read: {0}")]
    Damaged(String),
    /// Bytes of another version.
    #[error("expected a population of version {expected}, found {found}")]
    OtherVersion {
        /// The version that this program reads.
        expected: u32,
        /// That of the bytes.
        found: u32,
    },
}

/// The clients that others are compared with: main features, outcomes, out-of-fold probabilities.
///
/// Everything is in the same order of clients. Values are finite or NaN, which is missing.
#[derive(Debug, Clone)]
pub struct Population {
    names: Vec<String>,
    clients: Vec<u32>,
    /// `(n_features, n_clients)`: one run of clients per feature.
    values: Vec<f32>,
    defaulted: Vec<bool>,
    probabilities: Vec<f32>,
}

impl Population {
    /// Takes clients.
    ///
    /// `names` has shape `(n_features)`; `columns` holds one vector of shape `(n_clients)` per
    /// name; `clients` (`SK_ID_CURR`), `defaulted` and `probabilities` (out-of-fold, 0 to 1) have
    /// shape `(n_clients)`. No client at all is a population too.
    ///
    /// # Errors
    ///
    /// [`Error`] where lengths differ, a feature or a client is there twice, a value is infinite,
    /// or a number is no probability.
    pub fn new(
        names: Vec<String>,
        clients: Vec<u32>,
        columns: Vec<Vec<f32>>,
        defaulted: Vec<bool>,
        probabilities: Vec<f32>,
    ) -> Result<Self, Error> {
        same_length("columns", names.len(), columns.len())?;
        for column in &columns {
            same_length("values of a feature", clients.len(), column.len())?;
        }
        Self { names, clients, values: columns.concat(), defaulted, probabilities }.checked()
    }

    /// The population itself where it keeps its promises.
    fn checked(self) -> Result<Self, Error> {
        let n = self.clients.len();
        if n >= u32::MAX as usize {
            return Err(Error::TooMany { found: n });
        }
        same_length("outcomes", n, self.defaulted.len())?;
        same_length("probabilities", n, self.probabilities.len())?;
        if let Some(name) = twice(&self.names) {
            return Err(Error::FeatureTwice(name));
        }
        if let Some(client) = twice(&self.clients) {
            return Err(Error::ClientTwice(client));
        }
        if let Some(place) = self.values.iter().position(|value| value.is_infinite()) {
            let (feature, client) = (self.names[place / n].clone(), self.clients[place % n]);
            return Err(Error::Infinite { feature, client });
        }
        match self.probabilities.iter().position(|p| !(0.0..=1.0).contains(p)) {
            Some(place) => Err(Error::NotAProbability(self.clients[place])),
            None => Ok(self),
        }
    }

    /// Number of clients.
    pub fn n_clients(&self) -> usize {
        self.clients.len()
    }

    /// Names of the features, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// `SK_ID_CURR` of every client, shape `(n_clients)`.
    pub fn clients(&self) -> &[u32] {
        &self.clients
    }

    /// Values of a feature, shape `(n_clients)`; none where it is not kept.
    pub fn column(&self, name: &str) -> Option<&[f32]> {
        self.place_of(name).map(|feature| self.column_at(feature))
    }

    /// Whether each client defaulted, shape `(n_clients)`.
    pub fn defaulted(&self) -> &[bool] {
        &self.defaulted
    }

    /// Out-of-fold probability of every client, shape `(n_clients)`.
    pub fn probabilities(&self) -> &[f32] {
        &self.probabilities
    }

    /// Which of the features a name is.
    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Values of the feature at a place of [`Self::names`].
    pub(super) fn column_at(&self, feature: usize) -> &[f32] {
        let n = self.clients.len();
        &self.values[feature * n..(feature + 1) * n]
    }
}

fn same_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Length { what, expected, found }) }
}

/// The lowest of those that are there twice.
fn twice<T: Ord + Clone>(all: &[T]) -> Option<T> {
    let mut sorted: Vec<&T> = all.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone())
}
