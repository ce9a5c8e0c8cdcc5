//! The places of a document where the schema of a group stands.

use serde_json::{Value, json};

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Body,
    Required,
    Optional,
    Item,
    Member,
}

impl Place {
    pub(super) const ALL: [Self; 5] = [
        Self::Body,
        Self::Required,
        Self::Optional,
        Self::Item,
        Self::Member,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Required => "required property",
            Self::Optional => "optional property",
            Self::Item => "item",
            Self::Member => "value of a mapping",
        }
    }

    /// What the component of the place is called.
    pub(super) fn component(self, group: &str) -> String {
        match self {
            Self::Body => group.to_owned(),
            Self::Required => format!("{group}Required"),
            Self::Optional => format!("{group}Optional"),
            Self::Item => format!("{group}List"),
            Self::Member => format!("{group}Map"),
        }
    }

    /// The schema of the place, around that of the group.
    pub(super) fn schema(self, schema: Value) -> Value {
        match self {
            Self::Body => schema,
            Self::Required => {
                json!({"type": "object", "properties": {"v": schema}, "required": ["v"]})
            }
            Self::Optional => json!({"type": "object", "properties": {"v": schema}}),
            Self::Item => json!({"type": "array", "items": schema}),
            Self::Member => json!({"type": "object", "additionalProperties": schema}),
        }
    }

    /// A value of the place, around one of the group.
    pub(super) fn value(self, value: &Value) -> Value {
        match self {
            Self::Body => value.clone(),
            Self::Required | Self::Optional | Self::Member => json!({"v": value}),
            Self::Item => json!([value]),
        }
    }

    /// The pointer to a part of the value of the place, as one to a part of the group's value.
    pub(super) fn inner(self, pointer: &str) -> &str {
        let rest = match self {
            Self::Body => Some(pointer),
            Self::Required | Self::Optional | Self::Member => pointer.strip_prefix("/v"),
            Self::Item => pointer.strip_prefix("/0"),
        };
        rest.unwrap_or(pointer)
    }

    /// An error about the value of the place, as one about the group's value.
    pub(super) fn inner_reason(self, reason: &str) -> &str {
        let rest = match self {
            Self::Body => None,
            Self::Required | Self::Optional | Self::Member => reason.strip_prefix('v'),
            Self::Item => reason.strip_prefix("[0]"),
        };
        match rest {
            Some(rest) if rest.starts_with(['.', '[', ':']) => {
                rest.trim_start_matches(['.', ':', ' '])
            }
            _ => reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn what_is_said_of_a_place_is_said_of_the_value() {
        assert_eq!(Place::Optional.inner("/v/a"), "/a");
        assert_eq!(Place::Item.inner("/0"), "");
        assert_eq!(Place::Required.inner_reason("v.a: no"), "a: no");
        assert_eq!(Place::Item.inner_reason("[0]: no"), "no");
        assert_eq!(Place::Member.inner_reason("value"), "value");
    }
}
