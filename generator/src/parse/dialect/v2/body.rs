//! Bodies, which are parameters in 2.0.

use serde_json::{Map, Value, json};

use super::upgrade::Upgrade;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Pointer;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";
const JSON: &str = "application/json";

/// A parameter that is a body or a field of one.
#[derive(Clone)]
pub(super) struct Field {
    members: Map<String, Value>,
    at: Pointer,
}

impl Field {
    fn text(&self, name: &str) -> &str {
        let text = self.members.get(name).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    fn is_body(&self) -> bool {
        self.text("in") == "body"
    }

    fn required(&self) -> bool {
        self.members.get("required") == Some(&Value::Bool(true))
    }

    fn schema(&self) -> Value {
        let schema = self.members.get("schema").cloned();
        schema.unwrap_or_else(|| json!({}))
    }

    fn is_file(&self) -> bool {
        let format = self
            .members
            .get("schema")
            .and_then(|schema| schema.get("format"));
        format.is_some_and(|format| format == "binary")
    }
}

impl Upgrade<'_, '_> {
    /// Takes the bodies and the fields of forms out of the component parameters.
    pub(super) fn take_body_parameters(&mut self, document: &mut Value) {
        let parameters = document
            .pointer_mut("/components/parameters")
            .and_then(Value::as_object_mut);
        if let Some(parameters) = parameters {
            parameters.retain(|name, parameter| {
                let stays = !belongs_to_body(parameter);
                if !stays {
                    self.body_parameters.insert(name.clone(), parameter.take());
                }
                stays
            });
        }
    }

    /// Lowers the parameters of a path item or an operation. Gives those of the body.
    pub(super) fn parameters(
        &mut self,
        owner: &mut Map<String, Value>,
        at: &Pointer,
    ) -> Vec<Field> {
        let Some(Value::Array(list)) = owner.get_mut("parameters") else {
            return Vec::new();
        };
        let at = at.key("parameters");
        let mut kept = Vec::new();
        let mut fields = Vec::new();
        let count = list.len();
        for (index, mut parameter) in std::mem::take(list).into_iter().enumerate() {
            let from = at.index(index);
            // Its place may go to a parameter behind it before the body is made.
            let aside = at.index(count + index);
            if belongs_to_body(&parameter) {
                self.rewriter.moved(&from, &aside);
            }
            if let Some(field) = self.field(&mut parameter, &aside) {
                fields.push(field);
                continue;
            }
            let to = at.index(kept.len());
            if from != to {
                self.rewriter.moved(&from, &to);
            }
            if !self.leftover
                && let Value::Object(members) = &mut parameter
            {
                self.parameter(members, &to);
            }
            kept.push(parameter);
        }
        *list = kept;
        fields
    }

    fn field(&mut self, parameter: &mut Value, at: &Pointer) -> Option<Field> {
        let reference = parameter.get("$ref").and_then(Value::as_str);
        if let Some(name) = reference.and_then(|it| it.strip_prefix("#/components/parameters/")) {
            let members = self.body_parameters.get(name)?.as_object()?.clone();
            let at = Pointer::root()
                .key("components")
                .key("parameters")
                .key(name);
            return Some(self.lowered(members, at));
        }
        if !belongs_to_body(parameter) {
            return None;
        }
        let members = std::mem::take(parameter.as_object_mut()?);
        Some(self.lowered(members, at.clone()))
    }

    fn lowered(&mut self, mut members: Map<String, Value>, at: Pointer) -> Field {
        if self.leftover {
            let place = members
                .get("in")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let message = format!("OpenAPI 3 has no parameters in `{place}`, as Swagger 2.0 has");
            self.rewriter
                .warn(message, "taken as the request body", &at.key("in"));
        }
        self.parameter(&mut members, &at);
        Field { members, at }
    }

    /// Gives an operation the body that its parameters describe.
    pub(super) fn body(
        &mut self,
        operation: &mut Map<String, Value>,
        shared: &[Field],
        own: Vec<Field>,
        consumes: Option<Vec<String>>,
        consumes_at: &Pointer,
        at: &Pointer,
    ) {
        let mut fields = own;
        for field in shared {
            let overridden = fields.iter().any(|own| {
                own.is_body() && field.is_body() || own.text("name") == field.text("name")
            });
            if !overridden {
                fields.push(field.clone());
            }
        }
        if fields.is_empty() {
            return;
        }
        if operation.contains_key("requestBody") {
            for field in &fields {
                let message = "this operation has a `requestBody` already";
                self.rewriter.warn_parameter(message, "left out", &field.at);
            }
            return;
        }
        let at = at.key("requestBody");
        let body = match fields.iter().position(Field::is_body) {
            Some(index) => {
                let body = fields.remove(index);
                for other in fields {
                    let message = "this operation has a parameter that is the whole body already";
                    self.rewriter.warn_parameter(message, "left out", &other.at);
                }
                self.whole(&body, consumes, &at)
            }
            None => self.form(&fields, consumes, consumes_at, &at),
        };
        operation.insert("requestBody".to_owned(), body);
    }

    fn whole(&mut self, body: &Field, consumes: Option<Vec<String>>, at: &Pointer) -> Value {
        let mut content = Map::new();
        self.rewriter.moved(&body.at, at);
        for media_type in consumes.unwrap_or_else(|| vec![JSON.to_owned()]) {
            let to = at.key("content").key(&media_type).key("schema");
            self.rewriter.moved(&body.at.key("schema"), &to);
            content.insert(media_type, json!({"schema": body.schema()}));
        }
        let mut made = Map::new();
        if let Some(description) = body.members.get("description") {
            made.insert("description".to_owned(), description.clone());
        }
        made.insert("content".to_owned(), Value::Object(content));
        made.insert("required".to_owned(), Value::Bool(body.required()));
        Value::Object(made)
    }

    fn form(
        &mut self,
        fields: &[Field],
        consumes: Option<Vec<String>>,
        consumes_at: &Pointer,
        at: &Pointer,
    ) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut encoding = Map::new();
        let media_types = form_types(fields, consumes.as_deref());
        self.check_consumed(fields, consumes.as_deref(), &media_types, consumes_at);
        for field in fields {
            let name = field.text("name");
            let mut schema = field.schema();
            if let (Value::Object(schema), Some(text)) =
                (&mut schema, field.members.get("description"))
            {
                schema.entry("description").or_insert_with(|| text.clone());
            }
            for media_type in &media_types {
                let to = at.key("content").key(media_type).key("schema");
                let to = to.key("properties").key(name);
                self.rewriter.moved(&field.at.key("schema"), &to);
            }
            properties.insert(name.to_owned(), schema);
            if field.required() {
                required.push(name);
            }
            if let (Some(style), Some(explode)) =
                (field.members.get("style"), field.members.get("explode"))
            {
                let style = json!({"style": style, "explode": explode});
                encoding.insert(name.to_owned(), style);
                if media_types.iter().any(|media_type| media_type == MULTIPART) {
                    self.check_parts(field);
                }
            }
        }
        let mut schema = json!({"type": "object", "properties": properties});
        let any_required = !required.is_empty();
        if any_required && let Value::Object(schema) = &mut schema {
            schema.insert("required".to_owned(), json!(required));
        }
        let mut content = Map::new();
        let files: Vec<&str> = fields
            .iter()
            .filter(|field| field.is_file())
            .map(|field| field.text("name"))
            .collect();
        for media_type in media_types {
            let mut schema = schema.clone();
            // A file can be sent in parts alone.
            if media_type == URLENCODED
                && let Some(Value::Object(properties)) = schema.get_mut("properties")
            {
                properties.retain(|name, _| !files.contains(&name.as_str()));
            }
            let mut described = Map::from_iter([("schema".to_owned(), schema)]);
            // Styles are for what has no parts.
            if !encoding.is_empty() && media_type != MULTIPART {
                described.insert("encoding".to_owned(), Value::Object(encoding.clone()));
            }
            content.insert(media_type, Value::Object(described));
        }
        if let Some(first) = fields.first() {
            self.rewriter.moved(&first.at, at);
        }
        json!({"content": content, "required": any_required})
    }

    /// Warns of media types that a form consumes but can't be sent as.
    fn check_consumed(
        &mut self,
        fields: &[Field],
        consumes: Option<&[String]>,
        sent: &[String],
        consumes_at: &Pointer,
    ) {
        let consumes = consumes.unwrap_or_default();
        let others = consumes.iter().filter(|other| !sent.contains(other));
        let others: Vec<&str> = others.map(String::as_str).collect();
        if others.is_empty() {
            return;
        }
        let what = if fields.iter().any(Field::is_file) {
            "a form with a file"
        } else {
            "a form"
        };
        let message = format!("{what} can't be sent as `{}`", others.join("`, `"));
        let label = format!("sent as `{}`", sent.join("` or `"));
        self.rewriter
            .push(Diagnostic::warning(Code::Unsupported, message).at_key(consumes_at, label));
    }

    /// Warns of a list that isn't one part for each item, in a form of parts.
    fn check_parts(&mut self, field: &Field) {
        let format = field.members.get("collectionFormat");
        let message = "each item of a list is a part of its own in a multipart form";
        let at = &field.at;
        match format.and_then(Value::as_str) {
            Some("multi") => {}
            Some(_) => self
                .rewriter
                .not_honoured(message, &at.key("collectionFormat")),
            None => self
                .rewriter
                .push(Diagnostic::warning(Code::Unsupported, message).at(
                    at,
                    "without `collectionFormat: multi`, commas would join them",
                )),
        }
    }
}

/// How a form can be sent: as the operation says, and files in multipart only.
fn form_types(fields: &[Field], consumes: Option<&[String]>) -> Vec<String> {
    let mut forms = consumes.unwrap_or_default().to_vec();
    forms.retain(|media_type| [URLENCODED, MULTIPART].contains(&media_type.as_str()));
    if fields.iter().any(Field::is_file) {
        if fields
            .iter()
            .any(|field| field.is_file() && field.required())
        {
            forms.clear();
        }
        if !forms.iter().any(|media_type| media_type == MULTIPART) {
            forms = vec![MULTIPART.to_owned()];
        }
        return forms;
    }
    if forms.is_empty() {
        forms.push(URLENCODED.to_owned());
    }
    forms
}

fn belongs_to_body(parameter: &Value) -> bool {
    let place = parameter.get("in").and_then(Value::as_str);
    place.is_some_and(|place| ["body", "formData"].contains(&place))
}
