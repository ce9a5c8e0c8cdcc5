//! What a client accepts (RFC 9110, section 12.5.1).

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};

use super::call::Call;
use super::parts::RequestParts;
use super::rejection::Rejection;
use crate::types::support::media_type;

/// The weight of a media type without `q`, in thousandths.
const WHOLE: u16 = 1000;

/// The header `Accept`: the media types that a client accepts, with their weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accept(Vec<(String, u16)>);

impl Accept {
    /// Reads the header.
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT).into_iter();
        let lines = lines.filter_map(|value| value.to_str().ok());
        let ranges = lines.flat_map(|line| line.split(',')).filter_map(range);
        Self(ranges.collect())
    }

    /// The weight of a media type in thousandths, by the most specific range that matches. 0 means
    /// that it isn't accepted. Without the header, all media types have the same weight.
    pub fn weight(&self, media_type: &str) -> u16 {
        if self.0.is_empty() {
            return WHOLE;
        }
        let ranges = self.0.iter().filter_map(|(range, weight)| {
            Some((media_type::specificity(range, media_type)?, *weight))
        });
        ranges.max().map_or(0, |(_, weight)| weight)
    }

    /// The media type with the highest weight; of several, the first. `None` if the client accepts
    /// none of them: a server may answer 406 then, or send one all the same.
    pub fn best<'a>(&self, media_types: &[&'a str]) -> Option<&'a str> {
        let mut best: Option<(u16, &'a str)> = None;
        for media_type in media_types {
            let weight = self.weight(media_type);
            if weight > best.map_or(0, |(weight, _)| weight) {
                best = Some((weight, media_type));
            }
        }
        best.map(|(_, media_type)| media_type)
    }

    /// Whether the client can take a media type, or one that differs in its parameters or, of JSON, in
    /// its name: what asks for `application/vnd.api+json` or for a `charset` reads `application/json`.
    fn may_take(&self, media_type: &str) -> bool {
        let known = media_type::essence(media_type);
        let is_like = |range: &str| {
            let range = media_type::essence(range);
            range == known || media_type::is_json(&range) && media_type::is_json(&known)
        };
        let mut wanted = self.0.iter().filter(|(_, weight)| *weight > 0);
        self.weight(media_type) > 0 || wanted.any(|(range, _)| is_like(range))
    }
}

impl RequestParts {
    /// The media types that the client accepts.
    pub fn accept(&self) -> Accept {
        Accept::of(&self.headers)
    }
}

/// Rejects a request that accepts none of the media types of an operation (RFC 9110, section 15.5.7),
/// before the operation does what its response couldn't tell of.
///
/// # Errors
///
/// Returns a 406.
pub(super) fn check(call: &Call) -> Result<(), Rejection> {
    let media_types = call.operation.media_types;
    let mut lines = call.headers().get_all(ACCEPT).iter();
    let is_met = match (lines.next(), lines.next()) {
        (None, _) => true,
        // What most clients send is clear without a closer look.
        (Some(line), None) => line == "*/*" || media_types.iter().any(|name| line == name),
        (Some(_), Some(_)) => false,
    };
    if is_met || media_types.is_empty() {
        return Ok(());
    }
    let accept = Accept::of(call.headers());
    // For `image/*`, the method chooses the media type: whether it is accepted can't be told before.
    let mut known = media_types.iter();
    if known.any(|name| name.contains('*') || accept.may_take(name)) {
        return Ok(());
    }
    let title = "The operation has no media type that the request accepts.";
    Err(Rejection::new(StatusCode::NOT_ACCEPTABLE, title))
}

/// Parses a range and its weight; `None` if it is empty.
fn range(text: &str) -> Option<(String, u16)> {
    let mut parameters = text.split(';').map(str::trim);
    let mut range = parameters
        .next()
        .filter(|name| !name.is_empty())?
        .to_owned();
    for parameter in parameters {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        // What follows the weight isn't the range's.
        if name.trim().eq_ignore_ascii_case("q") {
            return Some((range, weight(value.trim())));
        }
        range.push_str("; ");
        range.push_str(parameter);
    }
    Some((range, WHOLE))
}

/// Parses a weight; an invalid one counts as missing.
fn weight(text: &str) -> u16 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    match whole {
        "0" => format!("{rest:0<3}")
            .get(..3)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(WHOLE),
        _ => WHOLE,
    }
}
