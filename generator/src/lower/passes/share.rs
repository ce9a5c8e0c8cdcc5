//! Equal types become one.
//!
//! The problem: what a document writes twice would be emitted twice. Real documents were expanded by
//! a program: in that of GitHub, 5,852 objects and enums stand inside of other schemas, of which 1,020
//! are distinct. Nobody wants to convert a value of one of them to the next, and all of them have to
//! be compiled.
//!
//! The idea, in four steps:
//!
//! 1. [`meaning`] describes a type without its name and its prose.
//! 2. [`classes`] puts types with equal descriptions, and equal types inside of them, into one class.
//! 3. [`homes`] chooses the type of each class that is kept; every reference to another one of the
//!    class is changed to refer to it.
//! 4. [`places`] lists where the kept type is used, and finds the file that it belongs into.
//!
//! Two equal components stay two types: people gave them their names.
//!
//! An example: the parameter `direction` of 40 operations, each with the values `asc` and `desc`, is
//! one enum. If a component has these values, it is the enum.
//!
//! What is equal to people but not to programs stays apart: what is named otherwise, has another
//! default, or travels another way by `readOnly`.
//!
//! Why it ends: see the parts; everything else looks at each type once.

mod classes;
mod dominators;
mod homes;
mod meaning;
mod places;

use std::collections::{HashMap, HashSet};

use self::classes::Classes;
use self::homes::{Homes, comes_first};
use self::places::Places;
use super::unused::used;
use crate::ir::{Api, Constraints, Kind, TypeId, TypeRef, Types, Webhook};

/// Makes one type of all that are equal, so far as they aren't components.
pub(in crate::lower) fn share_equal_types(api: &mut Api) {
    let used = used(api, &HashSet::new());
    let types = &mut api.types;
    let ids = types
        .iter()
        .map(|(id, _)| id)
        .filter(|id| used.contains(id));
    let classes = Classes::of(types, ids, |one, other| comes_first(types, one, other)).members();
    let homes = Homes::of(types, &classes);
    let operations = api.operations.iter_mut();
    let operations = operations.map(|operation| {
        let types = operation.types_mut().into_iter();
        types.map(|id| *id).collect()
    });
    let webhooks = api.webhooks.iter().map(Webhook::types);
    let operations: Vec<Vec<TypeId>> = operations.chain(webhooks).collect();
    let places = Places::of(types, &operations, &homes);
    homes.gather_words(types);
    for (id, name) in places.names {
        types.get_mut(id).name = name;
    }
    for (id, uses) in places.uses {
        types.get_mut(id).places = uses;
    }
    redirect(api, &used, &homes);
    replace_unused(api, &used, &classes);
}

/// Lets all types and operations name the types that stay.
fn redirect(api: &mut Api, used: &HashSet<TypeId>, homes: &Homes) {
    for id in used {
        for inner in api.types.get_mut(*id).kind.inner_mut() {
            inner.id = homes.get(inner.id);
        }
    }
    for operation in &mut api.operations {
        for id in operation.types_mut() {
            *id = homes.get(*id);
        }
    }
    for webhook in &mut api.webhooks {
        for id in webhook.types_mut() {
            *id = homes.get(*id);
        }
    }
}

/// Makes other names of what is still used of the types that nothing uses any more: who asks for the
/// type at a place of the document finds it.
fn replace_unused(api: &mut Api, before: &HashSet<TypeId>, classes: &[Vec<TypeId>]) {
    let now = used(api, &HashSet::new());
    let mut stays: HashMap<TypeId, TypeId> = HashMap::new();
    for members in classes {
        let Some(first) = members.iter().find(|id| now.contains(id)) else {
            continue;
        };
        let gone = members.iter().filter(|id| !now.contains(id));
        stays.extend(gone.map(|id| (*id, *first)));
    }
    for id in before {
        if let Some(id_now) = stays.get(id) {
            alias(&mut api.types, *id, *id_now);
        }
    }
}

fn alias(types: &mut Types, id: TypeId, target: TypeId) {
    let kind = Kind::Alias(TypeRef {
        id: target,
        nullable: false,
    });
    // The target asks for the same.
    types.get_mut(id).set(kind, Constraints::default());
}
