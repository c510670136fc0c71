//! What the service answers, as a document that programs read: `OpenAPI` 3.1.

use axum::Router;
use axum::middleware::from_fn_with_state;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use super::App;
use super::guard::{Access, Gate, guard};
use super::keys::Scope;
use super::problem::ProblemDetails;
use super::routes::{clients, health, model, predictions, score};
use super::wire::Lang;
use super::wire::client::{DecisionQuery, OutcomeQuery, Sort};

#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "octroi",
        description = "Credit scores that explain themselves. A score recommends; a person decides.\n\n\
                       Errors are problem details (RFC 9457). What is not known is `null`.",
        license(name = "MIT", identifier = "MIT")
    ),
    tags(
        (name = "score", description = "New applicants"),
        (name = "clients", description = "Clients of the portfolio"),
        (name = "predictions", description = "What was answered, and what advisers decided"),
        (name = "model", description = "The model that is served"),
        (name = "service", description = "The service itself")
    ),
    components(schemas(ProblemDetails, Lang, DecisionQuery, OutcomeQuery, Sort)),
    modifiers(&Keys)
)]
struct Document;

/// How callers say who they are.
struct Keys;

impl utoipa::Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("A key made by \"octroi keys add\".".to_owned());
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let mut basic = Http::new(HttpAuthScheme::Basic);
        basic.description = Some("For browsers: any name, and the key as the password.".to_owned());
        components.add_security_scheme("basic", SecurityScheme::Http(basic));
    }
}

/// Every endpoint with its description, behind what it asks of callers.
pub fn routes(access: &Access) -> OpenApiRouter<App> {
    let gate = |scope| from_fn_with_state(Gate::scope(access, scope), guard);
    let read = OpenApiRouter::new()
        .routes(routes!(clients::list))
        .routes(routes!(clients::file_of))
        .routes(routes!(clients::score))
        .routes(routes!(clients::explanation))
        .routes(routes!(clients::similar))
        .routes(routes!(clients::sheet))
        .routes(routes!(model::card))
        .routes(routes!(model::list_features))
        .route_layer(gate(Scope::Read));
    let score = OpenApiRouter::new()
        .routes(routes!(score::score))
        .routes(routes!(score::batch))
        .routes(routes!(clients::what_if))
        .routes(routes!(predictions::override_client))
        .routes(routes!(predictions::override_prediction))
        .route_layer(gate(Scope::Score));
    let admin = OpenApiRouter::new()
        .routes(routes!(predictions::of_client, predictions::erase))
        .route_layer(gate(Scope::Admin));
    let open = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(health::live))
        .routes(routes!(health::ready));
    open.merge(score).merge(read).merge(admin)
}

/// The document at `/openapi.json`, and a page to try it at `/docs`.
pub fn documentation(mut document: utoipa::openapi::OpenApi) -> Router<App> {
    for path in document.paths.paths.values_mut() {
        let methods = [&mut path.get, &mut path.post, &mut path.delete];
        methods.into_iter().flatten().for_each(complete);
    }
    let components = document.components.get_or_insert_with(Default::default);
    for (name, response) in refusals() {
        components.responses.insert(name.to_owned(), response.into());
    }
    let mut described = serde_json::to_value(&document).unwrap_or_default();
    name_formats(&mut described);
    SwaggerUi::new("/docs").external_url_unchecked("/openapi.json", described).into()
}

/// Names the formats of whole numbers as its registry does; utoipa writes `u-int32`.
fn name_formats(part: &mut Value) {
    match part {
        Value::Object(fields) => {
            if let Some(Value::String(format)) = fields.get_mut("format") {
                *format = format.replace("u-int", "uint");
            }
            fields.values_mut().for_each(name_formats);
        }
        Value::Array(parts) => parts.iter_mut().for_each(name_formats),
        _ => {}
    }
}

/// Says of an operation what follows from its form: how it refuses.
fn complete(operation: &mut Operation) {
    let parameters = operation.parameters.iter().flatten();
    let is_in_path = |one: &RefOr<utoipa::openapi::path::Parameter>| match one {
        RefOr::T(one) => one.parameter_in == utoipa::openapi::path::ParameterIn::Path,
        RefOr::Ref(_) => false,
    };
    let has_path = parameters.clone().any(is_in_path);
    let has_query = !parameters.clone().all(is_in_path);
    let body = match &mut operation.request_body {
        Some(RefOr::T(body)) => Some(body),
        _ => None,
    };
    let has_lines = body.is_some_and(|body| {
        let has_lines = body.content.keys().any(|kind| kind == score::JSON_LINES);
        if has_lines {
            // No line is a batch of nobody.
            body.required = Some(utoipa::openapi::Required::False);
        }
        has_lines
    });
    let has_body = operation.request_body.is_some();
    let responses = &mut operation.responses.responses;
    let mut refuse = |status: &str, name: &str, holds: bool| {
        if holds {
            responses.insert(status.to_owned(), Ref::from_response_name(name).into());
        }
    };
    let has_key = operation.security.is_some();
    refuse("400", "NotUnderstood", has_query || has_body);
    refuse("401", "NoKey", has_key);
    refuse("403", "NotAllowed", has_key);
    refuse("404", "NotFound", has_path);
    refuse("413", "TooLarge", has_body && !has_lines);
    refuse("415", "NotJson", has_body);
    refuse("422", "BreaksARule", has_body && !has_lines);
    refuse("429", "TooFast", has_key);
    refuse("503", "NotNow", true);
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = match status.as_str() {
                "default" => "Another problem.",
                "201" => "It is recorded.",
                _ => "What was asked for.",
            }
            .to_owned();
        }
    }
}

/// How the service refuses, by the names that operations refer to.
fn refusals() -> [(&'static str, Response); 9] {
    let refusal = |what: &str| {
        let mut content = Content::builder();
        content = content.schema(Some(Ref::from_schema_name("ProblemDetails")));
        let response = ResponseBuilder::new().description(what);
        response.content("application/problem+json", content.build())
    };
    let header = |kind, what: &str| -> Header {
        let schema = ObjectBuilder::new().schema_type(kind).build();
        HeaderBuilder::new().schema(Some(schema)).description(Some(what)).build()
    };
    let later = || header(Type::Integer, "Seconds after which to try again.");
    let asks = header(Type::String, "How to show a key.");
    [
        ("NotUnderstood", refusal("A parameter or the body is not understood.")),
        ("NoKey", refusal("No key, or one that is not known.").header("WWW-Authenticate", asks)),
        ("NotAllowed", refusal("The key is not for this, or another site asks in its name.")),
        ("NotFound", refusal("The client, or what else the path names, is not there.")),
        ("TooLarge", refusal("The body is too large.")),
        ("NotJson", refusal("The body is not of the type that is read here.")),
        ("BreaksARule", refusal("The body breaks rules; each is named with its place.")),
        ("TooFast", refusal("More requests than the key may send.").header("Retry-After", later())),
        ("NotNow", refusal("Occupied, too slow, or not ready.").header("Retry-After", later())),
    ]
    .map(|(name, response)| (name, response.build()))
}
