//! Responses.

use super::super::schema::Schemas;
use super::header::{Bearer, headers};
use super::response_content::response_contents;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Method, Response, Status, Step, TypeName};
use crate::source::Pointer;
use crate::spec::{self, RefOr};

/// Lowers an operation's responses, sorted by status.
pub(super) fn responses(
    schemas: &mut Schemas<'_>,
    operation: &spec::Operation,
    method: Method,
    name: &TypeName,
) -> Vec<Response> {
    let mut lowered = Vec::new();
    for (key, response) in &operation.responses {
        let status = status(*key);
        let at = match response {
            RefOr::Item(response) => &response.at,
            RefOr::Reference(reference) => &reference.at,
        };
        if !is_interim(schemas, status, at) {
            lowered.extend(lower_response(schemas, status, response, method, at, name));
        }
    }
    // One that couldn't be lowered is there all the same.
    let describes_success = operation.responses.keys().any(|key| {
        let status = status(*key);
        status == Status::Default || status.is_success() || status.is_redirect()
    });
    if !describes_success {
        lowered.push(undescribed_success(schemas, &operation.at.key("responses")));
    }
    lowered.sort_by_key(|response| response.status);
    lowered
}

/// Whether a status is one that no operation ends with, which is warned of.
fn is_interim(schemas: &mut Schemas<'_>, status: Status, at: &Pointer) -> bool {
    let interim = match status {
        Status::Code(code) => code < 200,
        Status::Range(digit) => digit < 2,
        Status::Default => false,
    };
    if interim {
        let message = "a response of a status below 200 has no place in the emitted crates";
        schemas.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, message)
                .at_key(at, "left out")
                .help("such a response comes before the last one, or ends the use of HTTP"),
        );
    }
    interim
}

/// What stands for success where the document describes none.
fn undescribed_success(schemas: &mut Schemas<'_>, at: &Pointer) -> Response {
    let message = "this operation describes no success";
    schemas.diagnostics.push(
        Diagnostic::warning(Code::Shape, message)
            .at_key(at, "every status of 2XX counts as one; its body isn't read"),
    );
    Response {
        status: Status::Range(2),
        description: "A success, of which the document says nothing.".to_owned(),
        headers: Vec::new(),
        contents: Vec::new(),
        origin: at.clone(),
    }
}

fn lower_response(
    schemas: &mut Schemas<'_>,
    status: Status,
    response: &RefOr<spec::Response>,
    method: Method,
    at: &Pointer,
    name: &TypeName,
) -> Option<Response> {
    let found = schemas.resolve(response)?;
    let owner = found.owner.clone();
    let owner = owner.unwrap_or_else(|| name.step(Step::Response(status)));
    let headers = headers(
        schemas,
        &found.item.headers,
        &found.item.at.key("headers"),
        &owner,
        Bearer::Response,
    );
    let content_at = found.item.at.key("content");
    let contents = match bodiless(status, method) {
        Some(why) if !found.item.content.is_empty() => {
            schemas.diagnostics.push(
                Diagnostic::warning(Code::Unsupported, format!("{why} has no body"))
                    .at_key(&content_at, "left out")
                    .at_key(at, "this response"),
            );
            Vec::new()
        }
        _ => response_contents(
            schemas,
            &found.item.content,
            &owner.step(Step::ResponseBody),
        ),
    };
    Some(Response {
        status,
        description: found.item.description.clone(),
        headers,
        contents,
        origin: at.clone(),
    })
}

fn status(key: spec::Status) -> Status {
    match key {
        spec::Status::Code(code) => Status::Code(code),
        spec::Status::Range(digit) => Status::Range(digit),
        spec::Status::Default => Status::Default,
    }
}

/// What HTTP gives no body, whatever a document says (RFC 9110, section 6.4.1).
fn bodiless(status: Status, method: Method) -> Option<&'static str> {
    match status {
        _ if method == Method::Head => Some("a response to HEAD"),
        Status::Code(204) => Some("a response of status 204"),
        Status::Code(205) => Some("a response of status 205"),
        Status::Code(304) => Some("a response of status 304"),
        _ => None,
    }
}
