//! Which types have something to check.

use std::collections::{HashMap, HashSet};

use crate::ir::{TypeId, Types};

/// The types of which something is checked, or of what they are made of.
#[derive(Debug)]
pub(super) struct Checked(HashSet<TypeId>);

impl Checked {
    pub(super) fn new(types: &Types) -> Self {
        let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
        let mut pending = Vec::new();
        for (id, found) in types.iter() {
            for inner in found.kind.inner() {
                holders.entry(inner.id).or_default().push(id);
            }
            if found.is_constrained() {
                pending.push(id);
            }
        }
        let mut checked: HashSet<TypeId> = pending.iter().copied().collect();
        while let Some(id) = pending.pop() {
            for holder in holders.get(&id).into_iter().flatten() {
                if checked.insert(*holder) {
                    pending.push(*holder);
                }
            }
        }
        Self(checked)
    }

    pub(super) fn contains(&self, id: TypeId) -> bool {
        self.0.contains(&id)
    }
}
