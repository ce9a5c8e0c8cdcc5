//! Responses, and which of them are successes.

use super::content::{Content, Header};
use super::status::Status;
use crate::source::Pointer;

/// Whether a client takes a response as what it asked for, among all the responses of an
/// operation: those of `2XX`; where there is none, the redirects (of a login, say); and where
/// there is none of these either, the default.
#[must_use]
pub fn succeeds(status: Status, all: &[Response]) -> bool {
    let any = |test: fn(Status) -> bool| all.iter().any(|response| test(response.status));
    if any(Status::is_success) {
        status.is_success()
    } else if any(Status::is_redirect) {
        status.is_redirect()
    } else {
        status == Status::Default
    }
}

/// A Response Object under one status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: Status,
    /// Its description, in Markdown.
    pub description: String,
    /// Its headers in the document's order.
    pub headers: Vec<Header>,
    /// What its body may be, told apart by the media type; none at all where it has no body.
    pub contents: Vec<Content>,
    /// Where it stands: the operation's own entry, even where that is a reference.
    pub origin: Pointer,
}
