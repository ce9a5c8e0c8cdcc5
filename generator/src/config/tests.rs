use super::*;

const WHOLE: &str = r#"
[[document]]
path = "users.yaml"
name = "users"
output = "../generated"
license = "MIT OR Apache-2.0"
repository = "https://example.com"
version = "0.1.0-rc.1"

[[document]]
path = "more/teams-2.json"
name = "teams-2"
output = "."
null_as_absent = true
"#;

fn message(replace: &str, with: &str) -> String {
    assert!(WHOLE.contains(replace));
    let text = WHOLE.replacen(replace, with, 1);
    Config::parse(&text).unwrap_err().to_string()
}

#[test]
fn documents_are_read_in_order() {
    let config = Config::parse(WHOLE).unwrap();
    let [users, teams] = config.documents.as_slice() else {
        panic!("{config:?}");
    };
    assert_eq!(
        (users.name.as_str(), teams.name.as_str()),
        ("users", "teams-2")
    );
    assert_eq!(users.path, "users.yaml");
    assert_eq!(users.output, "../generated");
    assert_eq!(users.license.as_deref(), Some("MIT OR Apache-2.0"));
    assert_eq!(users.version.as_deref(), Some("0.1.0-rc.1"));
    assert_eq!((users.null_as_absent, teams.null_as_absent), (false, true));
    assert_eq!(
        (&teams.license, &teams.repository, &teams.version),
        (&None, &None, &None)
    );
}

#[test]
fn undeclared_members_are_dropped_unless_asked_for() {
    let with = |line: &str| WHOLE.replacen("[[document]]", &format!("[[document]]\n{line}"), 1);
    let undeclared = |text: &str| Config::parse(text).unwrap().documents[0].undeclared;
    assert_eq!(undeclared(WHOLE), Undeclared::Drop);
    assert_eq!(undeclared(&with("undeclared = \"keep\"")), Undeclared::Keep);
    let error = Config::parse(&with("undeclared = \"map\"")).unwrap_err();
    assert!(
        error.to_string().contains("expected `drop` or `keep`"),
        "{error}"
    );
}

#[test]
fn an_error_shows_its_place() {
    let expected = "\
TOML parse error at line 4, column 8
  |
4 | name = \"Users\"
  |        ^^^^^^^
a name has lower-case letters, digits and `-`, and starts with a letter";
    assert_eq!(message("\"users\"", "\"Users\""), expected);
}

#[test]
fn what_is_not_usable_is_refused() {
    for (replace, with, part) in [
        ("name", "nane", "unknown field"),
        ("[[document]]", "[[documents]]", "unknown field"),
        ("output = \".\"", "", "missing field `output`"),
        ("\"users\"", "1", "invalid type"),
        ("\"users\"", "\"1users\"", "starts with a letter"),
        ("\"users\"", "\"users-\"", "each `-`"),
        ("\"users\"", "\"std\"", "reserved"),
        ("users.yaml", "../users.yaml", "below the folder"),
        ("users.yaml", "/users.yaml", "relative"),
        ("users.yaml", "", "empty"),
        ("../generated", "..\\\\generated", "separated by `/`"),
        ("../generated", "C:/generated", "relative"),
        ("0.1.0-rc.1", "0.1", "semantic version"),
        ("MIT OR", "MIT\\n", "one line"),
        (
            "\"teams-2\"",
            "\"users\"",
            "two documents have the name `users`",
        ),
    ] {
        let message = message(replace, with);
        assert!(message.contains(part), "{with}: {message}");
    }
    assert_eq!(Config::parse(""), Err(ConfigError::Empty));
}

#[test]
fn every_title_gives_a_name() {
    let long = "a".repeat(80);
    for (title, expected) in [
        ("Petstore", "petstore"),
        ("  Test ", "test-api"),
        ("Größe & Co.", "gr-e-co"),
        ("日本", "api"),
        ("-", "api"),
        ("2020", "api-2020"),
        (&long, &"a".repeat(50)),
        (&format!("b {long} c"), "b"),
    ] {
        let name = name_from_title(title);
        assert_eq!(name, expected);
        assert!(DocumentConfig::named(&name).is_ok(), "{name}");
    }
}
