//! The registry of support code: ordinary Rust below `templates/*/support/` that is copied into the
//! emitted crates as it is.
//!
//! A row of [`SUPPORT`] is all that a file of support code takes. Which files a crate gets, the
//! module that declares them and what the crate's root exports follow from it.

use serde::Serialize;

use crate::view::{Feature, Features, Scalar};

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
}

/// A name that the root of a crate exports.
struct Export {
    name: &'static str,
    /// As for the file: what asks for the name.
    features: &'static [Feature],
}

/// The names that the root of a crate exports of one module.
#[derive(Serialize)]
struct Exports {
    module: &'static str,
    names: Vec<&'static str>,
}

macro_rules! support {
    ($($krate:literal: { $($module:literal [$($feature:ident)*] pub($($export:ident $([$($of:ident)*])?)*);)* })*) => {
        &[$($(Support {
            krate: $krate,
            module: $module,
            text: include_str!(concat!("../../../templates/", $krate, "/support/", $module, ".rs")),
            features: &[$(Feature::$feature),*],
            exports: &[$(Export {
                name: stringify!($export),
                features: &[$($(Feature::$of),*)?],
            }),*],
        }),*),*]
    };
}

/// Each row: the module, what asks for it, and what the crate's root exports of it.
const SUPPORT: &[Support] = support! {
    "types": {
        "base64" [Formats] pub(Base64);
        "big_integer" [Formats] pub(BigInteger);
        "date" [Formats] pub(Date);
        "date_time" [Formats] pub(DateTime);
        "default" [ParsedValues] pub();
        "discriminants" [Unions] pub();
        "discriminator" [Unions] pub();
        "enumeration" [Enums] pub();
        "excerpt" [] pub();
        "format" [Formats] pub(FormatError);
        "ipv6" [Formats] pub(Ipv6Addr);
        "json" [] pub();
        "json_integers" [] pub();
        "media_type" [] pub();
        "never" [Never] pub(Never);
        "newtype" [Newtypes] pub();
        "object" [Structs] pub();
        "reading" [] pub();
        "serde_text" [Formats] pub();
        "style" [Styles] pub();
        "style/deep" [Styles] pub();
        "style/escape" [Styles] pub();
        "style/form" [Styles] pub();
        "style/node" [Styles] pub();
        "style/pairs" [Styles] pub();
        "style/read" [Styles] pub();
        "style/tree" [Styles] pub();
        "style/typed" [Styles] pub();
        "style/write" [Styles] pub();
        "text" [] pub();
        "text_union" [Unions] pub();
        "union" [Unions] pub();
        "unknown_value" [UnknownValues] pub(UnknownValue);
        "uuid" [Formats] pub(Uuid);
    }
    "client": {
        "buffered" [] pub();
        "error" [] pub(ApiError DecodeError EmptyBody Error OperationError RequestError TooLarge UnexpectedStatus);
        "events" [Events] pub(Event EventStream Reconnect);
        "lines" [JsonLines] pub(JsonLines);
        "multipart" [Multipart] pub(FilePart);
        "redirect" [] pub(Redirects);
        "request" [] pub(CallOptions);
        "response" [] pub(Response);
        "secret" [] pub(Basic[BasicAuth] Secret[Credentials]);
        "stream" [Streams] pub(ByteStream StreamError);
        "style" [Styles] pub();
        "transport" [] pub(BuildError);
        "upload" [Uploads] pub(Upload);
    }
    "server": {
        "accept" [] pub(Accept);
        "basic" [BasicAuth] pub(Basic);
        "body" [] pub();
        "call" [] pub();
        "credential" [Credentials] pub(Secret);
        "events" [Events] pub(Event Events);
        "file_part" [Multipart] pub(FilePart);
        "finalize" [] pub();
        "lines" [JsonLines] pub(JsonLines);
        "multipart" [Multipart] pub();
        "parameter" [] pub();
        "parts" [] pub(RequestParts);
        "rejection" [] pub(Failure Fault Location Operation Rejection);
        "respond" [] pub(Binary[Bytes] StatusOf[StatusRanges]);
        "service" [] pub(Service);
        "style" [Styles] pub();
        "template" [] pub();
        "upload" [Uploads] pub(Upload);
    }
};

/// Whether one of some features is used; where none are named, nothing has to ask.
fn is_asked(features: &[Feature], used: &Features) -> bool {
    features.is_empty() || used.has_any(features)
}

/// The support code of one crate.
#[derive(Serialize)]
pub(super) struct Declared {
    /// The modules that `support` declares.
    pub(super) modules: Vec<&'static str>,
    /// What the crate's root exports of them.
    exports: Vec<Exports>,
    /// The files, each with its module.
    #[serde(skip)]
    pub(super) files: Vec<(&'static str, &'static str)>,
}

impl Declared {
    /// What a crate gets where it uses some features, and types for some formats.
    pub(super) fn new(krate: &str, used: &Features, scalars: &[Scalar]) -> Self {
        let is_of_format = |module| {
            let mut scalars = scalars.iter();
            scalars.any(|scalar| scalar.support.contains(&module))
        };
        let rows: Vec<&Support> = SUPPORT
            .iter()
            .filter(|row| row.krate == krate)
            .filter(|row| {
                is_asked(row.features, used)
                    || row.features.contains(&Feature::Formats) && is_of_format(row.module)
            })
            .collect();
        let modules = rows.iter().map(|row| row.module);
        let exports = rows.iter().map(|row| Exports {
            module: row.module,
            names: row
                .exports
                .iter()
                .filter(|export| is_asked(export.features, used))
                .map(|export| export.name)
                .collect(),
        });
        Self {
            modules: modules.filter(|module| !module.contains('/')).collect(),
            exports: exports.filter(|export| !export.names.is_empty()).collect(),
            files: rows.iter().map(|row| (row.module, row.text)).collect(),
        }
    }
}
