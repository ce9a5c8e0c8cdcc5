//! Serves the demo: `cargo run -p users-demo -- --listen 127.0.0.1:8065`.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::value_parser;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use users_demo::{Settings, World, mock, serve, serve_router};

/// A Users server, in memory or with a database.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8065")]
    listen: SocketAddr,
    /// The SQLite database to keep everything in; it is made if it isn't there. Without one,
    /// everything is forgotten when the server stops.
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// Answer each operation with an example of the document, and keep nothing.
    #[arg(long, conflicts_with = "db")]
    mock: bool,
    /// The username of the first admin of a new world.
    #[arg(long, value_name = "NAME", default_value = "admin")]
    admin_username: String,
    /// The password of the first admin of a new world; a random one if left out.
    #[arg(long, value_name = "PASSWORD")]
    admin_password: Option<String>,
    /// Allow what is only for a server's own machine: deleting all users, by anybody.
    #[arg(long)]
    local_mode: bool,
    /// How long a request may take until it is answered 408 if it hasn't arrived, 503 otherwise;
    /// and how long a connection may be idle.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u32).range(1..))]
    request_timeout: u32,
    /// How many requests are served at once; more are answered 503.
    #[arg(long, value_name = "NUMBER", default_value_t = 256, value_parser = value_parser!(u16).range(1..))]
    max_concurrent: u16,
    /// How often a minute one address may try one login; more are answered 429. 0 for no limit.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    login_attempts_per_minute: u32,
    /// How long requests that are under way get to finish when the server stops.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    shutdown_timeout: u32,
}

impl Arguments {
    fn settings(&self) -> Result<Settings, Box<dyn Error>> {
        let seconds = |number: u32| Duration::from_secs(number.into());
        let random = Settings::default();
        let password = self.admin_password.as_deref();
        let password = password.unwrap_or_else(|| random.admin_password());
        let mut settings = Settings::new(&self.admin_username, password)?;
        settings.local_mode = self.local_mode;
        settings.log_mail = true;
        settings.request_timeout = seconds(self.request_timeout);
        settings.max_concurrent = self.max_concurrent.into();
        settings.login_attempts_per_minute = self.login_attempts_per_minute;
        settings.shutdown_timeout = seconds(self.shutdown_timeout);
        Ok(settings)
    }

    /// How the first admin logs in.
    fn login(&self, settings: &Settings, world: &World) -> String {
        match (&self.db, &self.admin_password) {
            (Some(file), _) if !world.is_new() => {
                format!("as before, by the accounts of {}", file.display())
            }
            // A password that was given is known, and needs to be on no screen.
            (_, Some(_)) => format!("{} / the password given", settings.admin_username()),
            (_, None) => {
                let (name, password) = (settings.admin_username(), settings.admin_password());
                format!("{name} / {password}")
            }
        }
    }
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

    // From here on, so that a server that is told to stop as soon as it listens does so in order.
    let stop = told_to_stop()?;
    let settings = arguments.settings()?;
    if arguments.mock {
        return run_mock(&arguments, &settings, stop).await;
    }
    let world = match &arguments.db {
        Some(file) => World::open(settings.clone(), file)?,
        None => World::new(settings.clone()),
    };
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    let mut out = stdout();
    let base = users_server::BASE_PATH;
    writeln!(out, "listening on http://{address}{base}")?;
    writeln!(out, "admin login: {}", arguments.login(&settings, &world))?;
    out.flush()?;

    serve(listener, &world, stop).await;
    world.close().await?;
    writeln!(out, "stopped")?;
    Ok(())
}

/// Serves the mock.
async fn run_mock(
    arguments: &Arguments,
    settings: &Settings,
    stop: impl Future<Output = ()>,
) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    let mut out = stdout();
    let base = users_server::BASE_PATH;
    writeln!(out, "listening on http://{address}{base}")?;
    let password = settings.admin_password();
    let shown = arguments.admin_password.as_deref();
    let shown = shown.map_or(password, |_| "the password given");
    writeln!(out, "login: anybody / {shown}")?;
    out.flush()?;
    serve_router(listener, mock(password), settings, stop).await;
    writeln!(out, "stopped")?;
    Ok(())
}

/// Ends on Ctrl-C or when the process is asked to terminate.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends on Ctrl-C.
#[cfg(not(unix))]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
