//! Lists that come in pages: what a client made of all of them.

use oasmith::view::ResponseView;
use serde_json::Value;

use super::super::suite::Call;
use super::{check_outcome, same_json};

/// Whether the pages are what the calls answer, and the items those of all pages, in their order; call by
/// call.
pub(in super::super) fn check(
    calls: &[Call],
    documented: &[ResponseView],
    outcome: &Value,
) -> Vec<Result<(), String>> {
    if let Some(fault) = outcome.get("fault").and_then(Value::as_str) {
        return calls.iter().map(|_| Err(fault.to_owned())).collect();
    }
    let list = |name: &str| {
        let list = outcome.get(name).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    };
    let pages = list("pages");
    let of_call = |(index, call)| match pages.get(index) {
        None => Err(format!(
            "gives {} pages instead of {}",
            pages.len(),
            calls.len()
        )),
        Some(page) => check_outcome(call, documented, page),
    };
    let mut came: Vec<_> = calls.iter().enumerate().map(of_call).collect();
    let bodies = calls
        .iter()
        .filter_map(|call| call.response.body.as_ref()?.json.as_ref());
    let wanted: Vec<&Value> = bodies.flat_map(items).collect();
    let same = same_json(
        &Value::from_iter(wanted.into_iter().cloned()),
        &Value::from(list("items")),
    );
    let same = match pages.len() > calls.len() {
        true => Err(format!(
            "gives {} pages instead of {}",
            pages.len(),
            calls.len()
        )),
        false => same.map_err(|why| format!("gives items that differ: {why}")),
    };
    if let Some(last) = came.last_mut() {
        *last = std::mem::replace(last, Ok(())).and(same);
    }
    came
}

/// The items of the first list in JSON.
fn items(json: &Value) -> &[Value] {
    match json {
        Value::Array(items) => items,
        Value::Object(members) => {
            let mut lists = members.values().map(items);
            lists.find(|items| !items.is_empty()).unwrap_or_default()
        }
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(body: &Value) -> Call {
        let response =
            json!({"status": 200, "body": {"contentType": "application/json", "json": body}});
        let call = json!({"method": "GET", "uri": "/", "request": {}, "response": response});
        serde_json::from_value(call).unwrap()
    }

    #[test]
    fn all_pages_and_all_items_have_to_arrive() {
        let bodies = [
            json!({"list": {"pets": [1, 2]}, "next": "/b"}),
            json!({"list": {"pets": [3]}}),
        ];
        let calls: Vec<Call> = bodies.iter().map(call).collect();
        let page = |body: &Value| json!({"status": 200, "headers": {}, "body": {"json": body}});
        let [first, second] = [page(&bodies[0]), page(&bodies[1])];
        let came = |pages: &[&Value], items: Value| {
            let came = check(&calls, &[], &json!({"pages": pages, "items": items}));
            came.iter().map(Result::is_ok).collect::<Vec<_>>()
        };
        assert_eq!(came(&[&first, &second], json!([1, 2, 3])), [true, true]);
        assert_eq!(came(&[&first, &second], json!([1, 2])), [true, false]);
        assert_eq!(came(&[&first], json!([1, 2, 3])), [true, false]);
        assert_eq!(came(&[&second, &second], json!([1, 2, 3])), [false, true]);
        assert_eq!(
            came(&[&first, &second, &second], json!([1, 2, 3])),
            [true, false]
        );
        assert_eq!(
            came(&[&first, &json!({"fault": "no"})], json!([1, 2, 3])),
            [true, false]
        );
        let fault = check(&calls, &[], &json!({"fault": "it panicked"}));
        assert!(fault.iter().all(Result::is_err));
    }
}
