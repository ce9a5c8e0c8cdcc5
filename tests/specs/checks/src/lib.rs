//! Tests of the crates that the fixture makes: what only running them can show.
#![cfg(test)]

mod chat;
mod constraints;
mod credentials;
mod formats;
mod heads;
mod hooks;
mod json_text;
mod keywords;
mod kinds;
mod media;
mod numbers;
mod pages;
mod presence;
mod request;
mod response;
mod service;
mod types;
mod unions;
mod values;

use fixture_server::{
    ArcApi, Authenticator, Aux, Bin, Credentials, Doors, DotDotSlashDotDot, ErrorApi, Failure, Fn,
    FutureApi, HostileNamesThings, IntoApi, Items, Main, Nothing, Operation, OptionApi, RequestApi,
    ResultApi, Routes, Search, SelfApi, SendApi, Service, Static, Std, StringApi, Support,
    SymbolSpaceSymbol, Types,
};
use fixture_types::support::reading;
use fixture_types::{Both, Colour, Counted, Item, ItemLevel, Strict};
use serde_json::{Value, json};

struct Api;

impl Service for Api {}

impl Authenticator for Api {
    type Principal = ();

    async fn authenticate(
        &self,
        _credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<()>, Failure> {
        Ok(Some(()))
    }
}

macro_rules! stubs {
    ($($name:ident)*) => { $(impl $name for Api {})* };
}

stubs! {
    ArcApi Aux Bin Doors DotDotSlashDotDot ErrorApi Fn FutureApi HostileNamesThings IntoApi Items
    Main Nothing OptionApi RequestApi ResultApi Routes Search SelfApi SendApi Static Std StringApi
    Support SymbolSpaceSymbol Types
}

#[test]
fn the_router_takes_every_path() {
    // A route that the router doesn't like is a panic.
    let _ = fixture_server::router(Api);
}

#[test]
fn the_client_is_made_with_every_credential() {
    let client = fixture_client::Client::builder("http://localhost/api/v1")
        .bearer_auth("token-1")
        .timeout_("token-2")
        .build()
        .unwrap();
    let shown = format!("{client:?}");
    assert!(!shown.contains("token-"), "{shown}");
}

fn item() -> Value {
    json!({
        "id": "00000000-0000-4000-8000-000000000001",
        "name": "n",
        "parent": null,
        "born": "2020-01-02T03:04:05.678Z",
    })
}

#[test]
fn properties_missing_in_a_request_have_their_defaults() {
    let read = || serde_json::from_value::<Item>(item()).unwrap();
    let item = reading::request(read);
    assert_eq!(item.count, Some(-7));
    assert_eq!(item.total, Some(9_007_199_254_740_993));
    assert_eq!((item.share, item.exact), (Some(0.25), Some(1.0)));
    assert_eq!(item.greeting.as_deref(), Some("say \"hi\"\n"));
    assert_eq!((item.shown, item.level), (Some(true), Some(ItemLevel::Low)));
    assert_eq!(item.nullable_default, Some(Some(3)));
    assert_eq!(item.note, None);
    // A client doesn't know that the server means them.
    let item = read();
    assert_eq!((item.count, item.shown), (None, None));
    assert_eq!(item.nullable_default, None);
}

#[test]
fn null_is_told_from_nothing() {
    let mut value = item();
    value["note"] = Value::Null;
    value["nullable_default"] = Value::Null;
    let item: Item = serde_json::from_value(value).unwrap();
    assert_eq!(item.note, Some(None));
    assert_eq!(item.nullable_default, Some(None));
    let written = serde_json::to_value(&item).unwrap();
    assert_eq!(written["note"], Value::Null);
    assert!(written.as_object().unwrap().contains_key("note"));
}

#[test]
fn a_required_property_may_be_null_but_not_missing() {
    let mut value = item();
    value.as_object_mut().unwrap().remove("parent");
    let error = serde_json::from_value::<Item>(value)
        .unwrap_err()
        .to_string();
    assert_eq!(error, "missing field `parent`");
}

#[test]
fn formats_are_read_and_written_as_they_were() {
    let mut value = item();
    value["day"] = json!("2020-02-29");
    value["data"] = json!("AAEC/w==");
    value["host"] = json!("127.0.0.1");
    value["host6"] = json!("::1");
    let item: Item = serde_json::from_value(value.clone()).unwrap();
    let written = serde_json::to_value(&item).unwrap();
    for (name, value) in value.as_object().unwrap() {
        assert_eq!(written[name], *value, "{name}");
    }
    for (name, wrong) in [
        ("id", "1"),
        ("born", "yesterday"),
        ("day", "2021-02-29"),
        ("data", "%"),
        ("host", "256.0.0.1"),
        ("host6", "127.0.0.1"),
    ] {
        let mut value = self::item();
        value[name] = json!(wrong);
        assert!(serde_json::from_value::<Item>(value).is_err(), "{name}");
    }
}

#[test]
fn recursive_values_are_read() {
    let (mut value, mut inner) = (item(), item());
    inner["next"] = item();
    value["parent"] = inner.clone();
    value["children"] = json!([inner.clone()]);
    value["byName"] = json!({"a": inner});
    let item: Item = serde_json::from_value(value).unwrap();
    assert!(item.parent.unwrap().next.is_some());
    assert_eq!(item.children.unwrap().len(), 1);
}

#[test]
fn every_value_of_an_enum_has_its_own_variant() {
    for value in [
        "red",
        "dark-green",
        "",
        "1",
        "light blue",
        "Other",
        "#fff",
        "\"",
        "é",
        "😀",
        "self",
        "type",
    ] {
        let colour: Colour = serde_json::from_value(json!(value)).unwrap();
        assert!(!matches!(colour, Colour::Other_(_)), "{value}");
        assert_eq!(serde_json::to_value(&colour).unwrap(), json!(value));
    }
    // A response can carry it, so a value of a newer server is kept.
    let colour: Colour = serde_json::from_value(json!("mauve")).unwrap();
    assert_eq!(colour, Colour::Other_("mauve".to_owned()));
}

#[test]
fn other_properties_are_kept_where_the_document_says_so() {
    let value = json!({"a": "x", "b": 1, "c": 2});
    let counted: Counted = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(counted.additional_properties["c"], 2);
    assert_eq!(serde_json::to_value(&counted).unwrap(), value);
    assert!(serde_json::from_value::<Counted>(json!({"a": "x", "b": "y"})).is_err());
}

#[test]
fn no_other_property_has_the_name_of_a_property() {
    let mut counted: Counted = serde_json::from_value(json!({"a": "x", "c": 2})).unwrap();
    counted.additional_properties.insert("a".to_owned(), 3);
    let error = fixture_types::support::json::to_vec(&counted).unwrap_err();
    assert_eq!(error.to_string(), "`a` is no additional property");
}

#[test]
fn all_of_is_one_type() {
    let value = json!({"a": "x", "b": 1, "c": "x"});
    let both: Both = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&both).unwrap(), value);
    let _ = Strict::new("a");
}
