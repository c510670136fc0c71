//! What the service answers, as a document that programs read: `OpenAPI` 3.1.

use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use super::App;
use super::guard::{Access, Gate, guard};
use super::keys::Scope;
use super::problem::ProblemDetails;
use super::routes::{clients, health, model, predictions, score};

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
    components(schemas(ProblemDetails)),
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
pub fn documentation(document: utoipa::openapi::OpenApi) -> Router<App> {
    SwaggerUi::new("/docs").url("/openapi.json", document).into()
}
