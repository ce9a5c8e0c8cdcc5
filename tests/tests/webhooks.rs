//! Webhooks and callbacks: what is known of them, and what their types ask for.

use std::collections::BTreeSet;

use oasmith::Generated;
use oasmith::config::{By, Criterion, WebhookSide};
use oasmith::source::Source;

use crate::described::whole;
use crate::support::{config, generate, snapshots};

/// A document with what only webhooks and callbacks use, what operations use too, and what nothing
/// uses. One of its tags is called as the feature.
const NOTICES: &str = "\
openapi: 3.1.0
info: {title: Notices, version: '1'}
paths:
  /jobs:
    post:
      operationId: startJob
      tags: [webhooks]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
      callbacks:
        done:
          '{$request.body#/url}':
            post:
              requestBody: {content: {application/json: {schema: {type: object, required: [job], properties: {job: {$ref: '#/components/schemas/Job'}, took: {type: integer}}}}}}
              responses: {'204': {description: Seen.}}
        failed: {$ref: '#/components/callbacks/failed'}
        lost: {$ref: '#/components/callbacks/nobody'}
      responses: {'204': {description: Started.}}
  /people:
    get:
      operationId: people
      tags: [people]
      responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Person'}}}}}}
webhooks:
  joined:
    post:
      operationId: personJoined
      tags: [people]
      parameters: [{name: X-Cause, in: header, schema: {type: string, enum: [invited, moved]}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Joined'}}}}
      responses: {'200': {description: Seen., content: {application/json: {schema: {type: object, properties: {again: {type: boolean}}}}}}}
    put:
      responses: {'204': {description: Seen.}}
components:
  schemas:
    Job: {type: object, properties: {url: {type: string}, id: {type: string, readOnly: true}}}
    Person: {type: object, properties: {name: {type: string}}}
    Joined: {type: object, properties: {person: {$ref: '#/components/schemas/Person'}}}
    Old: {type: object, properties: {joined: {$ref: '#/components/schemas/Joined'}}}
  callbacks:
    failed: {'{$request.body#/url}/failed': {post: {requestBody: {content: {application/json: {schema: {type: string, enum: [late, lost]}}}}, responses: {'204': {description: Seen.}}}}}
";

fn made(text: &str) -> Generated {
    generate(&Source::from_text("notices.yaml", text), &config("notices"))
}

#[test]
fn they_are_lowered_as_operations_are() {
    snapshots("schemas").bind(|| insta::assert_snapshot!("webhooks", whole(NOTICES)));
}

#[test]
fn what_nothing_else_uses_is_behind_a_feature() {
    let made = made(NOTICES);
    let files = made.view.types.iter().map(|file| {
        let gate = file.gate.features().join(" ");
        format!("{:?} {}: {gate}", file.folder, file.module)
    });
    let files: Vec<String> = files.collect();
    let expected = [
        "Components job: webhooks-tag webhooks",
        "Components joined: webhooks",
        "Components old: unused-schemas",
        "Components person: people webhooks",
        "Webhooks person_joined: webhooks",
        "Webhooks start_job_done: webhooks",
        "Webhooks start_job_failed: webhooks",
    ];
    assert_eq!(files, expected);
    let manifest = made.output.get("notices-types/Cargo.toml").unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let features = &manifest["features"];
    assert_eq!(features["webhooks"], toml::Value::Array(Vec::new()));
    let unused: Vec<&str> = features["unused-schemas"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    assert_eq!(unused, ["full", "webhooks"]);
    let default = features["default"].as_array().unwrap();
    assert_eq!(default, &["full".into()]);
}

#[test]
fn without_them_there_is_no_feature() {
    let (paths, rest) = NOTICES.split_once("webhooks:\n  joined").unwrap();
    let (_, components) = rest.split_once("components:").unwrap();
    let (before, callbacks) = paths.split_once("      callbacks:").unwrap();
    let (_, after) = callbacks.split_once("nobody'}\n").unwrap();
    let text = format!("{before}{after}components:{components}");
    let made = made(&text);
    let manifest = made.output.get("notices-types/Cargo.toml").unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let features = manifest["features"].as_table().unwrap();
    // That of the tag.
    let names: Vec<&String> = features.keys().collect();
    assert_eq!(
        names,
        ["default", "full", "people", "unused-schemas", "webhooks"]
    );
    let full = features["full"].as_array().unwrap();
    assert!(full.contains(&"webhooks".into()), "{full:?}");
}

/// The document with what somebody asks for.
fn asked(sides: &[WebhookSide]) -> Generated {
    let mut config = config("notices");
    config.webhooks = sides.iter().copied().collect();
    generate(&Source::from_text("notices.yaml", NOTICES), &config)
}

#[test]
fn what_sends_and_receives_them_is_asked_for() {
    let plain = made(NOTICES);
    let paths = |made: &Generated| -> BTreeSet<String> {
        made.output
            .iter()
            .map(|(path, _)| path.to_owned())
            .collect()
    };
    for side in [WebhookSide::Receive, WebhookSide::Send] {
        let own = match side {
            WebhookSide::Receive => "server",
            _ => "client",
        };
        let made = asked(&[side]);
        let src = format!("notices-{own}/src");
        let support = ["webhook_signature", "webhooks"];
        let support = support.map(|module| format!("{src}/support/{module}.rs"));
        let mut expected = BTreeSet::from(support);
        // A tag has the name already.
        for module in [
            "mod",
            "joined",
            "person_joined",
            "start_job_done",
            "start_job_failed",
        ] {
            expected.insert(format!("{src}/api_webhooks/{module}.rs"));
        }
        let (before, after) = (paths(&plain), paths(&made));
        let new: BTreeSet<String> = after.difference(&before).cloned().collect();
        assert_eq!(new, expected);
        assert!(before.is_subset(&after));
        let changed = plain
            .output
            .iter()
            .filter(|(path, text)| made.output.get(path) != Some(text));
        let changed: Vec<&str> = changed.map(|(path, _)| path).collect();
        let expected = [
            "Cargo.toml",
            "README.md",
            "src/lib.rs",
            "src/support/mod.rs",
        ];
        assert_eq!(
            changed,
            expected.map(|file| format!("notices-{own}/{file}"))
        );
    }
}

#[test]
fn nothing_is_said_of_what_is_asked_for() {
    let said = |made: &Generated| {
        let said = made.diagnostics.iter();
        let said = said.filter(|one| one.to_string().contains("types alone"));
        said.count()
    };
    assert_eq!(said(&made(NOTICES)), 3);
    assert_eq!(said(&asked(&[WebhookSide::Receive])), 0);
}

#[test]
fn a_selection_keeps_them_where_they_are_asked_for() {
    let source = Source::from_text("notices.yaml", NOTICES);
    let mut config = config("notices");
    let people = Criterion::new(By::Operation("people".to_owned()));
    config.select.include.push(people);
    let names = |made: &Generated| -> Vec<String> {
        made.api
            .webhooks
            .iter()
            .map(|webhook| webhook.name.clone())
            .collect()
    };
    assert!(names(&generate(&source, &config)).is_empty());
    config.webhooks = [WebhookSide::Send].into();
    let made = generate(&source, &config);
    assert_eq!(names(&made), ["joined", "joined"]);
    assert!(
        made.output
            .get("notices-types/src/components/joined.rs")
            .is_some()
    );
}

#[test]
fn their_names_tell_them_apart() {
    let text = NOTICES.replace(
        "'{$request.body#/url}/failed'",
        "'{$request.body#/other}': {post: {responses: {'204': {description: Seen.}}}}, '{$request.body#/url}/failed'",
    );
    let made = made(&text);
    let names = made.api.webhooks.iter();
    let names: Vec<&str> = names.map(|webhook| webhook.name.as_str()).collect();
    let expected = [
        "joined",
        "joined",
        "startJob/done",
        "startJob/failed",
        "startJob/failed/2",
    ];
    assert_eq!(names, expected);
}
