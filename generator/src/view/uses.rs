//! Which files of the types crate name types of which others.

use std::collections::HashMap;

use super::model::{Item, RustType, TypeFile};

/// The files, by number, with those that each of them names types of.
pub(super) struct Uses<'a> {
    index: HashMap<&'a str, usize>,
    uses: Vec<Vec<usize>>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(files: &'a [TypeFile]) -> Self {
        let mut index = HashMap::new();
        for (number, file) in files.iter().enumerate() {
            index.extend(file.items.iter().map(|item| (item.name(), number)));
        }
        let uses = files.iter().map(|file| {
            let types = file.items.iter().flat_map(Item::types);
            files_of(&index, types)
        });
        Self {
            uses: uses.collect(),
            index,
        }
    }

    /// The files that have the types of some values, and all that is in these; each once.
    pub(super) fn reached<'b>(&self, types: impl Iterator<Item = &'b RustType>) -> Vec<usize> {
        let mut is_reached = vec![false; self.uses.len()];
        let mut next = files_of(&self.index, types);
        let mut reached = Vec::new();
        while let Some(file) = next.pop() {
            if let Some(known) = is_reached.get_mut(file)
                && !std::mem::replace(known, true)
            {
                reached.push(file);
                next.extend(self.uses.get(file).into_iter().flatten());
            }
        }
        reached
    }
}

/// The files that define what some types name, each once.
fn files_of<'b>(
    index: &HashMap<&str, usize>,
    types: impl Iterator<Item = &'b RustType>,
) -> Vec<usize> {
    let mut found = Vec::new();
    for kind in types {
        kind.visit(&mut |kind| {
            if let RustType::Named(name) = kind {
                found.extend(index.get(name.as_str()));
            }
        });
    }
    found.sort_unstable();
    found.dedup();
    found
}
