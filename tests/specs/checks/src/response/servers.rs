//! Servers, and the operations that have one of their own.

use wire_response_client::servers::{self, AnywhereVersion, OneRegionRegion};
use wire_response_client::{Client, Error};

use super::support::{client, peer};

const EMPTY: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

#[test]
fn every_server_has_a_url() {
    assert_eq!(servers::production(), "https://api.example.com/v1");
    assert_eq!(
        servers::one_region(OneRegionRegion::default(), "443"),
        "https://eu.example.com:443/v1"
    );
    assert_eq!(
        servers::one_region(OneRegionRegion::UsEast, "1"),
        "https://us-east.example.com:1/v1"
    );
    assert_eq!(servers::v2("https://a.example/"), "https://a.example/v2");
    for endpoint in ["http://a.example:8080", "http://a.example:8080/"] {
        assert_eq!(
            servers::anywhere(endpoint, AnywhereVersion::default()),
            "http://a.example:8080/v/v1"
        );
        assert_eq!(servers::all_of_it(endpoint), "http://a.example:8080");
    }
    assert_eq!(
        servers::below_a_path("https://a.example/", "/other"),
        "https://a.example/other/v3"
    );
    assert!(Client::builder(servers::production()).build().is_ok());
    assert_eq!(wire_response_server::BASE_PATH, "/v1");
}

#[tokio::test]
async fn a_path_of_its_own_is_looked_up_from_the_base_url() {
    let (url, asked) = peer(EMPTY).await;
    let client = client(&format!("{url}/base"));
    client.elsewhere().put_upload().send().await.unwrap();
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("PUT /other/base/servers/upload "), "{asked}");
    assert!(asked.contains("\r\nauthorization: Bearer token\r\n"), "{asked}");
}

#[tokio::test]
async fn another_server_gets_no_credentials() {
    let (url, asked) = peer(EMPTY).await;
    let elsewhere = client("http://127.0.0.1:1");
    let request = elsewhere.elsewhere().get_upload();
    request.server(format!("{url}/a")).send().await.unwrap();
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("GET /a/servers/upload "), "{asked}");
    assert!(!asked.contains("authorization"), "{asked}");

    let (url, asked) = peer(EMPTY).await;
    let client = client(&url);
    let request = client.elsewhere().get_upload();
    request.server(format!("{url}/b")).send().await.unwrap();
    let asked = asked.await.unwrap();
    assert!(asked.contains("\r\nauthorization: Bearer token\r\n"), "{asked}");

    let request = client.elsewhere().get_upload();
    let error = request.server("ftp://a/b").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
}

#[tokio::test]
async fn an_operation_without_a_tag_belongs_to_its_path() {
    let (url, asked) = peer(EMPTY).await;
    client(&url).people().get_person("a").send().await.unwrap();
    assert!(asked.await.unwrap().starts_with("GET /v1/people/a "));
}
