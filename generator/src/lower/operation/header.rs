//! Headers of responses, and of the parts of a form.

use indexmap::IndexMap;

use super::super::schema::Schemas;
use super::style::{parameter_content, parameter_type};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Encoding, Header, Location, Step, Style, StyleKind, TypeName};
use crate::source::Pointer;
use crate::spec::{self, RefOr, SchemaOrContent};

/// What has headers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    Response,
    /// A part of a form.
    Part,
}

impl Bearer {
    /// Whether a header follows from something else that the document says.
    fn has_already(self, name: &str) -> bool {
        let own: &[&str] = match self {
            Self::Response => &["content-type"],
            Self::Part => &[
                "content-type",
                "content-disposition",
                "content-transfer-encoding",
            ],
        };
        own.iter().any(|own| name.eq_ignore_ascii_case(own))
    }
}

/// Lowers the headers of a response, or of a part of a form.
pub(super) fn headers(
    schemas: &mut Schemas<'_>,
    headers: &IndexMap<String, RefOr<spec::Header>>,
    at: &Pointer,
    owner: &TypeName,
    bearer: Bearer,
) -> Vec<Header> {
    let mut lowered: Vec<Header> = Vec::new();
    for (name, header) in headers {
        let at = at.key(name);
        let earlier = lowered
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name));
        if let Some(earlier) = earlier {
            let message = format!("there are two headers `{name}`: case is no matter in names");
            let warning = Diagnostic::warning(Code::Conflict, message)
                .at_key(&at, "left out")
                .at_key(&earlier.origin, "the first one");
            schemas.diagnostics.push(warning);
        } else if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            let message = format!("`{}` can't be the name of a header", name.escape_debug());
            schemas
                .diagnostics
                .push(Diagnostic::warning(Code::Unsupported, message).at_key(&at, "left out"));
        } else {
            lowered.extend(lower_header(schemas, name, header, &at, owner, bearer));
        }
    }
    lowered
}

fn lower_header(
    schemas: &mut Schemas<'_>,
    name: &str,
    header: &RefOr<spec::Header>,
    at: &Pointer,
    owner: &TypeName,
    bearer: Bearer,
) -> Option<Header> {
    if bearer.has_already(name) {
        // Response Object, Encoding Object: a header of this name is ignored.
        let (message, help) = match bearer {
            Bearer::Response => (
                format!("a response can't describe the header `{name}` so"),
                "the media types of `content` do",
            ),
            Bearer::Part => (
                format!("a part can't describe the header `{name}` so"),
                "`contentType` and the part's schema do",
            ),
        };
        let warning = Diagnostic::warning(Code::Parameter, message)
            .at_key(at, "passed over")
            .help(help);
        schemas.diagnostics.push(warning);
        return None;
    }
    let found = schemas.resolve(header)?;
    let owner = found
        .owner
        .clone()
        .unwrap_or_else(|| owner.step(Step::Header(name.to_owned())));
    let (kind, encoding) = match &found.item.value {
        SchemaOrContent::Schema(schema) => {
            let kind = parameter_type(schemas, *schema, &owner);
            let style = Style {
                kind: StyleKind::Simple,
                explode: found.item.explode,
                allow_reserved: false,
            };
            (kind, Encoding::Style(style))
        }
        SchemaOrContent::Content(content) => {
            let at = found.item.at.key("content");
            parameter_content(schemas, content, Location::Header, &at, &owner)
        }
    };
    // Those of parts are checked.
    if bearer == Bearer::Response {
        schemas.warn_unchecked(kind, at, "a header of a response");
    }
    Some(Header {
        name: name.to_owned(),
        kind,
        encoding,
        required: found.item.required,
        description: found.item.description.clone(),
        origin: at.clone(),
    })
}
