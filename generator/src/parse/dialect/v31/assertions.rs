//! Keywords that no type says: values are held against them as they are in JSON.
//!
//! They are taken out of a schema as the document writes them, before the schemas in them would be put
//! into the words of OpenAPI 3.0, which says less. A schema that they refer to is put in the place of the
//! reference.

use serde_json::{Map, Value, json};

use crate::parse::rewriter::Rewriter;
use crate::parse::size::size;
use crate::parse::supplement::Assertion;
use crate::parse::version::Version;
use crate::source::Pointer;

/// The keywords with those that say nothing without them.
const KEYWORDS: [(&str, &[&str]); 5] = [
    ("not", &[]),
    ("if", &["then", "else"]),
    ("contains", &["minContains", "maxContains"]),
    ("propertyNames", &[]),
    ("dependentSchemas", &[]),
];

/// Others with schemas that values can be held against.
const OTHERS: [&str; 2] = ["patternProperties", "prefixItems"];

/// References in references, and values in values, more of them than any real document has.
const MAX_DEPTH: usize = 64;

/// More components than one schema refers to in any real document.
const MAX_COMPONENTS: usize = 256;

/// Takes the keywords out of a schema.
pub(super) fn take(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    for (keyword, others) in KEYWORDS {
        if keyword != "not" && rewriter.version < Version::V31 {
            continue;
        }
        let others = others
            .iter()
            .filter_map(|name| members.shift_remove_entry(*name));
        let mut taken: Map<String, Value> = others.collect();
        // `not: {}` is how `false` is written.
        let is_never =
            |schema: &Value| keyword == "not" && (*schema == json!({}) || *schema == json!(true));
        if members.get(keyword).is_none_or(is_never) {
            continue;
        }
        if let Some(entry) = members.shift_remove_entry(keyword) {
            let is_condition = keyword == "if" && taken.is_empty();
            taken.extend([entry]);
            if !is_condition {
                assert(rewriter, keyword, taken, at);
            }
        }
    }
}

/// Takes an `enum` out of a schema that has values no enum of Rust has: lists and mappings.
pub(super) fn take_values(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let has_type = |name: &str| match members.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == name),
        Some(kind) => kind == name,
        None => true,
    };
    let (lists, mappings) = (has_type("array"), has_type("object"));
    let values = members.get("enum").and_then(Value::as_array);
    let mut values = values.into_iter().flatten();
    if values.any(|value| lists && value.is_array() || mappings && value.is_object()) {
        let taken = members.shift_remove_entry("enum");
        assert(rewriter, "enum", taken.into_iter().collect(), at);
    }
}

/// Notes keywords of the schema at `at` that its values are held against.
pub(super) fn assert(
    rewriter: &mut Rewriter<'_>,
    keyword: &'static str,
    schema: Map<String, Value>,
    at: &Pointer,
) {
    let mut schema = Value::Object(schema);
    let mut resolver = Resolver {
        components: &rewriter.components,
        chain: Vec::new(),
        left: MAX_COMPONENTS,
        copies_left: rewriter.copies_left,
    };
    resolver.resolve(&mut schema, MAX_DEPTH);
    rewriter.copies_left = resolver.copies_left;
    let assertion = Assertion { keyword, schema };
    rewriter
        .supplement
        .add(at, |schema| schema.assertions.push(assertion));
}

/// The component schemas of a document, if schemas that values are held against can refer to them.
pub(in crate::parse) fn components(document: &Value) -> Map<String, Value> {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object);
    match schemas {
        Some(schemas) if asserts(document, MAX_DEPTH) => schemas.clone(),
        _ => Map::new(),
    }
}

/// Whether there is something in a value that may be such a keyword.
fn asserts(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match value {
        Value::Object(members) => members.iter().any(|(name, member)| {
            let mut keywords = KEYWORDS.iter().map(|(keyword, _)| *keyword).chain(OTHERS);
            let holds_schemas = member.is_object() || member.is_array();
            holds_schemas && (keywords.any(|keyword| keyword == name) || asserts(member, depth))
        }),
        Value::Array(items) => items.iter().any(|item| asserts(item, depth)),
        _ => false,
    }
}

/// Puts what references lead to in their place.
struct Resolver<'a> {
    components: &'a Map<String, Value>,
    /// The components on the way to what is looked at: one that leads to itself stays a reference.
    chain: Vec<String>,
    /// So many more components are put in the place of a reference.
    left: usize,
    /// So many more values of them, in the whole document.
    copies_left: usize,
}

impl Resolver<'_> {
    fn resolve(&mut self, value: &mut Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    // These have values, not schemas.
                    if !matches!(name.as_str(), "const" | "enum" | "default" | "examples") {
                        self.resolve(member, depth);
                    }
                }
                if let Some(found) = self.referred(members, depth) {
                    members.shift_remove("$ref");
                    let all_of = members.entry("allOf").or_insert_with(|| json!([]));
                    if let Some(all_of) = all_of.as_array_mut() {
                        all_of.push(found);
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.resolve(item, depth);
                }
            }
            _ => {}
        }
    }

    /// What the reference of a schema leads to.
    fn referred(&mut self, members: &Map<String, Value>, depth: usize) -> Option<Value> {
        let target = members.get("$ref")?.as_str()?;
        let name = target.strip_prefix("#/components/schemas/")?;
        let found = self.components.get(name)?;
        if self.chain.iter().any(|earlier| earlier == name) {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        self.copies_left = self.copies_left.checked_sub(size(found))?;
        let mut found = found.clone();
        self.chain.push(name.to_owned());
        self.resolve(&mut found, depth);
        self.chain.pop();
        Some(found)
    }
}
