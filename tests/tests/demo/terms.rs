//! Terms of service.

use serde_json::json;
use users_client::types::RegisterTermsOfServiceActionBody;
use users_client::users::{GetUserTermsOfServiceError, RegisterTermsOfServiceActionError};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_done, assert_refused, text};

pub(crate) async fn register_terms_of_service_action(server: &Server) {
    let alice = server.user("alice").await;
    let body = RegisterTermsOfServiceActionBody::new("terms", "true");
    let users = alice.users();
    let done = users
        .register_terms_of_service_action("me", &body)
        .send()
        .await;
    assert_done(&done.unwrap());
    let sent = json!({ "serviceTermsId": "terms", "accepted": "true" });
    assert_eq!(server.log.last().json(), sent);
    let me = users.get_user("me").send().await.unwrap();
    assert_eq!(text(&me.terms_of_service_id), "terms");
    assert!(me.terms_of_service_create_at.unwrap() > 0);
    let vague = RegisterTermsOfServiceActionBody::new("terms", "perhaps");
    assert_refused!(
        users.register_terms_of_service_action("me", &vague),
        RegisterTermsOfServiceActionError::BadRequest
    );
    assert_refused!(
        users.register_terms_of_service_action(seed::BOB, &body),
        RegisterTermsOfServiceActionError::Forbidden
    );
}

pub(crate) async fn get_user_terms_of_service(server: &Server) {
    let alice = server.user("alice").await;
    let users = alice.users();
    let terms = || users.get_user_terms_of_service("me");
    assert_refused!(terms(), GetUserTermsOfServiceError::NotFound);
    let body = RegisterTermsOfServiceActionBody::new("terms", "true");
    users
        .register_terms_of_service_action("me", &body)
        .send()
        .await
        .unwrap();
    let accepted = terms().send().await.unwrap();
    assert_eq!(text(&accepted.user_id), seed::ALICE);
    assert_eq!(text(&accepted.terms_of_service_id), "terms");
    assert!(accepted.create_at.unwrap() > 0);
}
