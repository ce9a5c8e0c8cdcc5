//! The routes of the server as text.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde::Serialize;

use super::super::code::{Code, format, ident};
use super::super::imports::MAX_WIDTH;
use crate::view::{Candidate, Chooser, Handler, Location, Method, Routes};

/// The routes of a router.
#[derive(Serialize)]
pub(super) struct RouteLines {
    /// The lines of `routes!`, one for each path: its operations.
    operations: Vec<String>,
    /// The calls of `route` and `overlap` for what chooses between operations.
    choices: Vec<String>,
}

impl RouteLines {
    pub(super) fn new(routes: &Routes) -> Self {
        let mut lines = Self {
            operations: Vec::new(),
            choices: Vec::new(),
        };
        for route in &routes.routes {
            let add = if route.is_overlapping {
                "overlap"
            } else {
                "route"
            };
            let path = format!("{:?}", route.path);
            let mut operations = Vec::new();
            for method in &route.methods {
                match &method.handler {
                    Handler::Operation(module) => operations.push(module.as_str()),
                    Handler::Chooser(name) => {
                        // They are called as the members of a Path Item Object.
                        let function = method.method.map_or("any", Method::member);
                        let call = format!("        .{add}({path}, {function}({name}(api)))");
                        lines.choices.push(call);
                    }
                }
            }
            if !operations.is_empty() {
                lines
                    .operations
                    .push(line(&format!("{add} {path}"), &operations));
            }
        }
        lines
    }

    pub(super) fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.choices.is_empty()
    }
}

/// A line of `routes!`, or as few lines as there can be.
fn line(path: &str, operations: &[&str]) -> String {
    let is_short = |line: &str| line.chars().count() <= MAX_WIDTH;
    let joined = operations.join(", ");
    let line = format!("        {path} => {joined};");
    if is_short(&line) {
        return line;
    }
    let line = format!("            {joined};");
    let operations = if is_short(&line) {
        line
    } else {
        format!("            {};", operations.join(",\n            "))
    };
    format!("        {path} =>\n{operations}")
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
