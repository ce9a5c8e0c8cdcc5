//! Nothing in silence: a keyword has its effect wherever it can stand, or is reported where it
//! stands; and what only tells people something is not.

use oasmith::diagnostic::{Diagnostic, Diagnostics, Severity};
use oasmith::ir::Api;
use oasmith::source::Source;
use oasmith::spec::Spec;
use oasmith::{lower, parse};

const HEAD: &str = "info: {title: T, version: '1'}";
const OK: &str = "responses: {'200': {description: Done.}}";

/// Where a schema can stand, `@` being the schema.
const SCHEMAS: [&str; 12] = [
    "components: {schemas: {A: @}}",
    "components: {schemas: {A: {type: object, properties: {p: @}}}}",
    "components: {schemas: {A: {type: array, items: @}}}",
    "components: {schemas: {A: {type: object, additionalProperties: @}}}",
    "components: {schemas: {A: {allOf: [@, {description: More.}]}}}",
    "components: {schemas: {A: {oneOf: [@, {type: boolean}]}}}",
    "paths: {/a: {get: {operationId: go, parameters: [{name: q, in: query, schema: @}], OK}}}",
    "paths: {/a/{p}: {parameters: [{name: p, in: path, required: true, schema: @}], get: {operationId: go, OK}}}",
    "paths: {/a: {get: {operationId: go, parameters: [{name: q, in: query, content: {application/json: {schema: @}}}], OK}}}",
    "paths: {/a: {get: {operationId: go, responses: {'200': {description: Done., headers: {X-A: {schema: @}}}}}}}",
    "paths: {/a: {post: {operationId: go, requestBody: {content: {application/json: {schema: @}}}, OK}}}",
    "paths: {/a: {get: {operationId: go, responses: {'200': {description: Done., content: {application/json: {schema: @}}}}}}}",
];

/// What is asked of values beside their type.
const CONSTRAINTS: [&str; 13] = [
    "{type: number, multipleOf: 2}",
    "{type: number, maximum: 2}",
    "{type: integer, minimum: 2}",
    "{type: number, maximum: 2, exclusiveMaximum: true}",
    "{type: number, minimum: 2, exclusiveMinimum: true}",
    "{type: string, maxLength: 2}",
    "{type: string, minLength: 2}",
    "{type: string, pattern: a}",
    "{type: array, items: {type: string}, maxItems: 2}",
    "{type: array, items: {type: string}, minItems: 2}",
    "{type: array, items: {type: string}, uniqueItems: true}",
    "{type: object, maxProperties: 2}",
    "{type: object, minProperties: 2}",
];

/// What no type of Rust says, and is checked of values in JSON, of OpenAPI 3.1 and later.
const ASSERTIONS: [&str; 12] = [
    "{type: object, if: {required: [a]}, then: {required: [b]}}",
    "{type: object, if: {required: [a]}, else: {required: [b]}}",
    "{type: object, dependentSchemas: {a: {required: [b]}}}",
    "{type: object, propertyNames: {pattern: a}}",
    "{type: object, patternProperties: {a: {type: string}}}",
    "{type: array, items: {type: string}, contains: {}}",
    "{type: array, items: {type: string}, contains: {}, minContains: 2}",
    "{type: array, prefixItems: [{type: string}]}",
    "{type: string, not: {maxLength: 1}}",
    "{const: [1]}",
    "{enum: [1, [1]]}",
    "{type: object, anyOf: [{required: [a]}, {required: [b]}]}",
];

/// What no type of Rust says, and nothing checks.
const LATER: [&str; 16] = [
    "{type: string, not: {pattern: (}}",
    "{type: string, not: {unevaluatedItems: false}}",
    "{type: object, properties: {a: {default: 1}}, not: {required: [a]}}",
    "{type: object, properties: {p: {type: object, properties: {a: {}}}}, not: {properties: {p: {required: [b]}}}}",
    "{type: array, allOf: [{items: {type: string}}], unevaluatedItems: false}",
    "{type: object, anyOf: [{properties: {a: {}}}, {properties: {b: {}}}], unevaluatedProperties: false}",
    "{allOf: [{properties: {a: {}}}], additionalProperties: false}",
    "{type: string, contentMediaType: application/xml, contentSchema: {type: object}}",
    "{type: string, contentSchema: {type: object}}",
    "{type: string, contentEncoding: base64, contentMediaType: application/json}",
    "{type: string, contentEncoding: base64, contentMediaType: application/json, contentSchema: {}}",
    "{type: string, enum: [a, b], contentMediaType: application/json}",
    "{type: string, const: a, contentMediaType: application/vnd.a+json, contentSchema: {}}",
    "{type: string, format: date, contentMediaType: application/json}",
    "{type: integer, contentMediaType: application/json, contentSchema: {}}",
    "{type: string, contentEncoding: base32}",
];

/// Members of other objects: the versions, the document with `@` in place of the member, and it.
const MEMBERS: [(&[&str], &str, &str); 31] = [
    (&LATER_VERSIONS, "@", "webhooks: {a: {post: {OK}}}"),
    (&THREE, "components: {@}", "callbacks: {a: {}}"),
    (&THREE, OPERATION, "callbacks: {a: {}}"),
    (&["3.2.0"], "paths: {/a: {@}}", "query: {OK}"),
    (
        &["3.2.0"],
        "paths: {/a: {@}}",
        "additionalOperations: {COPY: {OK}}",
    ),
    (&THREE, QUERY, "style: bogus"),
    (&THREE, HEADER_PARAMETER, "allowReserved: true"),
    (&THREE, HEADER_PARAMETER, "allowEmptyValue: true"),
    (&THREE, HEADER_PARAMETER, "style: form"),
    (&THREE, COOKIE, "allowReserved: true"),
    (&THREE, COOKIE, "allowEmptyValue: true"),
    (&THREE, PATH, "allowReserved: true"),
    (&THREE, PATH, "allowEmptyValue: true"),
    (&THREE, CONTENT, "style: form"),
    (&THREE, CONTENT, "explode: true"),
    (&THREE, CONTENT, "allowReserved: true"),
    (&THREE, QUERY_OF_NUMBER, "allowEmptyValue: true"),
    (&THREE, REQUIRED, "default: a"),
    (&THREE, RESPONSE_HEADER, "allowReserved: true"),
    (&THREE, RESPONSE_HEADER, "allowEmptyValue: true"),
    (&THREE, RESPONSE_HEADER, "style: form"),
    (&THREE, JSON, "encoding: {a: {contentType: text/plain}}"),
    (&THREE, ANSWER, "encoding: {a: {contentType: text/plain}}"),
    (&THREE, FORM, "headers: {X-A: {schema: {type: string}}}"),
    (&THREE, FORM, "contentType: application/xml"),
    (&THREE, MULTIPART, "contentType: 'text/plain, text/csv'"),
    (&THREE, MULTIPART, "style: deepObject"),
    (&THREE, MULTIPART, "allowReserved: true"),
    (&["3.2.0"], JSON, "itemEncoding: {}"),
    (
        &["3.2.0"],
        "components: {securitySchemes: {A: {type: oauth2, flows: {@}}}}",
        "deviceAuthorization: {}",
    ),
    (
        &THREE,
        "components: {schemas: {A: {type: object, properties: {kind: {type: string}}, @}}}",
        "discriminator: {propertyName: kind}",
    ),
];

const LATER_VERSIONS: [&str; 2] = ["3.1.0", "3.2.0"];
const THREE: [&str; 3] = ["3.0.3", "3.1.0", "3.2.0"];
const OPERATION: &str = "paths: {/a: {get: {operationId: go, OK, @}}}";
const QUERY: &str = "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: query, schema: {type: string}, @}]}}}";
const QUERY_OF_NUMBER: &str = "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: query, schema: {type: integer}, @}]}}}";
const REQUIRED: &str = "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: query, required: true, schema: {type: string, @}}]}}}";
const HEADER_PARAMETER: &str = "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: header, schema: {type: string}, @}]}}}";
const COOKIE: &str = "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: cookie, schema: {type: string}, @}]}}}";
const PATH: &str = "paths: {'/a/{q}': {get: {operationId: go, OK, parameters: [{name: q, in: path, required: true, schema: {type: string}, @}]}}}";
const CONTENT: &str = "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: query, content: {application/json: {schema: {type: object}}}, @}]}}}";
const RESPONSE_HEADER: &str = "paths: {/a: {get: {operationId: go, responses: {'200': {description: Done., headers: {X-A: {schema: {type: string}, @}}}}}}}";
const JSON: &str = "paths: {/a: {post: {operationId: go, OK, requestBody: {content: {application/json: {schema: {type: object}, @}}}}}}";
const ANSWER: &str = "paths: {/a: {post: {operationId: go, responses: {'200': {description: Done., content: {application/json: {schema: {type: object}, @}}}}}}}";
const FORM: &str = "paths: {/a: {post: {operationId: go, OK, requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {@}}}}}}}}";
const MULTIPART: &str = "paths: {/a: {post: {operationId: go, OK, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {@}}}}}}}}";

/// What has no effect on the wire.
const ANNOTATIONS: [(&[&str], &str); 14] = [
    (&THREE, "externalDocs: {url: 'https://a.b'}"),
    (
        &THREE,
        "tags: [{name: t, description: T., externalDocs: {url: 'https://a.b'}}]",
    ),
    (
        &["3.2.0"],
        "tags: [{name: t, summary: S., parent: p, kind: nav}]",
    ),
    (
        &LATER_VERSIONS,
        "jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base'",
    ),
    (
        &THREE,
        "components: {examples: {a: {value: 1}}, links: {a: {operationId: go}}}",
    ),
    (
        &THREE,
        "components: {schemas: {A: {type: string, title: T, description: D., example: a, externalDocs: {url: 'https://a.b'}, xml: {name: a}, deprecated: true, x-own: 1}}}",
    ),
    (
        &LATER_VERSIONS,
        "components: {schemas: {A: {type: string, examples: [a], $comment: Words., $id: 'https://a.b', $schema: 'https://a.b', $anchor: a, $defs: {b: {}}}}}",
    ),
    (
        &THREE,
        "paths: {/a: {summary: S., description: D., get: {operationId: go, summary: S., description: D., externalDocs: {url: 'https://a.b'}, deprecated: true, OK}}}",
    ),
    (
        &THREE,
        "paths: {/a: {get: {operationId: go, parameters: [{name: q, in: query, description: D., deprecated: true, example: a, schema: {type: string}}], OK}}}",
    ),
    (
        &THREE,
        "paths: {/a: {get: {operationId: go, responses: {'200': {description: Done., links: {a: {operationId: go}}, headers: {X-A: {description: D., deprecated: true, example: a, schema: {type: string}}}}}}}}",
    ),
    (
        &THREE,
        "paths: {/a: {post: {operationId: go, OK, requestBody: {description: D., content: {application/json: {schema: {type: string}, example: a, examples: {b: {value: b}}}}}}}}",
    ),
    (
        &THREE,
        "components: {securitySchemes: {A: {type: http, scheme: bearer, bearerFormat: JWT, description: D.}, B: {type: openIdConnect, openIdConnectUrl: 'https://a.b'}}}",
    ),
    (
        &THREE,
        "paths: {/a: {get: {operationId: go, parameters: [{name: q, in: query, explode: false, allowReserved: false, allowEmptyValue: false, schema: {type: array, items: {type: string}}}], OK}}}",
    ),
    (
        &THREE,
        "components: {schemas: {A: {type: array, uniqueItems: false, items: {type: string}}}}",
    ),
];

/// A document of a version, with a part of it.
fn document(version: &str, part: &str) -> Source {
    // A brace in a path ends a plain text of YAML.
    let part = part.replace("OK", OK).replace("/a/{p}:", "'/a/{p}':");
    let paths = if part.starts_with("paths:") {
        ""
    } else {
        "paths: {}\n"
    };
    Source::from_text(
        "a.yaml",
        format!("openapi: {version}\n{HEAD}\n{paths}{part}\n"),
    )
}

fn lowered(source: &Source) -> Api {
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(source, &mut diagnostics);
    let document = document.unwrap_or_else(|| panic!("{}", source.text()));
    let spec = Spec::new(document.model, document.supplement);
    let api = lower::lower(&spec, lower::Choices::default(), &mut diagnostics);
    api.unwrap_or_else(|| panic!("{}", source.text()))
}

fn warnings(source: &Source) -> Vec<Diagnostic> {
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(source, &mut diagnostics);
    let document = document.unwrap_or_else(|| panic!("{}", source.text()));
    let spec = Spec::new(document.model, document.supplement);
    let lowered = lower::lower(&spec, lower::Choices::default(), &mut diagnostics);
    assert!(lowered.is_some(), "{}", source.text());
    diagnostics.trace(&document.origins);
    let warnings = diagnostics.iter().cloned();
    warnings
        .filter(|said| said.severity == Severity::Warning)
        .collect()
}

/// Whether a warning points at a member with this name.
fn points_at(warnings: &[Diagnostic], name: &str) -> bool {
    warnings.iter().any(|said| {
        let last = said.pointer().and_then(|pointer| pointer.last());
        last.is_some_and(|last| last == name)
    })
}

/// The name of the member that a case is about: the last one of its own.
fn keyword(schema: &str) -> &str {
    let mut depth = 0;
    let mut last = "";
    let inner = &schema[1..schema.len() - 1];
    let mut start = 0;
    for (index, character) in inner.char_indices().chain([(inner.len(), ',')]) {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                last = inner[start..index].trim().split(':').next().unwrap();
                start = index + 1;
            }
            _ => {}
        }
    }
    last
}

/// The cases of which nothing is said where it should be.
fn silent(versions: &[&str], schemas: &[&str]) -> Vec<String> {
    let mut silent = Vec::new();
    for version in versions {
        for place in SCHEMAS {
            for schema in schemas {
                let source = document(version, &place.replace('@', schema));
                if !points_at(&warnings(&source), keyword(schema)) {
                    silent.push(source.text().to_owned());
                }
            }
        }
    }
    silent
}

#[test]
fn every_constraint_of_a_schema_comes_to_its_type_at_every_place() {
    let mut lost = Vec::new();
    let old = CONSTRAINTS.map(|schema| ("3.0.3", schema));
    let new = ASSERTIONS.map(|schema| ("3.1.0", schema));
    for place in SCHEMAS {
        for (version, schema) in old.iter().chain(&new) {
            let source = document(version, &place.replace('@', schema));
            let api = lowered(&source);
            let mut types = api.types.iter();
            if types.all(|(_, found)| found.constraints.is_empty()) {
                lost.push(source.text().to_owned());
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn every_keyword_of_json_schema_is_said_at_every_place() {
    assert_eq!(silent(&["3.1.0"], &LATER), Vec::<String>::new());
}

#[test]
fn every_member_without_effect_is_said() {
    let mut silent = Vec::new();
    for (versions, place, member) in MEMBERS {
        for version in versions {
            let source = document(version, &place.replace('@', member));
            let name = member.split(':').next().unwrap();
            if !points_at(&warnings(&source), name) {
                silent.push(source.text().to_owned());
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn an_annotation_is_passed_over() {
    for (versions, part) in ANNOTATIONS {
        for version in versions {
            let source = document(version, part);
            let said: Vec<String> = warnings(&source).iter().map(ToString::to_string).collect();
            assert_eq!(said, Vec::<String>::new(), "{}", source.text());
        }
    }
}

/// Where nothing looks at what is asked of a value.
#[test]
fn a_constraint_that_nothing_checks_is_said() {
    for (part, name) in [
        (
            "paths: {/a: {get: {operationId: go, responses: {'200': {description: Done., headers: {X-A: {schema: {type: string, maxLength: 1}}}}}}}}",
            "X-A",
        ),
        (
            "paths: {/a: {post: {operationId: go, OK, requestBody: {content: {text/plain: {schema: {type: string, maxLength: 1}}, text/csv: {schema: {type: string}}}}}}}",
            "text/plain",
        ),
        (
            "paths: {/a: {post: {operationId: go, OK, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {l: {type: array, uniqueItems: true, items: {type: string, format: binary}}}}}}}}}}",
            "l",
        ),
        (
            "paths: {/a: {post: {operationId: go, OK, requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary, pattern: a}}}}}}}}}",
            "f",
        ),
    ] {
        let source = document("3.1.0", part);
        assert!(points_at(&warnings(&source), name), "{}", source.text());
    }
}

/// The same in Swagger 2.0, where parameters and headers have constraints of their own.
#[test]
fn every_constraint_of_swagger_2_comes_to_its_type() {
    for part in [
        "definitions: {A: {type: string, maxLength: 3}}",
        "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: query, type: string, pattern: a}]}}}",
        "paths: {/a: {get: {operationId: go, OK, parameters: [{name: q, in: query, type: array, items: {type: string, minLength: 1}}]}}}",
        "paths: {/a: {post: {operationId: go, OK, parameters: [{name: q, in: formData, type: string, maxLength: 1}]}}}",
        "paths: {/a: {get: {operationId: go, responses: {'200': {description: Done., headers: {X-A: {type: string, pattern: a}}}}}}}",
    ] {
        let source = swagger(part);
        let api = lowered(&source);
        let mut types = api.types.iter();
        assert!(
            types.any(|(_, found)| !found.constraints.is_empty()),
            "{}",
            source.text()
        );
    }
}

/// A document of Swagger 2.0 with a part of it.
fn swagger(part: &str) -> Source {
    let part = part.replace("OK", OK);
    let paths = if part.starts_with("paths:") {
        ""
    } else {
        "paths: {}\n"
    };
    let text = format!("swagger: '2.0'\n{HEAD}\n{paths}{part}\n");
    Source::from_text("a.yaml", text)
}

#[test]
fn what_swagger_2_has_no_effect_with_is_said() {
    for (part, name) in [
        (
            "paths: {/a: {get: {operationId: go, OK, schemes: [wss]}}}",
            "schemes",
        ),
        (
            "definitions: {A: {type: object, discriminator: kind, properties: {kind: {type: string}}}}",
            "discriminator",
        ),
    ] {
        let source = swagger(part);
        assert!(points_at(&warnings(&source), name), "{}", source.text());
    }
}
