//! Equal types are one: which types are equal, what one of them is called, and where it stands.

use std::fmt::Write;

use oasmith::source::Source;
use oasmith::view::{Folder, Item};

use crate::support::{config, generate};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Sample, version: 1.0.0}\n";

/// The files of the types crate, each with the types in it.
fn files(text: &str) -> String {
    let source = Source::from_text("sample.yaml", format!("{HEAD}{text}"));
    let generated = generate(&source, &config("sample"));
    let mut lines = String::new();
    for file in &generated.view.types {
        let folder = match file.folder {
            Folder::Components => "components",
            Folder::Operations => "operations",
            Folder::Webhooks => "webhooks",
            Folder::Shared => "shared",
        };
        let names: Vec<&str> = file.items.iter().map(Item::name).collect();
        writeln!(lines, "{folder}/{}: {}", file.module, names.join(" ")).unwrap();
    }
    lines
}

/// The same of schemas alone.
fn schemas(text: &str) -> String {
    files(&format!("paths: {{}}\n{}", components(text)))
}

fn components(text: &str) -> String {
    let indented: String = text.lines().map(|line| format!("    {line}\n")).collect();
    format!("components:\n  schemas:\n{indented}")
}

/// A file of the types crate.
fn file(path: &str, text: &str) -> String {
    let source = Source::from_text("sample.yaml", format!("{HEAD}{text}"));
    let output = generate(&source, &config("sample")).output;
    let file = output.get(&format!("sample-types/src/{path}.rs"));
    file.unwrap_or_else(|| panic!("there is no {path}"))
        .to_owned()
}

/// An operation with a query parameter.
fn operation(path: &str, id: &str, tag: &str, parameter: &str) -> String {
    format!(
        "  /{path}:\n    get:\n      operationId: {id}\n      tags: [{tag}]\n      parameters: [{parameter}]\n      responses: {{'204': {{description: Done.}}}}\n"
    )
}

const DIRECTION: &str = "{name: direction, in: query, schema: {type: string, enum: [asc, desc]}}";

#[test]
fn equal_objects_are_one() {
    let text = "\
A: {type: object, properties: {permissions: {type: object, properties: {read: {type: boolean}}}}}
B: {type: object, properties: {permissions: {type: object, properties: {read: {type: boolean}}}}}
";
    assert_eq!(
        schemas(text),
        "components/a: A\ncomponents/b: B\nshared/permissions: Permissions\n"
    );
}

#[test]
fn what_differs_stays_apart() {
    let plain = "{type: object, properties: {x: {type: string, enum: [a, b]}}}";
    for other in [
        // Presence, `null`, a default, the way that it travels, the type, what else there can be.
        "{type: object, required: [x], properties: {x: {type: string, enum: [a, b]}}}",
        "{type: object, properties: {x: {type: string, enum: [a, b], nullable: true}}}",
        "{type: object, properties: {x: {type: string, enum: [a, b], default: a}}}",
        "{type: object, properties: {x: {type: string, enum: [a, b], readOnly: true}}}",
        "{type: object, properties: {x: {type: string, enum: [a, c]}}}",
        "{type: object, properties: {x: {type: string, enum: [a, b], deprecated: true}}}",
        "{type: object, additionalProperties: false, properties: {x: {type: string, enum: [a, b]}}}",
        "{type: object, properties: {x: {type: string, enum: [a, b], x-enumNames: [One, Two]}}}",
    ] {
        let text = format!(
            "A: {{type: object, properties: {{p: {plain}}}}}\nB: {{type: object, properties: {{p: {other}}}}}\n"
        );
        let files = schemas(&text);
        assert!(files.contains("AP"), "{other}: {files}");
        assert!(files.contains("BP"), "{other}: {files}");
    }
}

#[test]
fn prose_and_order_are_no_difference() {
    let text = "\
A: {type: object, properties: {p: {type: object, description: One., properties: {x: {type: string, description: X.}, y: {type: string, enum: [a, b]}}}}}
B: {type: object, properties: {p: {type: object, description: Two., properties: {y: {type: string, enum: [b, a], example: a}, x: {type: string}}}}}
";
    assert_eq!(
        schemas(text),
        "components/a: A\ncomponents/b: B\nshared/p: P PY\n"
    );
    let text = format!("paths: {{}}\n{}", components(text));
    let file = file("shared/p", &text);
    assert!(
        file.contains("/// Used by `p` of `A` and `p` of `B`.\n"),
        "{file}"
    );
}

#[test]
fn a_description_that_most_have_is_kept() {
    let property = |words: &str| {
        format!(
            "{{type: object, properties: {{p: {{type: string, enum: [a, b], description: {words}}}}}}}"
        )
    };
    let text = format!(
        "paths: {{}}\n{}",
        components(&format!(
            "A: {}\nB: {}\nC: {}\n",
            property("Often."),
            property("Often."),
            property("Once.")
        ))
    );
    let file = file("shared/p", &text);
    assert!(
        file.contains(
            "    /// Often.\n    ///\n    /// Used by `p` of `A`, `p` of `B` and `p` of `C`.\n"
        ),
        "{file}"
    );
}

#[test]
fn a_component_takes_in_what_equals_it() {
    let text = "\
A: {type: object, properties: {b: {type: object, properties: {read: {type: boolean}}}, c: {type: array, items: {type: object, properties: {read: {type: boolean}}}}}}
Rights: {type: object, properties: {read: {type: boolean}}}
";
    assert_eq!(
        schemas(text),
        "components/a: A\ncomponents/rights: Rights\n"
    );
    // Of several the one with the shortest name.
    let text = format!("{text}Right: {{type: object, properties: {{read: {{type: boolean}}}}}}\n");
    let text = format!("paths: {{}}\n{}", components(&text));
    let file = file("components/a", &text);
    assert!(file.contains("pub b: Option<Right>"), "{file}");
}

#[test]
fn components_stay_what_they_are() {
    let text = "\
One: {type: object, properties: {x: {type: string}}}
Two: {type: object, properties: {x: {type: string}}}
Alias: {$ref: '#/components/schemas/One'}
A: {type: object, properties: {p: {type: object, properties: {q: {$ref: '#/components/schemas/One'}}}}}
B: {type: object, properties: {p: {type: object, properties: {q: {$ref: '#/components/schemas/Two'}}}}}
C: {type: object, properties: {p: {type: object, properties: {q: {$ref: '#/components/schemas/Alias'}}}}}
";
    assert_eq!(
        schemas(text),
        "components/a: A\ncomponents/alias: Alias\ncomponents/b: B BP\ncomponents/c: C\ncomponents/one: One\ncomponents/two: Two\nshared/p: P\n"
    );
}

#[test]
fn a_discouraged_component_takes_in_nothing_else() {
    let text = "\
A: {type: object, properties: {p: {type: object, properties: {x: {type: string}}}, old: {type: object, deprecated: true, properties: {x: {type: string}}}}}
Old: {type: object, deprecated: true, properties: {x: {type: string}}}
";
    assert_eq!(schemas(text), "components/a: A AP\ncomponents/old: Old\n");
}

#[test]
fn types_that_hold_themselves_can_be_equal() {
    let text = "\
A: {type: object, properties: {tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, right: {$ref: '#/components/schemas/Tree'}}}}}
Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, right: {$ref: '#/components/schemas/Tree'}}}
";
    assert_eq!(schemas(text), "components/a: A\ncomponents/tree: Tree\n");
    let text = "\
Folder: {type: object, properties: {notes: {type: array, items: {type: object, properties: {folder: {$ref: '#/components/schemas/Folder'}}}}}}
Trash: {type: object, properties: {notes: {type: array, items: {type: object, properties: {folder: {$ref: '#/components/schemas/Folder'}}}}}}
";
    assert_eq!(
        schemas(text),
        "components/folder: Folder\ncomponents/trash: Trash\nshared/note: Note\n"
    );
}

#[test]
fn a_type_belongs_to_what_uses_it() {
    let text = "\
A: {type: object, properties: {first: {type: object, properties: {side: {type: string, enum: [l, r]}}}, second: {type: object, properties: {side: {type: string, enum: [l, r]}, more: {type: string}}}}}
B: {type: object, properties: {out: {type: object, properties: {deep: {type: object, properties: {x: {type: string}}}}}}}
C: {type: object, properties: {out: {type: object, properties: {deep: {type: object, properties: {x: {type: string}}}}}}}
";
    assert_eq!(
        schemas(text),
        "components/a: A AFirst AFirstSide ASecond\ncomponents/b: B\ncomponents/c: C\nshared/out: Out OutDeep\n"
    );
}

#[test]
fn parameters_of_many_operations_are_one() {
    let paths: Vec<String> = ["a", "b", "c", "d", "e", "f"]
        .iter()
        .map(|path| operation(path, &format!("list_{path}"), path, DIRECTION))
        .collect();
    let text = format!("paths:\n{}", paths.concat());
    assert_eq!(files(&text), "shared/direction: Direction\n");
    let file = file("shared/direction", &text);
    assert!(
        file.contains("/// Used by `direction` of `list_a` and 5 others.\n"),
        "{file}"
    );
    // The order of the document is no matter.
    let turned: Vec<String> = paths.into_iter().rev().collect();
    assert_eq!(
        files(&format!("paths:\n{}", turned.concat())),
        "shared/direction: Direction\n"
    );
}

#[test]
fn a_word_that_two_types_want_is_told_apart_by_what_is_around() {
    let sort = |values: &str| {
        format!("{{name: sort, in: query, schema: {{type: string, enum: [{values}]}}}}")
    };
    let (issues, repos) = (sort("created, updated"), sort("stars, forks"));
    let paths = [
        operation("a", "list_issues", "issues", &issues),
        operation("b", "list_issues_of_user", "issues", &issues),
        operation("c", "list_repos", "repos", &repos),
        operation("d", "list_repos_of_user", "repos", &repos),
    ];
    assert_eq!(
        files(&format!("paths:\n{}", paths.concat())),
        "shared/list_issues_sort: ListIssuesSort\nshared/list_repos_sort: ListReposSort\n"
    );
}

#[test]
fn a_title_names_what_has_it() {
    let text = "\
A: {type: object, properties: {x: {type: object, title: Access rights, properties: {read: {type: boolean}}}}}
B: {type: object, properties: {y: {type: object, title: Access rights, properties: {read: {type: boolean}}}}}
";
    assert_eq!(
        schemas(text),
        "components/a: A\ncomponents/b: B\nshared/access_rights: AccessRights\n"
    );
}

#[test]
fn a_long_title_of_one_word_is_a_name_and_a_sentence_is_not() {
    let variant = |title: &str, own: &str| {
        format!("{{title: {title}, type: object, properties: {{{own}: {{type: string}}}}}}")
    };
    let word = variant("BetaResponseCodeInterpreterCallCodeWsDone", "x");
    let sentence = variant("What is sent when the interpreter has ended its work", "y");
    assert_eq!(
        schemas(&format!("Event: {{anyOf: [{word}, {sentence}]}}\n")),
        "components/event: Event EventBetaCodeInterpreterCallCodeWsDone EventY EventBoth\n"
    );
}

#[test]
fn a_shared_type_has_a_form_for_requests() {
    let schema = "{type: object, required: [id], properties: {id: {type: string, readOnly: true}, x: {type: string}}}";
    let text = format!(
        "paths:\n  /a:\n    post:\n      operationId: make_item\n      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}\n      responses: {{'200': {{description: Done., content: {{application/json: {{schema: {schema}}}}}}}}}\n  /b:\n    get:\n      operationId: get_item\n      responses: {{'200': {{description: Done., content: {{application/json: {{schema: {schema}}}}}}}}}\n"
    );
    assert_eq!(files(&text), "shared/id_and_x: IdAndX IdAndXRequest\n");
}

#[test]
fn a_shared_type_is_compiled_for_all_that_use_it() {
    let text = format!(
        "paths:\n{}{}{}",
        operation("a", "list_a", "first", DIRECTION),
        operation("b", "list_b", "second", DIRECTION),
        operation(
            "c",
            "list_c",
            "third",
            "{name: q, in: query, schema: {type: string}}"
        )
    );
    let file = file("shared/mod", &text);
    assert!(
        file.contains("modules! {\n    #[cfg(any(feature = \"first\", feature = \"second\"))]\n    direction::Direction;\n}"),
        "{file}"
    );
}
