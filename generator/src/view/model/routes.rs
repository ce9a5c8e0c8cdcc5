//! The routes of the server.

use std::collections::BTreeSet;

use super::gate::Gate;
use crate::ir::{Location, Method};

/// The routes of a whole API.
#[derive(Debug, Default)]
pub struct Routing {
    /// The routes of each tag, in the order of the tags.
    pub tags: Vec<TagRoutes>,
    /// Those that choose between operations of several tags.
    pub across_tags: Routes,
    /// The tags, by index, that these operations belong to.
    pub involved: BTreeSet<usize>,
    /// The paths as the router has them, the most literal first.
    pub paths: Vec<String>,
}

impl Routing {
    /// All routes.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        let tags = self.tags.iter();
        let tags = tags.flat_map(|tag| [&tag.own, &tag.shared]);
        tags.chain([&self.across_tags])
            .flat_map(|routes| &routes.routes)
    }
}

/// The routes of a tag.
#[derive(Debug, Default)]
pub struct TagRoutes {
    /// Those that no other tag has a part in.
    pub own: Routes,
    /// Those at paths where another tag has operations too; for the tag's own router.
    pub shared: Routes,
    /// The modules of the operations that a route across tags may lead to.
    pub shared_modules: BTreeSet<String>,
}

/// Routes, and the functions that choose between operations.
#[derive(Debug, Default)]
pub struct Routes {
    /// The routes.
    pub routes: Vec<Route>,
    /// The functions that they lead to where a path and a method aren't all.
    pub choosers: Vec<Chooser>,
}

/// A path and what answers there.
#[derive(Debug)]
pub struct Route {
    /// The path as axum writes it.
    pub path: String,
    /// Whether another path has text where this one has a parameter.
    pub is_overlapping: bool,
    /// What answers each method, or any.
    pub methods: Vec<RouteMethod>,
}

/// What answers a method.
#[derive(Debug)]
pub struct RouteMethod {
    /// The method; any of them where it is `None`.
    pub method: Option<Method>,
    /// What answers it.
    pub handler: Handler,
}

/// What answers a request.
#[derive(Clone, Debug)]
pub enum Handler {
    /// The operation of this module.
    Operation(String),
    /// The function of this name, which chooses between operations.
    Chooser(String),
}

/// A function that chooses between operations by the method, path and query of a request.
#[derive(Debug)]
pub struct Chooser {
    /// Its name.
    pub name: String,
    /// The traits of the tags that the operations belong to.
    pub traits: Vec<String>,
    /// The operations, to be tried group by group: in each, the most literal template first.
    pub groups: Vec<Vec<Candidate>>,
}

/// An operation that a request may be for.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The module of its tag.
    pub tag: String,
    /// Its own module.
    pub module: String,
    /// Its method.
    pub method: Method,
    /// Its path template.
    pub path: String,
    /// The parameters that always have the same value.
    pub constants: Vec<Constant>,
    /// What has to be asked for to compile it.
    pub gate: Gate,
}

/// A parameter that always has the same value.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Where it stands in a request.
    pub location: Location,
    /// Its name on the wire.
    pub wire: String,
    /// Its value.
    pub value: String,
}

impl Routes {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    /// Whether parameters that always have the same value tell operations apart.
    #[must_use]
    pub fn has_constants(&self) -> bool {
        let groups = self.choosers.iter().flat_map(|chooser| &chooser.groups);
        let mut candidates = groups.flatten();
        candidates.any(|candidate| !candidate.constants.is_empty())
    }
}
