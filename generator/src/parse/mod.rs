//! Text to [`openapiv3::OpenAPI`].
//!
//! The model of `openapiv3` is made of untagged enums, whose errors name no place. So the document
//! is put into the form that the model takes first, as a plain value, where every node has a
//! pointer. In this order: references become ones to components (`references`), other versions of
//! OpenAPI become 3.0 (`v2`, and `v31` schema by schema), and what deviates from the
//! specification is repaired (`repair`), each time with a word about it.

mod depth;
mod explode;
mod grammar;
mod model;
mod references;
mod repair;
mod text;
mod v2;
mod v31;
mod value;
mod version;

use openapiv3::OpenAPI;
use serde_json::Value;

use self::value::Budget;
use self::version::Version;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Origins, Source};

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
    let mut budget = Budget::default();
    let value = text::read(source, FileId::default(), &mut budget, diagnostics)?;
    let mut origins = Origins::default();
    match model(value, source, budget, &mut origins, diagnostics) {
        Some(model) => Some(Document { model, origins }),
        None => {
            diagnostics.trace(&origins);
            None
        }
    }
}

/// Reads one file of a document as a plain value, as it stands there; `None` means that an error was
/// added to `diagnostics`.
pub fn read(source: &Source, file: FileId, diagnostics: &mut Diagnostics) -> Option<Value> {
    text::read(
        source.files().get(file),
        file,
        &mut Budget::default(),
        diagnostics,
    )
}

/// The document in the model of OpenAPI 3.0.
fn model(
    mut value: Value,
    source: &Source,
    budget: Budget,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) -> Option<OpenAPI> {
    let errors = diagnostics.error_count();
    let version = Version::of(&value, diagnostics)?;
    v2::paths_by_query(&mut value, origins, diagnostics);
    references::normalise(&mut value, source, budget, origins, diagnostics);
    lower(&mut value, version, origins, diagnostics);
    if diagnostics.error_count() > errors {
        return None;
    }
    explode::write_down(&mut value);
    model::read(value, diagnostics)
}

/// Puts a document of any version into the form of OpenAPI 3.0, and repairs it.
fn lower(
    value: &mut Value,
    version: Version,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) {
    if version == Version::V2 {
        v2::lower(value, origins, diagnostics);
    } else {
        v2::leftovers(value, origins, diagnostics);
    }
    repair::repair(value, version, origins, diagnostics);
}
