//! Bodies from the disk and to it, as streams with and without a length, and who is told how far they
//! are.

use std::collections::VecDeque;
use std::error::Error as _;
use std::fs;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use futures_core::Stream;
use tempfile::TempDir;
use users_client::users::{SetProfileImageError, SetProfileImageForm};
use users_client::{ByteStream, CallOptions, Client, Error, FilePart, Retries};

use crate::raw::Canned;
use crate::server::{Server, base_url};
use crate::support::assert_done;

/// Chunks of a stream.
struct Chunks(VecDeque<&'static [u8]>);

fn chunks(chunks: &[&'static [u8]]) -> Chunks {
    Chunks(chunks.iter().copied().collect())
}

impl Stream for Chunks {
    type Item = io::Result<&'static [u8]>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

/// What progress was told.
type Told = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

fn told(told: &Told) -> impl Fn(u64, Option<u64>) + Send + Sync + 'static {
    let told = Arc::clone(told);
    move |sent, total| told.lock().unwrap().push((sent, total))
}

const JPEG: &[u8] = b"\xff\xd8\xff\xe0 a picture";

/// Large enough for several pieces.
fn large() -> Vec<u8> {
    JPEG.iter()
        .copied()
        .chain((0..300_000_u32).map(|n| n.to_le_bytes()[0]))
        .collect()
}

async fn upload(client: &Client, image: FilePart) -> Result<(), Error<SetProfileImageError>> {
    let image = image.content_type("image/jpeg");
    let set = client.users().set_profile_image("me");
    let set = set.body(SetProfileImageForm { image }).send().await?;
    assert_done(&set);
    Ok(())
}

async fn picture(client: &Client) -> ByteStream {
    let image = client.users().get_profile_image("me").send().await.unwrap();
    image.into_body()
}

#[tokio::test]
async fn progress_of_an_upload_is_told() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.jpg");
    fs::write(&path, large()).unwrap();
    let length = large().len() as u64;
    let from_file = FilePart::from_file(&path).await.unwrap();
    for image in [from_file, FilePart::bytes(large())] {
        let steps = Told::default();
        upload(&alice, image.progress(told(&steps))).await.unwrap();
        assert_eq!(picture(&alice).await.bytes().await.unwrap(), large());
        let steps = steps.lock().unwrap();
        assert!(steps.len() > 3, "{steps:?}");
        assert!(steps.is_sorted(), "{steps:?}");
        assert!(steps.iter().all(|(_, total)| *total == Some(length)));
        assert_eq!(steps.last(), Some(&(length, Some(length))));
        // The length of the whole form was said beforehand.
        let uploaded = server
            .log
            .all()
            .into_iter()
            .rfind(|asked| asked.method == "POST");
        assert!(uploaded.unwrap().header("content-length").is_some());
    }

    let steps = Told::default();
    let image = FilePart::stream(chunks(&[JPEG, b"", b"more"])).progress(told(&steps));
    upload(&alice, image).await.unwrap();
    let first = JPEG.len() as u64;
    let steps = steps.lock().unwrap();
    assert_eq!(steps.first(), Some(&(first, None)));
    assert_eq!(steps.last(), Some(&(first + 4, None)));
}

#[tokio::test]
async fn a_stream_may_say_its_length_beforehand() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let length = JPEG.len() as u64 + 4;
    let steps = Told::default();
    let image = FilePart::stream_with_length(chunks(&[JPEG, b"more", b""]), length);
    upload(&alice, image.progress(told(&steps))).await.unwrap();
    let asked = server.log.last();
    let said: usize = asked.header("content-length").unwrap().parse().unwrap();
    assert_eq!(said, asked.body.len());
    assert_eq!(steps.lock().unwrap().last(), Some(&(length, Some(length))));
    let kept = picture(&alice).await.bytes().await.unwrap();
    assert_eq!(kept, [JPEG, b"more"].concat());
}

/// The reasons of an error, the last one first.
fn root(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[tokio::test]
async fn a_stream_of_another_length_is_an_error() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let before = picture(&alice).await.bytes().await.unwrap();
    let length = JPEG.len() as u64;
    for (given, said, reason) in [
        (chunks(&[JPEG]), length + 1, "instead of"),
        (chunks(&[]), length, "the body has 0 bytes instead of"),
        (chunks(&[JPEG, b"more"]), length, "the body has more than"),
        (chunks(&[JPEG]), length - 1, "the body has more than"),
        (chunks(&[JPEG]), 0, "the body has more than 0 bytes"),
    ] {
        let image = FilePart::stream_with_length(given, said);
        let error = upload(&alice, image).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert!(root(&error).contains(reason), "{error:?}");
    }
    // Nor does the server take any of them for a whole one.
    assert_eq!(picture(&alice).await.bytes().await.unwrap(), before);

    // A file that is another one by now.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.jpg");
    for content in [&b"short"[..], &large()] {
        fs::write(&path, JPEG).unwrap();
        let image = FilePart::from_file(&path).await.unwrap();
        fs::write(&path, content).unwrap();
        let error = upload(&alice, image).await.unwrap_err();
        assert!(root(&error).contains("the body has"), "{error:?}");
    }
    fs::write(&path, JPEG).unwrap();
    let image = FilePart::from_file(&path).await.unwrap();
    fs::remove_file(&path).unwrap();
    let error = upload(&alice, image).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(FilePart::from_file(folder.path()).await.is_err());
}

#[tokio::test]
async fn a_file_is_sent_again_and_a_stream_is_not() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.jpg");
    fs::write(&path, JPEG).unwrap();
    let length = JPEG.len() as u64;
    let file = FilePart::from_file(&path).await.unwrap();
    let images = [
        (file, 2),
        (FilePart::bytes(JPEG), 2),
        (FilePart::stream(chunks(&[JPEG])), 1),
        (FilePart::stream_with_length(chunks(&[JPEG]), length), 1),
    ];
    for (image, attempts) in images {
        // It is busy the first time, but takes the whole body.
        let forms = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&forms);
        let answer = async move |form: axum::body::Bytes| {
            let mut kept = kept.lock().unwrap();
            kept.push(form);
            let status = if kept.len() == 1 { 503 } else { 200 };
            let headers = [("content-type", "application/json")];
            let status = axum::http::StatusCode::from_u16(status).unwrap();
            (status, headers, r#"{"status":"OK"}"#)
        };
        let client = server.serving(Router::new().fallback(answer)).await;
        let short = Duration::from_millis(1);
        let retries = Retries::default()
            .delays(short, short)
            .even_if_not_idempotent();
        let options = CallOptions::new().retries(retries);
        let steps = Told::default();
        let image = image.progress(told(&steps));
        let set = client.users().set_profile_image("me").with_options(options);
        let answered = set.body(SetProfileImageForm { image }).send().await;
        match attempts {
            2 => assert_done(&answered.unwrap()),
            _ => assert_eq!(answered.unwrap_err().status().unwrap(), 503),
        }
        let forms = forms.lock().unwrap();
        assert_eq!(forms.len(), attempts);
        let has_picture =
            |form: &axum::body::Bytes| form.windows(JPEG.len()).any(|part| part == JPEG);
        assert!(forms.iter().all(has_picture));
        // It counts from the start each time.
        let steps = steps.lock().unwrap();
        assert_eq!(steps.len(), attempts);
        assert!(steps.iter().all(|(sent, _)| *sent == length), "{steps:?}");
    }
}

/// The names of the files in a folder.
fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_body_is_saved_to_a_file() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    upload(&alice, FilePart::bytes(large())).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.jpg");
    let length = large().len() as u64;

    let steps = Told::default();
    let image = picture(&alice).await.progress(told(&steps));
    assert_eq!(image.save_to(&path).await.unwrap(), length);
    assert_eq!(fs::read(&path).unwrap(), large());
    assert_eq!(names(&folder), ["me.jpg"]);
    let steps = steps.lock().unwrap().clone();
    assert!(steps.is_sorted() && steps.len() > 1, "{steps:?}");
    assert_eq!(steps.last(), Some(&(length, Some(length))));

    // A file that is there stays as it is, unless another one is to take its place.
    fs::write(&path, "mine").unwrap();
    let error = picture(&alice).await.save_to(&path).await.unwrap_err();
    let file = error.as_file().unwrap();
    assert_eq!(file.get_ref().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(file.path(), path);
    assert!(error.to_string().starts_with("can't write /"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    picture(&alice).await.save_over(&path).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), large());
    let new = folder.path().join("new.jpg");
    picture(&alice).await.save_over(&new).await.unwrap();
    assert_eq!(names(&folder), ["me.jpg", "new.jpg"]);

    // What can't be written.
    for path in [folder.path().join("none/me.jpg"), folder.path().join("..")] {
        let error = picture(&alice).await.save_over(path).await.unwrap_err();
        assert!(error.as_file().is_some(), "{error:?}");
    }
    let error = picture(&alice)
        .await
        .save_over(folder.path())
        .await
        .unwrap_err();
    let error = Error::<SetProfileImageError>::from(error);
    assert!(
        matches!(error, Error::File(_)) && error.source().is_none(),
        "{error:?}"
    );
    assert_eq!(names(&folder), ["me.jpg", "new.jpg"]);
}

/// A picture of which the first half arrives.
async fn half(stalls: bool) -> ByteStream {
    let half = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 10\r\n\r\nfirst";
    let canned = match stalls {
        true => Canned::stalling(half).await,
        false => Canned::start(half).await,
    };
    let client = Client::builder(base_url(canned.address)).build().unwrap();
    picture(&client).await
}

#[tokio::test]
async fn half_a_body_is_never_under_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.png");
    let error = half(false).await.save_to(&path).await.unwrap_err();
    assert!(error.is_transport(), "{error:?}");
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));

    fs::write(&path, "mine").unwrap();
    let error = half(false).await.save_over(&path).await.unwrap_err();
    assert!(error.is_transport(), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), b"mine");

    // Nobody waits for it any more.
    let other = folder.path().join("other.png");
    let saving = tokio::spawn(saving(half(true).await, other.clone()));
    while names(&folder).len() == 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!other.exists());
    let part = names(&folder).remove(0);
    assert!(part.starts_with('.') && part.ends_with(".part"), "{part}");
    saving.abort();
    assert!(saving.await.unwrap_err().is_cancelled());
    assert_eq!(names(&folder), ["me.png"]);
}

async fn saving(image: ByteStream, path: impl AsRef<Path>) {
    let _ = image.save_to(path).await;
}

#[tokio::test]
async fn a_file_made_meanwhile_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.png");
    let whole = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 5\r\n\r\nwhole";
    let canned = Canned::start(whole).await;
    let client = Client::builder(base_url(canned.address)).build().unwrap();
    let meanwhile = path.clone();
    let image = picture(&client).await;
    let image = image.progress(move |_, _| fs::write(&meanwhile, "mine").unwrap());
    let error = image.save_to(&path).await.unwrap_err();
    let file = error.as_file().unwrap();
    assert_eq!(file.get_ref().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    assert_eq!(names(&folder), ["me.png"]);
}
