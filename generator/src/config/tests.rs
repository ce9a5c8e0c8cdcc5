use super::*;
use crate::formats::TypePath;

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
fn what_is_read_only_is_ignored_unless_asked_for() {
    let rule = |text: &str| Config::parse(text).unwrap().documents[0].read_only;
    let with = WHOLE.replacen("[[document]]", "[[document]]\nread_only = \"refuse\"", 1);
    assert_eq!(
        (rule(WHOLE), rule(&with)),
        (ReadOnly::Ignore, ReadOnly::Refuse)
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
fn webhooks_are_types_alone_unless_asked_for() {
    let with = |line: &str| WHOLE.replacen("null_as_absent = true", line, 1);
    let sides =
        |line: &str| Config::parse(&with(line)).map(|mut it| it.documents.remove(1).webhooks);
    let (send, receive) = (WebhookSide::Send, WebhookSide::Receive);
    for (line, expected) in [
        ("", [].into()),
        ("webhooks = false", [].into()),
        ("webhooks = []", [].into()),
        ("webhooks = [\"send\"]", [send].into()),
        ("webhooks = [\"send\", \"receive\"]", [send, receive].into()),
        ("webhooks = true", [send, receive].into()),
    ] {
        assert_eq!(sides(line), Ok(expected), "{line}");
    }
    for line in [
        "webhooks = \"send\"",
        "webhooks = [\"take\"]",
        "webhooks = 1",
    ] {
        let error = sides(line).unwrap_err().to_string();
        assert!(
            error.contains("a list of `\"receive\"` and `\"send\"`"),
            "{error}"
        );
    }
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

/// The choices of both documents.
fn formats(all: &str, of_users: &str) -> Result<Vec<BTreeMap<String, Choice>>, String> {
    let own = format!("[document.formats]\n{of_users}\n\n[[document]]\npath = \"more");
    let text = WHOLE.replacen("[[document]]\npath = \"more", &own, 1);
    let text = format!("{text}\n[formats]\n{all}\n");
    let config = Config::parse(&text).map_err(|error| error.to_string())?;
    let documents = config.documents.into_iter();
    Ok(documents.map(|document| document.formats).collect())
}

#[test]
fn a_document_chooses_before_all_documents_do() {
    let all = "date-time = \"chrono::DateTime<chrono::Utc>\"\nuuid = \"String\"";
    let found = formats(all, "uuid = \"uuid::Uuid\"").unwrap();
    let choice = |format: &str, text: &str| {
        Choice::new(format, TypePath::parse(text).unwrap(), None, None).unwrap()
    };
    let moment = choice("date-time", "chrono::DateTime<chrono::Utc>");
    let expected = [choice("uuid", "uuid::Uuid"), choice("uuid", "String")];
    for (found, uuid) in found.iter().zip(expected) {
        assert_eq!(found.get("date-time"), Some(&moment));
        assert_eq!(found.get("uuid"), Some(&uuid));
    }
}

#[test]
fn a_choice_that_is_not_usable_is_refused() {
    for (line, part) in [
        ("a = \"my::A; fn b()\"", "expected the path of a type"),
        ("a = \"&'static str\"", "expected the path of a type"),
        ("a = \"crate::A\"", "no crate that"),
        ("a = \"Decimal\"", "where is `Decimal` from?"),
        ("a = \"u8\"", ""),
        ("uuid = \"u8\"", "no values of the type `string`"),
        ("a = \"bool\"", "no values of the type `string`"),
        ("a = \"my::A\"", "no version of the crate `my` is known"),
        ("a = 1", "expected a type, or a table with a `type`"),
        ("a = { version = \"1\" }", "missing field `type`"),
        ("a = { type = \"my::A\", versoin = \"1\" }", "unknown field"),
        (
            "a = { type = \"my::A\", version = \"one\" }",
            "what a version",
        ),
        (
            "a = { type = \"my::A\", features = [\"b\"] }",
            "needs a `version`",
        ),
        (
            "a = { type = \"my::A\", crate = \"other\", version = \"1\" }",
            "`my::A` isn't from the crate `other`",
        ),
        (
            "a = { type = \"my::A\", crate = \"m y\", version = \"1\" }",
            "has letters",
        ),
        (
            "a = { type = \"my::A\", json = \"object\", version = \"1\" }",
            "unknown variant",
        ),
    ] {
        let found = formats(line, "");
        match found {
            Ok(_) => assert_eq!(part, "", "{line}"),
            Err(message) => {
                assert!(
                    !part.is_empty() && message.contains(part),
                    "{line}: {message}"
                );
                assert!(message.contains("TOML parse error at line"), "{message}");
            }
        }
    }
    let expected = "\
TOML parse error at line 20, column 5
   |
20 | a = \"Decimal\"
   |     ^^^^^^^^^
where is `Decimal` from? expected the path of a type, such as `chrono::DateTime<chrono::Utc>`, from its crate on";
    assert_eq!(formats("a = \"Decimal\"", "").unwrap_err(), expected);
}

/// The selections of both documents.
fn selections(all: &str, of_users: &str) -> Result<Vec<Selection>, String> {
    let own = match of_users {
        "" => "[[document]]\npath = \"more".to_owned(),
        own => format!("[document.select]\n{own}\n\n[[document]]\npath = \"more"),
    };
    let text = WHOLE.replacen("[[document]]\npath = \"more", &own, 1);
    let text = format!("{text}\n{all}\n");
    let config = Config::parse(&text).map_err(|error| error.to_string())?;
    let documents = config.documents.into_iter();
    Ok(documents.map(|document| document.select).collect())
}

#[test]
fn a_selection_is_that_of_the_document_or_else_that_of_all() {
    let all = "[select]\ntags = [\"a\", \"b\"]\nexclude = { paths = [\"/x/*\"] }";
    let found = selections(all, "").unwrap();
    assert_eq!(found.first(), found.last());
    let only = found.into_iter().next().unwrap();
    let told = |criteria: &[Criterion]| {
        let told = criteria.iter().map(|one| match &one.by {
            By::Tag(tag) => format!("tag {tag} {:?}", one.place),
            By::Operation(name) => format!("operation {name} {:?}", one.place),
            By::Path(path) => format!("path {} {:?}", path.as_str(), one.place),
        });
        told.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        told(&only.include),
        "tag a Some((17, 9)), tag b Some((17, 14))"
    );
    assert_eq!(told(&only.exclude), "path /x/* Some((18, 22))");

    let found = selections(all, "operations = [\"GET /a\"]").unwrap();
    let told: Vec<String> = found.iter().map(|one| told(&one.include)).collect();
    assert_eq!(told[0], "operation GET /a Some((11, 15))");
    assert!(told[1].starts_with("tag a"), "{told:?}");
    assert_eq!(selections("", "").unwrap(), vec![Selection::default(); 2]);
}

#[test]
fn a_selection_that_is_not_usable_is_refused() {
    for (table, part) in [
        ("tags = \"a\"", "expected a sequence"),
        ("tags = []", "expected at least one"),
        ("tag = [\"a\"]", "unknown field `tag`"),
        ("paths = [\"users\"]", "a path begins with `/`"),
        ("paths = [\"/a**\"]", "stands for whole segments"),
        ("paths = [\"/a/[b\"]", "invalid range pattern"),
        ("exclude = { path = [\"/a\"] }", "unknown field `path`"),
        ("exclude = { exclude = {} }", "unknown field `exclude`"),
    ] {
        let message = selections(&format!("[select]\n{table}"), "").unwrap_err();
        assert!(message.contains(part), "{table}: {message}");
        assert!(message.contains("TOML parse error at line"), "{message}");
    }
}

#[test]
fn pages_are_said_by_operation() {
    let pages =
        "[document.pagination]\nlistItems = { page = \"p\", first = 1 }\nlistTags = false\n";
    let text = format!("[[document]]\npath = \"a.yaml\"\nname = \"a\"\noutput = \".\"\n{pages}");
    let config = Config::parse(&text).unwrap();
    let said = &config.documents[0].pagination;
    assert_eq!(
        said["listItems"],
        serde_json::json!({ "page": "p", "first": 1 })
    );
    assert_eq!(said["listTags"], serde_json::json!(false));
}
