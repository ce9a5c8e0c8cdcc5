//! The module of the document's servers.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::block::{block, format, ident};
use super::super::docs;
use crate::ir::ServerPart;
use crate::view::{ServerBase, ServerView, VariableView, View};

/// What stands for the origin of a server that has none of its own, in the quick start.
const ORIGIN: &str = "http://127.0.0.1:8080";

/// The function of each server, and the enums of their variables.
pub(super) fn items(servers: &[ServerView]) -> Vec<String> {
    let functions = servers.iter().map(|server| format(function(server)));
    let enums = servers.iter().flat_map(|server| {
        let values = server.variables.iter().filter_map(enumeration);
        values.flatten().collect::<Vec<_>>()
    });
    functions.chain(enums).collect()
}

/// The call of the first server's function, its variables at their defaults.
pub(super) fn example(view: &View, library: &str) -> Option<String> {
    let server = view.servers.first()?;
    let origin = (server.base == ServerBase::Path).then(|| format!("{ORIGIN:?}"));
    let variables = server
        .variables
        .iter()
        .enumerate()
        .map(|(index, variable)| match &variable.values {
            Some(_) => "Default::default()".to_owned(),
            // It is the first that the URL names.
            None if index == 0 && server.base == ServerBase::Variable => format!("{ORIGIN:?}"),
            None => format!("{:?}", variable.default),
        });
    let arguments: Vec<String> = origin.into_iter().chain(variables).collect();
    Some(format!(
        "{library}::servers::{}({})",
        server.function,
        arguments.join(", ")
    ))
}

fn function(server: &ServerView) -> TokenStream {
    let name = ident(&server.function);
    let docs = docs::attributes(&lines(server));
    let origin = (server.base == ServerBase::Path).then(|| quote!(origin: &str,));
    let arguments = server.variables.iter().map(|variable| {
        let argument = ident(&variable.argument);
        match &variable.values {
            Some((name, _)) => {
                let name = ident(name);
                quote!(#argument: #name)
            }
            None => quote!(#argument: &str),
        }
    });
    let parts = parts(server);
    let body = match parts.as_slice() {
        [part] => quote!(#part.to_owned()),
        parts => quote!([#(#parts),*].concat()),
    };
    quote! {
        #docs
        #[must_use]
        pub fn #name(#origin #(#arguments),*) -> String {
            #body
        }
    }
}

/// The parts of the URL, each a `&str`.
fn parts(server: &ServerView) -> Vec<TokenStream> {
    let mut parts = Vec::new();
    let mut literals = server.parts.iter();
    match server.base {
        ServerBase::Scheme | ServerBase::Variable => {}
        ServerBase::Host => parts.push(quote!("https:")),
        ServerBase::BareHost => parts.push(quote!("https://")),
        ServerBase::Path => {
            parts.push(quote!(origin.trim_end_matches('/')));
            let begins_with_slash = matches!(
                literals.clone().next(),
                Some(ServerPart::Literal(text)) if text.starts_with('/')
            );
            // A lone slash at the end of a base URL says nothing.
            if matches!(server.parts.as_slice(), [ServerPart::Literal(text)] if text == "/") {
                literals.next();
            } else if !begins_with_slash {
                parts.push(quote!("/"));
            }
        }
    }
    // Whoever gives the beginning of a URL may end it with a slash, as the document goes on.
    let mut is_first = true;
    while let Some(part) = literals.next() {
        let next = literals.clone().next();
        let is_joined = next
            .is_none_or(|part| matches!(part, ServerPart::Literal(text) if text.starts_with('/')));
        let trim = match (std::mem::take(&mut is_first), is_joined, server.base) {
            (true, true, ServerBase::Path) => quote!(.trim_matches('/')),
            (true, false, ServerBase::Path) => quote!(.trim_start_matches('/')),
            (true, true, _) => quote!(.trim_end_matches('/')),
            _ => quote!(),
        };
        parts.push(match part {
            ServerPart::Literal(text) => quote!(#text),
            ServerPart::Variable(index) => match server.variables.get(*index) {
                Some(variable) => {
                    let argument = ident(&variable.argument);
                    if variable.values.is_some() {
                        quote!(#argument.as_str() #trim)
                    } else {
                        quote!(#argument #trim)
                    }
                }
                None => quote!(""),
            },
        });
    }
    parts
}

fn lines(server: &ServerView) -> Vec<String> {
    let url = docs::one_line(&server.url).replace('`', "");
    let mut lines = match &server.docs {
        Some(text) => docs::lines(text),
        None => vec!["A server of the document.".to_owned()],
    };
    lines.extend([String::new(), format!("`{url}`")]);
    let note = match (server.base, server.variables.first()) {
        (ServerBase::Path, _) => Some(
            "It has a path only: `origin` says where, such as `https://example.org`.".to_owned(),
        ),
        (ServerBase::Variable, Some(variable)) => Some(format!(
            "The document doesn't say where it is: `{}` does, such as `https://example.org`.",
            variable.argument.trim_start_matches("r#")
        )),
        _ => None,
    };
    lines.extend(note.into_iter().flat_map(|note| [String::new(), note]));
    if server.variables.is_empty() {
        return lines;
    }
    lines.extend([String::new(), "# Arguments".to_owned(), String::new()]);
    for variable in &server.variables {
        let mut line = format!(
            "- `{}`: {}",
            variable.argument.trim_start_matches("r#"),
            docs::summary(&variable.docs),
        );
        if !variable.default.is_empty() {
            let default = docs::one_line(&variable.default).replace('`', "");
            line.push_str(&format!(" By default `{default}`."));
        }
        lines.push(line);
    }
    lines
}

/// The enum of a variable whose values are listed.
fn enumeration(variable: &VariableView) -> Option<Vec<String>> {
    let (name, values) = variable.values.as_ref()?;
    let name = ident(name);
    let docs = docs::prose(&variable.docs);
    let variants = values.iter().map(|(variant, value)| {
        let variant = ident(variant);
        let docs = docs::attributes(&[format!("`{}`", docs::one_line(value).replace('`', ""))]);
        let default = (*value == variable.default).then(|| quote!(#[default]));
        quote!(#docs #default #variant,)
    });
    let definition = quote! {
        #docs
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum #name { #(#variants)* }
    };
    let arms = values.iter().map(|(variant, value)| {
        let variant = ident(variant);
        quote!(Self::#variant => #value,)
    });
    let method = quote! {
        #[doc = " The value in the URL."]
        #[must_use]
        pub fn as_str(self) -> &'static str {
            match self { #(#arms)* }
        }
    };
    let text = block(&format!("impl {name}"), vec![method]);
    Some(vec![format(definition), text])
}
