//! The identifiers of servers.

use super::identifier::{camel, escape, snake};
use super::reserved::Reserved;
use super::unique::Scope;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Server};

/// The identifiers of a server.
#[derive(Clone, Debug)]
pub struct ServerNames {
    /// The function that gives its URL.
    pub function: String,
    /// One for each of its variables.
    pub variables: Vec<VariableNames>,
}

/// The identifiers of a variable.
#[derive(Clone, Debug)]
pub struct VariableNames {
    /// The argument.
    pub argument: String,
    /// The enum of its values, where they are listed.
    pub name: String,
    /// One variant for each value.
    pub variants: Vec<String>,
}

/// A description of more words than this is prose, not a name.
const MAX_WORDS: usize = 5;

pub(super) fn servers(
    api: &Api,
    reserved: &Reserved,
    diagnostics: &mut Diagnostics,
) -> Vec<ServerNames> {
    let mut functions = Scope::default();
    let mut enums = Scope::reserving(reserved.apis());
    api.servers
        .iter()
        .map(|server| {
            let own = name(server);
            // Two of the same host differ in the scheme, or in nothing.
            let others = api.servers.iter().filter(|other| name(other) == own);
            let own = if others.count() > 1 {
                server.url.as_str()
            } else {
                own
            };
            let function = functions.take(&snake(own), "_", &server.origin, diagnostics);
            let mut arguments = Scope::reserving(["origin", "url"]);
            let variables = server.variables.iter().map(|variable| {
                let argument = snake(&variable.name);
                let argument = arguments.take(&argument, "_", &variable.origin, diagnostics);
                let name = format!("{}{}", camel(&function), camel(&variable.name));
                let mut variants = Scope::default();
                let values = variable
                    .values
                    .iter()
                    .map(|value| variants.take(&camel(value), "_", &variable.origin, diagnostics));
                let values: Vec<String> = values.collect();
                VariableNames {
                    argument: escape(&argument),
                    name: if values.is_empty() {
                        name
                    } else {
                        enums.take(&name, "Value", &variable.origin, diagnostics)
                    },
                    variants: values,
                }
            });
            let variables = variables.collect();
            ServerNames {
                function: escape(&function),
                variables,
            }
        })
        .collect()
}

/// What a server is called: its description where that is a name, else its URL without what all
/// URLs have.
fn name(server: &Server) -> &str {
    let description = server.description.as_deref().unwrap_or_default().trim();
    let is_name = description.chars().any(char::is_alphanumeric)
        && !description.contains(['\n', '/'])
        && description.split_whitespace().count() <= MAX_WORDS;
    if is_name {
        return description;
    }
    let url = server.url.as_str();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.trim_matches('/');
    if rest.is_empty() { "root" } else { rest }
}
