//! The servers under load: plain requests over connections that are kept, written and read without
//! a library, so that the load costs less than what is measured.

use std::collections::BTreeMap;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Failure;
use crate::client::order;
use crate::rounds::{AT_A_TIME, Length, Measured, SIDES, Turns};
use crate::serve::Server;

/// Measures both servers, and writes what came of it.
pub(crate) async fn measure(length: Length) -> Result<(), Failure> {
    let mut servers = Vec::new();
    for side in SIDES {
        servers.push((side, Server::start(side)?));
    }
    let mut measured = Measured::new();
    for (route, request) in requests()? {
        let mut sides: BTreeMap<&str, Turns> = BTreeMap::new();
        for (side, server) in &servers {
            turn(server.port, &request, length.warm_up()).await?;
            sides.entry(side).or_default();
        }
        for _ in 0..length.rounds {
            // Who was second is first in the next round.
            servers.reverse();
            for (side, server) in &servers {
                let per_second = turn(server.port, &request, length.turn).await?;
                let turns = sides.entry(side).or_default();
                turns.per_second.push(per_second);
            }
        }
        measured.insert(route, sides);
    }
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

/// The bytes of each request: the same two where the document has no rules, and where it has.
fn requests() -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let body = serde_json::to_string(&order())?;
    let length = body.len();
    let mut requests = Vec::new();
    for (path, get, post) in [
        ("/orders", "GET, two parameters", "POST, 20 fields"),
        (
            "/checked-orders",
            "GET, two parameters with rules",
            "POST, 20 fields with rules",
        ),
    ] {
        let head = "HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n";
        let find = format!("GET {path}?customer=Anna%20Berg&limit=25 {head}\r\n");
        let create = format!(
            "POST {path} {head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n\
             {body}"
        );
        requests.push((get, find.into_bytes()));
        requests.push((post, create.into_bytes()));
    }
    Ok(requests)
}

/// Sends requests for so long; gives how many were answered per second.
async fn turn(port: u16, request: &[u8], length: std::time::Duration) -> Result<f64, Failure> {
    let start = Instant::now();
    let end = start + length;
    let mut connections = JoinSet::new();
    for _ in 0..AT_A_TIME {
        let request = request.to_vec();
        connections.spawn(async move {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            let mut buffer = Vec::new();
            let mut count = 0_u32;
            while Instant::now() < end {
                stream.write_all(&request).await?;
                read(&mut stream, &mut buffer).await?;
                count += 1;
            }
            Ok::<u32, Failure>(count)
        });
    }
    let mut total = 0.0;
    while let Some(count) = connections.join_next().await {
        total += f64::from(count??);
    }
    Ok(total / start.elapsed().as_secs_f64())
}

/// Reads one response, which has to be a success.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<(), Failure> {
    buffer.clear();
    let mut needed = None;
    loop {
        if needed.is_some_and(|needed| buffer.len() >= needed) {
            return Ok(());
        }
        if stream.read_buf(buffer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if needed.is_none() {
            needed = whole(buffer)?;
        }
    }
}

/// How long a response is, once all of its head is there.
fn whole(response: &[u8]) -> Result<Option<usize>, Failure> {
    let Some(end) = response.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (head, _) = response.split_at(end);
    let head = std::str::from_utf8(head)?;
    if !head.starts_with("HTTP/1.1 20") {
        return Err(format!("the server answered {head}").into());
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>())
    });
    Ok(Some(end + 4 + length.ok_or("the response has no length")??))
}
