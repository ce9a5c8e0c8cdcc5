//! Signatures by Standard Webhooks.

use std::time::{SystemTime, UNIX_EPOCH};

use hooks_client::Error;
use hooks_client::api_webhooks::{JobFilesForm, WebhookSecrets as Signing};
use hooks_server::api_webhooks::{self, WebhookSecrets};

use super::super::media::peer::{Peer, answer};
use super::{Hooks, JSON, app, created, job, post, sender, serve};

/// The secret of the examples that libraries of the specification are tested with.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_c2Vjb25kIHNlY3JldCBvZiB0aGUgdGVzdHM=";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn signing(secrets: &[&str]) -> Signing {
    Signing::new(secrets).unwrap()
}

async fn receive(secrets: &[&str]) -> (Hooks, String) {
    let hooks = Hooks::default();
    let secrets = WebhookSecrets::new(secrets).unwrap();
    let receiver = api_webhooks::receiver(hooks.clone()).signed(secrets);
    (hooks, serve(app(&receiver)).await)
}

#[test]
fn they_are_those_of_the_specification() {
    let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", br#"{"test": 2432232314}"#);
    let one = signing(&[SECRET]).sign(id, 1_614_265_330, body);
    assert_eq!(one, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    let two = signing(&[SECRET, OTHER]).sign(id, 1_614_265_330, body);
    assert_eq!(two, format!("{one} v1,/0l5HnGbhm1aUbk2ruzlyX48Ke3Y7nIKlndtpep8ieA="));
    for wrong in [vec![], vec![""], vec!["whsec_"], vec![SECRET, "whsec_!"], vec!["whsec_é"]] {
        assert!(Signing::new(&wrong).is_err(), "{wrong:?}");
        assert!(WebhookSecrets::new(&wrong).is_err(), "{wrong:?}");
    }
    let shown = format!("{:?} {:?}", signing(&[SECRET]), WebhookSecrets::new([SECRET]).unwrap());
    assert_eq!(shown, "WebhookSecrets WebhookSecrets");
}

#[tokio::test]
async fn what_is_signed_is_received() {
    // While one secret takes the place of another, each side may have both.
    for (theirs, ours) in [
        (&[SECRET][..], &[SECRET][..]),
        (&[SECRET, OTHER], &[OTHER]),
        (&[OTHER], &[SECRET, OTHER]),
    ] {
        let (hooks, url) = receive(ours).await;
        let (sender, secrets) = (sender(), signing(theirs));
        let (each, all) = (format!("{url}/hooks/job.created"), format!("{url}/type"));
        for url in [&each, &all] {
            let request = sender.job_created(url, &created("j")).sign("msg_1", &secrets);
            request.send().await.unwrap();
        }
        // Without a body.
        sender.forget_jobs(&each).sign("msg_2", &secrets).send().await.unwrap();
        let by_hand = format!("{url}/by-hand/startJob/done");
        let request = sender.start_job_done(&by_hand, 1, &job("k"));
        request.sign("msg_3", &secrets).send().await.unwrap();
        let expected = ["created j Done None", "created j Done None", "forgotten", "done k 1 None"];
        assert_eq!(hooks.told(), expected);
        // A stream on the other side.
        let log = sender.job_log(&format!("{url}/hooks/job.log"), "abc");
        let log = log.sign("msg_4", &secrets).send().await.unwrap();
        assert_eq!(log.into_body().bytes().await.unwrap(), "cba");
        assert_eq!(hooks.told(), ["log abc"]);
    }
}

#[tokio::test]
async fn a_form_is_checked_before_it_is_taken_apart() {
    let (hooks, url) = receive(&[SECRET]).await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\nn\r\n--x--\r\n";
    let (time, form) = (now(), ("content-type", "multipart/form-data; boundary=x"));
    let signature = signing(&[SECRET]).sign("msg", time, body.as_bytes());
    let time = time.to_string();
    let headers = [("webhook-id", "msg"), ("webhook-timestamp", &time), ("webhook-signature", &signature), form];
    let url = format!("{url}/hooks/job.files");
    assert_eq!(post(&url, &headers, body).await.0, 204);
    assert_eq!(hooks.told(), ["files n None"]);
    let tampered = body.replace("\r\n\r\nn\r\n", "\r\n\r\nm\r\n");
    assert_eq!(post(&url, &headers, tampered).await.0, 401);
    assert_eq!(hooks.told(), ["401 webhook-signature: isn't one of this request"]);
}

#[tokio::test]
async fn what_is_not_signed_so_is_refused_before_it_is_decoded() {
    let (hooks, url) = receive(&[SECRET]).await;
    let body = r#"{"type":"job.created","data":{"id":"j","state":"done"}}"#;
    let sign = |secret: &str, id: &str, time: u64, body: &str| {
        signing(&[secret]).sign(id, time, body.as_bytes())
    };
    let time = now();
    let good = sign(SECRET, "msg", time, body);
    let not_this = "401 webhook-signature: isn't one of this request";
    let cases = [
        // The signature, the time, the id, the body, and what is said.
        (good.clone(), time, "msg", body, "created j Done None"),
        // Others before and behind it don't matter.
        (format!("v1a,AAAA v1,!!! v2,x {} {good}", sign(OTHER, "msg", time, body)), time, "msg", body, "created j Done None"),
        (good.clone(), time, "msg", r#"{"type":"job.created","data":{"id":"k","state":"done"}}"#, not_this),
        (good.clone(), time, "msg", "{", not_this),
        (good.clone(), time, "other", body, not_this),
        (good.clone(), time - 1, "msg", body, not_this),
        (sign(OTHER, "msg", time, body), time, "msg", body, not_this),
        (good.replace("v1,", "v1a,"), time, "msg", body, not_this),
        (good.replace("v1,", ""), time, "msg", body, not_this),
        (good.replace("v1,", "v1,AAAA"), time, "msg", body, not_this),
        ("v1,".to_owned(), time, "msg", body, not_this),
        (sign(SECRET, "msg", time - 301, body), time - 301, "msg", body, "401 webhook-timestamp: is too far from now"),
        (sign(SECRET, "msg", time + 900, body), time + 900, "msg", body, "401 webhook-timestamp: is too far from now"),
        (sign(SECRET, "msg", time - 200, body), time - 200, "msg", body, "created j Done None"),
        (sign(SECRET, "msg.1", time, body), time, "msg.1", body, "401 webhook-id: has a full stop"),
    ];
    for path in ["hooks/job.created", "type", "event"] {
        let url = format!("{url}/{path}");
        for (signature, time, id, body, told) in &cases {
            let time = time.to_string();
            let headers = [JSON, ("x-event", "job.created"), ("webhook-id", id), ("webhook-timestamp", &time), ("webhook-signature", signature)];
            let (status, _) = post(&url, &headers, *body).await;
            assert_eq!(hooks.told(), [*told], "{path} {signature} {id}");
            assert_eq!(status, if told.starts_with("401") { 401 } else { 200 });
        }
        let time = time.to_string();
        let headers = [JSON, ("x-event", "job.created"), ("webhook-id", "msg"), ("webhook-timestamp", &time), ("webhook-signature", &good)];
        for missing in 2..5 {
            let mut headers = headers.to_vec();
            let (name, _) = headers.remove(missing);
            let (status, _) = post(&url, &headers, body).await;
            assert_eq!((status, hooks.told()), (401, vec![format!("401 {name}: is missing")]));
        }
        for wrong in ["", "now", "+1", "1e9", "-1", "99999999999999999999"] {
            let mut headers = headers.to_vec();
            headers[3] = ("webhook-timestamp", wrong);
            assert_eq!(post(&url, &headers, body).await.0, 401, "{wrong}");
            assert!(hooks.told()[0].starts_with("401 webhook-timestamp: isn't"));
        }
        let mut twice = headers.to_vec();
        twice.push(("webhook-id", "other"));
        assert_eq!(post(&url, &twice, body).await.0, 401);
        hooks.told();
        // The limit holds before.
        assert_eq!(post(&url, &headers, "x".repeat(600)).await.0, 413);
        assert_eq!(hooks.told(), ["413"]);
    }
    // A challenge comes with it (RFC 9110, section 15.5.2).
    let client = reqwest::Client::new().post(format!("{url}/hooks/begin"));
    let answer = client.send().await.unwrap();
    assert_eq!(answer.headers()["www-authenticate"], "StandardWebhooks");
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let (sender, secrets) = (sender(), signing(&[SECRET]));
    for id in ["", "a.b", "a\nb"] {
        let error = sender.forget_jobs(&peer.url).sign(id, &secrets).send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    let form = sender.job_files(&peer.url, JobFilesForm::new("n")).sign("a", &secrets);
    let error = form.send().await.unwrap_err();
    assert_eq!(error.to_string(), "job.files: the body can't be signed, as it isn't in memory");
    let mut peer = peer;
    assert!(peer.asked().is_empty());
}
