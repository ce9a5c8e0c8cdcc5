//! Bodies of every kind.

use std::sync::Arc;

use wire_response_client::Error;
use wire_response_client::bodies::{GetImageError, GetSeveralError, GetSeveralSuccess, GetTextError};
use wire_response_server::bodies as server;
use wire_response_server::types::{Problem, Thing};
use wire_response_server::{Bodies, Failure, StatusOf};

use super::support::{Api, answer, client, peer, raw, serve};

fn thing() -> Thing {
    Thing {
        name: "a".to_owned(),
    }
}

impl Bodies for Api {
    async fn get_json(
        &self,
        _: server::GetJsonRequest<()>,
    ) -> Result<server::GetJsonResponse, Failure> {
        Ok(server::GetJsonResponse::Ok(thing()))
    }

    async fn get_hal(&self, _: server::GetHalRequest<()>) -> Result<server::GetHalResponse, Failure> {
        Ok(server::GetHalResponse::Ok(thing()))
    }

    async fn get_text(
        &self,
        _: server::GetTextRequest<()>,
    ) -> Result<server::GetTextResponse, Failure> {
        Ok(server::GetTextResponse::Ok("grüße".to_owned()))
    }

    async fn get_image(
        &self,
        _: server::GetImageRequest<()>,
    ) -> Result<server::GetImageResponse, Failure> {
        Ok(server::GetImageResponse::OkImageWebp(vec![1_u8, 2].into()))
    }

    async fn get_several(
        &self,
        _: server::GetSeveralRequest<()>,
    ) -> Result<server::GetSeveralResponse, Failure> {
        use server::GetSeveralResponse as Response;
        let mut seen = self.seen.lock().unwrap();
        seen.push("several".to_owned());
        let body = Problem {
            title: Some("b".to_owned()),
        };
        Ok(match seen.iter().filter(|seen| *seen == "several").count() {
            1 => Response::OkApplicationJson(thing()),
            2 => Response::OkText("a,b".to_owned()),
            3 => Response::OkBytes(vec![7_u8].into()),
            4 => Response::OkApplicationVndListJson(vec![thing()]),
            5 => Response::Status4xxJson {
                status: StatusOf::new(422).unwrap(),
                body,
            },
            _ => Response::Status4xxText {
                status: StatusOf::new(422).unwrap(),
                body: "c".to_owned(),
            },
        })
    }
}

async fn server() -> String {
    serve(server::router(Arc::new(Api::default()))).await
}

#[tokio::test]
async fn the_server_names_the_media_type_of_what_it_sends() {
    let url = server().await;
    for (path, content_type, body) in [
        ("json", "application/json", r#"{"name":"a"}"#),
        ("hal", "application/hal+json", r#"{"name":"a"}"#),
        ("text", "text/plain; charset=utf-8", "grüße"),
        ("image", "image/webp", "\u{1}\u{2}"),
    ] {
        let answer = raw(&url, &format!("GET /bodies/{path}")).await;
        let expected = format!("\r\ncontent-type: {content_type}\r\n");
        assert!(answer.contains(&expected), "{path}: {answer}");
        assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{path}: {answer}");
    }
}

#[tokio::test]
async fn the_client_asks_for_what_it_reads() {
    let (url, asked) = peer(&answer("200 OK", &[], r#"{"name":"a"}"#)).await;
    client(&url).bodies().get_json().send().await.unwrap();
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("GET /bodies/json HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("\r\naccept: application/json\r\n"), "{asked}");

    let (url, asked) = peer(&answer("200 OK", &[], "<a/>")).await;
    let xml = client(&url).bodies().get_xml().send().await.unwrap();
    assert_eq!(xml.into_body(), "<a/>");
    let asked = asked.await.unwrap();
    assert!(asked.contains("\r\naccept: application/xml\r\n"), "{asked}");
}

#[tokio::test]
async fn an_empty_body_stands_for_null_alone() {
    let (url, _) = peer(&answer("200 OK", &[], "")).await;
    let nothing = client(&url).bodies().get_nullable().send().await.unwrap();
    assert_eq!(nothing.into_body(), None);

    let (url, _) = peer(&answer("200 OK", &[], "")).await;
    let error = client(&url).bodies().get_json().send().await.unwrap_err();
    assert!(matches!(error, Error::EmptyBody(_)), "{error:?}");
}

#[tokio::test]
async fn whatever_comes_is_json_where_only_json_fits() {
    let (url, asked) = peer(&answer("200 OK", &[], r#"{"name":"a"}"#)).await;
    let any = client(&url).bodies().get_any().send().await.unwrap();
    assert_eq!(any.name, "a");
    let asked = asked.await.unwrap();
    assert!(asked.contains("\r\naccept: application/json\r\n"), "{asked}");

    let (url, asked) = peer(&answer("200 OK", &["content-type: what/ever"], "abc")).await;
    let raw = client(&url).bodies().get_raw().send().await.unwrap();
    assert_eq!(raw.content_type(), Some("what/ever"));
    assert_eq!(raw.into_body().bytes().await.unwrap(), "abc");
    let asked = asked.await.unwrap();
    assert!(asked.contains("\r\naccept: */*\r\n"), "{asked}");
}

#[tokio::test]
async fn several_bodies_are_told_apart_by_their_media_types() {
    let client = client(&server().await);
    let send = || client.bodies().get_several().send();
    let GetSeveralSuccess::OkApplicationJson(one) = send().await.unwrap().into_body() else {
        panic!("JSON comes first");
    };
    assert_eq!(one.name, "a");
    let GetSeveralSuccess::OkText(text) = send().await.unwrap().into_body() else {
        panic!("text comes second");
    };
    assert_eq!(text, "a,b");
    let GetSeveralSuccess::OkBytes(bytes) = send().await.unwrap().into_body() else {
        panic!("bytes come third");
    };
    assert_eq!(bytes.bytes().await.unwrap(), vec![7]);
    let GetSeveralSuccess::OkApplicationVndListJson(list) = send().await.unwrap().into_body()
    else {
        panic!("a list comes fourth");
    };
    assert_eq!(list.len(), 1);
    let error = send().await.unwrap_err();
    let Some(GetSeveralError::Status4xxJson(problem)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(problem.title.as_deref(), Some("b"));
    let error = send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetSeveralError::Status4xxText(text)) if text == "c"));
}

#[tokio::test]
async fn errors_of_text_and_bytes_are_kept() {
    let (url, _) = peer(&answer("400 Bad Request", &[], "no")).await;
    let error = client(&url).bodies().get_text().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetTextError::BadRequest(text)) if text == "no"));

    let (url, _) = peer(&answer("404 Not Found", &["x-why: gone"], "no")).await;
    let error = client(&url).bodies().get_text().send().await.unwrap_err();
    let Some(GetTextError::NotFound { x_why, body }) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!((x_why.as_deref(), body.as_str()), (Some("gone"), "no"));

    let (url, _) = peer(&answer("500 Oh", &[], "\u{1}")).await;
    let error = client(&url).bodies().get_image().send().await.unwrap_err();
    let Some(GetImageError::InternalServerError(bytes)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(&bytes[..], [1]);
}
