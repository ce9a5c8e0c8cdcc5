//! Serves every document on a port of its own, which the first line tells. Then a line `answer` with
//! the number of a call makes the methods answer that call, and `seen` asks what a method was given.

use std::io::{self, BufRead, Write};
use std::{process, thread};

use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let board = driver::Board::default();
    let mut ports = serde_json::Map::new();
    for (name, router) in routers(&board) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        ports.insert(name.to_owned(), listener.local_addr()?.port().into());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    writeln!(io::stdout(), "{}", driver::Value::from(ports))?;
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let answer = match line.strip_prefix("answer ") {
                Some(number) => {
                    board.answer(number.parse().unwrap_or(usize::MAX));
                    driver::Value::Null
                }
                None => board.seen(),
            };
            if writeln!(io::stdout(), "{answer}").is_err() {
                break;
            }
        }
        process::exit(0);
    });
    std::future::pending().await
}
