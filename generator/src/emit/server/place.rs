//! The places of a router: what it takes for one path, and the operations that stand there.

use std::collections::HashMap;

use crate::view::{OperationView, PathPartView, TagView};

/// An operation that the server has.
#[derive(Clone, Copy)]
pub(super) struct Served<'a> {
    pub(super) tag: usize,
    pub(super) view: &'a TagView,
    pub(super) operation: &'a OperationView,
}

/// What the router takes for one path, and the operations that stand there.
pub(super) struct Place<'a> {
    pub(super) path: String,
    pub(super) operations: Vec<Served<'a>>,
    /// Whether the path and the method are all there is to them.
    pub(super) is_simple: bool,
    /// Whether a template takes every path that the router sends here.
    is_whole: bool,
}

impl Place<'_> {
    /// The segments, where `None` stands for a capture.
    fn segments(&self) -> impl Iterator<Item = Option<&str>> {
        let segments = self.path.split('/');
        segments.map(|segment| (!segment.starts_with('{')).then_some(segment))
    }

    /// The operations of another place that a request may ask for though the router sends it here:
    /// where it asks this place first, but the path may fit none of the templates.
    pub(super) fn hidden<'a>(&self, other: &Place<'a>) -> Vec<Served<'a>> {
        if self.is_whole || !self.comes_before(other) {
            return Vec::new();
        }
        let takes = |served: &&Served<'_>| {
            let segments = segments(served.operation);
            let mut pairs = segments.iter().zip(self.segments());
            pairs.all(|(segment, text)| text.is_none_or(|text| segment.takes(text)))
        };
        other.operations.iter().filter(takes).copied().collect()
    }

    /// Whether the router asks this place before another one for some path that both take.
    fn comes_before(&self, other: &Place<'_>) -> bool {
        if self.path.matches('/').count() != other.path.matches('/').count() {
            return false;
        }
        let mut first = None;
        for pair in self.segments().zip(other.segments()) {
            match pair {
                (Some(own), Some(other)) if own != other => return false,
                (Some(_), None) => first = first.or(Some(true)),
                (None, Some(_)) => first = first.or(Some(false)),
                _ => {}
            }
        }
        first.unwrap_or_default()
    }
}

pub(super) fn places(tags: &[TagView]) -> Vec<Place<'_>> {
    let mut names = Names::default();
    let mut places: Vec<Place<'_>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (tag, view) in tags.iter().enumerate() {
        for operation in view.operations.iter().filter(|operation| operation.served) {
            let (path, is_whole) = path(operation, &mut names);
            let index = *known.entry(path.clone()).or_insert_with(|| {
                places.push(Place {
                    path,
                    operations: Vec::new(),
                    is_simple: true,
                    is_whole: false,
                });
                places.len() - 1
            });
            let Some(place) = places.get_mut(index) else {
                continue;
            };
            let mut others = place.operations.iter();
            place.is_whole |= is_whole;
            place.is_simple &= is_whole
                && operation.fixed_query.is_empty()
                && others.all(|other| other.operation.http_method != operation.http_method);
            place.operations.push(Served {
                tag,
                view,
                operation,
            });
        }
    }
    places
}

/// What sorts paths so that the most literal comes first.
pub(super) fn literal_first(path: &str) -> (Vec<bool>, &str) {
    let captures = path.split('/').map(|segment| segment.starts_with('{'));
    (captures.collect(), path)
}

/// The paths in which something is spelled, as literals.
pub(super) fn paths(places: &[Place<'_>]) -> Vec<String> {
    let mut paths: Vec<&str> = places
        .iter()
        .filter(|place| place.segments().flatten().any(|text| !text.is_empty()))
        .map(|place| place.path.as_str())
        .collect();
    paths.sort_by_key(|path| literal_first(path));
    paths.into_iter().map(|path| format!("{path:?}")).collect()
}

/// The names of path parameters as the router knows them. The router wants one name wherever two
/// paths have a parameter at the same place; what the document calls them is no matter there.
#[derive(Default)]
struct Names {
    by_prefix: HashMap<String, String>,
}

/// A segment of a path template.
#[derive(Default)]
struct Segment {
    /// The text before the first parameter.
    before: String,
    /// The first parameter, if there is one.
    parameter: Option<usize>,
    /// The text behind the last one.
    after: String,
    /// Whether there is more to it than text, or one parameter.
    is_mixed: bool,
}

impl Segment {
    fn push(&mut self, text: &str) {
        self.is_mixed |= self.parameter.is_some() && !text.is_empty();
        let side = match self.parameter {
            Some(_) => &mut self.after,
            None => &mut self.before,
        };
        side.push_str(text);
    }

    fn push_parameter(&mut self, index: usize) {
        self.is_mixed |= self.parameter.is_some() || !self.before.is_empty();
        self.parameter.get_or_insert(index);
        self.after.clear();
    }

    /// Whether this text may stand for it.
    fn takes(&self, text: &str) -> bool {
        match self.parameter {
            None => self.before == text,
            Some(_) => text
                .strip_prefix(self.before.as_str())
                .is_some_and(|rest| rest.len() > self.after.len() && rest.ends_with(&self.after)),
        }
    }
}

fn segments(operation: &OperationView) -> Vec<Segment> {
    let mut segments = vec![Segment::default()];
    for part in &operation.path_parts {
        match part {
            PathPartView::Literal(text) => {
                for (index, text) in text.split('/').enumerate() {
                    if index > 0 {
                        segments.push(Segment::default());
                    }
                    if let Some(segment) = segments.last_mut() {
                        segment.push(text);
                    }
                }
            }
            PathPartView::Parameter(index) => {
                if let Some(segment) = segments.last_mut() {
                    segment.push_parameter(*index);
                }
            }
        }
    }
    segments
}

/// A path as axum writes it, and whether the router alone can tell it from others.
fn path(operation: &OperationView, names: &mut Names) -> (String, bool) {
    let mut prefix = String::new();
    let mut path = String::new();
    let segments = segments(operation);
    for (index, segment) in segments.iter().enumerate() {
        if index > 0 {
            prefix.push('/');
            path.push('/');
        }
        let Some(parameter) = segment.parameter else {
            prefix.push_str(&segment.before);
            path.push_str(&segment.before);
            continue;
        };
        prefix.push_str("{}");
        let own = operation
            .parameters
            .get(parameter)
            .map_or("parameter", |parameter| parameter.name.as_str());
        let name = names
            .by_prefix
            .entry(prefix.clone())
            .or_insert_with(|| own.trim_start_matches("r#").to_owned());
        path.push_str(&format!("{{{name}}}"));
    }
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    (path, !segments.iter().any(|segment| segment.is_mixed))
}
