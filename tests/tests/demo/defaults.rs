//! What a server does of which nothing, or next to nothing, is written.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use serde_json::json;
use users_client::Error;
use users_server::types::{MigrateAuthToLdapBody, MigrateAuthToSamlBody};
use users_server::users::{
    MigrateAuthToLdapRequest, MigrateAuthToLdapResponse, MigrateAuthToSamlRequest,
    MigrateAuthToSamlResponse,
};
use users_server::{Authenticator, Bots, Credentials, Failure, Operation, Service, Users};

use crate::raw::Call;
use crate::server::{anonymous, listen, with_token};

/// Knows who has the token `token`, and nothing else.
struct Bare;

impl Service for Bare {}

impl Authenticator for Bare {
    type Principal = String;

    async fn authenticate(
        &self,
        credentials: Credentials,
        operation: &'static Operation,
    ) -> Result<Option<String>, Failure> {
        let token = credentials
            .bearer_auth
            .expect("it is only asked about credentials");
        assert_ne!(
            operation.id, "PermanentDeleteAllUsers",
            "it takes no credentials"
        );
        Ok((token.expose() == "token").then(|| operation.id.to_owned()))
    }
}

impl Users for Bare {}
impl Bots for Bare {}

/// What a [`Migrating`] was asked for.
#[derive(Debug, Default)]
pub(crate) struct Migrated {
    pub(crate) to_ldap: Vec<Option<MigrateAuthToLdapBody>>,
    pub(crate) to_saml: Vec<Option<MigrateAuthToSamlBody>>,
}

/// A server that has the login services that the demo lacks.
pub(crate) struct Migrating(Arc<Mutex<Migrated>>);

impl Migrating {
    pub(crate) fn new() -> (Self, Arc<Mutex<Migrated>>) {
        let migrated = Arc::<Mutex<Migrated>>::default();
        (Self(Arc::clone(&migrated)), migrated)
    }
}

impl Service for Migrating {}

impl Authenticator for Migrating {
    type Principal = ();

    async fn authenticate(
        &self,
        _credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<()>, Failure> {
        Ok(Some(()))
    }
}

impl Users for Migrating {
    async fn migrate_auth_to_ldap(
        &self,
        request: MigrateAuthToLdapRequest<()>,
    ) -> Result<MigrateAuthToLdapResponse, Failure> {
        self.0.lock().unwrap().to_ldap.push(request.body);
        Ok(MigrateAuthToLdapResponse::Ok)
    }

    async fn migrate_auth_to_saml(
        &self,
        request: MigrateAuthToSamlRequest<()>,
    ) -> Result<MigrateAuthToSamlResponse, Failure> {
        self.0.lock().unwrap().to_saml.push(request.body);
        Ok(MigrateAuthToSamlResponse::Ok)
    }
}

impl Bots for Migrating {}

/// A server of the emitted crate with nothing written.
pub(crate) async fn bare() -> SocketAddr {
    listen(Router::new().nest(users_server::BASE_PATH, users_server::router(Bare))).await
}

#[tokio::test]
async fn what_is_not_written_is_answered_501_as_a_problem() {
    let address = bare().await;
    let problem = json!({
        "type": "about:blank", "title": "The operation isn't implemented.", "status": 501,
    });
    for call in [
        Call::new("GET", "/users").bearer("token"),
        Call::new("POST", "/users/u/convert_to_bot").bearer("token"),
        // Optional credentials, and none.
        Call::new("POST", "/users/logout"),
        Call::new("DELETE", "/users"),
    ] {
        let answer = call.send(address).await;
        assert_eq!(answer.status, 501);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(answer.json(), problem);
    }
    // To the client that is a status of which the document knows nothing...
    let client = with_token(&anonymous(address), "token");
    match client.users().get_users().send().await {
        Err(Error::UnexpectedStatus(answer)) => assert_eq!(answer.status().as_u16(), 501),
        other => panic!("{other:?}"),
    }
    // ...or of which it knows another form.
    match client.users().get_profile_image("me").send().await {
        Ok(image) => panic!("{image:?}"),
        Err(error) => assert_eq!(error.status().unwrap().as_u16(), 501),
    }
}

#[tokio::test]
async fn who_is_not_known_is_answered_401_with_the_scheme() {
    let address = bare().await;
    let get = || Call::new("GET", "/users");
    for (call, challenge) in [
        (get(), "Bearer"),
        // RFC 6750, section 3.1: there was a token.
        (get().bearer("other"), "Bearer error=\"invalid_token\""),
        (get().header("authorization", "Basic dG9rZW4="), "Bearer"),
        (get().header("authorization", "Bearer "), "Bearer"),
        (get().bearer("token").bearer("token"), "Bearer"),
        // Who isn't known isn't told what is wrong with the rest of the request.
        (Call::new("GET", "/users?page=x"), "Bearer"),
    ] {
        let answer = call.send(address).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(answer.json()["status"], 401);
    }
    // Where credentials are optional, wrong ones are none.
    let answer = Call::new("POST", "/users/logout")
        .bearer("other")
        .send(address)
        .await;
    assert_eq!(answer.status, 501);
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let address = bare().await;
    let query = "page=first&per_page=9.5&active=maybe&sort=%FF";
    let call = Call::new("GET", &format!("/users?{query}")).bearer("token");
    let answer = call.send(address).await;
    assert_eq!(answer.status, 400);
    let problem = answer.json();
    assert_eq!(problem["status"], 400);
    let faults = problem["faults"].as_array().unwrap();
    let named: Vec<_> = faults
        .iter()
        .map(|fault| fault["name"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["page", "per_page", "active", "sort"]);
    for fault in faults {
        assert_eq!(fault["in"], "query");
        assert!(!fault["message"].as_str().unwrap().is_empty());
    }
    // Path, query and body alike.
    let call = Call::new("POST", "/bots/%FF/convert_to_user?set_system_admin=maybe");
    let call = call
        .bearer("token")
        .json(r#"{"props":{},"notify_props":{"push":5}}"#);
    let problem = call.send(address).await.json();
    let faults = problem["faults"].as_array().unwrap().iter();
    let places: Vec<_> = faults.map(|fault| (&fault["in"], &fault["name"])).collect();
    assert_eq!(
        places,
        [
            (&json!("path"), &json!("bot_user_id")),
            (&json!("query"), &json!("set_system_admin")),
            (&json!("body"), &json!("/notify_props/push")),
        ]
    );
}

#[tokio::test]
async fn bodies_are_refused_with_the_status_that_says_why() {
    let address = bare().await;
    let patch = || Call::new("PUT", "/users/me/patch").bearer("token");
    for (call, status) in [
        (patch().json("{"), 400),
        (patch().json("{} {}"), 400),
        (
            patch().body("application/json", b"{\"nickname\":\"\xff\"}"),
            400,
        ),
        (patch().json(r#"{"nickname":5}"#), 422),
        (patch().json("[]"), 422),
        // As many values as the object has properties, each of the right type.
        (patch().json(r#"["a","b","c","d","e","f","g",{},{}]"#), 422),
        (patch().body("text/plain", "{}"), 415),
        (patch(), 400),
        (
            patch().json(&format!("{{}}{}", " ".repeat(2 * 1024 * 1024))),
            413,
        ),
        (
            patch().json(&" ".repeat(2 * 1024 * 1024 + 1)).chunked(),
            413,
        ),
        (patch().json("{}").chunked(), 501),
        (patch().json(r#"{"nickname":null}"#), 422),
        (patch().json(r#"{"nickname":"n","unknown":1}"#), 501),
        (patch().body("Application/JSON; charset=utf-8", "{}"), 501),
    ] {
        let answer = call.send(address).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["status"], status);
    }
    let missing = Call::new("POST", "/users").json(r#"{"username":"eve"}"#);
    let problem = missing.send(address).await.json();
    let message = problem["faults"][0]["message"].as_str().unwrap();
    assert!(message.contains("`email`"), "{problem}");
}
