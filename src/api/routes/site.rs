//! The dashboard and the documents of the work folder, as files.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use crate::api::App;
use crate::api::problem::{Kind, Problem};

/// Serves the site at `/`, and beside it, where its links look for them, the note, the slides, the
/// sheets and the notebooks.
///
/// Nothing else of the work folder can be reached.
pub async fn file(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/v1/") {
        return Problem::new(Kind::UnknownPath, "no such path")
            .hint("/docs describes what there is")
            .into_response();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Problem::new(Kind::MethodNotAllowed, "files can only be read").into_response();
    }
    // Records that commands keep for themselves begin with a dot.
    let plain = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
    if plain.split('/').any(|part| part.starts_with('.')) {
        return Problem::new(Kind::UnknownPath, "no such file").into_response();
    }
    let workdir = app.live.workdir();
    let served = match path.as_str() {
        "/methodology.pdf" => ServeFile::new(workdir.note()).oneshot(request).await,
        "/slides.pdf" => ServeFile::new(workdir.slides()).oneshot(request).await,
        _ => {
            let (folder, below) = if path.starts_with("/clients/") {
                (workdir.sheets(), "/clients")
            } else if path.starts_with("/notebooks/") {
                (workdir.notebooks(), "/notebooks")
            } else {
                // The notebooks' pages look for the site where it stands on a disk.
                let below = if path.starts_with("/dashboard/") { "/dashboard" } else { "" };
                (app.config.site.clone().unwrap_or_else(|| workdir.dashboard()), below)
            };
            let request = without(request, below);
            ServeDir::new(folder).oneshot(request).await
        }
    };
    // Files that cannot be read are answered with a status, not with an error.
    let Ok(response) = served;
    if response.status() != StatusCode::NOT_FOUND {
        return response.map(Body::new);
    }
    let problem = Problem::new(Kind::UnknownPath, "no such file");
    let is_home = path == "/" || path == "/index.html";
    let hint = if is_home { "make the site with \"octroi dashboard\"" } else { "begin at /" };
    problem.hint(hint).into_response()
}

/// A request for what lies below a folder.
fn without(mut request: Request, folder: &str) -> Request {
    let uri = request.uri();
    let rest = uri.path().strip_prefix(folder).unwrap_or_default();
    // What is left of a path that could be read can be read.
    if let Ok(below) = rest.parse() {
        *request.uri_mut() = below;
    }
    request
}

/// What each kind of problem means, for people who follow the `type` of one.
pub async fn problems() -> impl IntoResponse {
    let rows: String = Kind::ALL
        .iter()
        .map(|kind| {
            let (code, title) = (kind.code(), kind.title());
            let status = kind.status().as_u16();
            format!("<dt id=\"{code}\"><code>{code}</code> ({status})</dt><dd>{title}.</dd>\n")
        })
        .collect();
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Problems</title>\n\
         <h1>Problems</h1>\n<p>The <code>type</code> of an answer that is a problem leads here.</p>\n\
         <dl>\n{rows}</dl>\n</html>\n"
    );
    ([(header::CONTENT_LANGUAGE, "en")], Html(page))
}
