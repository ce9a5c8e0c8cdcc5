//! A document as the library sees it: its operations with their names, and its crates.

use std::collections::HashMap;

use oasmith::Generated;
use oasmith::config::DocumentConfig;
use oasmith::diagnostic::Severity;
use oasmith::ir::{Api, Operation};
use oasmith::output::Output;
use oasmith::source::Source;
use oasmith::view::{OperationView, TagView, View};
use serde_json::json;

use super::suite::Document;

/// What a user would say in `oasmith.toml` of operations whose lists come in pages, where the document
/// lost what TypeSpec says of it: the name of the document, the operation, and where the URL of the next page
/// stands. By itself only a GET is taken for one that has pages.
const NEXT_LINKS: [(&str, &str, &str); 1] =
    [("payload-pageable", "AlternateInitialVerb_post", "/next")];

/// A document that crates are made of.
pub(super) struct Model {
    pub(super) document: Document,
    pub(super) api: Api,
    pub(super) view: View,
    pub(super) output: Output,
}

/// An operation: what the document says of it, and what it is called.
#[derive(Clone, Copy)]
pub(super) struct Op<'a> {
    pub(super) ir: &'a Operation,
    pub(super) view: &'a OperationView,
    pub(super) tag: &'a TagView,
}

impl Model {
    /// Makes the crates of a document; gives the first error where there are any.
    pub(super) fn new(document: Document) -> Result<Self, String> {
        let source = Source::open(&document.path).map_err(|error| error.to_string())?;
        let mut config = DocumentConfig::named(&document.name)?;
        for (_, operation, url) in NEXT_LINKS
            .iter()
            .filter(|(name, ..)| *name == document.name)
        {
            let pages = json!({ "url": url });
            config.pagination.insert((*operation).to_owned(), pages);
        }
        match oasmith::generate(&source, &config) {
            Ok(Generated {
                api, view, output, ..
            }) => Ok(Self {
                document,
                api,
                view,
                output,
            }),
            Err(diagnostics) => {
                let mut all = diagnostics.iter();
                let error = all.find(|each| each.severity == Severity::Error);
                Err(error.map_or_else(String::new, |error| error.message.clone()))
            }
        }
    }

    /// The operations, in the document's order.
    pub(super) fn operations(&self) -> impl Iterator<Item = Op<'_>> {
        // The operations of a tag keep their order.
        let mut next: HashMap<usize, usize> = HashMap::new();
        self.api.operations.iter().filter_map(move |ir| {
            let position = next.entry(ir.tag).or_default();
            let tag = self.view.tags.get(ir.tag)?;
            let view = tag.operations.get(*position)?;
            *position += 1;
            Some(Op { ir, view, tag })
        })
    }
}
