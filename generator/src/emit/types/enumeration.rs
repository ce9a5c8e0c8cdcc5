//! Enums for lists of values.

use serde_json::Value;

use super::super::code::{Code, literal};
use super::super::docs;
use super::definition::Definition;
use crate::view::{Enum, EnumValues, Variant};

pub(super) fn items(item: &Enum) -> Vec<Code> {
    vec![definition(item)]
}

/// The call of `enumeration!`: a variant for each value.
fn definition(item: &Enum) -> Code {
    let mut definition = Definition::new("enumeration", &item.name, &item.docs, item.deprecated);
    if item.is_copy {
        definition.derive(&["Clone", "Copy", "Debug", "Eq", "Hash", "PartialEq"]);
    } else {
        definition.derive(&["Clone", "Debug", "Eq", "Hash", "PartialEq"]);
    }
    let values = match item.values {
        EnumValues::Text => "String",
        EnumValues::Integers => "i64",
        EnumValues::Mixed => "Value",
    };
    definition.head(&format!("pub enum {}: {values}", item.name));
    for variant in &item.variants {
        let value = match (&variant.value, item.values) {
            (Value::String(text), _) => literal(text),
            (other, EnumValues::Mixed) => format!("json({other})"),
            (other, _) => other.to_string(),
        };
        let parts = [format!("{} =", variant.name), value];
        definition.member(&lines(variant), &parts);
    }
    if let Some(other) = &item.other {
        definition.member(&[], &[format!("_ => {other}({values})")]);
    }
    definition.end(None)
}

/// What there is to say of a variant beside its name.
fn lines(variant: &Variant) -> Vec<String> {
    let mut lines = Vec::new();
    if !variant.is_telling {
        let value = match &variant.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        lines.push(docs::summary(&format!("`{value}`.")));
    }
    if let Some(said) = &variant.docs {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(docs::lines(said));
    }
    lines
}
