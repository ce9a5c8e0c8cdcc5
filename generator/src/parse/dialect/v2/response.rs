//! Responses.

use serde_json::{Map, Value, json};

use super::parameter::take_schema;
use super::upgrade::Upgrade;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Pointer;

impl Upgrade<'_, '_> {
    /// Lowers a response, of which 2.0 has the media types elsewhere: `None` stands for those of the
    /// document.
    ///
    /// They are those of every response of an operation. Where that sends text or bytes, an error
    /// that is an object comes as JSON all the same.
    pub(super) fn response(
        &mut self,
        members: &mut Map<String, Value>,
        produces: Option<&[String]>,
        is_success: bool,
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
                let format = header.shift_remove("collectionFormat");
                if let Some(format) = format.as_ref().and_then(Value::as_str)
                    && format != "csv"
                {
                    let message = format!(
                        "lists in the format `{}` can't stand in a header: commas separate the items",
                        format.escape_debug()
                    );
                    self.rewriter
                        .not_honoured(&message, &at.key("collectionFormat"));
                }
                let mut schema = take_schema(header);
                self.inner_formats(&mut schema, &at);
                self.rewriter.moved(&at, &at.key("schema"));
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
        let is_object = !is_success && !is_file && !self.has_scalars(&schema);
        let media_types = if is_object && !media_types.iter().any(|known| holds_objects(known)) {
            let message = format!(
                "no media type of `produces` can hold this error: {}",
                media_types.join(", ")
            );
            self.rewriter.push(
                Diagnostic::warning(Code::Shape, message)
                    .at_key(&at.key("schema"), "taken as JSON"),
            );
            vec!["application/json".to_owned()]
        } else {
            media_types
        };
        let mut content = Map::new();
        for media_type in media_types {
            let to = at.key("content").key(&media_type).key("schema");
            self.rewriter.moved(&at.key("schema"), &to);
            content.insert(media_type, json!({"schema": schema.clone()}));
        }
        members.insert("content".to_owned(), Value::Object(content));
    }

    /// Whether the values of a schema are text, numbers or bytes.
    fn has_scalars(&self, schema: &Value) -> bool {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|text| text.strip_prefix("#/components/schemas/"));
        match name {
            Some(name) => self.scalars.contains(name),
            None => is_scalar(schema),
        }
    }
}

/// Whether a schema says that its values are text, numbers or bytes.
pub(super) fn is_scalar(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| !matches!(kind, "object" | "array"))
}

/// Whether an object can be written in a media type. A stream of objects isn't one.
fn holds_objects(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    let formats = [
        "json", "xml", "yaml", "form", "protobuf", "msgpack", "cbor", "smile", "*",
    ];
    let streams = ["jsonl", "ndjson", "json-seq", "json-lines", "stream"];
    formats.iter().any(|format| media_type.contains(format))
        && !streams.iter().any(|stream| media_type.contains(stream))
}
