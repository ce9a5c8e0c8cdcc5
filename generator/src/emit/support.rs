//! The registry of support code: ordinary Rust below `templates/*/support/` that is copied into the
//! emitted crates as it is.
//!
//! A row of [`SUPPORT`] is all that a file of support code takes. Which files a crate gets, the
//! module that declares them, what the crate's root exports, what its files import and which names
//! the document can't have follow from it.

use serde::Serialize;

use super::files::gate;
use crate::view::{Feature, Features, Item, Union, View};

/// A file of support code.
struct Support {
    /// The crate that it is for, by the last word of its name.
    krate: &'static str,
    /// Its module below `support`. A nested one is declared by the module around it.
    module: &'static str,
    text: &'static str,
    /// What asks for it, any of these; where there are none, every API does.
    features: &'static [Feature],
    /// What the crate's root exports of it.
    exports: &'static [Export],
    /// What the crate's other files import beside that.
    imports: &'static [&'static str],
}

/// A name that the root of a crate exports.
struct Export {
    name: &'static str,
    /// As for the file: what asks for the name.
    features: &'static [Feature],
}

/// What the files of operations name, and nothing else does, but for what is here for the same
/// operations: support code for these alone isn't compiled without the tags that need it.
const OF_OPERATIONS: &[Feature] = &[
    Feature::Events,
    Feature::JsonLines,
    Feature::LineUploads,
    Feature::Multipart,
    Feature::PartHeaders,
    Feature::PartUnions,
    Feature::Streams,
    Feature::Styles,
    Feature::Uploads,
];

/// What unions of the types crate name, and nothing else does.
const OF_UNIONS: &[Feature] = &[Feature::Unions, Feature::UnionsByType];

/// A module of support code.
#[derive(Serialize)]
pub(super) struct SupportModule {
    pub(super) name: &'static str,
    /// What has to be asked for to compile it, as [`gate`] writes it.
    pub(super) gate: String,
}

/// Names of one module that stand elsewhere in the crate too.
#[derive(Serialize)]
struct Exports {
    module: &'static str,
    gate: String,
    names: Vec<&'static str>,
}

macro_rules! support {
    ($($krate:literal: { $(
        $module:literal [$($feature:ident)*]
        $(pub($($export:ident $([$($of:ident)*])?)*))?
        $(use($($import:literal)*))?;
    )* })*) => {
        &[$($(Support {
            krate: $krate,
            module: $module,
            text: include_str!(concat!("../../../templates/", $krate, "/support/", $module, ".rs")),
            features: &[$(Feature::$feature),*],
            exports: &[$($(Export {
                name: stringify!($export),
                features: &[$($(Feature::$of),*)?],
            }),*)?],
            imports: &[$($($import),*)?],
        }),*),*]
    };
}

/// Each row: the module, what asks for it, what the crate's root exports of it, and what its files
/// import beside that (as [`Imports`](super::imports::Imports) lists it; `self` is the module).
const SUPPORT: &[Support] = support! {
    "types": {
        "base64" [Formats] pub(Base64);
        "big_integer" [Formats] pub(BigInteger);
        "blank" [];
        "change" [Structs] pub(clear leave set);
        "collecting" [];
        "date" [Formats] pub(Date);
        "date_time" [Formats] pub(DateTime);
        "decimal" [];
        "default" [ParsedValues];
        "discriminants" [Unions];
        "discriminator" [Unions];
        "ecma_pattern" [EcmaPatterns] use("ecma_pattern!");
        "enumeration" [Enums] use("enumeration!");
        "excerpt" [];
        "format" [Formats] pub(FormatError);
        "gaps" [];
        "ipv6" [Formats] pub(Ipv6Addr);
        "json" [];
        "json_integers" [];
        "json_lines" [JsonLines LineUploads];
        "json_text" [JsonText] pub(JsonText);
        "keyword" [Keywords] use("SchemaKeyword");
        "media_type" [];
        "modules" [Types] use("modules!");
        "names" [Structs];
        "never" [Never] pub(Never);
        "newtype" [Newtypes] use("newtype!");
        "object" [Structs] use("object!");
        "pattern" [Patterns] use("pattern!");
        "reading" [];
        "serde_text" [Formats];
        "style" [Styles];
        "style/deep" [Styles];
        "style/escape" [Styles];
        "style/form" [Styles];
        "style/node" [Styles];
        "style/pairs" [Styles];
        "style/read" [Styles];
        "style/tree" [Styles];
        "style/typed" [Styles];
        "style/write" [Styles];
        "text" [];
        "text_union" [Unions];
        "union" [Unions] use("union!");
        "union_by_type" [UnionsByType] use("union_by_type!");
        "unique_names" [];
        "unknown_value" [UnknownValues] pub(UnknownValue);
        "uuid" [Formats] pub(Uuid);
        "validate" [] pub(Faults Validate) use("Checker");
        "variants" [Unions UnionsByType];
    }
    "client": {
        "blocking" [];
        "buffered" [] use("ReadResponse" "answer!");
        "call_options" [] pub(CallOptions);
        "content" [Multipart Uploads];
        "credential" [Credentials] pub(Credential CredentialSource);
        "download" [Streams];
        "error" [] pub(ApiError CallError DecodeError EmptyBody Error FileError OperationError RequestError TooLarge UnexpectedStatus) use("errors!");
        "events" [Events] pub(Event EventStream Reconnect);
        "lines" [JsonLines] pub(JsonLines);
        "lines_upload" [LineUploads] pub(JsonLinesUpload);
        "measured" [Multipart Uploads];
        "middleware" [] use("Middleware");
        "multipart" [Multipart] pub(FilePart) use("Form");
        "oauth2" [BearerAuth];
        "observe" [];
        "pages" [Pages] pub(ItemStream PageStream) use("pages!");
        "part_headers" [PartHeaders];
        "part_union" [PartUnions];
        "platform" [];
        "query" [];
        "redirect" [] pub(Redirects);
        "request" [] use("Request" "builder!");
        "response" [] pub(Response);
        "retries" [] pub(Retries);
        "retry_after" [];
        "secret" [] pub(Basic[BasicAuth] Secret[Credentials]);
        "source" [];
        "stream" [Streams] pub(ByteStream StreamError);
        "style" [Styles];
        "transport" [] pub(BuildError) use("Transport" "TransportBuilder");
        "transport_error" [] pub(TransportError);
        "upload" [Uploads] pub(Upload);
        "webhook_signature" [SentWebhooks];
        "webhooks" [SentWebhooks];
    }
    "server": {
        "accept" [] pub(Accept);
        "basic" [BasicAuth] pub(Basic) use("self");
        "body" [];
        "certificate" [Certificates] pub(ClientCertificate) use("self");
        "call" [] use("Call" "Invalid");
        "credential" [Credentials] pub(Secret) use("self");
        "docs" [Document];
        "endpoint" [] use("interface!" "request!");
        "events" [Events] pub(Event Events) use("events()");
        "file_part" [Multipart] pub(FilePart);
        "finalize" [];
        "lines" [JsonLines] pub(JsonLines) use("json_lines()");
        "lines_upload" [LineUploads] pub(JsonLinesUpload);
        "mock" [Samples];
        "multipart" [Multipart] use("MultipartForm");
        "observe" [];
        "parameter" [];
        "part_headers" [PartHeaders];
        "part_union" [PartUnions];
        "parts" [] pub(RequestParts);
        "rejection" [] pub(Failure Fault Location Operation Rejection);
        "respond" [] pub(Binary[Bytes] StatusOf[StatusRanges]) use("binary()" "empty()" "json()" "json_as()" "responses!" "text()");
        "routes" [] use("Chooser" "routes!");
        "service" [] pub(Service);
        "style" [Styles];
        "template" [] use("FixedParameter");
        "undocumented" [];
        "upload" [Uploads LineUploads] pub(Upload[Uploads]);
        "webhook_signature" [ReceivedWebhooks];
        "webhooks" [ReceivedWebhooks];
        "without_tag" [TagFeatures];
    }
    "cli": {
        "body" [];
        "command" [];
        "credentials" [] use("Secrets");
        "events" [];
        "failure" [] use("Failure" "Outcome");
        "files" [Multipart Uploads];
        "forms" [Multipart];
        "given" [] use("Given");
        "json" [];
        "lines_upload" [LineUploads];
        "operation" [] use("Argument" "Operation" "Tag" "Value" "Way" "operations!");
        "output" [];
        "pages" [Pages];
        "program" [] use("Part" "Program" "Scheme" "Server" "Variable");
        "progress" [];
        "run" [];
        "table" [];
        "tap" [];
        "upload" [Uploads];
    }
};

/// What the root of a crate may export of its support code.
pub(super) fn exported(krate: &str) -> impl Iterator<Item = &'static str> {
    let exports = rows(krate).flat_map(|row| row.exports);
    exports.map(|export| export.name)
}

/// The crates in which `support` has all that its modules have for other files, so that a file imports
/// it in one line.
const GATHERED: &[&str] = &["client", "server", "cli"];

/// What the files of a crate may import of its support code, by path.
pub(super) fn importable(krate: &str) -> impl Iterator<Item = String> {
    let is_gathered = GATHERED.contains(&krate);
    rows(krate).flat_map(move |row| {
        let module = format!("crate::support::{}", row.module.replace('/', "::"));
        let exports = row.exports.iter().map(|export| export.name);
        let names = exports.chain(row.imports.iter().copied());
        names.map(move |name| match name {
            "self" => format!("{module}::"),
            name if is_gathered => format!("crate::support::{name}"),
            name => format!("{module}::{name}"),
        })
    })
}

fn rows(krate: &str) -> impl Iterator<Item = &'static Support> {
    SUPPORT.iter().filter(move |row| row.krate == krate)
}

/// Whether one of some features is used; where none are named, nothing has to ask.
fn is_asked(features: &[Feature], used: &Features) -> bool {
    features.is_empty() || used.has_any(features)
}

/// The support code of one crate.
#[derive(Serialize)]
pub(super) struct Declared {
    /// The modules that `support` declares.
    pub(super) modules: Vec<SupportModule>,
    /// What the crate's root exports of them.
    exports: Vec<Exports>,
    /// What `support` has of them, where it has all that other files import.
    imports: Vec<Exports>,
    /// The files, each with its module.
    #[serde(skip)]
    pub(super) files: Vec<(&'static str, &'static str)>,
}

impl Declared {
    /// What a crate gets where it uses some features.
    pub(super) fn new(krate: &str, used: &Features, view: &View) -> Self {
        let is_of_format = |module| {
            let mut scalars = view.scalars.iter();
            scalars.any(|scalar| scalar.support.contains(&module))
        };
        let gate_of = |row: &Support| {
            let of_operations = |feature| OF_OPERATIONS.contains(feature);
            let of_unions = |feature| OF_UNIONS.contains(feature);
            match row.features {
                [] => String::new(),
                features if features.iter().all(of_operations) => gate(&view.gate_of(features)),
                features if features.iter().all(of_unions) => {
                    let is_one = |union: &Union| features.contains(&union.feature());
                    let is_user = |item: &Item| matches!(item, Item::Union(it) if is_one(it));
                    gate(&view.gate_of_items(is_user))
                }
                _ => String::new(),
            }
        };
        let rows = rows(krate).filter(|row| {
            is_asked(row.features, used)
                || row.features.contains(&Feature::Formats) && is_of_format(row.module)
        });
        let rows: Vec<&Support> = rows.collect();
        let modules = rows.iter().filter(|row| !row.module.contains('/'));
        let modules = modules.map(|row| SupportModule {
            name: row.module,
            gate: gate_of(row),
        });
        let exports = rows.iter().map(|row| Exports {
            module: row.module,
            gate: gate_of(row),
            names: row
                .exports
                .iter()
                .filter(|export| is_asked(export.features, used))
                .map(|export| export.name)
                .collect(),
        });
        let gathered = rows.iter().filter(|row| GATHERED.contains(&row.krate));
        let imports = gathered.map(|row| {
            let exports = row.exports.iter().map(|export| export.name);
            let imports = row.imports.iter().filter(|name| **name != "self");
            let imports = imports.map(|name| name.trim_end_matches(['!', '(', ')']));
            Exports {
                module: row.module,
                gate: gate_of(row),
                names: exports.chain(imports).collect(),
            }
        });
        Self {
            imports: imports
                .filter(|imports| !imports.names.is_empty())
                .collect(),
            modules: modules.collect(),
            exports: exports.filter(|export| !export.names.is_empty()).collect(),
            files: rows.iter().map(|row| (row.module, row.text)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SUPPORT;

    /// What is copied isn't parsed again.
    #[test]
    fn every_file_is_rust() {
        for row in SUPPORT {
            let parsed = syn::parse_file(row.text);
            assert!(parsed.is_ok(), "{}/{}", row.krate, row.module);
        }
    }
}
