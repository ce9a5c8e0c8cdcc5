//! Which version of OpenAPI a document is of.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// A version of OpenAPI, as far as documents of it are read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1.
    V31,
    /// OpenAPI 3.2.
    V32,
}

/// What a document describes something in: it must have one of them.
const CONTENTS: [&str; 4] = ["paths", "components", "definitions", "webhooks"];

impl Version {
    /// Its name in a sentence.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::V2 => "Swagger 2.0",
            Self::V30 => "OpenAPI 3.0",
            Self::V31 => "OpenAPI 3.1",
            Self::V32 => "OpenAPI 3.2",
        }
    }

    /// Its number, Swagger 2.0 in the form of OpenAPI 3.0 that it is given.
    pub(super) fn number(self) -> &'static str {
        match self {
            Self::V2 | Self::V30 => "3.0.3",
            Self::V31 => "3.1.1",
            Self::V32 => "3.2.0",
        }
    }

    /// The version of a document. One that is written oddly or left out is assumed with a warning;
    /// `None` means that an error was reported.
    pub(super) fn of(document: &Value, diagnostics: &mut Diagnostics) -> Option<Self> {
        let root = Pointer::root();
        let Some(members) = document.as_object() else {
            refuse(
                "this isn't an OpenAPI document: it isn't a mapping",
                &root,
                diagnostics,
            );
            return None;
        };
        let said = ["openapi", "swagger"].into_iter().find_map(|name| {
            let value = members.get(name).filter(|value| !value.is_null())?;
            Some((root.key(name), plain(value), value.is_string()))
        });
        let Some((at, text, is_text)) = said else {
            return Self::unsaid(document, diagnostics);
        };
        let Some(version) = Self::named(&text) else {
            refuse(
                &format!("there is no OpenAPI {text} that oasmith knows"),
                &at,
                diagnostics,
            );
            return None;
        };
        if !is_text {
            let message = format!("the version {text} is a number, not text");
            assume(message, version, &at, diagnostics);
        }
        if !CONTENTS.iter().any(|name| members.contains_key(*name)) {
            let message = "this document describes nothing: it has no `paths`";
            diagnostics.push(
                Diagnostic::error(Code::Shape, message)
                    .at(&root, "`paths` is required here")
                    .help("add `paths`"),
            );
            return None;
        }
        Some(version)
    }

    fn named(text: &str) -> Option<Self> {
        let mut numbers = text.trim().trim_start_matches(['v', 'V']).split(['.', '-']);
        let major = numbers.next()?;
        let minor = numbers.next().unwrap_or("0");
        match (major, minor) {
            ("2", "0") => Some(Self::V2),
            ("3", "0") => Some(Self::V30),
            ("3", "1") => Some(Self::V31),
            // A later 3.x can only add to it, and what it adds is reported as unknown.
            ("3", _) => Some(Self::V32),
            _ => None,
        }
    }

    /// The version of a document that doesn't say it, from what only one version has.
    fn unsaid(document: &Value, diagnostics: &mut Diagnostics) -> Option<Self> {
        let root = Pointer::root();
        let has = |names: &[&str]| names.iter().any(|name| document.get(name).is_some());
        if !has(&CONTENTS) {
            refuse(
                "this isn't an OpenAPI document: it has no member `openapi`",
                &root,
                diagnostics,
            );
            return None;
        }
        let version = if has(&["definitions", "securityDefinitions", "basePath", "host"]) {
            Self::V2
        } else if has(&["webhooks"]) {
            Self::V31
        } else {
            Self::V30
        };
        let message = "the document doesn't say its version: it has no member `openapi`";
        assume(message.to_owned(), version, &root, diagnostics);
        Some(version)
    }
}

fn assume(message: String, version: Version, at: &Pointer, diagnostics: &mut Diagnostics) {
    let taken = format!("taken as {}", version.describe());
    diagnostics.push(Diagnostic::warning(Code::Version, message).at(at, taken));
}

fn refuse(message: &str, at: &Pointer, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::error(Code::Version, message)
            .at(at, "expected `openapi: 3.0.3`, or another version, here")
            .help("oasmith reads OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0"),
    );
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // YAML reads `3.0` as a number, and JSON writes it so.
        other => other.to_string(),
    }
}
