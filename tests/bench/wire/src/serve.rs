//! A server in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use tokio::net::TcpListener;

use crate::{Failure, by_hand, emitted};

/// Serves until standard input ends, which it does at the latest with the process that started
/// this one.
pub(crate) async fn serve(side: &str) -> Result<(), Failure> {
    let router = match side {
        "emitted" => emitted::router(),
        "by-hand" => by_hand::router(),
        _ => return Err(format!("there is no side {side}").into()),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", listener.local_addr()?.port())?;
    out.flush()?;
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        drop(ended);
    });
    tokio::select! {
        served = axum::serve(listener, router).into_future() => served?,
        _ = end => {}
    }
    Ok(())
}

/// A server that this process started, and ends.
pub(crate) struct Server {
    process: Child,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(side: &str) -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["serve", side])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = process.stdout.take().ok_or("the server says nothing")?;
        let mut line = String::new();
        let read = BufReader::new(out).read_line(&mut line);
        let mut server = Self { process, port: 0 };
        read?;
        server.port = line.trim().parse()?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
