//! The program itself, and how a server stops.

use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use users_demo::{Settings, World, serve};

use crate::process::{Process, program};
use crate::support::Api;

#[tokio::test]
async fn the_program_says_where_it_listens_and_who_its_admin_is_and_stops_on_ctrl_c() {
    let mut program = program();
    program.args(["--admin-username", "root"]);
    program.stderr(Stdio::piped());
    let mut server = Process::spawn(program);
    let (username, password) = server.admin_login.split_once(" / ").unwrap();
    let (username, password) = (username.to_owned(), password.to_owned());
    assert_eq!(username, "root");

    let token = server.login(&username, &password).await;
    assert_eq!(server.status_of(&token).await, 200);

    server.signal("INT");
    assert_eq!(server.wait(), (Some(0), "stopped".to_owned()));
    let log = server.log();
    assert!(log.contains("path=\"/api/v4/users/login\""), "{log}");
    for secret in [token, password] {
        assert!(!log.contains(&secret));
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
    let token = Api { address }.admin().await;
    assert_eq!(token.len(), 26);
    let _idle = TcpStream::connect(address).unwrap();
    stop.send(()).unwrap();
    let end = tokio::time::timeout(Duration::from_secs(8), server).await;
    end.expect("it stops in time").unwrap();
}
