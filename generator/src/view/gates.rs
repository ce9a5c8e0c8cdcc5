//! Finds out which cargo features ask for which files of the types crate, and for which support code.
//!
//! The problem: somebody who calls three of a hundred tags shouldn't have to compile the types of
//! all others. A file may be left out only where nothing that is compiled names its types.
//!
//! The idea: from the types that the operations of a tag name, follow the types that these name,
//! file by file. A file is compiled for every tag that comes to it, so that whatever a file names is
//! compiled for all its tags too. Webhooks and callbacks are as one more tag, whose feature is
//! [`WEBHOOKS`]. What none of them comes to is for [`UNUSED_SCHEMAS`] alone. What many tags come to
//! is always compiled: a long list of features is of no use to anybody, and as all that such a file
//! names has at least as many tags, nothing is missing.
//!
//! For example: `GET /gists` (tag `gists`) answers with `Gist`, which has a `User`, and `GET /user`
//! (tag `users`) answers with `User`. `Gist` asks for the feature `gists`, `User` for `gists` or
//! `users`, and `Thread`, which no operation names, for `unused-schemas`.
//!
//! It ends as each tag visits each file once.
//!
//! The same holds for support code that operations alone name: it is for the tags of those which have
//! the features that ask for it. A command line names it too, and has all of it. Support code that some
//! items of the types crate alone name is for the features of their files.

use super::features::operation_types;
use super::model::{
    Feature, Gate, Item, OperationView, RustType, TagView, TypeFile, UNUSED_SCHEMAS, View, WEBHOOKS,
};
use super::uses::Uses;

/// A file that more tags use is always compiled.
const MAX_TAGS: usize = 24;

/// Sets the gates of files, and gives whether some of them ask for [`WEBHOOKS`]. The tags have theirs
/// already; `webhooks` are the types that webhooks and callbacks name.
pub(super) fn set(files: &mut [TypeFile], tags: &[TagView], webhooks: &[RustType]) -> bool {
    let users = users(files, tags, webhooks);
    let mut any = false;
    for (file, mut users) in files.iter_mut().zip(users) {
        let has_webhook = users.pop_if(|user| *user == tags.len()).is_some();
        file.gate = match (users.is_empty(), has_webhook) {
            (true, true) => Gate::off(WEBHOOKS),
            (true, false) => Gate::off(UNUSED_SCHEMAS),
            (false, has_webhook) => {
                let users: Vec<&TagView> = users.iter().filter_map(|tag| tags.get(*tag)).collect();
                match features_of(&users, tags.len()) {
                    Some(features) => Gate::of(features.chain(has_webhook.then_some(WEBHOOKS))),
                    None => Gate::default(),
                }
            }
        };
        any |= has_webhook && !file.gate.is_open();
    }
    any
}

/// The features of the tags that use something; `None` if it is always compiled.
fn features_of<'a>(users: &[&'a TagView], all: usize) -> Option<impl Iterator<Item = &'a str>> {
    let features = users.iter().flat_map(|tag| tag.gate.features());
    let features = features.map(String::as_str);
    (users.len() <= MAX_TAGS && users.len() < all).then_some(features)
}

impl View {
    /// The gate of support code that nothing but some items of the types crate names.
    #[must_use]
    pub fn gate_of_items(&self, is_user: impl Fn(&Item) -> bool) -> Gate {
        let files = self.types.iter();
        let files = files.filter(|file| file.items.iter().any(&is_user));
        let gates: Vec<&Gate> = files.map(|file| &file.gate).collect();
        let mut features: Vec<&str> = Vec::new();
        for feature in gates.iter().flat_map(|gate| gate.features()) {
            if !features.contains(&feature.as_str()) {
                features.push(feature);
            }
        }
        let is_gated = gates.iter().all(|gate| !gate.is_open()) && features.len() <= MAX_TAGS;
        match is_gated {
            true => Gate::of(features),
            false => Gate::default(),
        }
    }

    /// The gate of support code that nothing but operations with one of these features names.
    #[must_use]
    pub fn gate_of(&self, features: &[Feature]) -> Gate {
        let is_user = |operation: &OperationView| {
            let of = &operation.features;
            of.client.has_any(features) || of.server.has_any(features)
        };
        let mut webhooks = self.webhooks.iter().flat_map(|all| &all.tag.operations);
        if self.cli.is_some() || webhooks.any(is_user) {
            return Gate::default();
        }
        let users = self.tags.iter();
        let users = users.filter(|tag| tag.operations.iter().any(is_user));
        let users: Vec<&TagView> = users.collect();
        features_of(&users, self.tags.len()).map_or_else(Gate::default, Gate::of)
    }
}

/// The tags, by index, that use each file. Webhooks have the index behind the last.
fn users(files: &[TypeFile], tags: &[TagView], webhooks: &[RustType]) -> Vec<Vec<usize>> {
    let uses = Uses::new(files);
    let mut users: Vec<Vec<usize>> = files.iter().map(|_| Vec::new()).collect();
    let reached = tags.iter().map(|tag| {
        let types = tag.operations.iter().flat_map(operation_types);
        uses.reached(types)
    });
    let reached = reached.chain([uses.reached(webhooks.iter())]);
    for (tag, files) in reached.enumerate() {
        for file in files {
            if let Some(users) = users.get_mut(file) {
                users.push(tag);
            }
        }
    }
    users
}
