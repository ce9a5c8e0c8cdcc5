//! How the program stops when it is asked to.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpStream;

use crate::process::{PASSWORD, Process, with_database};
use crate::support::Begun;

fn start(database: &Path, shutdown_timeout: &str) -> Process {
    let mut program = with_database(database);
    program.args(["--shutdown-timeout", shutdown_timeout]);
    Process::spawn(program)
}

/// A change of the admin's nickname, of which a part is sent.
async fn begin(server: &Process) -> Begun {
    let token = server.login("admin", PASSWORD).await;
    let patch = json!({ "nickname": "Keeper" });
    server.put("/users/me/patch", &token, &patch).begin(5).await
}

#[tokio::test]
async fn what_is_under_way_is_finished_and_nothing_new_is_begun() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let mut server = start(&file, "10");
    let begun = begin(&server).await;
    server.signal("TERM");
    let asked = Instant::now();
    while TcpStream::connect(server.address).await.is_ok() {
        assert!(asked.elapsed() < Duration::from_secs(5), "it still listens");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let answer = begun.finish().await;
    assert_eq!(answer.field("nickname"), "Keeper");
    assert_eq!(server.wait(), (Some(0), "stopped".to_owned()));

    let server = Process::start(&file);
    let token = server.login("admin", PASSWORD).await;
    let me = server.get("/users/me", &token).send().await;
    assert_eq!(me.field("nickname"), "Keeper");
}

#[tokio::test]
async fn what_does_not_finish_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.db");
    let mut server = start(&file, "1");
    let begun = begin(&server).await;
    let asked = Instant::now();
    server.signal("TERM");
    assert_eq!(server.wait(), (Some(0), "stopped".to_owned()));
    let passed = asked.elapsed();
    assert!(passed >= Duration::from_secs(1), "{passed:?}");
    assert!(passed < Duration::from_secs(8), "{passed:?}");
    assert!(begun.read().await.is_empty());
}
