//! What is answered where: one file per group of endpoints.

pub mod clients;
pub mod health;
pub mod model;
pub mod predictions;
pub mod score;
pub mod site;

use axum::extract::FromRequestParts;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::{Kind, Problem};

/// Parameters behind the `?`; what is not understood is a problem with its name.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        match read {
            Ok(query) => Ok(Self(query.0)),
            Err(rejection) => {
                let text = std::error::Error::source(&rejection)
                    .map_or_else(|| rejection.to_string(), ToString::to_string);
                Err(Problem::new(Kind::InvalidQuery, text)
                    .hint("/docs names the parameters and what each can be"))
            }
        }
    }
}

/// The number of a client in a path.
#[derive(Debug, Clone, Copy)]
pub struct ClientId(pub u32);

impl<S: Send + Sync> FromRequestParts<S> for ClientId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::extract::Path<String>, PathRejection> =
            axum::extract::Path::from_request_parts(parts, state).await;
        let text = read.map(|path| path.0).unwrap_or_default();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u32>() {
            Ok(client) if is_number => Ok(Self(client)),
            _ => Err(Problem::new(
                Kind::UnknownClient,
                "expected the number of a client (SK_ID_CURR), found something else",
            )
            .hint("GET /v1/clients lists the clients")),
        }
    }
}
