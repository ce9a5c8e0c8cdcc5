//! Matches requests with path templates, and finds the values of their parameters.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri};

use super::parameter::form_decode;

/// What a request for an operation must have: its method, path template and fixed parameters.
pub type Candidate<'a> = (&'a str, &'a str, &'a [FixedParameter]);

/// A parameter with a single possible value, which tells operations with the same path apart: its
/// name and value.
#[derive(Clone, Copy, Debug)]
pub enum FixedParameter {
    /// In the query.
    Query(&'static str, &'static str),
    /// A header.
    Header(&'static str, &'static str),
}

impl FixedParameter {
    fn matches(self, uri: &Uri, headers: &HeaderMap) -> bool {
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

/// The operation that a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The operation with this index, counted through all groups.
    Operation(usize),
    /// The path is known, but not with this method. Holds the value of `Allow`.
    NotAllowed(String),
    /// No operation.
    NotFound,
}

/// Chooses between operations whose paths are the same for the router.
///
/// Each group has operations with equivalent path templates, the group with the fewest parameters
/// comes first. The first group with a matching template decides. In it, the path is chosen before
/// the method: the template with the most text, so that `PUT /a/1:run` is for `/a/{id}:run` and not
/// for `/a/{id}`, whether it has that method or not.
pub fn choose(request: &Request, groups: &[&[Candidate<'_>]]) -> Choice {
    let mut before = 0;
    for group in groups {
        let fitting = || {
            let numbered = group.iter().enumerate();
            numbered.filter(|(_, (_, template, _))| fits(template, request.uri()))
        };
        let lengths = fitting().map(|(_, (_, template, _))| text_length(template));
        let Some(longest) = lengths.max() else {
            before += group.len();
            continue;
        };
        let meant = || fitting().filter(|(_, (_, template, _))| text_length(template) == longest);
        let with = |method: &str| {
            meant().find(|(_, (known, template, fixed))| {
                *known == method
                    && has_query(template, request.uri().query().unwrap_or_default())
                    && fixed
                        .iter()
                        .all(|parameter| parameter.matches(request.uri(), request.headers()))
            })
        };
        let method = request.method();
        let found = with(method.as_str()).or_else(|| {
            // What answers GET answers HEAD (RFC 9110, section 9.3.2).
            (method == Method::HEAD).then(|| with("GET")).flatten()
        });
        if let Some((index, _)) = found {
            return Choice::Operation(before + index);
        }
        return not_found_or_allowed(method, meant().map(|(_, (known, ..))| *known));
    }
    Choice::NotFound
}

/// The result if no operation was found at a path with these methods.
fn not_found_or_allowed<'a>(method: &Method, known: impl Iterator<Item = &'a str>) -> Choice {
    let mut allowed: Vec<&str> = Vec::new();
    for known in known {
        let also = (known == "GET").then_some("HEAD");
        for method in std::iter::once(known).chain(also) {
            if !allowed.contains(&method) {
                allowed.push(method);
            }
        }
    }
    // With this method something else is missing, such as a pair of the query.
    if allowed.contains(&method.as_str()) {
        return Choice::NotFound;
    }
    Choice::NotAllowed(allowed.join(","))
}

/// Normalizes a path that is equivalent to one of the router's paths but spelled differently
/// (RFC 3986, section 6.2.2): with needless escapes, or escapes in lower case. `None` if there is
/// nothing to change.
///
/// `known` are the paths of the router, those with the fewest parameters first. The values of
/// parameters aren't changed, as an escape in them may have a meaning.
pub fn normalized(path: &str, known: &[&str]) -> Option<String> {
    // What has no escape is spelled in one way only.
    if path.is_ascii() && !path.contains(['%', '"', '<', '>', '\\', '^', '`', '{', '|', '}']) {
        return None;
    }
    if known.contains(&path) {
        return None;
    }
    let count = path.split('/').count();
    let fits = |known: &&&str| {
        let mut pairs = known.split('/').zip(path.split('/'));
        known.split('/').count() == count
            && pairs.all(|(known, given)| match known.starts_with('{') {
                true => !given.is_empty(),
                false => spelled(given, known) == Some(given.len()),
            })
    };
    let pairs = known.iter().find(fits)?.split('/').zip(path.split('/'));
    let segments: Vec<&str> = pairs
        .map(|(known, given)| if known.starts_with('{') { given } else { known })
        .collect();
    let normalized = segments.join("/");
    (normalized != path).then_some(normalized)
}

/// The value of a path parameter, not decoded.
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

/// Whether a path matches a template.
fn fits(template: &str, uri: &Uri) -> bool {
    let path = path_of(template);
    let mut pairs = path.rsplit('/').zip(uri.path().rsplit('/'));
    let enough = uri.path().matches('/').count() >= path.matches('/').count();
    enough && pairs.all(|(template, segment)| arguments(&pieces(template), segment).is_some())
}

/// How much of a template is text.
fn text_length(template: &str) -> usize {
    let segments = path_of(template).split('/');
    let pieces = segments.flat_map(pieces);
    let lengths = pieces.map(|piece| match piece {
        Piece::Literal(literal) => Octets(literal.as_bytes()).count(),
        Piece::Name(_) => 0,
    });
    lengths.sum()
}

/// Whether a query has the pairs of a template such as `/a?b=c`.
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

/// The names and values of a query, not decoded.
fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A piece of a segment of a template.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Literal(&'a str),
    Name(&'a str),
}

/// The literals and parameter names of a segment. An unbalanced brace is a literal.
fn pieces(segment: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text, mut from) = (segment, 0);
    while let Some(brace) = text.get(from..).and_then(|rest| rest.find('{')) {
        let (literal, opened) = text.split_at(from + brace);
        let name = opened.get(1..).and_then(|opened| opened.split_once('}'));
        let name = name.filter(|(name, _)| !name.is_empty() && !name.contains('{'));
        let Some((name, after)) = name else {
            from += brace + 1;
            continue;
        };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        // What begins so is no parameter of a path (RFC 6570, section 2.2).
        if !name.starts_with(['?', '&']) {
            pieces.push(Piece::Name(name));
        }
        (text, from) = (after, 0);
    }
    if !text.is_empty() {
        pieces.push(Piece::Literal(text));
    }
    pieces
}

/// The value of each parameter in a segment, if the segment matches. None of them is empty.
fn arguments<'a, 'b>(pieces: &[Piece<'a>], segment: &'b str) -> Option<Vec<(&'a str, &'b str)>> {
    let mut arguments = Vec::new();
    let mut rest = segment;
    for (index, piece) in pieces.iter().enumerate() {
        let length = match piece {
            Piece::Literal(literal) => spelled(rest, literal)?,
            Piece::Name(name) => {
                let end = end(rest, pieces.get(index + 1..).unwrap_or_default())?;
                arguments.push((*name, rest.get(..end)?));
                end
            }
        };
        rest = rest.get(length..)?;
    }
    rest.is_empty().then_some(arguments)
}

/// The end of a parameter's value: before the next literal, or at the end of the segment.
fn end(rest: &str, after: &[Piece<'_>]) -> Option<usize> {
    let literal = match after {
        [] => return (!rest.is_empty()).then_some(rest.len()),
        [Piece::Literal(literal), ..] => *literal,
        // Nothing between two parameters tells where the first one ends.
        [Piece::Name(_), ..] => return None,
    };
    let is_last = after.len() == 1;
    let ends = |raw: bool| {
        let mut places = rest.char_indices().map(|(index, _)| index).skip(1);
        places.find(|index| {
            let tail = rest.get(*index..).unwrap_or_default();
            let length = match raw {
                true => tail.starts_with(literal).then_some(literal.len()),
                false => spelled(tail, literal),
            };
            length.is_some_and(|length| !is_last || length == tail.len())
        })
    };
    // An escape may as well belong to the value, whose writer had to tell it from the text.
    ends(true).or_else(|| ends(false))
}

/// The length of the prefix of a text that is equivalent to a literal, escapes included.
fn spelled(text: &str, literal: &str) -> Option<usize> {
    let mut given = Octets(text.as_bytes());
    for octet in Octets(literal.as_bytes()) {
        if given.next() != Some(octet) {
            return None;
        }
    }
    Some(text.len() - given.0.len())
}

/// The percent-decoded octets of a text. A percent sign that starts no escape is kept.
struct Octets<'a>(&'a [u8]);

impl Iterator for Octets<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        if let [b'%', high, low, rest @ ..] = self.0
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            self.0 = rest;
            return u8::try_from(high * 16 + low).ok();
        }
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }
}
