//! The client crate.

mod accept;
mod body;
mod layout;
mod modules;
mod operation;
mod pages;
mod payload;
mod send;
mod servers;
mod webhooks;

use std::sync::Arc;

use serde::Serialize;

use self::modules::{Module, modules};
use super::crates::{ALWAYS, Crate, Crates, Holds, Takes};
use super::docs;
use super::files::{Files, Jobs, gate, tag_features};
use super::security::{Scheme, schemes};
use super::support::Declared;
use super::templates::templates;
use crate::view::{Feature, Features, Sample, TagView, View};

pub(super) const CRATE: Crate = Crate {
    kind: "client",
    depends_on: &["types"],
    templates: templates! {
        "client": "Cargo.toml" "README.md" "lib.rs" "support.rs" "client.rs" "servers.rs" "credentials.rs" "tag.rs"
        "operation.rs" "webhooks.rs"
    },
    emit,
    imports: &[
        "crate::client::Client",
        "crate::credentials::Credentials",
        "crate::support::Infallible",
        "crate::support::Method",
        "crate::support::Scheme",
        "crate::support::types::",
        "crate::support::webhooks::webhook!",
        "crate::types::support::style::Codec",
        "crate::types::support::style::Members",
        "crate::types::support::style::Style",
        "std::time::Duration",
    ],
    takes: Takes {
        types: &[
            "Client",
            "ClientBuilder",
            "Credentials",
            // Of the prelude.
            "AsRef",
            "Err",
            "From",
            "Into",
            "None",
            "Ok",
            "Option",
            "Result",
            "Some",
            "String",
            "Vec",
        ],
        modules: &[
            "bin",
            "blocking",
            "client",
            "credentials",
            "middleware",
            "oauth2",
            "servers",
            "support",
            "types",
        ],
        features: &[
            "blocking",
            "brotli",
            "default",
            "full",
            "gzip",
            "native-tls",
            "oauth2",
            "opentelemetry",
            "rustls",
            "tracing",
            "zstd",
        ],
        tag_methods: &["base_url", "builder", "execute", "open", "with_credentials"],
        operation_methods: &["clone", "new"],
        credentials: &[
            "build",
            "credentials",
            "default_header",
            "default_query",
            "http_client",
            "lenient",
            "max_response_bytes",
            "middleware",
            "no_timeout",
            "redirects",
            "retries",
            "timeout",
            "user_agent",
        ],
        parameters: &[
            "body",
            "client",
            "items",
            "items_blocking",
            "new",
            "pages",
            "pages_blocking",
            "request",
            "send",
            "send_blocking",
            "with_options",
        ],
        webhook_types: &[
            "InvalidSecret",
            "WebhookSecrets",
            "Webhooks",
            "WebhooksBuilder",
        ],
        webhook_methods: &["begin", "builder"],
        webhook_parameters: &["sign", "url"],
        ..Takes::nothing(Holds::Operations)
    },
    is_asked: ALWAYS,
};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    description: String,
    base_url: String,
    /// What gives the base URL in the quick start.
    base: String,
    has_servers: bool,
    tags: Vec<Tag<'a>>,
    /// The cargo features of the tags.
    tag_features: Vec<&'a str>,
    schemes: Vec<Scheme>,
    features: &'a Features,
    support: Declared,
    example: Option<String>,
    /// Whether there are operations whose answers are read to memory.
    executes: bool,
    /// Whether there are operations whose answers are read while they arrive.
    opens: bool,
    /// What has to be asked for to compile what opens streams, as [`gate`] writes it.
    open_gate: String,
    /// The module of the webhooks, if the crate sends them.
    webhooks: Option<&'a str>,
}

/// A tag in the files of the crate.
#[derive(Serialize)]
struct Tag<'a> {
    module: &'a str,
    method: &'a str,
    name: &'a str,
    /// The docs of the method that gives the handle.
    summary: String,
    /// What has to be asked for to compile it.
    gate: String,
}

#[derive(Serialize)]
struct TagContext<'a> {
    wire: String,
    name: &'a str,
    docs: String,
    modules: Vec<Module<'a>>,
}

fn emit<'a>(view: &'a View, crates: &'a Crates, jobs: &mut Jobs<'a>) {
    let root = crates.package("client");
    jobs.add(move |files| of_crate(view, crates, files));
    let has_credentials = view.features.client.has(Feature::Credentials);
    if let Some(webhooks) = &view.webhooks
        && webhooks.sent
    {
        webhooks::emit(&webhooks.tag, crates, jobs);
    }
    for tag in &view.tags {
        jobs.add(move |files| {
            let path = format!("{root}/src/{}/mod.rs", tag.module);
            // In the document's order, which is the one that the methods get in the docs of the tag.
            let context = TagContext {
                wire: docs::plain(&tag.wire),
                name: &tag.name,
                docs: docs::outer(&docs::lines(about(tag)), 0),
                modules: modules(tag),
            };
            files.render(&path, "client/tag.rs", context);
        });
        let imports = jobs.imports.with([format!("super::{}", tag.name)]);
        let imports = Arc::new(imports);
        for operation in &tag.operations {
            jobs.add_with(&imports, move |files| {
                let path = format!("{root}/src/{}/{}.rs", tag.module, operation.module);
                operation::file(operation, tag, has_credentials, &path, files);
            });
        }
    }
}

/// The files that there is one of in the crate.
fn of_crate(view: &View, crates: &Crates, files: &mut Files<'_>) {
    let root = crates.package("client");
    let context = context(view, crates);
    let has_credentials = view.features.client.has(Feature::Credentials);
    let credentials = has_credentials.then_some(("src/credentials.rs", "client/credentials.rs"));
    let always = [
        ("Cargo.toml", "client/Cargo.toml"),
        ("README.md", "client/README.md"),
        ("src/lib.rs", "client/lib.rs"),
        ("src/support/mod.rs", "client/support.rs"),
        ("src/client.rs", "client/client.rs"),
    ];
    for (path, template) in always.into_iter().chain(credentials) {
        files.render(&format!("{root}/{path}"), template, &context);
    }
    if context.has_servers {
        let path = format!("{root}/src/servers.rs");
        let items = servers::items(&view.servers);
        files.render_items(&path, "client/servers.rs", (), &items);
    }
    files.copy(root, &context.support.files);
}

fn context<'a>(view: &'a View, crates: &'a Crates) -> Context<'a> {
    let quick_start = &view.quick_start;
    let schemes = schemes(view.schemes.iter().filter(|scheme| scheme.on_client));
    let has = |feature| {
        let mut operations = view.operations();
        operations.any(|operation| operation.features.client.has(feature))
    };
    Context {
        crates,
        executes: has(Feature::Buffered),
        opens: has(Feature::Streams),
        open_gate: gate(&view.gate_of(&[Feature::Streams])),
        webhooks: {
            let sent = view.webhooks.iter().find(|webhooks| webhooks.sent);
            sent.map(|webhooks| webhooks.tag.module.as_str())
        },
        description: docs::inner(
            &view
                .about
                .description
                .as_deref()
                .map(docs::lines)
                .unwrap_or_default(),
        ),
        base: match &quick_start.server {
            Some((function, arguments)) => format!(
                "{}::servers::{function}({})",
                crates.lib("client"),
                samples(arguments)
            ),
            None => format!("{:?}", quick_start.base_url),
        },
        base_url: quick_start.base_url.clone(),
        has_servers: !view.servers.is_empty(),
        tags: view.tags.iter().map(tag).collect(),
        tag_features: tag_features(view),
        schemes,
        features: &view.features.client,
        support: Declared::new("client", &view.features.client, view),
        example: quick_start.request.as_ref().map(|request| {
            format!(
                "client.{}().{}({}).send().await?",
                request.tag,
                request.method,
                samples(&request.arguments)
            )
        }),
    }
}

/// Values as arguments.
fn samples(samples: &[Sample]) -> String {
    let samples = samples.iter().map(|sample| match sample {
        Sample::Text(text) => format!("{text:?}"),
        Sample::Number(number) => number.to_string(),
        Sample::True => "true".to_owned(),
        Sample::Default => "Default::default()".to_owned(),
    });
    samples.collect::<Vec<_>>().join(", ")
}

fn tag(tag: &TagView) -> Tag<'_> {
    Tag {
        module: &tag.module,
        method: &tag.method,
        name: &tag.name,
        summary: docs::outer(&[docs::first(about(tag))], 4),
        gate: gate(&tag.gate),
    }
}

fn about(tag: &TagView) -> &str {
    tag.docs.as_deref().unwrap_or("The operations of one tag.")
}
