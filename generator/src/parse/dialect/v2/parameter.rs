//! Parameters, which have the keywords of their schema beside their own in 2.0.

use serde_json::{Map, Value, json};

use super::upgrade::Upgrade;
use crate::source::Pointer;

/// The keywords that belong to the schema of a parameter or a header.
const SCHEMA: [&str; 19] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "nullable",
    "x-nullable",
    "properties",
];

/// Takes the keywords of a schema out of a parameter or a header.
pub(in crate::parse) fn take_schema(members: &mut Map<String, Value>) -> Map<String, Value> {
    let mut schema = Map::new();
    for keyword in SCHEMA {
        if let Some(value) = members.shift_remove(keyword) {
            schema.insert(keyword.to_owned(), value);
        }
    }
    if schema.get("type") == Some(&json!("file")) {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
    }
    schema
}

impl Upgrade<'_, '_> {
    /// Lowers a parameter. Those of bodies and forms get a schema too, and are moved later.
    pub(super) fn parameter(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if members.contains_key("$ref") {
            return;
        }
        let format = members.shift_remove("collectionFormat");
        if !members.contains_key("schema") {
            let mut schema = take_schema(members);
            if schema.is_empty() {
                return;
            }
            self.inner_formats(&mut schema, at);
            self.rewriter.moved(at, &at.key("schema"));
            members.insert("schema".to_owned(), Value::Object(schema));
        }
        let is_list = members
            .get("schema")
            .and_then(|schema| schema.get("type"))
            .is_some_and(|kind| kind == "array");
        if is_list {
            let text = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
            self.list_style(text, members, at);
            if let Some(format) =
                format.filter(|_| members.get("in").is_some_and(|place| place == "formData"))
            {
                // Whether it has an effect depends on the media type of the form.
                members.insert("collectionFormat".to_owned(), format);
            }
        }
    }

    /// Warns of the formats of lists inside of a list: there is no word for these in a style.
    pub(super) fn inner_formats(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let mut at = at.key("items");
        let mut items = schema.get_mut("items");
        while let Some(Value::Object(inner)) = items {
            if inner.shift_remove("collectionFormat").is_some() {
                let message = "a list inside of a list has no format of its own";
                self.rewriter
                    .not_honoured(message, &at.key("collectionFormat"));
            }
            at = at.key("items");
            items = inner.get_mut("items");
        }
    }

    /// How the items of a list are written one behind the other.
    fn list_style(&mut self, format: &str, members: &mut Map<String, Value>, at: &Pointer) {
        let place = members
            .get("in")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let (style, explode) = match (place, format) {
            ("path" | "header", "csv") => return,
            ("query" | "formData", "csv") => ("form", false),
            ("query" | "formData", "multi") => ("form", true),
            ("query" | "formData", "ssv") => ("spaceDelimited", false),
            ("query" | "formData", "pipes") => ("pipeDelimited", false),
            ("query" | "formData", other) => {
                let message = format!(
                    "lists in the format `{other}` aren't supported: commas separate the items"
                );
                self.rewriter
                    .not_honoured(&message, &at.key("collectionFormat"));
                ("form", false)
            }
            ("path" | "header", other) => {
                let message = format!(
                    "lists in the format `{other}` can't stand in `{place}`: commas separate the items"
                );
                self.rewriter
                    .not_honoured(&message, &at.key("collectionFormat"));
                return;
            }
            _ => return,
        };
        members.insert("style".to_owned(), json!(style));
        members.insert("explode".to_owned(), json!(explode));
    }
}
