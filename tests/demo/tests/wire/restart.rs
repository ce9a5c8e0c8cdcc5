//! What outlasts the end of the program with a database.

use serde_json::{Value, json};
use users_demo::{Settings, World, seed};

use crate::process::{PASSWORD, Process, refused, with_database};
use crate::support::{Answer, Api, Call, Server, one_time_code};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nof a lighthouse";

/// What a user has that is to outlast everything.
struct Belongings {
    id: String,
    session: String,
    ended: String,
    access_token: String,
    revoked: String,
    one_time_secret: String,
    /// Answers to the questions below.
    answers: Vec<Value>,
}

/// What is asked before and after.
const QUESTIONS: [&str; 4] = [
    "/users/me",
    "/users/me/audits",
    "/users/me/terms_of_service",
    "/users/me/tokens",
];

async fn done(call: Call) -> Answer {
    let answer = call.send().await;
    assert!(answer.status < 300, "{}: {}", answer.status, answer.text());
    answer
}

async fn ask(api: &Api, token: &str) -> Vec<Value> {
    let mut answers = Vec::new();
    for question in QUESTIONS {
        answers.push(done(api.get(question, token)).await.json());
    }
    answers
}

async fn login(api: &Api, code: Option<String>) -> Answer {
    let mut body = json!({ "login_id": "erin", "password": "password-1" });
    if let Some(code) = code {
        body["token"] = code.into();
    }
    api.call("POST", "/users/login").json(&body).send().await
}

async fn acquire(api: &Api) -> Belongings {
    let id = api.create("erin").await;
    let session = api.login("erin", "password-1").await;
    let ended = api.login("erin", "password-1").await;
    done(api.post("/users/logout", &ended, &json!({}))).await;
    let patch = json!({
        "nickname": "Rin",
        "props": { "theme": { "depth": 2.5 } },
        "notify_props": { "push": "all" },
    });
    done(api.put("/users/me/patch", &session, &patch)).await;
    let terms = json!({ "serviceTermsId": "t1", "accepted": "true" });
    let path = "/users/me/terms_of_service";
    done(api.post(path, &session, &terms)).await;

    let mut tokens = Vec::new();
    for description in ["kept", "revoked"] {
        let body = json!({ "description": description });
        let token = done(api.post("/users/me/tokens", &session, &body)).await;
        tokens.push((token.field("id"), token.field("token")));
    }
    let (revoked, kept) = (tokens.pop().unwrap(), tokens.pop().unwrap());
    let body = json!({ "token_id": revoked.0 });
    let path = "/users/tokens/revoke";
    done(api.post(path, &session, &body)).await;

    let form = [
        b"--x\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n",
        PICTURE,
        b"\r\n--x--\r\n",
    ];
    let call = api.call("POST", "/users/me/image").bearer(&session);
    let upload = call.body("multipart/form-data; boundary=x", &form.concat());
    done(upload).await;

    let path = "/users/me/mfa/generate";
    let setup = done(api.post(path, &session, &json!({}))).await;
    let one_time_secret = setup.field("secret");
    let code = one_time_code(&one_time_secret, 0);
    let body = json!({ "activate": true, "code": code });
    done(api.put("/users/me/mfa", &session, &body)).await;
    Belongings {
        id,
        answers: ask(api, &session).await,
        session,
        ended,
        access_token: kept.1,
        revoked: revoked.1,
        one_time_secret,
    }
}

async fn check(api: &Api, belongings: &Belongings) {
    assert_eq!(ask(api, &belongings.session).await, belongings.answers);
    let me = api.get("/users/me", &belongings.access_token).send().await;
    assert_eq!(me.field("id"), belongings.id);
    for token in [&belongings.ended, &belongings.revoked] {
        assert_eq!(api.status_of(token).await, 401);
    }
    let picture = api.get("/users/me/image", &belongings.session).send().await;
    assert_eq!(picture.body, PICTURE);

    login(api, None).await.assert_error(401);
    let code = one_time_code(&belongings.one_time_secret, 0);
    assert_eq!(login(api, Some(code)).await.status, 200);
}

#[tokio::test]
async fn everything_outlasts_a_kill_and_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let server = Process::start(&file);
    assert_eq!(server.admin_login, "admin / the password given");
    let admin = server.login("admin", PASSWORD).await;
    let mut belongings = acquire(&server).await;
    server.kill();

    let server = Process::start(&file);
    assert!(server.admin_login.starts_with("as before"));
    assert_eq!(server.status_of(&admin).await, 200);
    check(&server, &belongings).await;
    belongings.answers = ask(&server, &belongings.session).await;
    server.kill();
    check(&Process::start(&file), &belongings).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_asked_to_stop_leaves_one_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let mut server = Process::start(&file);
    let id = server.create("erin").await;
    server.signal("TERM");
    assert_eq!(server.wait(), (Some(0), "stopped".to_owned()));
    let files = std::fs::read_dir(folder.path()).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["users.db"]);

    let server = Process::start(&file);
    let admin = server.login("admin", PASSWORD).await;
    let user = server.get(&format!("/users/{id}"), &admin).send().await;
    assert_eq!(user.field("username"), "erin");
}

#[tokio::test]
async fn what_was_deleted_stays_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let mut program = with_database(&file);
    program.arg("--local-mode");
    let server = Process::spawn(program);
    let admin = server.login("admin", PASSWORD).await;
    done(server.call("DELETE", "/users")).await;
    server.kill();

    let server = Process::start(&file);
    assert_eq!(server.status_of(&admin).await, 401);
    // The first of an empty server becomes its admin, seeded or not.
    server.create("erin").await;
    let erin = server.login("erin", "password-1").await;
    let users = server.get("/users", &erin).send().await;
    assert_eq!(users.usernames(), ["erin"]);
    assert_eq!(
        users.json()[0]["roles"],
        json!("system_admin system_user"),
        "{}",
        users.text()
    );
}

#[tokio::test]
async fn codes_that_were_sent_can_be_used_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let open = || World::open(Settings::for_tests(), &file).unwrap();
    let server = Server::of(open()).await;
    let email = json!({ "email": "alice@users-demo.test" });
    let path = "/users/password/reset/send";
    done(server.call("POST", path).json(&email)).await;
    let code = server.world.outbox().pop().unwrap().code;
    let invitation = server.world.invite(seed::HARBOUR, "fay@x.test").unwrap();
    server.world.close().await.unwrap();

    let server = Server::of(open()).await;
    let body = json!({ "code": code, "new_password": "password-2" });
    let path = "/users/password/reset";
    done(server.call("POST", path).json(&body)).await;
    let alice = server.login("alice", "password-2").await;
    assert_eq!(server.status_of(&alice).await, 200);
    let body = json!({ "username": "fay", "email": "fay@x.test", "password": "password-1" });
    let path = format!("/users?t={invitation}");
    assert_eq!(server.call("POST", &path).json(&body).status().await, 201);
}

#[tokio::test]
async fn traces_of_use_are_written_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let open = || World::open(Settings::for_tests(), &file).unwrap();
    let server = Server::of(open()).await;
    let admin = server.admin().await;
    let alice = server.user("alice").await;
    let sessions = format!("/users/{}/sessions", seed::ALICE);
    let sessions = async |server: &Server| done(server.get(&sessions, &admin)).await.json();
    let at_login = sessions(&server).await;
    assert_eq!(server.status_of(&alice).await, 200);
    let used = sessions(&server).await;
    assert_ne!(used, at_login);
    server.world.close().await.unwrap();
    assert_eq!(sessions(&Server::of(open()).await).await, used);
}

#[cfg(unix)]
#[tokio::test]
async fn a_database_that_can_not_be_written_any_more_ends_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let mut server = Process::start_with_little_space(&file, 1_000);
    let admin = server.login("admin", PASSWORD).await;
    let mut kept = 0;
    loop {
        let large =
            json!({ "nickname": (kept + 1).to_string(), "props": { "x": "y".repeat(20_000) } });
        let answer = server.put("/users/me/patch", &admin, &large).send().await;
        if answer.status != 200 {
            answer.assert_error(500);
            break;
        }
        kept += 1;
        assert!(kept < 1_000, "the file grows without end");
    }
    assert_eq!(server.wait().0, Some(1));
    assert!(kept > 0);

    let server = Process::start(&file);
    let me = server.get("/users/me", &admin).send().await;
    assert_eq!(me.field("nickname"), kept.to_string());
}

#[tokio::test]
async fn a_database_that_can_not_be_used_ends_the_program_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let server = Process::start(&file);
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "This is no database, but a text.\n".repeat(100)).unwrap();
    for (file, reason) in [
        (&file, "another process is using it"),
        (&text, "it is no SQLite database"),
    ] {
        let output = refused(file);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let line = format!(
            "error: the database {} can't be used: {reason}",
            file.display()
        );
        assert_eq!(said.trim(), line);
    }
    assert_eq!(server.login("admin", PASSWORD).await.len(), 26);
}
