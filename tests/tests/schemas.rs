//! What types the schemas of a document become: one concept each.

use std::fmt::Write;

use crate::described::{document, types, whole};
use crate::support::snapshots;

fn shot(name: &str, text: &str) {
    snapshots("schemas").bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn one_of() {
    let text = "\
A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: string, format: uuid}, {type: integer}, {type: array, items: {type: string}}]}
B: {type: object, required: [b], properties: {b: {type: string}, kind: {type: string, enum: [b]}}}
Null: {oneOf: [{$ref: '#/components/schemas/B'}, {nullable: true, enum: [null]}]}
Scalars: {anyOf: [{type: string}, {type: number}, {type: string, enum: [auto]}, {type: integer}, {type: string}]}
Twice: {oneOf: [{type: string}, {type: string, maxLength: 3}]}
Nested: {type: object, properties: {a: {oneOf: [{type: string}, {anyOf: [{type: boolean}, {type: object, title: Inner thing, properties: {x: {type: integer}}}]}]}}}
";
    shot("one-of", &types(text));
}

#[test]
fn constraints() {
    let text = r"
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Name: {type: string, minLength: 1, maxLength: 64}
    User:
      type: object
      minProperties: 1
      properties:
        name: {$ref: '#/components/schemas/Name', maxLength: 8, pattern: '^\d+$'}
        plain: {$ref: '#/components/schemas/Name', description: The same.}
        age: {allOf: [{type: integer, minimum: 0}, {minimum: 18, maximum: 150}, {exclusiveMaximum: 150}]}
        tags: {type: array, uniqueItems: true, maxItems: 3, items: {type: string, minLength: 0, pattern: '(?=a)'}}
        odd: {type: boolean, maxLength: 3}
        any: {maxLength: 3, minimum: 1}
        bad: {type: string, pattern: '('}
        zero: {type: number, multipleOf: 0}
    Either: {anyOf: [{type: string, maxLength: 3}, {type: string, pattern: a}], minLength: 1}
    Both: {type: object, maxProperties: 2, oneOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}, required: [b]}]}
    Not: {not: {type: object}}
";
    shot("constraints", &whole(text));
}

#[test]
fn dependent_properties() {
    let text = "\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /cards:
    post:
      operationId: pay
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}}
components:
  schemas:
    Card: {type: object, properties: {id: {type: string, readOnly: true}, number: {type: string}, holder: {type: string}, code: {type: string, writeOnly: true}}, dependentRequired: {number: [holder, code, id], id: [number]}}
    Together: {allOf: [{$ref: '#/components/schemas/Either'}, {properties: {d: {}}, dependentRequired: {a: [d, b], c: []}}]}
    Either: {type: [object, string, 'null'], properties: {a: {}, b: {}, c: {}}, dependentRequired: {a: [b]}}
    Loose: {anyOf: [{properties: {a: {}, b: {}}, dependentRequired: {a: [b]}}, {properties: {a: {}, b: {}}, required: [a], dependentRequired: {a: [b], b: [a]}}]}
";
    shot("dependent-required", &whole(text));
}

#[test]
fn discriminators() {
    let text = "\
A:
  oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}, {type: object, title: Other, properties: {kind: {type: string, enum: [d, e]}}}]
  discriminator: {propertyName: kind, mapping: {bee: '#/components/schemas/B', nobody: Nobody}}
B: {type: object, properties: {kind: {type: string}}}
C: {type: object, properties: {kind: {type: string}}}
";
    shot("discriminator", &types(text));
}

#[test]
fn base_classes() {
    let text = "\
Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {kitty: '#/components/schemas/Cat'}}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Persian: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {mother: {$ref: '#/components/schemas/Pet'}}}]}
";
    shot("base-class", &types(text));
    // As Azure writes it, and with a discriminator that stands beside what the class extends.
    let text = "\
Thing: {type: object, properties: {id: {type: string}}}
Animal: {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}]}
Cat: {x-ms-discriminator-value: '#Cat', allOf: [{$ref: '#/components/schemas/Animal'}]}
Alone: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
";
    shot("base-class-beside", &types(text));
}

#[test]
fn a_choice_beside_other_keywords() {
    let text = "\
A:
  type: object
  required: [id]
  properties: {id: {type: string}}
  oneOf: [{$ref: '#/components/schemas/B'}, {properties: {c: {type: integer}}}]
B: {type: object, properties: {b: {type: string}}}
Parent:
  type: object
  properties: {id: {type: string}}
  oneOf: [{$ref: '#/components/schemas/Child'}, {$ref: '#/components/schemas/Toy'}]
Child: {allOf: [{$ref: '#/components/schemas/Parent'}, {properties: {name: {type: string}}}]}
Toy: {type: object, properties: {toy: {type: string}}}
Repeating: {type: object, required: [b], properties: {b: {type: string}}, oneOf: [{$ref: '#/components/schemas/Closed'}, {$ref: '#/components/schemas/Toy'}]}
Closed: {type: object, required: [b], properties: {b: {type: string, enum: [x]}, more: {type: string}}}
Together: {allOf: [{$ref: '#/components/schemas/B'}, {oneOf: [{required: [x], properties: {x: {type: string}}}, {required: [y], properties: {y: {type: string}}}]}]}
Constraints: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}
";
    shot("choice-beside", &types(text));
}

#[test]
fn any_of_objects() {
    let text = "\
Overlapping: {anyOf: [{type: object, required: [id], properties: {id: {type: string}, a: {type: string}}}, {type: object, required: [id], properties: {id: {type: string}, b: {type: integer}}}]}
Distinct: {anyOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: integer}}}]}
Disagreeing: {anyOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {a: {type: integer}}}]}
";
    shot("any-of", &types(text));
}

#[test]
fn all_of_refines() {
    let text = "\
Scalar: {allOf: [{type: string}, {enum: [a, b]}, {enum: [b, c]}]}
Wrapper: {type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/Base'}], nullable: true, description: More., readOnly: true}}}
Base: {type: object, properties: {kind: {type: string}, inner: {type: object, properties: {x: {type: string}}}, n: {type: number}, same: {type: string}}}
Refined: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [n], properties: {kind: {type: string, enum: [r]}, inner: {properties: {y: {type: string}}}, n: {type: integer}, same: {type: string, description: Words.}}}]}
Overridden: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {kind: {type: integer}}}]}
Recursive: {allOf: [{$ref: '#/components/schemas/Node'}, {properties: {child: {properties: {more: {type: string}}}}}]}
Node: {type: object, properties: {child: {$ref: '#/components/schemas/Recursive'}}}
";
    shot("all-of", &types(text));
}

#[test]
fn all_of_conflicts() {
    let text = "\
A: {allOf: [{type: object, properties: {a: {type: string}}}, {type: string}]}
B: {allOf: [{properties: {a: {type: string}}}, {properties: {a: {type: integer}}}]}
";
    shot("all-of-conflict", &types(text));
}

#[test]
fn enums() {
    let text = "\
Text: {type: string, enum: [a, b, a]}
Numbers: {type: integer, enum: [1, 2]}
Untyped: {enum: [a, 1, null]}
Mistyped: {type: string, enum: [a, 1, true]}
Fractions: {type: number, enum: [0.5, 1.5]}
Booleans: {type: boolean, enum: [true]}
Nothing: {nullable: true, enum: [null]}
List: {type: array, items: {type: string}, enum: [[a]]}
Mixed: {enum: [a, true]}
";
    shot("enums", &types(text));
}

#[test]
fn values_with_names() {
    let text = "\
Constants: {type: integer, oneOf: [{title: GUILD, description: Of a guild., enum: [0]}, {title: VOICE, enum: [1]}]}
Mixed: {oneOf: [{title: A, enum: [a]}, {title: B, type: string}]}
Typed: {type: string, oneOf: [{title: A, enum: [1]}, {title: B, enum: [2]}]}
Net: {type: integer, enum: [0, 1], x-enumNames: [None, Full]}
Azure: {type: string, enum: [a, b], x-ms-enum: {name: E, values: [{value: b, name: Second, description: The second.}]}}
Short: {type: integer, enum: [0, 1], x-enum-varnames: [None]}
Kubernetes: {type: string, format: int-or-string}
";
    shot("value-names", &types(text));
}

#[test]
fn what_refers_to_what_can_be_null() {
    let text = "\
Base: {type: object, nullable: true, properties: {a: {type: string}}}
Alias: {$ref: '#/components/schemas/Base'}
Wrapped: {allOf: [{$ref: '#/components/schemas/Base'}]}
More: {allOf: [{$ref: '#/components/schemas/Base'}], nullable: true, description: More.}
Merged: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {b: {type: string}}}]}
User:
  type: object
  properties:
    alias: {$ref: '#/components/schemas/Alias'}
    wrapped: {$ref: '#/components/schemas/Wrapped'}
    more: {$ref: '#/components/schemas/More'}
    merged: {$ref: '#/components/schemas/Merged'}
    none: {type: string, nullable: true, default: null}
";
    shot("null-aliases", &types(text));
}

#[test]
fn numbers_and_formats() {
    let text = "\
A:
  type: object
  properties:
    a: {type: integer, format: uint8}
    b: {type: number, format: int64}
    c: {type: string, format: int64}
    d: {type: integer, format: int32, default: 5000000000}
    e: {type: string, format: binary}
    f: {format: date-time}
    g: {type: integer, format: date-time}
";
    shot("formats", &types(text));
}

#[test]
fn defaults() {
    let text = "\
A:
  type: object
  properties:
    a: {type: array, items: {type: integer}, default: [1, 2]}
    b: {type: array, items: {type: integer}, default: [1, x]}
    c: {allOf: [{$ref: '#/components/schemas/E'}], default: b}
    d: {$ref: '#/components/schemas/E'}
    e: {type: object, required: [x], properties: {x: {type: string}}, default: {}}
    f: {type: string, format: date, default: '2026-02-03'}
    g: {type: string, format: date, default: tomorrow}
    h: {type: integer, default: '60'}
    i: {type: string, nullable: true, default: null}
    j: {type: string, default: null}
    k: {oneOf: [{type: string}, {type: integer}], default: 1}
E: {type: string, enum: [a, b], default: a}
";
    shot("defaults", &types(text));
}

#[test]
fn lists_and_maps_of_themselves() {
    let text = "\
List: {type: array, items: {$ref: '#/components/schemas/List'}}
Map: {type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/Map'}}}
Json: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Json'}}]}
Itself: {oneOf: [{type: string}, {type: integer}, {$ref: '#/components/schemas/Itself'}]}
";
    shot("recursive", &types(text));
}

#[test]
fn tuples() {
    let text = "\
Pair: {type: array, prefixItems: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}], minItems: 2, items: false}
X: {type: string}
Y: {type: integer}
";
    shot("tuples", &types(text));
}

#[test]
fn odd_schemas() {
    let text = "\
Anything: {}
Never: {not: {}}
Not: {type: string, not: {enum: [a]}}
Items: {type: object, items: {type: string}}
Required: {required: [a], additionalProperties: {type: integer}}
";
    shot("odd", &types(text));
}

#[test]
fn inline_names() {
    let text = "\
A: {type: object, properties: {pets: {type: array, items: {type: object, properties: {kind: {type: string, enum: [a]}}}}}}
B: {type: array, items: {type: object, properties: {x: {type: string}}}}
";
    shot("inline-names", &types(text));
}

#[test]
fn two_forms() {
    let text = "\
paths:
  /users:
    post:
      operationId: createUser
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Group'}}}}
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Group'}}}}}
    put:
      operationId: login
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Login'}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Group: {type: object, properties: {users: {type: array, items: {$ref: '#/components/schemas/User'}}, name: {$ref: '#/components/schemas/Name'}}}
    User: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, password: {type: string, writeOnly: true}, stats: {$ref: '#/components/schemas/Stats'}, best: {$ref: '#/components/schemas/User'}}}
    Stats: {type: object, readOnly: true, properties: {visits: {type: integer}}}
    Name: {type: object, properties: {first: {type: string}}}
    Login: {type: object, properties: {at: {type: string, readOnly: true}, user: {$ref: '#/components/schemas/User'}}}
    Unused: {type: object, properties: {a: {type: string, readOnly: true}}}
";
    shot("two-forms", &document(text));
}

/// A document whose schemas each refer to the next.
fn chain(length: usize, schema: impl Fn(usize, &str) -> String) -> String {
    let mut text = "paths: {}\ncomponents:\n  schemas:\n".to_owned();
    for index in 0..length {
        let next = format!("{{$ref: '#/components/schemas/A{}'}}", index + 1);
        writeln!(text, "    A{index}: {}", schema(index, &next)).unwrap();
    }
    writeln!(text, "    A{length}: {{type: string}}").unwrap();
    text
}

#[test]
fn long_chains_of_references_end() {
    let links: [fn(usize, &str) -> String; 4] = [
        |_, next| next.to_owned(),
        |_, next| format!("{{type: object, properties: {{next: {next}}}}}"),
        |_, next| format!("{{oneOf: [{next}, {{type: integer}}]}}"),
        |_, next| format!("{{allOf: [{next}, {{maxLength: 3}}]}}"),
    ];
    for link in links {
        let text = document(&chain(1000, link));
        assert!(!text.contains("error["), "{text}");
    }
    let merged = |index, next: &str| format!("{{allOf: [{next}, {{enum: [a, b, c{index}]}}]}}");
    let text = document(&chain(1000, merged));
    assert!(text.contains("error[unsupported]: schemas are merged through too many references"));
}

#[test]
fn what_grows_without_end_is_cut_off() {
    // Each is two objects, each of which is again one of the next two.
    let text = document(&chain(40, |index, next| {
        let member = |word| format!("{{allOf: [{next}], properties: {{{word}{index}: {{}}}}}}");
        format!("{{oneOf: [{}, {}]}}", member("a"), member("b"))
    }));
    assert!(text.contains("choices are merged in choices too deeply"));
}
