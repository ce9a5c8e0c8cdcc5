//! The calls without `async`, from threads that have a runtime and from those that have none.

use std::io::{Read, copy};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use users_client::types::{CreateUserBody, LoginBody, PatchUserBody};
use users_client::users::{GetUserError, SetProfileImageForm};
use users_client::{Client, Credentials, Error, FilePart, blocking};
use users_demo::{Settings, World};

use crate::server::base_url;
use crate::support::{assert_done, text};

/// A demo with a runtime and a thread of its own.
fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    thread::spawn(move || {
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let router = users_demo::router(&World::new(Settings::for_tests()));
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await
        })
    });
    address
}

/// A client of the admin.
fn admin(address: SocketAddr) -> Client {
    let client = Client::builder(base_url(address)).build().unwrap();
    let login = LoginBody {
        login_id: Some("admin".to_owned()),
        password: Some(Settings::TEST_ADMIN_PASSWORD.to_owned()),
        ..LoginBody::default()
    };
    let session = client.users().login(&login).send_blocking().unwrap();
    let bearer_auth = session.into_body().token.map(Into::into);
    client.with_credentials(Credentials { bearer_auth })
}

/// Large enough for many pieces.
fn jpeg() -> Vec<u8> {
    let start = b"\xff\xd8\xff\xe0 a picture".iter().copied();
    start
        .chain((0..3_000_000_u32).map(|n| n.to_le_bytes()[0]))
        .collect()
}

/// What somebody does with the API, without a word of `async`.
fn use_it(address: SocketAddr) {
    let client = admin(address);
    for number in 0..20 {
        let user = CreateUserBody {
            password: Some("Harbour-Light-1".to_owned()),
            ..CreateUserBody::new(format!("u{number}@example.org"), format!("user-{number}"))
        };
        client.users().create_user(&user).send_blocking().unwrap();
    }
    let users = client.users().get_users().per_page(7).items_blocking();
    let users: Result<Vec<_>, _> = users.collect();
    let users = users.unwrap();
    assert!(users.len() > 20);
    let pages = client.users().get_users().per_page(7).pages_blocking();
    let lengths: Vec<usize> = pages.map(|page| page.unwrap().len()).collect();
    assert_eq!(lengths.iter().sum::<usize>(), users.len());
    assert!(lengths.len() > 2);

    let patch = PatchUserBody {
        nickname: Some("Nick".to_owned()),
        ..PatchUserBody::default()
    };
    let patched = client.users().patch_user("me", &patch).send_blocking();
    assert_eq!(text(&patched.unwrap().nickname), "Nick");
    let refused = client.users().get_user("nobody").send_blocking();
    let refused = refused.unwrap_err();
    assert!(matches!(refused.api(), Some(GetUserError::NotFound(_))));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me.jpg");
    std::fs::write(&path, jpeg()).unwrap();
    let image = blocking::wait(FilePart::from_file(&path)).unwrap();
    let set = client.users().set_profile_image("me");
    let set = set.body(SetProfileImageForm { image }).send_blocking();
    assert_done(&set.unwrap());

    // As bytes, bit by bit, as a file.
    let picture = || {
        let image = client.users().get_profile_image("me").send_blocking();
        image.unwrap().into_body()
    };
    let mut copied = Vec::new();
    copy(&mut picture(), &mut copied).unwrap();
    assert_eq!(copied, jpeg());
    let mut image = picture();
    let mut start = [0; 4];
    image.read_exact(&mut start).unwrap();
    assert_eq!(start, jpeg()[..4]);
    assert_eq!(image.read(&mut []).unwrap(), 0);
    // What is left is there as well for who reads it otherwise.
    let rest = blocking::wait(image.bytes()).unwrap();
    assert_eq!(rest, jpeg()[4..]);
    let saved = folder.path().join("saved.jpg");
    blocking::wait(picture().save_to(&saved)).unwrap();
    assert_eq!(std::fs::read(saved).unwrap(), jpeg());
    assert_eq!(
        blocking::iter(picture())
            .map(|chunk| chunk.unwrap().len())
            .sum::<usize>(),
        jpeg().len()
    );

    let out = client.users().logout().send_blocking();
    assert_done(&out.unwrap());
    assert!(client.users().get_user("me").send_blocking().is_err());
}

#[test]
fn a_program_without_a_runtime_makes_calls() {
    let address = serve();
    use_it(address);
    // Several threads at once, which share what looks after their connections.
    let client = admin(address);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    client.users().get_user("me").send_blocking().unwrap();
                }
            });
        }
    });
}

#[tokio::test]
async fn calls_within_a_task_keep_its_thread_but_work() {
    // More is read at once than a task may without returning to its runtime.
    use_it(serve());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_within_a_runtime_of_several_threads_work() {
    let address = serve();
    tokio::spawn(async move { use_it(address) }).await.unwrap();
    let address = serve();
    tokio::task::spawn_blocking(move || use_it(address))
        .await
        .unwrap();
    // The same client in both ways.
    let client = admin(address);
    client.users().get_user("me").send().await.unwrap();
    client.users().get_user("me").send_blocking().unwrap();
    client.users().get_user("me").send().await.unwrap();
}

#[tokio::test]
async fn a_call_that_needs_its_own_thread_ends() {
    let server = crate::server::Server::start().await;
    let client = Client::builder(base_url(server.address)).timeout(Duration::from_secs(1));
    let client = client.build().unwrap();
    let error = client.users().get_user("me").send_blocking().unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.is_timeout()),
        "{error:?}"
    );
    // It is there again once the thread is free.
    assert_eq!(
        client
            .users()
            .get_user("me")
            .send()
            .await
            .unwrap_err()
            .status()
            .unwrap(),
        401
    );
}
