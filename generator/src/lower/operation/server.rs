//! Servers.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Server, ServerPart, ServerVariable};
use crate::spec::{self, Spec};

/// Lowers a list of servers.
pub(in super::super) fn servers(
    servers: &[spec::Server],
    diagnostics: &mut Diagnostics,
) -> Vec<Server> {
    let servers = servers.iter();
    servers
        .filter_map(|server| server_of(server, diagnostics))
        .collect()
}

/// The servers that an operation has instead of the document's: its own, or those of its path.
pub(super) fn own_servers(
    spec: &Spec,
    of_path: &[spec::Server],
    own: &[spec::Server],
    diagnostics: &mut Diagnostics,
) -> Vec<Server> {
    let servers = if own.is_empty() { of_path } else { own };
    // Where the first is the document's first, nothing is said that wasn't said before.
    let first = |servers: &[spec::Server]| {
        servers
            .first()
            .map(|server| server.url.trim_end_matches('/').to_owned())
    };
    if first(servers) == first(&spec.servers) {
        let known = |url: &str| spec.servers.iter().any(|known| known.url == url);
        for server in servers.iter().skip(1).filter(|server| !known(&server.url)) {
            let message = "this server isn't one of the document's, but others here are";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            diagnostics.push(warning.at(&server.at.key("url"), "not honoured"));
        }
        return Vec::new();
    }
    self::servers(servers, diagnostics)
}

fn server_of(server: &spec::Server, diagnostics: &mut Diagnostics) -> Option<Server> {
    let url = server.url.trim();
    if let Some(fault) = fault(url) {
        let message = format!("the URL of this server {fault}");
        diagnostics.push(
            Diagnostic::warning(Code::Unsupported, message).at(&server.at.key("url"), "left out"),
        );
        return None;
    }
    let mut lowered = Server {
        url: url.to_owned(),
        parts: Vec::new(),
        description: server.description.clone(),
        variables: Vec::new(),
        origin: server.at.clone(),
    };
    let mut rest = url;
    while let Some((literal, name, after)) = next_variable(rest) {
        rest = after;
        if !literal.is_empty() {
            lowered.parts.push(ServerPart::Literal(literal.to_owned()));
        }
        let known = lowered
            .variables
            .iter()
            .position(|variable| variable.name == name);
        let index = known.unwrap_or(lowered.variables.len());
        if known.is_none() {
            lowered.variables.push(variable(server, name, diagnostics));
        }
        lowered.parts.push(ServerPart::Variable(index));
    }
    if !rest.is_empty() {
        lowered.parts.push(ServerPart::Literal(rest.to_owned()));
    }
    Some(lowered)
}

fn variable(server: &spec::Server, name: &str, diagnostics: &mut Diagnostics) -> ServerVariable {
    let Some(declared) = server.variables.get(name) else {
        let message = format!("the variable `{name}` of this URL isn't declared");
        let warning = Diagnostic::warning(Code::Reference, message)
            .at(&server.at.key("url"), "named here")
            .help("declare it in `variables`, with a default");
        diagnostics.push(warning);
        return ServerVariable {
            name: name.to_owned(),
            default: String::new(),
            values: Vec::new(),
            description: None,
            origin: server.at.clone(),
        };
    };
    let origin = declared.at.clone();
    let mut values = declared.values.clone();
    let mut default = declared.default.clone();
    if let (true, Some(first)) = (default.is_empty(), values.first())
        && !values.contains(&default)
    {
        let message = "the default of this variable isn't one of its values";
        let warning = Diagnostic::warning(Code::Shape, message)
            .at(&origin.key("default"), "taken as the first of them");
        diagnostics.push(warning);
        default.clone_from(first);
    } else if !values.is_empty() && !values.contains(&default) {
        let message = "the default of this variable isn't one of its values";
        let warning = Diagnostic::warning(Code::Shape, message)
            .at(&origin.key("default"), "added to the values");
        diagnostics.push(warning);
        values.push(default.clone());
    }
    let mut distinct: Vec<String> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    ServerVariable {
        name: name.to_owned(),
        default,
        values: distinct,
        description: declared.description.clone(),
        origin,
    }
}

/// Why nothing can be asked of a server with this URL.
fn fault(url: &str) -> Option<&'static str> {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    let is_variable = |text: &str| text.starts_with('{') && text.ends_with('}');
    // RFC 3986, section 2, and the braces of variables.
    let is_illegal = |char: char| {
        !char.is_ascii_graphic() || matches!(char, '"' | '<' | '>' | '\\' | '^' | '`' | '|')
    };
    if url.chars().any(is_illegal) {
        Some("holds characters that no URL can")
    } else if url.contains(['?', '#']) {
        Some("has a query or a fragment, which paths can't be appended to")
    } else if scheme
        .is_some_and(|scheme| !matches!(scheme, "http" | "https") && !is_variable(scheme))
    {
        Some("is neither http nor https")
    } else {
        None
    }
}

/// The text before the next variable of a URL, its name, and the rest.
fn next_variable(url: &str) -> Option<(&str, &str, &str)> {
    let (literal, opened) = url.split_once('{')?;
    let (name, rest) = opened.split_once('}')?;
    Some((literal, name, rest))
}
