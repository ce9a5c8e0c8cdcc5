//! Login services: which one an account uses, and moving between them.

use serde_json::json;
use users_client::types::{
    JsonObject, MigrateAuthToLdapBody, MigrateAuthToSamlBody, SwitchAccountTypeBody, UserAuthData,
};
use users_client::users::{
    MigrateAuthToLdapError, MigrateAuthToSamlError, SwitchAccountTypeError, UpdateUserAuthError,
};
use users_demo::seed;

use crate::defaults::Migrating;
use crate::server::{Server, with_token};
use crate::support::{assert_refused, text};

pub(crate) async fn switch_account_type(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let auth = UserAuthData::new("alice@idp", "saml");
    admin
        .users()
        .update_user_auth(seed::ALICE, &auth)
        .send()
        .await
        .unwrap();
    let mut body = SwitchAccountTypeBody::new("saml", "email");
    body.email = Some("alice@users-demo.test".to_owned());
    body.password = Some("back to e-mail".to_owned());
    assert_refused!(
        server.anonymous().users().switch_account_type(&body),
        SwitchAccountTypeError::Unauthorized
    );
    let switch = alice
        .users()
        .switch_account_type(&body)
        .send()
        .await
        .unwrap();
    assert!(text(&switch.follow_link).starts_with("/login"));
    server.token("alice", "back to e-mail").await;

    let users = server.anonymous().users();
    (body.current_service, body.new_service) = ("email".to_owned(), "ldap".to_owned());
    assert_refused!(
        users.switch_account_type(&body),
        SwitchAccountTypeError::NotImplemented
    );
    body.email = Some("nobody@x.test".to_owned());
    assert_refused!(
        users.switch_account_type(&body),
        SwitchAccountTypeError::Unauthorized
    );
    body.email = None;
    assert_refused!(
        users.switch_account_type(&body),
        SwitchAccountTypeError::BadRequest
    );
}

pub(crate) async fn update_user_auth(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let body = UserAuthData::new("bob@idp", "gitlab");
    let set = admin
        .users()
        .update_user_auth(seed::BOB, &body)
        .send()
        .await
        .unwrap();
    assert_eq!(set.into_body(), body);
    let bob = admin.users().get_user(seed::BOB).send().await.unwrap();
    assert_eq!(text(&bob.auth_service), "gitlab");
    assert_refused!(
        alice.users().update_user_auth(seed::BOB, &body),
        UpdateUserAuthError::Forbidden
    );
    assert_refused!(
        admin.users().update_user_auth(seed::CAROL, &body),
        UpdateUserAuthError::BadRequest
    );
}

pub(crate) async fn migrate_auth_to_ldap(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let body = MigrateAuthToLdapBody::new("email", "username", true);
    let users = admin.users();
    assert_refused!(
        users.migrate_auth_to_ldap().body(&body),
        MigrateAuthToLdapError::NotImplemented
    );
    assert_refused!(
        users.migrate_auth_to_ldap(),
        MigrateAuthToLdapError::BadRequest
    );
    assert_refused!(
        alice.users().migrate_auth_to_ldap(),
        MigrateAuthToLdapError::Forbidden
    );
    // The demo has no directory. A server that has one gets the body whole.
    let (api, migrated) = Migrating::new();
    let client = with_token(&server.serving(users_server::router(api)).await, "token");
    let done = client
        .users()
        .migrate_auth_to_ldap()
        .body(&body)
        .send()
        .await;
    assert_eq!(done.unwrap().status().as_u16(), 200);
    let sent = json!({ "from": "email", "match_field": "username", "force": true });
    assert_eq!(server.log.last().json(), sent);
    assert_eq!(migrated.lock().unwrap().to_ldap, [Some(body)]);
}

pub(crate) async fn migrate_auth_to_saml(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let mut matches = JsonObject::new();
    matches.insert("alice@users-demo.test".to_owned(), json!("alice"));
    let body = MigrateAuthToSamlBody::new("email", matches, false);
    let users = admin.users();
    assert_refused!(
        users.migrate_auth_to_saml().body(&body),
        MigrateAuthToSamlError::NotImplemented
    );
    assert_refused!(
        alice.users().migrate_auth_to_saml(),
        MigrateAuthToSamlError::Forbidden
    );
    let (api, migrated) = Migrating::new();
    let client = with_token(&server.serving(users_server::router(api)).await, "token");
    for body in [Some(body), None] {
        let mut request = client.users().migrate_auth_to_saml();
        if let Some(body) = &body {
            request = request.body(body);
        }
        assert_eq!(request.send().await.unwrap().status().as_u16(), 200);
        assert_eq!(migrated.lock().unwrap().to_saml.pop(), Some(body));
    }
}
