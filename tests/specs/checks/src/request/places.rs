//! Paths that the router alone can't tell apart.

use super::World;

#[tokio::test]
async fn the_most_literal_template_is_taken() {
    let world = World::new().await;
    for (target, seen) in [
        ("/routes/a", r#"PlainRequest { id: "a" }"#),
        ("/routes/a.json", r#"SuffixRequest { id: "a" }"#),
        ("/routes/v1", r#"PrefixRequest { id: "1" }"#),
        ("/routes/a-b", r#"TwoRequest { from: "a", to: "b" }"#),
        ("/routes/x(7)", r#"ParenthesesRequest { id: "7" }"#),
        ("/routes/x%287%29", r#"ParenthesesRequest { id: "7" }"#),
        ("/routes/a/below", r#"BelowRequest { other: "a" }"#),
        ("/fixed?kind=a", "fixed_a"),
        ("/fixed?flag&kind=b&more=1", "fixed_b"),
        ("/fixed", "unfixed"),
        ("/fixed?kind=c", "unfixed"),
        ("/odd//%22%C3%A9%20%E2%80%AE%7Bx/*/:y/%20z/", "odd_path"),
        ("/fragment", "fragment"),
    ] {
        let answer = world.get(target).await;
        assert!(answer.starts_with("204"), "{target}: {answer}");
        assert_eq!(world.seen(), seen, "{target}");
    }
    for target in ["/routes/", "/routes", "/odd", "/routes/a/b"] {
        let answer = world.get(target).await;
        assert!(answer.starts_with("404"), "{target}: {answer}");
    }
}

#[tokio::test]
async fn the_client_writes_templates_of_any_form() {
    let world = World::new().await;
    let (places, more) = (world.client.places(), world.client.more_places());
    macro_rules! check {
        ($($call:expr => $target:literal $seen:literal)*) => {$(
            $call.send().await.unwrap();
            assert_eq!(world.target(), $target);
            assert_eq!(world.seen(), $seen);
        )*};
    }
    check! {
        places.plain("a b") => "/routes/a%20b" r#"PlainRequest { id: "a b" }"#
        more.suffix("a/b") => "/routes/a%2Fb.json" r#"SuffixRequest { id: "a/b" }"#
        places.two("a", "b-c") => "/routes/a-b-c" r#"TwoRequest { from: "a", to: "b-c" }"#
        places.parentheses("7") => "/routes/x(7)" r#"ParenthesesRequest { id: "7" }"#
        places.verb("7") => "/routes/7:verb" r#"VerbRequest { id: "7" }"#
        places.suffix_post("7") => "/routes/7.json" r#"SuffixPostRequest { id: "7" }"#
        places.trace_below("7") => "/routes/7/below" r#"TraceBelowRequest { other: "7" }"#
        places.unserved("q") => "/routes/q" r#"PlainRequest { id: "q" }"#
        places.fixed_a() => "/fixed?kind=a" "fixed_a"
        places.fixed_b() => "/fixed?kind=b&flag" "fixed_b"
        places.unfixed() => "/fixed" "unfixed"
        places.odd_path() => "/odd//%22%C3%A9%20%E2%80%AE%7Bx/*/:y/%20z/" "odd_path"
        places.fragment() => "/fragment" "fragment"
    }
}

#[test]
fn each_tag_has_a_router_of_its_own() {
    use std::sync::Arc;
    let api = Arc::new(super::Api::default());
    let _ = wire_request_server::places::router(api.clone());
    let _ = wire_request_server::more_places::router(api);
}

#[tokio::test]
async fn paths_in_each_others_way_are_told_apart() {
    let world = World::new().await;
    for (target, seen) in [
        ("/a/q", r#"CrossXRequest { x: "q" }"#),
        ("/a/b", "cross_b"),
        ("/a/b.json", r#"CrossJsonRequest { x: "b" }"#),
        ("/a/q:verb", r#"CrossVerbRequest { y: "q" }"#),
        ("/a/q%3Averb", r#"CrossVerbRequest { y: "q" }"#),
        ("/z/b", r#"CrossARequest { a: "z" }"#),
        ("//", "cross_empty"),
        ("/a/", "cross_slash"),
        ("/a/*", "cross_star"),
        ("/z/*/:c", r#"CrossColonRequest { a: "z" }"#),
        ("/%C3%A9", "cross_accent"),
        ("/a?x=1", "cross_one"),
        ("/a?y=1&x=2", "cross_two"),
    ] {
        let answer = world.get(target).await;
        assert!(answer.starts_with("204"), "{target}: {answer}");
        assert_eq!(world.seen(), seen, "{target}");
    }
    for target in ["/a", "/a?x=3", "/z", "/z/q/", "/a/b/"] {
        let answer = world.get(target).await;
        assert!(answer.starts_with("404"), "{target}: {answer}");
    }
    let answer = world.get("/z/q").await;
    assert!(answer.starts_with("405"), "{answer}");
}

#[tokio::test]
async fn one_value_tells_operations_apart() {
    let world = World::new().await;
    let signs = world.client.signs();
    signs.target_one().page(2).send().await.unwrap();
    assert!(world.raw().contains("x-target: One.A\r\n"));
    assert_eq!(world.seen(), "TargetOneRequest { page: Some(2) }");
    signs.target_two().send().await.unwrap();
    assert!(world.raw().contains("x-target: Two, \"B\"\r\n"));
    assert_eq!(world.seen(), "target_two");
    signs.act_one().send().await.unwrap();
    assert_eq!(world.target(), "/act?Act%20ion=o%20n%2Be&Version=3");
    assert_eq!(world.seen(), "act_one");
    world.client.places().act_flag().send().await.unwrap();
    assert_eq!(world.target(), "/act?flag=true");
    assert_eq!(world.seen(), "act_flag");
    signs.versioned().send().await.unwrap();
    assert_eq!(world.seen(), "versioned");
    // Nothing tells this one from the first.
    signs.act_again().send().await.unwrap();
    assert_eq!(world.seen(), "act_one");
    for (target, status, seen) in [
        ("/act?Version=3&Act+ion=o+n%2Be", "204", "act_one"),
        ("/act?Act+ion=o+n%2Be", "204", "act"),
        ("/act", "204", "act"),
        ("/versioned", "400", ""),
    ] {
        let answer = world.get(target).await;
        assert!(answer.starts_with(status), "{target}: {answer}");
        assert_eq!(world.seen(), seen, "{target}");
    }
    for (target, header, status) in [
        ("POST /", "X-Target: Three", "404"),
        ("GET /versioned", "X-Version: 2", "400"),
    ] {
        let answer = world
            .send(&format!(
                "{target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n{header}\r\n\r\n"
            ))
            .await;
        assert!(answer.starts_with(status), "{target}: {answer}");
    }
}

#[tokio::test]
async fn braces_may_hold_more_than_a_name() {
    let world = World::new().await;
    let crossroads = world.client.crossroads();
    let request = crossroads.expressions("a/b", &[1, 2], "c").q("d");
    request.send().await.unwrap();
    assert_eq!(world.target(), "/plus/a%2Fb/1,2/c?q=d");
    assert_eq!(
        world.seen(),
        r#"ExpressionsRequest { name: "a/b", list: [1, 2], some_name: "c", q: Some("d") }"#
    );
}
