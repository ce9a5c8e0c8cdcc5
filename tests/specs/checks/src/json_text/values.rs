//! Values that hold JSON within text.

use json_text_client::types::{
    Account, AccountRequest, BigInteger, Choice, Filter, JsonText, Nested, NestedContent, Order,
    OrderEither, OrderLimits, OrderMixed, OrderMixedNone, OrderRequest,
};
use serde_json::{Value, json};

use super::{filter, text};

/// An order with all that it can have.
pub(super) fn order() -> Order {
    let account = Account {
        number: Some(7),
        ..Account::new("a")
    };
    Order {
        any: Some(json!([1, "\"", null]).into()),
        maybe: Some(Some(Some(BigInteger(u64::MAX.into())).into())),
        limits: Some(OrderLimits { most: Some(5) }.into()),
        either: Some(JsonText::new(filter("e")).into()),
        beside: Some(JsonText::new(filter("g")).into()),
        mixed: Some(JsonText::new(Choice::IntegerList(vec![1])).into()),
        inner: Some(nested(2)),
        ..Order::new(text("f"), account)
    }
}

/// So many texts in each other.
fn nested(depth: usize) -> Nested {
    let inner = depth.checked_sub(1).map(nested);
    NestedContent { inner }.into()
}

fn wire() -> Value {
    json!({
        "filter": r#"{"name":"f"}"#,
        "account": r#"{"name":"a","number":7}"#,
        "any": r#"[1,"\"",null]"#,
        "maybe": "18446744073709551615",
        "limits": r#"{"most":5}"#,
        "either": r#"{"name":"e"}"#,
        "beside": r#"{"name":"g"}"#,
        "mixed": "[1]",
        "inner": r#"{"inner":"{\"inner\":\"{}\"}"}"#,
    })
}

#[test]
fn text_is_written_and_read_as_its_type_says() {
    let written = serde_json::to_value(order()).unwrap();
    assert_eq!(written, wire());
    let read: Order = serde_json::from_value(wire()).unwrap();
    assert_eq!(read, order());
    // It is the value itself to whoever uses it.
    assert_eq!(read.filter.name, "f");
    assert_eq!(read.account.into_inner().number, Some(7));
    let mut text: JsonText<Filter> = Filter::new("x").into();
    text.name.push('y');
    assert_eq!(
        serde_json::to_string(&text).unwrap(),
        r#""{\"name\":\"xy\"}""#
    );
    assert_eq!(format!("{text:?}"), format!("{:?}", *text));
}

#[test]
fn a_text_of_null_is_no_null() {
    let mut value = wire();
    for (sent, meant) in [
        (json!(null), Some(None)),
        (json!("null"), Some(Some(JsonText::new(None)))),
        (json!("5.0"), Some(Some(Some(BigInteger(5)).into()))),
    ] {
        value["maybe"] = sent.clone();
        let read: Order = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read.maybe, meant, "{sent}");
    }
    value.as_object_mut().unwrap().remove("maybe");
    let read: Order = serde_json::from_value(value).unwrap();
    assert_eq!(read.maybe, None);
}

#[test]
fn what_is_within_says_where_it_is_wrong() {
    let fault = |member: &str, text: Value| {
        let mut value = wire();
        value[member] = text;
        serde_json::from_value::<Order>(value)
            .unwrap_err()
            .to_string()
    };
    for (member, text, expected) in [
        (
            "filter",
            json!({"name": "f"}),
            "expected a string with JSON in it",
        ),
        ("filter", json!("{"), "the JSON within: EOF while parsing"),
        ("filter", json!("{} x"), "missing field `name`"),
        ("filter", json!(r#"{"name":"f"} x"#), "trailing characters"),
        (
            "filter",
            json!(r#"{"name":5}"#),
            "the JSON within: name: invalid type",
        ),
        (
            "inner",
            json!(r#"{"inner":"{\"inner\":5}"}"#),
            "inner: the JSON within: inner: ",
        ),
        ("either", json!("{}"), "missing field `name`"),
    ] {
        let fault = fault(member, text.clone());
        assert!(fault.contains(expected), "{text}: {fault}");
    }
}

#[test]
fn a_variant_is_text_that_holds_json() {
    let mut value = wire();
    value["either"] = json!(5);
    value["mixed"] = json!("none");
    let read: Order = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(read.either, Some(OrderEither::Integer(5)));
    assert_eq!(read.mixed, Some(OrderMixed::None(OrderMixedNone::None)));
    assert_eq!(serde_json::to_value(read).unwrap(), value);
}

#[test]
fn many_values_within_a_text_are_read() {
    // A union around the text has no room for so many tries by itself.
    let list: Vec<i64> = (0..5_000).collect();
    let mut value = wire();
    value["mixed"] = json!(serde_json::to_string(&list).unwrap());
    let read: Order = serde_json::from_value(value).unwrap();
    let Some(OrderMixed::Choice(choice)) = read.mixed else {
        panic!("{:?}", read.mixed);
    };
    assert_eq!(choice.into_inner(), Choice::IntegerList(list));
}

#[test]
fn texts_lie_in_each_other_to_a_limit() {
    let text = |depth| serde_json::to_string(&nested(depth)).unwrap();
    let deep: Nested = serde_json::from_str(&text(7)).unwrap();
    assert_eq!(deep, nested(7));
    let fault = serde_json::from_str::<Nested>(&text(8)).unwrap_err();
    assert!(fault.to_string().contains("lies too deep"), "{fault}");
    // Nothing is left over of what failed.
    let deep: Nested = serde_json::from_str(&text(7)).unwrap();
    assert_eq!(deep, nested(7));
}

#[test]
fn what_requests_do_not_have_is_not_within_their_texts() {
    let order = OrderRequest::new(text("f"), AccountRequest::new("a"));
    let written = serde_json::to_value(order).unwrap();
    assert_eq!(
        written,
        json!({"filter": r#"{"name":"f"}"#, "account": r#"{"name":"a"}"#})
    );
}

#[test]
fn a_number_that_json_has_not_is_refused() {
    let text = JsonText::new(Filter {
        least: Some(f64::NAN),
        ..filter("f")
    });
    let fault = serde_json::to_string(&text).unwrap_err().to_string();
    assert_eq!(fault, "`/least`: JSON has no number for `NaN`");
}
