//! Options of single calls, and bodies that are sent again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use media_client::files::PostFilesForm;
use media_client::{CallOptions, Client, Error, FilePart, Upload};
use tokio::net::TcpListener;

use super::peer::{Peer, answer};

/// Bytes that come bit by bit.
struct Bytes(Option<&'static str>);

impl futures_core::Stream for Bytes {
    type Item = Result<&'static str, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

fn repository() -> String {
    let json = "content-type: application/json\r\n";
    answer("200 OK", json, r#"{"name":"n"}"#)
}

fn client(url: &str) -> Client {
    Client::builder(url)
        .token("user", "pass")
        .header("h1secret")
        .query("q1secret")
        .cookie("c1secret")
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_call_has_headers_of_its_own() {
    let mut peer = Peer::new(&[&repository()]).await;
    let client = client(&peer.url);
    let options = CallOptions::new()
        .header("X-Request-Id", "r1")
        .header("Authorization", "Bearer other")
        .header("x-key", "first")
        .header("X-Key", "second");
    assert_eq!(
        format!("{options:?}"),
        r#"CallOptions { timeout: None, retries: None, headers: ["X-Request-Id", "Authorization", "x-key", "X-Key"], query: [], .. }"#
    );
    let call = client.places().get_repository().with_options(options);
    call.x_trace("t1").send().await.unwrap();
    let asked = peer.asked().remove(0);
    for header in [
        "x-request-id: r1",
        "authorization: Bearer other",
        "x-key: second",
        "x-trace: t1",
    ] {
        assert!(asked.contains(&format!("\r\n{header}\r\n")), "{asked}");
    }
    assert_eq!(asked.matches("authorization: ").count(), 1, "{asked}");
    // They are the one call's.
    client.places().get_repository().send().await.unwrap();
    let asked = peer.asked().remove(0);
    assert!(asked.contains("\r\nx-key: h1secret\r\n") && !asked.contains("x-request-id"));

    let broken = CallOptions::new().header("X-A", "a\r\nb: c");
    let call = client.places().get_repository().with_options(broken);
    let error = call.send().await.unwrap_err();
    assert!(matches!(&error, Error::Request(error) if error.argument() == "header `X-A`"));
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn a_call_has_a_timeout_of_its_own() {
    // It takes connections, and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = client(&url);
    let options = || CallOptions::new().timeout(Duration::from_millis(50));
    let call = client.places().get_repository().with_options(options());
    let error = call.send().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
    let call = client.events().get_data().with_options(options());
    let error = call.send().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
}

/// A redirect that asks for the same again, and what comes then.
async fn moved() -> Peer {
    let moved = answer("307 Temporary", "location: /b\r\n", "");
    Peer::new(&[&moved, &answer("204 No Content", "", "")]).await
}

#[tokio::test]
async fn a_body_in_memory_is_sent_again() {
    let mut peer = moved().await;
    let client = self::client(&peer.url);
    let call = client.places().put_repository(Upload::from("abc"));
    call.send().await.unwrap();
    for asked in peer.asked() {
        assert!(asked.contains("\r\ncontent-length: 3\r\n") && asked.ends_with("\r\n\r\nabc"));
    }

    let mut peer = moved().await;
    let mut form = PostFilesForm::new(
        FilePart::bytes("a\0b").file_name("a.bin"),
        vec![FilePart::bytes("1").content_type("image/png")],
        FilePart::bytes("u"),
    );
    form.name = Some("n".to_owned());
    let client = self::client(&peer.url);
    let call = client.files().post_files(form);
    call.send().await.unwrap();
    let asked = peer.asked();
    assert_eq!(asked.len(), 2);
    // But for the boundary they are the same.
    let bodies: Vec<String> = asked
        .iter()
        .map(|asked| {
            let (head, body) = asked.split_once("\r\n\r\n").unwrap();
            let (_, boundary) = head.split_once("boundary=").unwrap();
            let boundary = boundary.lines().next().unwrap();
            body.replace(boundary, "x")
        })
        .collect();
    assert_eq!(bodies[0], bodies[1]);
    assert!(bodies[0].contains("filename=\"a.bin\"\r\n") && bodies[0].ends_with("--x--\r\n"));
}

#[tokio::test]
async fn a_stream_is_sent_only_once() {
    let mut peer = moved().await;
    let client = self::client(&peer.url);
    let body = Upload::stream(Bytes(Some("abc")));
    let call = client.places().put_repository(body);
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedStatus(status) if status.status() == 307));
    assert_eq!(peer.asked().len(), 1);

    let mut peer = moved().await;
    let form = PostFilesForm::new(
        FilePart::bytes("a"),
        vec![FilePart::bytes("1")],
        FilePart::stream(Bytes(Some("abc"))),
    );
    let client = self::client(&peer.url);
    let call = client.files().post_files(form);
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedStatus(status) if status.status() == 307));
    assert_eq!(peer.asked().len(), 1);
}

/// A file with this text.
fn file(name: &str, text: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("oasmith-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn a_file_is_sent_again() {
    let path = file("again", "from a file");
    let mut peer = moved().await;
    let client = self::client(&peer.url);
    let told = Arc::new(Mutex::new(Vec::new()));
    let progress = {
        let told = Arc::clone(&told);
        move |sent, total| told.lock().unwrap().push((sent, total))
    };
    let body = Upload::from_file(&path).await.unwrap().progress(progress);
    client.places().put_repository(body).send().await.unwrap();
    let asked = peer.asked();
    assert_eq!(asked.len(), 2);
    for asked in asked {
        assert!(asked.contains("\r\ncontent-length: 11\r\n"), "{asked}");
        assert!(asked.ends_with("\r\n\r\nfrom a file"), "{asked}");
    }
    assert_eq!(*told.lock().unwrap(), [(11, Some(11)), (11, Some(11))]);

    // It isn't sent at all once it has another length.
    let body = Upload::from_file(&path).await.unwrap();
    std::fs::write(&path, "longer than before").unwrap();
    let error = client.places().put_repository(body).send().await;
    assert!(matches!(error, Err(Error::Transport(_))), "{error:?}");
    std::fs::remove_file(&path).unwrap();
    assert!(Upload::from_file(&path).await.is_err());
    assert!(Upload::from_file(std::env::temp_dir()).await.is_err());
}

#[tokio::test]
async fn a_stream_has_the_length_that_was_said() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = self::client(&peer.url);
    let body = Upload::stream_with_length(Bytes(Some("abc")), 3);
    client.places().put_repository(body).send().await.unwrap();
    let asked = peer.asked().remove(0);
    assert!(asked.contains("\r\ncontent-length: 3\r\n") && asked.ends_with("\r\n\r\nabc"));
    assert!(!asked.contains("transfer-encoding"), "{asked}");
    for length in [0, 2, 4] {
        let body = Upload::stream_with_length(Bytes(Some("abc")), length);
        let error = client.places().put_repository(body).send().await;
        assert!(
            matches!(error, Err(Error::Transport(_))),
            "{length}: {error:?}"
        );
    }
}
