//! Text to [`openapiv3::OpenAPI`].
//!
//! The model of `openapiv3` is made of untagged enums, whose errors name no place. So the shape of
//! the document is checked first on the plain value, where every node has a pointer, and the model
//! is handed only what it will take.

mod grammar;
mod references;
mod shape;
mod text;
mod value;

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Origins, Pointer, Source};

/// A document in the form that the rooms behind this one see.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document in the model of OpenAPI 3.0.
    pub model: OpenAPI,
    /// Where its nodes stood.
    pub origins: Origins,
}

/// Reads a document and the files that it refers to.
///
/// Warnings are added to `diagnostics`; `None` means that errors were. They point at nodes of the
/// form that the rooms behind see: [`Diagnostics::trace`] leads them back to the files.
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let value = text::read(source, FileId::default(), diagnostics)?;
    let mut origins = Origins::default();
    match model(value, source, &mut origins, diagnostics) {
        Some(model) => Some(Document { model, origins }),
        None => {
            diagnostics.trace(&origins);
            None
        }
    }
}

/// The document in the model of OpenAPI 3.0.
fn model(
    mut value: Value,
    source: &Source,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) -> Option<OpenAPI> {
    let errors = diagnostics.error_count();
    references::normalise(&mut value, source, origins, diagnostics);
    version(&value, diagnostics)?;
    let unread = shape::check(&value, diagnostics);
    if diagnostics.error_count() > errors {
        return None;
    }
    shape::remove(&mut value, &unread);
    match serde_json::from_value(value) {
        Ok(model) => Some(model),
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
