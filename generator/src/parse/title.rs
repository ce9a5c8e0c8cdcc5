//! The title of a document, before anything else of it is looked at.

use serde::Deserialize;

use crate::source::Source;

#[derive(Deserialize)]
struct Head {
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    title: String,
}

/// `info.title`, where it can be read without the rest. It names what is generated, nothing more:
/// a fault of the document is found when all of it is read.
pub fn title(source: &Source) -> Option<String> {
    // As for the whole document, what looks like JSON isn't worth a second try when it is broken.
    let head: Head = if source.text().trim_start().starts_with('{') {
        serde_json::from_str(source.text()).ok()?
    } else {
        serde_yaml::from_str(source.text()).ok()?
    };
    Some(head.info.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_is_found_in_both_notations() {
        for (text, expected) in [
            (
                "openapi: 3.0.3\ninfo: {title: A b, version: '1'}",
                Some("A b"),
            ),
            (
                r#"{"paths": {"/": [1]}, "info": {"title": "A"}}"#,
                Some("A"),
            ),
            ("info: {title: [1]}", None),
            ("info: 1", None),
            ("a: [", None),
            ("{", None),
            ("", None),
        ] {
            let source = Source::from_text("a", text);
            assert_eq!(title(&source).as_deref(), expected, "{text}");
        }
    }
}
