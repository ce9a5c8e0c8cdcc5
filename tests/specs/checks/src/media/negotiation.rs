//! Which media type a body has, on the way out and on the way in.

use std::sync::{Arc, Mutex};

use media_client::negotiation::{
    GetNoteAccept, GetNoteSuccess, GetReportAccept, GetReportSuccess, GetVersionsAccept, PostReportBody,
};
use media_client::types::Repository;
use media_client::types::support::media_type::position;
use media_client::{Client, Error, Upload};
use media_server::negotiation as n;
use media_server::{Authenticator, Binary, Credentials, Failure, Negotiation, Operation, Service};

use super::peer::{Peer, answer, exchange};

/// A server that remembers what it was asked, and answers as its client likes it best.
#[derive(Clone, Default)]
struct Api(Arc<Mutex<String>>);

impl Api {
    fn see(&self, what: String) {
        *self.0.lock().unwrap() = what;
    }

    fn seen(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Service for Api {}

impl Authenticator for Api {
    type Principal = ();

    async fn authenticate(
        &self,
        _: Credentials,
        _: &'static Operation,
    ) -> Result<Option<()>, Failure> {
        Ok(None)
    }
}

impl Negotiation for Api {
    async fn get_report(&self, request: n::GetReportRequest) -> Result<n::GetReportResponse, Failure> {
        let accept = request.parts.accept();
        self.see(format!(
            "{} {}",
            accept.weight("application/json"),
            accept.weight("text/csv")
        ));
        Ok(match accept.best(&["application/json", "text/csv"]) {
            Some("text/csv") => n::GetReportResponse::OkText("a,b".to_owned()),
            _ => n::GetReportResponse::OkJson(Repository::new("a")),
        })
    }

    async fn post_report(&self, request: n::PostReportRequest) -> Result<n::PostReportResponse, Failure> {
        self.see(request.body.name);
        Ok(n::PostReportResponse::NoContent)
    }

    async fn patch_report(
        &self,
        request: n::PatchReportRequest,
    ) -> Result<n::PatchReportResponse, Failure> {
        self.see(request.body.name);
        Ok(n::PatchReportResponse::NoContent)
    }

    async fn get_versions(
        &self,
        request: n::GetVersionsRequest,
    ) -> Result<n::GetVersionsResponse, Failure> {
        let accept = request.parts.accept();
        let body = Repository::new("a");
        Ok(match accept.best(&["application/json", "application/hal+json"]) {
            Some("application/hal+json") => n::GetVersionsResponse::OkApplicationHalJson(body),
            _ => n::GetVersionsResponse::OkApplicationJson(body),
        })
    }

    async fn post_version(&self, request: n::PostVersionRequest) -> Result<n::PostVersionResponse, Failure> {
        self.see(format!("{:?}", request.body));
        Ok(n::PostVersionResponse::NoContent)
    }

    async fn get_picture(&self, _: n::GetPictureRequest) -> Result<n::GetPictureResponse, Failure> {
        let picture = Binary::from(&b"GIF89a"[..]).content_type("image/gif");
        Ok(n::GetPictureResponse::Ok(picture))
    }

    async fn put_picture(&self, request: n::PutPictureRequest) -> Result<n::PutPictureResponse, Failure> {
        self.see(format!("{:?}", request.body.content_type()));
        Ok(n::PutPictureResponse::NoContent)
    }

    async fn get_note(&self, request: n::GetNoteRequest) -> Result<n::GetNoteResponse, Failure> {
        let note = Binary::from("# a".to_owned());
        Ok(match request.parts.accept().best(&["text/plain", "text/markdown"]) {
            Some("text/markdown") => n::GetNoteResponse::OkText(note.content_type("text/markdown")),
            _ => n::GetNoteResponse::OkText(note),
        })
    }
}

async fn serve() -> (Api, String) {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = n::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (api, address)
}

async fn send(address: &str, line: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    exchange(address, request.as_bytes()).await
}

async fn get(address: &str, path: &str, accept: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{accept}\r\n");
    exchange(address, request.as_bytes()).await
}

#[test]
fn a_media_type_is_found_by_one_rule() {
    let patches: &[&[&str]] = &[&["application/json"], &["application/merge-patch+json"]];
    let one: &[&[&str]] = &[&["application/x-www-form-urlencoded"], &["application/json"]];
    let special: &[&[&str]] = &[&["application/vnd.x.v2+json"]];
    let versions: &[&[&str]] = &[&["application/json; version=1"], &["application/json; version=2"]];
    let ranges: &[&[&str]] = &[&["*/*"], &["image/*"], &["application/*+json"], &["image/png"]];
    for (choices, given, found) in [
        (patches, "application/json", Some(0)),
        (patches, "APPLICATION/Merge-Patch+JSON; charset=utf-8", Some(1)),
        (patches, "application/json-patch+json", None),
        (patches, "application/vnd.x.v3+json", None),
        (patches, "text/json", None),
        (one, "application/vnd.x.v3+json", Some(1)),
        (one, "text/json", Some(1)),
        (one, "application/json-patch+json", None),
        (one, "text/plain", None),
        (one, "", None),
        (special, "application/json", Some(0)),
        (special, "application/vnd.x.v3+json", None),
        (versions, "application/json; version=2", Some(1)),
        (versions, "application/json;VERSION=\"2\";charset=utf-8", Some(1)),
        (versions, "application/json", Some(0)),
        (versions, "application/json; version=3", None),
        (ranges, "image/png", Some(3)),
        (ranges, "image/gif", Some(1)),
        (ranges, "application/hal+json", Some(2)),
        (ranges, "text/plain", Some(0)),
    ] {
        assert_eq!(position(choices, given), found, "{given} of {choices:?}");
    }
}

#[tokio::test]
async fn a_body_of_another_media_type_is_refused_with_those_that_fit() {
    let (api, address) = serve().await;
    let json = r#"{"name":"n"}"#;
    for (line, content_type, status) in [
        ("PATCH /reports", "application/merge-patch+json", "204"),
        ("PATCH /reports", "Application/Merge-Patch+JSON; charset=utf-8", "204"),
        ("PATCH /reports", "application/json", "204"),
        ("PATCH /reports", "application/json-patch+json", "415"),
        ("PATCH /reports", "application/vnd.x.v3+json", "415"),
        ("POST /reports", "application/vnd.x.v3+json", "204"),
        ("POST /reports", "application/json-patch+json", "415"),
        ("POST /reports", "text/plain", "415"),
        ("PUT /pictures", "image/webp", "204"),
        ("PUT /pictures", "application/octet-stream", "415"),
    ] {
        let answer = send(&address, line, content_type, json).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line} {content_type}: {answer}");
        assert_eq!(api.seen().is_empty(), status != "204");
        let accept = match line {
            "PATCH /reports" => {
                "accept: application/merge-patch+json\r\naccept-patch: application/merge-patch+json\r\n"
            }
            "POST /reports" => {
                "accept: application/json, application/x-www-form-urlencoded\r\naccept-post: application/json, application/x-www-form-urlencoded\r\n"
            }
            _ => "accept: image/*\r\n",
        };
        assert_eq!(answer.contains(accept), status == "415", "{answer}");
        let got = format!("got `{}`", content_type.to_ascii_lowercase());
        assert_eq!(answer.contains(&got), status == "415", "{answer}");
    }
    let two = r#"{"message":"m"}"#;
    for (content_type, body, seen) in [
        ("application/json; version=1", json, "Repository { name: \"n\""),
        ("application/json;version=2", two, "Problem { message: Some(\"m\")"),
        ("application/json", json, "Repository { name: \"n\""),
        ("application/json;version=3", json, ""),
    ] {
        send(&address, "POST /versions", content_type, body).await;
        let api_seen = api.seen();
        assert!(api_seen.contains(seen) && api_seen.is_empty() == seen.is_empty(), "{api_seen}");
    }
}

#[tokio::test]
async fn a_type_with_two_encodings_is_sent_in_either() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let negotiation = client.negotiation();
    let body = || Repository::new("a b");
    negotiation.post_report(body()).send().await.unwrap();
    for body in [PostReportBody::Json(body()), PostReportBody::Form(body())] {
        negotiation.post_report(body).send().await.unwrap();
    }
    let asked = peer.asked();
    for (asked, content_type, body) in [
        (&asked[0], "application/json", r#"{"name":"a b"}"#),
        (&asked[1], "application/json", r#"{"name":"a b"}"#),
        (&asked[2], "application/x-www-form-urlencoded", "name=a%20b"),
    ] {
        assert!(asked.contains(&format!("content-type: {content_type}\r\n")), "{asked}");
        assert!(asked.ends_with(&format!("\r\n\r\n{body}")), "{asked}");
    }
    let (api, address) = serve().await;
    send(&address, "POST /reports", "application/x-www-form-urlencoded", "name=a+b").await;
    assert_eq!(api.seen(), "a b");
}

#[tokio::test]
async fn a_client_says_which_media_type_it_wants() {
    let csv = answer("200 OK", "content-type: text/csv\r\n", "a,b");
    let mut peer = Peer::new(&[&csv]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let negotiation = client.negotiation();
    negotiation.get_report().send().await.unwrap();
    let report = negotiation.get_report().accept(GetReportAccept::TextCsv);
    let report = report.send().await.unwrap().into_body();
    assert!(matches!(report, GetReportSuccess::OkText(text) if text == "a,b"));
    let note = negotiation.get_note();
    let note = note.accept(GetNoteAccept::Other("text/markdown".to_owned()));
    note.send().await.unwrap();
    negotiation.get_picture().accept("image/webp").send().await.unwrap();
    let error = negotiation.get_picture().accept("a\nb").send().await;
    assert!(matches!(error, Err(Error::Request(_))));
    let asked = peer.asked();
    for (asked, accept) in [
        (&asked[0], "application/json, text/csv, application/problem+json"),
        (&asked[1], "text/csv, application/problem+json;q=0.5"),
        (&asked[2], "text/markdown"),
        (&asked[3], "image/webp"),
    ] {
        assert!(asked.contains(&format!("\r\naccept: {accept}\r\n")), "{asked}");
    }
}

#[tokio::test]
async fn a_server_knows_what_its_client_accepts() {
    let (api, address) = serve().await;
    for (accept, weights, content_type) in [
        ("", "1000 1000", "application/json"),
        ("accept: text/csv\r\n", "0 1000", "text/csv; charset=utf-8"),
        ("accept: text/*;q=0.5, application/json;q=0.25\r\n", "250 500", "text/csv; charset=utf-8"),
        ("accept: */*;q=0.1\r\naccept: text/csv;q=0\r\n", "100 0", "application/json"),
        ("accept: TEXT/CSV;header=present, application/json; q=0.001\r\n", "1 0", "application/json"),
        ("accept: ,, text/csv ; Q=1.000 ;x=y\r\n", "0 1000", "text/csv; charset=utf-8"),
    ] {
        let answer = get(&address, "/reports", accept).await;
        assert_eq!(api.seen(), weights, "{accept}");
        assert!(answer.contains(&format!("content-type: {content_type}\r\n")), "{answer}");
    }
    // Who accepts none of them isn't served.
    let answer = get(&address, "/reports", "accept: image/png\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 406 "), "{answer}");
    assert_eq!(api.seen(), "");
}

#[tokio::test]
async fn a_body_says_of_which_media_type_it_is() {
    let (_, address) = serve().await;
    for (path, accept, content_type) in [
        ("/pictures", "", "image/gif"),
        ("/notes", "", "text/plain; charset=utf-8"),
        ("/notes", "accept: text/markdown\r\n", "text/markdown"),
        ("/versions", "", "application/json"),
        ("/versions", "accept: application/hal+json\r\n", "application/hal+json"),
    ] {
        let answer = get(&address, path, accept).await;
        assert!(answer.contains(&format!("content-type: {content_type}\r\n")), "{path}: {answer}");
    }
    let client = Client::builder(format!("http://{address}")).build().unwrap();
    let negotiation = client.negotiation();
    let picture = negotiation.get_picture().send().await.unwrap();
    assert_eq!(picture.body().content_type(), Some("image/gif"));
    let note = negotiation.get_note().send().await.unwrap().into_body();
    assert!(matches!(note, GetNoteSuccess::OkText(text) if text == "# a"));
    let versions = negotiation.get_versions();
    let versions = versions.accept(GetVersionsAccept::ApplicationHalJson);
    assert_eq!(versions.send().await.unwrap().name, "a");
}

#[tokio::test]
async fn bytes_of_a_range_say_which_media_type_they_have() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let negotiation = client.negotiation();
    let error = negotiation.put_picture(vec![1]).send().await.unwrap_err();
    assert!(error.to_string().contains("image/*"), "{error}");
    assert!(peer.asked().is_empty());
    let picture = Upload::bytes("p").content_type("image/png");
    negotiation.put_picture(picture).send().await.unwrap();
    assert!(peer.asked()[0].contains("\r\ncontent-type: image/png\r\n"));
}
