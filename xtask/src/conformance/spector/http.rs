//! Messages of HTTP/1.1 (RFC 9112) over plain sockets: what is on the wire, and nothing done to it.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::values::document::decoded;

/// Nobody waits longer for the other side.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message: a request or a response.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// The first line.
    pub(super) start: String,
    /// The header lines in their order, their names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Message {
    pub(super) fn new(start: String) -> Self {
        Self {
            start,
            ..Self::default()
        }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The value of a header, its lines joined (RFC 9110, section 5.3).
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> = self
            .headers
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The word of the first line at a position, from 0.
    pub(super) fn word(&self, position: usize) -> &str {
        self.start.split(' ').nth(position).unwrap_or_default()
    }

    /// Writes the message, with the length of its body unless it is empty and `no_length`.
    pub(super) fn write(&self, stream: &mut TcpStream, length: bool) -> io::Result<()> {
        let mut head = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            // Writing to a string doesn't fail.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if length {
            let _ = write!(head, "content-length: {}\r\n", self.body.len());
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        stream.write_all(&self.body)?;
        stream.flush()
    }

    /// Reads a request, or a response to a request of the method.
    pub(super) fn read(stream: &TcpStream, answers: Option<&str>) -> io::Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream);
        let mut message = Self::new(line(&mut reader)?);
        loop {
            let line = line(&mut reader)?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            let name = name.trim().to_ascii_lowercase();
            message.headers.push((name, value.trim().to_owned()));
        }
        let bodiless = matches!(message.word(1), "204" | "304") && answers.is_some();
        if bodiless || answers == Some("HEAD") {
            return Ok(message);
        }
        let chunked = message.get("transfer-encoding");
        if chunked.is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            message.body = chunks(&mut reader)?;
        } else if let Some(length) = message.get("content-length") {
            let length = length.parse().map_err(io::Error::other)?;
            let read = reader.take(length).read_to_end(&mut message.body)?;
            if read as u64 != length {
                return Err(io::Error::other("the body is cut off"));
            }
        } else if answers.is_some() {
            reader.read_to_end(&mut message.body)?;
        }
        Ok(message)
    }
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

fn chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let head = line(reader)?;
        let size = head.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
        if size == 0 {
            while !line(reader)?.is_empty() {}
            return Ok(body);
        }
        reader.take(size).read_to_end(&mut body)?;
        line(reader)?;
    }
}

/// The pairs of a query.
pub(super) fn query(text: &str) -> Vec<(String, String)> {
    let plain = |text: &str| decoded(&text.replace('+', " "));
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (plain(name), plain(value))
        })
        .collect()
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
