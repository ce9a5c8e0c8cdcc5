//! Schemas that no value satisfies.
//!
//! Such a schema is a fault of the document only where an operation needs it: it is reported once,
//! with the operations that reach it. One that nothing reaches is a warning.

use std::collections::HashSet;

use super::Lowering;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{Kind, Operation, TypeId, Untyped};
use crate::source::Pointer;

/// Why such a schema has no type.
pub(super) const REASON: &str = "no value satisfies the schema";
/// So many of the operations that reach it are named.
const MAX_NAMED: usize = 5;

/// Where a fault makes types impossible, and who needs them.
#[derive(Default)]
pub(super) struct Reach {
    /// Where the types stand.
    places: HashSet<Pointer>,
    /// The operations that reach one of them.
    operations: Vec<String>,
}

impl Lowering<'_> {
    /// Notes that a fault makes the type at a place impossible.
    pub(super) fn impossible(&mut self, fault: Diagnostic, at: &Pointer) -> Kind {
        let reach = self.impossible.entry(fault).or_default();
        reach.places.insert(at.clone());
        Kind::Any(Untyped::Because(REASON))
    }

    /// Notes which impossible types an operation needs; gives whether there are some.
    pub(super) fn needs_impossible(&mut self, operation: &mut Operation) -> bool {
        if self.impossible.is_empty() {
            return false;
        }
        let places = self.places(operation);
        for reach in self.impossible.values_mut() {
            if !reach.places.is_disjoint(&places) {
                reach.operations.push(operation.id.clone());
            }
        }
        !places.is_empty()
    }

    /// Where the impossible types stand that an operation is made of.
    fn places(&self, operation: &mut Operation) -> HashSet<Pointer> {
        let mut pending: Vec<TypeId> = Vec::new();
        pending.extend(operation.request_types_mut().into_iter().map(|id| *id));
        pending.extend(operation.response_types_mut().into_iter().map(|id| *id));
        let mut seen: HashSet<TypeId> = pending.iter().copied().collect();
        let mut places = HashSet::new();
        while let Some(id) = pending.pop() {
            let found = self.types.get(id);
            if matches!(found.kind, Kind::Any(Untyped::Because(REASON))) {
                places.insert(found.origin.clone());
            }
            let inner = found.kind.inner().into_iter().map(|inner| inner.id);
            pending.extend(inner.filter(|id| seen.insert(*id)));
        }
        places
    }

    /// Reports each fault once.
    pub(super) fn report_impossible(&mut self) {
        for (mut fault, reach) in std::mem::take(&mut self.impossible) {
            let help = needed_by(&reach.operations);
            fault = if reach.operations.is_empty() {
                fault.help("no operation needs it: any value is taken")
            } else if self.choices.skip_unsupported {
                fault.help(help)
            } else {
                fault.help(format!("{help}; `--skip-unsupported` leaves them out"))
            };
            if reach.operations.is_empty() || self.choices.skip_unsupported {
                fault.severity = Severity::Warning;
            }
            self.diagnostics.push(fault);
        }
    }
}

fn needed_by(operations: &[String]) -> String {
    let named = operations.iter().take(MAX_NAMED);
    let named: Vec<String> = named.map(|id| format!("`{id}`")).collect();
    let more = match operations.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("it is needed by {}{more}", named.join(", "))
}
