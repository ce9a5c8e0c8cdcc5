//! Component schemas that describe a form or bytes and are never JSON.
//!
//! All components are lowered to types before it is known what operations use them for. The schema
//! of a multipart body or of a file has its type in the operation; where nothing else refers to the
//! component, a type for its JSON would be of no use.

use std::collections::HashSet;

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, Operation, TypeId, Untyped};
use crate::source::Pointer;

impl Lowering<'_> {
    /// Notes a `format: binary` of the type at a place, which is a fault only where the type is JSON.
    pub(super) fn note_binary(&mut self, type_at: &Pointer, format_at: &Pointer) {
        let message = "`format: binary` has no effect on the emitted crates inside of JSON";
        let warning = Diagnostic::warning(Code::Unsupported, message)
            .at(format_at, "taken as text")
            .help("bytes in JSON are `format: byte`, Base64");
        self.binaries.push((type_at.clone(), warning));
    }

    /// Takes away the types of components that are never JSON, and reports `format: binary` in the
    /// others.
    pub(super) fn drop_raw(&mut self, operations: &mut [Operation]) {
        let raw = self.raw.iter().filter_map(|name| self.components.get(name));
        let raw: HashSet<TypeId> = raw.map(|type_ref| type_ref.id).collect();
        let components = self
            .types
            .iter()
            .filter(|(_, kind)| kind.name.is_component());
        let mut pending: Vec<TypeId> = components
            .map(|(id, _)| id)
            .filter(|id| !raw.contains(id))
            .collect();
        for operation in operations {
            pending.extend(operation.request_types_mut().into_iter().map(|id| *id));
            pending.extend(operation.response_types_mut().into_iter().map(|id| *id));
        }
        let mut kept: HashSet<TypeId> = pending.iter().copied().collect();
        while let Some(id) = pending.pop() {
            let inner = self.types.get(id).kind.inner();
            let inner = inner.into_iter().map(|inner| inner.id);
            pending.extend(inner.filter(|id| kept.insert(*id)));
        }
        let places: HashSet<Pointer> = kept
            .iter()
            .map(|id| self.types.get(*id).origin.clone())
            .collect();
        for (at, warning) in std::mem::take(&mut self.binaries) {
            if places.contains(&at) {
                self.diagnostics.push(warning);
            }
        }
        for id in raw.difference(&kept) {
            let unused = self.types.get_mut(*id);
            unused.kind = Kind::Any(Untyped::Open);
            // Only the type of a component itself is defined when it is any value.
            unused.name = unused.name.step("Unused");
        }
    }
}
