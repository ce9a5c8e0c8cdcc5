//! One schema.

use serde_json::{Map, Value};

use super::{assertions, choices, items, keywords, nulls, properties, types};
use crate::parse::rewriter::Rewriter;
use crate::parse::shape::{Effect, Kind};
use crate::parse::version::Version;
use crate::source::Pointer;

/// Puts a schema into the words of OpenAPI 3.0. Schemas in it are left to their turn.
pub(in crate::parse) fn schema(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    nulls::variants(rewriter, members, at);
    choices::merge(rewriter, members, at);
    keywords::constant(rewriter, members, at);
    assertions::take_values(rewriter, members, at);
    keywords::bounds(rewriter, members, at);
    keywords::content(rewriter, members, at);
    properties::unevaluated(rewriter, members, at);
    properties::patterns(rewriter, members, at);
    properties::dependents(rewriter, members, at);
    items::unevaluated(rewriter, members, at);
    assertions::take(rewriter, members, at);
    items::prefix(rewriter, members, at);
    types::lower(rewriter, members, at);
    // They tell tools and people something, whatever the version.
    for keyword in ["$schema", "$comment"] {
        members.shift_remove(keyword);
    }
    vacuous(members);
    if rewriter.version < Version::V31 {
        // They are reported as unknown.
        return;
    }
    for member in Kind::Schema.object().later_members() {
        let known = matches!(member.effect, Effect::Annotation | Effect::Ignored);
        if known && members.shift_remove(member.name).is_some() && member.effect == Effect::Ignored
        {
            let message = format!(
                "`{}` of a Schema Object has no effect on the emitted crates",
                member.name
            );
            rewriter.not_honoured(message, &at.key(member.name));
        }
    }
}

/// Takes away constraints that constrain nothing: those on values of another type than the schema's,
/// and those that all values satisfy.
fn vacuous(members: &mut Map<String, Value>) {
    for keyword in ["minLength", "minItems", "minProperties"] {
        if members.get(keyword).and_then(Value::as_u64) == Some(0) {
            members.shift_remove(keyword);
        }
    }
    let Some(Value::String(kind)) = members.get("type") else {
        return;
    };
    let kind = kind.clone();
    for (kinds, constraints, _) in types::KEYWORDS {
        if !kinds.contains(&kind.as_str()) {
            for keyword in constraints {
                members.shift_remove(*keyword);
            }
        }
    }
}
