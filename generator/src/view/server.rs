//! Plans servers and their URLs.

use super::model::server::{ServerBase, ServerView, Trim, UrlPart, VariableView};
use crate::ir::{Api, Server, ServerPart};
use crate::names::{Names, ServerNames};

pub(super) fn servers(api: &Api, names: &Names) -> Vec<ServerView> {
    api.servers
        .iter()
        .zip(&names.servers)
        .map(|(server, names)| view(server, names))
        .collect()
}

fn view(server: &Server, names: &ServerNames) -> ServerView {
    let variables = server.variables.iter().zip(&names.variables);
    let base = match server.leading_variable() {
        Some(variable) if variable.default.is_empty() => ServerBase::Variable,
        _ => base(&server.default_url()),
    };
    ServerView {
        function: names.function.clone(),
        url: server.url.clone(),
        docs: server.description.clone(),
        base,
        parts: parts(base, &server.parts),
        variables: variables
            .map(|(variable, names)| VariableView {
                argument: names.argument.clone(),
                docs: variable
                    .description
                    .clone()
                    .unwrap_or_else(|| format!("The variable `{}`.", variable.name)),
                default: variable.default.clone(),
                values: (!variable.values.is_empty()).then(|| {
                    let variants = names.variants.iter().cloned();
                    let values = variants.zip(variable.values.iter().cloned());
                    (names.name.clone(), values.collect())
                }),
            })
            .collect(),
    }
}

/// The parts of the URL that a server's function gives.
fn parts(base: ServerBase, document: &[ServerPart]) -> Vec<UrlPart> {
    let literal = |text: &str| UrlPart::Literal(text.to_owned());
    let begins =
        |part: &ServerPart| matches!(part, ServerPart::Literal(text) if text.starts_with('/'));
    let mut parts = Vec::new();
    let mut rest = document.iter();
    match base {
        ServerBase::Absolute | ServerBase::Variable => {}
        ServerBase::SchemeRelative => parts.push(literal("https:")),
        ServerBase::HostOnly => parts.push(literal("https://")),
        ServerBase::Path => {
            parts.push(UrlPart::Origin);
            // A lone slash at the end of a base URL says nothing.
            if matches!(document, [ServerPart::Literal(text)] if text == "/") {
                rest.next();
            } else if !document.first().is_some_and(begins) {
                parts.push(literal("/"));
            }
        }
    }
    // Whoever gives the beginning of a URL may end it with a slash, as the document goes on.
    let mut is_first = true;
    while let Some(part) = rest.next() {
        let is_joined = rest.clone().next().is_none_or(begins);
        let trim = match (std::mem::take(&mut is_first), is_joined, base) {
            (true, true, ServerBase::Path) => Trim::Both,
            (true, false, ServerBase::Path) => Trim::Start,
            (true, true, _) => Trim::End,
            _ => Trim::Nowhere,
        };
        parts.push(match part {
            ServerPart::Literal(text) => literal(text),
            ServerPart::Variable(index) => UrlPart::Variable(*index, trim),
        });
    }
    parts
}

fn base(url: &str) -> ServerBase {
    let host = url.split(['/', ':']).next().unwrap_or_default();
    if url.contains("://") {
        ServerBase::Absolute
    } else if url.starts_with("//") {
        ServerBase::SchemeRelative
    } else if host.contains(|char: char| char != '.') && host.contains('.') || host == "localhost" {
        ServerBase::HostOnly
    } else {
        ServerBase::Path
    }
}

/// The URL of a server, its variables at their defaults, as a request can use it: absolute, or a
/// path that is looked up from the base URL.
pub(super) fn default_url(server: &Server) -> String {
    let url = server.default_url();
    match base(&url) {
        ServerBase::Absolute => url,
        ServerBase::SchemeRelative => format!("https:{url}"),
        ServerBase::HostOnly => format!("https://{url}"),
        ServerBase::Path | ServerBase::Variable => format!("/{}", url.trim_start_matches('/')),
    }
}
