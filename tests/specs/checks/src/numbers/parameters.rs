//! Parameters, headers, cookies and forms.

use values_client::Client;

use super::{Api, send, serve};
use crate::media::peer::{Peer, answer};

#[tokio::test]
async fn integers_may_be_written_with_a_fraction_anywhere() {
    let api = Api::default();
    let server = serve(&api).await;
    for (line, headers, seen) in [
        ("/values/5.0", "", "id: 5,"),
        ("/values/-5.0e0", "", "id: -5,"),
        ("/values/1e3", "", "id: 1000,"),
        ("/values/9223372036854775807.0", "", "id: 9223372036854775807,"),
        ("/values/120e-1", "", "id: 12,"),
        ("/values/1?n=2.55e2", "", "n: Some(255)"),
        ("/values/1?n=-0.0", "", "n: Some(0)"),
        ("/values/1?list=1.0&list=2e1", "", "list: Some([1, 20])"),
        ("/values/1?deep%5Bn%5D=7.0", "", "n: Some(7)"),
        (
            "/values/1?json=%5B1.0,2e1%5D",
            "",
            "json: Some([1, 20])",
        ),
        ("/values/1?deep%5Blarge%5D=1e20", "", "large: Some(100000000000000000000)"),
        ("/values/1?level=2.0", "", "level: Some(N2)"),
        ("/values/1?float=1.0", "", "float: Some(N1)"),
        ("/values/1?float=2.50", "", "float: Some(N2_5)"),
        ("/values/1?whole=3.0", "", "whole: Some(Integer(3))"),
        ("/values/1?large=1e30", "", "large: Some(1000000000000000000000000000000)"),
        ("/values/1?large=170141183460469231731687303715884105727", "", "7303715884105727)"),
        ("/values/1", "X-N: 4.0\r\n", "x_n: Some(4)"),
        ("/values/1", "Cookie: c=18446744073709551615.0\r\n", "c: Some(18446744073709551615)"),
        ("/values/1?price=1e2", "", "price: Some(100.0)"),
    ] {
        let (status, body) = send(&server, &format!("GET {line}"), headers, "").await;
        assert_eq!(status, 204, "{line}: {body}");
        let all = api.seen();
        assert!(all.contains(seen), "{line}: {all}");
    }
}

#[tokio::test]
async fn what_is_no_number_is_refused() {
    let api = Api::default();
    let server = serve(&api).await;
    for (line, headers) in [
        ("/values/5.5", ""),
        ("/values/1e-1", ""),
        ("/values/5.", ""),
        ("/values/.0", ""),
        ("/values/1e", ""),
        ("/values/0x10", ""),
        ("/values/1e99999999999", ""),
        ("/values/1e400", ""),
        ("/values/9223372036854775808.0", ""),
        ("/values/1?n=256.0", ""),
        ("/values/1?n=-1.0", ""),
        ("/values/1?list=1.5", ""),
        ("/values/1?level=4.0", ""),
        ("/values/1?float=1.5", ""),
        ("/values/1?large=1e39", ""),
        ("/values/1?price=NaN", ""),
        ("/values/1?price=inf", ""),
        ("/values/1?price=-infinity", ""),
        ("/values/1?price=1e400", ""),
        ("/values/1?deep%5Bprice%5D=nan", ""),
        ("/values/1", "X-N: 4.5\r\n"),
        ("/values/1", "Cookie: c=-1.0\r\n"),
        ("/values/1?bytes=aGk", ""),
        ("/values/1?day=20240229", ""),
        ("/values/1?day=2024-02-29T00:00:00Z", ""),
    ] {
        let (status, body) = send(&server, &format!("GET {line}"), headers, "").await;
        assert_eq!(status, 400, "{line}: {body}");
        assert_eq!(api.seen(), "", "{line}");
    }
}

#[tokio::test]
async fn moments_at_the_ends_of_time_are_taken() {
    let api = Api::default();
    let server = serve(&api).await;
    for at in [
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "1990-12-31T23:59:60Z",
        "2024-01-02T03:04:05.123456789012Z",
    ] {
        let (status, body) = send(&server, &format!("GET /values/1?at={at}"), "", "").await;
        assert_eq!(status, 204, "{at}: {body}");
        assert!(api.seen().contains(&format!("at: Some({at})")), "{at}");
    }
}

#[tokio::test]
async fn where_any_text_will_do_a_number_is_what_is_written_so() {
    let api = Api::default();
    let server = serve(&api).await;
    for (given, seen) in [
        ("5", "Number(5.0)"),
        ("2.5", "Number(2.5)"),
        ("-1", "Number(-1.0)"),
        ("5.0", "String(\"5.0\")"),
        ("1e3", "String(\"1e3\")"),
        ("007", "String(\"007\")"),
        ("NaN", "String(\"NaN\")"),
        ("inf", "String(\"inf\")"),
        (".5", "String(\".5\")"),
        ("9007199254740993", "String(\"9007199254740993\")"),
    ] {
        let line = format!("GET /values/1?either={given}");
        let (status, body) = send(&server, &line, "", "").await;
        assert_eq!(status, 204, "{given}: {body}");
        let all = api.seen();
        assert!(all.contains(&format!("either: Some({seen})")), "{given}: {all}");
    }
}

#[tokio::test]
async fn forms_are_read_alike() {
    let api = Api::default();
    let server = serve(&api).await;
    let fill = async |body: &str| {
        let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
        send(&server, "PUT /values/1", headers, body).await
    };
    let (status, body) = fill("n=5.0&list=1e1&list=2.0&price=3&large=5.0e20").await;
    assert_eq!(status, 204, "{body}");
    let seen = api.seen();
    for part in ["n: Some(5)", "[10, 2]", "price: Some(3.0)", "Some(500000000000000000000)"] {
        assert!(seen.contains(part), "{seen}");
    }
    for body in ["n=5.5", "n=null", "n=", "list=1&list=x", "price=NaN", "price=1e999"] {
        let (status, answer) = fill(body).await;
        assert_eq!(status, 422, "{body}: {answer}");
    }

    let parts = async |parts: &[(&str, &str, &str)]| {
        let mut body = String::new();
        for (name, headers, text) in parts {
            body.push_str(&format!(
                "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{headers}\r\n{text}\r\n"
            ));
        }
        body.push_str("--b--\r\n");
        let headers = "Content-Type: multipart/form-data; boundary=b\r\n";
        send(&server, "PATCH /values/1", headers, &body).await
    };
    let json = "Content-Type: application/json\r\n";
    let (status, body) = parts(&[
        ("n", "", "5.0"),
        ("list", "", "1e1"),
        ("list", "", "2.0"),
        ("echo", json, "{\"count\":3.0,\"counts\":[4e0],\"named\":{\"a\":5.0}}"),
    ])
    .await;
    assert_eq!(status, 200, "{body}");
    let seen = api.seen();
    for part in ["n: Some(5)", "[10, 2]", "count: Some(3)", "[4]", "{\"a\": 5}"] {
        assert!(seen.contains(part), "{seen}");
    }
    for (name, headers, text) in [
        ("n", "", "5.5"),
        ("n", "", "null"),
        ("price", "", "inf"),
        ("echo", json, "{\"count\":null}"),
        ("echo", json, "null"),
    ] {
        let (status, answer) = parts(&[(name, headers, text)]).await;
        assert_eq!(status, 422, "{name}={text}: {answer}");
    }
}

#[tokio::test]
async fn a_client_reads_headers_alike() {
    let headers = "x-count: 1e3\r\nx-price: 2.50\r\n";
    let peer = Peer::new(&[&answer("204 No Content", headers, "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let found = client.values().find_values(1).send().await.unwrap();
    assert_eq!(found.body().x_count, Some(1000));
    assert_eq!(found.body().x_price, Some(2.5));
}
