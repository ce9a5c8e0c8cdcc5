//! How long a client waits, and how much it takes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use users_client::{BuildError, CallOptions, Client, ClientBuilder, Error};
use users_demo::Settings;

use crate::defaults::bare;
use crate::raw::Canned;
use crate::server::{base_url, listen};

const SHORT: Duration = Duration::from_millis(500);

fn builder(canned: &Canned) -> ClientBuilder {
    Client::builder(base_url(canned.address))
}

#[tokio::test]
async fn a_client_does_not_wait_for_ever() {
    let silent = Canned::stalling("").await;
    let client = builder(&silent).timeout(SHORT).build().unwrap();
    let started = Instant::now();
    match client.users().get_user("me").send().await {
        Err(Error::Transport(error)) => assert!(error.is_timeout(), "{error:?}"),
        other => panic!("{other:?}"),
    }
    match client.users().get_profile_image("me").send().await {
        Err(Error::Transport(error)) => assert!(error.is_timeout(), "{error:?}"),
        other => panic!("{other:?}"),
    }
    assert!(started.elapsed() < Duration::from_secs(10));
    let patient = builder(&silent).no_timeout().build().unwrap();
    let call = patient.users().get_user("me").send();
    assert!(
        tokio::time::timeout(2 * SHORT, call).await.is_err(),
        "it waits"
    );
}

#[tokio::test]
async fn a_client_does_not_wait_for_the_rest_of_a_body_either() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    let stalled = Canned::stalling(format!("{head}{{\"id\":")).await;
    let client = builder(&stalled).timeout(SHORT).build().unwrap();
    match client.users().get_user("me").send().await {
        Err(Error::Transport(error)) => assert!(error.is_timeout(), "{error:?}"),
        other => panic!("{other:?}"),
    }
    let image = client.users().get_profile_image("me").send().await.unwrap();
    let mut image = image.into_body();
    assert_eq!(image.chunk().await.unwrap().unwrap().len(), 6);
    let error = image.chunk().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetProfileImage: nothing was received for 500ms"
    );
    assert!(error.is_transport() && !error.is_too_large(), "{error:?}");
    match Error::<()>::from(error) {
        Error::Transport(error) => assert!(error.is_timeout() && error.get_ref().is_none()),
        other => panic!("{other:?}"),
    }
    assert!(image.chunk().await.unwrap().is_none(), "it is given up");

    // What isn't streamed of such an operation: its errors.
    let head = "HTTP/1.1 404 Not Found\r\ncontent-length: 100\r\n\r\n";
    let stalled = Canned::stalling(format!("{head}{{\"id\":")).await;
    let client = builder(&stalled).timeout(SHORT).build().unwrap();
    match client.users().get_profile_image("me").send().await {
        Err(Error::Transport(error)) => assert!(error.is_timeout(), "{error:?}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_call_may_take_is_its_own() {
    // A body that takes longer than the timeout, but comes in pieces that don't.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 6\r\n\r\n";
                let _ = stream.write_all(head.as_bytes()).await;
                for piece in ["{\"", "a\"", ":1"] {
                    tokio::time::sleep(SHORT * 3 / 5).await;
                    let _ = stream.write_all(piece.as_bytes()).await;
                }
            });
        }
    });
    let client = Client::builder(base_url(address)).timeout(SHORT);
    let client = client.build().unwrap();
    let stream = async |options: CallOptions| {
        let call = client.users().get_profile_image("me").with_options(options);
        let body = call.send().await.unwrap().into_body().bytes().await;
        body.is_ok()
    };
    let call = async |options: CallOptions| {
        let call = client.users().get_user("me").with_options(options);
        !matches!(call.send().await, Err(Error::Transport(error)) if error.is_timeout())
    };
    let long = CallOptions::new().timeout(10 * SHORT);
    let short = CallOptions::new().timeout(SHORT / 10);
    assert!(stream(CallOptions::new()).await, "it has no end of its own");
    assert!(!stream(CallOptions::new().timeout(SHORT)).await);
    assert!(!call(CallOptions::new()).await);
    assert!(call(long).await);
    let started = Instant::now();
    assert!(!call(short).await && started.elapsed() < SHORT);
}

#[tokio::test]
async fn a_body_larger_than_the_limit_is_not_taken() {
    let body = format!(r#"{{"id":"{}"}}"#, "x".repeat(990));
    let announced = Canned::answering("200 OK", "application/json", &body).await;
    let chunked = Canned::start(format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n\
         {:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    ))
    .await;
    for canned in [&announced, &chunked] {
        let exact = builder(canned).max_response_bytes(body.len() as u64);
        let user = exact.build().unwrap().users().get_user("me").send().await;
        assert_eq!(user.unwrap().id.as_ref().unwrap().len(), 990);
        let tight = builder(canned).max_response_bytes(body.len() as u64 - 1);
        let tight = tight.build().unwrap();
        match tight.users().get_user("me").send().await {
            Err(Error::TooLarge(error)) => {
                assert_eq!(error.status().as_u16(), 200);
                assert_eq!(error.limit(), body.len() as u64 - 1);
            }
            other => panic!("{other:?}"),
        }
        // A stream may be as long as it likes, unless it is read to memory whole.
        let image = tight.users().get_profile_image("me").send().await.unwrap();
        let error = image.into_body().bytes().await.unwrap_err();
        assert!(error.is_too_large(), "{error:?}");
        let image = tight.users().get_profile_image("me").send().await.unwrap();
        let mut image = image.into_body();
        let mut length = 0;
        while let Some(chunk) = image.chunk().await.unwrap() {
            length += chunk.len();
        }
        assert_eq!(length, body.len());
    }
}

#[test]
fn only_base_urls_that_can_be_called_are_taken() {
    for url in [
        "",
        "users",
        "ftp://h/",
        "http://",
        "http://a:b@h/",
        "http://h/?q",
        "http://h/#f",
    ] {
        match Client::builder(url).build() {
            Err(BuildError::BaseUrl(reason)) => assert!(!reason.contains("a:b"), "{reason}"),
            other => panic!("{url}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn paths_are_appended_to_the_base_url_and_the_client_says_who_it_is() {
    let mut canned = Canned::answering("200 OK", "application/json", "{}").await;
    let origin = format!("http://{}", canned.address);
    for (base, path) in [
        ("", "/users/me"),
        ("/", "/users/me"),
        ("/api/v4", "/api/v4/users/me"),
        ("/api/v4/", "/api/v4/users/me"),
    ] {
        let client = Client::builder(format!("{origin}{base}")).build().unwrap();
        client.users().get_user("me").send().await.unwrap();
        let head = canned.heads().pop().unwrap();
        assert!(
            head.starts_with(&format!("GET {path} HTTP/1.1\r\n")),
            "{head}"
        );
        let agent = "user-agent: users-client/4.0.0\r\n";
        assert!(head.contains(agent), "{head}");
        assert!(head.contains("accept: application/json\r\n"), "{head}");
    }
    let client = builder(&canned).user_agent("mine/1").build().unwrap();
    client.users().get_user("me").send().await.unwrap();
    assert!(
        canned
            .heads()
            .pop()
            .unwrap()
            .contains("user-agent: mine/1\r\n")
    );
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_reads_only_when_all_is_sent() {
    let demo = listen(users_demo::app(Settings::for_tests())).await;
    for address in [bare().await, demo] {
        refused_while_sending(address).await;
    }
}

async fn refused_while_sending(address: SocketAddr) {
    // The sockets' buffers are far smaller, so the answer comes while most is still to be sent.
    let body = vec![b' '; 8 * 1024 * 1024];
    let head = format!(
        "PUT /api/v4/users/me/patch HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&body).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}
