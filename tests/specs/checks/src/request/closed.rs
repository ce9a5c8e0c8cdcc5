//! Forms with `additionalProperties: false` have no other members than those of the document.

use wire_request_client::FilePart;
use wire_request_client::bodies::{PatchClosedBody, PatchClosedForm, PutClosedForm};
use wire_request_client::types::Closed;

use super::World;

impl World {
    /// Sends a form, and gives the answer and what the method got.
    async fn form(&self, method: &str, content_type: &str, body: &str) -> (String, String) {
        let length = body.len();
        let answer = self
            .send(&format!(
                "{method} /bodies/closed HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
            ))
            .await;
        (answer, self.seen())
    }
}

const PAIRS: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=x";

/// A part of some name for each of these.
fn parts(names: &[&str]) -> String {
    let part =
        |name: &&str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\na\r\n");
    let parts: String = names.iter().map(part).collect();
    format!("{parts}--x--\r\n")
}

#[tokio::test]
async fn a_closed_form_of_pairs_refuses_other_names() {
    let world = World::new().await;
    for method in ["POST", "PATCH"] {
        for form in ["name=a&tags=b&tags=c", "", "tags=", "na%6De=a"] {
            let (answer, _) = world.form(method, PAIRS, form).await;
            assert!(answer.starts_with("204"), "{method} {form}: {answer}");
        }
        for (form, name) in [
            ("name=a&nam%65s=b", "names"),
            ("Name=a", "Name"),
            ("name=a&=b", "``"),
            ("tags%5B0%5D=a&other[x]=1", "other"),
        ] {
            let (answer, seen) = world.form(method, PAIRS, form).await;
            assert!(answer.starts_with("422"), "{method} {form}: {answer}");
            assert!(answer.contains(name), "{method} {form}: {answer}");
            assert_eq!(seen, "");
        }
    }
}

#[tokio::test]
async fn a_closed_form_of_parts_refuses_other_parts() {
    let world = World::new().await;
    for (method, own) in [("PUT", &["name", "tags", "tags", "file", "files"][..]), ("PATCH", &["name", "tags"])] {
        let (answer, _) = world.form(method, PARTS, &parts(own)).await;
        assert!(answer.starts_with("204"), "{method}: {answer}");
        let others = [own, &["a/b", "other", "other"]].concat();
        let (answer, seen) = world.form(method, PARTS, &parts(&others)).await;
        assert!(answer.starts_with("422"), "{method}: {answer}");
        for name in ["/a~1b", "/other"] {
            let fault = format!(r#""in":"body","message":"isn't a part of this form","name":"{name}""#);
            assert_eq!(answer.matches(&fault).count(), 1, "{method}: {answer}");
        }
        assert_eq!(seen, "");
    }
    // The part of another form.
    let (answer, _) = world.form("PATCH", PARTS, &parts(&["file"])).await;
    assert!(answer.starts_with("422"), "{answer}");
}

#[tokio::test]
async fn a_closed_form_is_sent_and_read() {
    let world = World::new().await;
    let bodies = world.client.bodies();
    let closed = Closed {
        name: Some("a".to_owned()),
        tags: Some(vec!["b".to_owned()]),
    };
    bodies.post_closed(&closed).send().await.unwrap();
    assert_eq!(world.seen(), format!("PostClosedRequest {{ body: {closed:?} }}"));
    let form = PatchClosedForm {
        name: closed.name.clone(),
        tags: closed.tags.clone().unwrap_or_default(),
    };
    let body = PatchClosedBody::Multipart(form);
    bodies.patch_closed().body(body).send().await.unwrap();
    assert!(world.seen().contains(r#"name: Some("a"), tags: ["b"]"#));
    let form = PutClosedForm {
        file: Some(FilePart::bytes("f")),
        ..PutClosedForm::default()
    };
    bodies.put_closed(form).send().await.unwrap();
    assert!(world.seen().contains("files: []"));
}
