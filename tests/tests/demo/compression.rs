//! Answers in content codings, and what their bodies may take once they are decoded.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use users_client::{Client, Error};

use crate::raw::Canned;
use crate::server::base_url;

const MIB: u64 = 1024 * 1024;

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn brotli(plain: &[u8]) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    encoder.write_all(plain).unwrap();
    encoder.into_inner()
}

fn zstd(plain: &[u8]) -> Vec<u8> {
    zstd::encode_all(plain, 0).unwrap()
}

type Encode = fn(&[u8]) -> Vec<u8>;

/// Each coding, and what writes it.
const CODINGS: [(&str, Encode); 3] = [("gzip", gzip), ("br", brotli), ("zstd", zstd)];

/// A server whose answers are in a coding, and a client that takes up to a MiB.
async fn answering(coding: &str, content_type: &str, body: &[u8]) -> (Canned, Client) {
    let length = body.len();
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-encoding: {coding}\r\n\
        content-length: {length}\r\nconnection: close\r\n\r\n"
    )
    .into_bytes();
    answer.extend_from_slice(body);
    let canned = Canned::start(answer).await;
    let client = Client::builder(base_url(canned.address)).max_response_bytes(MIB);
    (canned, client.build().unwrap())
}

#[tokio::test]
async fn an_answer_is_asked_for_and_decoded() {
    for (coding, encode) in CODINGS {
        let body = encode(br#"{"id":"ann"}"#);
        let (mut canned, client) = answering(coding, "application/json", &body).await;
        let user = client.users().get_user("ann").send().await.unwrap();
        assert_eq!(user.id.as_deref(), Some("ann"), "{coding}");
        // They are of the encoded body.
        assert!(!user.headers().contains_key("content-encoding"));
        assert!(!user.headers().contains_key("content-length"));
        let head = canned.heads().remove(0);
        let mut lines = head.lines();
        let accept = lines.find_map(|line| line.strip_prefix("accept-encoding: "));
        let mut accepted = accept.unwrap().split([',', ' ']);
        assert!(accepted.any(|accepted| accepted == coding), "{head}");
    }
}

#[tokio::test]
async fn the_limit_is_that_of_the_decoded_body() {
    // 64 times as much as the client takes, in a fraction of it.
    let zeros = vec![0; 64 * usize::try_from(MIB).unwrap()];
    for (coding, encode) in CODINGS {
        let bomb = encode(&zeros);
        assert!((bomb.len() as u64) < MIB / 8, "{coding}");
        let (_canned, client) = answering(coding, "application/json", &bomb).await;
        match client.users().get_user("ann").send().await {
            Err(Error::TooLarge(error)) => {
                assert_eq!(error.limit(), MIB);
                let said =
                    "GetUser: the server answered 200 OK with a body of more than 1048576 bytes";
                assert_eq!(error.to_string(), said);
            }
            other => panic!("{coding}: {other:?}"),
        }

        let (_canned, client) = answering(coding, "image/png", &bomb).await;
        let image = client
            .users()
            .get_profile_image("ann")
            .send()
            .await
            .unwrap();
        let error = image.into_body().bytes().await.unwrap_err();
        assert!(error.is_too_large(), "{coding}: {error}");

        // Whoever reads it as a stream gets all of it, in pieces.
        let (_canned, client) = answering(coding, "image/png", &bomb).await;
        let image = client
            .users()
            .get_profile_image("ann")
            .send()
            .await
            .unwrap();
        let mut image = image.into_body();
        assert_eq!(image.content_length(), None);
        let mut length = 0;
        while let Some(chunk) = image.chunk().await.unwrap() {
            assert!((chunk.len() as u64) <= MIB, "{coding}: {}", chunk.len());
            length += chunk.len();
        }
        assert_eq!(length, zeros.len(), "{coding}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_decoded_is_an_error() {
    for (coding, _) in CODINGS {
        let (_canned, client) = answering(coding, "application/json", br#"{"id":"ann"}"#).await;
        let error = client.users().get_user("ann").send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{coding}: {error:?}");
    }
}
