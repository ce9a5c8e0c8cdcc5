//! What the command says about a run.

use std::io::{self, IsTerminal, Write};

use oasmith::Generated;
use oasmith::diagnostic::{Diagnostics, Style};
use oasmith::output::Changes;
use oasmith::source::Source;
use serde_json::json;

use super::json;

/// A run, with all that there may be to say about it.
pub(super) struct Report<'a> {
    pub(super) source: &'a Source,
    pub(super) outcome: &'a Result<Generated, Diagnostics>,
    pub(super) changes: Option<&'a Changes>,
    /// Whether to list the operations.
    pub(super) list: bool,
    /// Whether to list the fields that are any JSON value.
    pub(super) untyped: bool,
    pub(super) well: bool,
    /// Whether there are warnings, and they are denied.
    pub(super) denied: bool,
}

impl Report<'_> {
    /// Text for people: faults on standard error, the rest on standard output.
    pub(super) fn human(&self) -> io::Result<()> {
        let mut stderr = io::stderr();
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let style = Style {
            colour: stderr.is_terminal() && !refused,
            ..Style::default()
        };
        let rendered = self.diagnostics().render(self.source, style);
        stderr.write_all(rendered.as_bytes())?;
        let Ok(generated) = self.outcome else {
            return Ok(());
        };
        if self.denied {
            writeln!(stderr, "error: there are warnings, and they are denied")?;
        } else if !self.well {
            // What couldn't be written is said last.
            return Ok(());
        }
        let mut stdout = io::stdout();
        if self.list {
            write_operations(generated, &mut stdout)?;
        }
        if self.untyped {
            self.write_untyped(generated, &mut stdout)?;
        }
        let Generated {
            name,
            operations,
            types,
            ..
        } = generated;
        writeln!(stdout, "{name}: {operations} operations, {types} types")?;
        if let Some(changes) = self.changes {
            for path in &changes.removed {
                writeln!(stdout, "  removed  {path}")?;
            }
            let replaced = changes.edited.iter();
            for path in replaced.filter(|path| !changes.removed.contains(path)) {
                writeln!(stdout, "  changed  {path} (edits overwritten)")?;
            }
            writeln!(stdout, "{}", summary(changes))?;
        }
        Ok(())
    }

    fn write_untyped(&self, generated: &Generated, out: &mut impl Write) -> io::Result<()> {
        let Generated {
            fields,
            untyped,
            open,
            ..
        } = generated;
        let files = self.source.files();
        for field in untyped {
            let file = files.get(field.origin.file);
            let (line, column) = json::place(&field.origin.pointer, file);
            let pointer = printable(&field.origin.pointer.to_string());
            let name = file.name();
            writeln!(out, "{name}:{line}:{column}: {pointer}: {}", field.reason)?;
        }
        let share = share(untyped.len(), *fields);
        let count = untyped.len();
        writeln!(
            out,
            "{count} of {fields} fields ({share:.1} %) are any JSON value"
        )?;
        match open.len() {
            0 => Ok(()),
            1 => writeln!(out, "1 object keeps other properties beside its fields"),
            more => writeln!(
                out,
                "{more} objects keep other properties beside their fields"
            ),
        }
    }

    /// One JSON object on standard output.
    pub(super) fn json(&self) -> io::Result<()> {
        let diagnostics = self.diagnostics();
        let mut value = json!({
            "document": self.source.name(),
            "ok": self.well,
            "errors": diagnostics.error_count(),
            "warnings": diagnostics.warning_count(),
            "diagnostics": diagnostics.to_json(self.source),
        });
        if let (Some(object), Ok(generated)) = (value.as_object_mut(), self.outcome) {
            object.insert("name".to_owned(), generated.name.as_str().into());
            object.insert("operations".to_owned(), generated.operations.into());
            object.insert("types".to_owned(), generated.types.into());
            object.insert("fields".to_owned(), generated.fields.into());
            if self.list {
                object.insert("list".to_owned(), json::operations(generated));
            }
            if self.untyped {
                let untyped = json::untyped(&generated.untyped, self.source);
                object.insert("untyped".to_owned(), untyped);
                let open = json::open(&generated.open, self.source);
                object.insert("open".to_owned(), open);
            }
            if let Some(changes) = self.changes {
                object.insert("changes".to_owned(), json::changes(changes));
            }
        }
        writeln!(io::stdout(), "{value:#}")
    }

    fn diagnostics(&self) -> &Diagnostics {
        match self.outcome {
            Ok(generated) => &generated.diagnostics,
            Err(diagnostics) => diagnostics,
        }
    }
}

/// Lists the operations of each tag.
fn write_operations(generated: &Generated, out: &mut impl Write) -> io::Result<()> {
    for tag in &generated.view.tags {
        writeln!(out, "{}", tag.module)?;
        for operation in &tag.operations {
            let method = operation.http_method.as_str();
            let path = printable(&operation.path);
            writeln!(out, "  {method} {path} {}", operation.method)?;
            if let Some(pages) = &operation.pages {
                let way = printable(&pages.next.to_string());
                writeln!(out, "    pages: {way}")?;
            }
        }
    }
    Ok(())
}

/// A part of a whole, in percent.
#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64 * 100.0
}

/// The text with everything escaped that could steer a terminal.
fn printable(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        let reorders = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if character.is_control() || reorders {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// What writing changed, in one line.
fn summary(changes: &Changes) -> String {
    let Changes {
        added,
        changed,
        removed,
        unchanged,
        ..
    } = changes;
    format!(
        "{} added, {} changed, {} removed, {unchanged} unchanged",
        added.len(),
        changed.len(),
        removed.len()
    )
}
