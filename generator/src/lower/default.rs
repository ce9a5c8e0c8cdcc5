//! Default values, and whether they are values of their types.

use serde_json::Value;

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, TypeRef};
use crate::source::Pointer;

impl Lowering<'_> {
    /// A default value if it is one of the type; a `null` stands for none.
    pub(super) fn default(&mut self, value: &Value, kind: TypeRef, at: &Pointer) -> Option<Value> {
        if self.types.admits(value, kind) {
            return Some(value.clone()).filter(|value| !value.is_null());
        }
        // Tools that write `default: {}` beside each `$ref` mean nothing by it.
        let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        if is_empty && self.types.get(kind.id).name.is_component() {
            return None;
        }
        let message = format!("the default {value} isn't a value that the schema allows");
        let warning = Diagnostic::warning(Code::Shape, message);
        let meant = self
            .meant(value, kind)
            .filter(|meant| self.types.admits(meant, kind));
        let label = match &meant {
            Some(meant) => format!("taken as {meant}"),
            None => "passed over: not of the schema's type".to_owned(),
        };
        self.diagnostics.push(warning.at(at, label));
        meant
    }

    /// What was meant by a value with quotes too many or too few.
    fn meant(&self, value: &Value, kind: TypeRef) -> Option<Value> {
        let kind = &self.types.get(self.types.unalias(kind).id).kind;
        match (kind, value) {
            (Kind::Boolean | Kind::Number(_), Value::String(text)) => {
                serde_json::from_str(text.trim()).ok()
            }
            (Kind::String(_) | Kind::Enum(_), Value::Number(_) | Value::Bool(_)) => {
                Some(Value::String(value.to_string()))
            }
            _ => None,
        }
    }

    /// Looks at the defaults of all properties, once all types are known.
    pub(super) fn check_defaults(&mut self) {
        let mut found = Vec::new();
        for (id, kind) in self.types.iter() {
            let Kind::Object(object) = &kind.kind else {
                continue;
            };
            for (index, property) in object.properties.iter().enumerate() {
                if let Some(value) = &property.default {
                    let known = self.default_places.get(&property.origin).cloned();
                    let at = known.unwrap_or_else(|| property.origin.key("default"));
                    found.push((id, index, value.clone(), property.kind, at));
                }
            }
        }
        for (id, index, value, kind, at) in found {
            let default = self.default(&value, kind, &at);
            if let Kind::Object(object) = &mut self.types.get_mut(id).kind
                && let Some(property) = object.properties.get_mut(index)
            {
                property.default = default;
            }
        }
    }
}
