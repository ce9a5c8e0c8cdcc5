//! Text to [`openapiv3::OpenAPI`].
//!
//! The model of `openapiv3` is made of untagged enums, whose errors name no place. So the document
//! is put into the form that the model takes first, as a plain value, where every node has a
//! pointer. In this order: references become ones to components (`references`), what nobody wants is
//! left out (`selection`), Swagger 2.0 becomes OpenAPI 3.0 (`dialect::v2`), and what deviates from the specification is repaired (`repair`), each
//! time with a word about it; on that walk, each object of OpenAPI 3.1 and 3.2 is put into the words
//! of 3.0 first (`dialect::v31`, `dialect::v32`).

mod dialect;
mod extracted;
mod model;
mod nesting;
mod path_items;
mod references;
mod repair;
mod rewriter;
mod selection;
mod shape;
mod size;
mod supplement;
mod text;
mod value;
mod version;

use openapiv3::OpenAPI;
use serde_json::Value;

use self::dialect::{v2, v31};
use self::rewriter::Rewriter;
pub use self::supplement::{Assertion, SchemaSupplement, Supplement};
pub use self::text::Text;
use self::value::Budget;
use self::version::Version;
use crate::diagnostic::Diagnostics;
use crate::select::Selection;
use crate::source::{FileId, Origins, Source};

/// A document in the form that the rooms behind this one see.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document in the model of OpenAPI 3.0.
    pub model: OpenAPI,
    /// What it says that OpenAPI 3.0 has no word for.
    pub supplement: Supplement,
    /// Where its nodes stood.
    pub origins: Origins,
    /// Its text, if that was asked for.
    pub text: Option<Text>,
}

/// Reads a document and the files that it refers to.
///
/// Warnings are added to `diagnostics`; `None` means that errors were. They point at nodes of the
/// form that the rooms behind see: [`Diagnostics::trace`] leads them back to the files.
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    parse_wanted(source, Wanted::default(), diagnostics)
}

/// What is wanted of a document.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Some of the operations, and what they refer to. Of what is left out, nothing is said.
    pub selection: Selection,
    /// The text of the document.
    pub text: bool,
    /// Whatever sends or receives its webhooks and callbacks.
    pub webhooks: bool,
}

/// Does the same as [`parse`] with what is wanted of a document.
pub fn parse_wanted(
    source: &Source,
    wanted: Wanted,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut budget = Budget::default();
    let value = text::read(source, FileId::default(), &mut budget, diagnostics)?;
    let mut origins = Origins::default();
    let text = (value, source, budget);
    match model(text, &wanted, &mut origins, diagnostics) {
        Some((model, supplement, text)) => Some(Document {
            model,
            supplement,
            origins,
            text,
        }),
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

/// The document in the model of OpenAPI 3.0, and its text if that was asked for.
fn model(
    (mut value, source, budget): (Value, &Source, Budget),
    wanted: &Wanted,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) -> Option<(OpenAPI, Supplement, Option<Text>)> {
    let errors = diagnostics.error_count();
    let version = Version::of(&value, diagnostics)?;
    let mut rewriter = Rewriter::new(version, origins, diagnostics);
    rewriter.webhooks = wanted.webhooks;
    v2::paths_by_query(&mut rewriter, &mut value);
    references::normalise(&mut rewriter, &mut value, source, budget);
    selection::select(&mut rewriter, &mut value, &wanted.selection)?;
    let text = wanted.text.then(|| text::of(&value)).flatten();
    normalise(&mut rewriter, &mut value);
    let mut supplement = rewriter.supplement;
    if diagnostics.error_count() > errors {
        return None;
    }
    let (model, webhooks) = model::read(value, diagnostics)?;
    supplement.webhooks = webhooks;
    Some((model, supplement, text))
}

/// Puts a document of any version into the form of OpenAPI 3.0, and repairs it.
fn normalise(rewriter: &mut Rewriter<'_>, value: &mut Value) {
    v31::webhooks(rewriter, value);
    if rewriter.version == Version::V2 {
        v2::upgrade(rewriter, value);
    } else {
        v2::move_body_parameters(rewriter, value);
    }
    repair::repair(rewriter, value);
}
