//! Forms of Swagger 2.0 that can be sent in two ways.

use std::sync::{Arc, Mutex};

use forms_client::profile::{SetProfileBody, SetProfileForm};
use forms_client::types;
use forms_client::{Client, FilePart};
use forms_server::profile::{SetProfileRequest, SetProfileResponse};
use forms_server::{Failure, Profile, Service};

use super::peer::{Peer, answer, exchange};

#[derive(Clone, Default)]
struct Api(Arc<Mutex<String>>);

impl Service for Api {}

impl Profile for Api {
    async fn set_profile(&self, request: SetProfileRequest) -> Result<SetProfileResponse, Failure> {
        *self.0.lock().unwrap() = format!("{:?}", request.body);
        Ok(SetProfileResponse::NoContent)
    }
}

#[tokio::test]
async fn a_form_with_an_optional_file_is_sent_in_both_ways() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let plain = SetProfileBody::Form(types::SetProfileBody::new("a b"));
    let mut form = SetProfileForm::new("a b");
    form.picture = Some(FilePart::bytes("p"));
    for body in [plain, SetProfileBody::Multipart(form)] {
        client.profile().set_profile(body).send().await.unwrap();
    }
    let asked = peer.asked();
    assert!(asked[0].contains("content-type: application/x-www-form-urlencoded\r\n"));
    assert!(asked[0].ends_with("\r\n\r\nname=a%20b"), "{}", asked[0]);
    assert!(asked[1].contains("content-type: multipart/form-data; boundary="));
    assert!(
        asked[1].contains("name=\"picture\"; filename=\"picture\"\r\n"),
        "{}",
        asked[1]
    );
}

#[tokio::test]
async fn a_form_with_an_optional_file_is_read_in_both_ways() {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = forms_server::profile::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let part = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--x--\r\n";
    for (content_type, body, read) in [
        ("application/x-www-form-urlencoded", "name=a", "Form("),
        ("multipart/form-data; boundary=x", part, "Multipart("),
    ] {
        let length = body.len();
        let request = format!(
            "POST /profile HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        let answer = exchange(&address, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
        assert!(api.0.lock().unwrap().starts_with(read));
    }
}
