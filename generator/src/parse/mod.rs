//! Text to [`openapiv3::OpenAPI`]: the only user of `serde_yaml`.
//!
//! The model of `openapiv3` is made of untagged enums, whose errors name no place. So the shape of
//! the document is checked first on the plain value, where every node has a pointer, and the model
//! is handed only what it will take.

mod explode;
mod grammar;
mod shape;
mod value;

use openapiv3::OpenAPI;
use serde_json::Value;

use self::value::Strict;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Origins, Pointer, Source};

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
    version(&value, diagnostics)?;
    let errors = diagnostics.error_count();
    let unread = shape::check(&value, diagnostics);
    if diagnostics.error_count() > errors {
        return None;
    }
    shape::remove(&mut value, &unread);
    explode::write_down(&mut value);
    match serde_json::from_value(value) {
        Ok(model) => Some(Document {
            model,
            origins: Origins::default(),
        }),
        Err(error) => {
            diagnostics.push(Diagnostic::error(
                Code::Internal,
                format!(
                    "the document passed the shape check but the OpenAPI model refused it: {error}"
                ),
            ));
            None
        }
    }
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

/// Refuses every version but OpenAPI 3.0.
fn version(value: &Value, diagnostics: &mut Diagnostics) -> Option<()> {
    let root = Pointer::root();
    let diagnostic = match value.get("openapi") {
        Some(Value::String(version)) if version == "3.0" || version.starts_with("3.0.") => {
            return Some(());
        }
        Some(other) => Diagnostic::error(
            Code::Version,
            format!("OpenAPI {} isn't supported", plain(other)),
        )
        .at(&root.key("openapi"), "this version"),
        None if value.get("swagger").is_some() => {
            Diagnostic::error(Code::Version, "Swagger 2.0 isn't supported")
                .at(&root.key("swagger"), "this version")
        }
        None => Diagnostic::error(
            Code::Version,
            "this isn't an OpenAPI document: it has no member `openapi`",
        )
        .at(&root, "expected `openapi: 3.0.3` here"),
    };
    diagnostics.push(diagnostic.help("oasmith reads OpenAPI 3.0 documents"));
    None
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
