//! Which operation of which document a call is meant for.

use std::collections::BTreeMap;

use oasmith::ir::{PathPart, ServerPart};

use super::model::{Model, Op};
use super::suite::{Call, text};

/// An operation that a call is meant for, and what the path says.
#[derive(Clone)]
pub(super) struct Route<'a> {
    pub(super) model: &'a Model,
    pub(super) op: Op<'a>,
    /// The text of each parameter of the path, by its index, as it stands there.
    pub(super) path: BTreeMap<usize, String>,
    /// The value of each variable of the server, by its index; nothing for one that stands for the
    /// origin.
    pub(super) variables: BTreeMap<usize, String>,
    /// The path of the server.
    pub(super) prefix: String,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Parameter(usize),
    Variable(usize),
}

/// The operation of some documents that a call is meant for.
pub(super) fn find<'a>(models: &[&'a Model], call: &Call) -> Option<Route<'a>> {
    let mut best: Option<(_, Route<'a>)> = None;
    for model in models {
        for op in model.operations() {
            if op.view.http_method.as_str() != call.method {
                continue;
            }
            for server in servers(model, op) {
                let Some(route) = fit(model, op, &server, &call.uri) else {
                    continue;
                };
                let slashes = route
                    .path
                    .values()
                    .filter(|text| text.contains('/'))
                    .count();
                let rank = (
                    slashes,
                    usize::from(!is_of_version(&route, call)),
                    route.path.len(),
                );
                // Of documents that are equally good the last is the newest.
                if best.as_ref().is_none_or(|(other, _)| rank <= *other) {
                    best = Some((rank, route));
                }
            }
        }
    }
    best.map(|(_, route)| route)
}

/// Whether a call speaks of the version of a document, where that has one.
fn is_of_version(route: &Route<'_>, call: &Call) -> bool {
    let Some(version) = &route.model.document.version else {
        return true;
    };
    let mut variables = route.variables.values();
    let mut query = call.request.query.values();
    variables.any(|value| value == version) || query.any(|value| text(value) == *version)
}

/// The URLs that an operation can have in front of its path: origins are left out.
fn servers(model: &Model, op: Op<'_>) -> Vec<Vec<Piece>> {
    let servers = match op.ir.servers.as_slice() {
        [] => model.api.servers.as_slice(),
        own => own,
    };
    let mut all: Vec<Vec<Piece>> = servers
        .iter()
        .map(|server| {
            let parts = server.parts.iter().enumerate();
            let pieces = parts.filter_map(|(index, part)| match part {
                ServerPart::Literal(text) if index == 0 => Some(Piece::Text(path_of(text))),
                ServerPart::Literal(text) => Some(Piece::Text(text.clone())),
                // A URL that begins with a variable has its origin there.
                ServerPart::Variable(_) if index == 0 => None,
                ServerPart::Variable(variable) => Some(Piece::Variable(*variable)),
            });
            pieces.collect()
        })
        .collect();
    if all.is_empty() {
        all.push(Vec::new());
    }
    all
}

/// The path of a URL, without a slash at its end.
fn path_of(url: &str) -> String {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)),
        None => Some(url),
    };
    path.unwrap_or_default().trim_end_matches('/').to_owned()
}

fn fit<'a>(model: &'a Model, op: Op<'a>, server: &[Piece], uri: &str) -> Option<Route<'a>> {
    let mut pieces = server.to_vec();
    if let Some(Piece::Text(last)) = pieces.last_mut() {
        *last = last.trim_end_matches('/').to_owned();
    }
    let path = op.ir.path_parts.iter();
    pieces.extend(path.map(|part| match part {
        PathPart::Literal(text) => Piece::Text(text.clone()),
        PathPart::Parameter(index) => Piece::Parameter(*index),
    }));
    // A path may end with a slash that the call leaves out.
    let captured = captures(&pieces, uri).or_else(|| captures(&pieces, &format!("{uri}/")))?;
    let mut route = Route {
        model,
        op,
        path: BTreeMap::new(),
        variables: BTreeMap::new(),
        prefix: String::new(),
    };
    for (position, (piece, text)) in pieces.iter().zip(&captured).enumerate() {
        if position < server.len() {
            route.prefix.push_str(text);
        }
        match piece {
            Piece::Text(_) => {}
            Piece::Parameter(index) => drop(route.path.insert(*index, text.clone())),
            Piece::Variable(index) => drop(route.variables.insert(*index, text.clone())),
        }
    }
    Some(route)
}

/// What each piece stands for in a text; nothing with a slash where that can be.
fn captures(pieces: &[Piece], text: &str) -> Option<Vec<String>> {
    taken(pieces, text, false).or_else(|| taken(pieces, text, true))
}

fn taken(pieces: &[Piece], text: &str, slashes: bool) -> Option<Vec<String>> {
    let Some((first, others)) = pieces.split_first() else {
        return text.is_empty().then(Vec::new);
    };
    let with = |end: usize| {
        let (here, rest) = text.split_at_checked(end)?;
        let mut all = taken(others, rest, slashes)?;
        all.insert(0, here.to_owned());
        Some(all)
    };
    match first {
        Piece::Text(literal) if text.starts_with(literal.as_str()) => with(literal.len()),
        Piece::Text(_) => None,
        Piece::Parameter(_) | Piece::Variable(_) => {
            let end = match slashes {
                true => text.len(),
                false => text.find('/').unwrap_or(text.len()),
            };
            (1..=end).rev().find_map(with)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_take_texts_apart() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let pieces = [
            text("/a"),
            Piece::Parameter(0),
            text("/"),
            Piece::Parameter(1),
        ];
        assert_eq!(
            captures(&pieces, "/a.b,c/d").unwrap(),
            ["/a", ".b,c", "/", "d"]
        );
        assert_eq!(
            captures(&pieces, "/ab/c/d").unwrap(),
            ["/a", "b/c", "/", "d"]
        );
        assert_eq!(captures(&pieces, "/a/d"), None);
        assert_eq!(path_of("http://localhost:3000/v1/"), "/v1");
        assert_eq!(path_of("http://localhost:3000"), "");
    }
}
