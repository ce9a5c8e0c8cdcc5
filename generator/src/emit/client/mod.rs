//! The client crate.

mod accept;
mod body;
mod operation;
mod payload;
mod send;
mod servers;

use std::collections::BTreeSet;

use quote::quote;
use serde::Serialize;

use super::block::{block, ident};
use super::docs;
use super::files::{Crates, Files, Module, modules};
use super::operation_docs;
use super::security::{Scheme, schemes};
use super::support::Declared;
use super::tokens::From;
use crate::view::{BodyKind, Feature, Features, OperationView, Sample, TagView, View};

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
    /// What the handle names of the tag's modules.
    imports: Vec<String>,
    handle: String,
    uses_types: bool,
    uses_upload: bool,
}

#[derive(Serialize)]
struct TagContext<'a> {
    tag: &'a Tag,
}

pub(super) fn emit(view: &View, crates: &Crates, files: &mut Files) {
    let root = &crates.client;
    let context = context(view, crates);
    let has = |feature| view.features.client.has(feature);
    for (path, template) in [
        ("Cargo.toml", "client/Cargo.toml"),
        ("README.md", "client/README.md"),
        ("src/lib.rs", "client/lib.rs"),
        ("src/client.rs", "client/client.rs"),
        ("src/support/mod.rs", "client/support.rs"),
    ] {
        files.render(&format!("{root}/{path}"), template, &context);
    }
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
                crates.client_lib,
                samples(arguments)
            ),
            None => format!("{:?}", quick_start.base_url),
        },
        base_url: quick_start.base_url.clone(),
        servers: servers::items(&view.servers),
        tags: view.tags.iter().map(tag).collect(),
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
        imports: imports(tag),
        handle: block(&format!("impl<'a> {}<'a>", tag.name), items),
        uses_types: tag.operations.iter().any(arguments_use_types),
        uses_upload: tag.operations.iter().any(arguments_use_upload),
    }
}

/// The types that the signatures of the handle's methods name.
fn imports(tag: &TagView) -> Vec<String> {
    let names = tag.operations.iter().flat_map(|operation| {
        let body = operation.body.iter().filter(|body| body.required);
        let bodies = body.filter_map(body::own_type);
        bodies.chain([operation.name.as_str()])
    });
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The method that begins a request.
fn handle_method(operation: &OperationView) -> proc_macro2::TokenStream {
    let builder = ident(&operation.name);
    let method = ident(&operation.method);
    let docs = docs::attributes(&operation_docs::head(operation));
    let arguments = arguments(operation);
    let names = argument_names(operation);
    quote! {
        #docs
        pub fn #method(&self, #(#arguments),*) -> #builder<'a> {
            #builder::new(self.client, #(#names),*)
        }
    }
}

fn arguments(operation: &OperationView) -> Vec<proc_macro2::TokenStream> {
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
        let kind = body::argument(body);
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

fn arguments_use_types(operation: &OperationView) -> bool {
    let body = operation
        .body
        .iter()
        .filter(|body| body.required)
        .any(|body| match body.variants.as_slice() {
            [variant] => {
                matches!(&variant.kind, BodyKind::Value(kind) if kind.is_exported())
            }
            _ => false,
        });
    body || operation
        .required()
        .any(|parameter| parameter.kind.is_exported())
}

/// Whether an argument is bytes to upload.
fn arguments_use_upload(operation: &OperationView) -> bool {
    let mut bodies = operation.body.iter().filter(|body| body.required);
    bodies.any(
        |body| matches!(body.variants.as_slice(), [variant] if variant.kind == BodyKind::Binary),
    )
}
