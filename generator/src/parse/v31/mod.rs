//! Schemas of OpenAPI 3.1 and 3.2, which are JSON Schema, in the words of OpenAPI 3.0.
//!
//! A keyword that 3.0 can say in another way is rewritten; one that it can't say at all but that the
//! rooms behind need is carried in an extension `x-oasmith-…`; the others are reported. Documents of
//! 3.0 use some of these keywords too: there they are taken for what they mean, with a warning.
//!
//! References, `$defs` and anchors are resolved before.

mod bounds;
mod choices;
mod hoist;
mod items;
mod keywords;
mod nulls;
mod properties;
mod types;

use serde_json::{Map, Value, json};

pub(super) use self::hoist::{Hoisted, component_schemas};
use super::repair::Repairer;
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Pointer;

/// Carries `contentMediaType`.
const CONTENT_MEDIA_TYPE: &str = "x-oasmith-content-media-type";

/// Carries `prefixItems`: a list of references to the schemas of the first items.
pub(super) const PREFIX_ITEMS: &str = "x-oasmith-prefix-items";

/// Marks a component that the document doesn't know as one: a schema inside of another.
pub(super) const PART: &str = "x-oasmith-part";

/// Carries an example that an `i64` has no room for.
pub(super) const LARGE: &str = "x-oasmith-large";

/// Carries `unevaluatedProperties: false` beside schemas that are merged with what stands beside
/// them.
const CLOSED: &str = "x-oasmith-closed";

/// The extension that marks `additionalProperties` that stands for `unevaluatedProperties`.
const UNEVALUATED: &str = "x-oasmith-unevaluated";

/// Keywords without an effect on what values a schema allows.
const ANNOTATIONS: [&str; 10] = [
    "$comment",
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$defs",
    "definitions",
    "examples",
];

/// Keywords that the types of Rust have no answer to.
const NOT_HONOURED: [&str; 17] = [
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "propertyNames",
    "additionalItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$dynamicRef",
    "$recursiveRef",
];

/// Puts a schema into the words of OpenAPI 3.0. Schemas in it are left to their turn.
pub(super) fn lower(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    nulls::variants(repairer, members, at);
    choices::merge(repairer, members, at);
    keywords::constant(repairer, members, at);
    bounds::lower(repairer, members, at);
    keywords::encoding(repairer, members, at);
    properties::unevaluated(repairer, members, at);
    properties::patterns(repairer, members, at);
    items::unevaluated(repairer, members, at);
    items::prefix(repairer, members, at);
    types::lower(repairer, members, at);
    // They tell tools and people something, whatever the version.
    for keyword in ["$schema", "$comment"] {
        members.shift_remove(keyword);
    }
    vacuous(members);
    if repairer.version < Version::V31 {
        // They are reported as unknown.
        return;
    }
    for keyword in ANNOTATIONS {
        members.shift_remove(keyword);
    }
    for keyword in NOT_HONOURED {
        if members.shift_remove(keyword).is_some() {
            let message =
                format!("`{keyword}` of a Schema Object has no effect on the emitted crates");
            repairer.not_honoured(message, &at.key(keyword));
        }
    }
}

/// What a value satisfies that satisfies any of these schemas, each with its place, where it goes
/// to `to`; `None` where there are none.
fn any_of(
    repairer: &mut Repairer<'_>,
    schemas: Vec<(Pointer, Value)>,
    to: &Pointer,
) -> Option<Value> {
    let allows_all = |schema: &Value| *schema == Value::Bool(true) || *schema == json!({});
    if schemas.iter().any(|(_, schema)| allows_all(schema)) {
        return Some(Value::Bool(true));
    }
    let mut distinct: Vec<(Pointer, Value)> = Vec::new();
    for (place, schema) in schemas {
        if !distinct.iter().any(|(_, known)| *known == schema) {
            distinct.push((place, schema));
        }
    }
    match distinct.as_slice() {
        [] => None,
        [(place, only)] => {
            repairer.origins.moved(place, to);
            Some(only.clone())
        }
        several => {
            // All at once: one of them may stand at `to` itself.
            for (index, (place, _)) in several.iter().enumerate() {
                repairer.origins.moved(place, &to.key("anyOf").index(index));
            }
            let schemas: Vec<&Value> = several.iter().map(|(_, schema)| schema).collect();
            Some(json!({"anyOf": schemas}))
        }
    }
}

/// Constraints on values of one kind of type.
const CONSTRAINTS: [(&[&str], &[&str]); 4] = [
    (&["string"], &["minLength", "maxLength", "pattern"]),
    (
        &["number", "integer"],
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
    (&["array"], &["minItems", "maxItems", "uniqueItems"]),
    (&["object"], &["minProperties", "maxProperties"]),
];

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
    for (kinds, keywords) in CONSTRAINTS {
        if !kinds.contains(&kind.as_str()) {
            for keyword in keywords {
                members.shift_remove(*keyword);
            }
        }
    }
}

/// Reports a keyword that a document of an earlier version can't know.
fn early(repairer: &mut Repairer<'_>, keyword: &str, at: &Pointer) {
    if repairer.version >= Version::V31 {
        return;
    }
    let message = format!(
        "{} knows no `{keyword}` in a Schema Object",
        repairer.version.describe()
    );
    repairer.push(
        Diagnostic::warning(Code::UnknownKeyword, message)
            .at_key(&at.key(keyword), "taken as in OpenAPI 3.1"),
    );
}
