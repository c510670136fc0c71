//! The schema of an applicant's rows, made from the tables, so that it cannot say anything else.
//!
//! Whatever a schema can say of a body is said: names, types, categories, limits, how many rows.
//! What it cannot say, the descriptions do: that rows belong to one client, that keys do not
//! repeat, that monthly statuses belong to a credit that is given.

use std::borrow::Cow;

use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, Ref, Schema,
    SchemaType, Type,
};
use utoipa::{Number, PartialSchema, ToSchema};

use crate::features::dictionary::Dictionary;
use crate::tables::applicant::bounds::Bounds;
use crate::tables::applicant::{APPLICATION, TABLES, name_of, row_limit};
use crate::tables::{Column, Kind, Quantity, Table};

/// An applicant whose rows are accepted as they are.
const EXAMPLE: &str = include_str!("../../../templates/api/applicant.json");

/// Stands for the body with the rows of an applicant, whose schema is `Applicant`.
#[derive(Debug)]
pub struct Applicant;

impl PartialSchema for Applicant {
    fn schema() -> RefOr<Schema> {
        let mut body = ObjectBuilder::new()
            .description(Some(
                "The raw rows of one new applicant, in the tables and columns of Kaggle's \"Home \
                 Credit Default Risk\", the outcome apart. The application is needed; of the other \
                 tables, one that is left out is taken to have no row. Columns that may be null may \
                 be left out. Nothing is filled in: what is missing is told in the answer. The \
                 example is made up.",
            ))
            .required(name_of(APPLICATION))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        // Made up: a client whom "octroi synthesize" drew.
        if let Ok(example) = serde_json::from_str::<Value>(EXAMPLE) {
            body = body.examples([example]);
        }
        for table in TABLES {
            let row = Ref::from_schema_name(row_name(table));
            if table == APPLICATION {
                body = body.property(name_of(table), row);
                continue;
            }
            let rows = ArrayBuilder::new()
                .schema_type([Type::Array, Type::Null].into_iter().collect::<SchemaType>())
                .items(row)
                .max_items(Some(row_limit(table)))
                .description(Some(about(table)));
            body = body.property(name_of(table), rows);
        }
        body.into()
    }
}

impl ToSchema for Applicant {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Applicant")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend(TABLES.map(|table| (row_name(table).to_owned(), row(table).into())));
    }
}

/// Name of the schema of a table's rows.
const fn row_name(table: Table) -> &'static str {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => "ApplicationRow",
        Table::Bureau => "BureauRow",
        Table::BureauBalance => "BureauBalanceRow",
        Table::PreviousApplication => "PreviousApplicationRow",
        Table::PosCashBalance => "PosCashBalanceRow",
        Table::CreditCardBalance => "CreditCardBalanceRow",
        Table::InstallmentsPayments => "InstallmentsPaymentsRow",
    }
}

/// What the rows of a table are.
const fn about(table: Table) -> &'static str {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => "The application.",
        Table::Bureau => {
            "Credits that other lenders reported to the credit bureau. SK_ID_CURR is the \
             application's; SK_ID_BUREAU does not repeat."
        }
        Table::BureauBalance => {
            "Monthly statuses of these credits. SK_ID_BUREAU is that of a row of bureau."
        }
        Table::PreviousApplication => {
            "Earlier applications with the same lender. SK_ID_CURR is the application's; \
             SK_ID_PREV does not repeat."
        }
        Table::PosCashBalance => {
            "Monthly snapshots of earlier point-of-sale and cash loans. SK_ID_CURR is the \
             application's."
        }
        Table::CreditCardBalance => {
            "Monthly snapshots of earlier credit cards. SK_ID_CURR is the application's."
        }
        Table::InstallmentsPayments => {
            "Instalments of earlier credits, due and paid. SK_ID_CURR is the application's."
        }
    }
}

/// The schema of one row.
fn row(table: Table) -> Object {
    let mut row = ObjectBuilder::new()
        .description(Some(about(table)))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for column in table.columns() {
        if !column.nullable {
            row = row.required(column.name);
        }
        row = row.property(column.name, field(table, column));
    }
    row.build()
}

/// The schema of one field.
fn field(table: Table, column: &Column) -> RefOr<Schema> {
    let bounds = Bounds::new(column);
    value(column, bounds.possible, describe(table, column, bounds))
}

/// The schema of a column's values within limits, its sentinel apart.
pub(super) fn value(column: &Column, limits: (f64, f64), description: String) -> RefOr<Schema> {
    let sentinel = column.sentinel.map(f64::from);
    match (column.kind, sentinel.filter(|&sentinel| sentinel > limits.1)) {
        (Kind::Category(levels), _) => {
            let levels = levels.iter().map(|&level| Value::from(level));
            let null = column.nullable.then_some(Value::Null);
            typed(column, Type::String)
                .description(Some(description))
                .enum_values(Some(levels.chain(null)))
                .into()
        }
        (kind, None) => {
            let kind = if kind == Kind::Decimal { Type::Number } else { Type::Integer };
            within(typed(column, kind), limits).description(Some(description)).into()
        }
        (_, Some(sentinel)) => {
            let none = typed(column, Type::Integer).enum_values(Some([whole(sentinel)]));
            OneOfBuilder::new()
                .item(within(typed(column, Type::Integer), limits))
                .item(none.description(Some("None.")))
                .description(Some(description))
                .into()
        }
    }
}

/// A schema of that type, or null where the column may be.
fn typed(column: &Column, kind: Type) -> ObjectBuilder {
    let types: SchemaType =
        if column.nullable { [kind, Type::Null].into_iter().collect() } else { kind.into() };
    ObjectBuilder::new().schema_type(types)
}

fn within(schema: ObjectBuilder, (low, high): (f64, f64)) -> ObjectBuilder {
    schema.minimum(Some(number(low))).maximum(Some(number(high)))
}

/// A limit, without a decimal point where it is whole.
fn number(value: f64) -> Number {
    // Limits are far below 2^53.
    if value.fract() == 0.0 { Number::Int(value as isize) } else { Number::Float(value) }
}

fn whole(value: f64) -> Value {
    Value::from(value as i64)
}

/// What a column is, in English.
pub(super) fn describe(table: Table, column: &Column, bounds: Bounds) -> String {
    let entry = Dictionary::embedded().ok().and_then(|known| known.column(table, column.name));
    let mut text = match entry {
        Some(entry) => {
            // What is noted of a category is how features count it.
            let note = entry.note.as_ref().filter(|_| column.levels().is_empty());
            let note = note.map(|note| format!(": {}", note.english));
            format!("{}{}", entry.label.english, note.unwrap_or_default())
        }
        None => match column.name {
            "SK_ID_CURR" => "number of the applicant",
            "SK_ID_BUREAU" => "number of the credit with another lender",
            _ => "number of the earlier credit",
        }
        .to_owned(),
    };
    let unit = match column.quantity {
        Quantity::Days => "days from the application, negative before it",
        Quantity::Months => "months from the application, negative before it",
        Quantity::Duration => "days",
        Quantity::Amount => "in the currency of the portfolio",
        Quantity::Flag => "1 for yes, 0 for no",
        _ => "",
    };
    if !unit.is_empty() {
        text.push_str(&format!(" ({unit})"));
    }
    if let Some(sentinel) = bounds.sentinel {
        text.push_str(&format!("; {sentinel} for none"));
    }
    if column.quantity != Quantity::Key && bounds.plausible != bounds.possible {
        let (low, high) = bounds.plausible;
        text.push_str(&format!("; usually from {low} to {high}"));
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<(String, Value)> {
        let mut schemas = Vec::new();
        Applicant::schemas(&mut schemas);
        schemas
            .into_iter()
            .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap()))
            .collect()
    }

    #[test]
    fn every_column_is_there_with_its_type_and_words() {
        let rows = rows();
        for (table, (name, row)) in TABLES.into_iter().zip(&rows) {
            assert_eq!(row["additionalProperties"], false, "{name}");
            let properties = row["properties"].as_object().unwrap();
            assert_eq!(properties.len(), table.columns().len(), "{name}");
            for column in table.columns() {
                let field = &properties[column.name];
                let text = field["description"].as_str().unwrap();
                assert!(text.len() > 4 && text.ends_with('.'), "{}: {text}", column.name);
                let is_required = row["required"].as_array().unwrap().contains(&column.name.into());
                assert_eq!(is_required, !column.nullable, "{}", column.name);
            }
        }
        let application = &rows[0].1["properties"];
        assert_eq!(application["AMT_INCOME_TOTAL"]["type"], "number");
        assert_eq!(application["AMT_INCOME_TOTAL"]["minimum"], 0);
        assert_eq!(application["DAYS_BIRTH"]["maximum"], -5000);
        assert_eq!(application["AMT_ANNUITY"]["type"], serde_json::json!(["number", "null"]));
        assert_eq!(application["CODE_GENDER"]["enum"], serde_json::json!(["F", "M", "XNA"]));
        assert_eq!(
            application["EMERGENCYSTATE_MODE"]["enum"],
            serde_json::json!(["No", "Yes", null])
        );
        let employed = &application["DAYS_EMPLOYED"]["oneOf"];
        assert_eq!(employed[0]["maximum"], 0);
        assert_eq!(employed[1]["enum"], serde_json::json!([365_243]));
        assert!(application.get("TARGET").is_none());
    }

    #[test]
    fn the_example_is_accepted_as_it_is() {
        let schema = serde_json::to_value(Applicant::schema()).unwrap();
        let example = schema["examples"][0].to_string();
        let rows = crate::api::wire::applicant::read(example.as_bytes()).unwrap();
        let read = crate::tables::applicant::read(&rows).unwrap();
        assert!(read.oddities.is_empty() && read.empty_tables.is_empty());
    }

    #[test]
    fn the_body_names_its_tables() {
        let body = serde_json::to_value(Applicant::schema()).unwrap();
        assert_eq!(body["required"], serde_json::json!(["application"]));
        assert_eq!(body["additionalProperties"], false);
        assert_eq!(body["properties"].as_object().unwrap().len(), TABLES.len());
        let bureau = &body["properties"]["bureau"];
        assert_eq!(bureau["maxItems"], 1000);
        assert_eq!(bureau["items"]["$ref"], "#/components/schemas/BureauRow");
    }
}
