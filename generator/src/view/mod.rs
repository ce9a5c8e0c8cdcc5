//! The plan of the emitted crates: Rust types, names and texts, with every decision taken.
//!
//! `model` is the plan as plain data. The other modules make it from the IR and its names.

mod body;
mod by_type;
mod checked;
mod checks;
mod cli;
mod features;
mod gates;
mod index;
mod item;
mod layout;
mod literal;
mod media_type;
mod message;
mod model;
mod operation;
mod pages;
mod quick_start;
mod receive;
mod request;
mod resolver;
mod response;
mod routes;
mod sample;
mod server;
mod tags;
mod union;
mod uses;
mod values;
mod webhooks;

pub use model::*;

// The words of the configuration.
pub use crate::config::ReadOnly;
// The words of HTTP, JSON, OpenAPI and its formats that the plan is told in.
pub use crate::formats::{Dependency, Path, Scalar};
pub use crate::ir::{
    Encoding, Framing, JsonKind, KeyLocation, Keyword, Location, Method, SecurityKind, Size,
    Status, Stream, Style, StyleKind,
};
pub use crate::pattern::{Engine, Pattern};

use crate::config::DocumentConfig;
use crate::ir::{Api, Webhook};
use crate::names::Names;

impl View {
    /// Decides how everything looks in Rust, and takes what is to be embedded.
    #[must_use]
    pub fn new(api: &Api, names: &Names, config: &DocumentConfig, embedded: Embedded<'_>) -> Self {
        let cycles = layout::Cycles::new(&api.types);
        let tags = tags::Tags::new(&api.types);
        let checked = checked::Checked::new(&api.types);
        let resolver = resolver::Resolver {
            types: &api.types,
            names,
            cycles: &cycles,
            tags: &tags,
            checked: &checked,
            read_only: config.read_only,
        };
        let mut types = item::files(api, &resolver);
        let mut tags = operation::tags(api, &resolver);
        let mut webhooks = webhooks::webhooks(api, config, &resolver);
        let named = api.webhooks.iter().flat_map(Webhook::types);
        let named: Vec<RustType> = named.map(|id| resolver.resolve_id(id)).collect();
        let has_webhooks = gates::set(&mut types, &tags, &named);
        let of_webhooks = webhooks.iter().map(|webhooks| &webhooks.tag);
        let operations = tags.iter().chain(of_webhooks);
        // A command line reads flags as parameters are read.
        if !config.cli {
            by_type::set(&mut types, operations.flat_map(|tag| &tag.operations));
        }
        let index = index::Index::new(&types);
        let all = tags.iter_mut();
        for tag in all.chain(webhooks.iter_mut().map(|webhooks| &mut webhooks.tag)) {
            message::set(tag, &index);
            request::set_arguments(tag, &index);
        }
        pages::set(api, &mut tags, &index);
        let schemes = operation::schemes(api, names, &tags);
        let servers = server::servers(api, names);
        let cli = cli::cli(config, names, &tags, &schemes, &index);
        let about = about(api, config);
        let routing = routes::routing(&tags);
        let mut features =
            features::of_crates(&types, &tags, webhooks.as_ref(), &schemes, &routing);
        let null_as_absent = config.null_as_absent;
        features.types.add_if(Feature::NullAsAbsent, null_as_absent);
        features.types.add_if(Feature::Webhooks, has_webhooks);
        // It reads the values of flags as parameters are read.
        features.types.add_if(Feature::Styles, cli.is_some());
        let mut operations = tags.iter().flat_map(|tag| &tag.operations);
        let has_pages = operations.any(|operation| operation.pages.is_some());
        features.client.add_if(Feature::Pages, has_pages);
        let Embedded { document, examples } = embedded;
        features
            .server
            .add_if(Feature::Document, document.is_some());
        let samples = examples.map(|examples| sample::samples(api, examples));
        let mut operations = tags.iter().flat_map(|tag| &tag.operations);
        let is_mocked = samples.is_some() && operations.any(|operation| operation.routed);
        features.server.add_if(Feature::Samples, is_mocked);
        Self {
            quick_start: quick_start::quick_start(&about, &types, &tags, &servers),
            about,
            routing,
            features,
            scalars: {
                let webhooks = webhooks.iter().map(|webhooks| &webhooks.tag);
                let tags = tags.iter().chain(webhooks);
                features::scalars(&types, tags.flat_map(|tag| &tag.operations))
            },
            types,
            tags,
            webhooks,
            schemes,
            servers,
            cli,
            values: values::values(api, &resolver),
            document,
            samples: samples.unwrap_or_default(),
        }
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
