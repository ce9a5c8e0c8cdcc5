//! The groups of the suite, and the documents that they become.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::{Map, Value, json};

use super::place::Place;

/// Groups in one document.
const MAX_GROUPS: usize = 120;

/// A schema with values.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its file and its description.
    pub(super) title: String,
    pub(super) schema: Value,
    pub(super) tests: Vec<Test>,
    /// What its component is called.
    pub(super) name: String,
}

#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) title: String,
    pub(super) value: Value,
    pub(super) valid: bool,
}

/// All groups below a folder, in the order of their files.
pub(super) fn read(folder: &Path) -> io::Result<Vec<Group>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                files.push(path);
            }
        }
    }
    files.sort_unstable();
    let mut groups = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let found: Vec<Value> = serde_json::from_str(&text)?;
        let shown = shown(folder, &file);
        for group in &found {
            let number = groups.len() + 1;
            groups.push(self::group(group, &shown, number));
        }
    }
    Ok(groups)
}

/// A file's path below the draft that it belongs to, without its extension.
fn shown(folder: &Path, file: &Path) -> String {
    let path: PathBuf = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    let shown = path.to_string_lossy().replace('\\', "/");
    match shown.split_once('/') {
        Some((draft, rest)) if draft.starts_with("draft") => rest.to_owned(),
        _ => shown,
    }
}

fn group(value: &Value, file: &str, number: usize) -> Group {
    let title = |value: &Value| {
        let title = value.get("description").and_then(Value::as_str);
        title.unwrap_or_default().replace('|', "/")
    };
    let tests = value.get("tests").and_then(Value::as_array);
    let tests = tests.into_iter().flatten().map(|test| Test {
        title: title(test),
        value: test.get("data").cloned().unwrap_or_default(),
        valid: test.get("valid") == Some(&Value::Bool(true)),
    });
    let name = format!("G{number:03}");
    let mut schema = value.get("schema").cloned().unwrap_or_default();
    relocate(&mut schema, &name);
    Group {
        title: format!("{file} › {}", title(value)),
        schema,
        tests: tests.collect(),
        name,
    }
}

/// Makes references to the whole schema, and to what is in it, those to its component. A schema with
/// an `$id` is a resource of its own: what is in it refers to it.
fn relocate(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            members.remove("$schema");
            if members.get("$id").is_some_and(Value::is_string) {
                return;
            }
            for (keyword, member) in members.iter_mut() {
                match member {
                    Value::String(reference)
                        if keyword == "$ref"
                            && (reference == "#" || reference.starts_with("#/")) =>
                    {
                        let rest = reference.trim_start_matches('#');
                        *reference = format!("#/components/schemas/{name}{rest}");
                    }
                    _ if matches!(keyword.as_str(), "enum" | "const") => {}
                    member => relocate(member, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| relocate(item, name)),
        _ => {}
    }
}

impl Group {
    /// Whether the group asks for what no document of OpenAPI can say by itself: other files, or a
    /// dialect of its own.
    pub(super) fn is_unsayable(&self) -> bool {
        let file = self.title.split(' ').next().unwrap_or_default();
        let mut remote = matches!(file, "refRemote" | "vocabulary" | "optional/cross-draft");
        each_text(&self.schema, &mut |keyword, text| {
            remote |= matches!(keyword, "$ref" | "$dynamicRef")
                && text.starts_with("https://json-schema.org/");
        });
        remote
    }

    /// The names that have to be single in a document.
    fn identities(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        each_text(&self.schema, &mut |keyword, text| {
            if matches!(keyword, "$id" | "$anchor" | "$dynamicAnchor") {
                found.insert(text.to_owned());
            }
        });
        found
    }

    /// Whether the schema means the same wherever it stands.
    fn is_movable(&self) -> bool {
        let mut refers = false;
        each_text(&self.schema, &mut |keyword, _| {
            refers |= keyword.starts_with('$');
        });
        !refers
    }
}

/// Calls a function with each member that is a text.
fn each_text<'a>(value: &'a Value, call: &mut impl FnMut(&'a str, &'a str)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) => call(name, text),
                    member => each_text(member, call),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_text(item, call)),
        _ => {}
    }
}

/// Parts groups so that no two of a part have the same name for something.
pub(super) fn parts<'a>(groups: &[&'a Group]) -> Vec<Vec<&'a Group>> {
    let mut parts: Vec<(BTreeSet<String>, Vec<&Group>)> = Vec::new();
    for group in groups {
        let identities = group.identities();
        let free = parts
            .iter_mut()
            .find(|(taken, part)| part.len() < MAX_GROUPS && taken.is_disjoint(&identities));
        match free {
            Some((taken, part)) => {
                taken.extend(identities);
                part.push(group);
            }
            None => parts.push((identities, vec![group])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// A document with the schemas of groups at all places, each a body that is sent and answered.
pub(super) fn document(groups: &[&Group]) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for group in groups {
        for place in Place::ALL {
            let component = place.component(&group.name);
            let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
            let inner = match place {
                Place::Body => group.schema.clone(),
                _ if group.is_movable() => group.schema.clone(),
                _ => reference(&group.name),
            };
            schemas.insert(component.clone(), place.schema(inner));
            let content = json!({"application/json": {"schema": reference(&component)}});
            let operation = json!({"post": {
                "operationId": format!("call{component}"),
                "requestBody": {"required": true, "content": content},
                "responses": {"200": {"description": "The same.", "content": content}},
            }});
            paths.insert(format!("/{component}"), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Suite", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group_of(schema: Value, number: usize) -> Group {
        group(&json!({"description": "d", "schema": schema}), "f", number)
    }

    #[test]
    fn references_lead_to_the_component() {
        let group = group_of(
            json!({
                "$schema": "x",
                "items": {"$ref": "#/$defs/a"},
                "$defs": {"a": {"$ref": "#"}, "b": {"$id": "b", "$ref": "#/c"}},
                "const": {"$ref": "#"},
            }),
            7,
        );
        assert_eq!(
            group.schema,
            json!({
                "items": {"$ref": "#/components/schemas/G007/$defs/a"},
                "$defs": {
                    "a": {"$ref": "#/components/schemas/G007"},
                    "b": {"$id": "b", "$ref": "#/c"},
                },
                "const": {"$ref": "#"},
            })
        );
        assert!(!group.is_movable());
    }

    #[test]
    fn names_are_single_in_a_part() {
        let anchor = json!({"$anchor": "a"});
        let groups = [
            group_of(anchor.clone(), 1),
            group_of(anchor, 2),
            group_of(json!(true), 3),
        ];
        let groups: Vec<&Group> = groups.iter().collect();
        let sizes: Vec<usize> = parts(&groups).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1]);
    }
}
