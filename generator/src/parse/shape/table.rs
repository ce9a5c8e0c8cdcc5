//! The table itself: one object of the specification after the other.

use super::object::Shape::{
    Any, Boolean, BooleanOr, Count, List, Map, Number, Object, Reference, Text, Word,
};
use super::object::{
    Kind, Member, Missing, NameForm, ObjectShape, annotation, ignored, member, object, required,
    rewritten, typed,
};
use crate::method::Method;
use crate::parse::version::Version;

impl Kind {
    /// The object of this kind.
    pub(in crate::parse) fn object(self) -> &'static ObjectShape {
        match self {
            Self::Document => &DOCUMENT,
            Self::Info => &INFO,
            Self::License => &LICENSE,
            Self::Server => &SERVER,
            Self::ServerVariable => &SERVER_VARIABLE,
            Self::Tag => &TAG,
            Self::Paths => &PATHS,
            Self::PathItem => &PATH_ITEM,
            Self::Operation => &OPERATION,
            Self::Parameter => &PARAMETER,
            Self::Header => &HEADER,
            Self::RequestBody => &REQUEST_BODY,
            Self::MediaType => &MEDIA_TYPE,
            Self::Encoding => &ENCODING,
            Self::Responses => &RESPONSES,
            Self::Response => &RESPONSE,
            Self::Callback => &CALLBACK,
            Self::Components => &COMPONENTS,
            Self::SecurityScheme => &SECURITY_SCHEME,
            Self::OauthFlows => &OAUTH_FLOWS,
            Self::ImplicitFlow => &IMPLICIT_FLOW,
            Self::TokenFlow => &TOKEN_FLOW,
            Self::CodeFlow => &CODE_FLOW,
            Self::Schema => &SCHEMA,
            Self::Discriminator => &DISCRIMINATOR,
        }
    }

    /// The section of the Components Object of OpenAPI 3.0 that holds objects of this kind.
    pub(in crate::parse) fn section(self) -> Option<&'static str> {
        let mut sections = COMPONENTS.members();
        let section = sections.find(|member| member.section_kind() == Some(self))?;
        Some(section.name)
    }
}

/// The sections of a document of Swagger 2.0 that hold what others refer to: the names of each in 2.0
/// and among the components of 3.0.
pub(in crate::parse) fn sections_of_v2() -> impl Iterator<Item = (&'static str, &'static str)> {
    let old = DOCUMENT
        .members
        .iter()
        .filter(|member| member.is_of_v2_alone());
    old.filter_map(|member| {
        let section = member.section_kind()?.section()?;
        Some((member.name, section))
    })
}

/// The member of a Path Item Object for the operation with a method.
const fn operation(method: Method) -> Member {
    member(method.member(), Object(&OPERATION))
}

static DOCUMENT: ObjectShape = object(
    Kind::Document,
    "OpenAPI Object",
    &[
        required("openapi", Text, Missing::Text("3.0.3")),
        required("info", Object(&INFO), Missing::Mapping),
        member("servers", List(&Object(&SERVER))),
        required("paths", Object(&PATHS), Missing::Mapping).optional_since(Version::V31),
        member("components", Object(&COMPONENTS)),
        member("security", List(&Map(&List(&Text)))),
        member("tags", List(&Object(&TAG))),
        annotation("externalDocs", Any),
        typed("webhooks", Map(&Reference(&PATH_ITEM))).since(Version::V31),
        // In no version, but what documents call `webhooks` whose version has none.
        rewritten("x-webhooks", Map(&Reference(&PATH_ITEM))).since(Version::V31),
        annotation("jsonSchemaDialect", Text).since(Version::V31),
        annotation("$self", Text).since(Version::V32),
        rewritten("definitions", Map(&Reference(&SCHEMA))).only(Version::V2),
        rewritten("parameters", Map(&Reference(&PARAMETER))).only(Version::V2),
        rewritten("responses", Map(&Reference(&RESPONSE))).only(Version::V2),
        rewritten("securityDefinitions", Map(&Reference(&SECURITY_SCHEME))).only(Version::V2),
    ],
);

static INFO: ObjectShape = object(
    Kind::Info,
    "Info Object",
    &[
        required("title", Text, Missing::Text("API")),
        member("description", Text),
        annotation("termsOfService", Text),
        annotation("contact", Any),
        annotation("license", Object(&LICENSE)),
        required("version", Text, Missing::Text("0.0.0")),
        annotation("summary", Text).since(Version::V31),
    ],
);

static LICENSE: ObjectShape = object(
    Kind::License,
    "License Object",
    &[
        required("name", Text, Missing::Text("")),
        annotation("url", Text),
        annotation("identifier", Text).since(Version::V31),
    ],
)
.subject("name");

static SERVER: ObjectShape = object(
    Kind::Server,
    "Server Object",
    &[
        required("url", Text, Missing::Text("/")),
        annotation("description", Text),
        member("variables", Map(&Object(&SERVER_VARIABLE))),
        annotation("name", Text).since(Version::V32),
    ],
)
.subject("url");

static SERVER_VARIABLE: ObjectShape = object(
    Kind::ServerVariable,
    "Server Variable Object",
    &[
        member("enum", List(&Text)),
        required("default", Text, Missing::Text("")),
        annotation("description", Text),
    ],
)
.subject("default");

static TAG: ObjectShape = object(
    Kind::Tag,
    "Tag Object",
    &[
        required("name", Text, Missing::Fatal),
        member("description", Text),
        annotation("externalDocs", Any),
        annotation("summary", Text).since(Version::V32),
        annotation("parent", Text).since(Version::V32),
        annotation("kind", Text).since(Version::V32),
    ],
)
.subject("name");

static PATHS: ObjectShape =
    object(Kind::Paths, "Paths Object", &[]).others(NameForm::Path, &Object(&PATH_ITEM));

static PATH_ITEM: ObjectShape = object(
    Kind::PathItem,
    "Path Item Object",
    &[
        member("$ref", Text),
        annotation("summary", Text),
        annotation("description", Text),
        operation(Method::Get),
        operation(Method::Put),
        operation(Method::Post),
        operation(Method::Delete),
        operation(Method::Options),
        operation(Method::Head),
        operation(Method::Patch),
        operation(Method::Trace),
        member("servers", List(&Object(&SERVER))),
        member("parameters", List(&Reference(&PARAMETER))),
        ignored("query", Object(&OPERATION)).since(Version::V32),
        ignored("additionalOperations", Map(&Object(&OPERATION))).since(Version::V32),
    ],
);

static OPERATION: ObjectShape = object(
    Kind::Operation,
    "Operation Object",
    &[
        member("tags", List(&Text)),
        member("summary", Text),
        member("description", Text),
        annotation("externalDocs", Any),
        member("operationId", Text),
        member("parameters", List(&Reference(&PARAMETER))),
        member("requestBody", Reference(&REQUEST_BODY)),
        required("responses", Object(&RESPONSES), Missing::Mapping),
        typed("callbacks", Map(&Reference(&CALLBACK))),
        member("deprecated", Boolean),
        member("security", List(&Map(&List(&Text)))),
        member("servers", List(&Object(&SERVER))),
    ],
);

static PARAMETER: ObjectShape = object(
    Kind::Parameter,
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
        member("schema", Reference(&SCHEMA)),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("content", Map(&Object(&MEDIA_TYPE))),
        rewritten("items", Reference(&SCHEMA)).only(Version::V2),
    ],
)
.either(&["schema", "content"]);

static HEADER: ObjectShape = object(
    Kind::Header,
    "Header Object",
    &[
        member("description", Text),
        member("required", Boolean),
        member("deprecated", Boolean),
        ignored("allowEmptyValue", Boolean),
        member("style", Word(&["simple"])),
        member("explode", Boolean),
        ignored("allowReserved", Boolean),
        member("schema", Reference(&SCHEMA)),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("content", Map(&Object(&MEDIA_TYPE))),
        rewritten("items", Reference(&SCHEMA)).only(Version::V2),
    ],
)
.either(&["schema", "content"]);

static REQUEST_BODY: ObjectShape = object(
    Kind::RequestBody,
    "Request Body Object",
    &[
        member("description", Text),
        required("content", Map(&Object(&MEDIA_TYPE)), Missing::Mapping),
        member("required", Boolean),
        // In no version, but many put the schema there that a body of 2.0 has.
        rewritten("schema", Reference(&SCHEMA)).only(Version::V2),
    ],
);

static MEDIA_TYPE: ObjectShape = object(
    Kind::MediaType,
    "Media Type Object",
    &[
        member("schema", Reference(&SCHEMA)),
        annotation("example", Any),
        annotation("examples", Map(&Any)),
        member("encoding", Map(&Object(&ENCODING))),
        rewritten("itemSchema", Reference(&SCHEMA)).since(Version::V32),
        ignored("prefixEncoding", Any).since(Version::V32),
        ignored("itemEncoding", Any).since(Version::V32),
    ],
);

static ENCODING: ObjectShape = object(
    Kind::Encoding,
    "Encoding Object",
    &[
        member("contentType", Text),
        member("headers", Map(&Reference(&HEADER))),
        member(
            "style",
            Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        member("explode", Boolean),
        member("allowReserved", Boolean),
        ignored("encoding", Any).since(Version::V32),
        ignored("prefixEncoding", Any).since(Version::V32),
        ignored("itemEncoding", Any).since(Version::V32),
    ],
)
.subject("contentType");

static RESPONSES: ObjectShape = object(
    Kind::Responses,
    "Responses Object",
    &[member("default", Reference(&RESPONSE))],
)
.others(NameForm::Status, &Reference(&RESPONSE));

static RESPONSE: ObjectShape = object(
    Kind::Response,
    "Response Object",
    &[
        required("description", Text, Missing::Text("")).optional_since(Version::V32),
        member("headers", Map(&Reference(&HEADER))),
        member("content", Map(&Object(&MEDIA_TYPE))),
        annotation("links", Any),
        annotation("summary", Text).since(Version::V32),
        rewritten("schema", Reference(&SCHEMA)).only(Version::V2),
    ],
)
.subject("description");

static CALLBACK: ObjectShape = object(Kind::Callback, "Callback Object", &[])
    .others(NameForm::Expression, &Object(&PATH_ITEM));

static COMPONENTS: ObjectShape = object(
    Kind::Components,
    "Components Object",
    &[
        member("schemas", Map(&Reference(&SCHEMA))),
        member("responses", Map(&Reference(&RESPONSE))),
        member("parameters", Map(&Reference(&PARAMETER))),
        annotation("examples", Any),
        member("requestBodies", Map(&Reference(&REQUEST_BODY))),
        member("headers", Map(&Reference(&HEADER))),
        member("securitySchemes", Map(&Reference(&SECURITY_SCHEME))),
        annotation("links", Any),
        typed("callbacks", Map(&Reference(&CALLBACK))),
        // References to them were replaced by what they lead to.
        annotation("pathItems", Map(&Reference(&PATH_ITEM))).since(Version::V31),
        annotation("mediaTypes", Map(&Reference(&MEDIA_TYPE))).since(Version::V32),
        // In no version, but the definitions of schemas are moved from there.
        annotation("$defs", Any).since(Version::V31),
    ],
);

static SECURITY_SCHEME: ObjectShape = object(
    Kind::SecurityScheme,
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
        member("flows", Object(&OAUTH_FLOWS)),
        annotation("openIdConnectUrl", Text),
        annotation("deprecated", Boolean).since(Version::V32),
        annotation("oauth2MetadataUrl", Text).since(Version::V32),
    ],
);

static OAUTH_FLOWS: ObjectShape = object(
    Kind::OauthFlows,
    "OAuth Flows Object",
    &[
        member("implicit", Object(&IMPLICIT_FLOW)),
        member("password", Object(&TOKEN_FLOW)),
        member("clientCredentials", Object(&TOKEN_FLOW)),
        member("authorizationCode", Object(&CODE_FLOW)),
        ignored("deviceAuthorization", Any).since(Version::V32),
    ],
);

static IMPLICIT_FLOW: ObjectShape = object(
    Kind::ImplicitFlow,
    "OAuth Flow Object",
    &[
        required("authorizationUrl", Text, Missing::Text("")),
        annotation("tokenUrl", Text),
        annotation("refreshUrl", Text),
        required("scopes", Map(&Text), Missing::Mapping),
    ],
);

static TOKEN_FLOW: ObjectShape = object(
    Kind::TokenFlow,
    "OAuth Flow Object",
    &[
        annotation("authorizationUrl", Text),
        required("tokenUrl", Text, Missing::Text("")),
        annotation("refreshUrl", Text),
        required("scopes", Map(&Text), Missing::Mapping),
    ],
);

static CODE_FLOW: ObjectShape = object(
    Kind::CodeFlow,
    "OAuth Flow Object",
    &[
        required("authorizationUrl", Text, Missing::Text("")),
        required("tokenUrl", Text, Missing::Text("")),
        annotation("refreshUrl", Text),
        required("scopes", Map(&Text), Missing::Mapping),
    ],
);

static SCHEMA: ObjectShape = object(
    Kind::Schema,
    "Schema Object",
    &[
        annotation("title", Text),
        member("multipleOf", Number),
        member("maximum", Number),
        member("exclusiveMaximum", Boolean),
        member("minimum", Number),
        member("exclusiveMinimum", Boolean),
        member("maxLength", Count),
        member("minLength", Count),
        member("pattern", Text),
        member("maxItems", Count),
        member("minItems", Count),
        member("uniqueItems", Boolean),
        member("maxProperties", Count),
        member("minProperties", Count),
        member("required", List(&Text)),
        member("enum", List(&Any)),
        member(
            "type",
            Word(&["array", "boolean", "integer", "number", "object", "string"]),
        ),
        member("allOf", List(&Reference(&SCHEMA))),
        member("oneOf", List(&Reference(&SCHEMA))),
        member("anyOf", List(&Reference(&SCHEMA))),
        member("not", Reference(&SCHEMA)),
        member("items", Reference(&SCHEMA)),
        member("properties", Map(&Reference(&SCHEMA))),
        member("additionalProperties", BooleanOr(&Reference(&SCHEMA))),
        member("description", Text),
        member("format", Text),
        member("default", Any),
        member("nullable", Boolean),
        member("discriminator", Object(&DISCRIMINATOR)),
        member("readOnly", Boolean),
        member("writeOnly", Boolean),
        annotation("xml", Any),
        annotation("externalDocs", Any),
        annotation("example", Any),
        member("deprecated", Boolean),
        annotation("$comment", Any).since(Version::V31),
        annotation("$schema", Any).since(Version::V31),
        annotation("$id", Any).since(Version::V31),
        annotation("$anchor", Any).since(Version::V31),
        annotation("$dynamicAnchor", Any).since(Version::V31),
        annotation("$recursiveAnchor", Any).since(Version::V31),
        annotation("$vocabulary", Any).since(Version::V31),
        annotation("$defs", Map(&Reference(&SCHEMA))).since(Version::V31),
        annotation("definitions", Map(&Reference(&SCHEMA))).since(Version::V31),
        annotation("examples", Any).since(Version::V31),
        rewritten("if", Reference(&SCHEMA)).since(Version::V31),
        rewritten("then", Reference(&SCHEMA)).since(Version::V31),
        rewritten("else", Reference(&SCHEMA)).since(Version::V31),
        member("dependentRequired", Any).since(Version::V31),
        rewritten("dependentSchemas", Map(&Reference(&SCHEMA))).since(Version::V31),
        ignored("dependencies", Map(&Reference(&SCHEMA))).since(Version::V31),
        rewritten("contains", Reference(&SCHEMA)).since(Version::V31),
        rewritten("minContains", Any).since(Version::V31),
        rewritten("maxContains", Any).since(Version::V31),
        ignored("unevaluatedItems", Reference(&SCHEMA)).since(Version::V31),
        rewritten("propertyNames", Reference(&SCHEMA)).since(Version::V31),
        ignored("additionalItems", Reference(&SCHEMA)).since(Version::V31),
        ignored("contentEncoding", Any).since(Version::V31),
        ignored("contentMediaType", Any).since(Version::V31),
        ignored("$dynamicRef", Any).since(Version::V31),
        ignored("$recursiveRef", Any).since(Version::V31),
        rewritten("const", Any).since(Version::V31),
        rewritten("contentSchema", Reference(&SCHEMA)).since(Version::V31),
        rewritten("prefixItems", List(&Reference(&SCHEMA))).since(Version::V31),
        rewritten("patternProperties", Map(&Reference(&SCHEMA))).since(Version::V31),
        rewritten("unevaluatedProperties", Reference(&SCHEMA)).since(Version::V31),
    ],
);

static DISCRIMINATOR: ObjectShape = object(
    Kind::Discriminator,
    "Discriminator Object",
    &[
        required("propertyName", Text, Missing::Fatal),
        member("mapping", Map(&Text)),
        ignored("defaultMapping", Text).since(Version::V32),
    ],
)
.subject("propertyName");
