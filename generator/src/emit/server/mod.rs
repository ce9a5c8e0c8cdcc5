//! The server crate.

mod body;
mod operation;
mod response;
mod route;

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
use crate::view::{Feature, Features, OperationView, TagRoutes, TagView, View};

pub(super) const CRATE: Crate = Crate {
    kind: "server",
    depends_on: &["types"],
    templates: templates! {
        "server": "Cargo.toml" "README.md" "lib.rs" "support.rs" "credentials.rs" "dispatch.rs" "paths.rs" "tag.rs"
        "interface.rs" "routes.rs" "operation.rs"
    },
    emit,
    imports: &[
        "axum::Router",
        "axum::extract::Request",
        "axum::extract::State",
        "axum::http::HeaderName",
        "axum::http::HeaderValue",
        "axum::http::StatusCode",
        "axum::response::IntoResponse",
        "axum::response::Response",
        "axum::routing::any()",
        "axum::routing::delete()",
        "axum::routing::get()",
        "axum::routing::head()",
        "axum::routing::options()",
        "axum::routing::patch()",
        "axum::routing::post()",
        "axum::routing::put()",
        "axum::routing::trace()",
        "crate::credentials::",
        "crate::credentials::Authenticator",
        "crate::credentials::Scheme",
        "crate::types::",
        "crate::types::support::style::Codec",
        "crate::types::support::style::Members",
        "crate::types::support::style::Style",
        "std::sync::Arc",
    ],
    takes: Takes {
        features: &["default", "full", "tracing"],
        types: &[
            "A",
            "Credentials",
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
        tag_files: &["interface", "router", "routes"],
        // What an operation asks for.
        credentials: &["scopes"],
        parameters: &["body", "call", "form", "parts", "principal"],
        ..Takes::nothing(Holds::Operations)
    },
};

#[derive(Serialize)]
struct Context<'a> {
    crates: &'a Crates,
    description: String,
    base_path: String,
    tags: Vec<Tag>,
    /// The cargo features of the tags.
    tag_features: Vec<&'a str>,
    schemes: Vec<Scheme>,
    features: &'a Features,
    support: Declared,
    /// The routes that choose between operations of several tags.
    dispatch: route::Context,
    /// The traits that they need.
    dispatch_bounds: Vec<String>,
    /// The paths of the router, as literals.
    paths: Vec<String>,
}

#[derive(Serialize)]
struct Tag {
    module: String,
    name: String,
    wire: String,
    docs: String,
    modules: Vec<Module>,
    routes: route::Context,
    /// The routes at places that other tags have a part in.
    shared: route::Context,
    interface: String,
    /// What has to be asked for to compile it.
    gate: String,
}

#[derive(Serialize)]
struct TagContext<'a> {
    tag: &'a Tag,
    features: &'a Features,
}

fn emit(view: &View, crates: &Crates, files: &mut Files) {
    let root = crates.package("server");
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
    if has(Feature::RoutesAcrossTags) {
        let path = format!("{root}/src/dispatch.rs");
        let traits = view.tags.iter();
        let traits = traits.map(|tag| format!("crate::{}::{}", tag.module, tag.name));
        let imports = files.imports.with(traits);
        files.render_with(&path, "server/dispatch.rs", &context, &imports);
    }
    files.copy(root, &context.support);
    for (tag, view) in context.tags.iter().zip(&view.tags) {
        let folder = format!("{root}/src/{}", tag.module);
        let imports = files.imports.with([format!("super::{}", tag.name)]);
        for (file, template) in [
            ("mod", "server/tag.rs"),
            ("interface", "server/interface.rs"),
            ("routes", "server/routes.rs"),
        ] {
            let context = TagContext {
                tag,
                features: context.features,
            };
            files.render_with(&format!("{folder}/{file}.rs"), template, context, &imports);
        }
        for operation in view.operations.iter().filter(|operation| operation.routed) {
            let path = format!("{folder}/{}.rs", operation.module);
            let is_shared = tag
                .modules
                .iter()
                .any(|module| module.is_shared && module.name == operation.module);
            files.render_with(
                &path,
                "server/operation.rs",
                operation::context(operation, view, is_shared, has(Feature::Scopes)),
                &imports,
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
    let dispatch_bounds = involved.map(|tag| tag.name.clone()).collect();
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
        paths: routing
            .paths
            .iter()
            .map(|path| format!("{path:?}"))
            .collect(),
        tags,
        tag_features: tag_features(view),
        schemes: schemes(view.schemes.iter().filter(|scheme| scheme.on_server)),
        features: &view.features.server,
        support,
        dispatch: route::context(&routing.across_tags),
        dispatch_bounds,
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
    Tag {
        module: tag.module.clone(),
        name: tag.name.clone(),
        wire: docs::plain(&tag.wire),
        docs: lines.first().cloned().unwrap_or_default(),
        modules,
        gate: gate(&tag.gate),
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
        fn #method(&self, request: super::#request) -> impl Future<Output = Result<super::#response, Failure>> + Send {
            let _ = request;
            async { Err(Failure::not_implemented()) }
        }
    }
}
