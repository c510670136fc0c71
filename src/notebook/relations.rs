//! The tables and the keys that tie them, drawn.

use super::Error;
use super::chart::{Boxed, Boxes, Chart, Unit};
use crate::artifact::ScoringArtifact;
use crate::tables::Table;

/// Draws the seven tables with their number of rows, from the application to what belongs to it.
///
/// # Errors
///
/// [`Error::Chart`].
pub fn relations(run: &ScoringArtifact) -> Result<Chart, Error> {
    let n_rows = |table: Table| {
        let rows = run.tables.iter().find(|one| one.table == table).map_or(0, |one| one.n_rows);
        rows as f64
    };
    let said = |rows: f64| format!("{} lignes", Unit::Count.say(rows));
    let boxed = |name, table, key: &str, at| {
        let remark = format!("{}, par {key}", said(n_rows(table)));
        Boxed { name, remark, at }
    };
    let clients = n_rows(Table::ApplicationTrain) + n_rows(Table::ApplicationTest);
    let boxes = [
        Boxed { name: "application (train, test)", remark: said(clients), at: (8, 120) },
        boxed("bureau", Table::Bureau, "SK_ID_CURR", (280, 8)),
        boxed("bureau_balance", Table::BureauBalance, "SK_ID_BUREAU", (536, 8)),
        boxed("previous_application", Table::PreviousApplication, "SK_ID_CURR", (280, 196)),
        boxed("POS_CASH_balance", Table::PosCashBalance, "SK_ID_PREV", (536, 120)),
        boxed("installments_payments", Table::InstallmentsPayments, "SK_ID_PREV", (536, 196)),
        boxed("credit_card_balance", Table::CreditCardBalance, "SK_ID_PREV", (536, 272)),
    ];
    let chart = Boxes {
        title: "Une demande, ses crédits ailleurs et ses demandes passées : les clés qui les relient",
        alt: "application mène à bureau et à previous_application par SK_ID_CURR ; bureau mène à \
              bureau_balance par SK_ID_BUREAU ; previous_application mène à POS_CASH_balance, \
              installments_payments et credit_card_balance par SK_ID_PREV.",
        height: 340,
        boxes: &boxes,
        ties: &[(0, 1), (1, 2), (0, 3), (3, 4), (3, 5), (3, 6)],
    };
    chart.chart()
}
