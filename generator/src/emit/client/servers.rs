//! The module of the document's servers.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::code::{Code, block, format, ident};
use super::super::docs;
use crate::view::{ServerBase, ServerView, Trim, UrlPart, VariableView};

/// The function of each server, and the enums of their variables.
pub(super) fn items(servers: &[ServerView]) -> Vec<Code> {
    let functions = servers.iter().map(|server| format(function(server)));
    let enums = servers.iter().flat_map(|server| {
        let values = server.variables.iter().filter_map(enumeration);
        values.flatten().collect::<Vec<_>>()
    });
    functions.chain(enums).collect()
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
    let parts: Vec<TokenStream> = server.parts.iter().map(|it| part(server, it)).collect();
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

/// A part of the URL as a `&str`.
fn part(server: &ServerView, part: &UrlPart) -> TokenStream {
    match part {
        UrlPart::Literal(text) => quote!(#text),
        UrlPart::Origin => quote!(origin.trim_end_matches('/')),
        UrlPart::Variable(index, trim) => {
            let Some(variable) = server.variables.get(*index) else {
                return quote!("");
            };
            let trim = match trim {
                Trim::Nowhere => quote!(),
                Trim::Start => quote!(.trim_start_matches('/')),
                Trim::End => quote!(.trim_end_matches('/')),
                Trim::Both => quote!(.trim_matches('/')),
            };
            let argument = ident(&variable.argument);
            let text = variable.values.as_ref().map(|_| quote!(.as_str()));
            quote!(#argument #text #trim)
        }
    }
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
fn enumeration(variable: &VariableView) -> Option<Vec<Code>> {
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
