//! Passes over the whole API, once every schema and operation has its types.
//!
//! What a single schema says is decided where it is lowered. What depends on other types (whether
//! two variants can be told apart, whether a type holds itself, which way its values travel) is
//! decided here. Each pass is a function on the [`Api`](crate::ir::Api), or on its types while
//! there are no operations yet, and tells its algorithm in its module. [`lower`](super::lower)
//! lists them in their order.

mod assertions;
mod combine;
mod defaults;
mod discriminants;
mod events;
mod impossible;
mod mapping;
mod normalize;
mod overlap;
mod recursion;
mod share;
mod split;
mod unused;
mod usage;

use std::collections::{HashMap, HashSet};

pub(super) use self::assertions::check_assertions;
pub(super) use self::defaults::{check_default, check_defaults};
pub(super) use self::discriminants::find_discriminants;
pub(super) use self::events::complete_events;
pub(super) use self::impossible::{IMPOSSIBLE, Impossible};
pub(super) use self::normalize::normalize_unions;
pub(super) use self::overlap::warn_of_overlap;
pub(super) use self::recursion::{mark_recursion, refuse_circles};
pub(super) use self::share::share_equal_types;
pub(super) use self::split::split_by_direction;
pub(super) use self::unused::{clear_unused, drop_raw_components, drop_unused_components};
pub(super) use self::usage::mark_usage;
use crate::diagnostic::Diagnostic;
use crate::ir::TypeId;
use crate::source::Pointer;

/// What lowering finds out about schemas that the types don't hold and passes need.
#[derive(Default)]
pub(super) struct Findings {
    /// Where the unions stand that a value can satisfy several variants of.
    pub(super) any_of: HashSet<Pointer>,
    /// Where the `oneOf` of each union stands whose variants are its members, by where the union
    /// does.
    pub(super) one_of: HashMap<Pointer, Pointer>,
    /// Where the default of each property stands, by where the property does.
    pub(super) defaults: HashMap<Pointer, Pointer>,
    /// The schemas that no value satisfies.
    pub(super) impossible: Impossible,
    /// The component schemas that were looked at for a form or for bytes, not for a type.
    pub(super) raw: HashSet<TypeId>,
    /// Each `format: binary`: where its type stands, and what there is to say if that is JSON.
    pub(super) binaries: Vec<(Pointer, Diagnostic)>,
}
