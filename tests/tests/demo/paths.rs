//! Arguments survive the way through a URL, or aren't sent at all.

use users_client::Error;
use users_client::types::CreateUserBody;

use crate::server::Server;
use crate::support::text;

/// What means something in a URL somewhere.
const AWKWARD: [&str; 14] = [
    "a+b",
    "a b",
    "100%",
    "%2F",
    "a/b",
    "../users",
    "?page=1",
    "#top",
    "a&b=c",
    "a;b",
    "...",
    "snow\u{2603}man",
    "\u{1f600}",
    "\"quoted\" \\ <tag>",
];

#[tokio::test]
async fn path_parameters_arrive_as_they_were_given() {
    let server = Server::start().await;
    let client = server.answering(200, "{}").await;
    for name in AWKWARD {
        client
            .users()
            .get_user_by_username(name)
            .send()
            .await
            .unwrap();
        let asked = server.log.last();
        let segment = asked.path.strip_prefix("/api/v4/users/username/").unwrap();
        assert!(!segment.contains('/'), "{segment}");
        assert_eq!(decoded(segment), name);
        assert_eq!(asked.query, "");
    }
}

#[tokio::test]
async fn query_parameters_arrive_as_they_were_given() {
    let server = Server::start().await;
    let client = server.answering(200, "{}").await;
    for name in AWKWARD.into_iter().chain(["", ".", ".."]) {
        let request = client.users().autocomplete_users(name).team_id("t");
        request.send().await.unwrap();
        let asked = server.log.last();
        assert_eq!(asked.path, "/api/v4/users/autocomplete");
        let (name_pair, team_pair) = asked.query.split_once('&').unwrap();
        assert_eq!(team_pair, "team_id=t");
        let value = name_pair.strip_prefix("name=").unwrap();
        assert!(
            !value.contains('+'),
            "a plus is a space to some and a plus to others: {value}"
        );
        assert_eq!(decoded(value), name);
    }
}

/// Undoes percent-encoding, and nothing else.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn the_emitted_server_reads_what_the_emitted_client_wrote() {
    let server = Server::start().await;
    let mut body = CreateUserBody::new("eve+100%/\u{fc}@x.test", "eve");
    body.password = Some("password-1".to_owned());
    body.nickname = Some("\u{1f600}a+b%2F&c".to_owned());
    let made = server.anonymous().users().create_user(&body).send().await;
    let made = made.unwrap();
    let alice = server.user("alice").await;
    let found = alice.users().get_user_by_email(&body.email).send().await;
    assert_eq!(found.unwrap().id, made.id);
    let found = alice
        .users()
        .autocomplete_users("\u{1f600}a+b%2F&c")
        .send()
        .await;
    let found = found.unwrap().into_body().users.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(text(&found[0].username), "eve");
}

#[tokio::test]
async fn arguments_that_no_path_can_carry_are_not_sent() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let before = server.log.all().len();
    for value in ["", ".", ".."] {
        let refused = alice.users().get_user(value).send().await.unwrap_err();
        match &refused {
            Error::Request(error) => {
                assert_eq!(error.argument(), "path parameter `user_id`");
                assert!(!error.reason().is_empty());
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(refused.status(), None);
        let refused = alice.users().delete_user(value).send().await.unwrap_err();
        assert!(matches!(refused, Error::Request(_)), "{refused:?}");
        let refused = alice
            .users()
            .get_profile_image(value)
            .send()
            .await
            .unwrap_err();
        assert!(matches!(refused, Error::Request(_)), "{refused:?}");
        let refused = alice
            .bots()
            .convert_user_to_bot(value)
            .send()
            .await
            .unwrap_err();
        assert!(matches!(refused, Error::Request(_)), "{refused:?}");
    }
    assert_eq!(server.log.all().len(), before);
}
