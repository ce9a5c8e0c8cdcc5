//! All scenarios, tried.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::model::Model;
use super::peer::Peer;
use super::process::Driver;
use super::route::{self, Route};
use super::suite::{self, Document, Scenario};
use super::workspace::{User, Workspace};
use super::{Side, client, judge, live, send, server};
use crate::Failure;

/// What answers call the URL of their server.
pub(super) const SERVER_URL: &str = "http://localhost:3000";

/// The port in it.
pub(super) const SERVER_PORT: u16 = 3000;

/// Why crates of documents don't compile, by the names of the documents.
pub(super) type Broken = BTreeMap<String, String>;

/// The scenarios that are to be tried, and what there is of documents for them.
pub(super) struct Trial {
    /// By spec, and by the version of OpenAPI where there are several.
    rows: BTreeMap<(String, &'static str), Vec<Result<Model, String>>>,
    scenarios: Vec<Scenario>,
}

/// What came of a scenario.
pub(super) struct Verdict {
    /// The spec, with the version of OpenAPI where there are several.
    pub(super) row: String,
    pub(super) name: String,
    /// How many calls it has.
    pub(super) calls: usize,
    /// Those that failed, each with the reason.
    pub(super) failures: Vec<(usize, String)>,
}

/// A call of a scenario, by its position.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    /// The verdict that it belongs to.
    verdict: usize,
    position: usize,
    call: &'a suite::Call,
}

/// A call that can be tried.
pub(super) struct Try<'a> {
    pub(super) number: usize,
    pub(super) case: Case<'a>,
    pub(super) call: suite::Call,
    pub(super) route: Route<'a>,
    /// The calls for the pages behind the first, where a client goes through them by itself.
    pub(super) pages: Vec<(Case<'a>, suite::Call)>,
    /// What a driver does for it.
    pub(super) source: String,
}

impl Try<'_> {
    /// Whether a call, with the operation that it is meant for, asks for one more page: it is one of the
    /// same operation, or one of a link, which is no operation.
    fn goes_on(&self, side: Side, case: &Case<'_>, route: Option<&Route<'_>>) -> bool {
        side == Side::Client
            && self.case.verdict == case.verdict
            && self.route.op.view.pages.is_some()
            && route.is_none_or(|route| std::ptr::eq(route.op.view, self.route.op.view))
    }

    pub(super) fn cases(&self) -> impl Iterator<Item = &Case<'_>> {
        std::iter::once(&self.case).chain(self.pages.iter().map(|(case, _)| case))
    }

    /// Whether what a client made of the answers is what they were, call by call.
    pub(super) fn check_outcome(&self, base_url: &str, outcome: &Value) -> Vec<Result<(), String>> {
        let responses = &self.route.op.view.responses;
        match self.calls(base_url).as_slice() {
            [call] => vec![judge::check_outcome(call, responses, outcome)],
            calls => judge::check_pages(calls, responses, outcome),
        }
    }

    /// All of its calls, at the URL of a server.
    pub(super) fn calls(&self, base_url: &str) -> Vec<suite::Call> {
        let pages = self.pages.iter().map(|(_, call)| call);
        let calls = std::iter::once(&self.call).chain(pages);
        calls.map(|call| call.at(base_url)).collect()
    }
}

impl Trial {
    pub(super) fn new(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Self, Failure> {
        let mut scenarios = suite::scenarios(folder)?;
        scenarios.retain(|scenario| wanted(&scenario.spec));
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for document in suite::documents(folder)? {
            if !wanted(&document.spec) {
                continue;
            }
            let row = (document.spec.clone(), document.dialect);
            rows.entry(row).or_default().push(Model::new(document));
        }
        if scenarios.is_empty() {
            return Err(Failure::Message("no spec is to be tried".to_owned()));
        }
        Ok(Self { rows, scenarios })
    }

    /// The names of the rows.
    pub(super) fn rows(&self) -> Vec<String> {
        let rows = self.rows.keys();
        rows.map(|(spec, dialect)| row(spec, dialect)).collect()
    }

    /// How many documents there are.
    pub(super) fn documents(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// Leaves out the documents of further versions of OpenAPI: the suite sees one of each spec.
    pub(super) fn keep_first(&mut self) {
        self.rows.retain(|(_, dialect), _| dialect.is_empty());
    }

    pub(super) fn run(&self, side: Side, live: bool, root: &Path) -> Result<Vec<Verdict>, Failure> {
        let (mut verdicts, cases) = self.cases();
        let mut tries = Vec::new();
        for (number, (case, models)) in cases.iter().enumerate() {
            let route = route::find(models, case.call);
            if let Some(first) = tries.last_mut()
                && Try::goes_on(first, side, case, route.as_ref())
            {
                first.pages.push((*case, case.call.clone()));
                first.source = client::pages(&first.route, &first.call)?;
                continue;
            }
            let Some(route) = route else {
                let reason = "the document has no operation for it".to_owned();
                fail(&mut verdicts, case, reason);
                continue;
            };
            let body = route.op.ir.body.iter();
            let media_types = body.flat_map(|body| &body.contents);
            let media_types = media_types.flat_map(|content| &content.media_types);
            let media_types: Vec<&str> = media_types.map(String::as_str).collect();
            let call = case.call.settled(&media_types);
            let source = match side {
                Side::Client => client::call(&route, &call),
                Side::Server => server::answer(&route, &call.at(SERVER_URL)),
            };
            match source {
                Ok(source) => tries.push(Try {
                    number,
                    case: *case,
                    call,
                    route,
                    pages: Vec::new(),
                    source,
                }),
                Err(reason) => fail(&mut verdicts, case, reason),
            }
        }
        let (program, broken) = Workspace::new(root, side)?.build(&users(side, &tries))?;
        let mut driver = Driver::start(&program)?;
        let ports = match side {
            Side::Client => Value::Null,
            Side::Server => driver.answer()?,
        };
        if live {
            let suite = live::Suite::install(root)?;
            match side {
                Side::Client => live::clients(&suite, &mut driver, &tries, &broken, &mut verdicts)?,
                Side::Server => {
                    live::servers(&suite, &mut driver, &ports, &tries, &broken, &mut verdicts)?;
                }
            }
        } else {
            let peer = Peer::new()?;
            for each in &tries {
                let came = match (broken.get(&each.route.model.document.name), side) {
                    (Some(reason), _) => each.cases().map(|_| Err(reason.clone())).collect(),
                    (None, Side::Client) => call(&mut driver, &peer, each)?,
                    (None, Side::Server) => vec![serve(&mut driver, &ports, each)?],
                };
                note(&mut verdicts, each, came);
            }
        }
        for verdict in &mut verdicts {
            verdict.failures.sort();
        }
        Ok(verdicts)
    }

    /// A verdict for each scenario, none of which failed yet; and the calls, each with the documents
    /// that it may be meant for.
    fn cases(&self) -> (Vec<Verdict>, Vec<(Case<'_>, Vec<&Model>)>) {
        let (mut verdicts, mut cases) = (Vec::new(), Vec::new());
        for ((spec, dialect), models) in &self.rows {
            let of_spec = self.scenarios.iter().filter(|each| each.spec == *spec);
            for scenario in of_spec {
                let mut verdict = Verdict {
                    row: row(spec, dialect),
                    name: scenario.name.clone(),
                    calls: scenario.calls.len(),
                    failures: Vec::new(),
                };
                let found: Vec<&Model> = models.iter().flatten().collect();
                let refused = models.iter().find_map(|model| model.as_ref().err());
                for (position, call) in scenario.calls.iter().enumerate() {
                    if let Some(reason) = refused {
                        let reason = format!("isn't generated: {reason}");
                        verdict.failures.push((position, reason));
                        continue;
                    }
                    let case = Case {
                        verdict: verdicts.len(),
                        position,
                        call,
                    };
                    cases.push((case, found.clone()));
                }
                verdicts.push(verdict);
            }
        }
        (verdicts, cases)
    }
}

fn row(spec: &str, dialect: &str) -> String {
    match dialect {
        "" => spec.to_owned(),
        dialect => format!("{spec} ({dialect})"),
    }
}

/// Notes that a call failed.
pub(super) fn fail(verdicts: &mut [Verdict], case: &Case<'_>, reason: String) {
    if let Some(verdict) = verdicts.get_mut(case.verdict) {
        verdict.failures.push((case.position, reason));
    }
}

/// Notes what came of the calls of a try.
pub(super) fn note(verdicts: &mut [Verdict], each: &Try<'_>, came: Vec<Result<(), String>>) {
    for (case, came) in each.cases().zip(came) {
        if let Err(reason) = came {
            fail(verdicts, case, reason);
        }
    }
}

/// The crates that use the emitted ones.
fn users<'a>(side: Side, tries: &'a [Try<'a>]) -> Vec<User<'a>> {
    let mut models: BTreeMap<&Document, Vec<&Try<'_>>> = BTreeMap::new();
    for each in tries {
        models
            .entry(&each.route.model.document)
            .or_default()
            .push(each);
    }
    let users = models.into_values().filter_map(|tries| {
        let model = tries.first()?.route.model;
        let source = match side {
            Side::Client => client::source(model, &tries),
            Side::Server => server::source(model, &tries),
        };
        Some(User { model, source })
    });
    users.collect()
}

/// Makes calls with a client: the peer answers them, and sees what was sent.
fn call(
    driver: &mut Driver,
    peer: &Peer,
    each: &Try<'_>,
) -> Result<Vec<Result<(), String>>, Failure> {
    let calls = each.calls(&peer.base_url());
    // Pages are asked for a second time for their items.
    let times = if calls.len() > 1 { 2 } else { 1 };
    let responses = calls.iter().map(|call| &call.response);
    peer.answer(responses.clone().chain(responses).take(times * calls.len()));
    let outcome = driver.ask(&format!("{} {}", each.number, peer.base_url()))?;
    let requests = peer.requests();
    let read = each.check_outcome(&peer.base_url(), &outcome);
    let came = calls
        .iter()
        .enumerate()
        .zip(read)
        .map(|((index, call), read)| {
            let sent: Vec<_> = requests.iter().skip(index).step_by(calls.len()).collect();
            let came = match sent.len() {
                0 => Err("sends nothing".to_owned()),
                number if number != times => Err(format!("sends {number} requests")),
                _ => sent
                    .iter()
                    .try_for_each(|request| judge::check_request(call, request)),
            };
            let came = match (came, read) {
                // Why nothing is sent, the outcome says.
                (Err(sent), Err(read)) if requests.is_empty() => Err(format!("{sent}: {read}")),
                (came, read) => came.and(read),
            };
            // The port is another each time.
            came.map_err(|reason| reason.replace(&peer.base_url(), suite::BASE_URL))
        });
    Ok(came.collect())
}

/// Sends a request to a server, whose method answers it.
fn serve(
    driver: &mut Driver,
    ports: &Value,
    each: &Try<'_>,
) -> Result<Result<(), String>, Failure> {
    let port = ports.get(&each.route.model.document.name);
    let port = port.and_then(Value::as_u64).unwrap_or_default();
    let port = u16::try_from(port).unwrap_or_default();
    let call = each.call.at(SERVER_URL);
    driver.ask(&format!("answer {}", each.number))?;
    let response = send::send(&each.route, &call, port);
    let seen = driver.ask("seen")?;
    let came = match response {
        Err(error) => Err(format!("doesn't answer: {error}")),
        Ok(response) => judge::check_message(&call, &response),
    };
    Ok(match came {
        // Why no method is called, the response says.
        Err(reason) if seen.is_null() => Err(reason),
        came => judge::check_seen(&each.route, &call, &seen).and(came),
    })
}
