//! The client crate.

mod accept;
mod body;
mod operation;
mod outcome;
mod payload;
mod servers;

use std::collections::BTreeSet;

use quote::quote;
use serde::Serialize;

use super::block::{block, ident};
use super::operation_docs;
use super::rust_type::From;
use super::shared::{Module, Scheme, modules, schemes};
use super::support::Declared;
use super::{Crates, Files, docs};
use crate::formats::Path;
use crate::ir::{Location, Method};
use crate::view::{
    BodyKind, ContentView, Feature, Features, OperationView, ParameterView, RustType, TagView, View,
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
    let example = view.operations().find(|operation| is_example(operation));
    let schemes = schemes(view.schemes.iter());
    let base_url = base_url(view);
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
        base: servers::example(view, &crates.client_lib).unwrap_or_else(|| format!("{base_url:?}")),
        base_url,
        servers: servers::items(&view.servers),
        tags: view.tags.iter().map(tag).collect(),
        schemes,
        features: &view.features.client,
        support: Declared::new("client", &view.features.client, &[]),
        example: example.and_then(|operation| self::example(view, operation)),
    }
}

fn base_url(view: &View) -> String {
    let server = view.about.server.as_deref().unwrap_or_default();
    let plain = server.starts_with("http")
        && !server.contains(['{', '"', '\\', '`', '?', '#'])
        && server.chars().all(|char| char.is_ascii_graphic());
    if plain {
        server.to_owned()
    } else {
        format!("http://127.0.0.1:8080{}", view.about.base_path)
    }
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

/// The parameters that are arguments of the method: those that are always there.
pub(super) fn required(operation: &OperationView) -> impl Iterator<Item = &ParameterView> {
    operation.arguments().filter(|parameter| parameter.required)
}

fn arguments(operation: &OperationView) -> Vec<proc_macro2::TokenStream> {
    let mut arguments: Vec<_> = required(operation)
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
    required(operation)
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
    body || required(operation).any(|parameter| parameter.kind.is_exported())
}

/// Whether an argument is bytes to upload.
fn arguments_use_upload(operation: &OperationView) -> bool {
    let mut bodies = operation.body.iter().filter(|body| body.required);
    bodies.any(
        |body| matches!(body.variants.as_slice(), [variant] if variant.kind == BodyKind::Binary),
    )
}

/// Whether an operation can stand in the quick start: a GET of JSON with simple arguments.
fn is_example(operation: &OperationView) -> bool {
    let json = operation
        .responses
        .iter()
        .any(|response| response.success && matches!(response.content, ContentView::Json(_)));
    operation.http_method == Method::Get
        && json
        && operation.body.is_none()
        && required(operation).all(|parameter| sample(parameter).is_some())
}

fn example(view: &View, operation: &OperationView) -> Option<String> {
    let tag = view.tags.iter().find(|tag| {
        tag.operations
            .iter()
            .any(|other| other.name == operation.name)
    })?;
    let arguments: Vec<&str> = required(operation).filter_map(sample).collect();
    let text = format!(
        "client.{}().{}({}).send().await?",
        tag.method,
        operation.method,
        arguments.join(", ")
    );
    Some(text)
}

fn sample(parameter: &ParameterView) -> Option<&'static str> {
    match (&parameter.kind, parameter.location) {
        (RustType::String, Location::Path | Location::Query) => Some("\"example\""),
        (RustType::Bool, _) => Some("true"),
        (RustType::Scalar(scalar), _) if matches!(scalar.path, Path::Std("i32" | "i64")) => {
            Some("1")
        }
        _ => None,
    }
}
