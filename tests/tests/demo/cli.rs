//! The command `users`, as a process of its own, against the demo.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use users_demo::Settings;

use crate::server::{Server, base_url};

/// What came of a command.
struct Came {
    code: i32,
    out: Vec<u8>,
    err: String,
}

impl Came {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What was written, of a command that went well.
    fn text(&self) -> &str {
        assert_eq!(self.code, 0, "{}", self.err);
        std::str::from_utf8(&self.out).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        let lines = self.text().lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Asserts that it failed in a way, with one line that says so.
    fn fails(&self, code: i32, part: &str) {
        assert_eq!(self.code, code, "{}", self.err);
        assert!(self.err.contains(part), "{}", self.err);
        assert_eq!(self.out, b"");
    }
}

/// The command with nothing of the environment that it could look at.
fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_users-under-test"));
    command.env_clear().stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(command: &mut Command) -> Came {
    Came::of(command.output().await.unwrap())
}

/// Runs a command of the users' tag against a server, without credentials.
async fn users(server: &Server, arguments: &[&str]) -> Came {
    let mut command = command();
    command.env("USERS_BASE_URL", base_url(server.address));
    run(command.arg("users").args(arguments)).await
}

/// Somebody who is logged in.
struct Session<'a> {
    server: &'a Server,
    token: String,
}

impl<'a> Session<'a> {
    async fn of(server: &'a Server, name: &str) -> Self {
        let password = if name == "admin" {
            Settings::TEST_ADMIN_PASSWORD
        } else {
            Settings::TEST_USER_PASSWORD
        };
        let login = [
            "login",
            "--include",
            "--login-id",
            name,
            "--password",
            password,
        ];
        let answer = users(server, &login).await.json();
        assert_eq!(answer["status"], 200);
        assert_eq!(answer["body"]["username"], name);
        let token = answer["headers"]["token"].as_str().unwrap().to_owned();
        Self { server, token }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command();
        command
            .env("USERS_BASE_URL", base_url(self.server.address))
            .env("USERS_BEARER_AUTH", &self.token)
            .arg("users")
            .args(arguments);
        command
    }

    async fn users(&self, arguments: &[&str]) -> Came {
        run(&mut self.command(arguments)).await
    }
}

#[tokio::test]
async fn a_user_is_created_by_flags_and_found_again() {
    let server = Server::start().await;
    let admin = Session::of(&server, "admin").await;
    let email = ["--email", "new@users-demo.test", "--username", "new"];
    let others = ["--password", "Secret-1", "--props", r#"{"colour": "red"}"#];
    let create = [&["create-user"][..], &email, &others].concat();
    let created = admin.users(&create).await.json();
    assert_eq!(created["username"], "new");
    let sent = json!({"email": "new@users-demo.test", "username": "new", "password": "Secret-1", "props": {"colour": "red"}});
    assert_eq!(server.log.last().json(), sent);
    let id = created["id"].as_str().unwrap();
    let found = admin.users(&["get-user", "--user-id", id]).await;
    // As it came: in the same order, and with a line for each member.
    assert!(
        found.text().starts_with("{\n  \"id\": \""),
        "{}",
        found.text()
    );
    assert_eq!(found.json()["email"], "new@users-demo.test");
}

#[tokio::test]
async fn a_body_is_text_a_file_or_standard_input_and_flags_go_over_it() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, r#"{"nickname": "Al", "first_name": "none"}"#).unwrap();
    let at_file = format!("@{}", file.display());
    let patch = ["patch-user", "--user-id", "me"];
    for (body, expected) in [
        (
            r#"{"nickname": "Al"}"#,
            json!({"nickname": "Al", "first_name": "Cook"}),
        ),
        (
            at_file.as_str(),
            json!({"nickname": "Al", "first_name": "Cook"}),
        ),
    ] {
        let rest = ["--body", body, "--first-name", "Cook"];
        let patched = alice.users(&[&patch[..], &rest].concat()).await.json();
        assert_eq!(patched["first_name"], "Cook");
        assert_eq!(server.log.last().json(), expected);
    }
    let mut command = alice.command(&[&patch[..], &["--body", "-"]].concat());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(br#"{"nickname": "Ali"}"#).await.unwrap();
    drop(stdin);
    let came = Came::of(child.wait_with_output().await.unwrap());
    assert_eq!(came.json()["nickname"], "Ali");
    // What would not be sent is said.
    for (body, part) in [
        (r#"{"nick": "Al"}"#, "this member of the body: /nick"),
        (r#"{"nickname": null}"#, "/nickname (which can't be null)"),
        (r#"{"nickname": 5}"#, "expected a string"),
        ("[]", "the body isn't what is expected"),
        ("{", "the body isn't what is expected"),
        ("@/nowhere", "/nowhere: "),
    ] {
        let code = if body.starts_with('@') { 1 } else { 2 };
        let before = server.log.all().len();
        alice
            .users(&[&patch[..], &["--body", body]].concat())
            .await
            .fails(code, part);
        assert_eq!(server.log.all().len(), before);
    }
    // A login can have `null` for its token.
    let login = [
        "login",
        "--login-id",
        "alice",
        "--password",
        Settings::TEST_USER_PASSWORD,
    ];
    let with_null = users(
        &server,
        &[&login[..], &["--body", r#"{"token": null}"#]].concat(),
    )
    .await;
    assert_eq!(with_null.json()["username"], "alice");
    assert_eq!(server.log.last().json()["token"], Value::Null);
}

#[tokio::test]
async fn a_list_is_a_table_and_all_pages_are_lines() {
    let server = Server::start().await;
    let admin = Session::of(&server, "admin").await;
    let list = admin
        .users(&["get-users", "--per-page", "200"])
        .await
        .json();
    let names = |users: &[Value]| -> Vec<String> {
        let names = users
            .iter()
            .map(|user| user["username"].as_str().unwrap().to_owned());
        names.collect()
    };
    let all = names(list.as_array().unwrap());
    assert!(all.len() > 4, "{all:?}");
    let before = server.log.all().len();
    let paged = admin
        .users(&["get-users", "--per-page", "3", "--all"])
        .await;
    assert_eq!(names(&paged.lines()), all);
    assert!(server.log.all().len() > before + 2);
    let table = ["get-users", "-o", "table", "--columns", "username,roles"];
    for more in [&[][..], &["--all", "--per-page", "2"]] {
        let table = admin.users(&[&table[..], more].concat()).await;
        let lines: Vec<Vec<&str>> = table
            .text()
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[0], ["USERNAME", "ROLES"]);
        assert_eq!(
            lines[1..].iter().map(|line| line[0]).collect::<Vec<_>>(),
            all
        );
    }
    let whole = admin.users(&["get-users", "-o", "table"]).await;
    let head = whole.text().lines().next().unwrap();
    assert!(
        head.starts_with("ID ") && head.contains(" EMAIL ") && !head.contains("PROPS"),
        "{head}"
    );
    // Nobody reads on behind the first line.
    let reading = format!(
        "{} users get-users --all --per-page 1 | head -n 1",
        env!("CARGO_BIN_EXE_users-under-test")
    );
    let mut shell = Command::new("bash");
    shell.args(["-o", "pipefail", "-c", &reading]);
    shell
        .env("USERS_BASE_URL", base_url(server.address))
        .env("USERS_BEARER_AUTH", &admin.token);
    let came = run(&mut shell).await;
    assert_eq!((came.lines().len(), came.err.as_str()), (1, ""));
}

#[tokio::test]
async fn an_image_goes_up_from_a_file_and_down_to_one() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    let folder = tempfile::tempdir().unwrap();
    let (up, down) = (folder.path().join("up.jpg"), folder.path().join("down.jpg"));
    let mut picture = b"\xff\xd8\xff\xe0 a picture".to_vec();
    picture.extend((0..300_000_u32).map(|n| n.to_le_bytes()[0]));
    std::fs::write(&up, &picture).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let set = ["set-profile-image", "--user-id", "me", "--image"];
    let came = alice.users(&[&set[..], &[&text(&up)]].concat()).await;
    assert_eq!(came.json(), json!({"status": "OK"}));
    let form = server.log.last().body;
    let form = String::from_utf8_lossy(&form);
    assert!(
        form.contains("name=\"image\"; filename=\"up.jpg\""),
        "{}",
        form.get(..200).unwrap_or_default()
    );
    assert!(
        form.contains("Content-Type: image/jpeg"),
        "{}",
        form.get(..200).unwrap_or_default()
    );
    assert!(server.log.last().header("content-length").is_some());
    let get = ["get-profile-image", "--user-id", "me"];
    assert_eq!(alice.users(&get).await.out, picture);
    let down_text = text(&down);
    let save = [&get[..], &["--save", &down_text]].concat();
    assert_eq!(alice.users(&save).await.text(), "");
    assert_eq!(std::fs::read(&down).unwrap(), picture);
    // What is there stays, unless it is to go; and nothing is asked for then.
    std::fs::write(&down, "mine").unwrap();
    let before = server.log.all().len();
    alice.users(&save).await.fails(1, "is there already");
    assert_eq!(server.log.all().len(), before);
    assert_eq!(std::fs::read(&down).unwrap(), b"mine");
    assert_eq!(
        alice
            .users(&[&save[..], &["--force"]].concat())
            .await
            .text(),
        ""
    );
    assert_eq!(std::fs::read(&down).unwrap(), picture);
    // A failure leaves nothing behind.
    let nobody = folder.path().join("nobody.jpg");
    let missing = [
        "get-profile-image",
        "--user-id",
        "nobody",
        "--save",
        &text(&nobody),
    ];
    assert_eq!(alice.users(&missing).await.code, 4);
    let names = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 2);
    let came = alice.users(&[&set[..], &["/nowhere.jpg"]].concat()).await;
    came.fails(1, "/nowhere.jpg: ");
}

/// The terminal is one that `script` of util-linux makes.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_terminal_shows_how_far_a_file_is() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    let folder = tempfile::tempdir().unwrap();
    let (up, down) = (folder.path().join("up.jpg"), folder.path().join("down.jpg"));
    let mut picture = b"\xff\xd8\xff\xe0".to_vec();
    picture.resize(300 * 1024, b' ');
    std::fs::write(&up, &picture).unwrap();
    let program = env!("CARGO_BIN_EXE_users-under-test");
    for line in [
        format!("set-profile-image --user-id me --image '{}'", up.display()),
        format!("get-profile-image --user-id me --save '{}'", down.display()),
    ] {
        let mut terminal = Command::new("script");
        terminal
            .env("TERM", "xterm")
            .env("USERS_BASE_URL", base_url(server.address))
            .env("USERS_BEARER_AUTH", &alice.token)
            .stdin(Stdio::null())
            .arg("-qec")
            .arg(format!("'{program}' users {line}"))
            .arg("/dev/null");
        let Ok(output) = terminal.output().await else {
            println!("skipped: there is no `script`");
            return;
        };
        let came = Came::of(output);
        assert!(came.text().contains("/300.00 KiB"), "{}", came.text());
    }
    assert_eq!(std::fs::read(&down).unwrap(), picture);
}

#[tokio::test]
async fn exit_codes_tell_what_went_wrong() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    let came = alice
        .users(&["get-user", "--user-id", "nobody00000000000000000000"])
        .await;
    came.fails(4, "error: GetUser: ");
    // The body of the error, and one line.
    let (body, line) = came.err.trim_end().rsplit_once('\n').unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["status_code"], 404);
    assert!(line.contains(body["message"].as_str().unwrap()), "{line}");
    for (arguments, part) in [
        (&["get-user"][..], "--user-id"),
        (
            &["get-users", "--page", "x"],
            "invalid value 'x' for '--page'",
        ),
        (
            &["get-users", "--active", "x"],
            "[possible values: true, false]",
        ),
        (&["get-users", "--pages", "1"], "--page"),
        (&["get-users", "--header", "x"], "expected NAME:VALUE"),
        (&["patch-user", "--user-id", "me"], "--body"),
        (
            &["patch-user", "--user-id", "me", "--props", "{"],
            "expected JSON",
        ),
        (&["get-users", "--all", "--include"], "--include"),
        (&["nothing"], "nothing"),
        (&["get-users", "--base-url", "nonsense"], "the base URL"),
    ] {
        alice.users(arguments).await.fails(2, part);
    }
    // Nobody listens there any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let free = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let nobody = ["get-users", "--base-url", &free];
    alice.users(&nobody).await.fails(3, "error: GetUsers: ");
    // Somebody listens, and says nothing.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", listener.local_addr().unwrap());
    let silent = ["get-users", "--base-url", &silent, "--timeout", "0.2"];
    alice.users(&silent).await.fails(3, "error: GetUsers: ");
}

/// Answers every request in the same way.
async fn always(status: u16, content_type: &'static str, body: &'static str) -> String {
    use axum::http::{StatusCode, header::CONTENT_TYPE};

    let status = StatusCode::from_u16(status).unwrap();
    let router = axum::Router::new()
        .fallback(move || async move { (status, [(CONTENT_TYPE, content_type)], body) });
    format!("http://{}", crate::server::listen(router).await)
}

#[tokio::test]
async fn answers_that_the_document_does_not_know() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    for (status, content_type, body, code, part) in [
        (
            500,
            "text/html",
            "<p>\u{1b}[2Jdown</p>",
            5,
            "500 Internal Server Error",
        ),
        (418, "application/json", "{}", 4, "418"),
        (200, "application/json", r#"{"id": 5}"#, 6, "GetUser"),
        (200, "text/plain", "no JSON", 6, "GetUser"),
        (204, "text/plain", "", 6, "GetUser"),
    ] {
        let url = always(status, content_type, body).await;
        let get = ["get-user", "--user-id", "me", "--base-url", &url];
        let came = alice.users(&get).await;
        came.fails(code, part);
        assert!(!came.err.contains('\u{1b}'), "{}", came.err);
        // Whoever wants the bytes of a success gets them.
        let raw = alice.users(&[&get[..], &["-o", "raw"]].concat()).await;
        if status < 300 {
            assert_eq!(raw.text(), body);
        }
    }
    // Numbers and unknown members are as they came.
    let url = always(
        200,
        "application/json",
        r#"{"id":"a","big":123456789012345678901234567890.10,"empty":[ ]}"#,
    )
    .await;
    let came = alice
        .users(&["get-user", "--user-id", "me", "--base-url", &url])
        .await;
    let expected =
        "{\n  \"id\": \"a\",\n  \"big\": 123456789012345678901234567890.10,\n  \"empty\": []\n}\n";
    assert_eq!(came.text(), expected);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    use tokio::io::AsyncReadExt as _;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = [0; 1024];
            let _ = socket.read(&mut head).await;
            let answer =
                b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: image/png\r\n\r\n[";
            let _ = socket.write_all(answer).await;
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("image.png");
    for arguments in [
        &["users", "get-users"][..],
        &[
            "users",
            "get-profile-image",
            "--user-id",
            "me",
            "--save",
            file.to_str().unwrap(),
        ],
    ] {
        let came = run(command().args(arguments).args(["--base-url", &url])).await;
        came.fails(3, "error: ");
    }
    // Half of a file is none.
    assert!(!file.exists());
}

#[tokio::test]
async fn credentials_come_from_flags_the_environment_and_files() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    let bob = Session::of(&server, "bob").await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(path("users")).unwrap();
    let toml = format!("bearer-auth = \"{}\"\n", alice.token);
    std::fs::write(path("users/credentials.toml"), toml).unwrap();
    let file = json!({"bearer-auth": bob.token}).to_string();
    std::fs::write(path("bob.json"), file).unwrap();
    let me = [
        "users",
        "get-user",
        "--user-id",
        "me",
        "--base-url",
        &base_url(server.address),
    ];
    let name = |came: Came| came.json()["username"].as_str().unwrap().to_owned();

    run(command().args(me)).await.fails(4, "401");
    let usual = || {
        let mut command = command();
        command.args(me).env("XDG_CONFIG_HOME", folder.path());
        command
    };
    assert_eq!(name(run(&mut usual()).await), "alice");
    assert_eq!(
        name(run(usual().args(["--credentials", &path("bob.json")])).await),
        "bob"
    );
    assert_eq!(
        name(run(usual().env("USERS_CREDENTIALS", path("bob.json"))).await),
        "bob"
    );
    assert_eq!(
        name(run(usual().env("USERS_BEARER_AUTH", &bob.token)).await),
        "bob"
    );
    let flag = ["--bearer-auth", &alice.token];
    assert_eq!(
        name(run(usual().env("USERS_BEARER_AUTH", &bob.token).args(flag)).await),
        "alice"
    );

    // What is wrong with a file is said without what is in it.
    for text in [
        "bearer = \"s3cret\"",
        "bearer-auth = s3cret",
        "bearer-auth = {password = \"s3cret\"}",
    ] {
        std::fs::write(path("bad.toml"), text).unwrap();
        let came = run(usual().args(["--credentials", &path("bad.toml")])).await;
        came.fails(1, "bad.toml: ");
        assert!(!came.err.contains("s3cret"), "{}", came.err);
    }
    run(usual().args(["--credentials", &path("none.toml")]))
        .await
        .fails(1, "none.toml: ");
}

#[tokio::test]
async fn what_is_said_has_no_secrets() {
    let server = Server::start().await;
    let alice = Session::of(&server, "alice").await;
    let came = alice
        .users(&["get-user", "--user-id", "me", "-v", "-H", "x-key: s3cret"])
        .await;
    assert_eq!(server.log.last().header("x-key"), Some("s3cret"));
    assert!(
        came.err.contains("> GET http://") && came.err.contains("< 200 OK ("),
        "{}",
        came.err
    );
    assert!(came.err.ends_with(" ms)\n"), "{}", came.err);
    let help = run(command()
        .env("USERS_BEARER_AUTH", &alice.token)
        .arg("--help"))
    .await;
    for text in [&came.err, help.text()] {
        assert!(
            !text.contains(&alice.token) && !text.contains("s3cret"),
            "{text}"
        );
    }
    let refused = alice.users(&["get-users", "-H", "x key: s3cret"]).await;
    refused.fails(2, "isn't the name of a header");
    assert!(!refused.err.contains("s3cret"), "{}", refused.err);
}

#[tokio::test]
async fn completions_and_the_manual() {
    for (shell, part) in [
        ("bash", "_users()"),
        ("zsh", "#compdef users"),
        ("fish", "complete -c users"),
    ] {
        let came = run(command().args(["completions", shell])).await;
        assert!(
            came.text().contains(part) && came.text().contains("create-user"),
            "{shell}"
        );
        assert!(came.text().contains("first-name"), "{shell}");
    }
    let root = run(command().arg("man")).await;
    assert!(root.text().contains(".TH users 1"), "{}", root.text());
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man");
    assert_eq!(run(command().arg("man").arg(&pages)).await.text(), "");
    let page = std::fs::read_to_string(pages.join("users-users-create-user.1")).unwrap();
    assert!(page.contains("first\\-name"), "{page}");
    // Each of the operations, the tags, the program, and these two.
    assert_eq!(std::fs::read_dir(&pages).unwrap().count(), 62 + 2 + 1 + 2);
}

#[tokio::test]
async fn help_tells_everything() {
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help-of-an-operation", &["users", "login", "--help"]),
    ] {
        let came = run(command().args(arguments)).await;
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots/cli");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, came.text()));
    }
}
