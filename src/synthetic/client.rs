//! A client index in, everything about the client that the tables share out.

use super::building::Building;
use super::form::Form;
use super::identity::Identities;
use super::person::Person;
use super::random::mix;
use super::risk::Risk;
use super::scores;

/// One client of the portfolio.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// Place in the portfolio, which keys the random streams.
    pub(super) index: u64,
    pub(super) seed: u64,
    /// `SK_ID_CURR`.
    pub(super) id: u32,
    pub(super) is_train: bool,
    pub(super) person: Person,
    pub(super) form: Form,
    pub(super) building: Option<Building>,
    pub(super) risk: Risk,
    pub(super) scores: [Option<f64>; 3],
    /// Whether the mobile telephone could not be reached (about 2 in 1,000).
    pub(super) is_hard_to_reach: bool,
}

impl Client {
    /// Draws the client with that index.
    pub(super) fn draw(seed: u64, index: u64, identities: &Identities) -> Self {
        let is_train = identities.is_train(index);
        let person = Person::draw(seed, index);
        let form = Form::draw(seed, index, &person, is_train);
        let building = Building::draw(seed, index, &person);
        let risk = Risk::draw(seed, index, &person, &form, building.as_ref());
        let scores = scores::draw(seed, index, &person, &form, &risk, is_train);
        Self {
            index,
            seed,
            id: identities.client(index),
            is_train,
            person,
            form,
            building,
            risk,
            scores,
            is_hard_to_reach: mix(seed ^ mix(!index)).is_multiple_of(660),
        }
    }
}
