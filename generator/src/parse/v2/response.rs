//! Responses.

use serde_json::{Map, Value, json};

use super::Lowering;
use super::parameter::take_schema;
use crate::source::Pointer;

impl Lowering<'_> {
    /// Lowers a response, of which 2.0 has the media types elsewhere: `None` stands for those of the
    /// document.
    pub(super) fn response(
        &mut self,
        members: &mut Map<String, Value>,
        produces: Option<&[String]>,
        at: &Pointer,
    ) {
        if members.contains_key("$ref") {
            return;
        }
        // They tell people something, and 3.0 has them elsewhere.
        members.shift_remove("examples");
        let headers = members.get_mut("headers").and_then(Value::as_object_mut);
        for (name, header) in headers.into_iter().flatten() {
            let at = at.key("headers").key(name);
            if let Value::Object(header) = header
                && !header.contains_key("schema")
            {
                header.shift_remove("collectionFormat");
                let schema = take_schema(header);
                self.origins.moved(&at, &at.key("schema"));
                header.insert("schema".to_owned(), Value::Object(schema));
            }
        }
        let Some(mut schema) = members.shift_remove("schema") else {
            return;
        };
        let is_file = schema.get("type").is_some_and(|kind| kind == "file");
        if is_file {
            schema = json!({"type": "string", "format": "binary"});
        }
        let media_types = match produces.or(self.produces.as_deref()) {
            Some(media_types) => media_types.to_vec(),
            None if is_file => vec!["application/octet-stream".to_owned()],
            None => vec!["application/json".to_owned()],
        };
        let mut content = Map::new();
        for media_type in media_types {
            let to = at.key("content").key(&media_type).key("schema");
            self.origins.moved(&at.key("schema"), &to);
            content.insert(media_type, json!({"schema": schema.clone()}));
        }
        members.insert("content".to_owned(), Value::Object(content));
    }
}
