//! The keywords of JSON Schema that only OpenAPI 3.1 has.

use keywords_types::{
    Chosen, Conditional, Counted, Dependent, Every, Extended, Head, Inside, Loose, Named, Names,
    Nothing, Numbers, Open, Pair, Patterns, Same, Short, StrictTree, Typed, Without,
};
use keywords_types::support::reading;
use serde_json::json;

use crate::types::{both_ways, fault};

#[test]
fn a_list_of_a_fixed_length_is_a_tuple() {
    let (number, text) = both_ways::<Pair>(json!([1, "a"]));
    assert_eq!((number, text.as_str()), (1, "a"));
    fault::<Pair>(json!([1]));
    fault::<Pair>(json!([1, "a", 2]));
    fault::<Pair>(json!(["a", 1]));
}

#[test]
fn a_list_can_be_shorter_than_its_first_items() {
    for value in [json!([]), json!([1]), json!([1, "a"])] {
        both_ways::<Short>(value);
    }
    fault::<Short>(json!([true]));
    let same: Vec<String> = both_ways::<Same>(json!(["a"]));
    assert_eq!(same, ["a"]);
}

#[test]
fn a_list_can_be_longer_than_its_first_items() {
    both_ways::<Open>(json!([1, "a", null, {"b": []}]));
    both_ways::<Head>(json!(["a", 1, 2]));
    both_ways::<Head>(json!([]));
    fault::<Head>(json!(["a", true]));
}

#[test]
fn a_pattern_says_nothing_about_other_names() {
    both_ways::<Patterns>(json!({"id": 1, "foo": 2, "a": "bar", "b": null, "c": {"d": []}}));
    both_ways::<Typed>(json!({"n-a": 1, "x-a": "b"}));
    fault::<Typed>(json!({"n-a": true}));
    let every: Every = both_ways(json!({"a": 1}));
    assert_eq!(every.get("a"), Some(&1));
}

#[test]
fn unevaluated_properties_are_those_that_nothing_describes() {
    both_ways::<Extended>(json!({"id": 1, "name": "a"}));
    fault::<Extended>(json!({"id": 1, "other": "a"}));
    both_ways::<Chosen>(json!({"id": 1, "cat": "a"}));
    both_ways::<Chosen>(json!({"id": 1, "dog": "a", "more": true}));
    fault::<Chosen>(json!({"id": 1, "cat": "a", "more": true}));
    both_ways::<Dependent>(json!({"card": "1", "address": "a"}));
    fault::<Dependent>(json!({"card": "1", "other": "a"}));
    both_ways::<Conditional>(json!({"kind": "a", "a": "x"}));
    both_ways::<Conditional>(json!({"kind": "c", "b": 1}));
    fault::<Conditional>(json!({"kind": "a", "c": 1}));
    both_ways::<Loose>(json!({"id": 1, "a": "x", "b": "y"}));
}

#[test]
fn what_a_member_of_all_of_closes_is_the_whole() {
    both_ways::<Inside>(json!({"id": 1, "name": "a"}));
    fault::<Inside>(json!({"id": 1, "other": "a"}));
}

#[test]
fn references_lead_to_what_schemas_call_themselves() {
    both_ways::<Named>(json!({
        "absolute": 1, "relative": 2, "anchor": "m", "own": true, "whole": {"own": false},
    }));
    fault::<Named>(json!({"relative": "a"}));
    fault::<Named>(json!({"anchor": 1}));
    fault::<Named>(json!({"own": "m"}));
}

#[test]
fn a_generic_schema_has_the_items_of_who_uses_it() {
    let numbers: Numbers = both_ways(json!([1, 2]));
    assert_eq!(numbers, [1, 2]);
    let names: Names = both_ways(json!(["a"]));
    assert_eq!(names, ["a"]);
    both_ways::<StrictTree>(json!({"name": "a", "children": [{"name": "b", "children": []}]}));
    fault::<StrictTree>(json!({"children": [{"children": [{"nmae": "b"}]}]}));
}

/// A server whose crates are made with `null_as_absent`, and with `read_only = "refuse"`.
struct Kind;

impl keywords_server::Service for Kind {}

impl keywords_server::Values for Kind {
    async fn put_values(
        &self,
        request: keywords_server::values::PutValuesRequest,
    ) -> Result<keywords_server::values::PutValuesResponse, keywords_server::Failure> {
        assert_eq!(request.body.pair, None);
        Ok(keywords_server::values::PutValuesResponse::NoContent)
    }
}

#[tokio::test]
async fn a_kind_server_takes_null_for_what_is_absent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, keywords_server::router(Kind)).await });
    for (body, expected) in [
        ("{\"pair\":null}", 204),
        ("{\"named\":null,\"pair\":null}", 204),
        ("null", 422),
        ("{\"pair\":[1,null]}", 422),
        ("{\"every\":{\"a\":null}}", 422),
    ] {
        let json = "Content-Type: application/json\r\n";
        let (status, answer) = crate::numbers::send(&address, "PUT /values", json, body).await;
        assert_eq!(status, expected, "{body}: {answer}");
    }
}

#[tokio::test]
async fn a_strict_server_refuses_what_is_read_only() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, keywords_server::router(Kind)).await });
    let json = "Content-Type: application/json\r\n";
    let body = r#"{"version":1}"#;
    let (status, answer) = crate::numbers::send(&address, "PUT /values", json, body).await;
    assert_eq!(status, 422);
    assert!(answer.contains("`version` is read-only"), "{answer}");
}

#[test]
fn what_no_value_satisfies_is_refused_in_requests_and_kept_in_responses() {
    let without: Without = both_ways(json!({"id": 1}));
    assert_eq!(without.id, Some(1));
    both_ways::<Nothing>(json!([]));
    for value in [json!({"secret": 1}), json!({"gone": "a"})] {
        both_ways::<Without>(value.clone());
        reading::request(|| fault::<Without>(value));
    }
    both_ways::<Nothing>(json!([1]));
    let said = reading::request(|| fault::<Nothing>(json!([1])));
    assert_eq!(said, "no value can stand here");
    reading::request(|| both_ways::<Nothing>(json!([])));
}

#[test]
fn unevaluated_properties_are_of_their_type() {
    let counted: Counted = both_ways(json!({"id": 1, "name": "a", "more": 2}));
    assert_eq!(counted.additional_properties.get("more"), Some(&2));
    fault::<Counted>(json!({"id": 1, "more": "a"}));
}

#[test]
fn members_come_in_any_order() {
    for text in [
        r#"{"id": 1, "name": "a", "x": 2, "y": 3}"#,
        r#"{"y": 3, "name": "a", "x": 2, "id": 1}"#,
        r#"{"name": "a", "y": 3, "id": 1, "x": 2}"#,
    ] {
        let counted: Counted = serde_json::from_str(text).unwrap();
        assert_eq!((counted.id, counted.name.as_deref()), (Some(1), Some("a")), "{text}");
        let more: Vec<_> = counted.additional_properties.into_iter().collect();
        assert_eq!(more, [("x".to_owned(), 2), ("y".to_owned(), 3)], "{text}");
    }
    for (text, fault) in [
        (r#"{"name": "a", "id": 1, "name": "b"}"#, "duplicate field `name`"),
        (r#"{"x": 1, "id": 1, "x": 2, "id": 1}"#, "a property occurs twice"),
    ] {
        let error = serde_json::from_str::<Counted>(text).unwrap_err().to_string();
        assert!(error.starts_with(fault), "{error}");
    }
}
