//! The routes of the server.
//!
//! The router takes one parameter for a whole segment and looks at no query. Where a path asks for
//! more, the segment is widened to one capture, and a function that stands there chooses between
//! the operations by their templates, the most literal first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::super::block::{format, ident};
use crate::ir::{Location, Method};
use crate::view::{OperationView, PathPartView, TagView};

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
    /// The function that answers.
    handler: String,
}

/// Where routes stand, and the functions that choose between operations.
#[derive(Default, Serialize)]
pub(super) struct Routes {
    /// What the names of the functions begin with, where two of these stand in one file.
    #[serde(skip)]
    prefix: &'static str,
    pub(super) routes: Vec<Route>,
    /// The functions that begin a route, for the import.
    pub(super) routing: Vec<String>,
    /// Whether parameters with one value tell operations apart.
    pub(super) has_signs: bool,
    #[serde(rename = "items_")]
    pub(super) items: Vec<String>,
}

impl Routes {
    pub(super) fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    fn push(&mut self, path: &str, method: Method, handler: String) {
        let path = format!("{path:?}");
        let method = RouteMethod {
            function: function(method),
            handler,
        };
        match self.routes.iter_mut().find(|route| route.path == path) {
            Some(route) => route.methods.push(method),
            None => self.routes.push(Route {
                path,
                methods: vec![method],
            }),
        }
    }

    /// Adds the function that chooses between operations, and gives its name.
    fn choose(&mut self, method: Method, operations: &[Served<'_>], bounds: &[&str]) -> String {
        let number = self.items.len() + 1;
        let name = format!("{}{}_{number}", self.prefix, function(method));
        let shared = bounds.len() > 1;
        self.has_signs |= operations.iter().any(has_sign);
        let function = chooser(&name, operations, bounds, shared);
        self.items.push(format(function));
        name
    }

    fn finish(mut self) -> Self {
        let first = self
            .routes
            .iter()
            .filter_map(|route| route.methods.first())
            .map(|method| method.function);
        let functions: BTreeSet<_> = first.collect();
        self.routing = functions.into_iter().map(str::to_owned).collect();
        self
    }
}

/// The routes of a whole API.
pub(super) struct AllRoutes {
    /// Those of each tag that no other tag has a part in.
    pub(super) tags: Vec<Routes>,
    /// Those of each tag that stand where another tag has some too; for the tag's own router.
    pub(super) shared: Vec<Routes>,
    /// Those that choose between operations of several tags.
    pub(super) all: Routes,
    /// The modules, by tag, of the operations that have to do with it.
    pub(super) shared_modules: BTreeSet<(usize, String)>,
    /// Whether a segment of a path begins as a capture did before axum 0.8, which axum takes for
    /// an oversight unless it is told otherwise.
    pub(super) has_old_captures: bool,
}

/// An operation that the server has.
#[derive(Clone, Copy)]
struct Served<'a> {
    tag: usize,
    view: &'a TagView,
    operation: &'a OperationView,
}

/// The names of path parameters as the router knows them. The router wants one name wherever two
/// paths have a parameter at the same place; what the document calls them is no matter there.
#[derive(Default)]
struct Names {
    by_prefix: HashMap<String, String>,
}

pub(super) fn routes(tags: &[TagView]) -> AllRoutes {
    let mut names = Names::default();
    let mut order = Vec::new();
    let mut places: HashMap<(String, Method), Vec<Served<'_>>> = HashMap::new();
    let mut simple: BTreeMap<(String, Method), bool> = BTreeMap::new();
    for (tag, view) in tags.iter().enumerate() {
        for operation in view.operations.iter().filter(|operation| operation.served) {
            let (path, is_simple) = path(operation, &mut names);
            let place = (path, operation.http_method);
            let served = places.entry(place.clone()).or_default();
            if served.is_empty() {
                order.push(place.clone());
            }
            served.push(Served {
                tag,
                view,
                operation,
            });
            *simple.entry(place).or_insert(true) &= is_simple;
        }
    }
    let empty = |prefix| {
        let routes = tags.iter().map(|_| Routes {
            prefix,
            ..Routes::default()
        });
        routes.collect::<Vec<_>>()
    };
    let (mut own, mut shared, mut all) = (empty(""), empty("shared_"), Routes::default());
    let mut shared_modules = BTreeSet::new();
    for place in &order {
        let operations = places.get(place).map(Vec::as_slice).unwrap_or_default();
        let is_simple = simple.get(place).copied().unwrap_or_default();
        let tags: BTreeSet<usize> = operations.iter().map(|served| served.tag).collect();
        let (path, method) = place;
        for tag in &tags {
            let of_tag: Vec<Served<'_>> = operations
                .iter()
                .filter(|served| served.tag == *tag)
                .copied()
                .collect();
            let routes = if tags.len() == 1 {
                &mut own
            } else {
                &mut shared
            };
            if let Some(routes) = routes.get_mut(*tag) {
                put(routes, path, *method, &of_tag, is_simple && tags.len() == 1);
            }
        }
        if tags.len() > 1 {
            let bounds: Vec<&str> = tags
                .iter()
                .filter_map(|tag| operations.iter().find(|served| served.tag == *tag))
                .map(|served| served.view.name.as_str())
                .collect();
            let name = all.choose(*method, operations, &bounds);
            all.push(path, *method, format!("{name}::<A>"));
            let modules = operations.iter();
            shared_modules
                .extend(modules.map(|served| (served.tag, served.operation.module.clone())));
        }
    }
    let has_old_captures = order
        .iter()
        .any(|(path, _)| path.contains("/:") || path.contains("/*"));
    AllRoutes {
        tags: own.into_iter().map(Routes::finish).collect(),
        shared: shared.into_iter().map(Routes::finish).collect(),
        all: all.finish(),
        shared_modules,
        has_old_captures,
    }
}

fn put(
    routes: &mut Routes,
    path: &str,
    method: Method,
    operations: &[Served<'_>],
    is_simple: bool,
) {
    match operations {
        [only] if is_simple => {
            routes.push(
                path,
                method,
                format!("{}::handle::<A>", only.operation.module),
            );
        }
        [first, ..] => {
            let name = routes.choose(method, operations, &[first.view.name.as_str()]);
            routes.push(path, method, format!("{name}::<A>"));
        }
        [] => {}
    }
}

/// The function that chooses between operations by the request's path and query.
fn chooser(name: &str, operations: &[Served<'_>], bounds: &[&str], shared: bool) -> TokenStream {
    let mut ordered = operations.to_vec();
    ordered.sort_by_key(|served| {
        let parts = served.operation.path_parts.iter();
        let literal: usize = parts
            .map(|part| match part {
                PathPartView::Literal(text) => text.len(),
                PathPartView::Parameter(_) => 0,
            })
            .sum();
        let signs = served.operation.fixed_query.len() + served.operation.constants().count();
        Reverse((literal, signs))
    });
    let choice = choice(&ordered);
    let arms = ordered.iter().enumerate().map(|(index, served)| {
        let module = ident(&served.operation.module);
        let module = if shared {
            let tag = ident(&served.view.module);
            quote!(crate::#tag::#module)
        } else {
            quote!(#module)
        };
        let index = Literal::usize_unsuffixed(index);
        quote!(Some(#index) => #module::handle(api, request).await,)
    });
    let name = format_ident!("{name}");
    let bounds = bounds.iter().map(|bound| ident(bound));
    quote! {
        async fn #name<A: #(#bounds)+*>(api: State<Arc<A>>, request: Request) -> Response {
            match #choice {
                #(#arms)*
                _ => service::not_found(api).await,
            }
        }
    }
}

fn has_sign(served: &Served<'_>) -> bool {
    served.operation.constants().next().is_some()
}

/// The call that finds the operation of a request.
fn choice(operations: &[Served<'_>]) -> TokenStream {
    if !operations.iter().any(has_sign) {
        let paths = operations.iter().map(|served| &served.operation.path);
        return quote!(template::choose(request.uri(), &[#(#paths),*]));
    }
    let templates = operations.iter().map(|served| {
        let path = &served.operation.path;
        let signs = served.operation.constants().map(|(parameter, value)| {
            let wire = &parameter.wire;
            match parameter.location {
                Location::Header => quote!(Sign::Header(#wire, #value)),
                _ => quote!(Sign::Query(#wire, #value)),
            }
        });
        quote!((#path, &[#(#signs),*]))
    });
    quote!(template::choose_by(request.uri(), request.headers(), &[#(#templates),*]))
}

/// A path as axum writes it, and whether that is all there is to it.
fn path(operation: &OperationView, names: &mut Names) -> (String, bool) {
    let mut is_simple = operation.fixed_query.is_empty();
    let mut segments: Vec<(String, Option<usize>)> = vec![(String::new(), None)];
    for part in &operation.path_parts {
        match part {
            PathPartView::Literal(text) => {
                for (index, text) in text.split('/').enumerate() {
                    if index > 0 {
                        segments.push((String::new(), None));
                    }
                    if let Some((segment, _)) = segments.last_mut() {
                        segment.push_str(text);
                    }
                }
            }
            PathPartView::Parameter(index) => {
                if let Some((_, parameter)) = segments.last_mut() {
                    is_simple &= parameter.is_none();
                    parameter.get_or_insert(*index);
                }
            }
        }
    }
    let mut prefix = String::new();
    let mut path = String::new();
    for (index, (text, parameter)) in segments.iter().enumerate() {
        if index > 0 {
            prefix.push('/');
            path.push('/');
        }
        let Some(parameter) = parameter else {
            prefix.push_str(text);
            path.push_str(text);
            continue;
        };
        is_simple &= text.is_empty();
        prefix.push_str("{}");
        let own = operation
            .parameters
            .get(*parameter)
            .map_or("parameter", |parameter| parameter.name.as_str());
        let name = names
            .by_prefix
            .entry(prefix.clone())
            .or_insert_with(|| own.trim_start_matches("r#").to_owned());
        path.push_str(&format!("{{{name}}}"));
    }
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    (path, is_simple)
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
