//! Types that nothing uses.
//!
//! The problem: component schemas are lowered before it is known what operations use them for. The
//! schema of a multipart form or of a file has its type in the operation; a type for its JSON would
//! be of no use. And passes leave types behind that were merged into another.
//!
//! And where somebody selected operations, a component may be left that these need no type of: a base
//! class whose properties were merged, say.
//!
//! The idea: what isn't reachable from the components and operations is unused. The arena keeps
//! its numbers, so an unused type isn't removed: it becomes any value, which nothing emits.
//!
//! An example: `Upload` is only the body of `multipart/form-data` and refers to `Picture`, which
//! other schemas use as JSON. `Upload` has no JSON type, `Picture` has.

use std::collections::HashSet;

use super::Findings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Kind, Step, TypeId, Untyped};
use crate::source::Pointer;

impl Findings {
    /// Notes a `format: binary` of the type at a place, which is a fault only where the type is JSON.
    pub(in crate::lower) fn note_binary(&mut self, type_at: &Pointer, format_at: &Pointer) {
        let message = "`format: binary` has no effect on the emitted crates inside of JSON";
        let warning = Diagnostic::warning(Code::Unsupported, message)
            .at(format_at, "taken as text")
            .help("bytes in JSON are `format: byte`, Base64");
        self.binaries.push((type_at.clone(), warning));
    }
}

/// Takes away the types of `raw` components (forms and files) that nothing uses as JSON, and
/// reports each `format: binary` in the others.
pub(in crate::lower) fn drop_raw_components(
    api: &mut Api,
    raw: &HashSet<TypeId>,
    binaries: Vec<(Pointer, Diagnostic)>,
    diagnostics: &mut Diagnostics,
) {
    let used = used(api, raw);
    let places: HashSet<&Pointer> = used.iter().map(|id| &api.types.get(*id).origin).collect();
    for (at, warning) in binaries {
        if places.contains(&at) {
            diagnostics.push(warning);
        }
    }
    for id in raw.difference(&used) {
        drop_component(api, *id);
    }
}

/// Takes away the types of components that no operation uses.
pub(in crate::lower) fn drop_unused_components(api: &mut Api) {
    let components = api
        .types
        .iter()
        .filter(|(_, found)| found.name.is_component());
    let components: HashSet<TypeId> = components.map(|(id, _)| id).collect();
    let used = used(api, &components);
    for id in components.difference(&used) {
        drop_component(api, *id);
    }
}

fn drop_component(api: &mut Api, id: TypeId) {
    let unused = api.types.get_mut(id);
    unused.kind = Kind::Any(Untyped::Open);
    // Only the type of a component itself is defined when it is any value.
    unused.name = unused.name.step(Step::Unused);
}

/// Empties the types that nothing is made of.
pub(in crate::lower) fn clear_unused(api: &mut Api) {
    let used = used(api, &HashSet::new());
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids.into_iter().filter(|id| !used.contains(id)) {
        api.types.get_mut(id).kind = Kind::Any(Untyped::Open);
    }
}

/// What components, but for some, operations and webhooks are made of.
pub(super) fn used(api: &mut Api, but_for: &HashSet<TypeId>) -> HashSet<TypeId> {
    let components = api
        .types
        .iter()
        .filter(|(id, found)| found.name.is_component() && !but_for.contains(id));
    let mut roots: Vec<TypeId> = components.map(|(id, _)| id).collect();
    for operation in &mut api.operations {
        roots.extend(operation.types_mut().into_iter().map(|id| *id));
    }
    for webhook in &api.webhooks {
        roots.extend(webhook.types());
    }
    api.types.reachable(roots)
}
