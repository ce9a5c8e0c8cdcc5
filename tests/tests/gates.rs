//! Cargo features of tags: which support code is compiled for which of them.

use oasmith::Generated;
use oasmith::source::Source;

use crate::support::{config, generate};

/// A tag that needs nothing of its own, and one for each kind of value that does.
const TAGS: &str = "\
openapi: 3.1.0
info: {title: Tags, version: '1'}
paths:
  /plain:
    get:
      operationId: plain
      tags: [plain]
      responses: {'200': {description: ok, content: {application/json: {schema: {oneOf: [{type: string}, {type: array, items: {type: string}}]}}}}}
  /deep:
    get:
      operationId: deep
      tags: [deep]
      parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {oneOf: [{type: string}, {type: integer}]}}}}]
      responses: {'204': {description: ok}}
  /choice:
    get:
      operationId: choice
      tags: [choice]
      responses: {'200': {description: ok, content: {application/json: {schema: {oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}}}}}
  /file:
    get: {operationId: download, tags: [down], responses: {'200': {description: ok, content: {image/png: {}}}}}
    put: {operationId: upload, tags: [up], requestBody: {required: true, content: {image/png: {}}}, responses: {'204': {description: ok}}}
    post:
      operationId: form
      tags: [up]
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}}}
      responses: {'204': {description: ok}}
";

fn made(cli: bool) -> Generated {
    let mut config = config("tags");
    config.cli = cli;
    generate(&Source::from_text("tags.yaml", TAGS), &config)
}

/// The lines of a crate's support code, and of its root, that stand behind one with a condition.
fn gated(made: &Generated, path: &str) -> Vec<String> {
    let text = made.output.get(path).unwrap();
    let mut lines = text.lines();
    let mut gated = Vec::new();
    while let Some(line) = lines.next() {
        let gate = line.trim().strip_prefix("#[cfg(");
        let Some(gate) = gate.filter(|gate| gate.contains("feature = ")) else {
            continue;
        };
        let next = lines.find(|line| !line.starts_with("#["));
        gated.push(format!("{gate} {}", next.unwrap_or_default().trim()));
    }
    gated
}

#[test]
fn support_code_of_a_few_tags_is_compiled_for_these() {
    let made = made(false);
    let gate = |name: &str| format!("feature = \"{name}\")]");
    let (deep, down, up) = (gate("deep"), gate("down"), gate("up"));
    // Unions that aren't told apart by the JSON type of a value, or are read from text.
    let all_unions = "any(feature = \"choice\", feature = \"deep\", feature = \"plain\"))]";
    let unions = "any(feature = \"choice\", feature = \"deep\"))]";
    assert_eq!(
        gated(&made, "tags-types/src/support/mod.rs"),
        [
            format!("{unions} pub mod discriminants;"),
            format!("{unions} pub mod discriminator;"),
            format!("{deep} pub mod style;"),
            format!("{unions} pub mod text_union;"),
            format!("{unions} pub mod union;"),
            format!("{} pub mod union_by_type;", gate("plain")),
            format!("{all_unions} pub mod variants;"),
        ]
    );
    let expected = [
        format!("{up} pub mod content;"),
        format!("{down} pub mod download;"),
        format!("{up} pub mod measured;"),
        format!("{up} pub mod multipart;"),
        format!("{down} pub mod stream;"),
        format!("{deep} pub mod style;"),
        format!("{up} pub mod upload;"),
        format!("{up} pub(crate) use self::multipart::{{FilePart, Form}};"),
        format!("{down} pub(crate) use self::stream::{{ByteStream, StreamError}};"),
        format!("{up} pub(crate) use self::upload::Upload;"),
    ];
    assert_eq!(gated(&made, "tags-client/src/support/mod.rs"), expected);
    let root = gated(&made, "tags-client/src/lib.rs");
    assert!(
        root.contains(&format!("{up} pub use support::upload::Upload;")),
        "{root:?}"
    );
    let client = gated(&made, "tags-client/src/client.rs");
    assert!(
        client.contains(&format!("{down} pub(crate) fn open(")),
        "{client:?}"
    );
    let server = gated(&made, "tags-server/src/support/mod.rs");
    assert!(
        server.contains(&format!("{deep} pub mod style;")),
        "{server:?}"
    );
}

#[test]
fn a_command_line_has_all_of_it() {
    let made = made(true);
    for krate in ["types", "client", "server"] {
        let path = format!("tags-{krate}/src/support/mod.rs");
        let mut gated = gated(&made, &path);
        // What only types ask for is none of its business.
        gated.retain(|line| {
            !["discriminants;", "discriminator;", "union;", "variants;"]
                .iter()
                .any(|it| line.ends_with(it))
        });
        assert_eq!(gated, [""; 0], "{krate}");
    }
    // It reads flags as parameters are read.
    let modules = made.output.get("tags-types/src/support/mod.rs").unwrap();
    assert!(!modules.contains("union_by_type"), "{modules}");
}
