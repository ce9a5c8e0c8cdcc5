//! What a client accepts (RFC 9110, section 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

use super::parts::RequestParts;
use crate::types::support::media_type;

/// The whole of a weight: what a media type without one has.
const WHOLE: u16 = 1000;

/// The media types that a client accepts, and how much it likes each: the header `Accept`.
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

    /// How much the client likes a media type, in thousandths: by the range that says most of it. 0
    /// means that it isn't accepted. Without the header, all are liked alike.
    pub fn weight(&self, media_type: &str) -> u16 {
        if self.0.is_empty() {
            return WHOLE;
        }
        let ranges = self.0.iter().filter_map(|(range, weight)| {
            Some((media_type::specificity(range, media_type)?, *weight))
        });
        ranges.max().map_or(0, |(_, weight)| weight)
    }

    /// The one of some media types that the client likes best, and of several alike the first.
    /// `None` where it accepts none of them: a server may answer 406 then, or send one all the same.
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
}

impl RequestParts {
    /// What the client accepts, by the header `Accept`.
    pub fn accept(&self) -> Accept {
        Accept::of(&self.headers)
    }
}

/// A range and its weight; `None` for an empty one.
fn range(text: &str) -> Option<(String, u16)> {
    let mut parameters = text.split(';').map(str::trim);
    let mut range = parameters.next().filter(|name| !name.is_empty())?.to_owned();
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

/// A weight of at most three digits behind the point; what is none counts as left out.
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
