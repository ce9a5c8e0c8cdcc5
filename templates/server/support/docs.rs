//! Serves the document, and a page that shows it.

#![cfg(feature = "docs")]

use axum::Router;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, X_CONTENT_TYPE_OPTIONS,
};
use axum::routing::get;

use super::document::JSON;

const YAML: &str = include_str!("../openapi.yaml");
const PAGE: &str = include_str!("../docs.html");

/// What the page may do: run its own code, and ask this server for the document.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Creates the routes `/openapi.json`, `/openapi.yaml` and `/docs`.
pub fn router() -> Router {
    Router::new()
        .route(
            "/openapi.json",
            get(|| async { file("application/json", JSON) }),
        )
        .route(
            "/openapi.yaml",
            get(|| async { file("application/yaml", YAML) }),
        )
        .route(
            "/docs",
            get(|| async { file("text/html; charset=utf-8", PAGE) }),
        )
}

type File = ([(HeaderName, &'static str); 3], &'static str);

fn file(media_type: &'static str, text: &'static str) -> File {
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}
