//! Exclusive bounds, which are numbers of their own in OpenAPI 3.1.

use serde_json::{Map, Value};

use super::super::repair::Repairer;
use super::early;
use crate::source::Pointer;

pub(super) fn lower(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    // The second one says whether a bound excludes more than another.
    bound(
        repairer,
        members,
        ("exclusiveMinimum", "minimum"),
        |a, b| a >= b,
        at,
    );
    bound(
        repairer,
        members,
        ("exclusiveMaximum", "maximum"),
        |a, b| a <= b,
        at,
    );
}

fn bound(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    (exclusive, inclusive): (&str, &str),
    tighter: fn(f64, f64) -> bool,
    at: &Pointer,
) {
    let Some(bound) = members.get(exclusive).filter(|bound| bound.is_number()) else {
        return;
    };
    let bound = bound.clone();
    early(repairer, exclusive, at);
    let counts = match (
        bound.as_f64(),
        members.get(inclusive).and_then(Value::as_f64),
    ) {
        (Some(bound), Some(other)) => tighter(bound, other),
        _ => true,
    };
    if counts {
        repairer
            .origins
            .moved(&at.key(exclusive), &at.key(inclusive));
        members.insert(inclusive.to_owned(), bound);
        members.insert(exclusive.to_owned(), Value::Bool(true));
    } else {
        members.shift_remove(exclusive);
    }
}
