//! The mock of the server, as the tests of a program that uses the client would use it.

use users_client::types::{CreateUserBody, LoginBody, PatchUserBody};
use users_client::{Client, Error};
use users_server::users::{GetUserRequest, GetUserResponse};
use users_server::{Failure, MockServer, types};

use crate::support::text;

async fn mock() -> (MockServer, Client) {
    let mock = MockServer::start().await.unwrap();
    let client = Client::builder(mock.url()).bearer_auth("any");
    (mock, client.build().unwrap())
}

#[tokio::test]
async fn each_kind_of_response_is_one_that_the_client_reads() {
    let (mock, client) = mock().await;
    let users = client.users();
    let user = users.get_user("1").send().await.unwrap().into_body();
    // An example of the document.
    assert_eq!(text(&user.username), "ada");
    let all = users
        .get_users()
        .per_page(3)
        .send()
        .await
        .unwrap()
        .into_body();
    assert_eq!(all, std::slice::from_ref(&user));
    let body = CreateUserBody::new("ann@example.com", "ann");
    let created = users.create_user(&body).send().await.unwrap();
    assert_eq!((created.status().as_u16(), created.body()), (201, &user));
    let patched = users
        .patch_user("1", &PatchUserBody::default())
        .send()
        .await;
    assert_eq!(patched.unwrap().into_body(), user);
    users.login(&LoginBody::default()).send().await.unwrap();
    let image = users
        .get_profile_image("1")
        .send()
        .await
        .unwrap()
        .into_body();
    assert_eq!(image.bytes().await.unwrap(), "sample");
    users.get_user_access_tokens().send().await.unwrap();
    client.bots().convert_user_to_bot("1").send().await.unwrap();
    let calls = mock.calls();
    let ids: Vec<&str> = calls.iter().map(|call| call.operation.id).collect();
    let expected = [
        "GetUser",
        "GetUsers",
        "CreateUser",
        "PatchUser",
        "Login",
        "GetProfileImage",
        "GetUserAccessTokens",
        "ConvertUserToBot",
    ];
    assert_eq!(ids, expected);
    assert_eq!(calls[1].parts.uri.query(), Some("per_page=3"));
}

#[tokio::test]
async fn an_operation_answers_as_it_is_told() {
    let (mock, client) = mock().await;
    mock.on(
        |request: GetUserRequest<_>| match request.user_id.as_str() {
            "nobody" => Ok(GetUserResponse::NotFound(types::AppError::default())),
            "broken" => Err(Failure::internal("out of order")),
            id => {
                let nickname = Some(format!("Nick {id}"));
                Ok(GetUserResponse::Ok(types::User {
                    nickname,
                    ..types::User::default()
                }))
            }
        },
    );
    let user = client.users().get_user("1").send().await.unwrap();
    assert_eq!(text(&user.body().nickname), "Nick 1");
    let missing = client.users().get_user("nobody").send().await;
    assert!(matches!(missing, Err(Error::Api(error)) if error.status().as_u16() == 404));
    let broken = client.users().get_user("broken").send().await;
    assert_eq!(broken.unwrap_err().status().unwrap().as_u16(), 500);
}

#[tokio::test]
async fn a_mock_asks_for_what_the_document_asks_for() {
    let (mock, client) = mock().await;
    // A value that the document doesn't allow, credentials that are missing, and others.
    let url = format!("{}/users?page=x", mock.url());
    let request = reqwest::Client::new().get(url).bearer_auth("any");
    assert_eq!(request.send().await.unwrap().status(), 400);
    let nobody = Client::builder(mock.url()).build().unwrap();
    let refused = nobody.users().get_users().send().await.unwrap_err();
    assert_eq!(refused.status().unwrap().as_u16(), 401);
    mock.accept(|credentials| {
        credentials
            .bearer_auth
            .as_ref()
            .is_some_and(|it| *it == *"one")
    });
    let refused = client.users().get_users().send().await.unwrap_err();
    assert_eq!(refused.status().unwrap().as_u16(), 401);
}
