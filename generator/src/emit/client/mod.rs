//! The client crate.

mod accept;
mod body;
mod operation;
mod payload;
mod send;
mod servers;

use quote::quote;
use serde::Serialize;

use super::block::{block, ident};
use super::crates::{Crate, Crates, Holds, Takes};
use super::docs;
use super::files::{Files, Module, gate, modules, tag_features};
use super::operation_docs;
use super::security::{Scheme, schemes};
use super::support::Declared;
use super::templates::templates;
use super::tokens::From;
use crate::view::{Feature, Features, OperationView, Sample, TagView, View};

pub(super) const CRATE: Crate = Crate {
    kind: "client",
    depends_on: &["types"],
    templates: templates! {
        "client": "Cargo.toml" "README.md" "lib.rs" "support.rs" "client.rs" "servers.rs" "credentials.rs" "tag.rs"
        "handle.rs" "operation.rs"
    },
    emit,
    imports: &[
        "crate::client::Client",
        "crate::credentials::Credentials",
        "crate::credentials::Scheme",
        "crate::types::",
        "crate::types::support::style::Codec",
        "crate::types::support::style::Members",
        "crate::types::support::style::Style",
        "reqwest::Method",
        "std::convert::Infallible",
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
            "client",
            "credentials",
            "servers",
            "support",
            "types",
        ],
        features: &["default", "full", "rustls", "tracing"],
        tag_files: &["handle"],
        tag_methods: &["base_url", "builder", "execute", "open", "with_credentials"],
        operation_methods: &["clone", "new"],
        credentials: &[
            "build",
            "credentials",
            "http_client",
            "max_response_bytes",
            "no_timeout",
            "redirects",
            "timeout",
            "user_agent",
        ],
        parameters: &["body", "client", "new", "request", "send", "with_options"],
        ..Takes::nothing(Holds::Operations)
    },
};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    description: String,
    base_url: String,
    /// What gives the base URL in the quick start.
    base: String,
    /// The functions of the servers, and the enums of their variables.
    servers: Vec<String>,
    tags: Vec<Tag>,
    /// The cargo features of the tags.
    tag_features: Vec<&'a str>,
    schemes: Vec<Scheme>,
    features: &'a Features,
    support: Declared,
    example: Option<String>,
}

#[derive(Serialize)]
struct Tag {
    module: String,
    method: String,
    name: String,
    wire: String,
    /// The docs of the method that gives the handle, and those of the handle.
    summary: String,
    docs: String,
    modules: Vec<Module>,
    handle: String,
    /// What has to be asked for to compile it.
    gate: String,
}

#[derive(Serialize)]
struct TagContext<'a> {
    tag: &'a Tag,
}

fn emit(view: &View, crates: &Crates, files: &mut Files) {
    let root = crates.package("client");
    let context = context(view, crates);
    let has = |feature| view.features.client.has(feature);
    for (path, template) in [
        ("Cargo.toml", "client/Cargo.toml"),
        ("README.md", "client/README.md"),
        ("src/lib.rs", "client/lib.rs"),
        ("src/support/mod.rs", "client/support.rs"),
    ] {
        files.render(&format!("{root}/{path}"), template, &context);
    }
    let path = format!("{root}/src/client.rs");
    files.render(&path, "client/client.rs", &context);
    if has(Feature::Credentials) {
        files.render(
            &format!("{root}/src/credentials.rs"),
            "client/credentials.rs",
            &context,
        );
    }
    if !context.servers.is_empty() {
        files.render(
            &format!("{root}/src/servers.rs"),
            "client/servers.rs",
            &context,
        );
    }
    files.copy(root, &context.support);
    for (tag, view) in context.tags.iter().zip(&view.tags) {
        let folder = format!("{root}/src/{}", tag.module);
        for (file, template) in [("mod", "client/tag.rs"), ("handle", "client/handle.rs")] {
            files.render(&format!("{folder}/{file}.rs"), template, TagContext { tag });
        }
        for operation in &view.operations {
            let path = format!("{folder}/{}.rs", operation.module);
            let context = operation::context(operation, view, has(Feature::Credentials));
            files.render(&path, "client/operation.rs", context);
        }
    }
}

fn context<'a>(view: &'a View, crates: &'a Crates) -> Context<'a> {
    let quick_start = &view.quick_start;
    let schemes = schemes(view.schemes.iter());
    Context {
        crates,
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
        servers: servers::items(&view.servers),
        tags: view.tags.iter().map(tag).collect(),
        tag_features: tag_features(view),
        schemes,
        features: &view.features.client,
        support: Declared::new("client", &view.features.client, &[]),
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

fn tag(tag: &TagView) -> Tag {
    let about = tag.docs.as_deref().unwrap_or("The operations of one tag.");
    let methods = tag.operations.iter().map(handle_method).collect::<Vec<_>>();
    let constructor = quote! {
        pub(crate) fn new(client: &'a Client) -> Self { Self { client } }
    };
    let items = std::iter::once(constructor).chain(methods).collect();
    let modules = modules(
        tag.operations.iter(),
        operation::exports,
        &[("handle", vec![tag.name.clone()])],
    );
    Tag {
        module: tag.module.clone(),
        method: tag.method.clone(),
        name: tag.name.clone(),
        wire: docs::plain(&tag.wire),
        summary: docs::outer(&[docs::first(about)], 4),
        docs: docs::outer(&docs::lines(about), 0),
        modules,
        handle: block(&format!("impl<'a> {}<'a>", tag.name), items),
        gate: gate(&tag.gate),
    }
}

/// The method that begins a request.
fn handle_method(operation: &OperationView) -> proc_macro2::TokenStream {
    let builder = ident(&operation.name);
    let method = ident(&operation.method);
    let docs = docs::attributes(&operation_docs::head(operation));
    let arguments = arguments(operation, &quote!(super::));
    let names = argument_names(operation);
    quote! {
        #docs
        pub fn #method(&self, #(#arguments),*) -> super::#builder<'a> {
            super::#builder::new(self.client, #(#names),*)
        }
    }
}

fn arguments(
    operation: &OperationView,
    place: &proc_macro2::TokenStream,
) -> Vec<proc_macro2::TokenStream> {
    let mut arguments: Vec<_> = operation
        .required()
        .map(|parameter| {
            let (name, kind) = (
                ident(&parameter.name),
                parameter.kind.argument(parameter.argument, From::Outside),
            );
            quote!(#name: #kind)
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let kind = body::argument(body, place);
        arguments.push(quote!(body: #kind));
    }
    arguments
}

fn argument_names(operation: &OperationView) -> Vec<proc_macro2::Ident> {
    let body = operation
        .body
        .iter()
        .filter(|body| body.required)
        .map(|_| ident("body"));
    operation
        .required()
        .map(|parameter| ident(&parameter.name))
        .chain(body)
        .collect()
}
