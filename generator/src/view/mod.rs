//! What the templates and quotes may see: Rust types, names and texts, with every decision taken.

mod body;
mod boxes;
mod build;
mod features;
mod index;
mod item;
mod literal;
mod message;
mod model;
mod operation;
mod request;
mod response;
mod rust_type;
mod server;
mod size;
mod tags;
mod types;
mod union;
mod values;

pub use body::{BodyCodec, BodyKind, BodyVariant, BodyView, CodecKind, PartView};
pub use literal::{DefaultValue, Literal};
pub use message::MessageField;
pub use model::features::{CrateFeatures, Feature, Features, OperationFeatures};
pub use operation::{
    AcceptView, Alternative, ContentView, Framing, HeaderView, OperationView, PathPartView,
    Payload, ResponseView, SchemeView, Security, Success, TagView,
};
pub use request::{Codec, Members, ParameterView};
pub use rust_type::{Argument, RustType};
pub use server::{ServerBase, ServerView, VariableView};
pub use tags::Tagging;
pub use types::{
    DefaultImpl, Enum, Field, Folder, Item, Named, Presence, Struct, TypeFile, Unknown, Variant,
};
pub use union::{Discriminants, Tag, TextVariant, Union, UnionVariant};
pub use values::ValueView;

use crate::config::DocumentConfig;
use crate::formats::Scalar;
use crate::ir::Api;
use crate::names::Names;

/// Everything that the three crates are made of.
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
    /// The security schemes in use.
    pub schemes: Vec<SchemeView>,
    /// The servers, in the document's order.
    pub servers: Vec<ServerView>,
    /// What each crate has.
    pub features: CrateFeatures,
    /// Which type holds the values of each schema.
    pub values: Vec<ValueView>,
    /// Whether a server takes a `null` that no schema allows for an absent value.
    pub null_as_absent: bool,
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
    /// Decides how everything looks in Rust.
    #[must_use]
    pub fn new(api: &Api, names: &Names, config: &DocumentConfig) -> Self {
        let cycles = boxes::Cycles::new(&api.types);
        let tags = tags::Tags::new(&api.types);
        let resolver = rust_type::Resolver {
            types: &api.types,
            names,
            cycles: &cycles,
            tags: &tags,
        };
        let types = types::files(api, &resolver);
        let mut tags = build::tags(api, &resolver);
        let index = index::Index::new(&types);
        message::set(&mut tags, &index);
        request::set_arguments(&mut tags, &index);
        let schemes = build::schemes(api, names, &tags);
        Self {
            about: about(api, config),
            features: features::of_crates(&types, &tags, &schemes),
            scalars: features::scalars(&types, &tags),
            types,
            tags,
            schemes,
            servers: server::servers(api, names),
            values: values::values(api, &resolver),
            null_as_absent: config.null_as_absent,
        }
    }

    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = &OperationView> {
        self.tags.iter().flat_map(|tag| &tag.operations)
    }
}

fn about(api: &Api, config: &DocumentConfig) -> About {
    let url = api.servers.first().map(server::default_url);
    let server = url.as_deref().unwrap_or_default().trim_end_matches('/');
    let base_path = match server.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => server.trim_start_matches('/'),
    };
    // A path with braces or a query in it can't be nested as it stands.
    let plain = !base_path.is_empty()
        && base_path.chars().all(|char| char.is_ascii_graphic())
        && !base_path.contains(['{', '}', '?', '#', '*', '"', '\\', '`']);
    let version = config.version.clone().unwrap_or_else(|| {
        let parsed = semver::Version::parse(&api.version);
        parsed.map_or_else(|_| "0.1.0".to_owned(), |version| version.to_string())
    });
    About {
        name: config.name.clone(),
        version,
        title: api.title.clone(),
        document_version: api.version.clone(),
        description: api.description.clone(),
        license: config.license.clone(),
        repository: config.repository.clone(),
        server: url.clone(),
        base_path: if plain {
            format!("/{base_path}")
        } else {
            String::new()
        },
    }
}
