//! What the server carries along: the document, and a response to each operation.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::files::{Files, gate};
use super::super::imports::MAX_WIDTH;
use super::operation;
use crate::view::{DocumentText, Features, OperationView, ResponseSample, SampleBody, View};

#[derive(Serialize)]
struct AnswersContext<'a> {
    /// The samples as a literal.
    samples: String,
    mocked_tags: Vec<MockedTag<'a>>,
    features: &'a Features,
}

/// A tag whose trait a mock implements.
#[derive(Serialize)]
struct MockedTag<'a> {
    module: &'a str,
    name: &'a str,
    gate: String,
    /// A line for each.
    operations: Vec<String>,
}

/// The files of the document, and of the page that shows it.
pub(super) fn document(document: &DocumentText, root: &str, files: &mut Files<'_>) {
    #[derive(Serialize)]
    struct Context<'a> {
        json: String,
        yaml: &'a str,
    }
    let context = Context {
        json: literal(&document.json),
        yaml: &document.yaml,
    };
    let path = |file| format!("{root}/src/{file}");
    files.render(&path("support/document.rs"), "server/document.rs", &context);
    files.render(&path("openapi.yaml"), "server/openapi.yaml", &context);
    files.render(&path("docs.html"), "server/docs.html", ());
}

/// The file of what a mock answers.
pub(super) fn samples(view: &View, root: &str, files: &mut Files<'_>) {
    let samples = view.samples.iter();
    let samples = samples.map(|(id, samples)| {
        let mut answer = value(&samples.answer);
        let errors = samples.errors.iter();
        let errors: Map<_, _> = errors
            .map(|(status, sample)| (status.clone(), Value::Object(value(sample))))
            .collect();
        if !errors.is_empty() {
            answer.insert("errors".to_owned(), Value::Object(errors));
        }
        (id.clone(), Value::Object(answer))
    });
    let samples = Value::Object(samples.collect());
    let tags = view.tags.iter().map(|tag| {
        let operations = tag.operations.iter().filter(|operation| operation.routed);
        MockedTag {
            module: &tag.module,
            name: &tag.name,
            gate: gate(&tag.gate),
            operations: operations.map(mocked).collect(),
        }
    });
    let context = AnswersContext {
        samples: literal(&format!("{samples:#}\n")),
        mocked_tags: tags.collect(),
        features: &view.features.server,
    };
    let path = format!("{root}/src/support/answers.rs");
    files.render(&path, "server/answers.rs", context);
}

/// The line of an operation, or two.
fn mocked(operation: &OperationView) -> String {
    let generics = if operation::is_generic(operation) {
        "<Credentials>"
    } else {
        ""
    };
    let call = format!(
        "{}({}{generics})",
        operation.method, operation.types.request
    );
    let response = format!("-> {};", operation.types.response);
    let line = format!("    {call} {response}");
    if line.chars().count() <= MAX_WIDTH {
        line.trim_start().to_owned()
    } else {
        format!("{call}\n        {response}")
    }
}

fn value(sample: &ResponseSample) -> Map<String, Value> {
    let mut value = Map::new();
    value.insert("status".to_owned(), json!(sample.status));
    if !sample.headers.is_empty() {
        let headers = sample.headers.iter();
        let headers = headers.map(|(name, text)| (name.clone(), json!(text)));
        value.insert("headers".to_owned(), Value::Object(headers.collect()));
    }
    let media_type = sample.media_type.as_ref();
    value.extend(media_type.map(|name| ("content_type".to_owned(), json!(name))));
    match &sample.body {
        SampleBody::Empty => {}
        SampleBody::Json(body) => {
            value.insert("json".to_owned(), body.clone());
        }
        SampleBody::Text(body) => {
            value.insert("text".to_owned(), json!(body));
        }
    }
    value
}

/// A text of JSON as a literal that keeps its lines, so that a change shows where it is.
fn literal(json: &str) -> String {
    let mut longest = 0;
    for (index, _) in json.match_indices('"') {
        let behind = json.get(index + 1..).unwrap_or_default();
        longest = longest.max(behind.len() - behind.trim_start_matches('#').len() + 1);
    }
    // More hashes a literal can't have.
    if longest > 255 {
        return super::super::code::literal(json);
    }
    let hashes = "#".repeat(longest);
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        // Nobody sees them, or they change the direction of text: the compiler and clippy refuse them. In
        // JSON, they can only be part of a string.
        match char {
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                // Writing to a string can't fail.
                let _ = write!(text, "\\u{:04x}", u32::from(char));
            }
            char => text.push(char),
        }
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_text_comes_back_from_its_literal() {
        for json in ["{\"a\": \"b\"}", "[\"\\\"#x\\\"##\"]", "\"\u{202e}\"", "1"] {
            let literal: syn::LitStr = syn::parse_str(&literal(json)).unwrap();
            let read: serde_json::Value = serde_json::from_str(&literal.value()).unwrap();
            assert_eq!(
                read,
                serde_json::from_str::<serde_json::Value>(json).unwrap()
            );
            assert!(!literal.value().contains('\u{202e}'));
        }
    }
}
