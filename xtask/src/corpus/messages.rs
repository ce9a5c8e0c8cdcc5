//! What cargo writes with `--message-format json`.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::one::one_line;

/// What was said of a package.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) built: bool,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) first_error: Option<String>,
    pub(crate) first_warning: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    manifest_path: Option<String>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    spans: Vec<Span>,
    code: Option<Code>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// What was said of each package, by its folder's name.
pub(crate) fn read(text: &[u8]) -> HashMap<String, Said> {
    let mut packages: HashMap<String, Said> = HashMap::new();
    for line in text.split(|byte| *byte == b'\n') {
        let Ok(line) = serde_json::from_slice::<Line>(line) else {
            continue;
        };
        let manifest = line.manifest_path.unwrap_or_default();
        let folder = Path::new(&manifest).parent().and_then(Path::file_name);
        let Some(folder) = folder else { continue };
        let said = packages
            .entry(folder.to_string_lossy().into_owned())
            .or_default();
        match (line.reason.as_str(), line.message) {
            ("compiler-artifact", _) => said.built = true,
            ("compiler-message", Some(message)) => said.add(&message),
            _ => {}
        }
    }
    packages
}

impl Said {
    fn add(&mut self, message: &Message) {
        // Rustc ends with messages that count the others; they have no place.
        if message.spans.is_empty() && message.code.is_none() {
            let text = &message.message;
            if text.ends_with(" emitted") || text.starts_with("aborting due to") {
                return;
            }
        }
        let (count, first) = match message.level.as_str() {
            "warning" => (&mut self.warnings, &mut self.first_warning),
            level if level.starts_with("error") => (&mut self.errors, &mut self.first_error),
            _ => return,
        };
        *count += 1;
        first.get_or_insert_with(|| short(message));
    }
}

/// A message in one line, with its code and its place.
fn short(message: &Message) -> String {
    let code = message.code.as_ref().map_or("", |code| code.code.as_str());
    let mut text = format!("{code} {}", message.message);
    let span = message.spans.iter().find(|span| span.is_primary);
    if let Some(span) = span {
        text.push_str(&format!(" ({}:{})", span.file_name, span.line_start));
    }
    one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_to_their_packages() {
        let text = r#"
{"reason":"compiler-message","manifest_path":"/x/a/a-types/Cargo.toml","message":{"level":"error","message":"no","spans":[{"file_name":"a.rs","line_start":3,"is_primary":true}],"code":{"code":"E0001"}}}
{"reason":"compiler-message","manifest_path":"/x/a/a-types/Cargo.toml","message":{"level":"error","message":"aborting due to 1 previous error","spans":[],"code":null}}
{"reason":"compiler-message","manifest_path":"/x/b/b-types/Cargo.toml","message":{"level":"warning","message":"hm","spans":[],"code":{"code":"dead_code"}}}
{"reason":"compiler-message","manifest_path":"/x/b/b-types/Cargo.toml","message":{"level":"warning","message":"1 warning emitted","spans":[],"code":null}}
{"reason":"compiler-artifact","manifest_path":"/x/b/b-types/Cargo.toml"}
{"reason":"build-finished","success":false}
not JSON"#;
        let said = read(text.as_bytes());
        let (a, b) = (&said["a-types"], &said["b-types"]);
        assert_eq!((a.built, a.errors, a.warnings), (false, 1, 0));
        assert_eq!(a.first_error.as_deref(), Some("E0001 no (a.rs:3)"));
        assert_eq!((b.built, b.errors, b.warnings), (true, 0, 1));
        assert_eq!(b.first_warning.as_deref(), Some("dead_code hm"));
    }
}
