//! The routes of a tag.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::ir::Method;
use crate::view::{OperationView, PathPartView};

/// A path and the operations below it.
#[derive(Serialize)]
pub(super) struct Route {
    /// The path as axum writes it, as a literal.
    path: String,
    /// Its methods.
    methods: Vec<RouteMethod>,
}

#[derive(Serialize)]
struct RouteMethod {
    /// The function of `axum::routing`.
    function: &'static str,
    /// The operation's module.
    module: String,
}

/// The names of path parameters as the router knows them. The router wants one name wherever two
/// paths have a parameter at the same place; what the document calls them is no matter there.
#[derive(Default)]
pub(super) struct Names {
    by_prefix: HashMap<String, String>,
}

/// The routes in the order of their first operations.
pub(super) fn routes(operations: &[OperationView], names: &mut Names) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    for operation in operations {
        let path = format!("{:?}", path(operation, names));
        let method = RouteMethod {
            function: function(operation.http_method),
            module: operation.module.clone(),
        };
        match routes.iter_mut().find(|route| route.path == path) {
            Some(route) => route.methods.push(method),
            None => routes.push(Route {
                path,
                methods: vec![method],
            }),
        }
    }
    routes
}

/// Whether a segment of a path begins as a capture did before axum 0.8, which axum takes for an
/// oversight unless it is told otherwise.
pub(super) fn have_old_captures(routes: &[Route]) -> bool {
    let mut paths = routes.iter().map(|route| &route.path);
    paths.any(|path| path.contains("/:") || path.contains("/*"))
}

/// The functions that begin a route, for the import.
pub(super) fn functions(routes: &[Route]) -> Vec<String> {
    let first = routes
        .iter()
        .filter_map(|route| route.methods.first())
        .map(|method| method.function);
    first
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn path(operation: &OperationView, names: &mut Names) -> String {
    let mut prefix = String::new();
    let mut path = String::new();
    for part in &operation.path_parts {
        match part {
            PathPartView::Literal(text) => {
                prefix.push_str(text);
                path.push_str(text);
            }
            PathPartView::Parameter(index) => {
                prefix.push_str("{}");
                let own = operation
                    .parameters
                    .get(*index)
                    .map_or("parameter", |parameter| parameter.name.as_str());
                let name = names
                    .by_prefix
                    .entry(prefix.clone())
                    .or_insert_with(|| own.trim_start_matches("r#").to_owned());
                path.push_str(&format!("{{{name}}}"));
            }
        }
    }
    path
}

fn function(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Put => "put",
        Method::Post => "post",
        Method::Delete => "delete",
        Method::Options => "options",
        Method::Head => "head",
        Method::Patch => "patch",
        Method::Trace => "trace",
    }
}
