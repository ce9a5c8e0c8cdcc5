//! Personal access tokens.

use users_client::Client;
use users_client::types::{
    CreateUserAccessTokenBody, SearchUserAccessTokensBody, UserAccessToken, UserAccessTokenBody,
    UserAccessTokenSanitized,
};
use users_client::users::{
    CreateUserAccessTokenError, DisableUserAccessTokenError, EnableUserAccessTokenError,
    GetUserAccessTokenError, GetUserAccessTokensError, GetUserAccessTokensForUserError,
    RevokeUserAccessTokenError, SearchUserAccessTokensError,
};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_done, assert_refused, text};

async fn create(client: &Client, user_id: &str, description: &str) -> UserAccessToken {
    let body = CreateUserAccessTokenBody::new(description);
    let made = client
        .users()
        .create_user_access_token(user_id, &body)
        .send();
    made.await.unwrap().into_body()
}

async fn works(server: &Server, token: &UserAccessToken) -> bool {
    let client = server.client(text(&token.token));
    client.users().get_user("me").send().await.is_ok()
}

fn descriptions(tokens: &[UserAccessTokenSanitized]) -> Vec<&str> {
    tokens
        .iter()
        .map(|token| text(&token.description))
        .collect()
}

pub(crate) async fn create_user_access_token(server: &Server) {
    let alice = server.user("alice").await;
    let made = create(&alice, "me", "backup").await;
    assert_eq!(text(&made.user_id), seed::ALICE);
    assert_eq!(text(&made.description), "backup");
    assert!(works(server, &made).await);
    let body = CreateUserAccessTokenBody::new("backup");
    assert_refused!(
        alice.users().create_user_access_token(seed::BOB, &body),
        CreateUserAccessTokenError::Forbidden
    );
    assert_refused!(
        alice
            .users()
            .create_user_access_token("me", &CreateUserAccessTokenBody::new("")),
        CreateUserAccessTokenError::BadRequest
    );
}

pub(crate) async fn get_user_access_token(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let made = create(&alice, "me", "backup").await;
    let token = alice
        .users()
        .get_user_access_token(text(&made.id))
        .send()
        .await
        .unwrap();
    assert_eq!(token.id, made.id);
    assert_eq!(text(&token.description), "backup");
    assert_eq!(text(&token.user_id), seed::ALICE);
    assert_eq!(token.is_active, Some(true));
    let bobs = create(&admin, seed::BOB, "backup").await;
    assert_refused!(
        alice.users().get_user_access_token(text(&bobs.id)),
        GetUserAccessTokenError::Forbidden
    );
    assert_refused!(
        alice.users().get_user_access_token("none"),
        GetUserAccessTokenError::NotFound
    );
}

pub(crate) async fn get_user_access_tokens(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    for (user, description) in [(seed::BOB, "one"), (seed::ALICE, "two"), ("me", "three")] {
        create(&admin, user, description).await;
    }
    let list = || admin.users().get_user_access_tokens();
    let all = list().send().await.unwrap();
    assert_eq!(all.len(), 3);
    let page = list().page(1).per_page(2).send().await.unwrap();
    assert_eq!(page.into_body(), all[2..]);
    assert_refused!(
        alice.users().get_user_access_tokens(),
        GetUserAccessTokensError::Forbidden
    );
}

pub(crate) async fn get_user_access_tokens_for_user(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    for (user, description) in [
        (seed::BOB, "one"),
        (seed::ALICE, "two"),
        (seed::ALICE, "three"),
    ] {
        create(&admin, user, description).await;
    }
    let list = || alice.users().get_user_access_tokens_for_user("me");
    let mine = list().send().await.unwrap();
    let mut all = descriptions(&mine);
    all.sort_unstable();
    assert_eq!(all, ["three", "two"]);
    let page = list().page(1).per_page(1).send().await.unwrap();
    assert_eq!(page.into_body(), mine[1..]);
    assert_refused!(
        alice.users().get_user_access_tokens_for_user(seed::BOB),
        GetUserAccessTokensForUserError::Forbidden
    );
}

pub(crate) async fn search_user_access_tokens(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    create(&admin, seed::BOB, "bob's").await;
    create(&admin, seed::ALICE, "alice's").await;
    let body = SearchUserAccessTokensBody::new("bo");
    let found = admin
        .users()
        .search_user_access_tokens(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(descriptions(&found), ["bob's"]);
    assert_refused!(
        alice.users().search_user_access_tokens(&body),
        SearchUserAccessTokensError::Forbidden
    );
    assert_refused!(
        admin
            .users()
            .search_user_access_tokens(&SearchUserAccessTokensBody::new("")),
        SearchUserAccessTokensError::BadRequest
    );
}

pub(crate) async fn disable_user_access_token(server: &Server) {
    let alice = server.user("alice").await;
    let made = create(&alice, "me", "backup").await;
    let body = UserAccessTokenBody::new(text(&made.id));
    let disabled = alice.users().disable_user_access_token(&body).send().await;
    assert_done(&disabled.unwrap());
    assert!(!works(server, &made).await);
    let token = alice
        .users()
        .get_user_access_token(text(&made.id))
        .send()
        .await;
    assert_eq!(token.unwrap().is_active, Some(false));
    assert_refused!(
        alice
            .users()
            .disable_user_access_token(&UserAccessTokenBody::new("none")),
        DisableUserAccessTokenError::BadRequest
    );
}

pub(crate) async fn enable_user_access_token(server: &Server) {
    let alice = server.user("alice").await;
    let made = create(&alice, "me", "backup").await;
    let body = UserAccessTokenBody::new(text(&made.id));
    alice
        .users()
        .disable_user_access_token(&body)
        .send()
        .await
        .unwrap();
    assert!(!works(server, &made).await);
    let body = UserAccessTokenBody::new(text(&made.id));
    assert_done(
        &alice
            .users()
            .enable_user_access_token(&body)
            .send()
            .await
            .unwrap(),
    );
    assert!(works(server, &made).await);
    let bob = server.user("bob").await;
    assert_refused!(
        bob.users().enable_user_access_token(&body),
        EnableUserAccessTokenError::Forbidden
    );
}

pub(crate) async fn revoke_user_access_token(server: &Server) {
    let alice = server.user("alice").await;
    let made = create(&alice, "me", "backup").await;
    let body = UserAccessTokenBody::new(text(&made.id));
    assert_done(
        &alice
            .users()
            .revoke_user_access_token(&body)
            .send()
            .await
            .unwrap(),
    );
    assert!(!works(server, &made).await);
    assert_refused!(
        alice.users().revoke_user_access_token(&body),
        RevokeUserAccessTokenError::BadRequest
    );
    assert!(!format!("{made:?}").contains(text(&made.token)), "{made:?}");
}
