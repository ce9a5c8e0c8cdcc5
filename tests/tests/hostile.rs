//! Documents made to do harm. Whatever they hold, nothing may panic or take for ever, and what comes
//! out must be Rust.

use std::fmt::Write;
use std::time::{Duration, Instant};

use oasmith::diagnostic::{Code, Diagnostics};
use oasmith::parse;
use oasmith::source::Source;

use crate::support::{config, rendered, said};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths: {}\n";
/// Far more than any of these needs, and far less than "for ever".
const PATIENCE: Duration = Duration::from_secs(60);

/// The codes that a document is told, and whether it makes code. Everything that people could be
/// shown of it is made as well.
fn codes(text: impl Into<String>) -> (Vec<Code>, bool) {
    let source = Source::from_text("hostile.yaml", text);
    let started = Instant::now();
    let (diagnostics, generated) = said(&source);
    let shown = rendered(&diagnostics, &source);
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    assert!(shown.len() < 1024 * 1024, "shows {} bytes", shown.len());
    let mut codes: Vec<Code> = diagnostics.iter().map(|said| said.code).collect();
    codes.sort_unstable();
    codes.dedup();
    (codes, generated)
}

/// A document whose only schema is what `inner` makes in so many layers.
fn layers(open: &str, inner: &str, close: &str, depth: usize) -> String {
    let head = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {"A": "#;
    let mut text = head.to_owned();
    text.push_str(&open.repeat(depth));
    text.push_str(inner);
    text.push_str(&close.repeat(depth));
    text.push_str("}}}");
    text
}

#[test]
fn deep_nesting_is_refused() {
    let list = ("{\"type\": \"array\", \"items\": ", "}");
    let object = ("{\"type\": \"object\", \"properties\": {\"a\": ", "}}");
    let all_of = ("{\"allOf\": [", "]}");
    for (open, close) in [list, object, all_of] {
        for depth in [150, 1000, 100_000] {
            let text = layers(open, "{\"type\": \"string\"}", close, depth);
            let (codes, generated) = codes(text);
            assert!(!generated, "{open} {depth}");
            assert!(
                codes.contains(&Code::Shape) || codes.contains(&Code::Syntax),
                "{open} {depth}: {codes:?}"
            );
        }
    }
}

#[test]
fn nesting_within_the_limit_makes_code() {
    let text = layers(
        "{\"type\": \"object\", \"properties\": {\"a\": ",
        "{\"type\": \"string\"}",
        "}}",
        20,
    );
    assert_eq!(codes(text), (vec![], true));
}

#[test]
fn deep_nesting_in_yaml_blocks_is_refused() {
    for depth in [150, 400] {
        let mut text = format!("{HEAD}components:\n  schemas:\n    A:\n");
        for level in 0..depth {
            let indent = " ".repeat(6 + level);
            writeln!(text, "{indent}items:").unwrap();
        }
        let (codes, generated) = codes(text);
        assert!(!generated && !codes.contains(&Code::Internal), "{codes:?}");
    }
    for open in ["[", "{a: ", "- ", "? "] {
        let (codes, generated) = codes(open.repeat(2_000));
        assert!(
            !generated && !codes.contains(&Code::Internal),
            "{open}: {codes:?}"
        );
    }
}

#[test]
fn a_line_of_10_megabytes_is_read() {
    let long = "x".repeat(10 * 1024 * 1024);
    let text = format!("openapi: 3.0.3\ninfo: {{title: {long}, version: 1.0.0}}\npaths: []\n");
    assert_eq!(codes(text), (vec![Code::Shape], true));
    // And where the fault stands in that line itself.
    let text = format!("{{\"openapi\": \"3.0.3\", \"info\": \"{long}\", \"paths\": {{}}}}");
    assert_eq!(codes(text), (vec![Code::Shape], true));
}

#[test]
fn many_faults_are_counted_but_not_all_shown() {
    let mut text = format!("{HEAD}components:\n  schemas:\n");
    for number in 0..20_000 {
        writeln!(text, "    A{number}: {{type: wrong}}").unwrap();
    }
    let source = Source::from_text("hostile.yaml", text);
    let mut diagnostics = Diagnostics::default();
    assert!(parse::parse(&source, &mut diagnostics).is_some());
    assert_eq!(diagnostics.warning_count(), 20_000);
    assert!(diagnostics.len() < 2000);
}

#[test]
fn odd_texts_are_no_documents() {
    for text in [
        "",
        " ",
        "\n\n",
        "\u{feff}",
        "null",
        "~",
        "[]",
        "{}",
        "- a\n- b\n",
        "0",
        "\"text\"",
        "---",
        "...",
        "%YAML 9.9\n---\n",
        "\0",
        "a\0b: c",
        "!!binary aGk=",
        "<<: *a",
        "&a *a",
        "*a: *a",
        "? ",
        ": :",
        "{",
        "}",
        "\t",
        "\r",
        "\u{85}",
        "'",
        "\"\\ud800\"",
        "!<!> x",
        "|\n",
        "> x",
        "openapi: !tag 3.0.3\n",
        "openapi: [3.0.3]\n",
        "openapi: {3.0.3: 1}\n",
        "{\"openapi\": 1e999}",
        "{\"openapi\": -0}",
        "openapi: .inf",
        "openapi: 3.0.3\n? {a: b}\n: c",
    ] {
        let (codes, generated) = codes(text);
        assert!(!generated, "{text:?}");
        assert!(
            !codes.is_empty() && !codes.contains(&Code::Internal),
            "{text:?}: {codes:?}"
        );
    }
}

#[test]
fn aliases_that_lead_to_themselves_end() {
    for text in [
        "openapi: 3.0.3\ninfo: &a\n  title: T\n  version: *a\npaths: {}\n",
        "&a [*a, *a]\n",
        "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths: &p\n  /a: *p\n",
    ] {
        let (_, generated) = codes(text);
        assert!(!generated, "{text}");
    }
}

/// Texts that are anything but names.
const NAMES: &[&str] = &[
    "\"; fn x() {}",
    "*/ fn x() {} /*",
    "#![allow(warnings)]",
    "../../etc/passwd",
    "..",
    ".",
    "/",
    "\\",
    "C:\\x",
    "con",
    "aux.rs",
    "nul",
    "lpt1",
    "self",
    "Self",
    "super",
    "crate",
    "r#type",
    "r#",
    "_",
    "__",
    "",
    " ",
    "\n",
    "\u{0}",
    "\u{202e}abc",
    "\u{200b}",
    "\u{feff}",
    "e\u{301}",
    "é",
    "ﬁ",
    "İ",
    "ß",
    "ǆ",
    "名前",
    "مرحبا",
    "😀",
    "👨‍👩‍👧",
    "a\u{300}\u{301}\u{302}",
    "1",
    "1.0",
    "-1",
    "+1",
    "0x10",
    "{{ x }}",
    "{% x %}",
    "{# x #}",
    "{0}",
    "{}",
    "%s",
    "$crate",
    "Option",
    "Result<T>",
    "Vec<u8>",
    "'a",
    "\"",
    "`",
    "```rust",
    "<script>",
    "a\"b\\c",
    "\\u{41}",
    "dyn",
    "async",
    "gen",
    "macro_rules",
    "union",
    "static",
    "true",
    "None",
    "Ok",
    "serde",
    "std",
    "core",
    "types",
    "lib",
    "mod",
    "main",
];

fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap()
}

/// Generates and gives the diagnostics' codes; `generate` itself parses every Rust file, and says
/// `internal` when one isn't Rust.
fn assert_rust(what: &str, text: String) {
    let (codes, generated) = codes(text);
    assert!(
        generated && !codes.contains(&Code::Internal),
        "{what}: {codes:?}"
    );
}

#[test]
fn every_name_makes_rust_in_every_place() {
    let long = "long".repeat(1000);
    for name in NAMES.iter().copied().chain([long.as_str()]) {
        let json = quoted(name);
        let schema = format!(
            "{HEAD}components:\n  schemas:\n    ? {json}\n    : {{type: object, description: {json}, properties: {{? {json} : {{type: string, enum: [{json}, x], default: {json}, description: {json}}}}}}}\n"
        );
        assert_rust(&format!("schema {name:?}"), schema);
        let operation = format!(
            "openapi: 3.0.3\ninfo: {{title: {json}, version: {json}, description: {json}}}\nservers: [{{url: {json}}}]\ntags: [{{name: {json}, description: {json}}}]\npaths:\n  /a:\n    post:\n      operationId: {json}\n      tags: [{json}]\n      summary: {json}\n      description: {json}\n      security: [{{? {json} : []}}]\n      parameters:\n      - {{name: {json}, in: query, required: true, description: {json}, schema: {{type: string, enum: [{json}]}}}}\n      requestBody: {{content: {{multipart/form-data: {{schema: {{type: object, properties: {{? {json} : {{type: string, format: binary, description: {json}}}}}}}}}}}}}\n      responses:\n        '200': {{description: {json}, content: {{? {json} : {{schema: {{type: string, format: binary}}}}}}}}\n        '500': {{description: {json}, content: {{application/json: {{schema: {{type: object, properties: {{? {json} : {{type: object, properties: {{a: {{}}}}}}}}}}}}}}}}\ncomponents:\n  securitySchemes:\n    ? {json}\n    : {{type: http, scheme: bearer, description: {json}}}\n"
        );
        assert_rust(&format!("operation {name:?}"), operation);
    }
}

#[test]
fn all_names_at_once_are_told_apart() {
    let mut text =
        format!("{HEAD}components:\n  schemas:\n    A:\n      type: object\n      properties:\n");
    for name in NAMES {
        writeln!(
            text,
            "        ? {}\n        : {{type: string}}",
            quoted(name)
        )
        .unwrap();
    }
    for name in NAMES {
        writeln!(
            text,
            "    ? {}\n    : {{type: object, properties: {{a: {{type: string}}}}}}",
            quoted(name)
        )
        .unwrap();
    }
    let list: Vec<String> = NAMES.iter().map(|name| quoted(name)).collect();
    writeln!(text, "    E: {{type: string, enum: [{}]}}", list.join(", ")).unwrap();
    assert_rust("all names", text);
}

#[test]
fn every_path_of_an_output_stays_below_its_crate() {
    for name in NAMES {
        let json = quoted(name);
        let text = format!(
            "{HEAD}components:\n  schemas:\n    ? {json}\n    : {{type: object, properties: {{a: {{type: string}}}}}}\n"
        );
        let source = Source::from_text("hostile.yaml", text);
        let generated = oasmith::generate(&source, &config("sample")).unwrap();
        for (path, _) in generated.output.iter() {
            assert!(path.starts_with("sample-"), "{name:?}: {path}");
            assert!(
                !path.split('/').any(|part| part == ".."),
                "{name:?}: {path}"
            );
            assert!(path.is_ascii(), "{name:?}: {path}");
        }
    }
}

#[test]
fn a_server_url_can_not_become_code() {
    for url in [
        "/x\nmod\ty;",
        "https://a/\nfn\tx(){}",
        "/a`b",
        "/\u{2028}x",
        "/a*/b",
    ] {
        let json = quoted(url);
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\nservers: [{{url: {json}}}]\npaths: {{/a: {{get: {{operationId: a, tags: [a], responses: {{'200': {{description: OK}}}}}}}}}}\n"
        );
        let source = Source::from_text("hostile.yaml", text);
        let generated = oasmith::generate(&source, &config("sample")).unwrap();
        for (path, text) in generated.output.iter() {
            if path.ends_with("/servers.rs") {
                // There it is a string, in a function of its own.
                let items = syn::parse_file(text).unwrap().items;
                assert!(matches!(items.as_slice(), [syn::Item::Fn(_)]), "{text}");
            } else {
                assert!(!text.contains(url), "{path} has {url:?} as it is");
            }
        }
    }
}

/// Templates mark with `use imports;` where the imports of a file go. A document may say the same.
#[test]
fn a_summary_is_not_taken_for_the_place_of_imports() {
    let output = |summary: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths: {{/a: {{get: {{operationId: a, tags: [a], summary: '{summary}', responses: {{'200': {{description: OK}}}}}}}}}}\n"
        );
        let source = Source::from_text("hostile.yaml", text);
        let generated = oasmith::generate(&source, &config("sample")).unwrap();
        generated.output
    };
    let (odd, plain) = (output("use imports;"), output("use nothing;"));
    let mut said = 0;
    for (path, text) in plain.iter() {
        said += text.matches("use nothing;").count();
        let expected = text.replace("use nothing;", "use imports;");
        assert_eq!(odd.get(path), Some(expected.as_str()), "{path}");
    }
    assert!(said > 2, "{said}");
}

#[test]
fn schemas_that_are_copied_often_end() {
    let mut text =
        "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\ncomponents:\n  schemas:\n"
            .to_owned();
    let properties: String = (0..1000)
        .map(|n| format!("p{n}: {{maxLength: {n}}}, "))
        .collect();
    writeln!(
        text,
        "    Big: {{type: object, properties: {{{properties}}}}}"
    )
    .unwrap();
    let references = "{$ref: '#/components/schemas/Big'}, ".repeat(250);
    for n in 0..100 {
        writeln!(
            text,
            "    A{n}: {{type: object, not: {{anyOf: [{references}]}}}}"
        )
        .unwrap();
    }
    let (codes, generated) = codes(text);
    assert_eq!((codes, generated), (vec![Code::Unsupported], true));
}
