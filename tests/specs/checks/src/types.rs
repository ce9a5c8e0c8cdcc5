//! Unions, enums, defaults and types that hold themselves.

use fixture_types::support::reading;
use fixture_types::{
    Animal, Asked, AskedOnly, Code, Defaults, Dog, DogBark, Expression, Forest, Key, KeyKnown, Nest,
    Shape, Twins, Volume,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a value, and sees that it is written as it was.
pub(crate) fn both_ways<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

pub(crate) fn fault<T: DeserializeOwned>(value: Value) -> String {
    match serde_json::from_value::<T>(value) {
        Ok(_) => panic!("it was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_discriminator_names_the_variant() {
    let dog: Animal = both_ways(json!({"kind": "dog", "bark": {"loud": true}}));
    assert_eq!(dog, Animal::Dog(Dog::new(DogBark::new(true))));
    let cat: Animal = both_ways(json!({"kind": "cat", "name": "Tom"}));
    assert!(matches!(cat, Animal::Cat(_)));
    // A newer server may know more of them.
    let other: Animal = both_ways(json!({"kind": "fish", "fins": 2}));
    assert!(matches!(other, Animal::Other(_)));
    // The tag is written for a variant that has no property for it.
    let dog = Animal::from(Dog::new(DogBark::new(false)));
    let written = serde_json::to_value(&dog).unwrap();
    assert_eq!(written, json!({"kind": "dog", "bark": {"loud": false}}));
    assert_eq!(
        fault::<Animal>(json!({"kind": "dog", "bark": {"loud": 1}})),
        "Dog: bark.loud: invalid type: integer `1`, expected a boolean"
    );
}

#[test]
fn without_one_the_value_tells() {
    let shape: Shape = both_ways(json!({"type": "square", "a": 1.5}));
    assert!(matches!(shape, Shape::Square(_)));
    assert_eq!(
        fault::<Shape>(json!({"type": "square", "r": 1})),
        "no variant fits: Circle: type: \"square\" isn't one of \"circle\"; Square: missing field `a`"
    );
    // A kind that the constants don't tell is a newer one.
    let line: Shape = both_ways(json!({"type": "line", "a": 1}));
    assert!(matches!(line, Shape::Other(_)));
    assert_eq!(both_ways::<Key>(json!("all")), Key::Known(KeyKnown::All));
    assert_eq!(both_ways::<Key>(json!("x")), Key::String("x".to_owned()));
    assert_eq!(both_ways::<Key>(json!(5)), Key::Integer(5));
    let id = "00000000-0000-4000-8000-000000000001";
    assert!(matches!(both_ways::<Key>(json!(id)), Key::Uuid(_)));
    for text in ["all", "x", "5", id] {
        let key: Key = text.parse().unwrap();
        assert_eq!(key.to_string(), text);
        assert_eq!(matches!(key, Key::String(_)), text == "x", "{text}");
    }
}

#[test]
fn types_that_hold_themselves_are_read() {
    let nest: Nest = both_ways(json!([[], [[]]]));
    assert_eq!((nest.len(), nest[1].len()), (2, 1));
    assert_eq!(both_ways::<Forest>(json!({"a": {"b": {}}})).len(), 1);
    let _: Expression = both_ways(json!([true, {"not": [false, {"not": true}]}]));
    let error = fault::<Expression>(json!([{"not": 3}]));
    assert!(error.contains("[0]: no variant fits"), "{error}");
}

#[test]
fn a_fault_far_below_does_not_have_everything_tried() {
    let mut value = json!("neither");
    for _ in 0..100 {
        value = json!({"in": value});
    }
    assert!(!fault::<Twins>(value).is_empty());
    let _: Twins = both_ways(json!({"in": {"in": true}}));
}

#[test]
fn enums_may_be_of_numbers() {
    assert_eq!(both_ways::<Code>(json!(-1)).as_i64(), -1);
    assert_eq!(both_ways::<Code>(json!(418)), Code::Other(418));
    assert_eq!("404".parse::<Code>().unwrap().to_string(), "404");
    // Only a request carries this one.
    assert!(AskedOnly::try_from(2).is_ok());
    assert_eq!(
        fault::<Asked>(json!({"only": 3})),
        "`3` isn't one of `1`, `2`"
    );
    for value in [json!("auto"), json!(2), json!("louder"), json!(11)] {
        let _: Volume = both_ways(value);
    }
    assert!(fault::<Volume>(json!(null)).contains("neither a string nor a number"));
}

#[test]
fn defaults_are_of_any_type() {
    let read = || serde_json::from_str::<Defaults>("{}").unwrap();
    let defaults = reading::request(read);
    assert_eq!(defaults.names.unwrap(), ["a", "b"]);
    assert_eq!(defaults.day.unwrap().to_string(), "2020-01-02");
    let at = defaults.at.unwrap();
    assert_eq!((at.x, at.y), (Some(2), Some(1)));
    assert_eq!(defaults.code.unwrap().as_i64(), 404);
    assert_eq!(read(), Defaults::default());
}

#[test]
fn objects_have_each_property_once_and_are_no_lists() {
    for json in [
        r#"{"only": 1, "only": 1}"#,
        r#"{"only": null, "only": 1}"#,
        "[1]",
    ] {
        assert!(serde_json::from_str::<Asked>(json).is_err(), "{json}");
    }
}
