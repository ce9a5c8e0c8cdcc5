//! Shorter names for types deep inside of others.

use std::collections::{HashMap, HashSet};

use crate::ir::{Kind, Owner, Type, TypeId, Types};

/// Letters of a name that is short enough to be read.
const MAX_LETTERS: usize = 40;

/// Leaves out the first steps to a type that is far from its owner, where what is left names no
/// other type.
pub(super) fn shorten(types: &mut Types) {
    let defined: Vec<TypeId> = types
        .iter()
        .filter(|(_, kind)| is_defined(kind))
        .map(|(id, _)| id)
        .collect();
    let mut taken: HashSet<String> = HashSet::new();
    // A shorter name that several could have is nobody's.
    let mut wanted: HashMap<String, usize> = HashMap::new();
    for id in &defined {
        let kind = types.get(*id);
        taken.insert(letters(kind, 0));
        for left_out in candidates(kind) {
            *wanted.entry(letters(kind, left_out)).or_default() += 1;
        }
    }
    for id in defined {
        let kind = types.get(id);
        let shorter = candidates(kind).find(|left_out| {
            let name = letters(kind, *left_out);
            !taken.contains(&name) && wanted.get(&name) == Some(&1)
        });
        if let Some(left_out) = shorter {
            types.get_mut(id).name.steps.drain(..left_out);
        }
    }
}

fn is_defined(kind: &Type) -> bool {
    kind.name.is_component()
        || kind.recursive
        || matches!(kind.kind, Kind::Object(_) | Kind::Enum(_) | Kind::Union(_))
}

/// How many steps could be left out, the most first; none where the name is short as it is.
fn candidates(kind: &Type) -> impl Iterator<Item = usize> + use<> {
    let long = letters(kind, 0).len() > MAX_LETTERS;
    let most = if long { kind.name.steps.len() } else { 1 };
    // At least the last step stays; and the second last too if there are many.
    (1..most.saturating_sub(usize::from(most > 2))).rev()
}

/// A name without the first steps, as far as it matters to whether it is another's.
fn letters(kind: &Type, left_out: usize) -> String {
    let (Owner::Component(_, owner) | Owner::Operation(owner)) = &kind.name.owner;
    let steps = kind.name.steps.iter().skip(left_out).map(String::as_str);
    std::iter::once(owner.as_str())
        .chain(steps)
        .flat_map(str::chars)
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
