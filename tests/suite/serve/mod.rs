//! The service answers what the library says, and says what it cannot answer.

mod access;
mod applicants;
mod clients;
mod guard;
mod keys;
mod ledger;
mod limits;
mod observe;
mod problems;
mod process;
mod reload;

use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use octroi::api::{self, App, Clock, Config};
use octroi::pipeline::Workdir;
use serde_json::Value;
use tower::ServiceExt;

use crate::support;

/// A service on a copy of the work folder that tests share.
pub struct Service {
    pub root: tempfile::TempDir,
    pub app: App,
    runtime: tokio::runtime::Runtime,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Service {
    /// A service without keys.
    pub fn open() -> Self {
        Self::with(Config::open())
    }

    pub fn with(config: Config) -> Self {
        Self::at(folder(), config)
    }

    pub fn at(root: tempfile::TempDir, config: Config) -> Self {
        let workdir = Workdir::new(root.path().to_owned());
        let app = App::open(&workdir, config, Clock::fixed(1_800_000_000_000)).unwrap();
        app.live.now().score_everyone().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_stack_size(16 << 20)
            .enable_all()
            .build()
            .unwrap();
        Self { root, app, runtime }
    }

    pub fn workdir(&self) -> Workdir {
        Workdir::new(self.root.path().to_owned())
    }

    pub fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = api::router(self.app.clone()).oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap())
    }

    /// The JSON that a path is answered with.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        let mut json = answer.json();
        // Each answer has a number of its own.
        if let Some(fields) = json.as_object_mut() {
            fields.remove("prediction");
        }
        json
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Checks that it is a problem of a kind, and gives its details.
    pub fn problem(&self, code: &str) -> Value {
        let found = self.json();
        assert_eq!(found["type"], format!("/problems#{code}"), "{found}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(found["status"], self.status.as_u16());
        for field in ["title", "detail"] {
            assert!(!found[field].as_str().unwrap().is_empty(), "{found}");
        }
        found
    }
}

/// Clients, runs and records of the work folder that tests share, in one of their own.
pub fn folder() -> tempfile::TempDir {
    let root = support::workdir().0.path();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in support::files_below(&root.join("data")) {
        let is_needed = ["runs", "stages"].iter().any(|part| name.starts_with(part))
            || name == "features.parquet";
        if is_needed {
            let path = folder.path().join("data").join(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    folder
}

/// What the program says of a client on the command line.
pub fn explained(root: &Path, client: u32, lang: &str) -> Value {
    let client = client.to_string();
    let answer = support::octroi_in(root, &["explain", &client, "--json", "--lang", lang]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    serde_json::from_str(&answer.out).unwrap()
}
