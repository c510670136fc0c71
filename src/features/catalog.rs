//! Every feature of a profile, in its order.

use super::definition::Feature;
use super::{Profile, application, bureau, credit_card, instalments, pos_cash, previous};
use crate::tables::Table;

/// The features that one source table gives.
#[derive(Debug)]
pub struct Part {
    /// The source table.
    pub table: Table,
    /// Its features, in order.
    pub features: Vec<Feature>,
}

/// The features by source table, in the order in which they stand in the feature table.
pub fn parts(profile: Profile) -> Vec<Part> {
    [
        (Table::ApplicationTrain, application::catalog(profile)),
        (Table::Bureau, bureau::catalog(profile)),
        (Table::PreviousApplication, previous::catalog(profile)),
        (Table::PosCashBalance, pos_cash::catalog(profile)),
        (Table::InstallmentsPayments, instalments::catalog(profile)),
        (Table::CreditCardBalance, credit_card::catalog(profile)),
    ]
    .into_iter()
    .map(|(table, features)| Part { table, features })
    .collect()
}

/// Every feature of a profile, in order. Names do not repeat.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    parts(profile).into_iter().flat_map(|part| part.features).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_has_795_features_block_by_block() {
        let sizes: Vec<usize> =
            parts(Profile::Kernel).iter().map(|part| part.features.len()).collect();
        assert_eq!(sizes, [245, 116, 249, 18, 26, 141]);
    }

    #[test]
    fn names_do_not_repeat_and_ours_hold_all_of_the_kernels() {
        let names = |profile| catalog(profile).into_iter().map(|feature| feature.name);
        let ours: std::collections::BTreeSet<String> = names(Profile::Octroi).collect();
        assert_eq!(ours.len(), catalog(Profile::Octroi).len());
        assert!(names(Profile::Kernel).all(|name| ours.contains(&name)));
    }
}
