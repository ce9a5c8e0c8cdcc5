//! One path has many spellings (RFC 3986, section 6.2.2), and each path its own methods.

use axum::Router;
use axum::http::Uri;
use axum::routing::get;
use wire_request_server::{normalize_paths, router, router_with_fallback};

use super::World;

impl World {
    async fn ask(&self, method: &str, target: &str) -> String {
        self.exchange(&format!(
            "{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        ))
        .await
    }

    /// The status and the methods of `Allow`.
    async fn allowed(&self, method: &str, target: &str) -> (String, Vec<String>) {
        let answer = self.ask(method, target).await;
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        let allow = head
            .lines()
            .filter_map(|line| line.strip_prefix("allow: "))
            .flat_map(|line| line.split(','))
            .map(|method| method.trim().to_owned());
        let mut allow: Vec<String> = allow.collect();
        allow.sort();
        (status, allow)
    }
}

#[tokio::test]
async fn a_path_may_be_spelled_with_other_escapes() {
    let world = World::new().await;
    for (method, target, seen) in [
        ("GET", "/gr%C3%B6%C3%9Fe", "spelled_size"),
        ("GET", "/gr%c3%b6%C3%9fe", "spelled_size"),
        ("GET", "/größe", "spelled_size"),
        ("GET", "/%67r%C3%B6%c3%9fe?a=%zz", "spelled_size"),
        ("OPTIONS", "/gr%c3%b6%c3%9fe", "spelled_options"),
        (
            "GET",
            "/stra%C3%9Fe/~home/%3Ax/100%25/7",
            r#"SpelledHomeRequest { id: "7" }"#,
        ),
        (
            "GET",
            "/straße/%7Ehome/:x/100%25/%37",
            r#"SpelledHomeRequest { id: "7" }"#,
        ),
        (
            "GET",
            "/stra%c3%9fe/%7ehome/%3ax/100%25/a%2Fb",
            r#"SpelledHomeRequest { id: "a/b" }"#,
        ),
        // A literal is taken before a parameter, however it is spelled.
        ("GET", "/spelled/one", "spelled_one"),
        ("GET", "/%73pelled/%6Fne", "spelled_one"),
        (
            "GET",
            "/%73pelled/one%2F",
            r#"SpelledAnyRequest { any: "one/" }"#,
        ),
        (
            "GET",
            "/spelled/%2E%2E",
            r#"SpelledAnyRequest { any: ".." }"#,
        ),
        ("POST", "/spelled/all:batch", "spelled_batch"),
        ("POST", "/spelled/all%3Abatch", "spelled_batch"),
        ("POST", "/spelled/all%3abatch", "spelled_batch"),
        ("POST", "/spelled/all%3a%62atch", "spelled_batch"),
        ("POST", "/routes/a%3averb", r#"VerbRequest { id: "a" }"#),
        ("POST", "/%72outes/a%20b%3A%76erb", r#"VerbRequest { id: "a b" }"#),
        ("GET", "/routes/a%2ejson", r#"SuffixRequest { id: "a" }"#),
        // An escaped delimiter is part of a value where one that isn't escaped follows.
        (
            "GET",
            "/pairs/a,b",
            r#"SpelledCommaRequest { left: "a", right: "b" }"#,
        ),
        (
            "GET",
            "/pairs/a%2Cb,c%2Cd",
            r#"SpelledCommaRequest { left: "a,b", right: "c,d" }"#,
        ),
        (
            "GET",
            "/pairs/a%2cb",
            r#"SpelledCommaRequest { left: "a", right: "b" }"#,
        ),
        (
            "GET",
            "/pairs/a%3Ab:c%2Fd",
            r#"SpelledColonRequest { left: "a:b", right: "c/d" }"#,
        ),
        (
            "HEAD",
            "/pairs/a:b",
            r#"SpelledHeadRequest { left: "a", right: "b" }"#,
        ),
        (
            "HEAD",
            "/pairs/a,b",
            r#"SpelledCommaRequest { left: "a", right: "b" }"#,
        ),
        (
            "DELETE",
            "/pairs/%61%7E",
            r#"SpelledTildeRequest { id: "a" }"#,
        ),
        (
            "GET",
            "/a.tar.gz",
            r#"SpelledDotRequest { stem: "a", extension: "tar.gz" }"#,
        ),
        (
            "GET",
            "/a%2Eb",
            r#"SpelledDotRequest { stem: "a", extension: "b" }"#,
        ),
        (
            "PUT",
            "/Products('a.b')",
            r#"SpelledProductRequest { id: "'a.b'" }"#,
        ),
        (
            "PUT",
            "/%50roducts%281%29",
            r#"SpelledProductRequest { id: "1" }"#,
        ),
        (
            "GET",
            "/reports/a.pdf",
            r#"SpelledReportRequest { name: "a" }"#,
        ),
        // What looks like one of these but isn't belongs to a wider template.
        (
            "POST",
            "/reports/a",
            r#"CrossBothRequest { a: "reports", b: "a" }"#,
        ),
    ] {
        let answer = world.ask(method, target).await;
        assert!(
            answer.starts_with("HTTP/1.1 204"),
            "{method} {target}: {answer}"
        );
        assert_eq!(world.seen(), seen, "{method} {target}");
    }
}

#[tokio::test]
async fn a_path_with_another_method_says_which_it_takes() {
    let world = World::new().await;
    for (method, target, methods) in [
        ("POST", "/routes/a", &["GET", "HEAD"][..]),
        ("OPTIONS", "/routes/a", &["GET", "HEAD"]),
        // The path is chosen before the method: these aren't `/routes/{id}`.
        ("PUT", "/routes/a:verb", &["POST"]),
        ("GET", "/routes/a:verb", &["POST"]),
        ("PUT", "/routes/a%3Averb", &["POST"]),
        ("PUT", "/routes/a%3averb", &["POST"]),
        ("PUT", "/%72outes/a%3a%76erb", &["POST"]),
        ("PUT", "/routes/a.json", &["GET", "HEAD", "POST"]),
        ("POST", "/routes/v1", &["GET", "HEAD"]),
        ("POST", "/routes/x(1)", &["GET", "HEAD"]),
        ("POST", "/routes/a:verbs", &["GET", "HEAD"]),
        ("BREW", "/gr%c3%b6%c3%9fe", &["GET", "HEAD", "OPTIONS"]),
        ("DELETE", "/spelled/%6Fne", &["GET", "HEAD"]),
        ("GET", "/spelled/all:batch", &["POST"]),
        ("DELETE", "/pairs/a,b", &["GET", "HEAD"]),
        ("GET", "/pairs/a~", &["DELETE"]),
        ("HEAD", "/pairs/a~", &["DELETE"]),
        ("GET", "/pairs/a", &["POST"]),
        ("GET", "/pairs/,b", &["POST"]),
        ("DELETE", "/pairs/~", &["POST"]),
        ("POST", "/a.b", &["GET", "HEAD"]),
        ("POST", "/Products(1)", &["PUT"]),
        ("POST", "/Products(1.5)", &["PUT"]),
        ("GET", "/Products(1.5)", &["PUT"]),
        ("PUT", "/Products.1", &["GET", "HEAD"]),
        ("PUT", "/fixed", &["GET", "HEAD"]),
        ("DELETE", "/reports/a.pdf", &["GET", "HEAD"]),
    ] {
        let (status, allow) = world.allowed(method, target).await;
        assert_eq!(
            (status.as_str(), allow.as_slice()),
            (
                if method == "OPTIONS" { "204" } else { "405" },
                &methods
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect::<Vec<_>>()[..]
            ),
            "{method} {target}"
        );
    }
}

#[tokio::test]
async fn the_paths_of_strangers_are_left_to_them() {
    let world = World::new().await;
    let strangers = [
        ("GET", "/favicon"),
        ("POST", "/favicon"),
        ("DELETE", "/Products()"),
        ("GET", "/.ico"),
        ("GET", "/a."),
        ("GET", "/gr%C3%B6%C3%9Fe/"),
        ("GET", "//gr%C3%B6%C3%9Fe/x"),
        ("GET", "/gr%C3%B6%C3%9F%zz"),
        ("GET", "/spelled//"),
        ("GET", "/spelled/"),
        ("GET", "/spelled%2Fone"),
        ("GET", "/odd"),
    ];
    for (method, target) in strangers {
        let (status, allow) = world.allowed(method, target).await;
        assert_eq!(
            (status.as_str(), allow.len()),
            ("404", 0),
            "{method} {target}"
        );
    }
    // No parameter of a path is empty.
    assert!(world.ask("POST", "//c").await.starts_with("HTTP/1.1 404"));
    let others = Router::new().fallback(|uri: Uri| async move { format!("stranger {uri}") });
    let world = World::of(|api| {
        let own = Router::new().route("/favicon", get(|| async { "merged" }));
        router_with_fallback(api, others).merge(own)
    })
    .await;
    for (method, target) in strangers {
        let answer = world.ask(method, target).await;
        let seen = match (method, target) {
            ("GET", "/favicon") => "merged".to_owned(),
            // The path is known by another route then.
            ("POST", "/favicon") => continue,
            _ => format!("stranger {target}"),
        };
        assert!(answer.ends_with(&seen), "{method} {target}: {answer}");
    }
    assert!(
        world
            .ask("GET", "/gr%c3%b6%c3%9fe")
            .await
            .starts_with("HTTP/1.1 204")
    );
    assert!(
        world
            .ask("PUT", "/pairs/a,b")
            .await
            .starts_with("HTTP/1.1 405")
    );
}

#[tokio::test]
async fn a_router_with_a_fallback_of_its_own_knows_all_spellings() {
    let world = World::of(|api| normalize_paths(router(api).fallback(|| async { "mine" }))).await;
    assert!(
        world
            .ask("GET", "/gr%c3%b6%c3%9fe")
            .await
            .starts_with("HTTP/1.1 204")
    );
    assert!(world.ask("GET", "/nothing/at/all").await.ends_with("mine"));
    let nested = World::of(|api| {
        // The document has segments that begin with an asterisk.
        Router::new()
            .without_v07_checks()
            .nest("/api.v1", router(api))
    })
    .await;
    for target in [
        "/api.v1/gr%c3%b6%c3%9fe",
        "/api.v1/pairs/a,b",
        "/api.v1/%73pelled/%6Fne",
    ] {
        let answer = nested.ask("GET", target).await;
        assert!(answer.starts_with("HTTP/1.1 204"), "{target}: {answer}");
    }
    let (status, allow) = nested.allowed("DELETE", "/api.v1/pairs/a,b").await;
    assert_eq!(
        (status.as_str(), allow.join(" ")),
        ("405", "GET HEAD".to_owned())
    );
}

#[tokio::test]
async fn the_client_spells_what_the_server_reads() {
    let world = World::new().await;
    let spellings = world.client.spellings();
    macro_rules! check {
        ($($call:expr => $target:literal $seen:literal)*) => {$(
            $call.send().await.unwrap();
            assert_eq!(world.target(), $target);
            assert_eq!(world.seen(), $seen);
        )*};
    }
    check! {
        spellings.spelled_size() => "/gr%C3%B6%C3%9Fe" "spelled_size"
        spellings.spelled_home("a/%b") => "/stra%C3%9Fe/~home/%3Ax/100%25/a%2F%25b"
            r#"SpelledHomeRequest { id: "a/%b" }"#
        spellings.spelled_comma("a,b", "c,d") => "/pairs/a%2Cb,c%2Cd"
            r#"SpelledCommaRequest { left: "a,b", right: "c,d" }"#
        spellings.spelled_colon("a:b", "c") => "/pairs/a%3Ab:c"
            r#"SpelledColonRequest { left: "a:b", right: "c" }"#
        spellings.spelled_dot("a", "b.c") => "/a.b.c"
            r#"SpelledDotRequest { stem: "a", extension: "b.c" }"#
        spellings.spelled_product("'é)'") => "/Products(%27%C3%A9%29%27)"
            r#"SpelledProductRequest { id: "'é)'" }"#
    }
    // A full stop can't be escaped: the server would take the first one for the template's.
    let error = spellings.spelled_dot("a.b", "c").send().await.unwrap_err();
    assert!(
        error.to_string().contains("path parameter `stem`"),
        "{error}"
    );
    assert_eq!(world.target(), "");
}
