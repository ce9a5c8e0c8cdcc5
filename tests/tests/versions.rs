//! How documents of other versions, and those that deviate from the specification, are read.

use oasmith::diagnostic::{Code, Diagnostics, Severity};
use oasmith::parse::{self, Document};
use oasmith::source::{Pointer, Source};
use serde_json::{Value, json};

use crate::support::{files, open, rendered, snapshots, spec};

/// A document and all that was said about it.
fn read(path: &str) -> (Document, String) {
    let source = open(&spec(path));
    let mut diagnostics = Diagnostics::default();
    let document = parse::parse(&source, &mut diagnostics);
    if let Some(document) = &document {
        diagnostics.trace(&document.origins);
    }
    let said = rendered(&diagnostics, &source);
    (document.unwrap_or_else(|| panic!("{path}:\n{said}")), said)
}

/// The model that a document becomes, and what is said on the way.
fn shot(path: &str) {
    let (document, said) = read(path);
    let model = serde_json::to_string_pretty(&document.model).unwrap();
    let name = path.replace('/', "-");
    let (name, _) = name.split_once('.').unwrap();
    snapshots("versions").bind(|| {
        insta::assert_snapshot!(name, model);
        insta::assert_snapshot!(format!("{name}-said"), said);
    });
}

#[test]
fn swagger_2_becomes_openapi_3() {
    shot("v2/library.yaml");
    shot("v2/forms.json");
}

#[test]
fn openapi_3_1_becomes_openapi_3_0() {
    shot("v31/schemas.yaml");
    shot("v31/keywords.yaml");
    shot("v31/stream.json");
}

#[test]
fn deviations_are_repaired_with_a_warning_each() {
    shot("repairs.yaml");
}

#[test]
fn what_was_moved_is_traced_to_where_it_stood() {
    let (document, _) = read("v2/library.yaml");
    let traced = |text: &str| {
        let origin = document.origins.trace(&Pointer::parse(text).unwrap());
        origin.pointer.to_string()
    };
    assert_eq!(
        traced("/components/schemas/Book/properties/title"),
        "#/definitions/Book/properties/title"
    );
    assert_eq!(
        traced("/paths/~1books/get/parameters/1/schema/items/type"),
        "#/paths/~1books/get/parameters/1/items/type"
    );
    assert_eq!(
        traced("/paths/~1books/post/requestBody/content/application~1json/schema"),
        "#/parameters/book/schema"
    );
    assert_eq!(
        traced("/components/responses/missing/content/application~1json/schema/$ref"),
        "#/responses/missing/schema/$ref"
    );
}

/// Repairing is done once: what comes out of it needs none.
#[test]
fn what_was_repaired_is_left_as_it_is() {
    let mut documents = files(&spec("v2"), &[]);
    documents.extend(files(&spec("v31"), &[]));
    documents.push(spec("repairs.yaml"));
    for path in documents {
        let mut diagnostics = Diagnostics::default();
        let mut model = |source: &Source| parse::parse(source, &mut diagnostics).unwrap().model;
        let again = |model| Source::from_text("again.json", serde_json::to_string(model).unwrap());
        let first = model(&open(&path));
        let second = model(&again(&first));
        // The supplement isn't part of the model: a list of `prefixItems` is one without `items` then.
        if path.starts_with(spec("v31")) {
            assert_eq!(model(&again(&second)), second, "{}", path.display());
        } else {
            assert_eq!(first, second, "{}", path.display());
        }
    }
}

/// Puts `value` in place of each node of a document in turn.
fn each_node_as(document: &Value, value: &Value, check: &mut dyn FnMut(&Value, &Pointer)) {
    let mut places = vec![Pointer::root()];
    while let Some(at) = places.pop() {
        match document.pointer(at.as_str()).unwrap() {
            Value::Object(members) => places.extend(members.keys().map(|name| at.key(name))),
            Value::Array(items) => places.extend((0..items.len()).map(|index| at.index(index))),
            _ => {}
        }
        let mut changed = document.clone();
        *changed.pointer_mut(at.as_str()).unwrap() = value.clone();
        check(&changed, &at);
    }
}

/// Whatever stands wherever, the rest of the document is read. Refused is only a document that
/// isn't one any more, or whose references lead to what is gone.
#[test]
fn no_node_of_a_document_keeps_the_rest_from_being_read() {
    let values = [
        Value::Null,
        json!(true),
        json!(-1.5),
        json!("text"),
        json!([]),
        json!({}),
        json!(["text", {"type": "text"}]),
        json!({"name": ["text"], "x-text": "text"}),
    ];
    let schemas = serde_json::to_value(&read("v31/schemas.yaml").0.model).unwrap();
    let json = |path: &str| {
        let source = open(&spec(path));
        serde_json::from_str(source.text()).unwrap()
    };
    for document in [json("v2/forms.json"), json("v31/stream.json"), schemas] {
        for value in &values {
            each_node_as(&document, value, &mut |changed, at| {
                let source = Source::from_text("changed.json", changed.to_string());
                let mut diagnostics = Diagnostics::default();
                let read = parse::parse(&source, &mut diagnostics);
                let refused = diagnostics
                    .iter()
                    .filter(|said| said.severity == Severity::Error)
                    .all(|error| [Code::Reference, Code::Version].contains(&error.code));
                assert!(read.is_some() || refused, "{at} as {value}:\n{diagnostics}");
            });
        }
    }
}
