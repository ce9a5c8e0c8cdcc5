//! The whole plan.

use super::checks::Checks;
use super::cli::CliView;
use super::features::CrateFeatures;
use super::item::TypeFile;
use super::operation::{OperationView, SchemeView, TagView, WebhooksView};
use super::quick_start::QuickStart;
use super::routes::Routing;
use super::rust_type::RustType;
use super::sample::OperationSamples;
use super::server::ServerView;
use crate::formats::Scalar;
use crate::ir::{Examples, Usage};
use crate::source::Pointer;

/// Everything that the crates are made of.
#[derive(Debug)]
pub struct View {
    /// What the manifests and READMEs say.
    pub about: About,
    /// The files of the types crate.
    pub types: Vec<TypeFile>,
    /// The Rust types for formats that the types crate has, each once.
    pub scalars: Vec<Scalar>,
    /// The operations by tag, in the document's order.
    pub tags: Vec<TagView>,
    /// The webhooks and callbacks, if something shall send or receive them.
    pub webhooks: Option<WebhooksView>,
    /// The security schemes in use.
    pub schemes: Vec<SchemeView>,
    /// The servers, in the document's order.
    pub servers: Vec<ServerView>,
    /// The code that the READMEs begin with.
    pub quick_start: QuickStart,
    /// The command line, if there is one.
    pub cli: Option<CliView>,
    /// The routes of the server.
    pub routing: Routing,
    /// What each crate has.
    pub features: CrateFeatures,
    /// Which type holds the values of each schema.
    pub values: Vec<ValueView>,
    /// The document itself, if the server is to have it.
    pub document: Option<DocumentText>,
    /// What a mock answers, by the ids of the operations, if the server is to have one.
    pub samples: Vec<(String, OperationSamples)>,
}

/// What there is of a document beside its IR, if the server is to have it.
#[derive(Debug, Default)]
pub struct Embedded<'a> {
    /// The document itself.
    pub document: Option<DocumentText>,
    /// Its examples.
    pub examples: Option<Examples<'a>>,
}

/// A document as it is served.
#[derive(Clone, Debug)]
pub struct DocumentText {
    /// As JSON.
    pub json: String,
    /// As YAML.
    pub yaml: String,
}

/// What the manifests and READMEs say.
#[derive(Debug)]
pub struct About {
    /// The prefix of the crates' names.
    pub name: String,
    /// The version of the crates.
    pub version: String,
    /// The title of the document.
    pub title: String,
    /// The version of the document.
    pub document_version: String,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// A URL.
    pub repository: Option<String>,
    /// The URL of the first server.
    pub server: Option<String>,
    /// The path of that URL, without a slash at its end.
    pub base_path: String,
}

impl View {
    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = &OperationView> {
        self.tags.iter().flat_map(|tag| &tag.operations)
    }
}

/// A schema at one place, and the Rust type of its values.
#[derive(Debug)]
pub struct ValueView {
    /// Where the schema stands.
    pub at: Pointer,
    /// Its type, `Option` where the place allows `null`.
    pub kind: RustType,
    /// What is checked of them.
    pub checks: Checks,
    /// Which way its values travel.
    pub usage: Usage,
}
