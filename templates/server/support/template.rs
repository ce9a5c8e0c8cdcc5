//! Path templates that have more in them than one parameter for a whole segment.

use axum::http::{HeaderMap, Uri};

use super::parameter::{form_decode, percent_decode};

/// The first of some templates that a request fits.
pub fn choose(uri: &Uri, templates: &[&str]) -> Option<usize> {
    templates.iter().position(|template| fits(template, uri))
}

/// What requests of an operation have beside their path: a name and its value.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// In the query.
    Query(&'static str, &'static str),
    /// A header.
    Header(&'static str, &'static str),
}

impl Sign {
    fn fits(self, uri: &Uri, headers: &HeaderMap) -> bool {
        match self {
            Self::Query(name, value) => {
                let mut pairs = pairs(uri.query().unwrap_or_default());
                pairs.any(|(known, given)| {
                    form_decode(known).as_deref() == Some(name)
                        && form_decode(given).as_deref() == Some(value)
                })
            }
            Self::Header(name, value) => {
                let mut given = headers.get_all(name).iter();
                given.any(|given| given.as_bytes() == value.as_bytes())
            }
        }
    }
}

/// The first of some templates that a request fits, with all of its signs.
pub fn choose_by(uri: &Uri, headers: &HeaderMap, templates: &[(&str, &[Sign])]) -> Option<usize> {
    templates.iter().position(|(template, signs)| {
        signs.iter().all(|sign| sign.fits(uri, headers)) && fits(template, uri)
    })
}

/// What stands for a parameter in a path, not decoded.
pub(super) fn argument<'a>(template: &str, path: &'a str, name: &str) -> Option<&'a str> {
    // From the end, for the router may be nested below further segments.
    let pairs = path_of(template).rsplit('/').zip(path.rsplit('/'));
    pairs
        .filter_map(|(template, segment)| arguments(&pieces(template), segment))
        .flatten()
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// A template without its query and fragment.
fn path_of(template: &str) -> &str {
    let path = template.split('#').next().unwrap_or_default();
    path.split('?').next().unwrap_or_default()
}

fn fits(template: &str, uri: &Uri) -> bool {
    let path = path_of(template);
    let mut pairs = path.rsplit('/').zip(uri.path().rsplit('/'));
    let enough = uri.path().matches('/').count() >= path.matches('/').count();
    enough
        && pairs.all(|(template, segment)| arguments(&pieces(template), segment).is_some())
        && has_query(template, uri.query().unwrap_or_default())
}

/// Whether a query has the pairs that a template fixes.
fn has_query(template: &str, query: &str) -> bool {
    let template = template.split('#').next().unwrap_or_default();
    let Some((_, fixed)) = template.split_once('?') else {
        return true;
    };
    pairs(fixed).all(|(name, value)| {
        let open = value.starts_with('{') && value.ends_with('}');
        pairs(query).any(|(known, given)| {
            form_decode(known) == form_decode(name)
                && (open || form_decode(given) == form_decode(value))
        })
    })
}

/// The names and values of a query as they came.
fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A piece of a segment of a template.
enum Piece<'a> {
    Literal(&'a str),
    Name(&'a str),
}

/// Texts and names by turns. A brace that has no partner is text.
fn pieces(segment: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((literal, opened)) = rest.split_once('{') {
        let name = opened.split_once('}');
        let name = name.filter(|(name, _)| !name.is_empty() && !name.contains('{'));
        let Some((name, after)) = name else {
            pieces.push(Piece::Literal(literal));
            pieces.push(Piece::Literal("{"));
            rest = opened;
            continue;
        };
        pieces.push(Piece::Literal(literal));
        // What begins so is no parameter of a path (RFC 6570, section 2.2).
        if !name.starts_with(['?', '&']) {
            pieces.push(Piece::Name(name));
        }
        rest = after;
    }
    pieces.push(Piece::Literal(rest));
    pieces
}

/// What stands for each parameter of a segment, if the segment fits.
fn arguments<'a, 'b>(pieces: &[Piece<'a>], segment: &'b str) -> Option<Vec<(&'a str, &'b str)>> {
    let mut arguments = Vec::new();
    let mut rest = segment;
    for (index, piece) in pieces.iter().enumerate() {
        let name = match piece {
            Piece::Literal(literal) => {
                rest = strip(rest, literal)?;
                continue;
            }
            Piece::Name(name) => *name,
        };
        let after = pieces.get(index + 1..).unwrap_or_default();
        let end = end(rest, after)?;
        let (value, left) = rest.split_at_checked(end)?;
        arguments.push((name, value));
        rest = left;
    }
    rest.is_empty().then_some(arguments)
}

/// Where a parameter ends: before the next text, and at the end of all where that is the last.
fn end(rest: &str, after: &[Piece<'_>]) -> Option<usize> {
    let literal = after.iter().find_map(|piece| match piece {
        Piece::Literal("") => None,
        Piece::Literal(literal) => Some(Some(*literal)),
        Piece::Name(_) => Some(None),
    });
    let is_last = !after.iter().any(|piece| matches!(piece, Piece::Name(_)));
    match literal {
        None => Some(rest.len()),
        // Two parameters with nothing between: the first has one character.
        Some(None) => rest.char_indices().nth(1).map(|(index, _)| index),
        Some(Some(_)) if is_last => {
            let length: usize = after
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(literal) => encoded_length(rest, literal),
                    Piece::Name(_) => 0,
                })
                .sum();
            rest.len().checked_sub(length).filter(|end| *end > 0)
        }
        Some(Some(literal)) => rest
            .char_indices()
            .skip(1)
            .find(|(index, _)| {
                let tail = rest.get(*index..).unwrap_or_default();
                strip(tail, literal).is_some()
            })
            .map(|(index, _)| index),
    }
}

/// How long a text is at the end of a segment, where it may be percent-encoded.
fn encoded_length(segment: &str, literal: &str) -> usize {
    let ends = segment.char_indices().map(|(index, _)| index);
    let mut found = ends.filter(|index| {
        let tail = segment.get(*index..).unwrap_or_default();
        strip(tail, literal).is_some_and(str::is_empty)
    });
    found
        .next_back()
        .map_or(literal.len(), |index| segment.len() - index)
}

/// What is left of a segment behind a text, which may be percent-encoded there.
fn strip<'a>(segment: &'a str, literal: &str) -> Option<&'a str> {
    if let Some(rest) = segment.strip_prefix(literal) {
        return Some(rest);
    }
    let literal = percent_decode(literal)?;
    let mut wanted = literal.bytes();
    let mut rest = segment;
    while wanted.len() > 0 {
        let mut length = 1;
        if rest.starts_with('%') {
            length = 3;
        }
        // A byte at a time: a character may be encoded as several.
        let (piece, after) = rest.split_at_checked(length)?;
        let given = match piece.strip_prefix('%') {
            Some(digits) => u8::from_str_radix(digits, 16).ok()?,
            None => piece.bytes().next()?,
        };
        if wanted.next() != Some(given) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}
