//! The OpenAPI 3.0 Specification as a table: which members each object has, of what shape, and what
//! becomes of them.

mod encoding;

/// The shape that a value must have.
pub(super) enum Shape {
    /// Anything at all.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A whole number that isn't negative.
    Count,
    /// Text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A sequence of values of one shape.
    List(&'static Shape),
    /// A mapping from any name to values of one shape.
    Map(&'static Shape),
    /// A mapping with known members.
    Object(&'static Object),
    /// A Reference Object or the shape.
    Reference(&'static Shape),
    /// `true`, `false` or the shape.
    BooleanOr(&'static Shape),
}

/// A mapping with known members.
pub(super) struct Object {
    /// Its name in the specification.
    pub(super) name: &'static str,
    pub(super) members: &'static [Member],
    /// What a member of another name must be: its name's form, and its shape.
    pub(super) others: Option<(NameForm, &'static Shape)>,
    /// Members of which exactly one must be there.
    pub(super) either: &'static [&'static str],
}

/// The form of a member's name where the specification leaves the name open.
pub(super) enum NameForm {
    /// A path, which begins with `/`.
    Path,
    /// A status code such as `200` or `4XX`.
    Status,
}

pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    pub(super) fate: Fate,
}

/// What becomes of a member.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// The emitted crates do what it says.
    Honoured,
    /// It tells people something and has no effect on the wire.
    Annotation,
    /// It has an effect on the wire that the emitted crates don't have yet.
    Ignored,
}

use Fate::{Annotation, Honoured, Ignored};
use Shape::{Any, Boolean, BooleanOr, Count, List, Map, Number, Reference, Text, Word};

const fn required(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        shape,
        required: true,
        fate: Honoured,
    }
}

const fn member(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        shape,
        required: false,
        fate: Honoured,
    }
}

const fn annotation(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        shape,
        required: false,
        fate: Annotation,
    }
}

const fn ignored(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        shape,
        required: false,
        fate: Ignored,
    }
}

const fn object(name: &'static str, members: &'static [Member]) -> Object {
    Object {
        name,
        members,
        others: None,
        either: &[],
    }
}

pub(super) static DOCUMENT: Object = object(
    "OpenAPI Object",
    &[
        required("openapi", Text),
        required("info", Shape::Object(&INFO)),
        member("servers", List(&Shape::Object(&SERVER))),
        required("paths", Shape::Object(&PATHS)),
        member("components", Shape::Object(&COMPONENTS)),
        member("security", List(&Map(&List(&Text)))),
        member("tags", List(&Shape::Object(&TAG))),
        annotation("externalDocs", Any),
    ],
);

static INFO: Object = object(
    "Info Object",
    &[
        required("title", Text),
        member("description", Text),
        annotation("termsOfService", Text),
        annotation("contact", Any),
        annotation("license", Shape::Object(&LICENSE)),
        required("version", Text),
    ],
);

static LICENSE: Object = object(
    "License Object",
    &[required("name", Text), annotation("url", Text)],
);

static SERVER: Object = object(
    "Server Object",
    &[
        required("url", Text),
        annotation("description", Text),
        member("variables", Map(&Shape::Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    &[
        member("enum", List(&Text)),
        required("default", Text),
        annotation("description", Text),
    ],
);

static TAG: Object = object(
    "Tag Object",
    &[
        required("name", Text),
        member("description", Text),
        annotation("externalDocs", Any),
    ],
);

static PATHS: Object = Object {
    name: "Paths Object",
    members: &[],
    others: Some((NameForm::Path, &Shape::Object(&PATH_ITEM))),
    either: &[],
};

static PATH_ITEM: Object = object(
    "Path Item Object",
    &[
        member("$ref", Text),
        annotation("summary", Text),
        annotation("description", Text),
        member("get", Shape::Object(&OPERATION)),
        member("put", Shape::Object(&OPERATION)),
        member("post", Shape::Object(&OPERATION)),
        member("delete", Shape::Object(&OPERATION)),
        member("options", Shape::Object(&OPERATION)),
        member("head", Shape::Object(&OPERATION)),
        member("patch", Shape::Object(&OPERATION)),
        member("trace", Shape::Object(&OPERATION)),
        ignored("servers", List(&Shape::Object(&SERVER))),
        member("parameters", List(&Reference(&Shape::Object(&PARAMETER)))),
    ],
);

static OPERATION: Object = object(
    "Operation Object",
    &[
        member("tags", List(&Text)),
        member("summary", Text),
        member("description", Text),
        annotation("externalDocs", Any),
        member("operationId", Text),
        member("parameters", List(&Reference(&Shape::Object(&PARAMETER)))),
        member("requestBody", Reference(&Shape::Object(&REQUEST_BODY))),
        required("responses", Shape::Object(&RESPONSES)),
        ignored("callbacks", Any),
        member("deprecated", Boolean),
        member("security", List(&Map(&List(&Text)))),
        ignored("servers", List(&Shape::Object(&SERVER))),
    ],
);

static PARAMETER: Object = Object {
    name: "Parameter Object",
    members: &[
        required("name", Text),
        required("in", Word(&["path", "query", "header", "cookie"])),
        member("description", Text),
        member("required", Boolean),
        member("deprecated", Boolean),
        member("allowEmptyValue", Boolean),
        member(
            "style",
            Word(&[
                "matrix",
                "label",
                "form",
                "simple",
                "spaceDelimited",
                "pipeDelimited",
                "deepObject",
            ]),
        ),
        member("explode", Boolean),
        member("allowReserved", Boolean),
        member("schema", Reference(&Shape::Object(&SCHEMA))),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("content", Map(&Shape::Object(&MEDIA_TYPE))),
    ],
    others: None,
    either: &["schema", "content"],
};

static HEADER: Object = Object {
    name: "Header Object",
    members: &[
        member("description", Text),
        member("required", Boolean),
        member("deprecated", Boolean),
        ignored("allowEmptyValue", Boolean),
        member("style", Word(&["simple"])),
        member("explode", Boolean),
        ignored("allowReserved", Boolean),
        member("schema", Reference(&Shape::Object(&SCHEMA))),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("content", Map(&Shape::Object(&MEDIA_TYPE))),
    ],
    others: None,
    either: &["schema", "content"],
};

static REQUEST_BODY: Object = object(
    "Request Body Object",
    &[
        member("description", Text),
        required("content", Map(&Shape::Object(&MEDIA_TYPE))),
        member("required", Boolean),
    ],
);

static MEDIA_TYPE: Object = object(
    "Media Type Object",
    &[
        member("schema", Reference(&Shape::Object(&SCHEMA))),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("encoding", Map(&Shape::Object(&encoding::ENCODING))),
    ],
);

static RESPONSES: Object = Object {
    name: "Responses Object",
    members: &[member("default", Reference(&Shape::Object(&RESPONSE)))],
    others: Some((NameForm::Status, &Reference(&Shape::Object(&RESPONSE)))),
    either: &[],
};

static RESPONSE: Object = object(
    "Response Object",
    &[
        required("description", Text),
        member("headers", Map(&Reference(&Shape::Object(&HEADER)))),
        member("content", Map(&Shape::Object(&MEDIA_TYPE))),
        annotation("links", Any),
    ],
);

static COMPONENTS: Object = object(
    "Components Object",
    &[
        member("schemas", Map(&Reference(&Shape::Object(&SCHEMA)))),
        member("responses", Map(&Reference(&Shape::Object(&RESPONSE)))),
        member("parameters", Map(&Reference(&Shape::Object(&PARAMETER)))),
        annotation("examples", Any),
        member(
            "requestBodies",
            Map(&Reference(&Shape::Object(&REQUEST_BODY))),
        ),
        member("headers", Map(&Reference(&Shape::Object(&HEADER)))),
        member(
            "securitySchemes",
            Map(&Reference(&Shape::Object(&SECURITY_SCHEME))),
        ),
        annotation("links", Any),
        ignored("callbacks", Any),
    ],
);

static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    &[
        required("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
        member("description", Text),
        member("name", Text),
        member("in", Word(&["query", "header", "cookie"])),
        member("scheme", Text),
        annotation("bearerFormat", Text),
        member("flows", Any),
        annotation("openIdConnectUrl", Text),
    ],
);

static SCHEMA_SHAPE: Shape = Reference(&Shape::Object(&SCHEMA));

static SCHEMA: Object = object(
    "Schema Object",
    &[
        annotation("title", Text),
        ignored("multipleOf", Number),
        ignored("maximum", Number),
        ignored("exclusiveMaximum", Boolean),
        ignored("minimum", Number),
        ignored("exclusiveMinimum", Boolean),
        ignored("maxLength", Count),
        ignored("minLength", Count),
        ignored("pattern", Text),
        ignored("maxItems", Count),
        ignored("minItems", Count),
        ignored("uniqueItems", Boolean),
        ignored("maxProperties", Count),
        ignored("minProperties", Count),
        member("required", List(&Text)),
        member("enum", List(&Any)),
        member(
            "type",
            Word(&["array", "boolean", "integer", "number", "object", "string"]),
        ),
        member("allOf", List(&SCHEMA_SHAPE)),
        member("oneOf", List(&SCHEMA_SHAPE)),
        member("anyOf", List(&SCHEMA_SHAPE)),
        member("not", Reference(&Shape::Object(&SCHEMA))),
        member("items", Reference(&Shape::Object(&SCHEMA))),
        member("properties", Map(&SCHEMA_SHAPE)),
        member("additionalProperties", BooleanOr(&SCHEMA_SHAPE)),
        member("description", Text),
        member("format", Text),
        member("default", Any),
        member("nullable", Boolean),
        member("discriminator", Shape::Object(&DISCRIMINATOR)),
        ignored("readOnly", Boolean),
        ignored("writeOnly", Boolean),
        annotation("xml", Any),
        annotation("externalDocs", Any),
        annotation("example", Any),
        member("deprecated", Boolean),
    ],
);

static DISCRIMINATOR: Object = object(
    "Discriminator Object",
    &[
        required("propertyName", Text),
        member("mapping", Map(&Text)),
    ],
);
