//! The routes of the server as text.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, format, ident};
use super::super::imports::MAX_WIDTH;
use crate::view::{Candidate, Chooser, Handler, Location, Method, Routes};

/// The calls of `route` on the router, one for each path.
pub(super) fn routes(routes: &Routes) -> Vec<String> {
    let routes = routes.routes.iter().map(|route| {
        let methods = route.methods.iter().map(|method| {
            // They are called as the members of a Path Item Object.
            let function = method.method.map_or("any", Method::member);
            format!("{function}({})", handler(&method.handler))
        });
        call(&format!("{:?}", route.path), &methods.collect::<Vec<_>>())
    });
    routes.collect()
}

/// A call of `route` in as few lines as there can be.
fn call(path: &str, methods: &[String]) -> String {
    let line = format!("        .route({path}, {})", methods.join("."));
    if line.chars().count() <= MAX_WIDTH {
        return line;
    }
    let line = format!("            {},", methods.join("."));
    let line = if line.chars().count() <= MAX_WIDTH {
        line
    } else {
        format!("            {},", methods.join("\n                ."))
    };
    format!("        .route(\n            {path},\n{line}\n        )")
}

/// The functions that choose between operations.
pub(super) fn choosers(routes: &Routes) -> Vec<Code> {
    let choosers = routes.choosers.iter();
    choosers.map(|it| format(chooser(it))).collect()
}

fn handler(handler: &Handler) -> String {
    match handler {
        Handler::Operation(module) => format!("super::{module}::handle()"),
        Handler::Chooser(name) => format!("{name}::<A>"),
    }
}

/// The function that chooses between operations by the method, path and query of a request.
fn chooser(chooser: &Chooser) -> TokenStream {
    let choice = choice(chooser);
    let is_across_tags = chooser.traits.len() > 1;
    let candidates = chooser.groups.iter().flatten().enumerate();
    let arms = candidates.map(|(index, candidate)| {
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
        quote!(#(#gate)* Choice::Operation(#index) => #module::handle().serve(api, request).await,)
    });
    let name = ident(&chooser.name);
    let bounds = chooser.traits.iter().map(|bound| ident(bound));
    quote! {
        async fn #name<A: #(#bounds)+*>(api: State<Arc<A>>, request: Request) -> Response {
            match #choice {
                #(#arms)*
                choice => no_match(api, request, choice).await,
            }
        }
    }
}

/// The call that finds the operation of a request.
fn choice(chooser: &Chooser) -> TokenStream {
    let groups = chooser.groups.iter().filter(|group| !group.is_empty());
    let groups = groups.map(|group| {
        let candidates = group.iter().map(candidate);
        quote!(&[#(#candidates),*])
    });
    quote!(choose(&request, &[#(#groups),*]))
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
