use super::*;
use crate::source::Source;

const TEXT: &str = "\
openapi: 3.0.3
paths:
  /users:
    get:
      operationId: a
      responses: {}
    post:
      operationId: b

  /teams:
    get:
      operationId: a
";

fn pointer(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

fn rendered(diagnostic: Diagnostic, text: &str) -> String {
    let source = Source::from_text("spec/users.yaml", text);
    Diagnostics::from(diagnostic).render(&source, Style::default())
}

#[test]
fn codes_are_kebab_case_and_distinct() {
    let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(texts.iter().all(|text| {
        text.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !text.is_empty()
    }));
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), Code::ALL.len());
}

#[test]
fn several_labels_are_shown_in_their_lines() {
    let diagnostic = Diagnostic::error(Code::Collision, "`a` is the id of two operations")
        .at(&pointer("/paths/~1teams/get/operationId"), "again here")
        .at(
            &pointer("/paths/~1users/get/operationId"),
            "first used here",
        )
        .at_key(&pointer("/paths/~1users/get"), "")
        .help("rename one of them");
    let expected = "\
error[collision]: `a` is the id of two operations
   ╭─[spec/users.yaml:4:5]
 3 │   /users:
 4 │     get:
   ·     ───
 5 │       operationId: a
   ·                    ┬
   ·                    ╰── first used here
 6 │       responses: {}
   ╰────
    ╭─[spec/users.yaml:12:20]
 11 │     get:
 12 │       operationId: a
    ·                    ┬
    ·                    ╰── again here
    ╰────
  help: rename one of them

1 error
";
    assert_eq!(rendered(diagnostic, TEXT), expected);
}

#[test]
fn a_minified_document_is_cut_around_the_labels() {
    let filler = "\"xäx\":[0,1,2,3,4,5,6,7,8,9],".repeat(4_000);
    let text = format!("{{{filler}\"a\":1,{filler}\"b\":2,{filler}\"c\":3}}");
    let diagnostic = Diagnostic::warning(Code::Shape, "two of them")
        .at(&pointer("/a"), "one")
        .at(&pointer("/b"), "two");
    let text = rendered(diagnostic, &text);
    assert!(text.len() < 2000, "{text}");
    assert!(text.starts_with("warning[shape]: two of them\n"), "{text}");
    assert!(text.contains("[spec/users.yaml:1:112006]"), "{text}");
    assert!(
        text.contains("─ one\n") && text.contains("─ two\n"),
        "{text}"
    );
    assert!(text.ends_with("\n1 warning\n"), "{text}");
}

#[test]
fn a_label_at_the_end_or_in_an_empty_text_is_shown() {
    for (text, offset, place) in [
        ("", 0, "1:1"),
        ("a: [", 4, "1:5"),
        ("a: [\n", 5, "2:1"),
        ("\n\n\n", 1, "2:1"),
        ("aé", 2, "1:2"),
        ("a", 99, "1:2"),
    ] {
        let text = rendered(
            Diagnostic::error(Code::Syntax, "ends too early").at_offset(offset, "here"),
            text,
        );
        assert!(
            text.contains(&format!("[spec/users.yaml:{place}]")),
            "{text}"
        );
        assert!(text.contains("╰── here"), "{text}");
    }
}

#[test]
fn text_of_the_document_cannot_steer_the_terminal() {
    let diagnostic = Diagnostic::error(Code::Shape, "bad \u{1b}[31m")
        .at_offset(3, "\u{1b}]8;;\nx\u{202e}")
        .help("\u{7}");
    let text = rendered(diagnostic, "a\u{1b}b: c\r\nd");
    assert!(
        !text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\r']),
        "{text}"
    );
    assert!(text.contains("a\u{fffd}b: c\n"), "{text}");
}

#[test]
fn colour_and_ascii_are_there_when_asked_for() {
    let source = Source::from_text("a", "a: 1");
    let all = Diagnostics::from(Diagnostic::error(Code::Io, "m").at(&pointer("/a"), "l"));
    let coloured = all.render(
        &source,
        Style {
            colour: true,
            unicode: true,
        },
    );
    assert!(coloured.contains('\u{1b}'));
    let plain = all.render(
        &source,
        Style {
            colour: false,
            unicode: false,
        },
    );
    assert!(plain.is_ascii(), "{plain}");
}

#[test]
fn duplicates_are_dropped_and_the_rest_is_counted() {
    let mut all = Diagnostics::new();
    for number in 0..MAX_KEPT + 5 {
        all.push(Diagnostic::warning(Code::Shape, format!("{number}")));
        all.push(Diagnostic::warning(Code::Shape, "0"));
    }
    all.push(Diagnostic::error(Code::Shape, "late"));
    assert!(all.has_errors());
    assert_eq!((all.len(), all.error_count()), (MAX_KEPT + 1, 1));
    assert_eq!(all.warning_count(), MAX_KEPT + 5);
    let mut joined = Diagnostics::new();
    joined.append(all);
    assert_eq!(joined.warning_count(), MAX_KEPT + 5);
    assert!(
        joined
            .to_string()
            .ends_with("1 error, 1005 warnings (5 not shown)")
    );
    let none = Diagnostics::new();
    assert!(none.is_empty() && !none.has_errors());
    assert_eq!(
        none.render(&Source::from_text("a", ""), Style::default()),
        ""
    );
}

#[test]
fn many_labels_and_long_messages_are_cut() {
    let mut diagnostic = Diagnostic::error(Code::Shape, "m".repeat(1 << 20));
    for _ in 0..10_000 {
        diagnostic = diagnostic.at(&pointer("/openapi"), "l".repeat(10_000));
    }
    let text = rendered(diagnostic, TEXT);
    assert!(text.len() < 10_000, "{}", text.len());
    assert!(text.contains("9992 more places are not shown"));
}

#[test]
fn warnings_that_say_the_same_are_counted_after_a_few() {
    let mut all = Diagnostics::new();
    for number in 0..20 {
        let place = Pointer::root().key("paths").index(number);
        all.push(Diagnostic::warning(Code::Shape, "the same").at(&place, "here"));
        all.push(Diagnostic::warning(
            Code::Shape,
            format!("`{number}` is odd"),
        ));
        all.push(Diagnostic::error(Code::Shape, "an error").at(&place, "here"));
    }
    let text = all.render(&Source::from_text("a.yaml", TEXT), Style::default());
    assert_eq!(text.matches("]: the same\n").count(), 3, "{text}");
    assert_eq!(
        text.matches("… and 17 more like this\n").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("` is odd\n").count(), 12, "{text}");
    assert_eq!(
        text.matches("… and 8 more like this\n").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("]: an error\n").count(), 20, "{text}");
    assert!(text.ends_with("20 errors, 40 warnings\n"), "{text}");
}

#[test]
fn tools_are_told_the_places() {
    let all = Diagnostics::from(
        Diagnostic::error(Code::Collision, "`a` twice")
            .at(&pointer("/paths/~1users/get/operationId"), "first")
            .at_offset(0, "")
            .help("rename one"),
    );
    let json = all.to_json(&Source::from_text("a.yaml", TEXT));
    let expected = serde_json::json!([{
        "code": "collision",
        "severity": "error",
        "message": "`a` twice",
        "help": "rename one",
        "labels": [
            {"file": "a.yaml", "line": 5, "column": 20, "pointer": "/paths/~1users/get/operationId", "text": "first"},
            {"file": "a.yaml", "line": 1, "column": 1, "pointer": null, "text": ""},
        ],
    }]);
    assert_eq!(json, expected);
}

#[test]
fn what_is_said_once_is_not_pushed_out() {
    let mut all = Diagnostics::new();
    for number in 0..MAX_KEPT * 2 {
        let message = format!("`minLength` of `{number}` has no effect");
        all.push(Diagnostic::warning(Code::Unsupported, message));
    }
    all.push(Diagnostic::warning(
        Code::Conflict,
        "two headers of one name",
    ));
    all.push(Diagnostic::error(Code::Shape, "no text here"));
    assert_eq!((all.len(), all.error_count()), (MAX_KEPT + 1, 1));
    assert_eq!(all.warning_count(), MAX_KEPT * 2 + 1);
    let said: Vec<&str> = all.iter().map(|one| one.message.as_str()).collect();
    assert!(said.contains(&"two headers of one name"));
    assert!(said.contains(&"no text here"));
}
