//! Writes answers.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::events::Pieces;
use super::failure::{Failure, Outcome};
use super::json;
use super::progress;
use super::table::Table;
use super::tap::{Head, MAX_BYTES};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As JSON.
    Json,
    /// As a table.
    Table,
    /// As it is.
    Raw,
}

/// Where and how answers are written.
#[derive(Debug)]
pub struct Output {
    /// How.
    pub format: Format,
    /// The columns of a table, if they are chosen.
    pub columns: Vec<String>,
    /// Whether the status and the headers are written, too.
    pub include: bool,
    /// The file, if it isn't standard output.
    pub save: Option<PathBuf>,
    /// Whether a file that is there is replaced.
    pub force: bool,
    /// The names that lead to the list in an answer.
    pub list: &'static [&'static str],
}

impl Output {
    /// Looks whether the file can be written, before anything is sent.
    ///
    /// # Errors
    ///
    /// There is such a file.
    pub fn check(&self) -> Outcome {
        match &self.save {
            Some(path) if !self.force && path.symlink_metadata().is_ok() => Err(exists(path)),
            _ => Ok(()),
        }
    }

    /// Writes an answer that was read.
    ///
    /// # Errors
    ///
    /// It can't be written.
    pub fn whole(&self, head: &Head, body: &[u8]) -> Outcome {
        let mut sink = self.sink()?;
        self.write(head, body, &mut sink)?;
        sink.finish()
    }

    fn write(&self, head: &Head, body: &[u8], sink: &mut Sink) -> Outcome {
        let text = std::str::from_utf8(body).ok();
        let is_json = text.filter(|text| self.format != Format::Raw && json::is_json(text));
        if self.include {
            match (self.format, text) {
                (Format::Json, Some(text)) => {
                    let shown = match is_json {
                        Some(json) => json.to_owned(),
                        None if text.is_empty() => "null".to_owned(),
                        None => json::string(text),
                    };
                    return sink.with(|out| json::pretty(&with_head(head, &shown), out));
                }
                _ => sink.with(|out| write_head(head, out))?,
            }
        }
        if let Some(json) = is_json {
            if self.format == Format::Table {
                let list = json::at(json, self.list);
                let table = Table::of(list.as_deref().unwrap_or(json), &self.columns);
                if let Some(table) = table {
                    return sink.with(|out| table.write(out));
                }
            }
            return sink.with(|out| json::pretty(json, out));
        }
        let location = head.headers.get(http::header::LOCATION);
        if let Some(location) = location.filter(|_| head.status.is_redirection() && body.is_empty())
        {
            return sink.with(|out| {
                out.write_all(location.as_bytes())?;
                out.write_all(b"\n")
            });
        }
        sink.bytes(body)
    }

    /// Writes an answer while it arrives.
    ///
    /// # Errors
    ///
    /// It can't be read or written.
    pub async fn open(&self, head: &Head, mut response: reqwest::Response) -> Outcome {
        let media_type = head.media_type();
        let is_json = media_type.ends_with("/json") || media_type.ends_with("+json");
        if is_json && self.format != Format::Raw {
            let mut body = Vec::new();
            while let Some(chunk) = next(&mut response).await? {
                if body.len() + chunk.len() > MAX_BYTES {
                    let message = "the answer is too long; --output raw writes it as it comes";
                    return Err(Failure::local(message));
                }
                body.extend_from_slice(&chunk);
            }
            return self.whole(head, &body);
        }
        let mut sink = self.sink()?;
        if self.include {
            sink.with(|out| write_head(head, out))?;
        }
        if self.format != Format::Raw
            && let Some(mut pieces) = Pieces::of(&media_type)
        {
            loop {
                let chunk = next(&mut response).await?;
                let is_last = chunk.is_none();
                for line in pieces.push(chunk.as_deref()) {
                    let line = line.map_err(Failure::unknown)?;
                    sink.with(|out| writeln!(out, "{line}"))?;
                }
                sink.with(|out| out.flush())?;
                if is_last {
                    return sink.finish();
                }
            }
        }
        let bar = progress::bar(response.content_length(), sink.is_terminal());
        while let Some(chunk) = next(&mut response).await? {
            bar.inc(chunk.len() as u64);
            sink.bytes(&chunk)?;
        }
        bar.finish_and_clear();
        sink.finish()
    }

    /// Writes the body of an error to standard error.
    pub fn error(&self, head: &Head, body: &[u8]) {
        let mut err = io::stderr().lock();
        if self.include {
            // That nobody reads it changes nothing.
            let _ = write_head(head, &mut err);
        }
        let text = String::from_utf8_lossy(body);
        let _ = match text.trim() {
            "" => Ok(()),
            text if json::is_json(text) => json::pretty(text, &mut err),
            text => writeln!(err, "{}", printable(text)),
        };
    }

    /// What is written to.
    pub(super) fn sink(&self) -> Result<Sink, Failure> {
        let Some(path) = &self.save else {
            return Ok(Sink::Standard(BufWriter::new(io::stdout())));
        };
        // What replaces a file is complete first.
        let partial = match self.force {
            true => {
                let mut name = path.clone().into_os_string();
                name.push(format!(".{}.part", std::process::id()));
                PathBuf::from(name)
            }
            false => path.clone(),
        };
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&partial);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => Failure::file(path, &error),
        })?;
        Ok(Sink::File(Saved {
            file: Some(BufWriter::new(file)),
            path: path.clone(),
            partial,
        }))
    }
}

fn exists(path: &Path) -> Failure {
    let path = path.display();
    Failure::local(format!("{path} is there already; --force replaces it"))
}

/// The next piece of an answer.
async fn next(response: &mut reqwest::Response) -> Result<Option<bytes::Bytes>, Failure> {
    let chunk = response.chunk().await;
    chunk.map_err(|error| Failure::transport(&error.without_url()))
}

/// The status and the headers as lines.
fn write_head(head: &Head, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", head.status)?;
    for (name, value) in &head.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        writeln!(out, "{name}: {}", printable(&value))?;
    }
    writeln!(out)
}

/// The status, the headers and a body as JSON.
fn with_head(head: &Head, body: &str) -> String {
    let headers = head.headers.keys().map(|name| {
        let values = head.headers.get_all(name).iter();
        let values = values.map(|value| json::string(&String::from_utf8_lossy(value.as_bytes())));
        let values: Vec<String> = values.collect();
        let value = match values.as_slice() {
            [value] => value.clone(),
            values => format!("[{}]", values.join(",")),
        };
        format!("{}:{value}", json::string(name.as_str()))
    });
    let headers = headers.collect::<Vec<_>>().join(",");
    let status = head.status.as_u16();
    format!("{{\"status\":{status},\"headers\":{{{headers}}},\"body\":{body}}}")
}

/// Text without what moves the cursor of a terminal.
fn printable(text: &str) -> String {
    let clean = |char: char| match char {
        '\n' | '\t' => char,
        char if char.is_control() => '\u{FFFD}',
        char => char,
    };
    text.chars().map(clean).collect()
}

/// What is written to: a file, or standard output.
pub enum Sink {
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
    /// A file.
    File(Saved),
}

/// A file that is being written; it is removed where that fails.
pub struct Saved {
    file: Option<BufWriter<File>>,
    path: PathBuf,
    partial: PathBuf,
}

impl Drop for Saved {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // What is left of it is worth nothing.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

impl Sink {
    fn is_terminal(&self) -> bool {
        matches!(self, Self::Standard(_)) && io::stdout().is_terminal()
    }

    /// Writes something.
    pub(super) fn with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Outcome {
        match self {
            Self::Standard(out) => write(out).map_err(|error| Failure::output(&error)),
            Self::File(saved) => match &mut saved.file {
                Some(file) => write(file).map_err(|error| Failure::file(&saved.path, &error)),
                None => Ok(()),
            },
        }
    }

    /// Writes bytes, to a terminal only if they are text.
    fn bytes(&mut self, bytes: &[u8]) -> Outcome {
        if !self.is_terminal() {
            return self.with(|out| out.write_all(bytes));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => {
                let text = printable(text);
                let end = if text.ends_with('\n') || text.is_empty() {
                    ""
                } else {
                    "\n"
                };
                self.with(|out| write!(out, "{text}{end}"))
            }
            _ => {
                let message = "the answer is no text, and isn't written to a terminal; see --save";
                Err(Failure::local(message))
            }
        }
    }

    /// Ends what is written.
    pub(super) fn finish(mut self) -> Outcome {
        self.with(|out| out.flush())?;
        if let Self::File(saved) = &mut self {
            saved.file = None;
            if saved.partial != saved.path {
                let moved = fs::rename(&saved.partial, &saved.path);
                moved.map_err(|error| Failure::file(&saved.path, &error))?;
            }
        }
        Ok(())
    }
}
