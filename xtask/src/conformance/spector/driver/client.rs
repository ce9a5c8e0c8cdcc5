//! Makes the calls that it is told: a line has the number of a call and the URL of the server, and
//! perhaps says that streams reconnect; the answer is a line of JSON.

use std::io::{self, BufRead, Write};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (number, base) = line.split_once(' ').unwrap_or_default();
        let (base, more) = base.split_once(' ').unwrap_or((base, ""));
        driver::set_reconnects(more == "reconnect");
        let number = number.parse().unwrap_or(usize::MAX);
        let outcome = match find(number, base) {
            None => serde_json::json!({"fault": "there is no such call"}),
            Some(call) => match tokio::spawn(call).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(fault)) => serde_json::json!({"fault": fault.to_string()}),
                Err(_) => serde_json::json!({"fault": "it panicked"}),
            },
        };
        writeln!(io::stdout(), "{outcome}")?;
    }
    Ok(())
}
