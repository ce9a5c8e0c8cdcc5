//! Servers as the client sees them.

use crate::ir::{Api, Server, ServerPart};
use crate::names::{Names, ServerNames};

/// A server.
#[derive(Debug)]
pub struct ServerView {
    /// The function that gives its URL.
    pub function: String,
    /// The URL as the document has it.
    pub url: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: Option<String>,
    /// How its URL begins.
    pub base: ServerBase,
    /// The URL in parts.
    pub parts: Vec<ServerPart>,
    /// The variables, each an argument.
    pub variables: Vec<VariableView>,
}

/// How the URL of a server begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerBase {
    /// With a scheme.
    Scheme,
    /// With what `https:` has to be put before.
    Host,
    /// With a host that says nothing of its scheme.
    BareHost,
    /// With a path: where it is depends on where the document was found.
    Path,
    /// With a variable that has no default: it is all of a URL that the document doesn't know.
    Variable,
}

/// A variable of a server.
#[derive(Debug)]
pub struct VariableView {
    /// The argument.
    pub argument: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// What stands for it unless something else is given.
    pub default: String,
    /// The enum of its values, where they are listed: its name, and the variants with their values.
    pub values: Option<(String, Vec<(String, String)>)>,
}

pub(super) fn servers(api: &Api, names: &Names) -> Vec<ServerView> {
    api.servers
        .iter()
        .zip(&names.servers)
        .map(|(server, names)| view(server, names))
        .collect()
}

fn view(server: &Server, names: &ServerNames) -> ServerView {
    let variables = server.variables.iter().zip(&names.variables);
    ServerView {
        function: names.function.clone(),
        url: server.url.clone(),
        docs: server.description.clone(),
        base: match server.leading_variable() {
            Some(variable) if variable.default.is_empty() => ServerBase::Variable,
            _ => base(&server.default_url()),
        },
        parts: server.parts.clone(),
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

fn base(url: &str) -> ServerBase {
    let host = url.split(['/', ':']).next().unwrap_or_default();
    if url.contains("://") {
        ServerBase::Scheme
    } else if url.starts_with("//") {
        ServerBase::Host
    } else if host.contains(|char: char| char != '.') && host.contains('.') || host == "localhost" {
        ServerBase::BareHost
    } else {
        ServerBase::Path
    }
}

/// The URL of a server, its variables at their defaults, as a request can use it: absolute, or a
/// path that is looked up from the base URL.
pub(super) fn default_url(server: &Server) -> String {
    let url = server.default_url();
    match base(&url) {
        ServerBase::Scheme => url,
        ServerBase::Host => format!("https:{url}"),
        ServerBase::BareHost => format!("https://{url}"),
        ServerBase::Path | ServerBase::Variable => format!("/{}", url.trim_start_matches('/')),
    }
}
