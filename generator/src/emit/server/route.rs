//! The routes of the server.
//!
//! The router takes one parameter for a whole segment and looks at no query. Where a path asks for
//! more, the segment is widened to one capture, and a function that stands there chooses between
//! the operations by their templates, the most literal first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::super::block::{format, ident};
use super::place::{Place, Served, literal_first, paths, places};
use crate::ir::{Location, Method};
use crate::view::{PathPartView, TagView};

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

    fn push(&mut self, path: &str, function: &'static str, handler: String) {
        let path = format!("{path:?}");
        let method = RouteMethod { function, handler };
        match self.routes.iter_mut().find(|route| route.path == path) {
            Some(route) => route.methods.push(method),
            None => self.routes.push(Route {
                path,
                methods: vec![method],
            }),
        }
    }

    /// Routes each method to its own operation.
    fn push_each(&mut self, path: &str, operations: &[Served<'_>]) {
        for served in operations {
            let function = function(served.operation.http_method);
            self.push(
                path,
                function,
                format!("{}::handle::<A>", served.operation.module),
            );
        }
    }

    /// Adds the function that chooses between operations, and gives its name.
    fn choose(&mut self, groups: &[Vec<Served<'_>>], bounds: &[&str]) -> String {
        let name = format!("{}choose_{}", self.prefix, self.items.len() + 1);
        self.has_signs |= groups.iter().flatten().any(has_sign);
        self.items.push(format(chooser(&name, groups, bounds)));
        format!("{name}::<A>")
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
    /// The tags that they belong to.
    pub(super) involved: BTreeSet<usize>,
    /// The modules, by tag, of the operations that have to do with it.
    pub(super) shared_modules: BTreeSet<(usize, String)>,
    /// Whether a segment of a path begins as a capture did before axum 0.8, which axum takes for
    /// an oversight unless it is told otherwise.
    pub(super) has_old_captures: bool,
    /// The paths as the router has them, the most literal first, as literals.
    pub(super) paths: Vec<String>,
}

pub(super) fn routes(tags: &[TagView]) -> AllRoutes {
    let places = places(tags);
    let empty = |prefix| {
        let routes = tags.iter().map(|_| Routes {
            prefix,
            ..Routes::default()
        });
        routes.collect::<Vec<_>>()
    };
    let (mut own, mut shared, mut all) = (empty(""), empty("shared_"), Routes::default());
    let (mut involved, mut shared_modules) = (BTreeSet::new(), BTreeSet::new());
    for place in &places {
        if place.is_simple {
            for served in &place.operations {
                if let Some(routes) = own.get_mut(served.tag) {
                    routes.push_each(&place.path, &[*served]);
                }
            }
            continue;
        }
        let groups = groups(place, &places);
        let here: BTreeSet<usize> = groups.iter().flatten().map(|served| served.tag).collect();
        let bounds: Vec<&str> = here
            .iter()
            .filter_map(|tag| tags.get(*tag))
            .map(|view| view.name.as_str())
            .collect();
        if here.len() == 1 {
            if let Some(routes) = here.first().and_then(|tag| own.get_mut(*tag)) {
                let handler = routes.choose(&groups, &bounds);
                routes.push(&place.path, "any", handler);
            }
            continue;
        }
        involved.extend(here);
        let handler = all.choose(&groups, &bounds);
        all.push(&place.path, "any", handler);
        let operations = groups.iter().flatten();
        shared_modules.extend(operations.map(|it| (it.tag, it.operation.module.clone())));
        for (tag, routes) in shared.iter_mut().enumerate() {
            share(place, &groups, tag, routes);
        }
    }
    let has_old_captures = places
        .iter()
        .any(|place| place.path.contains("/:") || place.path.contains("/*"));
    AllRoutes {
        tags: own.into_iter().map(Routes::finish).collect(),
        shared: shared.into_iter().map(Routes::finish).collect(),
        all: all.finish(),
        involved,
        shared_modules,
        has_old_captures,
        paths: paths(&places),
    }
}

/// The operations of a place, and then those of the places behind it: the router asks no other
/// place where a path fits none of the templates here.
fn groups<'a>(place: &Place<'a>, places: &[Place<'a>]) -> Vec<Vec<Served<'a>>> {
    let mut hidden: Vec<_> = places
        .iter()
        .map(|other| (literal_first(&other.path), place.hidden(other)))
        .filter(|(_, operations)| !operations.is_empty())
        .collect();
    hidden.sort_by(|(one, _), (other, _)| one.cmp(other));
    let hidden = hidden.into_iter().map(|(_, operations)| operations);
    let mut groups: Vec<_> = std::iter::once(place.operations.clone())
        .chain(hidden)
        .collect();
    for group in &mut groups {
        group.sort_by_key(weight);
    }
    groups
}

/// Gives the router of one tag its part of a place that several tags have operations at.
fn share(place: &Place<'_>, groups: &[Vec<Served<'_>>], tag: usize, routes: &mut Routes) {
    let mut groups = groups.to_vec();
    for group in &mut groups {
        group.retain(|served| served.tag == tag);
    }
    let Some(first) = groups.first().and_then(|group| group.first()).copied() else {
        return;
    };
    let handler = routes.choose(&groups, &[first.view.name.as_str()]);
    // By method, so that routers of other tags can be merged.
    let methods: BTreeSet<Method> = groups
        .iter()
        .flatten()
        .map(|served| served.operation.http_method)
        .collect();
    for method in methods {
        routes.push(&place.path, function(method), handler.clone());
    }
}

/// What sorts the operations of a place: the most literal first, of those with one path the one
/// that asks for more.
fn weight(served: &Served<'_>) -> Reverse<(usize, usize)> {
    let parts = served.operation.path_parts.iter();
    let literal: usize = parts
        .map(|part| match part {
            PathPartView::Literal(text) => text.len(),
            PathPartView::Parameter(_) => 0,
        })
        .sum();
    let signs = served.operation.fixed_query.len() + served.operation.constants().count();
    Reverse((literal, signs))
}

/// The function that chooses between operations by the method, path and query of a request.
fn chooser(name: &str, groups: &[Vec<Served<'_>>], bounds: &[&str]) -> TokenStream {
    let choice = choice(groups);
    let shared = bounds.len() > 1;
    let arms = groups.iter().flatten().enumerate().map(|(index, served)| {
        let module = ident(&served.operation.module);
        let module = if shared {
            let tag = ident(&served.view.module);
            quote!(crate::#tag::#module)
        } else {
            quote!(#module)
        };
        let index = Literal::usize_unsuffixed(index);
        quote!(Choice::Operation(#index) => #module::handle(api, request).await,)
    });
    let name = format_ident!("{name}");
    let bounds = bounds.iter().map(|bound| ident(bound));
    quote! {
        async fn #name<A: #(#bounds)+*>(api: State<Arc<A>>, request: Request) -> Response {
            match #choice {
                #(#arms)*
                choice => service::no_match(api, request, choice).await,
            }
        }
    }
}

fn has_sign(served: &Served<'_>) -> bool {
    served.operation.constants().next().is_some()
}

/// The call that finds the operation of a request.
fn choice(groups: &[Vec<Served<'_>>]) -> TokenStream {
    let groups = groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| {
            let candidates = group.iter().map(|served| {
                let (method, path) = (
                    served.operation.http_method.as_str(),
                    &served.operation.path,
                );
                let signs = served.operation.constants().map(|(parameter, value)| {
                    let wire = &parameter.wire;
                    match parameter.location {
                        Location::Header => quote!(FixedParameter::Header(#wire, #value)),
                        _ => quote!(FixedParameter::Query(#wire, #value)),
                    }
                });
                quote!((#method, #path, &[#(#signs),*]))
            });
            quote!(&[#(#candidates),*])
        });
    quote!(template::choose(&request, &[#(#groups),*]))
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
