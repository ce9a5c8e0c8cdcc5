//! The server crate.

mod body;
mod embedded;
mod interface;
mod operation;
mod response;
mod route;
mod webhooks;

use std::sync::Arc;

use serde::Serialize;

use self::interface::interface;
use self::route::RouteLines;
use super::crates::{ALWAYS, Crate, Crates, Holds, Takes};
use super::docs;
use super::files::{Files, Jobs, Module, gate, modules, tag_features};
use super::security::{Scheme, schemes};
use super::support::{Declared, SupportModule};
use super::templates::templates;
use crate::view::{Feature, Features, TagRoutes, TagView, View};

pub(super) const CRATE: Crate = Crate {
    kind: "server",
    depends_on: &["types"],
    templates: templates! {
        "server": "Cargo.toml" "README.md" "lib.rs" "support.rs" "credentials.rs" "dispatch.rs" "paths.rs" "tag.rs"
        "routes.rs" "operation.rs" "answers.rs" "document.rs" "openapi.yaml" "docs.html" "webhooks.rs"
    },
    emit,
    imports: &[
        "axum::Router",
        "axum::routing::any()",
        "axum::routing::delete()",
        "axum::routing::get()",
        "axum::routing::head()",
        "axum::routing::options()",
        "axum::routing::patch()",
        "axum::routing::post()",
        "axum::routing::put()",
        "axum::routing::trace()",
        "crate::credentials::Authenticator",
        "crate::credentials::Credentials",
        "crate::credentials::Scheme",
        "crate::support::StatusCode",
        "crate::support::webhooks::webhook!",
        "crate::types::",
        "crate::types::support::ecma_pattern::ecma_pattern!",
        "crate::types::support::keyword::SchemaKeyword",
        "crate::types::support::pattern::pattern!",
        "crate::types::support::style::Codec",
        "crate::types::support::style::Members",
        "crate::types::support::style::Style",
        "std::future::ready()",
        "std::sync::Arc",
    ],
    takes: Takes {
        features: &[
            "check-responses",
            "default",
            "docs",
            "full",
            "metrics",
            "mock",
            "opentelemetry",
            "tracing",
        ],
        types: &[
            "A",
            "Credentials",
            "Mock",
            "MockServer",
            "RecordedCall",
            // Of the prelude.
            "Box",
            "Err",
            "Future",
            "None",
            "Ok",
            "Option",
            "Result",
            "Send",
            "Some",
            "String",
            "Vec",
        ],
        modules: &["bin", "credentials", "dispatch", "support", "types"],
        tag_files: &["router", "routes"],
        // The head of the request, and what an operation asks for.
        credentials: &["parts", "scopes"],
        parameters: &["body", "call", "form", "parts", "principal"],
        webhook_types: &["InvalidSecret", "Receiver", "WebhookSecrets", "Webhooks"],
        ..Takes::nothing(Holds::Operations)
    },
    is_asked: ALWAYS,
};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    description: String,
    base_path: String,
    tags: Vec<Tag<'a>>,
    /// The cargo features of the tags.
    tag_features: Vec<&'a str>,
    schemes: Vec<Scheme>,
    features: &'a Features,
    support: Declared,
    /// The paths of the router, as literals.
    paths: Vec<String>,
    /// The module of the webhooks, if the crate receives them.
    webhooks: Option<&'a str>,
}

/// A tag in the files of the crate.
#[derive(Serialize)]
struct Tag<'a> {
    module: &'a str,
    name: &'a str,
    /// What has to be asked for to compile it.
    gate: String,
}

#[derive(Serialize)]
struct TagContext {
    wire: String,
    modules: Vec<Module>,
}

#[derive(Serialize)]
struct RoutesContext<'a> {
    name: &'a str,
    wire: String,
    routes: RouteLines,
    /// The routes at places that other tags have a part in.
    shared: Option<RouteLines>,
    features: &'a Features,
}

/// The routes that choose between operations of several tags.
#[derive(Serialize)]
struct DispatchContext<'a> {
    routes: RouteLines,
    /// The traits that they need.
    bounds: Vec<&'a str>,
    features: &'a Features,
}

fn emit<'a>(view: &'a View, crates: &'a Crates, jobs: &mut Jobs<'a>) {
    let root = crates.package("server");
    let features = &view.features.server;
    jobs.add(move |files| of_crate(view, crates, files));
    if let Some(document) = &view.document {
        jobs.add(move |files| embedded::document(document, root, files));
    }
    if features.has(Feature::Samples) {
        jobs.add(move |files| embedded::samples(view, root, files));
    }
    if features.has(Feature::RoutesAcrossTags) {
        let traits = view.tags.iter();
        let traits = traits.map(|tag| format!("crate::{}::{}", tag.module, tag.name));
        let imports = Arc::new(jobs.imports.with(traits));
        jobs.add_with(&imports, move |files| {
            dispatch(view, &format!("{root}/src/dispatch.rs"), files);
        });
    }
    if let Some(webhooks) = &view.webhooks
        && webhooks.received
    {
        webhooks::emit(&webhooks.tag, crates, jobs);
    }
    for (tag, routes) in view.tags.iter().zip(&view.routing.tags) {
        let imports = jobs.imports.with([format!("super::{}", tag.name)]);
        let imports = Arc::new(imports);
        jobs.add_with(&imports, move |files| {
            let path = |file| format!("{root}/src/{}/{file}.rs", tag.module);
            let context = TagContext {
                wire: docs::plain(&tag.wire),
                modules: modules_of(tag, routes),
            };
            let bound = match features.has(Feature::Credentials) {
                true => "Authenticator",
                false => "Service",
            };
            let items = [interface(tag, bound)];
            files.render_items(&path("mod"), "server/tag.rs", context, &items);
            self::routes(tag, routes, features, &path("routes"), files);
        });
        for operation in tag.operations.iter().filter(|operation| operation.routed) {
            jobs.add_with(&imports, move |files| {
                let path = format!("{root}/src/{}/{}.rs", tag.module, operation.module);
                let has_scopes = features.has(Feature::Scopes);
                operation::file(operation, tag, has_scopes, &path, files);
            });
        }
    }
}

/// The files that there is one of in the crate.
fn of_crate(view: &View, crates: &Crates, files: &mut Files<'_>) {
    let root = crates.package("server");
    let context = context(view, crates);
    let has_credentials = view.features.server.has(Feature::Credentials);
    let credentials = has_credentials.then_some(("src/credentials.rs", "server/credentials.rs"));
    let always = [
        ("Cargo.toml", "server/Cargo.toml"),
        ("README.md", "server/README.md"),
        ("src/lib.rs", "server/lib.rs"),
        ("src/support/mod.rs", "server/support.rs"),
        ("src/support/paths.rs", "server/paths.rs"),
    ];
    for (path, template) in always.into_iter().chain(credentials) {
        files.render(&format!("{root}/{path}"), template, &context);
    }
    files.copy(root, &context.support.files);
}

fn context<'a>(view: &'a View, crates: &'a Crates) -> Context<'a> {
    let routing = &view.routing;
    let tags = view.tags.iter().map(|tag| Tag {
        module: &tag.module,
        name: &tag.name,
        gate: gate(&tag.gate),
    });
    let mut support = Declared::new("server", &view.features.server, view);
    // They stand beside the support code.
    let has = |feature| view.features.server.has(feature);
    let beside = [
        (true, "paths"),
        (has(Feature::Document), "document"),
        (has(Feature::Samples), "answers"),
    ];
    let beside = beside.into_iter().filter(|(is_there, _)| *is_there);
    support
        .modules
        .extend(beside.map(|(_, name)| SupportModule {
            name,
            gate: String::new(),
        }));
    support.modules.sort_by_key(|module| module.name);
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
        paths: routing
            .paths
            .iter()
            .map(|path| format!("{path:?}"))
            .collect(),
        webhooks: {
            let received = view.webhooks.iter().find(|webhooks| webhooks.received);
            received.map(|webhooks| webhooks.tag.module.as_str())
        },
        tags: tags.collect(),
        tag_features: tag_features(view),
        schemes: schemes(view.schemes.iter().filter(|scheme| scheme.on_server)),
        features: &view.features.server,
        support,
    }
}

/// The modules of a tag.
fn modules_of(tag: &TagView, routes: &TagRoutes) -> Vec<Module> {
    let operations = tag.operations.iter().filter(|operation| operation.routed);
    let own = [("routes", Vec::new())];
    let mut modules = modules(operations, operation::exports, &own);
    for module in &mut modules {
        module.is_shared = routes.shared_modules.contains(&module.name);
    }
    modules
}

/// The file of the routes of a tag.
fn routes(
    tag: &TagView,
    routes: &TagRoutes,
    features: &Features,
    path: &str,
    files: &mut Files<'_>,
) {
    let mut items = route::choosers(&routes.own);
    items.extend(route::choosers(&routes.shared));
    let context = RoutesContext {
        name: &tag.name,
        wire: docs::plain(&tag.wire),
        routes: RouteLines::new(&routes.own),
        shared: Some(RouteLines::new(&routes.shared)).filter(|lines| !lines.is_empty()),
        features,
    };
    files.render_items(path, "server/routes.rs", context, &items);
}

/// The file of the routes that choose between operations of several tags.
fn dispatch(view: &View, path: &str, files: &mut Files<'_>) {
    let routing = &view.routing;
    let involved = routing.involved.iter();
    let involved = involved.filter_map(|tag| view.tags.get(*tag));
    let context = DispatchContext {
        routes: RouteLines::new(&routing.across_tags),
        bounds: involved.map(|tag| tag.name.as_str()).collect(),
        features: &view.features.server,
    };
    let items = route::choosers(&routing.across_tags);
    files.render_items(path, "server/dispatch.rs", context, &items);
}
