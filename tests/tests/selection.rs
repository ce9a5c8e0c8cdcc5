//! What `[select]` leaves out, and what stays as it is.

use std::collections::BTreeSet;

use oasmith::Generated;
use oasmith::config::{Config, DocumentConfig, Selection};
use oasmith::diagnostic::Diagnostics;
use oasmith::source::Source;

use crate::support::{config, generate, rendered, snapshots, spec};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Sample, version: 1.0.0}
tags:
  - {name: teams, description: 'Teams, and who is in them.'}
paths:
  /users:
    get:
      operationId: listUsers
      tags: [users]
      responses: {'200': {$ref: '#/components/responses/Users'}}
    post:
      operationId: createUser
      tags: [users, admin]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewUser'}}}}
      responses: {'204': {description: OK}}
  /users/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: getUser
      tags: [users]
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /teams/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: getTeam
      tags: [teams]
      colour: red
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}}
  /status:
    get:
      operationId: getStatus
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Status'}}}}}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
  responses:
    Users: {description: OK, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}
  schemas:
    Id: {type: string, enum: [a, b]}
    User: {type: object, properties: {name: {type: string}, status: {$ref: '#/components/schemas/Status'}}}
    NewUser: {type: object, properties: {name: {type: string}}}
    Team: {type: object, properties: {members: {type: array, items: {$ref: '#/components/schemas/User'}}, lead: {$ref: '#/components/schemas/Lead'}}}
    Lead: {type: object, properties: {since: {type: string}}, shape: round}
    Status: {type: object, properties: {well: {type: boolean}}}
    Lost: {type: object, properties: {name: {type: string}}}
";

/// What `[select]` says.
fn selection(text: &str) -> Selection {
    let document = "[[document]]\npath = \"a\"\nname = \"a\"\noutput = \".\"\n";
    let config = Config::parse(&format!("[select]\n{text}\n{document}")).unwrap();
    config.documents.into_iter().next().unwrap().select
}

fn select(text: &str) -> DocumentConfig {
    let mut config = config("sample");
    if !text.is_empty() {
        config.select = selection(text);
    }
    config
}

fn made(text: &str) -> Generated {
    generate(&Source::from_text("sample.yaml", DOCUMENT), &select(text))
}

/// The ids of the operations, the files of component schemas, and the tags.
fn found(made: &Generated) -> [String; 3] {
    let operations = made.api.operations.iter().map(|one| one.id.as_str());
    let paths = made.output.iter().map(|(path, _)| path);
    let types: BTreeSet<&str> = paths
        .filter_map(|path| path.strip_prefix("sample-types/src/components/"))
        .filter_map(|path| path.strip_suffix(".rs"))
        .filter(|name| *name != "mod")
        .collect();
    let tags = made.api.tags.iter().map(|tag| tag.name.as_str());
    [
        operations.collect::<Vec<_>>().join(" "),
        types.into_iter().collect::<Vec<_>>().join(" "),
        tags.collect::<Vec<_>>().join(" "),
    ]
}

#[test]
fn what_is_selected_stays_with_the_types_that_it_uses() {
    for (text, operations, types, tags) in [
        (
            "",
            "listUsers createUser getUser getTeam getStatus",
            "id lead lost new_user status team user",
            "users teams status",
        ),
        (
            "tags = [\"teams\"]",
            "getTeam",
            "id lead status team user",
            "teams",
        ),
        // One of several tags will do, and the operation stays where it is.
        ("tags = [\"admin\"]", "createUser", "new_user", "users"),
        // One without a tag has the one that it gets.
        ("tags = [\"status\"]", "getStatus", "status", "status"),
        (
            "operations = [\"getUser\", \"POST /users\"]",
            "createUser getUser",
            "id new_user status user",
            "users",
        ),
        (
            "paths = [\"/users/**\"]",
            "listUsers createUser getUser",
            "id new_user status user",
            "users",
        ),
        (
            "paths = [\"/*/{id}\"]",
            "getUser getTeam",
            "id lead status team user",
            "users teams",
        ),
        // Any of the lists.
        (
            "tags = [\"teams\"]\noperations = [\"getStatus\"]",
            "getTeam getStatus",
            "id lead status team user",
            "teams status",
        ),
        (
            "exclude = { tags = [\"admin\", \"teams\"] }",
            "listUsers getUser getStatus",
            "id status user",
            "users status",
        ),
        (
            "tags = [\"users\"]\nexclude = { operations = [\"getUser\"], paths = [\"/teams/*\"] }",
            "listUsers createUser",
            "new_user status user",
            "users",
        ),
    ] {
        let made = made(text);
        assert_eq!(found(&made), [operations, types, tags], "{text}");
    }
}

#[test]
fn nothing_is_said_of_what_is_left_out() {
    let source = Source::from_text("sample.yaml", DOCUMENT);
    let whole = rendered(&made("").diagnostics, &source);
    assert!(
        whole.contains("`colour`") && whole.contains("`shape`"),
        "{whole}"
    );
    let users = made("tags = [\"users\"]");
    assert_eq!(rendered(&users.diagnostics, &source), "");
    let teams = rendered(&made("tags = [\"teams\"]").diagnostics, &source);
    assert_eq!(teams, whole);

    // Not even of what makes the whole unusable.
    let broken = DOCUMENT
        .replace("schemas/Lead'", "schemas/Laed'")
        .replace("#/components/schemas/Status'}}}}}", "other.yaml'}}}}}");
    let source = Source::from_text("sample.yaml", broken);
    let faults = said(&source, "");
    assert!(
        faults.contains("1 error, ") && faults.contains("other.yaml"),
        "{faults}"
    );
    assert_eq!(said(&source, "tags = [\"users\"]"), "");
    let faults = said(&source, "tags = [\"teams\"]");
    assert!(
        faults.contains("Laed") && !faults.contains("other.yaml"),
        "{faults}"
    );
}

fn said(source: &Source, text: &str) -> String {
    let outcome = oasmith::generate(source, &select(text));
    let diagnostics: Diagnostics = match outcome {
        Ok(generated) => generated.diagnostics,
        Err(faults) => faults,
    };
    rendered(&diagnostics, source)
}

#[test]
fn what_stays_is_as_it_was() {
    let whole = made("");
    let users = made("tags = [\"users\"]");
    let own = ["/src/components/", "/src/users/"];
    let mut compared = 0;
    for (path, text) in users.output.iter() {
        if own.iter().any(|folder| path.contains(folder)) && !path.ends_with("/mod.rs") {
            assert_eq!(whole.output.get(path), Some(text), "{path}");
            compared += 1;
        }
    }
    assert!(compared > 6, "{compared}");
    let mut paths = users.output.iter().map(|(path, _)| path);
    assert!(!paths.any(|path| path.contains("team")));
}

/// An id that two operations have is the first one's, whether that is there or not.
#[test]
fn a_number_that_tells_two_apart_stays() {
    let text = DOCUMENT.replace("operationId: getTeam", "operationId: getUser");
    let source = Source::from_text("sample.yaml", text);
    let ids = |text: &str| {
        let made = generate(&source, &select(text));
        let [operations, ..] = found(&made);
        operations
    };
    assert_eq!(ids("tags = [\"teams\"]"), "getUser_2");
    assert_eq!(ids("operations = [\"getUser\"]"), "getUser getUser_2");
    assert_eq!(ids("operations = [\"GET /users/{id}\"]"), "getUser");
}

/// Who needs one of the subtypes doesn't need the others; who needs the base class does.
#[test]
fn a_base_class_brings_what_extends_it_where_it_is_used() {
    const PETS: &str = "
openapi: 3.0.3
info: {title: Sample, version: 1.0.0}
paths:
  /cat:
    get:
      operationId: getCat
      tags: [cat]
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
  /pet:
    get:
      operationId: getPet
      tags: [pet]
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Entity:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator:
        propertyName: kind
        mapping: {pet: '#/components/schemas/Pet', cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog', car: '#/components/schemas/Car'}
    Pet: {allOf: [{$ref: '#/components/schemas/Entity'}, {type: object, properties: {name: {type: string}}}]}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {breed: {$ref: '#/components/schemas/Breed'}}}]}
    Car: {allOf: [{$ref: '#/components/schemas/Entity'}, {type: object, properties: {wheels: {type: integer}}}]}
    Breed: {type: object, properties: {name: {type: string}}}
";
    let source = Source::from_text("pets.yaml", PETS);
    for (tag, expected) in [("cat", "cat"), ("pet", "breed cat dog pet")] {
        let made = generate(&source, &select(&format!("tags = [\"{tag}\"]")));
        assert_eq!(rendered(&made.diagnostics, &source), "");
        let [_, types, _] = found(&made);
        assert_eq!(types, expected, "{tag}");
    }
}

#[test]
fn what_the_document_does_not_have_is_told_with_its_place() {
    let source = Source::from_text("sample.yaml", DOCUMENT);
    let shot = |name: &str, text: &str| {
        let said = said(&source, text);
        snapshots("selection").bind(|| insta::assert_snapshot!(name, said));
    };
    shot(
        "unknown",
        "tags = [\n  \"user\",\n  \"things\",\n]\noperations = [\"getUsers\", \"POST /user\", \"x\"]\npaths = [\"/user/**\", \"/keys/*\"]",
    );
    shot(
        "excluded",
        "exclude = { tags = [\"admins\"], paths = [\"/teams/*\", \"/users/*\", \"/a\"] }",
    );
    shot(
        "nothing",
        "tags = [\"teams\"]\nexclude = { paths = [\"/**\"] }",
    );
}

#[test]
fn documents_of_2_0_and_of_several_files_are_taken_in_part() {
    let source = Source::open(&spec("v2/library.yaml")).unwrap();
    let made = generate(&source, &select("operations = [\"addBook\"]"));
    let [operations, types, _] = found(&made);
    assert_eq!(
        (operations.as_str(), types.as_str()),
        ("addBook", "book novel")
    );

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "api.yaml",
        "openapi: 3.0.3
info: {title: Sample, version: 1.0.0}
paths:
  /one: {$ref: one.yaml}
  /two: {$ref: two.yaml}
  /three: {$ref: two.yaml}
",
    );
    let item = |schema: &str| {
        let schema = format!("schema: {{$ref: '{schema}'}}");
        let content = format!("content: {{application/json: {{{schema}}}}}");
        format!("get: {{responses: {{'200': {{description: OK, {content}}}}}}}\n")
    };
    write("one.yaml", &item("a.yaml#/A"));
    write("two.yaml", &item("#/nowhere"));
    write(
        "a.yaml",
        "A: {type: object, properties: {b: {$ref: '#/lost'}}}\n",
    );
    for (path, nowhere, lost) in [
        ("/one", false, true),
        ("/two", true, false),
        ("/three", true, false),
        ("/*", true, true),
    ] {
        let source = Source::open(&folder.path().join("api.yaml")).unwrap();
        let said = said(&source, &format!("paths = [\"{path}\"]"));
        assert_eq!(said.contains("#/nowhere"), nowhere, "{path}: {said}");
        assert_eq!(said.contains("#/lost"), lost, "{path}: {said}");
    }
}
