//! Responses, and which of them are successes.

use super::{Content, Encoding, TypeId};
use crate::source::Pointer;

/// The status codes that a response of the document applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// All codes with this first digit, such as `4XX`.
    Range(u16),
    /// `default`: all codes that no other response of the operation applies to.
    Default,
}

impl Status {
    /// Whether it is of `2XX`.
    #[must_use]
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(digit) => digit == 2,
            Self::Default => false,
        }
    }

    /// Whether it is of `3XX`, but for `304`, which leads nowhere.
    #[must_use]
    pub fn is_redirect(self) -> bool {
        match self {
            Self::Code(code) => (300..400).contains(&code) && code != 304,
            Self::Range(digit) => digit == 3,
            Self::Default => false,
        }
    }
}

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

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeId,
    /// How it is written: in style `simple`, or as JSON.
    pub encoding: Encoding,
    /// Whether it is always there.
    pub required: bool,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub origin: Pointer,
}
