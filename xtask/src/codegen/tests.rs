use tempfile::TempDir;

use super::*;

impl Colours for Vec<u8> {
    fn style(&self) -> Style {
        Style::default()
    }
}

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: T, version: 1.0.0}
paths:
  /a:
    get:
      operationId: getA
      tags: [a]
      responses:
        '200':
          description: OK
";

fn workspace() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("spec")).unwrap();
    let config = "[[document]]\npath = \"a.yaml\"\nname = \"a\"\noutput = \"../generated\"\n";
    fs::write(root.path().join(DEFAULT_CONFIG), config).unwrap();
    fs::write(root.path().join("spec/a.yaml"), DOCUMENT).unwrap();
    root
}

/// Runs the chore; gives whether it succeeded, and what it wrote.
fn codegen(root: &TempDir, check: bool) -> (Result<(), Failure>, String, String) {
    let options = Options {
        check,
        ..Options::default()
    };
    codegen_with(root, &options)
}

fn codegen_with(root: &TempDir, options: &Options) -> (Result<(), Failure>, String, String) {
    let mut console = Console {
        out: Vec::new(),
        err: Vec::new(),
    };
    let outcome = run(options, root.path(), &mut console);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (outcome, text(console.out), text(console.err))
}

#[test]
fn what_is_written_is_current_until_it_is_edited() {
    let root = workspace();
    let (stale, out, _) = codegen(&root, true);
    assert!(matches!(stale, Err(Failure::Reported)));
    assert!(out.contains("\n    +++ a-"), "{out}");
    assert!(
        out.ends_with("run `cargo xtask codegen` and commit the result\n"),
        "{out}"
    );
    assert!(!root.path().join("generated").exists());

    let (written, out, _) = codegen(&root, false);
    written.unwrap();
    assert!(out.starts_with("a: "), "{out}");
    assert!(out.contains("\n  added    a-"), "{out}");
    assert!(
        out.contains(" added, 0 changed, 0 removed, 0 unchanged\n"),
        "{out}"
    );
    codegen(&root, true).0.unwrap();

    let generated = root.path().join("generated");
    let config = fs::read_to_string(root.path().join(DEFAULT_CONFIG)).unwrap();
    let name = Config::parse(&config).unwrap().documents.remove(0);
    let source = Source::from_text("a", DOCUMENT);
    let files = oasmith::generate(&source, &name).unwrap().output;
    let (path, text) = files.iter().next().unwrap();
    fs::write(generated.join(path), format!("{text}edited\n")).unwrap();
    let (stale, out, _) = codegen(&root, true);
    assert!(stale.is_err());
    assert!(
        out.contains(&format!("\n  changed  {path}\n    --- {path}\n")),
        "{out}"
    );
    assert!(out.contains("\n    -edited\n"), "{out}");

    let (refused, ..) = codegen(&root, false);
    assert!(matches!(refused, Err(Failure::Message(message)) if message.contains(path)));
    let read = || fs::read_to_string(generated.join(path)).unwrap();
    assert_eq!(read(), format!("{text}edited\n"));
    let options = Options {
        overwrite: true,
        ..Options::default()
    };
    let (written, out, _) = codegen_with(&root, &options);
    written.unwrap();
    assert!(out.contains(&format!("\n  edited   {path}\n")), "{out}");
    assert_eq!(read(), text);
}

#[test]
fn a_fault_in_the_document_writes_nothing() {
    let root = workspace();
    fs::write(root.path().join("spec/a.yaml"), "openapi: 3.0.3\n").unwrap();
    let (failed, out, err) = codegen(&root, false);
    assert!(matches!(failed, Err(Failure::Reported)));
    assert_eq!(out, "");
    assert!(err.starts_with("error["), "{err}");
    assert!(!root.path().join("generated").exists());
}

#[test]
fn what_is_wrong_around_the_document_is_said() {
    let root = workspace();
    fs::remove_file(root.path().join("spec/a.yaml")).unwrap();
    let (failed, ..) = codegen(&root, false);
    assert!(matches!(failed, Err(Failure::Message(message)) if message.contains("a.yaml")));
    fs::write(root.path().join(DEFAULT_CONFIG), "[[document]]\nname = 1").unwrap();
    let (failed, ..) = codegen(&root, false);
    assert!(matches!(failed, Err(Failure::Message(message)) if message.contains("line 2")));
}

#[test]
fn long_lists_are_cut() {
    let paths: Vec<_> = (0..25).map(|number| number.to_string()).collect();
    let mut out = Vec::new();
    list("added", &paths, MAX_LISTED, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 21);
    assert!(text.starts_with("  added    0\n"));
    assert!(text.ends_with("\n  … and 5 more\n"));
}

#[test]
fn the_time_of_each_step_is_said_where_it_is_asked_for() {
    let root = workspace();
    let options = Options {
        timings: true,
        ..Options::default()
    };
    let (outcome, _, err) = codegen_with(&root, &options);
    assert!(outcome.is_ok());
    for step in ["read ", "emit ", "compare ", "write ", "total "] {
        assert!(
            err.contains(&format!("\n{step}")) || err.starts_with(step),
            "{err}"
        );
    }
}
