//! The server crate.

mod body;
mod operation;
mod response;
mod route;

use std::collections::BTreeSet;

use quote::quote;
use serde::Serialize;

use super::block::{block, ident};
use super::docs;
use super::files::{Crates, Files, Module, modules};
use super::operation_docs;
use super::security::{Scheme, schemes};
use super::support::Declared;
use crate::view::{Feature, Features, OperationView, TagRoutes, TagView, View};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    description: String,
    base_path: String,
    tags: Vec<Tag>,
    /// One router with such paths makes all that it is merged with need the same setting.
    has_old_captures: bool,
    schemes: Vec<Scheme>,
    features: &'a Features,
    support: Declared,
    /// The routes that choose between operations of several tags.
    dispatch: route::Context,
    /// The traits that they need, and how these are imported.
    dispatch_bounds: Vec<String>,
    dispatch_imports: Vec<String>,
    has_dispatch: bool,
    has_choice: bool,
    /// The paths of the router, as literals.
    paths: Vec<String>,
}

#[derive(Serialize)]
struct Tag {
    module: String,
    name: String,
    wire: String,
    docs: String,
    /// Whether any operation of the server takes credentials.
    has_credentials: bool,
    modules: Vec<Module>,
    /// What the routes' file needs of the others.
    handlers: Vec<String>,
    routes: route::Context,
    /// The routes at places that other tags have a part in.
    shared: route::Context,
    has_shared: bool,
    routing: Vec<String>,
    has_choice: bool,
    /// Whether the server has any of its operations.
    has_methods: bool,
    /// What the trait names of the tag's modules.
    imports: Vec<String>,
    interface: String,
}

#[derive(Serialize)]
struct TagContext<'a> {
    tag: &'a Tag,
    has_old_captures: bool,
}

pub(super) fn emit(view: &View, crates: &Crates, files: &mut Files) {
    let root = &crates.server;
    let context = context(view, crates);
    let has = |feature| view.features.server.has(feature);
    for (path, template) in [
        ("Cargo.toml", "server/Cargo.toml"),
        ("README.md", "server/README.md"),
        ("src/lib.rs", "server/lib.rs"),
        ("src/support/mod.rs", "server/support.rs"),
        ("src/support/paths.rs", "server/paths.rs"),
    ] {
        files.render(&format!("{root}/{path}"), template, &context);
    }
    if has(Feature::Credentials) {
        files.render(
            &format!("{root}/src/credentials.rs"),
            "server/credentials.rs",
            &context,
        );
    }
    if context.has_dispatch {
        files.render(
            &format!("{root}/src/dispatch.rs"),
            "server/dispatch.rs",
            &context,
        );
    }
    files.copy(root, &context.support);
    for (tag, view) in context.tags.iter().zip(&view.tags) {
        let folder = format!("{root}/src/{}", tag.module);
        for (file, template) in [
            ("mod", "server/tag.rs"),
            ("interface", "server/interface.rs"),
            ("routes", "server/routes.rs"),
        ] {
            let context = TagContext {
                tag,
                has_old_captures: context.has_old_captures,
            };
            files.render(&format!("{folder}/{file}.rs"), template, context);
        }
        for operation in view.operations.iter().filter(|operation| operation.routed) {
            let path = format!("{folder}/{}.rs", operation.module);
            let is_shared = tag
                .modules
                .iter()
                .any(|module| module.is_shared && module.name == operation.module);
            files.render(
                &path,
                "server/operation.rs",
                operation::context(operation, view, is_shared, has(Feature::Scopes)),
            );
        }
    }
}

fn context<'a>(view: &'a View, crates: &'a Crates) -> Context<'a> {
    let routing = &view.routing;
    let has_credentials = view.features.server.has(Feature::Credentials);
    let tags: Vec<Tag> = view
        .tags
        .iter()
        .zip(&routing.tags)
        .map(|(tag, routes)| self::tag(tag, routes, has_credentials))
        .collect();
    let involved = routing.involved.iter().filter_map(|tag| tags.get(*tag));
    let dispatch_bounds = involved.clone().map(|tag| tag.name.clone()).collect();
    let mut dispatch_imports: Vec<String> = involved
        .map(|tag| format!("{}::{}", tag.module, tag.name))
        .collect();
    dispatch_imports.sort();
    let mut support = Declared::new("server", &view.features.server, &[]);
    // The paths stand beside the support code.
    support.modules.push("paths");
    support.modules.sort_unstable();
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
        base_path: view.about.base_path.clone(),
        has_old_captures: routing.has_old_captures,
        has_choice: tags.iter().any(|tag| tag.has_choice),
        paths: routing
            .paths
            .iter()
            .map(|path| format!("{path:?}"))
            .collect(),
        tags,
        schemes: schemes(view.schemes.iter().filter(|scheme| scheme.on_server)),
        features: &view.features.server,
        support,
        has_dispatch: !routing.across_tags.is_empty(),
        dispatch: route::context(&routing.across_tags),
        dispatch_bounds,
        dispatch_imports,
    }
}

fn tag(tag: &TagView, tag_routes: &TagRoutes, has_credentials: bool) -> Tag {
    let bound = if has_credentials {
        "Authenticator"
    } else {
        "Service"
    };
    let operations = || tag.operations.iter().filter(|operation| operation.routed);
    let methods = operations().map(interface_method).collect();
    let imports: BTreeSet<String> = operations()
        .flat_map(|operation| [&operation.types.request, &operation.types.response])
        .cloned()
        .collect();
    let mut lines = docs::lines(tag.docs.as_deref().unwrap_or("The operations of one tag."));
    lines.extend([
        String::new(),
        "The default of each method answers 501, so that a server can be implemented one method at a time."
            .to_owned(),
    ]);
    let docs = format!("{}\n", docs::outer(&lines, 0));
    let routes = route::context(&tag_routes.own);
    let shared = route::context(&tag_routes.shared);
    let mut modules = modules(
        operations(),
        operation::exports,
        &[
            ("interface", vec![tag.name.clone()]),
            ("routes", Vec::new()),
        ],
    );
    for module in &mut modules {
        module.is_shared = tag_routes.shared_modules.contains(&module.name);
    }
    let own = std::iter::once(tag.name.clone());
    let mut handlers: Vec<String> = own
        .chain(operations().map(|operation| operation.module.clone()))
        .collect();
    handlers.sort();
    let mut routing = [routes.routing.as_slice(), &shared.routing].concat();
    routing.sort();
    routing.dedup();
    Tag {
        module: tag.module.clone(),
        name: tag.name.clone(),
        wire: docs::plain(&tag.wire),
        docs: lines.first().cloned().unwrap_or_default(),
        has_credentials,
        modules,
        handlers,
        routing,
        has_choice: !routes.items.is_empty() || !shared.items.is_empty(),
        has_methods: operations().next().is_some(),
        imports: imports.into_iter().collect(),
        has_shared: !tag_routes.shared.is_empty(),
        routes,
        shared,
        interface: format!(
            "{docs}{}",
            block(&format!("pub trait {}: {bound}", tag.name), methods)
        ),
    }
}

/// A method of the trait, which answers 501 until it is written.
fn interface_method(operation: &OperationView) -> proc_macro2::TokenStream {
    let method = ident(&operation.method);
    let docs = docs::attributes(&[operation_docs::brief(operation)]);
    let response = ident(&operation.types.response);
    let request = operation::request_type(operation);
    quote! {
        #docs
        fn #method(&self, request: #request) -> impl Future<Output = Result<#response, Failure>> + Send {
            let _ = request;
            async { Err(Failure::not_implemented()) }
        }
    }
}
