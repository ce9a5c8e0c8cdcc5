//! The command line of `commands.yaml`, as a process of its own, against a server that answers with what
//! it was sent.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

/// Says what it was sent.
async fn echo(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let headers = parts.headers.iter();
    let headers: serde_json::Map<String, Value> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
        .collect();
    let said = json!({
        "method": parts.method.as_str(),
        "uri": parts.uri.to_string(),
        "headers": headers,
        "body": String::from_utf8_lossy(&body),
    });
    ([(CONTENT_TYPE, "application/json")], said.to_string()).into_response()
}

async fn page(request: Request) -> Response {
    let items = match request.uri().query() {
        None | Some("page=1") => json!([{"name": "a", "size": 15}, {"name": "b"}]),
        Some("page=2") => json!([{"name": "c"}]),
        _ => json!([]),
    };
    let body = json!({"data": {"items": items}}).to_string();
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

fn router() -> Router {
    let events = "id: 1\nevent: a\ndata: {\"n\":\ndata: 1}\n\n: nothing\n\ndata: two\n\n";
    let lines = "{\"name\": \"a\"}\n\n{ \"name\":\"b\" }";
    let of = |content_type: &'static str, text: &'static str| {
        get(move || async move { ([(CONTENT_TYPE, content_type)], text) })
    };
    Router::new()
        .route("/streams/events", of("text/event-stream", events))
        .route("/streams/lines", of("application/jsonl", lines))
        .route("/streams/text", of("text/plain", "some text\n"))
        .route("/list", get(page))
        .route(
            "/streams/redirect",
            get(|| async { (StatusCode::FOUND, [(LOCATION, "/there")]) }),
        )
        .fallback(echo)
}

/// Starts the server on a free port; it stops with the process.
fn serve() -> SocketAddr {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router()).await.unwrap();
        });
    });
    receive.recv().unwrap()
}

struct Cli {
    address: SocketAddr,
}

impl Cli {
    fn new() -> Self {
        Self { address: serve() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_commands"));
        command
            .env_clear()
            .env("COMMANDS_BASE_URL", format!("http://{}", self.address))
            .stdin(Stdio::null())
            .args(arguments);
        command
    }

    /// The output of a command that goes well.
    fn text(&self, arguments: &[&str]) -> String {
        well(self.command(arguments).output().unwrap())
    }

    /// What the server was sent.
    fn sent(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.text(arguments)).unwrap()
    }

    /// What is said of a command that is used wrongly.
    fn wrong(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        said
    }

    fn with_input(&self, arguments: &[&str], input: &[u8]) -> Value {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        serde_json::from_str(&well(child.wait_with_output().unwrap())).unwrap()
    }
}

fn well(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn names_that_are_taken_are_told_apart() {
    let cli = Cli::new();
    let sent = cli.sent(&[
        "tag-help",
        "operation-help",
        "--id",
        "a/b",
        "--query-id",
        "1",
        "--header-id",
        "c",
        "--query-output",
        "table",
        "--query-body",
        "d",
        "--query-key",
        "e",
        "--output",
        "json",
    ]);
    assert_eq!(sent["uri"], "/help/a%2Fb?id=1&output=table&body=d&key=e");
    assert_eq!(sent["headers"]["id"], "c");
    // The other tag is told from the command that writes the manual.
    assert_eq!(cli.sent(&["tag-man", "values"])["uri"], "/values");
    // And what has no tag has a command, too.
    let help = cli.text(&["--help"]);
    assert!(help.contains("recursive"), "{help}");
}

#[test]
fn values_are_what_their_types_say() {
    let cli = Cli::new();
    let values = ["tag-man", "values"];
    let query = |arguments: &[&str]| {
        let sent = cli.sent(&[&values[..], arguments].concat());
        let uri = sent["uri"].as_str().unwrap();
        uri.strip_prefix("/values")
            .unwrap()
            .trim_start_matches('?')
            .to_owned()
    };
    for (arguments, expected) in [
        (&["--flag"][..], "flag=true"),
        (
            &["--flag", "false", "--level", "low"],
            "flag=false&level=low",
        ),
        (&["--count", "2"], "count=2"),
        (
            &["--numbers", "1.5", "--numbers", "-2"],
            "numbers=1.5&numbers=-2",
        ),
        (&["--words", "a,b", "--words", "c"], "words=a%2Cb,c"),
        (
            &["--filter", r#"{"a": 1, "b": "x"}"#],
            "filter%5Ba%5D=1&filter%5Bb%5D=x",
        ),
        (&["--either", "007"], "either=007"),
        (&["--either", "7"], "either=7"),
        (
            &["--at", "2026-01-02T03:04:05Z"],
            "at=2026-01-02T03%3A04%3A05Z",
        ),
    ] {
        assert_eq!(query(arguments), expected, "{arguments:?}");
    }
    let sent = cli.sent(&[&values[..], &["--old", "a b"]].concat());
    assert_eq!(sent["headers"]["cookie"], "old=a%20b");
    for (flag, value, part) in [
        ("--level", "high1", "[possible values: low, high]"),
        ("--count", "3", "[possible values: 1, 2]"),
        ("--numbers", "x", "invalid value 'x' for '--numbers'"),
        ("--filter", "[]", "invalid value '[]' for '--filter'"),
        ("--at", "yesterday", "invalid value 'yesterday' for '--at'"),
    ] {
        let said = cli.wrong(&[&values[..], &[flag, value]].concat());
        assert!(said.contains(part), "{said}");
    }
    let help = cli.text(&["tag-man", "values", "--help"]);
    assert!(
        help.contains("Deprecated by the document.")
            && help.contains("\n- a list, on two lines\n- and more\n"),
        "{help}"
    );
    let short = cli.text(&["tag-man", "-h"]);
    assert!(short.contains("(deprecated)"), "{short}");
}

#[test]
fn a_body_is_given_in_any_of_its_ways() {
    let cli = Cli::new();
    let folder = std::env::temp_dir().join(format!("commands-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("a.png");
    std::fs::write(&file, "picture").unwrap();
    let file = file.to_str().unwrap();
    let several = ["bodies", "several"];
    let sent = |arguments: &[&str]| cli.sent(&[&several[..], arguments].concat());
    let json =
        |sent: &Value| -> Value { serde_json::from_str(sent["body"].as_str().unwrap()).unwrap() };

    let all = [
        "--name",
        "a",
        "--size",
        "5",
        "--colours",
        "red",
        "--colours",
        "blue",
        "--body-all",
        "--either",
        "7",
    ];
    let all = sent(&[&all[..], &["--inner", r#"{"a": true}"#]].concat());
    assert_eq!(all["headers"]["content-type"], "application/json");
    let expected = json!({"name": "a", "size": 5, "colours": ["red", "blue"], "inner": {"a": true}, "either": 7, "all": true});
    assert_eq!(json(&all), expected);
    let null = sent(&["--body", r#"{"name": "a", "size": null}"#]);
    assert_eq!(json(&null), json!({"name": "a", "size": null}));
    let form = sent(&[
        "--body-type",
        "application/x-www-form-urlencoded",
        "--name",
        "a b",
        "--size",
        "5",
    ]);
    assert_eq!(form["body"], "name=a%20b&size=5");
    // What is given says which way it is.
    let parts = sent(&[
        "--file",
        file,
        "--body-name",
        "n",
        "--more",
        file,
        "--meta",
        r#"{"a": 1}"#,
    ]);
    let content_type = parts["headers"]["content-type"].as_str().unwrap();
    assert!(
        content_type.starts_with("multipart/form-data"),
        "{content_type}"
    );
    let body = parts["body"].as_str().unwrap();
    for part in [
        "name=\"file\"; filename=\"a.png\"",
        "image/png",
        "picture",
        "name=\"name\"",
        "{\"a\":1}",
        "name=\"more\"",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let text = sent(&[
        "--body-type",
        "text/plain; charset=utf-8",
        "--body",
        "hello",
    ]);
    assert_eq!(text["body"], "hello");
    let lines = sent(&[
        "--body-type",
        "application/jsonl",
        "--body",
        "{\"name\": \"a\"}\n{\"name\": \"b\"}",
    ]);
    assert_eq!(lines["body"], "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
    let image = sent(&["--body-type", "image/*", "--body", file]);
    assert_eq!(
        (&image["body"], &image["headers"]["content-type"]),
        (&json!("picture"), &json!("image/png"))
    );

    let bytes = cli.with_input(&["bodies", "bytes", "--body", "-"], b"from standard input");
    assert_eq!(bytes["body"], "from standard input");
    assert_eq!(bytes["headers"]["content-type"], "application/octet-stream");
    let lines = cli.with_input(
        &["bodies", "lines", "--body", "-"],
        b"{\"name\": \"a\"} {\"name\": \"b\"}",
    );
    assert_eq!(lines["body"], "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");

    for (arguments, part) in [
        (&["--file", file, "--size", "5"][..], "isn't part of a body"),
        (
            &["--name", "a", "--colours", "green"],
            "[possible values: red, blue]",
        ),
        (&["--size", "5"], "missing"),
        (
            &["--body", r#"{"name": "a", "inner": {"b": 1}}"#],
            "/inner/b",
        ),
        (
            &["--body-type", "multipart/form-data", "--body", "{}"],
            "by its parts",
        ),
        (
            &[
                "--body-type",
                "application/jsonl",
                "--body",
                "{\"name\": \"a\"}\n{}",
            ],
            "value 2 of the body",
        ),
    ] {
        let said = cli.wrong(&[&several[..], arguments].concat());
        assert!(said.contains(part), "{said}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn answers_are_written_as_they_come() {
    let cli = Cli::new();
    let events = cli.text(&["streams", "events"]);
    assert_eq!(
        events,
        "{\"id\":\"1\",\"event\":\"a\",\"data\":{\"n\":1}}\n{\"data\":\"two\"}\n"
    );
    assert_eq!(
        cli.text(&["streams", "read-lines"]),
        "{\"name\":\"a\"}\n{\"name\":\"b\"}\n"
    );
    assert!(
        cli.text(&["streams", "events", "-o", "raw"])
            .starts_with("id: 1\nevent: a\n")
    );
    assert_eq!(cli.text(&["streams", "text"]), "some text\n");
    assert_eq!(cli.text(&["streams", "redirect"]), "/there\n");
    let included = cli.sent(&["streams", "text", "--include"]);
    assert_eq!(
        (&included["status"], &included["body"]),
        (&json!(200), &json!("some text\n"))
    );
    let all = cli.text(&["streams", "list", "--all"]);
    assert_eq!(
        all,
        "{\"name\":\"a\",\"size\":15}\n{\"name\":\"b\"}\n{\"name\":\"c\"}\n"
    );
    let table = cli.text(&["streams", "list", "--output", "table"]);
    assert_eq!(table, "NAME  SIZE\na     15\nb\n");
    let table = cli.text(&[
        "streams", "list", "--output", "table", "--all", "--page", "2",
    ]);
    assert_eq!(table, "NAME\nc\n");
}

#[test]
fn servers_and_credentials() {
    let cli = Cli::new();
    let help = ["tag-help", "operation-help", "--id", "a"];
    let uri = |more: &[&str]| cli.sent(&[&help[..], more].concat());
    assert_eq!(uri(&["--key", "s3cret"])["uri"], "/help/a?key=s3cret");
    let basic = uri(&["--user", "me:pass:word"]);
    assert_eq!(basic["headers"]["authorization"], "Basic bWU6cGFzczp3b3Jk");
    let said = cli.wrong(&[&help[..], &["--user", "me"]].concat());
    assert!(said.contains("USER:PASSWORD"), "{said}");

    let port = cli.address.port().to_string();
    let mut command = cli.command(&help);
    command
        .env_remove("COMMANDS_BASE_URL")
        .args(["--server-variable", &format!("port={port}")]);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("but one of 1, 2"), "{said}");
    let mut command = cli.command(&help);
    let output = command.env_remove("COMMANDS_BASE_URL").output().unwrap();
    // Nobody listens on port 1.
    assert_eq!(output.status.code(), Some(3));
    let mut command = cli.command(&help);
    let output = command
        .env_remove("COMMANDS_BASE_URL")
        .args(["--server", "2"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("COMMANDS_BASE_URL"), "{said}");
}
