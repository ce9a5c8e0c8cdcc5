//! Webhooks and callbacks over sockets: what sends them, what receives them, and their signatures.

mod signed;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use hooks_client::api_webhooks::{
    JobFilesForm, StartJobDone, StartJobDone2, Webhooks as Sender, callback_url,
};
use hooks_client::types::{Job, JobCreated, SeenAgain, State};
use hooks_client::{CallOptions, Error, FilePart};
use hooks_server::api_webhooks::{self, Receiver, Webhooks};
use hooks_server::api_webhooks::{
    ForgetJobsRequest, ForgetJobsResponse, JobCreatedRequest, JobCreatedResponse, JobFailedWhyRequest,
    JobFailedWhyResponse, JobFilesRequest, JobFilesResponse, JobLogRequest, JobLogResponse,
    ReceiverOperationRequest, ReceiverOperationResponse, StartJobDone2Request, StartJobDone2Response,
    StartJobDoneRequest, StartJobDoneResponse,
};
use hooks_server::types::{Seen, StartJobDone2OkBody};
use hooks_server::{Binary, Failure, Operation, Rejection, Service};
use serde_json::{Value, json};

use super::media::peer::{Peer, answer};

/// Keeps what it was told.
#[derive(Clone, Default)]
struct Hooks(Arc<Mutex<Vec<String>>>);

impl Hooks {
    fn note(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }

    fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Service for Hooks {
    fn body_limit(&self, _operation: &'static Operation) -> usize {
        512
    }

    fn reject(&self, rejection: Rejection) -> axum::response::Response {
        let faults = rejection.faults().iter();
        let faults = faults.map(|fault| format!(" {}: {}", fault.name(), fault.message()));
        self.note(format!("{}{}", rejection.status().as_u16(), faults.collect::<String>()));
        hooks_server::support::service::problem(&rejection)
    }
}

impl Webhooks for Hooks {
    async fn job_created(&self, request: JobCreatedRequest) -> Result<JobCreatedResponse, Failure> {
        let job = request.body.data;
        self.note(format!("created {} {:?} {:?}", job.id, job.state, job.parts));
        if job.id == "gone" {
            let response = axum::response::IntoResponse::into_response(StatusCode::GONE);
            return Err(Failure::response(response));
        }
        let again = Some(SeenAgain::No);
        Ok(JobCreatedResponse::Ok(Seen { again }))
    }

    async fn forget_jobs(&self, _request: ForgetJobsRequest) -> Result<ForgetJobsResponse, Failure> {
        self.note("forgotten".to_owned());
        Ok(ForgetJobsResponse::NoContent)
    }

    async fn job_failed_why(
        &self,
        request: JobFailedWhyRequest,
    ) -> Result<JobFailedWhyResponse, Failure> {
        self.note(format!("failed {:?}", request.body));
        Ok(JobFailedWhyResponse::NoContent)
    }

    async fn job_log(&self, request: JobLogRequest) -> Result<JobLogResponse, Failure> {
        let mut upload = request.body;
        let mut log = Vec::new();
        while let Some(chunk) = upload.chunk().await? {
            log.extend_from_slice(&chunk);
        }
        self.note(format!("log {}", String::from_utf8_lossy(&log)));
        log.reverse();
        Ok(JobLogResponse::Ok(Binary::from(log)))
    }

    async fn job_files(&self, request: JobFilesRequest) -> Result<JobFilesResponse, Failure> {
        let file = request.body.file.map(|file| file.bytes);
        self.note(format!("files {} {file:?}", request.body.name));
        Ok(JobFilesResponse::NoContent)
    }

    async fn receiver(
        &self,
        request: ReceiverOperationRequest,
    ) -> Result<ReceiverOperationResponse, Failure> {
        self.note(format!("{:?} {:?}", request.url_header, request.sign_query));
        Ok(ReceiverOperationResponse::NoContent)
    }

    async fn start_job_done(
        &self,
        request: StartJobDoneRequest,
    ) -> Result<StartJobDoneResponse, Failure> {
        let (id, tries) = (&request.body.id, request.tries);
        self.note(format!("done {id} {} {tries:?}", request.x_attempt));
        Ok(match id.as_str() {
            "gone" => StartJobDoneResponse::Gone,
            _ => StartJobDoneResponse::NoContent,
        })
    }

    async fn start_job_done_2(
        &self,
        request: StartJobDone2Request,
    ) -> Result<StartJobDone2Response, Failure> {
        let query = request.parts.uri.query().unwrap_or_default();
        self.note(format!("archive {:?} {query}", request.body.map(|job| job.id)));
        Ok(StartJobDone2Response::Ok(StartJobDone2OkBody::new(true)))
    }
}

/// Serves it, and gives its URL.
async fn serve(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    url
}

/// What is told at a URL for each and at one for all, and who is told.
async fn receive() -> (Hooks, String) {
    let hooks = Hooks::default();
    let receiver = api_webhooks::receiver(hooks.clone());
    (hooks, serve(app(&receiver)).await)
}

fn app(receiver: &Receiver) -> Router {
    let by_hand = receiver.clone();
    Router::new()
        .nest("/hooks", receiver.router())
        .route("/type", receiver.by_member("/type"))
        .route("/event", receiver.by_header("x-event"))
        .route(
            "/{*name}",
            axum::routing::any(async move |request: axum::extract::Request| {
                let name = request.uri().path().replace("/by-hand/", "");
                by_hand.receive(&name, request).await
            }),
        )
}

fn sender() -> Sender {
    let builder = Sender::builder().timeout(Duration::from_secs(5));
    builder.build().unwrap()
}

fn created(id: &str) -> JobCreated {
    JobCreated::new(job(id))
}

fn job(id: &str) -> Job {
    Job::new(id, State::Done)
}

/// A request that nobody's types made: the status and the body of its answer.
async fn post(url: &str, headers: &[(&str, &str)], body: impl Into<reqwest::Body>) -> (u16, Value) {
    let client = reqwest::Client::new();
    let mut request = client.post(url).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn each_is_told_and_answered_with_its_types() {
    let (hooks, url) = receive().await;
    let sender = sender();
    let at = |name: &str| format!("{url}/hooks/{name}");

    let answer = sender.job_created(&at("job.created"), &created("j1")).send().await.unwrap();
    assert_eq!(answer.body().again, Some(SeenAgain::No));
    assert_eq!(hooks.told(), ["created j1 Done None"]);

    sender.forget_jobs(&at("job.created")).send().await.unwrap();
    assert_eq!(hooks.told(), ["forgotten"]);

    let failed = at("job/failed:%20why%3F");
    // Longer than the document allows: nothing is checked.
    sender.job_failed_why(&failed).body("late").send().await.unwrap();
    sender.job_failed_why(&failed).send().await.unwrap();
    assert_eq!(hooks.told(), ["failed Some(\"late\")", "failed None"]);

    let log = sender.job_log(&at("job.log"), "abc").send().await.unwrap();
    let log = log.into_body().bytes().await.unwrap();
    assert_eq!((&*log, hooks.told()), (&b"cba"[..], vec!["log abc".to_owned()]));

    let form = JobFilesForm { file: Some(FilePart::bytes("f")), ..JobFilesForm::new("two") };
    sender.job_files(&at("job.files"), form).send().await.unwrap();
    assert_eq!(hooks.told(), ["files two Some(b\"f\")"]);

    let receiver = sender.receiver(&at("receiver"));
    receiver.url_header("u").sign_query("s").send().await.unwrap();
    assert_eq!(hooks.told(), ["Some(\"u\") Some(\"s\")"]);

    let done = sender.start_job_done(&at("startJob/done"), 2, &job("j2")).tries(&[1, 2]);
    done.send().await.unwrap();
    assert_eq!(hooks.told(), ["done j2 2 Some([1, 2])"]);
    let gone = sender.start_job_done(&at("startJob/done"), 2, &job("gone")).send().await;
    let Err(Error::Api(error)) = gone else {
        panic!("{gone:?}");
    };
    assert_eq!(error.status().as_u16(), 410);

    let archive = sender.start_job_done_2(&at("startJob/done/2?by=a%20b&c")).body(&job("j3"));
    assert!(archive.send().await.unwrap().body().kept);
    hooks.told().remove(1);

    // What isn't implemented.
    let begin = sender.begin_(&at("begin")).send().await.unwrap_err();
    assert_eq!(begin.status().unwrap().as_u16(), 501);
}

#[tokio::test]
async fn one_url_can_be_for_all() {
    let (hooks, url) = receive().await;
    let sender = sender();
    let by_type = format!("{url}/type?a=1");
    sender.job_created(&by_type, &created("a")).send().await.unwrap();

    let by_event = format!("{url}/event");
    let named = |name: &str| CallOptions::new().header("x-event", name);
    let done = sender.start_job_done(&by_event, 1, &job("b"));
    done.with_options(named("startJob/done")).send().await.unwrap();
    let log = sender.job_log(&by_event, "c").with_options(named("job.log"));
    log.send().await.unwrap();

    let by_hand = format!("{url}/by-hand/job.created");
    sender.job_created(&by_hand, &created("d")).send().await.unwrap();
    let expected = ["created a Done None", "done b 1 None", "log c", "created d Done None"];
    assert_eq!(hooks.told(), expected);

    for (url, headers, body) in [
        (&by_type, vec![JSON], r#"{"type":"other"}"#),
        (&by_type, vec![JSON], r#"{"type":1}"#),
        (&by_type, vec![JSON], "{"),
        (&by_type, vec![], ""),
        (&by_event, vec![JSON, ("x-event", "other")], "{}"),
        (&by_event, vec![JSON], "{}"),
    ] {
        let (status, body) = post(url, &headers, body).await;
        assert_eq!((status, &body["title"]), (404, &json!("There is no such webhook.")));
    }
    assert_eq!(hooks.told(), ["404"; 6]);
    let (status, _) = post(&by_event, &[], "x".repeat(600)).await;
    assert_eq!((status, hooks.told()), (413, vec!["413".to_owned()]));
}

#[tokio::test]
async fn what_a_newer_api_sends_is_taken() {
    let (hooks, url) = receive().await;
    let url = format!("{url}/hooks/job.created");
    // A state, a type, a cause and a member that the document doesn't list, and too many parts.
    let body = json!({
        "type": "job.made", "version": 2,
        "data": {"id": "j", "state": "paused", "parts": [1, 2], "owner": null},
    });
    let cause = ("x-cause", "cron");
    let (status, body) = post(&url, &[JSON, cause], body.to_string()).await;
    assert_eq!((status, body), (200, json!({"again": "no"})));
    assert_eq!(hooks.told(), ["created j Other(\"paused\") Some([1, 2])"]);
}

#[tokio::test]
async fn faults_are_answered_as_those_of_operations() {
    let (hooks, url) = receive().await;
    let created = format!("{url}/hooks/job.created");
    let done = format!("{url}/hooks/startJob/done");
    let text = ("content-type", "text/plain");
    for (url, headers, body, status, told) in [
        (&created, vec![JSON], "{", 400, "400 : EOF while parsing an object"),
        (&created, vec![JSON], "", 400, "400 : is missing"),
        (&created, vec![JSON], r#"{"type":"job.created","data":{"id":1}}"#, 422, "422 /data/id: "),
        (&created, vec![text], "{}", 415, "415 : expected"),
        (&done, vec![JSON], r#"{"id":"1","state":"done"}"#, 400, "400 X-Attempt: is missing"),
        (&done, vec![JSON, ("x-attempt", "x")], "{}", 400, "400 X-Attempt: "),
    ] {
        let (answered, _) = post(url, &headers, body).await;
        let heard = hooks.told();
        assert!(answered == status && heard[0].starts_with(told), "{answered} {heard:?}");
    }
    let large = format!("{{\"type\":\"{}\"}}", "x".repeat(600));
    assert_eq!(post(&created, &[JSON], large).await.0, 413);
    assert_eq!(post(&format!("{url}/hooks/other"), &[JSON], "{}").await.0, 404);
    let wrong = reqwest::Client::new().patch(&created).send().await.unwrap();
    assert_eq!(wrong.status().as_u16(), 405);
    assert_eq!(wrong.headers()["allow"], "POST, DELETE");
}

#[tokio::test]
async fn urls_are_called_as_they_are_or_not_at_all() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let sender = sender();
    for path in ["", "/", "/a", "/a/", "/a//", "/a?b=c%20d&e", "/a/?b", "/%C3%A9?"] {
        let url = format!("{}{path}", peer.url);
        sender.start_job_done(&url, 1, &job("j")).send().await.unwrap();
        let asked = peer.asked().remove(0);
        let path = if path.is_empty() { "/" } else { path.trim_end_matches('?') };
        assert!(asked.starts_with(&format!("POST {path} HTTP/1.1\r\n")), "{asked}");
        assert!(asked.contains("\r\nx-attempt: 1\r\n") && asked.ends_with(r#"{"id":"j","state":"done"}"#));
    }
    let url = format!("{}/a?b", peer.url);
    let tries = sender.start_job_done(&url, 1, &job("j")).tries(&[1]);
    tries.send().await.unwrap();
    assert!(peer.asked().remove(0).starts_with("POST /a?b&tries=1 HTTP/1.1\r\n"));
    for (url, reason) in [
        ("ftp://a/b", "the URL is neither http nor https"),
        ("file:///etc/passwd", "the URL is neither http nor https"),
        ("/a", "the URL can't be read: relative URL without a base"),
        ("https://me:pw@a/b", "the URL has a user name or a password"),
        ("https://a/b#c", "the URL has a fragment"),
    ] {
        let error = sender.forget_jobs(url).send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert_eq!(error.to_string(), format!("forgetJobs: {reason}"));
    }
    // The constant of the header isn't the caller's to give.
    peer.answer(&[&answer("200 OK", "content-type: application/json\r\n", "{}")]);
    sender.job_created(&peer.url, &created("j")).send().await.unwrap();
    assert!(peer.asked().remove(0).contains("\r\nx-cause: job\r\n"));
}

#[tokio::test]
async fn redirects_are_answers_and_answers_have_limits() {
    let other = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let sender = sender();
    for status in ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        for location in [&other.url, "/b"] {
            let redirect = answer(status, &format!("location: {location}\r\n"), "");
            let mut peer = Peer::new(&[&redirect]).await;
            let error = sender.start_job_done(&peer.url, 1, &job("j")).send().await.unwrap_err();
            assert!(matches!(error, Error::UnexpectedStatus(_)), "{error:?}");
            assert_eq!(peer.asked().len(), 1);
        }
    }
    let mut other = other;
    assert!(other.asked().is_empty());

    let large = answer("200 OK", "content-type: application/json\r\n", &" ".repeat(100));
    let peer = Peer::new(&[&large]).await;
    let small = Sender::builder().max_response_bytes(99).build().unwrap();
    let error = small.job_created(&peer.url, &created("j")).send().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");

    // A peer that never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let hasty = Sender::builder().timeout(Duration::from_millis(100)).build().unwrap();
    let error = hasty.forget_jobs(&url).send().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
}

#[test]
fn urls_of_callbacks_are_made_of_their_expressions() {
    let value = |expression: &str| match expression {
        "$request.body#/url" => Some("https://a/b".to_owned()),
        "$request.body#/archive" => Some("https://c".to_owned()),
        "$request.header.X-Caller" => Some("me".to_owned()),
        _ => None,
    };
    assert_eq!(callback_url(StartJobDone::URL, value).unwrap(), "https://a/b");
    let archive = callback_url(StartJobDone2::URL, value);
    assert_eq!(archive.unwrap(), "https://c/jobs?by=me");
    assert_eq!(callback_url("$request.body#/url", value).unwrap(), "https://a/b");
    assert_eq!(callback_url("https://a", value).unwrap(), "https://a");
    assert_eq!(callback_url("{$url}/a", value), None);
    assert_eq!(callback_url("a{$request.body#/url", value), None);
}

#[tokio::test]
async fn an_extension_of_older_documents_is_the_same() {
    use old_hooks_client::types::Branch;
    use old_hooks_server::webhooks::{
        BranchCreatedRequest, BranchCreatedResponse, Webhooks, router,
    };

    struct Branches;

    impl old_hooks_server::Service for Branches {}

    impl Webhooks for Branches {
        async fn branch_created(
            &self,
            request: BranchCreatedRequest,
        ) -> Result<BranchCreatedResponse, old_hooks_server::Failure> {
            assert_eq!(request.body.name, "main");
            Ok(BranchCreatedResponse::Ok)
        }
    }

    let url = serve(router(Branches)).await;
    let sender = old_hooks_client::webhooks::Webhooks::builder().build().unwrap();
    let url = format!("{url}/branch-created");
    let answer = sender.branch_created(&url, &Branch::new("main")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
}

#[test]
fn they_can_be_shared() {
    fn shared<T: Send + Sync + Clone>() {}

    shared::<Sender>();
    shared::<Receiver>();
}
