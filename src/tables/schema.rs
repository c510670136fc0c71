//! The eight files and how they hang together.

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::{
    application, bureau, bureau_balance, credit_card_balance, installments_payments,
    pos_cash_balance, previous_application,
};

/// One of the raw files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Clients whose outcome is known.
    ApplicationTrain,
    /// Clients whose outcome is not known.
    ApplicationTest,
    /// Credits reported by other lenders.
    Bureau,
    /// Monthly status of the bureau credits.
    BureauBalance,
    /// Earlier applications with the same lender.
    PreviousApplication,
    /// Monthly snapshots of earlier point-of-sale and cash loans.
    PosCashBalance,
    /// Monthly snapshots of earlier cards.
    CreditCardBalance,
    /// Instalments due and paid on earlier credits.
    InstallmentsPayments,
}

impl Table {
    /// Every table, parents before children.
    pub const ALL: [Self; 8] = [
        Self::ApplicationTrain,
        Self::ApplicationTest,
        Self::Bureau,
        Self::BureauBalance,
        Self::PreviousApplication,
        Self::PosCashBalance,
        Self::CreditCardBalance,
        Self::InstallmentsPayments,
    ];

    /// File name without extension, as Kaggle writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApplicationTrain => "application_train",
            Self::ApplicationTest => "application_test",
            Self::Bureau => "bureau",
            Self::BureauBalance => "bureau_balance",
            Self::PreviousApplication => "previous_application",
            Self::PosCashBalance => "POS_CASH_balance",
            Self::CreditCardBalance => "credit_card_balance",
            Self::InstallmentsPayments => "installments_payments",
        }
    }

    /// The columns that the table must have, the outcome apart, in the order of the file.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::ApplicationTrain | Self::ApplicationTest => application::COLUMNS,
            Self::Bureau => bureau::COLUMNS,
            Self::BureauBalance => bureau_balance::COLUMNS,
            Self::PreviousApplication => previous_application::COLUMNS,
            Self::PosCashBalance => pos_cash_balance::COLUMNS,
            Self::CreditCardBalance => credit_card_balance::COLUMNS,
            Self::InstallmentsPayments => installments_payments::COLUMNS,
        }
    }

    /// Whether the build can go on without the file.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::ApplicationTest)
    }

    /// The column that must not repeat, where the table has one.
    pub const fn unique_key(self) -> Option<&'static str> {
        match self {
            Self::ApplicationTrain | Self::ApplicationTest => Some("SK_ID_CURR"),
            Self::Bureau => Some("SK_ID_BUREAU"),
            Self::PreviousApplication => Some("SK_ID_PREV"),
            _ => None,
        }
    }

    /// The column whose values must stand in a parent table, and that parent.
    pub const fn parent_key(self) -> Option<(&'static str, Self)> {
        match self {
            Self::ApplicationTrain | Self::ApplicationTest => None,
            Self::BureauBalance => Some(("SK_ID_BUREAU", Self::Bureau)),
            _ => Some(("SK_ID_CURR", Self::ApplicationTrain)),
        }
    }

    /// Index of a column in [`Table::columns`].
    pub fn column_index(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// The column of that name.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.name == name)
    }
}
