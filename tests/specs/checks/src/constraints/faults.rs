//! All faults of a request are told in one answer, also where it can't be read.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{answer, server};

async fn put(query: &str, media_type: &str, body: String) -> (u16, Vec<String>) {
    let url = format!("{}/stock{query}", server().await);
    let request = reqwest::Client::new().put(url);
    answer(request.header("content-type", media_type).body(body)).await
}

async fn put_parcel(body: String) -> (u16, Vec<String>) {
    let request = reqwest::Client::new().put(format!("{}/parcels", server().await));
    let request = request.header("content-type", "application/json");
    answer(request.body(body)).await
}

async fn put_json(body: &Value) -> (u16, Vec<String>) {
    put("", "application/json", body.to_string()).await
}

#[tokio::test]
async fn faults_of_all_kinds_are_told_in_one_answer() {
    let body = r#"{
        "colour": "blue",
        "size": {"width": "wide"},
        "items": [{"id": 1}, {"id": "x", "tags": ["a", 1, 2]}, {}, {"id": 2.0}],
        "counts": {"a": 1, "b": "two", "c": 3, "d": []},
        "age/~": 1,
        "open": {"any": ["thing"]}
    }"#;
    let (status, told) = put(
        "?limit=many&filter[least]=a&filter[most]=b",
        "application/json",
        body.to_owned(),
    )
    .await;
    assert_eq!(
        told,
        [
            "query limit: `many` isn't valid: invalid digit found in string",
            "query filter: /least `a` isn't valid: invalid digit found in string",
            "query filter: /most `b` isn't valid: invalid digit found in string",
            "body /colour: `blue` isn't one of `red`, `green`",
            "body /size/width: invalid type: string \"wide\", expected i64",
            "body /size: missing field `height`",
            "body /items/1/id: invalid type: string \"x\", expected i64",
            "body /items/1/tags/1: invalid type: integer `1`, expected a string",
            "body /items/1/tags/2: invalid type: integer `2`, expected a string",
            "body /items/2: missing field `id`",
            "body /counts/b: invalid type: string \"two\", expected i64",
            "body /counts/d: invalid type: sequence, expected i64",
            "body /age~1~0: unknown field `age/~`, expected one of `name`, `colour`, `size`, \
             `items`, `counts`, `pair`, `either`, `within`, `open`",
            "body : missing field `name`",
        ]
    );
    assert_eq!(status, 400);
}

#[tokio::test]
async fn what_stands_behind_a_fault_is_read_as_if_it_were_alone() {
    for (member, expected) in [
        (json!({"pair": [1, "a"]}), vec!["/pair/0"]),
        (json!({"pair": ["a"]}), vec!["/pair"]),
        (json!({"pair": {}, "colour": 1}), vec!["/pair", "/colour"]),
        (json!({"size": []}), vec!["/size"]),
        (json!({"size": null, "counts": 1}), vec!["/size", "/counts"]),
        // What is in a union is told if it can be of one variant alone; else it is one fault.
        (json!({"either": [1, "a", "b"], "colour": 1}), vec!["/either/1", "/either/2", "/colour"]),
        (json!({"either": "a", "colour": 1}), vec!["/either", "/colour"]),
        (
            json!({"within": {"within": {"name": 1, "items": [], "more": 1}, "name": "a"}}),
            vec!["/within/within/name", "/within/within/more", "/within"],
        ),
        (
            json!({"items": [{"id": 1, "next": {"id": 2, "next": {"id": "a"}}}, {"next": 1}]}),
            vec!["/items/0/next/next/id", "/items/1/next", "/items/1"],
        ),
    ] {
        let mut body = json!({"name": "a", "items": []});
        body.as_object_mut().unwrap().extend(member.as_object().unwrap().clone());
        let (status, told) = put_json(&body).await;
        let place = |fault: &String| {
            let place = fault.strip_prefix("body ").unwrap();
            place.split_once(": ").unwrap().0.to_owned()
        };
        let mut places: Vec<String> = told.iter().map(place).collect();
        places.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(places, expected, "{told:?}");
        assert_eq!(status, 422);
    }
    // A value that is none of this kind has one fault, and so has what is no JSON further on.
    assert_eq!(put_json(&json!([])).await.1.len(), 1);
    let (status, told) = put("", "application/json", r#"{"name": 1, "items": 1"#.to_owned()).await;
    assert_eq!((status, told.len()), (422, 1), "{told:?}");
    let (status, told) = put("", "application/json", r#"{"name": }"#.to_owned()).await;
    assert_eq!((status, told.len()), (400, 1), "{told:?}");
    // Names that stand there twice.
    let twice = r#"{"name": "a", "name": 1, "items": [], "counts": {"a": 1, "a": 2}, "colour": 1}"#;
    let (_, told) = put("", "application/json", twice.to_owned()).await;
    assert_eq!(
        told,
        [
            "body : duplicate field `name`",
            "body /counts/a: duplicate field `a`",
            "body /colour: invalid type: integer `1`, expected a string",
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_read_does_not_hide_what_else_is_wrong() {
    let body = json!({
        "name": "far too long",
        "lines": [{"count": 0}, "none", {"price": 0.001}, 7, {"count": -1}],
        "email": 5,
        "pair": ["abc", 4],
        "shares": {"a": 2, "b": "x"},
        "gift": {"kind": "box", "weight": 3},
        "parent": {"lines": [{}], "name": "a", "pair": ["abc", "4"]},
        "id": "none",
        "check": "yes",
        "more": "too long",
    });
    let url = format!("{}/orders/ABCD?page=10&size=x", server().await);
    let (status, told) = {
        let request = reqwest::Client::new().post(url);
        let request = request.header("content-type", "application/json");
        answer(request.body(body.to_string())).await
    };
    assert_eq!(
        told,
        [
            "path code: must have at most 3 characters",
            "path code: must match `^[a-z]+$`",
            "query page: must be at most 9",
            "query size: `x` isn't valid: invalid digit found in string",
            "body /check: invalid type: string \"yes\", expected a boolean",
            "body /email: invalid type: integer `5`, expected a string",
            "body /id: it isn't a UUID such as `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`",
            "body /lines/1: invalid type: string \"none\", expected an object",
            "body /lines/2: missing field `count`",
            "body /lines/3: invalid type: integer `7`, expected an object",
            "body /parent/lines/0: missing field `count`",
            "body /parent/pair/1: invalid type: string \"4\", expected i64",
            "body /shares/b: invalid type: string \"x\", expected f64",
            "body : must have at most 6 properties",
            "body : must have `phone`, as it has `email`",
            "body /name: must have 1 to 8 characters",
            "body /name: must match `^[A-ZÄÖÜ]`",
            "body /lines/0/count: must be at least 1",
            "body /lines/2/price: must be a multiple of 0.01",
            // An item keeps its place, though others before it can't be read.
            "body /lines/4/count: must be at least 1",
            "body /pair/0: must have at most 2 characters",
            "body /pair/1: must be at most 3",
            "body /shares/a: must be at most 1",
            "body /gift/weight: must be at most 2.5",
            "body /parent/name: must match `^[A-ZÄÖÜ]`",
            "body /more: must have at most 5 characters",
        ]
    );
    assert_eq!(status, 400);
}

/// What a rule says of a list or an object is told also where a part of it can't be read, as far as it is
/// known without that part.
#[tokio::test]
async fn what_holds_a_fault_is_checked_as_it_was_sent() {
    let body = json!({
        "owner": 5,
        "sizes": ["x", 1, 1, 2, 3],
        "places": [{"count": 1}, {"count": "x"}, {"count": "x"}],
        "weights": [1, "a", 10, 11],
        "note": 1,
        "names": {"long": "x"},
        "kind": {"size": "x", "text": "abc"},
    });
    let (_, told) = put_parcel(body.to_string()).await;
    assert_eq!(
        told,
        [
            "body /kind/size: invalid type: string \"x\", expected i64",
            "body /names/long: invalid type: string \"x\", expected i64",
            "body /note: invalid type: integer `1`, expected a string",
            "body /owner: invalid type: integer `5`, expected a string",
            "body /places/1/count: invalid type: string \"x\", expected i64",
            "body /places/2/count: invalid type: string \"x\", expected i64",
            "body /sizes/0: invalid type: string \"x\", expected i64",
            "body /weights/1: invalid type: string \"a\", expected i64",
            "body : must have `phone`, as it has `note`",
            "body /sizes: must have 2 to 4 items",
            "body /sizes: must have no item twice",
            "body /names: must have at least 2 properties",
            "body /names/long: must have a name that `propertyNames` describes",
        ]
    );
    let body = json!({
        "sizes": [1],
        "weights": ["a", 1],
        "row": ["x", 2, 3, 4],
        "kind": {"size": 7, "text": "abc"},
        "inner": {"owner": "ab", "sizes": "x"},
    });
    let (_, told) = put_parcel(body.to_string()).await;
    assert_eq!(
        told,
        [
            "body /inner/sizes: invalid type: string \"x\", expected a sequence",
            "body /row/0: invalid type: string \"x\", expected i64",
            "body /weights/0: invalid type: string \"a\", expected i64",
            "body : missing field `owner`",
            "body /sizes: must have 2 to 4 items",
            "body /weights: must have at least 2 of what `contains` describes",
            "body /row/3: must be at most 3",
            "body /row/3: must be what one of `anyOf` describes",
            "body /kind/text: must have at most 2 characters",
            "body /inner: must have 5 to 7 properties",
            "body /inner: must have `places`, as it has `owner`",
        ]
    );
    let whole = json!({
        "owner": "ab", "sizes": [1, 2], "places": [], "weights": [10, 11], "phone": "1",
        "names": {"a": 1, "b": 2}, "kind": {"size": 7, "text": "ab"},
    });
    assert_eq!(put_parcel(whole.to_string()).await, (204, Vec::new()));
}

#[tokio::test]
async fn a_part_whose_headers_are_at_fault_hides_no_other_fault() {
    let part = |name: &str, headers: &str, value: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n{headers}\r\n{value}\r\n")
    };
    let send = async |parts: &[String]| {
        let request = reqwest::Client::new().post(format!("{}/signed", server().await));
        let request = request.header("content-type", "multipart/form-data; boundary=b");
        answer(request.body(format!("{}--b--\r\n", parts.concat()))).await
    };
    let (_, told) = send(&[
        part("title", "", "long"),
        part("sizes", "", "1"),
        part("sizes", "", "x"),
        part("sizes", "", "3"),
        part("sizes", "", "2"),
        part("line", "", r#"{"count": 0}"#),
        part("lines", "x-key: 1\r\n", r#"{"count": 0}"#),
        part("lines", "", r#"{"count": "x", "price": 0}"#),
        part("lines", "x-key: 5\r\n", r#"{"count": 0}"#),
    ])
    .await;
    assert_eq!(
        told,
        [
            "body : must have `words`, as it has `title`",
            "body /sizes/1: invalid digit found in string",
            "body /signed: is missing",
            "body /line: header `X-Line`: is missing",
            "body /lines/0: header `X-Key`: must be at least 5",
            "body /lines/1: header `X-Key`: is missing",
            "body /lines/1/count: invalid type: string \"x\", expected i64",
            "body /title: must have at most 3 characters",
            "body /sizes: must have 2 to 3 items",
            "body /sizes/0: must be at least 3",
            "body /sizes/3: must be at least 3",
            "body /line/count: must be at least 1",
            "body /lines/0/count: must be at least 1",
            "body /lines/1/price: must be more than 0",
            "body /lines/2/count: must be at least 1",
        ]
    );
    let (_, told) = send(&[
        part("title", "", "long"),
        part("signed", "x-key: x\r\nx-name: far too long\r\n", "long"),
        part("line", "x-line: {\"count\": 0}\r\n", r#"{"count": "x"}"#),
    ])
    .await;
    assert_eq!(
        told,
        [
            "body : must have `words`, as it has `title`",
            "body /signed: header `X-Key`: invalid digit found in string",
            "body /signed: header `X-Name`: must have 1 to 8 characters",
            "body /line: header `X-Line`: /count must be at least 1",
            "body /line/count: invalid type: string \"x\", expected i64",
            "body /title: must have at most 3 characters",
            "body /signed: must have at most 2 characters",
        ]
    );
    let (status, told) = send(&[
        part("signed", "x-key: 5\r\n", "a"),
        part("line", "x-line: {\"count\": 1}\r\n", r#"{"count": 1}"#),
    ])
    .await;
    assert_eq!((status, told), (204, Vec::new()));
    // Which parts there have to be depends on which there are, also on those that nobody describes.
    let (_, told) = send(&["extra", "words", "words", "a", "b", "c"].map(|name| part(name, "", "1"))).await;
    assert_eq!(
        told,
        [
            "body : must have 2 to 4 properties",
            "body : must have `sizes`, as it has `extra`",
            "body /signed: is missing",
            "body /line: is missing",
        ]
    );
}

#[tokio::test]
async fn all_members_of_a_form_are_told() {
    let urlencoded = "application/x-www-form-urlencoded";
    let body = "colour=blue&size[width]=a&size[height]=b&items=%FF&name=a&name=b&more=1&pair=1";
    let (status, told) = put("", urlencoded, body.to_owned()).await;
    let places: Vec<&str> = told.iter().filter_map(|it| Some(it.split_once(": ")?.0)).collect();
    assert_eq!(
        places,
        [
            "body /colour",
            "body /items",
            "body /more",
            "body /name",
            "body /pair",
            "body /size/height",
            "body /size/width",
        ],
        "{told:?}"
    );
    assert_eq!(status, 422);
    let form = "--b\r\ncontent-disposition: form-data; name=\"line\"\r\n\r\n{\"price\": \"a\"}\r\n\
                --b\r\ncontent-disposition: form-data; name=\"words\"\r\n\r\nlong\r\n--b--\r\n";
    let request = reqwest::Client::new().post(format!("{}/forms", server().await));
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    let (_, told) = answer(request.body(form)).await;
    assert_eq!(
        told,
        [
            "body /title: is missing",
            "body /line/price: invalid type: string \"a\", expected f64",
            "body /line: missing field `count`",
            "body /words/0: must have at most 2 characters",
        ]
    );
}

#[tokio::test]
async fn what_a_hostile_body_costs_is_bounded() {
    const SIZE: usize = 2 * 1024 * 1024 - 1024;
    let fill = |piece: &str| vec![piece; (SIZE - 2048) / (piece.len() + 1)].join(",");
    let numbered = |name: &str| {
        let members = (0..SIZE / 16).map(|index| format!("{name}{index:07}\":{{}}"));
        members.collect::<Vec<_>>().join(",")
    };
    let deep = |inner: &str| {
        let outer = r#"{"within":"#.repeat(100);
        format!("{outer}{inner}{}", "}".repeat(100))
    };
    for body in [
        format!(r#"{{"items":[{}]}}"#, fill("{}")),
        format!(r#"{{"items":[{}]}}"#, fill(r#"{"id":1}"#)),
        format!(r#"{{"items":[{}]}}"#, fill(r#"{"id":"1"}"#)),
        format!(r#"{{"items":[{{"tags":[{}]}}]}}"#, fill("1")),
        format!(r#"{{"counts":{{{}}}}}"#, numbered("\"")),
        format!("{{{}}}", numbered("\"a")),
        format!(r#"{{"within":{{{}}}}}"#, fill(r#""name":1"#)),
        format!(r#"{{"within":{{{}}}}}"#, fill(r#""colour":"""#)),
        deep(&format!(r#"{{"items":[{}]}}"#, fill("{}"))),
        deep(&format!(r#"{{"{}":1}}"#, "a".repeat(SIZE - 2048))),
        format!(r#"{{"name":[{}]}}"#, fill("[]")),
        format!(r#"{{"either":[{}"a"]}}"#, "1,".repeat(SIZE / 2 - 64)),
        format!(r#"{{"name":"{}","colour":"{0}"}}"#, "a".repeat(SIZE / 2 - 64)),
    ] {
        let start = body.chars().take(40).collect::<String>();
        let began = Instant::now();
        let (status, told) = put("", "application/json", body).await;
        assert_eq!(status, 422, "{start}");
        assert!((1..=100).contains(&told.len()), "{start}: {}", told.len());
        assert!(told.iter().all(|fault| fault.len() < 4096), "{start}");
        // Without optimization, on a machine that does other things too.
        let took = began.elapsed();
        assert!(took < Duration::from_secs(20), "{start}: {took:?}");
    }
    let places = [r#"{"count":"1"}"#, r#"{"count":0}"#, r#"{"count":1}"#, "1"];
    let places = places.map(|place| format!(r#""places":[{{}},{}]"#, fill(place)));
    // What looks at such a place again and again must not write its name each time.
    let long = "a".repeat(SIZE / 2);
    let ones = "1,".repeat(SIZE / 4 - 1024);
    let lists = "\"b\":[1],".repeat(SIZE / 16 - 1024);
    let bins = [
        format!(r#""bins":{{"{long}":[{ones}1]}}"#),
        format!(r#""bins":{{"{}":1,"b":[{ones}1]}}"#, &long[1..]),
        format!(r#""bins":{{{lists}"c":1}}"#),
    ];
    for members in places.iter().chain(&bins) {
        let start = members.chars().take(40).collect::<String>();
        let began = Instant::now();
        let (status, told) = put_parcel(format!(r#"{{"sizes":[],"note":1,{members}}}"#)).await;
        assert_eq!(status, 422, "{start}");
        assert!((3..=100).contains(&told.len()), "{start}: {}", told.len());
        let took = began.elapsed();
        assert!(took < Duration::from_secs(20), "{start}: {took:?}");
    }
    // A body of the usual size has all of its faults told.
    let items: Vec<Value> = (0..90).map(|index| json!({"id": index.to_string()})).collect();
    let (_, told) = put_json(&json!({"name": "a", "items": items})).await;
    assert_eq!(told.len(), 90);
    assert!(told[89].starts_with("body /items/89/id: "), "{told:?}");
}
