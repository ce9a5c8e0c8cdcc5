//! Requests that mean no good: each is answered with a status of the client's, and the server goes on as
//! if nothing had been.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use users_client::Client;
use users_demo::Settings;

use crate::server::{base_url, listen};

/// How many requests there are, and how many at a time.
const REQUESTS: usize = 10_000;
const TASKS: usize = 16;
/// An answer that takes longer is a hang.
const PATIENCE: Duration = Duration::from_secs(10);
/// What the process may have grown by in the end, in KiB: allocators keep some of what was used.
const GROWTH: usize = 64 * 1024;

/// Numbers that are the same in each run (xorshift64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let count = self.below(most);
        (0..count).map(|_| self.next().to_be_bytes()[0]).collect()
    }
}

/// One hostile request as bytes.
fn request(random: &mut Random) -> Vec<u8> {
    let path = match random.below(8) {
        0 => "/../../../../etc/passwd".to_owned(),
        1 => "/users/..%2f..%2fetc%2fpasswd".to_owned(),
        2 => format!(
            "/users/%{}",
            random.of(&["", "f", "zz", "00", "ff", "c3%28", "ed%a0%80"])
        ),
        3 => format!(
            "/users?{}",
            random.of(&[
                "page=%ff",
                "page=1&page=2",
                "page[]=1",
                "%=%&=",
                "per_page=1e9"
            ])
        ),
        4 => format!("/users/{}", "a".repeat(random.below(20_000))),
        5 => "/users/%E2%80%AE%F0%9F%92%A9/image".to_owned(),
        6 => format!("/users/{}/image", "%2e%2e/".repeat(random.below(200))),
        _ => random
            .of(&[
                "/users/login",
                "/users",
                "/users/ids",
                "/users/search",
                "/users/me/patch",
            ])
            .to_owned(),
    };
    let method = random.of(&[
        "GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "G\u{0}T", "",
    ]);
    let body: Vec<u8> = match random.below(10) {
        0 => random.bytes(2000),
        1 => "[".repeat(random.below(50_000)).into_bytes(),
        2 => "{\"a\":".repeat(random.below(5_000)).into_bytes(),
        3 => b"{\"login_id\": 1, \"password\": [null]} trailing".to_vec(),
        4 => b"{\"login_id\": \"\\ud800\", \"login_id\": \"b\"}".to_vec(),
        5 => b"{\"username\": \"\xff\xfe\"}".to_vec(),
        6 => format!("[{}1]", "1e999,".repeat(random.below(2_000))).into_bytes(),
        7 => format!("\"{}\"", "\u{202e}a\u{301}".repeat(random.below(3_000))).into_bytes(),
        8 => {
            b"--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"../../a\r\n\r\n--x"
                .to_vec()
        }
        _ => Vec::new(),
    };
    let media_type = random.of(&[
        "application/json",
        "application/json; charset=utf-7",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/x-www-form-urlencoded",
        "\u{7f}",
        ";;;",
    ]);
    let length = match random.below(6) {
        0 => "Content-Length: 99999999999999999999".to_owned(),
        1 => "Transfer-Encoding: chunked".to_owned(),
        2 => format!(
            "Content-Length: {}\r\nTransfer-Encoding: chunked",
            body.len()
        ),
        3 => format!("Content-Length: {}\r\nContent-Length: 1", body.len()),
        _ => format!("Content-Length: {}", body.len()),
    };
    let extra = match random.below(6) {
        0 => format!("X-Large: {}", "a".repeat(random.below(200_000))),
        1 => "X-Many: 1\r\n"
            .repeat(random.below(300))
            .trim_end()
            .to_owned(),
        2 => "Authorization: Bearer \u{1}\u{2}".to_owned(),
        3 => "Authorization: Bearer nobody\r\nAuthorization: Basic Og==".to_owned(),
        4 => format!("Accept: {}", ",;q=".repeat(random.below(2_000))),
        _ => "Cookie: MMAUTHTOKEN=\"; a=;;==".to_owned(),
    };
    if random.below(20) == 0 {
        return random.bytes(4000);
    }
    let base = users_server::BASE_PATH;
    let head = format!(
        "{method} {base}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media_type}\r\n{length}\r\n{extra}\r\n\r\n"
    );
    let mut bytes = head.into_bytes();
    bytes.extend(body);
    bytes
}

/// The status of the answer; `None` if the server hung up without one.
async fn ask(address: SocketAddr, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may answer, and hang up, before it has read all.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let head = String::from_utf8_lossy(&answer);
    head.split(' ').nth(1)?.parse().ok()
}

/// How much memory the process has, in KiB; 0 where nobody says.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_hostile_requests_change_nothing() {
    let panics = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&panics);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // Those of other tests have threads of their own.
        let thread = std::thread::current();
        let is_server = thread.name().is_some_and(|name| name.starts_with("tokio"));
        counter.fetch_add(usize::from(is_server), Ordering::Relaxed);
        before(panic);
    }));
    let address = listen(users_demo::app(Settings::for_tests())).await;
    // They say a little, and then nothing more.
    let mut slow = Vec::new();
    for index in 0..100 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head =
            "POST /api/v4/users/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";
        let said = &head.as_bytes()[..head.len() - index % 60];
        stream.write_all(said).await.unwrap();
        slow.push(stream);
    }
    // Buffers and threads are there from the first requests on.
    storm(address, 0, REQUESTS / 10).await;
    let memory = resident();
    let counts = storm(address, 1, REQUESTS).await;
    let grown = resident().saturating_sub(memory);
    assert_eq!(panics.load(Ordering::Relaxed), 0, "something panicked");
    assert!(grown < GROWTH, "the process grew by {grown} KiB");
    let answered: usize = counts.iter().sum();
    assert!(
        answered > REQUESTS / 2,
        "only {answered} were answered: {counts:?}"
    );
    assert_eq!(counts[5], 0, "the server blamed itself: {counts:?}");
    assert_eq!(counts[2], 0, "a request was taken: {counts:?}");
    assert_eq!(counts[4], answered, "{counts:?}");

    // A good one is answered right after.
    let client = Client::builder(base_url(address)).build().unwrap();
    let refused = timeout(PATIENCE, client.users().get_user("me").send()).await;
    let status = refused.unwrap().unwrap_err().status().unwrap();
    assert_eq!(status.as_u16(), 401);
    drop(slow);
}

/// Sends so many requests, and counts the answers by the class of their status.
async fn storm(address: SocketAddr, seed: u64, count: usize) -> [usize; 6] {
    let tasks = (0..TASKS).map(|task| {
        tokio::spawn(async move {
            let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (seed << 32) ^ task as u64);
            let mut counts = [0; 6];
            for _ in 0..count / TASKS {
                let bytes = request(&mut random);
                let answered = timeout(PATIENCE, ask(address, &bytes)).await;
                let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
                let status = answered.unwrap_or_else(|_| panic!("no answer to {shown}"));
                let class = usize::from(status.unwrap_or_default() / 100);
                if matches!(class, 2 | 5) {
                    println!("{status:?}: {shown}");
                }
                counts[class] += usize::from(status.is_some());
            }
            counts
        })
    });
    let mut counts = [0; 6];
    for task in tasks.collect::<Vec<_>>() {
        for (sum, count) in counts.iter_mut().zip(task.await.unwrap()) {
            *sum += count;
        }
    }
    counts
}
