//! Killed at any moment, the program loses nothing that it has acknowledged.
//!
//! In each round some writers change what they like until the server is killed. Then it is started
//! again on the same file, and everything that was acknowledged in any round has to be there. Of a
//! change that was asked for and never answered nobody knows: either state is right.
//!
//! `cargo test -p users-demo --test wire crash -- --ignored --nocapture` does a hundred rounds.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rand::random_range;
use serde_json::json;
use tokio::task::JoinSet;

use crate::process::{PASSWORD, Process, with_database};
use crate::support::{Answer, Api, Call};

const WRITERS: usize = 6;
/// How long the server is left alone at most.
const LONGEST: u64 = 1_000;

/// Sends what has to succeed, unless the server dies.
async fn acknowledged(call: Call) -> Option<Answer> {
    let answer = call.attempt().await?;
    assert!(answer.status < 300, "{}: {}", answer.status, answer.text());
    Some(answer)
}

/// Something that is written again and again.
struct Known<T> {
    acknowledged: Option<T>,
    /// Asked for, but not answered.
    open: Option<T>,
    writes: usize,
}

impl<T: PartialEq> Known<T> {
    fn new(acknowledged: Option<T>, writes: usize) -> Self {
        Self {
            acknowledged,
            open: None,
            writes,
        }
    }

    /// Asks for another value.
    async fn set(&mut self, value: T, call: Call) -> Option<()> {
        self.open = Some(value);
        acknowledged(call).await?;
        self.acknowledged = self.open.take();
        self.writes += 1;
        Some(())
    }

    /// Whether this may be the value; without one that was acknowledged, any may.
    fn admits(&self, found: &T) -> bool {
        let known = self.acknowledged.as_ref();
        known.is_none_or(|known| known == found) || self.open.as_ref() == Some(found)
    }
}

/// A user, and all that is known of what the server has acknowledged.
struct Person {
    id: String,
    username: String,
    nickname: Known<String>,
    picture: Known<Vec<u8>>,
    /// Sessions and access tokens, and whether they are good.
    tokens: Vec<(String, Known<bool>)>,
}

impl Person {
    async fn create(api: Api, admin: &str, username: &str, with_password: bool) -> Option<Self> {
        let mut body = json!({
            "username": username,
            "email": format!("{username}@x.test"),
        });
        if with_password {
            body["password"] = "password-1".into();
        } else {
            body["auth_service"] = "gitlab".into();
            body["auth_data"] = username.into();
        }
        let answer = acknowledged(api.post("/users", admin, &body)).await?;
        Some(Self {
            id: answer.field("id"),
            username: username.to_owned(),
            nickname: Known::new(Some(String::new()), 0),
            picture: Known::new(None, 0),
            tokens: Vec::new(),
        })
    }

    /// Logs in and out, and writes a little of everything in between, until the server dies.
    async fn write_logged_in(&mut self, api: Api) -> Option<()> {
        let body = json!({ "login_id": self.username, "password": "password-1" });
        let login = acknowledged(api.call("POST", "/users/login").json(&body)).await?;
        let session = login.header("token")?.to_owned();
        self.tokens
            .push((session.clone(), Known::new(Some(true), 1)));
        self.write(api, &session).await?;
        let call = api.post("/users/logout", &session, &json!({}));
        self.tokens.first_mut()?.1.set(false, call).await
    }

    /// Writes a little of everything, as the user or an admin, until the server dies.
    async fn write(&mut self, api: Api, token: &str) -> Option<()> {
        let path = format!("/users/{}", self.id);
        for _ in 0..random_range(1..20) {
            let nickname = random_range(0..u64::MAX).to_string();
            let patch = json!({ "nickname": nickname });
            let call = api.put(&format!("{path}/patch"), token, &patch);
            self.nickname.set(nickname, call).await?;
        }
        let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
        picture.resize(random_range(10..40_000), random_range(0..=255));
        let head = b"--x\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n";
        let form = [head.as_slice(), &picture, b"\r\n--x--\r\n"].concat();
        let call = api.call("POST", &format!("{path}/image")).bearer(token);
        let call = call.body("multipart/form-data; boundary=x", &form);
        self.picture.set(picture, call).await?;

        for _ in 0..random_range(1..5) {
            let body = json!({ "description": "a program" });
            let call = api.post(&format!("{path}/tokens"), token, &body);
            let made = acknowledged(call).await?;
            let known = Known::new(Some(true), 1);
            self.tokens.push((made.field("token"), known));
            if random_range(0..2) == 0 {
                let body = json!({ "token_id": made.field("id") });
                let call = api.post("/users/tokens/revoke", token, &body);
                self.tokens.last_mut()?.1.set(false, call).await?;
            }
        }
        Some(())
    }

    /// How many writes were acknowledged.
    fn writes(&self) -> usize {
        let tokens = self.tokens.iter().map(|(_, known)| known.writes);
        1 + self.nickname.writes + self.picture.writes + tokens.sum::<usize>()
    }

    /// Looks for everything. Returns how much was found and what wasn't.
    async fn check(&self, api: Api, admin: &str) -> (usize, Vec<String>) {
        let path = format!("/users/{}", self.id);
        let user = api.get(&path, admin).send().await;
        let picture = api.get(&format!("{path}/image"), admin).send().await;
        let mut facts = vec![("the user", user.status == 200)];
        if user.status == 200 {
            facts.push(("the name", user.field("username") == self.username));
            facts.push((
                "the nickname",
                self.nickname.admits(&user.field("nickname")),
            ));
        }
        facts.push(("the picture", self.picture.admits(&picture.body)));
        for (token, known) in &self.tokens {
            let good = api.status_of(token).await == 200;
            facts.push(("a token", known.admits(&good)));
        }
        let lost = facts.iter().filter(|(_, found)| !found);
        let lost: Vec<_> = lost
            .map(|(what, _)| format!("{what} of {}", self.username))
            .collect();
        (facts.len() - lost.len(), lost)
    }
}

/// Writes until the server dies. Returns what is known by then.
async fn write(api: Api, admin: String, name: String) -> Vec<Person> {
    let mut people = Vec::new();
    for number in 0.. {
        // Passwords make the server work hard, and write less.
        let with_password = random_range(0..8) == 0;
        let username = format!("{name}-{number}");
        let created = Person::create(api, &admin, &username, with_password).await;
        let Some(mut person) = created else {
            break;
        };
        let alive = match with_password {
            true => person.write_logged_in(api).await,
            false => person.write(api, &admin).await,
        };
        people.push(person);
        if alive.is_none() {
            break;
        }
    }
    people
}

async fn check_all(api: Api, admin: &str, people: &[Person]) -> usize {
    let mut all = 0;
    for person in people {
        let (found, lost) = person.check(api, admin).await;
        assert_eq!(lost, Vec::<String>::new());
        all += found;
    }
    all
}

/// Starts the server and kills it before it has got far.
fn kill_at_start(file: &Path) {
    let mut child = with_database(file).stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(random_range(0..150)));
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn rounds(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    kill_at_start(&file);
    let mut server = Process::start(&file);
    // It lasts as well.
    let admin = server.login("admin", PASSWORD).await;
    let mut people = Vec::new();
    for round in 0..count {
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let name = format!("r{round}-w{writer}");
            writers.spawn(write(*server, admin.clone(), name));
        }
        tokio::time::sleep(Duration::from_millis(random_range(0..LONGEST))).await;
        server.kill();
        let written = writers.join_all().await;
        if round % 4 == 0 {
            kill_at_start(&file);
        }
        server = Process::start(&file);
        let written: Vec<_> = written.into_iter().flatten().collect();
        check_all(*server, &admin, &written).await;
        people.extend(written);
    }
    let found = check_all(*server, &admin, &people).await;
    let writes: usize = people.iter().map(Person::writes).sum();
    eprintln!(
        "{count} rounds: {writes} writes acknowledged; of what they left, {found} found, lost 0"
    );
    assert!(writes > count, "{writes} writes are no load");
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_in_five_rounds() {
    rounds(5).await;
}

#[tokio::test]
#[ignore = "takes some minutes"]
async fn nothing_acknowledged_is_lost_in_a_hundred_rounds() {
    rounds(100).await;
}
