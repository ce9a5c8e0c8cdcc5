//! Serves the demo: `cargo run -p users-demo -- --listen 127.0.0.1:8065`.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use users_demo::{Settings, World, serve};

/// An in-memory Users server. Everything is forgotten when it stops.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8065")]
    listen: SocketAddr,
    /// The username of the first admin.
    #[arg(long, value_name = "NAME", default_value = "admin")]
    admin_username: String,
    /// The password of the first admin; a random one if left out.
    #[arg(long, value_name = "PASSWORD")]
    admin_password: Option<String>,
    /// Allow what is only for a server's own machine: deleting all users, by anybody.
    #[arg(long)]
    local_mode: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // When even this can't be written, the exit code still tells.
            let _ = writeln!(stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    log.with_ansi(stderr().is_terminal())
        .with_writer(stderr)
        .init();

    let random = Settings::default();
    let given = arguments.admin_password.as_deref();
    let password = given.unwrap_or_else(|| random.admin_password());
    let mut settings = Settings::new(&arguments.admin_username, password)?;
    settings.local_mode = arguments.local_mode;
    settings.log_mail = true;

    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    let mut out = stdout();
    writeln!(
        out,
        "listening on http://{address}{}",
        users_server::BASE_PATH
    )?;
    // A password that was given is known, and needs to be on no screen.
    let shown = given.map_or(password, |_| "the password given");
    writeln!(out, "admin login: {} / {shown}", settings.admin_username())?;
    out.flush()?;

    let world = World::new(settings);
    serve(listener, &world, interrupted()).await?;
    writeln!(out, "stopped")?;
    Ok(())
}

/// Ends on Ctrl-C.
async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "Ctrl-C can't be waited for");
        std::future::pending::<()>().await;
    }
}
