//! What OpenAPI 3.2 says in other words than 3.0, schemas aside.

use serde_json::{Map, Value};

use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// What of OpenAPI 3.2 describes the items of a stream.
pub(in crate::parse) fn media_type(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    if !members.contains_key("itemSchema") {
        return;
    }
    if members.contains_key("schema") {
        let message = "`itemSchema` beside `schema` has no effect on the emitted crates";
        members.shift_remove("itemSchema");
        rewriter.not_honoured(message, &at.key("itemSchema"));
        return;
    }
    rewriter.rename(members, ("itemSchema", "schema"), at);
    rewriter.supplement.add_item_schema(at);
}
