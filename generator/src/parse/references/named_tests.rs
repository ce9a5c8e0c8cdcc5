//! Tests of `$id`, `$anchor` and `$dynamicRef`.

use serde_json::json;

use super::tests::{at, normal, reference};

#[test]
fn schemas_are_found_by_what_they_call_themselves() {
    let (value, said, _) = normal(
        "openapi: 3.1.0
components:
  schemas:
    A:
      $id: https://example.com/schemas/a.json
      properties:
        absolute: {$ref: 'https://example.com/schemas/b.json'}
        relative: {$ref: b.json}
        above: {$ref: ../c.json}
        part: {$ref: 'b.json#/$defs/part'}
        anchor: {$ref: 'b.json#named'}
        own: {$ref: '#named'}
        self: {$ref: '#'}
        whole: {$ref: '#/components/schemas/D'}
      $defs: {named: {$anchor: named, type: boolean}}
    B:
      $id: https://example.com/schemas/b.json
      $defs: {part: {type: string}, named: {$anchor: named, type: integer}}
    C: {$id: /c.json, type: string}
    D: {$id: 'urn:example:d', properties: {self: {$ref: 'urn:example:d'}, short: {$ref: E}, gone: {$ref: 'https://example.com/gone.json'}}}
    E: {type: string, enum: [{$id: 'https://example.com/gone.json'}]}
    F: {$id: https://example.com/c.json, items: {$ref: 'schemas/a.json#/properties/own'}}
",
    );
    let to = |name: &str| reference(&format!("#/components/schemas/{name}"));
    for (property, component) in [
        ("absolute", "B"),
        ("relative", "B"),
        ("above", "F"),
        ("part", "BPart"),
        ("anchor", "BNamed"),
        ("own", "ANamed"),
        ("self", "A"),
        ("whole", "D"),
    ] {
        let found = at(
            &value,
            &format!("/components/schemas/A/properties/{property}"),
        );
        assert_eq!(found, to(component), "{property}");
    }
    let d = at(&value, "/components/schemas/D/properties");
    assert_eq!(d, json!({"self": to("D"), "short": to("E"), "gone": {}}));
    assert_eq!(at(&value, "/components/schemas/F/items"), to("ANamed"));
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].contains("`https://example.com/gone.json` leads to another host"));
}

#[test]
fn a_generic_schema_is_made_anew_for_those_that_use_it() {
    let (value, said, _) = normal(
        "openapi: 3.1.0
components:
  schemas:
    Other: {$dynamicAnchor: item, type: boolean}
    Page: {type: array, items: {$dynamicRef: '#item'}, $defs: {any: {$dynamicAnchor: item}}}
    Users: {$ref: '#/components/schemas/Page', $defs: {user: {$dynamicAnchor: item, type: integer}}}
    Names: {$id: names, $ref: page, $defs: {name: {$dynamicAnchor: item, type: string}}}
    Paged: {$id: page, properties: {list: {items: {$dynamicRef: '#item'}}}, $defs: {any: {$dynamicAnchor: item}}}
    Plain: {items: {$dynamicRef: '#own'}, $defs: {own: {$anchor: own, type: string}}}
    Tree: {$dynamicAnchor: node, properties: {children: {items: {$dynamicRef: '#node'}}}}
    Strict: {$dynamicAnchor: node, $ref: '#/components/schemas/Tree', unevaluatedProperties: false}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let to = |name: &str| reference(&format!("#/components/schemas/{name}"));
    let items = |pointer: &str| at(&value, &format!("/components/schemas/{pointer}/items"));
    assert_eq!(items("Page"), to("PageAny"));
    assert_eq!(
        at(&value, "/components/schemas/Users/allOf/0"),
        to("UsersPage")
    );
    assert_eq!(items("UsersPage"), to("UsersUser"));
    assert_eq!(items("Paged/properties/list"), to("PagedAny"));
    assert_eq!(items("NamesPaged/properties/list"), to("NamesName"));
    assert_eq!(items("Plain"), to("PlainOwn"));
    assert_eq!(items("Tree/properties/children"), to("Tree"));
    // The children of a strict tree are strict trees.
    assert_eq!(
        at(&value, "/components/schemas/Strict/allOf/0"),
        to("StrictTree")
    );
    assert_eq!(items("StrictTree/properties/children"), to("Strict"));
}

#[test]
fn generic_schemas_of_each_other_have_an_end() {
    // Each of many pages is made anew for each of many users of it.
    let mut text = "openapi: 3.1.0\ncomponents:\n  schemas:\n".to_owned();
    for index in 0..40 {
        let all = (0..40).map(|other| format!("{{$ref: '#/components/schemas/P{other}'}}"));
        let all: Vec<String> = all.collect();
        text += &format!(
            "    P{index}: {{$dynamicAnchor: a{index}, items: {{anyOf: [{}, {{$dynamicRef: '#a{index}'}}]}}}}\n",
            all.join(", ")
        );
    }
    let (_, said, _) = normal(text);
    assert!(
        said.iter().any(|said| said.contains("from everywhere")),
        "{said:#?}"
    );
}

#[test]
fn what_a_reference_leads_to_is_kept_beside_it() {
    let (value, said, _) = normal(
        "openapi: 3.1.0
$self: https://example.com/api.yaml
components:
  schemas:
    A: {$ref: '#/components/schemas/A/examples/0', examples: [{type: string}]}
    B: {items: {$ref: 'api.yaml#/components/schemas/A'}}
    C: {$id: https://example.com/c, items: {$ref: 'api.yaml#/components/schemas/B'}}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let schemas = at(&value, "/components/schemas");
    assert_eq!(schemas["A"]["type"], "string");
    assert_eq!(schemas["A"]["examples"], json!([{"type": "string"}]));
    assert_eq!(schemas["B"]["items"], reference("#/components/schemas/A"));
    assert_eq!(schemas["C"]["items"], reference("#/components/schemas/B"));
}
