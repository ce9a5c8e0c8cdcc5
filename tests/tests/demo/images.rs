//! Profile images: streams down, forms up.

use users_client::Client;
use users_client::FilePart;
use users_client::users::{
    GetDefaultProfileImageError, GetProfileImageError, SetDefaultProfileImageError,
    SetProfileImageError, SetProfileImageForm,
};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_done, assert_refused};

/// Large enough to come in more than one chunk, and with all bytes in it.
fn jpeg() -> Vec<u8> {
    let mut picture = b"\xff\xd8\xff\xe0 a picture".to_vec();
    picture.extend((0..300_000_u32).map(|n| n.to_le_bytes()[0]));
    picture
}

async fn picture(client: &Client) -> (Option<String>, Vec<u8>) {
    let image = client.users().get_profile_image("me").send().await.unwrap();
    let image = image.into_body();
    let content_type = image.content_type().map(str::to_owned);
    (content_type, image.bytes().await.unwrap().to_vec())
}

async fn upload(client: &Client) {
    let image = FilePart::bytes(jpeg())
        .file_name("a \"b\" \u{2603}.jpg")
        .content_type("image/jpeg");
    let set = client.users().set_profile_image("me");
    let set = set.body(SetProfileImageForm { image }).send().await;
    assert_done(&set.unwrap());
}

pub(crate) async fn get_profile_image(server: &Server) {
    let alice = server.user("alice").await;
    let (content_type, generated) = picture(&alice).await;
    assert_eq!(content_type.as_deref(), Some("image/png"));
    assert!(generated.starts_with(b"\x89PNG"));
    let accept = server.log.last();
    let accept = accept.header("accept").unwrap();
    assert!(
        accept.contains("image/png") && accept.contains("image/jpeg"),
        "{accept}"
    );

    upload(&alice).await;
    let image = alice.users().get_profile_image("me");
    // Numbers are written as they are read: no exponent, no fraction that wasn't there.
    let image = image.underscore(1_712_345_678_901.0).send().await.unwrap();
    assert_eq!(server.log.last().query, "_=1712345678901");
    let mut image = image.into_body();
    assert_eq!(image.content_type(), Some("image/jpeg"));
    assert_eq!(image.content_length(), Some(jpeg().len() as u64));
    let mut bytes = Vec::new();
    while let Some(chunk) = image.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes, jpeg());

    let users = alice.users();
    assert_refused!(
        users.get_profile_image("nobody"),
        GetProfileImageError::NotFound
    );
    let users = server.anonymous().users();
    assert_refused!(
        users.get_profile_image("me"),
        GetProfileImageError::Unauthorized
    );
}

pub(crate) async fn get_default_profile_image(server: &Server) {
    let alice = server.user("alice").await;
    let (_, generated) = picture(&alice).await;
    upload(&alice).await;
    let image = alice.users().get_default_profile_image("me").send().await;
    let image = image.unwrap().into_body();
    assert_eq!(image.content_type(), Some("image/png"));
    let default = image.bytes().await.unwrap();
    assert_eq!(default, generated);
    assert_ne!(default, picture(&alice).await.1);
    let guest = server.user("gus").await;
    assert_refused!(
        guest.users().get_default_profile_image(seed::CAROL),
        GetDefaultProfileImageError::Forbidden
    );
}

pub(crate) async fn set_profile_image(server: &Server) {
    let alice = server.user("alice").await;
    upload(&alice).await;
    let asked = server.log.last();
    let content_type = asked.header("content-type").unwrap();
    assert!(
        content_type.starts_with("multipart/form-data; boundary="),
        "{content_type}"
    );
    let form = String::from_utf8_lossy(&asked.body);
    assert!(form.contains("name=\"image\"; filename=\"a "));
    assert!(form.contains("\u{2603}.jpg\""));
    let (content_type, bytes) = picture(&alice).await;
    assert_eq!(content_type.as_deref(), Some("image/jpeg"));
    assert_eq!(bytes, jpeg());

    let text = || SetProfileImageForm {
        image: FilePart::bytes("no picture"),
    };
    let users = alice.users();
    assert_refused!(
        users.set_profile_image("me").body(text()),
        SetProfileImageError::BadRequest
    );
    // The body is optional to the document; the demo can't do without.
    assert_refused!(
        users.set_profile_image("me"),
        SetProfileImageError::BadRequest
    );
    assert_refused!(
        users.set_profile_image(seed::BOB).body(text()),
        SetProfileImageError::Forbidden
    );
    let image = FilePart::bytes(jpeg()).content_type("no media type");
    let form = SetProfileImageForm { image };
    let refused = users.set_profile_image("me").body(form).send().await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("form field `image`"), "{refused}");
}

pub(crate) async fn set_default_profile_image(server: &Server) {
    let alice = server.user("alice").await;
    let before = picture(&alice).await;
    upload(&alice).await;
    assert_ne!(picture(&alice).await, before);
    let reset = alice.users().set_default_profile_image("me").send().await;
    assert_done(&reset.unwrap());
    assert_eq!(picture(&alice).await, before);
    assert_refused!(
        alice.users().set_default_profile_image(seed::BOB),
        SetDefaultProfileImageError::Forbidden
    );
    let admin = server.admin().await;
    assert_refused!(
        admin.users().set_default_profile_image("nobody"),
        SetDefaultProfileImageError::NotFound
    );
}

#[tokio::test]
async fn a_stream_goes_up_as_it_comes_down() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    upload(&alice).await;
    let image = alice.users().get_profile_image("me").send().await.unwrap();
    let image = FilePart::stream(image.into_body());
    let copied = bob.users().set_profile_image("me");
    let copied = copied.body(SetProfileImageForm { image }).send().await;
    assert_done(&copied.unwrap());
    // Nobody knew how long it would be.
    let asked = server.log.last();
    assert_eq!(asked.header("content-length"), None);
    assert_eq!(picture(&bob).await.1, jpeg());
}

#[tokio::test]
async fn a_file_goes_up_with_its_name_and_its_type() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.jpg");
    std::fs::write(&path, jpeg()).unwrap();
    let image = FilePart::from_file(&path).await.unwrap();
    let set = alice.users().set_profile_image("me");
    let set = set.body(SetProfileImageForm { image }).send().await;
    assert_done(&set.unwrap());
    let form = server.log.last().body;
    let form = String::from_utf8_lossy(&form);
    assert!(form.contains("filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n"));
    assert!(!form.contains(&*folder.path().to_string_lossy()));
    assert_eq!(picture(&alice).await.1, jpeg());
    assert!(
        FilePart::from_file(folder.path().join("none"))
            .await
            .is_err()
    );
}
