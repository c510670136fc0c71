//! The schema of changes of an application, made from its columns.
//!
//! Of the columns that exist, none but the key has nothing computed from it; that is what
//! [`crate::scoring::Examiner::revisable`] gives, and a test holds the two together. A changed value
//! lies where values of the known portfolios do: what is beyond tells nothing of what would be.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::applicant_schema::{describe, value};
use crate::tables::applicant::APPLICATION;
use crate::tables::applicant::bounds::Bounds;
use crate::tables::{Column, Kind};

/// Stands for the changes, by column of the application.
#[derive(Debug)]
pub(super) struct Changes;

impl PartialSchema for Changes {
    fn schema() -> RefOr<Schema> {
        let mut changes = ObjectBuilder::new()
            .description(Some("Columns of the application and what they would hold."))
            .min_properties(Some(1))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .examples([serde_json::json!({"AMT_CREDIT": 200_000, "FLAG_OWN_CAR": "Y"})]);
        for column in APPLICATION.columns().iter().filter(|column| column.kind != Kind::Key) {
            // Nothing is changed into something missing.
            let known = Column { nullable: false, ..*column };
            let bounds = Bounds { possible: column.range, ..Bounds::new(column) };
            let description = describe(APPLICATION, column, bounds);
            changes = changes.property(column.name, value(&known, column.range, description));
        }
        changes.into()
    }
}

impl ToSchema for Changes {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Changes")
    }
}
