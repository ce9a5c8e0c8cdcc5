//! The server crate.

mod body;
mod media_type;
mod operation;
mod place;
mod response;
mod route;

use std::collections::BTreeSet;

use quote::quote;
use serde::Serialize;

use super::block::{block, ident};
use super::operation_docs;
use super::shared::{Module, Scheme, modules, schemes};
use super::support::Declared;
use super::{Crates, Files, docs};
use crate::view::{Feature, Features, OperationView, TagView, View};

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
    dispatch: route::Routes,
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
    bound: &'static str,
    modules: Vec<Module>,
    /// What the routes' file needs of the others.
    handlers: Vec<String>,
    routes: route::Routes,
    /// The routes at places that other tags have a part in.
    shared: route::Routes,
    has_shared: bool,
    routing: Vec<String>,
    has_choice: bool,
    /// Whether any of its operations is served.
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
        for operation in view.operations.iter().filter(|operation| operation.served) {
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
    let mut routes = route::routes(&view.tags);
    let bound = if view.features.server.has(Feature::Credentials) {
        "Authenticator"
    } else {
        "Service"
    };
    let tags: Vec<Tag> = view
        .tags
        .iter()
        .enumerate()
        .map(|(index, tag)| self::tag(index, tag, bound, &mut routes))
        .collect();
    let involved = routes.involved.iter().filter_map(|tag| tags.get(*tag));
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
        has_old_captures: routes.has_old_captures,
        has_choice: tags.iter().any(|tag| tag.has_choice),
        paths: std::mem::take(&mut routes.paths),
        tags,
        schemes: schemes(view.schemes.iter().filter(|scheme| scheme.served)),
        features: &view.features.server,
        support,
        has_dispatch: !routes.all.is_empty(),
        dispatch: routes.all,
        dispatch_bounds,
        dispatch_imports,
    }
}

fn tag(index: usize, tag: &TagView, bound: &'static str, all_routes: &mut route::AllRoutes) -> Tag {
    let served = || tag.operations.iter().filter(|operation| operation.served);
    let methods = served().map(interface_method).collect();
    let imports: BTreeSet<String> = served()
        .flat_map(|operation| {
            ["Request", "Response"].map(|kind| format!("{}{kind}", operation.name))
        })
        .collect();
    let mut lines = docs::lines(tag.docs.as_deref().unwrap_or("The operations of one tag."));
    lines.extend([
        String::new(),
        "The default of each method answers 501, so that a server can be implemented one method at a time."
            .to_owned(),
    ]);
    let docs = format!("{}\n", docs::outer(&lines, 0));
    let take = |routes: Option<&mut route::Routes>| routes.map(std::mem::take).unwrap_or_default();
    let routes = take(all_routes.tags.get_mut(index));
    let shared = take(all_routes.shared.get_mut(index));
    let mut modules = modules(
        served(),
        operation::exports,
        &[
            ("interface", vec![tag.name.clone()]),
            ("routes", Vec::new()),
        ],
    );
    for module in &mut modules {
        let name = (index, module.name.clone());
        module.is_shared = all_routes.shared_modules.contains(&name);
    }
    let own = std::iter::once(tag.name.clone());
    let mut handlers: Vec<String> = own
        .chain(served().map(|operation| operation.module.clone()))
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
        bound,
        modules,
        handlers,
        routing,
        has_choice: !routes.items.is_empty() || !shared.items.is_empty(),
        has_methods: served().next().is_some(),
        imports: imports.into_iter().collect(),
        has_shared: !shared.is_empty(),
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
    let response = quote::format_ident!("{}Response", operation.name);
    let request = operation::request_type(operation);
    quote! {
        #docs
        fn #method(&self, request: #request) -> impl Future<Output = Result<#response, Failure>> + Send {
            let _ = request;
            async { Err(Failure::not_implemented()) }
        }
    }
}
