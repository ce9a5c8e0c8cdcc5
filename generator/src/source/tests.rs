use std::path::Path;
use std::time::{Duration, Instant};

use super::*;

const YAML: &str = "\
openapi: 3.0.3
info: {title: Üsers, version: 1.0.0}
paths:
  /users/{id}:
    get:
      description: |
        Several
        lines
      responses:
        200: {description: OK}
        default:
      tags:
        - one
        - name: two # why
          kind: x
  /copy: *anchor
";

fn pointer(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

fn at<'a>(source: &'a Source, text: &str, part: Part) -> &'a str {
    source
        .text()
        .get(source.locate(&pointer(text), part))
        .unwrap()
}

#[test]
fn pointers_escape_and_come_back() {
    let users = Pointer::root().key("a/b~c").index(3).key("");
    assert_eq!(users.as_str(), "/a~1b~0c/3/");
    assert_eq!(users.to_string(), "#/a~1b~0c/3/");
    assert_eq!(users.tokens().collect::<Vec<_>>(), ["a/b~c", "3", ""]);
    assert_eq!(users.last().unwrap(), "");
    assert_eq!(users.parent().unwrap().last().unwrap(), "3");
    assert_eq!(Pointer::parse(users.as_str()), Some(users));
    assert_eq!(pointer("/~01").last().unwrap(), "~1");
    assert_eq!(Pointer::root().parent(), None);
    assert_eq!(Pointer::root().last(), None);
    assert_eq!(Pointer::root().tokens().count(), 0);
}

#[test]
fn what_is_no_pointer_is_refused() {
    for text in ["a", "#/a", "/~", "/~2", "/a~", "/~~0"] {
        assert_eq!(Pointer::parse(text), None, "{text}");
    }
}

#[test]
fn yaml_nodes_are_found() {
    let source = Source::from_text("a.yaml", YAML.replace("*anchor", "{}"));
    assert_eq!(at(&source, "/openapi", Part::Key), "openapi");
    assert_eq!(at(&source, "/openapi", Part::Value), "3.0.3");
    assert_eq!(
        at(&source, "/info", Part::Value),
        "{title: Üsers, version: 1.0.0}"
    );
    assert_eq!(at(&source, "/info/version", Part::Value), "1.0.0");
    let get = "/paths/~1users~1{id}/get";
    assert_eq!(at(&source, get, Part::Key), "get");
    assert_eq!(at(&source, get, Part::Value), "description: |");
    let of_get = |rest: &str, part| at(&source, &format!("{get}{rest}"), part);
    assert_eq!(of_get("/description", Part::Value), "Several");
    assert_eq!(of_get("/responses/200", Part::Key), "200");
    assert_eq!(of_get("/responses/200", Part::Value), "{description: OK}");
    assert_eq!(of_get("/tags/0", Part::Value), "one");
    assert_eq!(of_get("/tags/0", Part::Key), "one");
    assert_eq!(of_get("/tags/1/name", Part::Value), "two");
    assert_eq!(of_get("/tags/1/kind", Part::Key), "kind");
    assert_eq!(of_get("/tags/1", Part::Key), "name: two # why");
}

#[test]
fn a_value_left_out_stands_at_its_key() {
    let source = Source::from_text("a.yaml", YAML.replace("*anchor", "{}"));
    let pointer = "/paths/~1users~1{id}/get/responses/default";
    assert_eq!(at(&source, pointer, Part::Value), "default");
}

#[test]
fn what_is_not_in_the_text_stands_at_its_ancestor() {
    let source = Source::from_text("a.yaml", YAML.replace("*anchor", "{}"));
    assert_eq!(at(&source, "/info/x/y/z", Part::Key), "info");
    assert_eq!(at(&source, "/nowhere", Part::Value), "openapi: 3.0.3");
}

#[test]
fn an_alias_stands_for_all_below_it() {
    let text = "a: &x {k: {l: 1}}\nb: *x\nc: &y\n  - 1\n? {complex: key}\n: {in: it}\nd: 5\n";
    let source = Source::from_text("a.yaml", text);
    assert_eq!(at(&source, "/b/k/l", Part::Value), "*x");
    assert_eq!(at(&source, "/b/k/l", Part::Key), "b");
    assert_eq!(at(&source, "/a/k/l", Part::Value), "1");
    assert_eq!(at(&source, "/d", Part::Value), "5");
}

#[test]
fn json_with_tabs_and_surrogates_is_found() {
    let text = "{\n\t\"a\\/b\": {\n\t\t\"c\":\t[1, \"\\ud83d\\ude00\", {\"d\":null}]\n\t},\r\n\t\"é\":true}";
    let source = Source::from_text("a.json", text);
    assert_eq!(at(&source, "/a~1b", Part::Key), "\"a\\/b\"");
    assert_eq!(at(&source, "/a~1b", Part::Value), "{");
    assert_eq!(at(&source, "/a~1b/c/1", Part::Value), "\"\\ud83d\\ude00\"");
    assert_eq!(at(&source, "/a~1b/c/2/d", Part::Value), "null");
    assert_eq!(at(&source, "/é", Part::Value), "true");
}

#[test]
fn broken_text_is_known_up_to_the_fault() {
    let source = Source::from_text("a.yaml", "a: 1\nb: [1, }\nc: 2\n");
    assert_eq!(at(&source, "/a", Part::Value), "1");
    assert_eq!(at(&source, "/c", Part::Value), "a: 1");
    let nothing = Source::from_text("a.yaml", "@");
    assert_eq!(nothing.locate(&pointer("/a"), Part::Key), 0..0);
    assert_eq!(
        Source::from_text("a", "").locate(&pointer("/a"), Part::Key),
        0..0
    );
}

#[test]
fn lines_may_be_indented_less_than_the_parser_of_places_wants() {
    for value in [
        "{\n  b: 1\n  }",
        "[\n1, # é: \"\n{b: it's}]",
        "{\"b\":\n\"x\\\"\ny\"}",
        "\"x\ny\"",
        "'it''s\n\n {'",
        "&a !t\n    {\nb: http://x\n}",
        "|\n    - [\n\n    \"\n",
        "x\n    {\n   it's",
    ] {
        let text = format!("a:\n  k: {value}\n  l: {{\n  m: é\n  }}\n  ? n\n  : - [\nend\n]\n");
        let source = Source::from_text("a.yaml", text);
        assert_eq!(at(&source, "/a/k", Part::Key), "k", "{value}");
        assert_eq!(at(&source, "/a/l", Part::Key), "l", "{value}");
        assert_eq!(at(&source, "/a/l/m", Part::Value), "é", "{value}");
        assert_eq!(at(&source, "/a/n/0/0", Part::Value), "end", "{value}");
    }
}

#[test]
fn lines_and_columns_are_counted_in_characters() {
    let long = "é".repeat(200);
    let source = Source::from_text("a", format!("a\r\n{long}x\n"));
    assert_eq!(source.line_column(0), (1, 1));
    assert_eq!(source.line_column(3), (2, 1));
    assert_eq!(source.line_column(3 + 400), (2, 201));
    assert_eq!(source.line_column(usize::MAX), (3, 1));
    assert_eq!(source.line_range(1), 0..1);
    assert_eq!(source.line_range(3), 405..405);
    assert_eq!(source.line_range(9), 405..405);
}

#[test]
fn hostile_nesting_takes_linear_time() {
    let started = Instant::now();
    for unit in [
        "[",
        "{",
        "- ",
        "? ",
        "{a: ",
        "[{",
        "&a ",
        "a: ",
        "!t ",
        "[a, ",
        "\"\\ud800",
        "a: [\n",
        "- a: '\n",
        "a: |\n",
        "{a: #\n",
    ] {
        let source = Source::from_text("a", unit.repeat(100_000));
        let _ = source.locate(&pointer("/0/0"), Part::Value);
    }
    let flat = format!("[{}]", "{\"a\":[1,{}]},".repeat(50_000));
    let source = Source::from_text("a", flat);
    assert_eq!(at(&source, "/49999/a/0", Part::Value), "1");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn files_are_read_with_care() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    std::fs::write(&path, "\u{feff}a: 1").unwrap();
    assert_eq!(Source::open(&path).unwrap().text(), "a: 1");
    std::fs::write(&path, b"a: \xff").unwrap();
    assert!(matches!(
        Source::open(&path),
        Err(SourceError::NotUtf8 { offset: 3, .. })
    ));
    std::fs::File::create(&path)
        .unwrap()
        .set_len(MAX_BYTES + 1)
        .unwrap();
    assert!(matches!(
        Source::open(&path),
        Err(SourceError::TooLarge { .. })
    ));
    assert!(matches!(
        Source::open(folder.path()),
        Err(SourceError::NotAFile { .. })
    ));
    assert!(matches!(
        Source::open(Path::new("no/such/file")),
        Err(SourceError::Io { .. })
    ));
}

#[test]
fn files_stand_below_the_root() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    for path in ["secret.yaml", "root/models/a.yaml", "root/spec/v1/api.yaml"] {
        std::fs::create_dir_all(at(path).parent().unwrap()).unwrap();
        std::fs::write(at(path), path).unwrap();
    }
    let document = at("root/spec/v1/api.yaml");
    let first = FileId::default();
    let alone = Source::open(&document).unwrap();
    let error = alone.open_beside(first, "../../models/a.yaml").unwrap_err();
    assert!(matches!(error, SourceError::Outside { .. }), "{error}");

    let source = Source::open_below(&document, &at("root")).unwrap();
    let file = source.open_beside(first, "../../models/a.yaml").unwrap();
    assert_eq!(source.files().get(file).text(), "root/models/a.yaml");
    assert_eq!(
        source.open_beside(file, "../spec/v1/api.yaml").unwrap(),
        first
    );
    for path in [
        "../../../secret.yaml",
        "../../models/../../secret.yaml",
        "/secret.yaml",
        "../../..",
    ] {
        let error = source.open_beside(first, path).unwrap_err();
        assert!(
            matches!(error, SourceError::Outside { .. }),
            "{path}: {error}"
        );
    }
    for root in ["root/models", "root/spec/v1/api.yaml", "nowhere"] {
        let error = Source::open_below(&document, &at(root)).unwrap_err();
        let is_refused = matches!(error, SourceError::NotBelow { .. } | SourceError::Io { .. });
        assert!(is_refused, "{root}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_root() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("root/spec")).unwrap();
    std::fs::write(at("secret.yaml"), "secret").unwrap();
    std::fs::write(at("root/a.yaml"), "a").unwrap();
    std::fs::write(at("root/spec/api.yaml"), "api").unwrap();
    std::os::unix::fs::symlink(at("secret.yaml"), at("root/link.yaml")).unwrap();
    std::os::unix::fs::symlink(folder.path(), at("root/up")).unwrap();
    std::os::unix::fs::symlink(at("root"), at("root/spec/within")).unwrap();
    let source = Source::open_below(&at("root/spec/api.yaml"), &at("root")).unwrap();
    let first = FileId::default();
    for path in ["../link.yaml", "../up/secret.yaml"] {
        let error = source.open_beside(first, path).unwrap_err();
        assert!(
            matches!(error, SourceError::Outside { .. }),
            "{path}: {error}"
        );
    }
    assert!(source.open_beside(first, "within/a.yaml").is_ok());
}

#[test]
fn a_key_of_json_that_stands_twice_is_the_last_one() {
    let source = Source::from_text(
        "a.json",
        "{\"a\": {\"b\": 1}, \"a\": [{}, {\"b\":\n2}], \"c\": \"!!x\"}",
    );
    assert_eq!(at(&source, "/a/1/b", Part::Value), "2");
    assert_eq!(at(&source, "/a/1", Part::Value), "{\"b\":");
    assert_eq!(at(&source, "/a/b", Part::Key), "\"a\"");
    assert_eq!(at(&source, "/a/2", Part::Value), "[{}, {\"b\":");
    assert_eq!(at(&source, "/c/d", Part::Value), "\"!!x\"");
    assert!(source.yaml_tags().is_empty());
}

#[test]
fn places_of_json_with_a_fault_are_known_up_to_it() {
    let source = Source::from_text("a.json", "{\"a\": {\"b\": 1}, \"c\": [2, }");
    assert_eq!(at(&source, "/a/b", Part::Value), "1");
}
