//! What would be if the application said something else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::explanation::{ChangedInput, ExplanationAnswer};
use crate::api::problem::{Kind, Problem, Violation};
use crate::features::{Change, NewValue};
use crate::tables::Column;
use crate::tables::Kind as ColumnKind;

/// What of the application to change.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfRequest {
    /// Columns of the application and what they would hold: a number, or a level of the column.
    #[schema(example = json!({"AMT_CREDIT": 200_000, "FLAG_OWN_CAR": "Y"}), value_type = BTreeMap<String, serde_json::Value>)]
    pub changes: BTreeMap<String, serde_json::Value>,
}

/// The score that it would lead to, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhatIfAnswer {
    /// The score and the reasons after the changes.
    #[serde(flatten)]
    pub after: ExplanationAnswer,
    /// Probability before them.
    pub probability_before: f64,
    /// The changes, as they were understood.
    pub changes: Vec<ChangedInput>,
}

impl WhatIfRequest {
    /// The changes, held against the columns that a change can be followed through.
    ///
    /// # Errors
    ///
    /// A [`Problem`] with every change that is not understood.
    pub fn changes(&self, columns: &[&'static Column]) -> Result<Vec<Change>, Problem> {
        let mut changes = Vec::with_capacity(self.changes.len());
        let mut violations = Vec::new();
        for (name, value) in &self.changes {
            match change(columns, name, value) {
                Ok(change) => changes.push(change),
                Err(violation) => violations.push(violation),
            }
        }
        if self.changes.is_empty() {
            violations.push(Violation {
                pointer: "/changes".to_owned(),
                rule: "nothing_changed".to_owned(),
                expected: "at least one column of the application".to_owned(),
                found: "none".to_owned(),
                hint: None,
            });
        }
        if violations.is_empty() {
            return Ok(changes);
        }
        let n_more = violations.len().saturating_sub(50);
        violations.truncate(50);
        Err(Problem::new(Kind::InvalidInput, "the changes are not those of an application")
            .violations(violations, n_more))
    }
}

fn change(
    columns: &[&'static Column],
    name: &str,
    value: &serde_json::Value,
) -> Result<Change, Violation> {
    let violation = |rule: &str, expected: String, hint: Option<String>| Violation {
        // By RFC 6901.
        pointer: format!("/changes/{}", name.replace('~', "~0").replace('/', "~1")),
        rule: rule.to_owned(),
        expected,
        found: shown(value),
        hint,
    };
    let Some(column) = columns.iter().find(|column| column.name == name) else {
        let expected = "a column of the application that the features are computed from";
        let hint = "GET /v1/features names the columns behind each feature".to_owned();
        return Err(violation("unknown_column", expected.to_owned(), Some(hint)));
    };
    let (low, high) = column.range;
    let to = match (column.kind, value) {
        (ColumnKind::Category(levels), serde_json::Value::String(level)) => {
            let known = levels.iter().find(|known| *known == level);
            let known = known.ok_or_else(|| {
                violation("unknown_level", format!("one of {}", levels.join(", ")), None)
            })?;
            NewValue::Level(known)
        }
        (ColumnKind::Category(levels), _) => {
            return Err(violation("wrong_type", format!("one of {}", levels.join(", ")), None));
        }
        (kind, serde_json::Value::Number(number)) => {
            let number = number.as_f64().filter(|number| number.is_finite());
            let number = number
                .ok_or_else(|| violation("wrong_type", "a finite number".to_owned(), None))?;
            if kind == ColumnKind::Integer && number.fract() != 0.0 {
                return Err(violation("not_whole", "a whole number".to_owned(), None));
            }
            let is_sentinel = column.sentinel.is_some_and(|none| f64::from(none) == number);
            if !(low..=high).contains(&number) && !is_sentinel {
                return Err(violation("out_of_range", format!("{low} to {high}"), None));
            }
            NewValue::Number(number)
        }
        _ => return Err(violation("wrong_type", "a number".to_owned(), None)),
    };
    Ok(Change { column: column.name, to })
}

/// A value on one line of at most 60 characters.
fn shown(value: &serde_json::Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}
