//! A document that holds another many times.
//!
//! The n-th copy of an operation has `/cN` before its path, and `cN` behind its `operationId` and
//! its tags; the n-th copy of a component has `CN` behind its name, and what refers to it refers to
//! that copy. So nothing is shared between copies but what stands in the document itself without a
//! name: as it is with a document that has grown.

use serde_json::{Map, Value};

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];
/// Operations name these without a reference; and who may call doesn't grow with what is called.
const NOT_COPIED: &str = "securitySchemes";
const COMPONENTS: &str = "#/components/";
const PATHS: &str = "#/paths/~1";

/// How many copies have about so many operations; at least one.
pub(crate) fn copies(document: &Value, operations: usize) -> Result<usize, String> {
    let is_new = document.get("openapi").is_some();
    if !is_new {
        return Err("only a document of OpenAPI 3 can be multiplied".to_owned());
    }
    let count = operations_of(document);
    if count == 0 {
        return Err("the document has no operations".to_owned());
    }
    Ok((operations + count / 2)
        .checked_div(count)
        .unwrap_or(0)
        .max(1))
}

fn operations_of(document: &Value) -> usize {
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flat_map(Map::values);
    let methods = items.filter_map(Value::as_object).flat_map(Map::keys);
    methods
        .filter(|method| METHODS.contains(&method.as_str()))
        .count()
}

/// A document with so many copies. Webhooks are left out: nothing is generated for them.
pub(crate) fn multiplied(document: &Value, copies: usize) -> Value {
    let mut root = document.as_object().cloned().unwrap_or_default();
    root.remove("webhooks");
    root.remove("x-webhooks");
    let copies = || (1..=copies).map(|number| Copy { number, document });
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        let old = std::mem::take(paths);
        for copy in copies() {
            let new = old.iter().map(|(path, item)| copy.path(path, item));
            paths.extend(new);
        }
    }
    if let Some(Value::Object(components)) = root.get_mut("components") {
        for (section, entries) in components {
            let Value::Object(entries) = entries else {
                continue;
            };
            if section == NOT_COPIED {
                continue;
            }
            let old = std::mem::take(entries);
            for copy in copies() {
                let new = old.iter();
                entries.extend(new.map(|(name, value)| (copy.name(name), copy.of(value))));
            }
        }
    }
    if let Some(Value::Array(tags)) = root.get_mut("tags") {
        let old = std::mem::take(tags);
        for copy in copies() {
            tags.extend(old.iter().map(|tag| copy.described_tag(tag)));
        }
    }
    Value::Object(root)
}

/// One of the copies.
struct Copy<'a> {
    number: usize,
    document: &'a Value,
}

impl Copy<'_> {
    /// The name of a component.
    fn name(&self, name: &str) -> String {
        format!("{name}C{}", self.number)
    }

    fn path(&self, path: &str, item: &Value) -> (String, Value) {
        let mut item = self.of(item);
        for method in METHODS {
            let tags = item.get_mut(method).and_then(|each| each.get_mut("tags"));
            for tag in tags.and_then(Value::as_array_mut).into_iter().flatten() {
                *tag = self.tag(tag);
            }
        }
        (format!("/c{}{path}", self.number), item)
    }

    fn tag(&self, tag: &Value) -> Value {
        match tag {
            Value::String(tag) => format!("{tag} c{}", self.number).into(),
            other => other.clone(),
        }
    }

    fn described_tag(&self, tag: &Value) -> Value {
        let mut tag = tag.clone();
        if let Some(name) = tag.get_mut("name") {
            *name = self.tag(name);
        }
        tag
    }

    /// The copy of a node.
    fn of(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.of(item)).collect(),
            Value::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, value)| (name.clone(), self.member(name, value)));
                Value::Object(members.collect())
            }
            other => other.clone(),
        }
    }

    fn member(&self, name: &str, value: &Value) -> Value {
        match (name, value) {
            ("$ref", Value::String(reference)) => self.reference(reference).into(),
            ("operationId", Value::String(id)) => format!("{id}_c{}", self.number).into(),
            ("mapping", Value::Object(mapping)) => {
                let mapping = mapping.iter();
                let mapping = mapping.map(|(value, to)| (value.clone(), self.mapped(to)));
                Value::Object(mapping.collect())
            }
            _ => self.of(value),
        }
    }

    fn reference(&self, reference: &str) -> String {
        if let Some(path) = reference.strip_prefix(PATHS) {
            return format!("{PATHS}c{}~1{path}", self.number);
        }
        let component = reference
            .strip_prefix(COMPONENTS)
            .and_then(|rest| rest.split_once('/'))
            .filter(|(section, _)| *section != NOT_COPIED);
        let Some((section, rest)) = component else {
            return reference.to_owned();
        };
        let (name, below) = match rest.split_once('/') {
            Some((name, below)) => (name, format!("/{below}")),
            None => (rest, String::new()),
        };
        format!("{COMPONENTS}{section}/{}{below}", self.name(name))
    }

    /// What a discriminator maps a value to: a reference, or the name of a schema. A member of an
    /// object that happens to be called so isn't either.
    fn mapped(&self, to: &Value) -> Value {
        let Value::String(text) = to else {
            return self.of(to);
        };
        let schemas = self.document.pointer("/components/schemas");
        match schemas.and_then(|schemas| schemas.get(text)) {
            Some(_) => self.name(text).into(),
            None => self.reference(text).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "tags": [{"name": "pets", "description": "All of them."}],
            "paths": {
                "/pets": {
                    "get": {
                        "operationId": "getPets",
                        "tags": ["pets"],
                        "security": [{"key": []}],
                        "responses": {"200": {"$ref": "#/components/responses/Pets"}},
                    },
                    "parameters": [{"$ref": "#/components/parameters/Page"}],
                },
                "/more": {"$ref": "#/paths/~1pets"},
            },
            "x-webhooks": {"a": {}},
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
                "schemas": {
                    "Pet": {
                        "discriminator": {
                            "propertyName": "kind",
                            "mapping": {"cat": "Cat", "dog": "#/components/schemas/Dog"},
                        },
                    },
                    "Cat": {"properties": {"mapping": {"type": "object"}}},
                    "Dog": {"$ref": "#/components/schemas/Cat/properties/mapping"},
                },
            },
        })
    }

    #[test]
    fn each_copy_refers_to_itself() {
        let twice = multiplied(&document(), 2);
        let expected = json!({
            "/c1/pets": {
                "get": {
                    "operationId": "getPets_c1",
                    "tags": ["pets c1"],
                    "security": [{"key": []}],
                    "responses": {"200": {"$ref": "#/components/responses/PetsC1"}},
                },
                "parameters": [{"$ref": "#/components/parameters/PageC1"}],
            },
            "/c1/more": {"$ref": "#/paths/~1c1~1pets"},
        });
        let paths = twice.get("paths").and_then(Value::as_object).unwrap();
        let first: Map<String, Value> = paths.clone().into_iter().take(2).collect();
        assert_eq!(Value::Object(first), expected);
        let names: Vec<_> = paths.keys().map(String::as_str).collect();
        assert_eq!(names, ["/c1/pets", "/c1/more", "/c2/pets", "/c2/more"]);
        let schemas = twice.pointer("/components/schemas").unwrap();
        let expected = json!({
            "PetC1": {
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"cat": "CatC1", "dog": "#/components/schemas/DogC1"},
                },
            },
            "CatC1": {"properties": {"mapping": {"type": "object"}}},
            "DogC1": {"$ref": "#/components/schemas/CatC1/properties/mapping"},
            "PetC2": {
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"cat": "CatC2", "dog": "#/components/schemas/DogC2"},
                },
            },
            "CatC2": {"properties": {"mapping": {"type": "object"}}},
            "DogC2": {"$ref": "#/components/schemas/CatC2/properties/mapping"},
        });
        assert_eq!(*schemas, expected);
        let schemes = twice.pointer("/components/securitySchemes");
        assert_eq!(schemes, document().pointer("/components/securitySchemes"));
        assert_eq!(twice.pointer("/tags/1/name"), Some(&json!("pets c2")));
        assert!(twice.get("x-webhooks").is_none());
    }

    #[test]
    fn copies_are_counted() {
        let document = document();
        let counts = [0, 1, 5].map(|count| copies(&document, count));
        assert_eq!(counts, [Ok(1), Ok(1), Ok(5)]);
        assert!(copies(&json!({"swagger": "2.0"}), 5).is_err());
        assert!(copies(&json!({"openapi": "3.0.3"}), 5).is_err());
    }
}
