//! What the nodes of a document are, in every version of OpenAPI: where references can stand, and
//! to what.

use serde_json::Value;

use crate::source::Pointer;

/// An object of the specification that references lead to, or lie below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Document,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Responses,
    Response,
    Header,
    MediaType,
    Encoding,
    Callback,
    SecurityScheme,
    Schema,
}

/// A node of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Object(Kind),
    List(Kind),
    /// A mapping from any name to objects.
    Map(Kind),
}

use Kind::{
    Callback, Components, Document, Encoding, Header, MediaType, Operation, Parameter, PathItem,
    Paths, RequestBody, Response, Responses, Schema, SecurityScheme,
};
use Node::{List, Map, Object};

/// Members with some names, and what they are.
type Members = (&'static [&'static str], Node);

/// The members of each kind below which references can stand. Examples, links, defaults, enums and
/// extensions are missing: what looks like a reference there is a value or has no effect.
const MEMBERS: &[(Kind, &[Members])] = &[
    (
        Document,
        &[
            (&["paths"], Object(Paths)),
            (&["webhooks"], Map(PathItem)),
            (&["components"], Object(Components)),
            (&["definitions"], Map(Schema)),
            (&["parameters"], Map(Parameter)),
            (&["responses"], Map(Response)),
            (&["securityDefinitions"], Map(SecurityScheme)),
        ],
    ),
    (
        Components,
        &[
            (&["schemas"], Map(Schema)),
            (&["responses"], Map(Response)),
            (&["parameters"], Map(Parameter)),
            (&["requestBodies"], Map(RequestBody)),
            (&["headers"], Map(Header)),
            (&["securitySchemes"], Map(SecurityScheme)),
            (&["callbacks"], Map(Callback)),
            (&["pathItems"], Map(PathItem)),
            (&["mediaTypes"], Map(MediaType)),
        ],
    ),
    (
        PathItem,
        &[
            (
                &[
                    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
                ],
                Object(Operation),
            ),
            (&["additionalOperations"], Map(Operation)),
            (&["parameters"], List(Parameter)),
        ],
    ),
    (
        Operation,
        &[
            (&["parameters"], List(Parameter)),
            (&["requestBody"], Object(RequestBody)),
            (&["responses"], Object(Responses)),
            (&["callbacks"], Map(Callback)),
        ],
    ),
    (
        Parameter,
        &[
            (&["schema", "items"], Object(Schema)),
            (&["content"], Map(MediaType)),
        ],
    ),
    (
        Header,
        &[
            (&["schema", "items"], Object(Schema)),
            (&["content"], Map(MediaType)),
        ],
    ),
    (
        RequestBody,
        &[
            (&["schema"], Object(Schema)),
            (&["content"], Map(MediaType)),
        ],
    ),
    (
        Response,
        &[
            (&["schema"], Object(Schema)),
            (&["content"], Map(MediaType)),
            (&["headers"], Map(Header)),
        ],
    ),
    (
        MediaType,
        &[
            (&["schema", "itemSchema"], Object(Schema)),
            (&["encoding"], Map(Encoding)),
        ],
    ),
    (Encoding, &[(&["headers"], Map(Header))]),
    (
        Schema,
        &[
            (
                &[
                    "items",
                    "additionalItems",
                    "unevaluatedItems",
                    "contains",
                    "additionalProperties",
                    "unevaluatedProperties",
                    "propertyNames",
                    "not",
                    "if",
                    "then",
                    "else",
                    "contentSchema",
                ],
                Object(Schema),
            ),
            (&["allOf", "anyOf", "oneOf", "prefixItems"], List(Schema)),
            (
                &[
                    "properties",
                    "patternProperties",
                    "dependentSchemas",
                    "dependencies",
                    "$defs",
                    "definitions",
                ],
                Map(Schema),
            ),
        ],
    ),
];

impl Node {
    /// What the member or the item `token` of this node is, if references can stand there.
    pub(super) fn below(self, token: &str) -> Option<Self> {
        let kind = match self {
            List(kind) | Map(kind) => return Some(Object(kind)),
            Object(kind) => kind,
        };
        let open = match kind {
            Paths | Callback => Some(Object(PathItem)),
            Responses => Some(Object(Response)),
            _ => None,
        };
        if open.is_some() {
            return open.filter(|_| !token.starts_with("x-"));
        }
        let (_, members) = MEMBERS.iter().find(|(owner, _)| *owner == kind)?;
        let member = members.iter().find(|(names, _)| names.contains(&token));
        member.map(|(_, node)| *node)
    }

    /// The section of the Components Object that holds such nodes. What has none is put where the
    /// reference stands instead.
    pub(super) fn section(self) -> Option<&'static str> {
        match self {
            Object(Schema) => Some("schemas"),
            Object(Response) => Some("responses"),
            Object(Parameter) => Some("parameters"),
            Object(RequestBody) => Some("requestBodies"),
            Object(Header) => Some("headers"),
            Object(SecurityScheme) => Some("securitySchemes"),
            Object(Callback) => Some("callbacks"),
            _ => None,
        }
    }

    /// The name of the kind in a sentence.
    pub(super) fn describe(self) -> String {
        let kind = match self {
            Object(kind) | List(kind) | Map(kind) => kind,
        };
        let name = match kind {
            Document => "document",
            Components => "set of components",
            Paths => "set of paths",
            PathItem => "path item",
            Operation => "operation",
            Parameter => "parameter",
            RequestBody => "request body",
            Responses => "set of responses",
            Response => "response",
            Header => "header",
            MediaType => "media type",
            Encoding => "encoding",
            Callback => "callback",
            SecurityScheme => "security scheme",
            Schema => "schema",
        };
        match self {
            Object(_) => name.to_owned(),
            List(_) => format!("list of {name}s"),
            Map(_) => format!("mapping of {name}s"),
        }
    }
}

/// Where a version of OpenAPI keeps its components.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Swagger 2.0.
    Two,
    /// OpenAPI 3.0, where what stands beside a reference is ignored.
    Three,
    /// OpenAPI 3.1 and later.
    Later,
}

impl Version {
    pub(super) fn of(document: &Value) -> Self {
        let says = |name: &str, start: &str| {
            document.get(name).is_some_and(|version| match version {
                Value::String(text) => text.starts_with(start),
                other => other.to_string().starts_with(start),
            })
        };
        if says("swagger", "") && !says("openapi", "") {
            Self::Two
        } else if says("openapi", "3.0") {
            Self::Three
        } else {
            Self::Later
        }
    }

    /// Where a section stands.
    pub(super) fn home(self, section: &str) -> Pointer {
        let root = Pointer::root();
        match (self, section) {
            (Self::Two, "schemas") => root.key("definitions"),
            (Self::Two, "securitySchemes") => root.key("securityDefinitions"),
            (Self::Two, "responses" | "parameters") => root.key(section),
            _ => root.key("components").key(section),
        }
    }
}
