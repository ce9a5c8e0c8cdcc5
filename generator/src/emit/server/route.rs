//! The routes of the server as text.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, format, ident};
use super::super::imports::MAX_WIDTH;
use crate::view::{Candidate, Chooser, Handler, Location, Method, RouteMethod, Routes};

/// The calls of `route` on the router: one for each operation, or each choice between operations.
pub(super) fn routes(routes: &Routes) -> Vec<String> {
    let routes = routes.routes.iter().flat_map(|route| {
        let methods = route.methods.iter();
        methods.map(|method| call(&format!("{:?}", route.path), &method_router(method)))
    });
    routes.collect()
}

/// A call of `route` in as few lines as there can be.
fn call(path: &str, route: &str) -> String {
    let line = format!("        .route({path}, {route})");
    if line.chars().count() <= MAX_WIDTH {
        return line;
    }
    format!("        .route(\n            {path},\n            {route},\n        )")
}

/// What answers requests at a path.
fn method_router(method: &RouteMethod) -> String {
    match &method.handler {
        Handler::Operation(module) => format!("super::{module}::route(api)"),
        Handler::Chooser(name) => {
            // They are called as the members of a Path Item Object.
            let function = method.method.map_or("any", Method::member);
            format!("{function}({name}(api))")
        }
    }
}

/// The functions that choose between operations.
pub(super) fn choosers(routes: &Routes) -> Vec<Code> {
    let choosers = routes.choosers.iter();
    choosers.map(|it| format(chooser(it))).collect()
}

/// The function that makes what chooses between operations by the method, path and query of a request.
fn chooser(chooser: &Chooser) -> TokenStream {
    let is_across_tags = chooser.traits.len() > 1;
    let candidates = chooser.groups.iter().flatten().enumerate();
    let routes = candidates.map(|(index, candidate)| {
        let module = ident(&candidate.module);
        let module = if is_across_tags {
            let tag = ident(&candidate.tag);
            quote!(crate::#tag::#module)
        } else {
            quote!(super::#module)
        };
        let index = Literal::usize_unsuffixed(index);
        // A tag's own file is compiled with the tag.
        let features = candidate.gate.features().iter();
        let gate = features.filter(|_| is_across_tags);
        let gate = gate.map(|name| quote!(#[cfg(feature = #name)]));
        quote!(#(#gate)* (#index, #module::route(api)))
    });
    let groups = chooser.groups.iter().filter(|group| !group.is_empty());
    let groups = groups.map(|group| {
        let candidates = group.iter().map(candidate);
        quote!(&[#(#candidates),*])
    });
    let name = ident(&chooser.name);
    let bounds = chooser.traits.iter().map(|bound| ident(bound));
    quote! {
        fn #name<A: #(#bounds)+*>(api: &Arc<A>) -> Chooser<A> {
            Chooser::new(api, &[#(#groups),*], Vec::from([#(#routes),*]))
        }
    }
}

fn candidate(candidate: &Candidate) -> TokenStream {
    let (method, path) = (candidate.method.as_str(), &candidate.path);
    let constants = candidate.constants.iter().map(|constant| {
        let (wire, value) = (&constant.wire, &constant.value);
        match constant.location {
            Location::Header => quote!(FixedParameter::Header(#wire, #value)),
            Location::Path | Location::Query | Location::Cookie => {
                quote!(FixedParameter::Query(#wire, #value))
            }
        }
    });
    quote!((#method, #path, &[#(#constants),*]))
}
