//! The OpenAPI 3.0 Specification as a table: which members each object has, of what shape, and what
//! becomes of them. Documents of other versions are put into this form first.

mod kinds;
pub(super) mod later;

pub(super) use self::kinds::{Fate, Hook, Member, Missing, NameForm, Object, Shape};
use self::kinds::{annotation, ignored, member, object, required};
use Shape::{Any, Boolean, BooleanOr, Count, List, Map, Number, Reference, Text, Word};

pub(super) static DOCUMENT: Object = object(
    "OpenAPI Object",
    &[
        required("openapi", Text, Missing::Text("3.0.3")),
        required("info", Shape::Object(&INFO), Missing::Mapping),
        member("servers", List(&Shape::Object(&SERVER))),
        required("paths", Shape::Object(&PATHS), Missing::Mapping),
        member("components", Shape::Object(&COMPONENTS)),
        member("security", List(&Map(&List(&Text)))),
        member("tags", List(&Shape::Object(&TAG))),
        annotation("externalDocs", Any),
    ],
)
.hook(Hook::Document);

static INFO: Object = object(
    "Info Object",
    &[
        required("title", Text, Missing::Text("API")),
        member("description", Text),
        annotation("termsOfService", Text),
        annotation("contact", Any),
        annotation("license", Shape::Object(&LICENSE)),
        required("version", Text, Missing::Text("0.0.0")),
    ],
);

static LICENSE: Object = object(
    "License Object",
    &[
        required("name", Text, Missing::Text("")),
        annotation("url", Text),
    ],
)
.subject("name");

static SERVER: Object = object(
    "Server Object",
    &[
        required("url", Text, Missing::Text("/")),
        annotation("description", Text),
        member("variables", Map(&Shape::Object(&SERVER_VARIABLE))),
    ],
)
.subject("url");

static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    &[
        member("enum", List(&Text)),
        required("default", Text, Missing::Text("")),
        annotation("description", Text),
    ],
)
.subject("default")
.hook(Hook::ServerVariable);

static TAG: Object = object(
    "Tag Object",
    &[
        required("name", Text, Missing::Fatal),
        member("description", Text),
        annotation("externalDocs", Any),
    ],
)
.subject("name");

static PATHS: Object = object("Paths Object", &[])
    .others(NameForm::Path, &Shape::Object(&PATH_ITEM))
    .hook(Hook::Paths);

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
        member("servers", List(&Shape::Object(&SERVER))),
        member("parameters", List(&Reference(&Shape::Object(&PARAMETER)))),
    ],
)
.hook(Hook::PathItem);

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
        required("responses", Shape::Object(&RESPONSES), Missing::Mapping),
        ignored("callbacks", Any),
        member("deprecated", Boolean),
        member("security", List(&Map(&List(&Text)))),
        member("servers", List(&Shape::Object(&SERVER))),
    ],
)
.hook(Hook::Operation);

static PARAMETER: Object = object(
    "Parameter Object",
    &[
        required("name", Text, Missing::Fatal),
        required(
            "in",
            Word(&["path", "query", "header", "cookie"]),
            Missing::Text("query"),
        ),
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
)
.either(&["schema", "content"])
.hook(Hook::Parameter);

static HEADER: Object = object(
    "Header Object",
    &[
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
)
.either(&["schema", "content"])
.hook(Hook::Header);

static REQUEST_BODY: Object = object(
    "Request Body Object",
    &[
        member("description", Text),
        required(
            "content",
            Map(&Shape::Object(&MEDIA_TYPE)),
            Missing::Mapping,
        ),
        member("required", Boolean),
    ],
)
.hook(Hook::Content);

static MEDIA_TYPE: Object = object(
    "Media Type Object",
    &[
        member("schema", Reference(&Shape::Object(&SCHEMA))),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("encoding", Map(&Shape::Object(&ENCODING))),
    ],
)
.hook(Hook::MediaType);

static ENCODING: Object = object(
    "Encoding Object",
    &[
        member("contentType", Text),
        member("headers", Map(&Reference(&Shape::Object(&HEADER)))),
        member(
            "style",
            Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        member("explode", Boolean),
        member("allowReserved", Boolean),
    ],
)
.subject("contentType");

static RESPONSES: Object = object(
    "Responses Object",
    &[member("default", Reference(&Shape::Object(&RESPONSE)))],
)
.others(NameForm::Status, &Reference(&Shape::Object(&RESPONSE)))
.hook(Hook::Responses);

static RESPONSE: Object = object(
    "Response Object",
    &[
        required("description", Text, Missing::Text("")),
        member("headers", Map(&Reference(&Shape::Object(&HEADER)))),
        member("content", Map(&Shape::Object(&MEDIA_TYPE))),
        annotation("links", Any),
    ],
)
.subject("description")
.hook(Hook::Response);

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
        required(
            "type",
            Word(&["apiKey", "http", "oauth2", "openIdConnect"]),
            Missing::Fatal,
        ),
        member("description", Text),
        member("name", Text),
        member("in", Word(&["query", "header", "cookie"])),
        member("scheme", Text),
        annotation("bearerFormat", Text),
        member("flows", Shape::Object(&FLOWS)),
        annotation("openIdConnectUrl", Text),
    ],
)
.hook(Hook::SecurityScheme);

static FLOWS: Object = object(
    "OAuth Flows Object",
    &[
        member("implicit", Shape::Object(&AUTHORIZATION_FLOW)),
        member("password", Shape::Object(&TOKEN_FLOW)),
        member("clientCredentials", Shape::Object(&TOKEN_FLOW)),
        member("authorizationCode", Shape::Object(&CODE_FLOW)),
    ],
);

static AUTHORIZATION_FLOW: Object = object(
    "OAuth Flow Object",
    &[
        required("authorizationUrl", Text, Missing::Text("")),
        annotation("tokenUrl", Text),
        annotation("refreshUrl", Text),
        required("scopes", Map(&Text), Missing::Mapping),
    ],
);

static TOKEN_FLOW: Object = object(
    "OAuth Flow Object",
    &[
        annotation("authorizationUrl", Text),
        required("tokenUrl", Text, Missing::Text("")),
        annotation("refreshUrl", Text),
        required("scopes", Map(&Text), Missing::Mapping),
    ],
);

static CODE_FLOW: Object = object(
    "OAuth Flow Object",
    &[
        required("authorizationUrl", Text, Missing::Text("")),
        required("tokenUrl", Text, Missing::Text("")),
        annotation("refreshUrl", Text),
        required("scopes", Map(&Text), Missing::Mapping),
    ],
);

pub(super) static SCHEMA_SHAPE: Shape = Reference(&Shape::Object(&SCHEMA));

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
        member("readOnly", Boolean),
        member("writeOnly", Boolean),
        annotation("xml", Any),
        annotation("externalDocs", Any),
        annotation("example", Any),
        member("deprecated", Boolean),
    ],
)
.hook(Hook::Schema);

static DISCRIMINATOR: Object = object(
    "Discriminator Object",
    &[
        required("propertyName", Text, Missing::Fatal),
        member("mapping", Map(&Text)),
    ],
)
.subject("propertyName");
