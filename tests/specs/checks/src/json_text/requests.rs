//! Texts that hold JSON in every place of a request and a response.

use json_text_client::orders::PatchOrderForm;
use json_text_client::types::{
    AccountRequest, GetOrdersLabelled, JsonText, OrderRequest, PostOrderBody,
};
use json_text_client::{Client, Error};
use serde_json::json;

use super::super::media::peer::{Peer, answer};
use super::{Api, ask, filter, serve, text, values};

/// A client of the server, and one of a peer that keeps what it is sent and answers with this.
async fn clients(reply: &str) -> (Api, Client, Peer, Client) {
    let (api, address) = serve().await;
    let peer = Peer::new(&[reply]).await;
    let own = Client::builder(format!("http://{address}"))
        .build()
        .unwrap();
    let other = Client::builder(&peer.url).build().unwrap();
    (api, own, peer, other)
}

#[tokio::test]
async fn parameters_and_headers_hold_json() {
    let body = serde_json::to_string(&values::order()).unwrap();
    let headers = "content-type: application/json\r\nX-Next: { \"name\" : \"n\" }\r\n";
    let (api, own, mut peer, other) = clients(&answer("200 OK", headers, &body)).await;
    let call = async |client: &Client| {
        let labelled = GetOrdersLabelled {
            filter: Some(text("d")),
        };
        client
            .orders()
            .get_orders(&text("p/&"))
            .sort(&JsonText::new(vec!["a,b".to_owned()]))
            .any(&json!({"a": [1]}).into())
            .many(&[text("m"), text("n")])
            .labelled(&labelled)
            .x_filter(&text("x, y"))
            .remembered(&text("c; d"))
            .send()
            .await
            .unwrap()
            .into_body()
    };
    let found = call(&other).await;
    assert_eq!(found.x_next.name, "n");
    assert_eq!(found.x_last, None);
    assert_eq!(found.body, values::order());
    let asked = peer.asked().remove(0);
    for part in [
        "GET /orders/%7B%22name%22%3A%22p%2F%26%22%7D?",
        "sort=%5B%22a%2Cb%22%5D&",
        "any=%7B%22a%22%3A%5B1%5D%7D&",
        "many=%7B%22name%22%3A%22m%22%7D&many=%7B%22name%22%3A%22n%22%7D&",
        "labelled%5Bfilter%5D=%7B%22name%22%3A%22d%22%7D",
        "\r\nx-filter: {\"name\":\"x, y\"}\r\n",
        "\r\ncookie: remembered=%7B%22name%22%3A%22c%3B%20d%22%7D\r\n",
    ] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    let found = call(&own).await;
    assert_eq!(
        (found.x_next, found.x_last),
        (text("p/&"), Some(text("x, y")))
    );
    let labelled = GetOrdersLabelled {
        filter: Some(text("d")),
    };
    let expected = format!(
        "{:?}",
        (
            text("p/&"),
            Some(vec!["a,b"]),
            Some(json!({"a": [1]})),
            Some(vec![text("m"), text("n")]),
            Some(labelled),
            Some(text("x, y")),
            Some(text("c; d")),
        )
    );
    assert_eq!(api.seen(), expected);
}

#[tokio::test]
async fn a_parameter_that_holds_something_else_is_refused() {
    let (api, address) = serve().await;
    for (target, headers, name) in [
        ("/orders/x", "", "filter"),
        ("/orders/%7B%22name%22:5%7D", "", "name"),
        ("/orders/%7B%22name%22:%22a%22%7D?sort=a", "", "sort"),
        (
            "/orders/%7B%22name%22:%22a%22%7D",
            "X-Filter: {}\r\n",
            "X-Filter",
        ),
        (
            "/orders/%7B%22name%22:%22a%22%7D",
            "Cookie: remembered=[]\r\n",
            "remembered",
        ),
    ] {
        let answer = ask(&address, &format!("GET {target}"), headers, "").await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{target}: {answer}");
        assert!(answer.contains(name), "{name}: {answer}");
        assert_eq!(api.seen(), "", "{target}");
    }
}

#[tokio::test]
async fn a_body_holds_texts_that_hold_json() {
    let (api, address) = serve().await;
    let headers = "content-type: application/json\r\n";
    let body = r#"{"filter":"{\"name\": \"f\", \"more\": 1}","account":"{\"name\":\"a\"}"}"#;
    let answer = ask(&address, "PUT /orders", headers, body).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(r#""limits":"{\"most\":5}""#), "{answer}");
    // The default is what a server takes for what isn't there.
    let seen = api.seen();
    assert!(
        seen.contains("limits: Some(OrderLimits { most: Some(3) })"),
        "{seen}"
    );
    for (member, fault) in [
        (r#""limits":{"most":1}"#, "/limits"),
        (r#""limits":"{\"mast\":1}""#, "/limits"),
        (r#""limits":"{\"most\":null}""#, "/limits"),
        (r#""limits":null"#, "/limits"),
        (r#""any":"{""#, "/any"),
    ] {
        let body =
            format!(r#"{{"filter":"{{\"name\":\"f\"}}","account":"{{\"name\":\"a\"}}",{member}}}"#);
        let answer = ask(&address, "PUT /orders", headers, &body).await;
        assert!(answer.starts_with("HTTP/1.1 422 "), "{member}: {answer}");
        assert!(answer.contains(fault), "{member}: {answer}");
        assert_eq!(api.seen(), "", "{member}");
    }
    let client = Client::builder(format!("http://{address}"))
        .build()
        .unwrap();
    let order = OrderRequest::new(text("f"), AccountRequest::new("a"));
    let found = client.orders().put_order(&order).send().await.unwrap();
    assert_eq!(found.into_body(), values::order());
}

#[tokio::test]
async fn a_form_holds_json() {
    let (api, own, mut peer, other) = clients(&answer("204 No Content", "", "")).await;
    let body = PostOrderBody {
        others: Some(vec![text("a"), text("b")]),
        said: Some(text("s")),
        ..PostOrderBody::new(text("p"))
    };
    other.orders().post_order(&body).send().await.unwrap();
    let asked = peer.asked().remove(0);
    let sent = "\r\n\r\npayload=%7B%22name%22%3A%22p%22%7D&\
                others=%7B%22name%22%3A%22a%22%7D&others=%7B%22name%22%3A%22b%22%7D&\
                said=%7B%22name%22%3A%22s%22%7D";
    assert!(asked.ends_with(sent), "{asked}");
    own.orders().post_order(&body).send().await.unwrap();
    let expected = format!("{body:?}");
    assert!(api.seen().contains(&expected), "{expected}");
}

#[tokio::test]
async fn a_part_that_holds_json_is_json() {
    let (api, own, mut peer, other) = clients(&answer("204 No Content", "", "")).await;
    let form = || PatchOrderForm {
        filters: vec![filter("a"), filter("b")],
        any: Some(json!([1])),
        named: Some(filter("n")),
        ..PatchOrderForm::new(filter("f"))
    };
    other.orders().patch_order(form()).send().await.unwrap();
    let asked = peer.asked().remove(0);
    for part in [
        "name=\"filter\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"f\"}\r\n",
        "name=\"filters\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"b\"}\r\n",
        "name=\"any\"\r\nContent-Type: application/merge-patch+json\r\n\r\n[1]\r\n",
        "name=\"named\"\r\nContent-Type: text/plain\r\n\r\n{\"name\":\"n\"}\r\n",
    ] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    own.orders().patch_order(form()).send().await.unwrap();
    let seen = api.seen();
    for part in [
        "filter: Filter { name: \"f\"",
        "filters: [Filter { name: \"a\", least: None }, Filter { name: \"b\", least: None }]",
        "any: Some(Array [Number(1)])",
        "usual: Some(Filter { name: \"all\"",
        "named: Some(Filter { name: \"n\"",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
}

#[tokio::test]
async fn what_has_no_json_is_never_sent() {
    let (_, own, ..) = clients("").await;
    let endless = json_text_client::types::Filter {
        least: Some(f64::INFINITY),
        ..filter("f")
    };
    let error = own
        .orders()
        .get_orders(&endless.into())
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("filter"), "{error}");
}
