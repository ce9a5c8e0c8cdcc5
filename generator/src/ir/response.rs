//! Responses: which of them are successes, and which media types there are to choose from.

use super::{Content, Encoding, Operation, Payload, TypeId};
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

impl Operation {
    /// The media types and ranges that a success may come in, where there is a choice: several
    /// media types, or a range of them.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let responses = self.responses.iter();
        let successes = responses.filter(|response| succeeds(response.status, &self.responses));
        let mut choices: Vec<&str> = Vec::new();
        for media_type in successes
            .flat_map(|response| &response.contents)
            .flat_map(Content::choices)
        {
            if !choices.contains(&media_type) {
                choices.push(media_type);
            }
        }
        match choices.as_slice() {
            [only] if !only.contains('*') => Vec::new(),
            _ => choices,
        }
    }
}

impl Content {
    /// The media types of a response that nothing but their names tells apart, so that whoever
    /// answers, and whoever asks, chooses one; never none. A name of JSON that says the same as
    /// another, such as `text/json` beside `application/json`, is no choice.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let all = || self.media_types.iter().map(String::as_str);
        let first = all().take(1);
        match &self.payload {
            Payload::Text | Payload::Binary => all().collect(),
            Payload::Json(_) => {
                let names = all().filter(|name| !name.contains(['*', ',']));
                let has_json = names.clone().any(|name| name == "application/json");
                let mut choices: Vec<&str> = Vec::new();
                for name in names.filter(|name| !(has_json && *name == "text/json")) {
                    let is_known = choices.iter().any(|known| essence(known) == essence(name));
                    if !is_known {
                        choices.push(name);
                    }
                }
                if choices.is_empty() {
                    choices.push("application/json");
                }
                choices
            }
            _ => first.collect(),
        }
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
