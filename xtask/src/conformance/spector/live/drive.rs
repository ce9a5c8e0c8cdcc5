//! All calls, tried with the suite itself.

use std::io;

use serde_json::Value;

use super::super::http::Message;
use super::super::process::Driver;
use super::super::run::{Broken, SERVER_URL, Try, Verdict, fail, note};
use super::super::{judge, send};
use super::{Server, Suite, knock};
use crate::Failure;

/// Lets the clients call the suite's server, and asks it what it saw.
pub(in super::super) fn clients(
    suite: &Suite,
    driver: &mut Driver,
    tries: &[Try<'_>],
    broken: &Broken,
    verdicts: &mut [Verdict],
) -> Result<(), Failure> {
    let server = Server::start(suite)?;
    for each in tries {
        let came = match broken.get(&each.route.model.document.name) {
            Some(reason) => each.cases().map(|_| Err(reason.clone())).collect(),
            None => {
                let mut line = format!("{} {}", each.number, server.url());
                if each.call.reconnects {
                    line.push_str(" reconnect");
                }
                let mut outcome = driver.ask(&line)?;
                let events = outcome.pointer_mut("/body/events");
                if let Some(events) = events.and_then(Value::as_array_mut)
                    && each.call.reconnects
                {
                    // What comes behind the first response isn't among the data.
                    events.truncate(1);
                }
                each.check_outcome(&server.url(), &outcome)
            }
        };
        note(verdicts, each, came);
    }
    let results = server.stop()?;
    for verdict in verdicts {
        let result = results.get(&verdict.name).map(String::as_str);
        if verdict.failures.is_empty() && result != Some("pass") {
            let reason = format!("the suite says {}", result.unwrap_or("nothing"));
            verdict.failures.push((0, reason));
        }
    }
    Ok(())
}

/// Lets the suite's client call the servers.
pub(in super::super) fn servers(
    suite: &Suite,
    driver: &mut Driver,
    ports: &Value,
    tries: &[Try<'_>],
    broken: &Broken,
    verdicts: &mut [Verdict],
) -> Result<(), Failure> {
    let mut done = vec![false; tries.len()];
    let failures = knock(suite, |request| {
        let Some((position, each)) = meant(tries, &done, request) else {
            return Ok(Message::new("HTTP/1.1 404 Not Found".to_owned()));
        };
        if let Some(done) = done.get_mut(position) {
            *done = true;
        }
        let port = ports.get(&each.route.model.document.name);
        let port = port
            .and_then(Value::as_u64)
            .and_then(|port| u16::try_from(port).ok());
        let port = port.ok_or_else(|| io::Error::other("the document has no server"))?;
        driver.ask(&format!("answer {}", each.number))?;
        let response = send::forward(request, port)?;
        let seen = driver.ask("seen")?;
        let call = each.call.at(SERVER_URL);
        let came = judge::check_seen(&each.route, &call, &seen);
        // Why no method is called, the response says.
        let came = match seen.is_null() {
            true => judge::check_message(&call, &response).and(came),
            false => came,
        };
        if let Err(reason) = came {
            fail(verdicts, &each.case, reason);
        }
        Ok(response)
    })?;
    for each in tries {
        if let Some(reason) = broken.get(&each.route.model.document.name) {
            fail(verdicts, &each.case, reason.clone());
        }
    }
    for verdict in verdicts {
        if let (true, Some(reason)) = (verdict.failures.is_empty(), failures.get(&verdict.name)) {
            verdict.failures.push((0, reason.clone()));
        }
    }
    Ok(())
}

/// The call that a request is, or that it is meant to be; each comes once.
fn meant<'a, 'b>(
    tries: &'b [Try<'a>],
    done: &[bool],
    request: &Message,
) -> Option<(usize, &'b Try<'a>)> {
    let fits = |each: &Try<'_>| judge::is_for(&each.call, request);
    let left = || {
        let tries = tries.iter().enumerate().zip(done);
        let left = tries.filter(|(_, done)| !**done).map(|(each, _)| each);
        left.filter(|(_, each)| fits(each))
    };
    let is_it = |each: &Try<'_>| judge::check_request(&each.call.at(SERVER_URL), request).is_ok();
    left()
        .find(|(_, each)| is_it(each))
        .or_else(|| left().next())
}
