//! Text to [`openapiv3::OpenAPI`]: the only user of `serde_yaml`.
//!
//! The model of `openapiv3` is made of untagged enums, whose errors name no place. So the shape of
//! the document is checked first on the plain value, where every node has a pointer, and the model
//! is handed only what it will take.

mod grammar;
mod model;
mod repair;
mod v2;
mod v31;
mod value;
mod version;

use openapiv3::OpenAPI;
use serde_json::Value;

use self::value::Strict;
use self::version::Version;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Origins, Source};

/// A document in the form that the rooms behind this one see.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document in the model of OpenAPI 3.0.
    pub model: OpenAPI,
    /// Where its nodes stood.
    pub origins: Origins,
}

/// Reads a document.
///
/// Warnings are added to `diagnostics`; `None` means that errors were.
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let mut value = value(source, diagnostics)?;
    let mut origins = Origins::default();
    let errors = diagnostics.error_count();
    lower(&mut value, &mut origins, diagnostics)?;
    if diagnostics.error_count() > errors {
        return None;
    }
    let model = model::read(value, diagnostics)?;
    Some(Document { model, origins })
}

/// Puts a document of any version into the form of OpenAPI 3.0, and repairs it.
fn lower(value: &mut Value, origins: &mut Origins, diagnostics: &mut Diagnostics) -> Option<()> {
    let version = Version::of(value, diagnostics)?;
    if version == Version::V2 {
        v2::lower(value, origins, diagnostics);
    } else {
        v2::leftovers(value, origins, diagnostics);
    }
    repair::repair(value, version, origins, diagnostics);
    Some(())
}

fn value(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    // JSON is read as JSON: YAML 1.2 contains it but for details such as tabs.
    let json = source.text().trim_start().starts_with('{');
    if json {
        match serde_json::from_str(source.text()) {
            Ok(Strict(value)) => return Some(value),
            // The YAML reader would stop there too, but needs the square of the depth to get there.
            Err(error) if error.to_string().starts_with("recursion limit exceeded") => {
                let start = source.line_range(error.line()).start;
                diagnostics.push(
                    Diagnostic::error(Code::Syntax, format!("this is nested too deeply: {error}"))
                        .at_offset(start + error.column(), "reading stopped here"),
                );
                return None;
            }
            Err(_) => {}
        }
    }
    match serde_yaml::from_str(source.text()) {
        Ok(Strict(value)) => Some(value),
        Err(error) => {
            let offset = error.location().map_or(0, |location| location.index());
            diagnostics.push(
                Diagnostic::error(
                    Code::Syntax,
                    format!("this is neither YAML nor JSON: {error}"),
                )
                .at_offset(offset, "reading stopped here"),
            );
            None
        }
    }
}
