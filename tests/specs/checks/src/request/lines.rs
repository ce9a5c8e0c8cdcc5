//! Headers are lines: those of one name are one value (RFC 9110, section 5.3).

use super::World;

async fn ask(world: &World, headers: &[&str]) -> String {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let head = "GET /headers/lines HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    world.send(&format!("{head}{headers}\r\n")).await
}

#[tokio::test]
async fn lines_of_one_name_are_joined() {
    let world = World::new().await;
    let headers = [
        r#"If-None-Match: "a", W/"b""#,
        "X-Words: x, y",
        r#"if-none-match: "c""#,
        "X-Words: z",
        "Cookie: a=1; crumb=2",
        "Cookie: b=3",
    ];
    let answer = ask(&world, &headers).await;
    assert!(answer.starts_with("204"), "{answer}");
    assert_eq!(
        world.seen(),
        r#"HeaderLinesRequest { if_none_match: Some("\"a\", W/\"b\", \"c\""), x_number: None, x_words: Some(["x", "y", "z"]), cookie: Some("a=1; crumb=2; b=3"), crumb: Some("2") }"#
    );
}

#[tokio::test]
async fn a_single_value_is_not_one_of_several() {
    let world = World::new().await;
    let answer = ask(&world, &["X-Number: 1", "X-Number: 2"]).await;
    assert!(answer.starts_with("400"), "{answer}");
    assert!(answer.contains("X-Number") && answer.contains("`1, 2`"), "{answer}");
}

#[tokio::test]
async fn cookies_are_one_line() {
    let world = World::new().await;
    let queries = world.client.queries();
    let request = queries.header_lines().cookie("a=1").crumb("2");
    request.if_none_match("\"a\"").send().await.unwrap();
    let raw = world.raw();
    assert!(raw.contains("\r\ncookie: a=1; crumb=2\r\n"), "{raw}");
    assert_eq!(raw.matches("cookie:").count(), 1, "{raw}");
    assert!(world.seen().contains(r#"cookie: Some("a=1; crumb=2"), crumb: Some("2")"#));
}
