//! What there is of the whole command line: what it is called, where its API is, and its tags.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::code::{Code, format, ident};
use super::super::docs;
use super::super::files::gate;
use crate::view::{CliView, SecurityKind, ServerBase, ServerView, TagView, Trim, UrlPart, View};

/// The environment variable of a flag.
pub(super) fn variable(cli: &CliView, flag: &str) -> String {
    let name: String = flag
        .chars()
        .map(|char| if char == '-' { '_' } else { char })
        .collect();
    format!("{}_{}", cli.prefix, name.to_uppercase())
}

/// The constant that describes the command line.
pub(super) fn item(view: &View, cli: &CliView, package: &str) -> Code {
    let name = &cli.program;
    let title = docs::text(&view.about.title);
    let about = format!("A command line of {title}");
    let version = docs::text(&view.about.document_version);
    let details = match view.about.description.as_deref() {
        Some(text) if !text.trim().is_empty() => {
            format!("{about}, version {version}\n\n{}", docs::text(text))
        }
        _ => format!("{about}, version {version}"),
    };
    let base_url = variable(cli, "base-url");
    let credentials_file = variable(cli, "credentials");
    let servers = view.servers.iter().map(server);
    let credentials = cli.credentials.iter().filter_map(|credential| {
        let scheme = view.schemes.get(credential.scheme)?;
        let (flag, variable) = (&credential.flag, variable(cli, &credential.flag));
        let is_basic = scheme.kind == SecurityKind::Basic;
        let what = match &scheme.kind {
            SecurityKind::Bearer => "A bearer token".to_owned(),
            SecurityKind::Basic => "A user name and a password".to_owned(),
            SecurityKind::Http(name) => format!("Credentials of the scheme {name}"),
            SecurityKind::Key(..) => "An API key".to_owned(),
            SecurityKind::Certificate => "A certificate".to_owned(),
        };
        let docs = scheme
            .docs
            .as_deref()
            .filter(|text| !text.trim().is_empty());
        let help = match docs {
            Some(docs) => format!("{what}: {}", docs::text(docs)),
            None => what,
        };
        Some(quote!(Scheme { flag: #flag, variable: #variable, help: #help, is_basic: #is_basic }))
    });
    format(quote! {
        #[doc = " The command line."]
        pub(crate) const PROGRAM: Program = Program {
            name: #name,
            package: #package,
            version: env!("CARGO_PKG_VERSION"),
            about: #about,
            details: #details,
            base_url: #base_url,
            credentials: #credentials_file,
            servers: &[#(#servers),*],
            schemes: &[#(#credentials),*],
            tags: commands::TAGS,
            authorize,
        };
    })
}

/// A server; of one that has no URL of its own, nothing is known but its path.
fn server(server: &ServerView) -> TokenStream {
    let is_absolute = !matches!(server.base, ServerBase::Path | ServerBase::Variable);
    let about = docs::text(server.docs.as_deref().unwrap_or_default());
    let about = match server.docs.as_deref().map(str::trim) {
        None | Some("") => String::new(),
        Some(_) => about,
    };
    let shown = docs::text(&server.url);
    let parts = server.parts.iter().map(|part| match part {
        UrlPart::Literal(text) => quote!(Part::Text(#text)),
        UrlPart::Origin => quote!(Part::Text("")),
        UrlPart::Variable(index, trim) => {
            let index = Literal::usize_unsuffixed(*index);
            match trim {
                Trim::Nowhere | Trim::Start => quote!(Part::Variable(#index)),
                Trim::End | Trim::Both => quote!(Part::Beginning(#index)),
            }
        }
    });
    let variables = server.variables.iter().map(|variable| {
        let name = variable.argument.trim_start_matches("r#").replace('_', "-");
        let default = &variable.default;
        let values = variable.values.iter().flat_map(|(_, values)| values);
        let values = values.map(|(_, value)| value);
        quote!(Variable { name: #name, default: #default, values: &[#(#values),*] })
    });
    quote!(Server {
        url: #shown,
        about: #about,
        is_absolute: #is_absolute,
        parts: &[#(#parts),*],
        variables: &[#(#variables),*],
    })
}

/// The constant with the commands of all tags.
pub(super) fn tags(view: &View, cli: &CliView) -> Code {
    let tags = view.tags.iter().zip(&cli.tags).map(|(tag, group)| {
        let (name, module) = (&group.name, ident(&tag.module));
        let docs = docs(tag);
        let about = docs.split("\n\n").next().unwrap_or_default();
        let about = about.trim_end_matches('.');
        let gate = gate(&tag.gate);
        let gate: TokenStream = match gate.as_str() {
            "" => TokenStream::new(),
            gate => format!("#[cfg({gate})]").parse().unwrap_or_default(),
        };
        quote!(#gate Tag { name: #name, about: #about, docs: #docs, operations: #module::OPERATIONS })
    });
    format(quote! {
        #[doc = " The commands, by tag."]
        pub(crate) const TAGS: &[Tag] = &[#(#tags),*];
    })
}

fn docs(tag: &TagView) -> String {
    match tag.docs.as_deref().map(str::trim) {
        None | Some("") => format!("The operations with the tag {}.", docs::text(&tag.wire)),
        Some(text) => docs::text(text),
    }
}
