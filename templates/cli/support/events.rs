//! Answers that are pieces, one after the other: server-sent events, and JSON values.

use super::json;

/// A longer piece isn't waited for.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Takes an answer apart; each piece is a line of JSON.
pub struct Pieces {
    buffer: Vec<u8>,
    kind: Kind,
}

enum Kind {
    /// JSON values, one a line, or behind a record separator each (RFC 7464).
    Lines,
    /// Server-sent events: the fields of the one that is being read.
    Events(Event),
}

#[derive(Default)]
struct Event {
    id: Option<String>,
    event: Option<String>,
    data: Option<String>,
}

impl Pieces {
    /// For an answer of a media type, if its pieces are known.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Self> {
        let kind = match media_type {
            "text/event-stream" => Kind::Events(Event::default()),
            "application/jsonl"
            | "application/x-ndjson"
            | "application/ndjson"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/json-seq" => Kind::Lines,
            _ => return None,
        };
        let buffer = Vec::new();
        Some(Self { buffer, kind })
    }

    /// Takes the next bytes, or the end; gives the pieces that are complete, or why one can't be read.
    pub fn push(&mut self, bytes: Option<&[u8]>) -> Vec<Result<String, String>> {
        self.buffer.extend_from_slice(bytes.unwrap_or(b"\n\n"));
        let mut pieces = Vec::new();
        let end = self.buffer.iter().rposition(|byte| *byte == b'\n');
        let whole: Vec<u8> = match end {
            Some(end) => self.buffer.drain(..=end).collect(),
            None if self.buffer.len() > MAX_BYTES => {
                return vec![Err("a piece of the answer is too long".to_owned())];
            }
            None => return pieces,
        };
        for line in whole.split(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(line);
            let line = line.trim_end_matches('\r');
            match &mut self.kind {
                Kind::Lines => match line.trim_matches(['\u{1E}', ' ']) {
                    "" => {}
                    line if json::is_json(line) => pieces.push(Ok(json::compact(line))),
                    _ => pieces.push(Err("a line of the answer isn't JSON".to_owned())),
                },
                Kind::Events(event) => pieces.extend(event.line(line).map(Ok)),
            }
        }
        pieces
    }
}

impl Event {
    /// Takes a line; gives the event that it ends.
    fn line(&mut self, line: &str) -> Option<String> {
        if line.is_empty() {
            return std::mem::take(self).finish();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => self.id = Some(value.to_owned()),
            "event" => self.event = Some(value.to_owned()),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            _ => {}
        }
        None
    }

    fn finish(self) -> Option<String> {
        let data = self.data?;
        let data = match json::is_json(&data) {
            true => json::compact(&data),
            false => json::string(&data),
        };
        let mut members = Vec::new();
        for (name, value) in [("id", self.id), ("event", self.event)] {
            members.extend(value.map(|value| format!("\"{name}\":{}", json::string(&value))));
        }
        members.push(format!("\"data\":{data}"));
        Some(format!("{{{}}}", members.join(",")))
    }
}
