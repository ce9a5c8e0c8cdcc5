//! Schemas that no value satisfies.
//!
//! The problem: an `allOf` of a string and a number has no values. Many documents have such a schema
//! somewhere, and few of them an operation that needs it.
//!
//! The idea: it is an error only where an operation can't do without such a value: it is reported once,
//! with the operations that reach it. One that nothing reaches is a warning.
//!
//! Why it ends: from each operation, each type is entered once.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::ir::{Kind, Operation, TypeId, Types, Untyped};
use crate::source::Pointer;

/// Why such a schema has no type.
pub(in crate::lower) const IMPOSSIBLE: &str = "no value satisfies the schema";
/// So many of the operations that reach it are named.
const MAX_NAMED: usize = 5;

/// The faults that make schemas impossible, each with those who need the schemas.
#[derive(Default)]
pub(in crate::lower) struct Impossible {
    faults: IndexMap<Diagnostic, Affected>,
}

/// What a fault makes impossible.
#[derive(Default)]
struct Affected {
    /// Where the types stand.
    types: HashSet<Pointer>,
    /// The operations that reach one of them.
    operations: Vec<String>,
}

impl Impossible {
    /// Notes that a fault makes the type at a place impossible.
    pub(in crate::lower) fn note(&mut self, fault: Diagnostic, at: &Pointer) -> Kind {
        let affected = self.faults.entry(fault).or_default();
        affected.types.insert(at.clone());
        Kind::Any(Untyped::Because(IMPOSSIBLE))
    }

    /// Notes which impossible types an operation needs; gives whether there are some.
    pub(in crate::lower) fn note_needed(
        &mut self,
        types: &Types,
        operation: &mut Operation,
    ) -> bool {
        if self.faults.is_empty() {
            return false;
        }
        let places = impossible_types(types, operation);
        for affected in self.faults.values_mut() {
            if !affected.types.is_disjoint(&places) {
                affected.operations.push(operation.id.clone());
            }
        }
        !places.is_empty()
    }

    /// Reports each fault once; `skips` says that operations with faults are left out.
    pub(in crate::lower) fn report(self, skips: bool, diagnostics: &mut Diagnostics) {
        for (mut fault, affected) in self.faults {
            let help = needed_by(&affected.operations);
            fault = if affected.operations.is_empty() {
                fault.help("no operation needs it: any value is taken")
            } else if skips {
                fault.help(help)
            } else {
                fault.help(format!("{help}; `--skip-unsupported` leaves them out"))
            };
            if affected.operations.is_empty() || skips {
                fault.severity = Severity::Warning;
            }
            diagnostics.push(fault);
        }
    }
}

/// Where the impossible types stand that an operation is made of.
fn impossible_types(types: &Types, operation: &mut Operation) -> HashSet<Pointer> {
    let roots: Vec<TypeId> = operation.types_mut().into_iter().map(|id| *id).collect();
    let reachable = types.reachable(roots).into_iter().map(|id| types.get(id));
    reachable
        .filter(|found| matches!(found.kind, Kind::Any(Untyped::Because(IMPOSSIBLE))))
        .map(|found| found.origin.clone())
        .collect()
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
