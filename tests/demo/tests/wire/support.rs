//! A server on a real socket, and a client that sends exactly what it is told.

use std::net::SocketAddr;
use std::ops::Deref;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use users_demo::{Settings, World, serve};

/// A server that stops with the test's runtime.
pub(crate) struct Server {
    pub(crate) world: World,
    api: Api,
}

impl Deref for Server {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::for_tests()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        Self::of(World::new(settings)).await
    }

    pub(crate) async fn of(world: World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = world.clone();
        tokio::spawn(async move { serve(listener, &served, std::future::pending()).await });
        let api = Api { address };
        Self { world, api }
    }
}

/// The API of whatever server is at an address.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
}

impl Api {
    /// A request below `/api/v4`.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        Call {
            address: self.address,
            head: format!("{method} /api/v4{path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n"),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Call {
        self.call("GET", path).bearer(token)
    }

    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> Call {
        self.call("POST", path).bearer(token).json(body)
    }

    pub(crate) fn put(&self, path: &str, token: &str, body: &Value) -> Call {
        self.call("PUT", path).bearer(token).json(body)
    }

    /// Logs in and returns the session's token.
    pub(crate) async fn login(&self, login: &str, password: &str) -> String {
        let body = json!({ "login_id": login, "password": password });
        let answer = self.call("POST", "/users/login").json(&body).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.header("token").unwrap().to_owned()
    }

    pub(crate) async fn admin(&self) -> String {
        self.login("admin", Settings::TEST_ADMIN_PASSWORD).await
    }

    pub(crate) async fn user(&self, username: &str) -> String {
        self.login(username, Settings::TEST_USER_PASSWORD).await
    }

    /// Creates a user with the password `password-1` and returns the id.
    pub(crate) async fn create(&self, username: &str) -> String {
        let body = json!({
            "username": username,
            "email": format!("{username}@x.test"),
            "password": "password-1",
        });
        let answer = self.call("POST", "/users").json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.field("id")
    }

    /// The status of asking who one is: 200 or 401.
    pub(crate) async fn status_of(&self, token: &str) -> u16 {
        self.get("/users/me", token).send().await.status
    }
}

/// A request.
pub(crate) struct Call {
    address: SocketAddr,
    head: String,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string().as_bytes())
    }

    pub(crate) fn body(mut self, media_type: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("content-type", media_type)
    }

    pub(crate) async fn send(self) -> Answer {
        let mut stream = self.open().await.unwrap();
        // A server that refuses a large body may close before it has read all of it.
        let _ = stream.write_all(&self.body).await;
        Answer::parse(&read(stream).await).expect("a whole head")
    }

    /// Sends it to a server that may die. None: nobody knows what became of it.
    pub(crate) async fn attempt(self) -> Option<Answer> {
        let mut stream = self.open().await.ok()?;
        stream.write_all(&self.body).await.ok()?;
        Answer::parse(&read(stream).await).filter(Answer::is_whole)
    }

    /// Sends the head, waits until the server reads the body, and sends so many bytes of it.
    pub(crate) async fn begin(self, length: usize) -> Begun {
        let call = self.header("expect", "100-continue");
        let mut stream = call.open().await.unwrap();
        let mut interim = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
        stream.read_exact(&mut interim).await.unwrap();
        assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
        let (part, rest) = call.body.split_at(length);
        stream.write_all(part).await.unwrap();
        Begun {
            stream,
            rest: rest.to_vec(),
        }
    }

    /// Sends the head.
    async fn open(&self) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await?;
        let head = format!("{}content-length: {}\r\n\r\n", self.head, self.body.len());
        stream.write_all(head.as_bytes()).await?;
        Ok(stream)
    }

    /// Sends it and returns the status.
    pub(crate) async fn status(self) -> u16 {
        self.send().await.status
    }
}

/// A request of which a part is sent.
pub(crate) struct Begun {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Begun {
    /// Sends the rest.
    pub(crate) async fn finish(mut self) -> Answer {
        let _ = self.stream.write_all(&self.rest).await;
        Answer::parse(&self.read().await).expect("a whole head")
    }

    /// Reads all that comes, without sending more.
    pub(crate) async fn read(self) -> Vec<u8> {
        read(self.stream).await
    }
}

/// All that comes, until the server or its death closes the connection.
async fn read(mut stream: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut part = [0; 8 * 1024];
    while let Ok(length @ 1..) = stream.read(&mut part).await {
        bytes.extend_from_slice(&part[..length]);
    }
    bytes
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// None if the head isn't whole.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        assert!(!chunked, "no answer of this server is streamed");
        Some(Self {
            status,
            headers,
            body: bytes[end + 4..].to_vec(),
        })
    }

    fn is_whole(&self) -> bool {
        let length = self.header("content-length");
        length.is_some_and(|length| length == self.body.len().to_string())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(key, _)| key == name);
        named.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{}",
            self.text()
        );
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A text field of a successful answer.
    pub(crate) fn field(&self, name: &str) -> String {
        assert!(
            (200..300).contains(&self.status),
            "{}: {}",
            self.status,
            self.text()
        );
        self.json()[name].as_str().expect("a text").to_owned()
    }

    /// The usernames in a list of users.
    pub(crate) fn usernames(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.text());
        let users = self.json();
        let name = |user: &Value| user["username"].as_str().unwrap().to_owned();
        users.as_array().expect("a list").iter().map(name).collect()
    }

    /// Whether this is an error in the one form that errors have.
    pub(crate) fn assert_error(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text());
        let error = self.json();
        let keys: Vec<_> = error
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let expected = [
            "id",
            "message",
            "detailed_error",
            "request_id",
            "status_code",
        ];
        assert_eq!(keys, expected);
        assert_eq!(error["status_code"], status);
        assert_eq!(error["request_id"].as_str().unwrap().len(), 26);
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
}

/// The one-time code that is right so many steps of 30 seconds from now.
pub(crate) fn one_time_code(secret: &str, steps: i64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let step = i64::try_from(now.as_secs()).unwrap() / 30 + steps;
    let key = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}
