//! What becomes of single passages of a document: one concept each.

use std::fmt::Write;

use oasmith::diagnostic::Diagnostics;
use oasmith::output::Output;
use oasmith::source::Source;
use oasmith::spec::Spec;
use oasmith::{lower, parse};

use crate::support::{config, generate, open, snapshots, spec};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Sample, version: 1.0.0}\n";

fn output(text: String) -> Output {
    generate(&Source::from_text("sample.yaml", text), &config("sample")).output
}

/// The file of a component schema `A` without its head.
fn schema(text: &str) -> String {
    let indented: String = text.lines().map(|line| format!("    {line}\n")).collect();
    let output = output(format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n{indented}"
    ));
    let file = output.get("sample-types/src/components/a.rs").unwrap();
    let (_, items) = file.split_once('\n').unwrap();
    items.trim_start().to_owned()
}

fn shot(name: &str, text: &str) {
    snapshots("samples").bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn presence_and_null() {
    let text = "A:\n  type: object\n  required: [always, nullable]\n  properties:\n    always: {type: string}\n    nullable: {type: string, nullable: true}\n    optional: {type: string}\n    both: {type: string, nullable: true}\n    default: {type: integer, default: 60}\n";
    shot("presence", &schema(text));
}

#[test]
fn recursion() {
    let text = "A:\n  type: object\n  properties:\n    next: {$ref: '#/components/schemas/A'}\n    all: {type: array, items: {$ref: '#/components/schemas/A'}}\n";
    shot("recursion", &schema(text));
}

#[test]
fn maps() {
    let text = "A:\n  type: object\n  required: [id]\n  properties: {id: {type: string}}\n  additionalProperties: {type: integer}\n";
    shot("additional-properties", &schema(text));
    shot(
        "map",
        &schema("A: {type: object, additionalProperties: {type: integer}}\n"),
    );
}

#[test]
fn all_of() {
    let text = "A:\n  allOf:\n  - $ref: '#/components/schemas/B'\n  - {type: object, required: [b], properties: {c: {type: string}}}\nB: {type: object, properties: {b: {type: string}}}\n";
    shot("all-of", &schema(text));
}

#[test]
fn open_enum() {
    // Nothing says that no response carries it.
    shot(
        "enum-open",
        &schema("A: {type: string, enum: [red, dark-green]}\n"),
    );
}

#[test]
fn closed_enum() {
    let text = format!(
        "{HEAD}paths:\n  /a:\n    get:\n      operationId: getA\n      parameters:\n      - {{name: colour, in: query, schema: {{type: string, enum: [red, dark-green]}}}}\n      responses: {{'204': {{description: Done.}}}}\n"
    );
    let output = output(text);
    shot(
        "enum-closed",
        output.get("sample-types/src/operations/get_a.rs").unwrap(),
    );
}

fn small() -> Output {
    let mut config = config("small");
    config.cli = true;
    generate(&open(&spec("small.yaml")), &config).output
}

#[test]
fn both_sides_of_an_operation() {
    let output = small();
    for side in ["client", "server"] {
        let path = format!("small-{side}/src/pets/update_pet.rs");
        shot(&format!("operation-{side}"), output.get(&path).unwrap());
    }
}

#[test]
fn the_command_of_an_operation() {
    let output = small();
    let path = "small-cli/src/commands/pets/update_pet.rs";
    shot("operation-cli", output.get(path).unwrap());
}

#[test]
fn errors_of_an_operation() {
    let problem = "content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}";
    let retry = "headers: {Retry-After: {description: Seconds., schema: {type: integer}}}";
    let text = format!(
        "{HEAD}paths:\n  /a/{{id}}:\n    get:\n      operationId: getA\n      tags: [a]\n      parameters:\n      - {{name: id, in: path, required: true, schema: {{type: string}}}}\n      responses:\n        '200': {{description: A., content: {{application/json: {{schema: {{type: string}}}}}}}}\n        '404': {{description: None., {problem}}}\n        '409': {{description: Taken., content: {{text/plain: {{}}}}}}\n        '503': {{description: Later.}}\n        4XX: {{description: Wrong., {retry}, {problem}}}\n        5XX: {{description: Broken., {problem}}}\ncomponents:\n  schemas:\n    Problem: {{type: object, required: [message], properties: {{message: {{type: string}}}}}}\n"
    );
    let output = output(text);
    shot(
        "errors-client",
        output.get("sample-client/src/a/get_a.rs").unwrap(),
    );
}

#[test]
fn the_files_of_a_document() {
    let output = small();
    // Support code is the same for every document.
    let paths: Vec<&str> = output
        .iter()
        .map(|(path, _)| path)
        .filter(|path| !path.contains("/support/"))
        .collect();
    shot("files", &paths.join("\n"));
}

#[test]
fn the_ir_of_a_document() {
    let source = open(&spec("small.yaml"));
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(&source, &mut diagnostics).unwrap();
    let spec = Spec::new(document.model, document.supplement);
    let api = lower::lower(&spec, lower::Choices::default(), &mut diagnostics).unwrap();
    let mut text = String::new();
    for (id, ty) in api.types.iter() {
        writeln!(text, "{id:?} {:?} {:?}", ty.name, ty.usage).unwrap();
        writeln!(text, "    {:?}", ty.kind).unwrap();
    }
    for operation in &api.operations {
        writeln!(text, "{operation:#?}").unwrap();
    }
    shot("ir", &text);
}
