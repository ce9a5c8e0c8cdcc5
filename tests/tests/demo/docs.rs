//! The page that shows the document, in a real browser.

use std::process::Command;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use tokio::time::timeout;

use crate::server::{Log, listen, record};

/// The names of the program, by system.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];
const PATIENCE: Duration = Duration::from_secs(120);

fn browser() -> Option<&'static str> {
    let mut found = BROWSERS.iter().copied();
    found.find(|name| Command::new(name).arg("--version").output().is_ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_shows_every_operation_and_asks_nobody_else() {
    let Some(browser) = browser() else {
        println!("skipped: none of {BROWSERS:?} is installed");
        return;
    };
    let log = Log::default();
    let router = users_server::docs().layer(from_fn_with_state(log.clone(), record));
    let address = listen(router).await;
    let profile = tempfile::tempdir().unwrap();
    let folder = format!("--user-data-dir={}", profile.path().display());
    let mut command = tokio::process::Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", &folder]);
    // It ends when all is loaded, not after so long.
    command.args(["--virtual-time-budget=20000", "--dump-dom"]);
    command.arg(format!("http://{address}/docs#PatchUser"));
    let output = timeout(PATIENCE, command.kill_on_drop(true).output()).await;
    let output = output.expect("the browser ends").unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);

    assert!(
        page.contains("<title>Mattermost Users API 4.0.0</title>"),
        "{page}\n{said}"
    );
    assert_eq!(
        page.matches("class=\"operation").count(),
        62,
        "{page}\n{said}"
    );
    // The operation that the address names is open, and shows what its body may be.
    assert!(
        page.contains(
            "<details class=\"operation\" id=\"PatchUser\" data-words=\"put /users/{user_id}/patch"
        ),
        "{page}"
    );
    assert!(page.contains("<code>application/json</code>"), "{page}");
    assert!(
        page.contains("PatchUserBody") || page.contains("<code>nickname</code>"),
        "{page}"
    );
    assert!(!page.contains("[object "), "{page}");
    let paths: Vec<String> = log.all().into_iter().map(|asked| asked.path).collect();
    let known = ["/docs", "/openapi.json", "/favicon.ico"];
    assert!(
        paths.iter().all(|path| known.contains(&path.as_str())),
        "{paths:?}"
    );
}
