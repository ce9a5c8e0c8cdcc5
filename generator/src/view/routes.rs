//! Plans the routes of the server.
//!
//! The problem: axum's router takes one capture for a whole segment of a path and looks at no
//! query, and it refuses two routes that differ in nothing but the names of their captures. A
//! document may have `/files/{name}.{type}`, `/files/{id}:archive` and `/files?kind=a`.
//!
//! The idea: a segment that is more than text or one parameter is widened to one capture, so that
//! each path template falls on one *place* of the router. Where the path and the method are all
//! that tells the operations of a place apart, the router leads to each of them. Else it leads to a
//! function that compares the request with their templates, the most literal first: with
//! `/files/{id}:archive` before `/files/{id}`. The path is chosen before the method, as the router
//! does it: `/files/1:archive` is never a file, even where only files can be deleted.
//!
//! The router asks one place alone. It asks `/files/latest` before `/files/{id}`, and a place such
//! as `/{a}/x` hides parts of `/b/{c}` or the other way round; where the template of a widened place
//! may fail to fit, the function goes on with the operations of the places that it hides.
//!
//! Places at which several tags have operations are routed across tags, in a file of their own;
//! each tag's own router has its part of them.
//!
//! Why it ends: each operation falls on one place, and each pair of places is compared once.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::model::routes::{
    Candidate, Chooser, Constant, Handler, Route, RouteMethod, Routes, Routing, TagRoutes,
};
use super::model::{OperationView, PathPartView, TagView};
use crate::ir::Method;
use crate::names::chooser;

/// Plans the routes of all operations that the server has.
pub(super) fn routing(tags: &[TagView]) -> Routing {
    let places = places(tags);
    let mut routing = Routing {
        tags: tags.iter().map(|_| TagRoutes::default()).collect(),
        paths: paths(&places),
        ..Routing::default()
    };
    for place in &places {
        if place.is_simple {
            for routed in &place.operations {
                if let Some(routes) = routing.tags.get_mut(routed.tag) {
                    routes.own.push_operation(place, routed.operation);
                }
            }
            continue;
        }
        let groups = groups(place, &places);
        let involved: BTreeSet<usize> = groups.iter().flatten().map(|routed| routed.tag).collect();
        let traits = involved.iter().filter_map(|tag| tags.get(*tag));
        let traits: Vec<&str> = traits.map(|tag| tag.name.as_str()).collect();
        if involved.len() == 1 {
            let tag = involved.first().and_then(|tag| routing.tags.get_mut(*tag));
            if let Some(routes) = tag {
                let name = chooser(false, routes.own.choosers.len());
                let handler = routes.own.push_chooser(name, &groups, &traits);
                routes.own.push(place, None, handler);
            }
            continue;
        }
        routing.involved.extend(involved);
        let name = chooser(false, routing.across_tags.choosers.len());
        let handler = routing.across_tags.push_chooser(name, &groups, &traits);
        routing.across_tags.push(place, None, handler);
        for (tag, routes) in routing.tags.iter_mut().enumerate() {
            share(place, &groups, tag, routes);
        }
    }
    routing
}

impl Routes {
    fn push(&mut self, place: &Place<'_>, method: Option<Method>, handler: Handler) {
        let method = RouteMethod { method, handler };
        match self.routes.iter_mut().find(|it| it.path == place.path) {
            Some(route) => route.methods.push(method),
            None => self.routes.push(Route {
                path: place.path.clone(),
                is_overlapping: place.is_overlapping,
                methods: vec![method],
            }),
        }
    }

    fn push_operation(&mut self, place: &Place<'_>, operation: &OperationView) {
        let handler = Handler::Operation(operation.module.clone());
        self.push(place, Some(operation.http_method), handler);
    }

    /// Adds the function that chooses between operations, and gives what leads to it.
    fn push_chooser(
        &mut self,
        name: String,
        groups: &[Vec<Routed<'_>>],
        traits: &[&str],
    ) -> Handler {
        let groups = groups.iter();
        let groups = groups.map(|group| group.iter().map(Routed::candidate).collect());
        self.choosers.push(Chooser {
            name: name.clone(),
            traits: traits.iter().map(|name| (*name).to_owned()).collect(),
            groups: groups.collect(),
        });
        Handler::Chooser(name)
    }
}

/// Gives the router of one tag its part of a place that several tags have operations at.
fn share(place: &Place<'_>, groups: &[Vec<Routed<'_>>], tag: usize, routes: &mut TagRoutes) {
    let mut groups = groups.to_vec();
    for group in &mut groups {
        group.retain(|routed| routed.tag == tag);
    }
    let operations = || groups.iter().flatten();
    let modules = operations().map(|routed| routed.operation.module.clone());
    routes.shared_modules.extend(modules);
    let Some(first) = groups.first().and_then(|group| group.first()) else {
        return;
    };
    // By method, so that routers of other tags can be merged.
    let methods: BTreeSet<Method> = operations()
        .map(|routed| routed.operation.http_method)
        .collect();
    let name = chooser(true, routes.shared.choosers.len());
    let traits = [first.view.name.as_str()];
    let handler = routes.shared.push_chooser(name, &groups, &traits);
    for method in methods {
        let handler = handler.clone();
        routes.shared.push(place, Some(method), handler);
    }
}

/// The operations of a place, and then those of the places behind it: the router asks no other
/// place where a path fits none of the templates here.
fn groups<'a>(place: &Place<'a>, places: &[Place<'a>]) -> Vec<Vec<Routed<'a>>> {
    let mut hidden: Vec<_> = places
        .iter()
        .map(|other| (literal_first(&other.path), place.hidden(other)))
        .filter(|(_, operations)| !operations.is_empty())
        .collect();
    hidden.sort_by(|(one, _), (other, _)| one.cmp(other));
    let hidden = hidden.into_iter().map(|(_, operations)| operations);
    let mut groups: Vec<_> = std::iter::once(place.operations.clone())
        .chain(hidden)
        .collect();
    for group in &mut groups {
        group.sort_by_key(weight);
    }
    groups
}

/// What sorts the operations of a place: the most literal first, of those with one path the one
/// that asks for more.
fn weight(routed: &Routed<'_>) -> Reverse<(usize, usize)> {
    let parts = routed.operation.path_parts.iter();
    let literal: usize = parts
        .map(|part| match part {
            PathPartView::Literal(text) => text.len(),
            PathPartView::Parameter(_) => 0,
        })
        .sum();
    let constants = routed.operation.fixed_query.len() + routed.operation.constants().count();
    Reverse((literal, constants))
}

/// An operation that the server has.
#[derive(Clone, Copy)]
struct Routed<'a> {
    tag: usize,
    view: &'a TagView,
    operation: &'a OperationView,
}

impl Routed<'_> {
    fn candidate(&self) -> Candidate {
        let constants = self.operation.constants();
        Candidate {
            tag: self.view.module.clone(),
            module: self.operation.module.clone(),
            method: self.operation.http_method,
            gate: self.view.gate.clone(),
            path: self.operation.path.clone(),
            constants: constants
                .map(|(parameter, value)| Constant {
                    location: parameter.location,
                    wire: parameter.wire.clone(),
                    value: value.to_owned(),
                })
                .collect(),
        }
    }
}

/// What the router takes for one path, and the operations that stand there.
struct Place<'a> {
    path: String,
    operations: Vec<Routed<'a>>,
    /// Whether the path and the method are all there is to them.
    is_simple: bool,
    /// Whether a template takes every path that the router sends here.
    is_whole: bool,
    /// Whether a request that the router sends here may mean another place, which it would send the
    /// request to in another spelling: `/users/{id}` gets `/users/%6De`, which means `/users/me`.
    is_overlapping: bool,
}

impl Place<'_> {
    /// The segments, where `None` stands for a capture.
    fn segments(&self) -> impl Iterator<Item = Option<&str>> {
        let segments = self.path.split('/');
        segments.map(|segment| (!segment.starts_with('{')).then_some(segment))
    }

    /// The operations of another place that a request may ask for though the router sends it here:
    /// where it asks this place first, but the path may fit none of the templates.
    fn hidden<'a>(&self, other: &Place<'a>) -> Vec<Routed<'a>> {
        if self.is_whole || !self.comes_before(other) {
            return Vec::new();
        }
        let takes = |routed: &&Routed<'_>| {
            let segments = segments(routed.operation);
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

fn places(tags: &[TagView]) -> Vec<Place<'_>> {
    let mut captures = Captures::default();
    let mut places: Vec<Place<'_>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (tag, view) in tags.iter().enumerate() {
        for operation in view.operations.iter().filter(|operation| operation.routed) {
            let (path, is_whole) = path(operation, &mut captures);
            let index = *known.entry(path.clone()).or_insert_with(|| {
                places.push(Place {
                    path,
                    operations: Vec::new(),
                    is_simple: true,
                    is_whole: false,
                    is_overlapping: false,
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
            place.operations.push(Routed {
                tag,
                view,
                operation,
            });
        }
    }
    mark_overlapping(&mut places);
    places
}

/// Sets `is_overlapping` for each place that [comes behind](Place::comes_before) another one.
///
/// Places are grouped by the segments before each text segment: `/users/me` is in the group `/users/`. A
/// place with a parameter there, such as `/users/{id}`, is compared only with the places of that group.
/// Comparing each place with each other one would take too long for documents with thousands of paths.
fn mark_overlapping(places: &mut [Place<'_>]) {
    let mut with_text: HashMap<&str, Vec<&Place<'_>>> = HashMap::new();
    for place in &*places {
        for (start, segment) in segments_of(&place.path) {
            if !segment.starts_with('{') {
                let before = place.path.get(..start).unwrap_or_default();
                with_text.entry(before).or_default().push(place);
            }
        }
    }
    let is_overlapping = |place: &Place<'_>| {
        segments_of(&place.path).any(|(start, segment)| {
            let before = place.path.get(..start).unwrap_or_default();
            let others = with_text.get(before).filter(|_| segment.starts_with('{'));
            others.is_some_and(|others| others.iter().any(|other| other.comes_before(place)))
        })
    };
    let overlapping: Vec<bool> = places.iter().map(is_overlapping).collect();
    for (place, is_overlapping) in places.iter_mut().zip(overlapping) {
        place.is_overlapping = is_overlapping;
    }
}

/// The segments of a path, each with where it begins.
fn segments_of(path: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    path.split('/').map(move |segment| {
        let at = start;
        start += segment.len() + 1;
        (at, segment)
    })
}

/// What sorts paths so that the most literal comes first.
fn literal_first(path: &str) -> (Vec<bool>, &str) {
    let captures = path.split('/').map(|segment| segment.starts_with('{'));
    (captures.collect(), path)
}

/// The paths in which something is spelled.
fn paths(places: &[Place<'_>]) -> Vec<String> {
    let mut paths: Vec<&str> = places
        .iter()
        .filter(|place| place.segments().flatten().any(|text| !text.is_empty()))
        .map(|place| place.path.as_str())
        .collect();
    paths.sort_by_key(|path| literal_first(path));
    paths.into_iter().map(str::to_owned).collect()
}

/// The names of path parameters as the router knows them. The router wants one name wherever two
/// paths have a parameter at the same place; what the document calls them is no matter there.
#[derive(Default)]
struct Captures {
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
fn path(operation: &OperationView, captures: &mut Captures) -> (String, bool) {
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
        let name = captures
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
