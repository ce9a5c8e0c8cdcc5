//! The program itself, and how a server stops.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use users_demo::{Settings, World, serve};

use crate::support::Server;

#[tokio::test]
async fn the_program_says_where_it_listens_and_who_its_admin_is_and_stops_on_ctrl_c() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_users-demo"))
        .args(["--listen", "127.0.0.1:0", "--admin-username", "root"])
        .env_remove("RUST_LOG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        line.trim().to_owned()
    };
    let address = line();
    let address = address.strip_prefix("listening on http://").unwrap();
    let address = address.strip_suffix("/api/v4").unwrap().parse().unwrap();
    let login = line();
    let login = login.strip_prefix("admin login: ").unwrap();
    let (username, password) = login.split_once(" / ").unwrap();
    assert_eq!(username, "root");

    // Only the address counts: the world belongs to the program.
    let world = World::new(Settings::for_tests());
    let server = Server { world, address };
    let token = server.login(username, password).await;
    assert_eq!(server.status_of(&token).await, 200);

    let process = program.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &process])
            .status()
            .unwrap()
            .success()
    );
    assert!(program.wait().unwrap().success());
    let mut log = String::new();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert!(log.contains("path=\"/api/v4/users/login\""), "{log}");
    for secret in [token.as_str(), password] {
        assert!(!log.contains(secret));
    }
}

#[tokio::test]
async fn a_server_stops_although_a_client_keeps_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let world = World::new(Settings::for_tests());
    let (stop, stopped) = oneshot::channel::<()>();
    let served = world.clone();
    let server = tokio::spawn(async move {
        let stop = async { stopped.await.unwrap_or_default() };
        serve(listener, &served, stop).await
    });
    let token = Server { world, address }.admin().await;
    assert_eq!(token.len(), 26);
    let _idle = TcpStream::connect(address).unwrap();
    stop.send(()).unwrap();
    let end = tokio::time::timeout(Duration::from_secs(8), server).await;
    assert!(end.expect("it stops in time").unwrap().is_ok());
}
