//! Diagnostics as text for people.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::excerpt::{Excerpt, MAX_LABELS, cut};
use super::fold::fold;
use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Files, Source};

const WIDTH: usize = 100;
/// A message may quote the document, and the document may be anything.
const MAX_MESSAGE: usize = 1000;

/// How rendered text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use ANSI colours.
    pub colour: bool,
    /// Whether to draw with Unicode characters instead of plain ASCII.
    pub unicode: bool,
}

impl Default for Style {
    /// Unicode without colour.
    fn default() -> Self {
        Self {
            colour: false,
            unicode: true,
        }
    }
}

impl Diagnostics {
    /// The diagnostics as text for people, each with the part of the source that it is about, and
    /// a last line that counts them. Empty when there are none.
    pub fn render(&self, source: &Source, style: Style) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut text = String::new();
        let files = source.files();
        for shown in fold(self) {
            let diagnostic = shown.diagnostic;
            let report = Report::new(diagnostic, &files);
            let mut rendered = String::new();
            if handler(diagnostic, style)
                .render_report(&mut rendered, &report)
                .is_err()
            {
                rendered = diagnostic.to_string();
            }
            for line in rendered.trim().lines() {
                text.push_str(line.trim_end());
                text.push('\n');
            }
            if shown.more > 0 {
                let dots = if style.unicode { "…" } else { "..." };
                let line = format!("  {dots} and {} more like this\n", shown.more);
                text.push_str(&line);
            }
            text.push('\n');
        }
        text.push_str(&self.summary());
        text.push('\n');
        text
    }
}

fn handler(diagnostic: &Diagnostic, style: Style) -> GraphicalReportHandler {
    let mut theme = match (style.colour, style.unicode) {
        (false, true) => GraphicalTheme::unicode_nocolor(),
        (false, false) => GraphicalTheme::none(),
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::ascii(),
    };
    // The sign before a message is free text: it tells severity and code, as compilers do.
    let head = format!("{}[{}]:", diagnostic.severity.as_str(), diagnostic.code);
    match diagnostic.severity {
        Severity::Error => theme.characters.error = head,
        Severity::Warning => theme.characters.warning = head,
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_break_words(false)
        .with_links(false)
}

/// A diagnostic as miette sees it.
#[derive(Debug)]
struct Report {
    severity: miette::Severity,
    message: String,
    help: Option<String>,
    excerpt: Excerpt,
}

impl Report {
    fn new(diagnostic: &Diagnostic, files: &Files<'_>) -> Self {
        let mut help = diagnostic
            .help
            .as_deref()
            .map(|help| cut(help, MAX_MESSAGE));
        let left_out = diagnostic.labels.len().saturating_sub(MAX_LABELS);
        if left_out > 0 {
            let help = help.get_or_insert_default();
            let gap = if help.is_empty() { "" } else { "\n" };
            help.push_str(&format!("{gap}{left_out} more places are not shown"));
        }
        Self {
            severity: match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            message: cut(&diagnostic.message, MAX_MESSAGE),
            help,
            excerpt: Excerpt::new(&diagnostic.labels, files),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_deref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels()))
    }
}
