//! Bodies of the media type `multipart/form-data` (RFC 7578).

use serde_json::{Map, Value};

use super::super::http::essence;
use super::super::suite::{self, Body};
use super::{same_json, short};

/// A part as it stands on the wire.
pub(super) struct Part {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    bytes: Vec<u8>,
}

/// Takes a form apart.
pub(super) fn read(media_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = parameter(media_type, "boundary").ok_or("sends a form without a boundary")?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line break before it.
    let body = [b"\r\n", body].concat();
    let mut rest = body.as_slice();
    let mut parts = Vec::new();
    let mut first = true;
    loop {
        let end = position(rest, delimiter.as_bytes()).ok_or("sends a form that doesn't end")?;
        let (part, others) = rest.split_at(end);
        rest = others.get(delimiter.len()..).unwrap_or_default();
        if !first {
            parts.push(self::part(part)?);
        }
        first = false;
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        rest = rest
            .strip_prefix(b"\r\n")
            .ok_or("sends a form that is broken")?;
    }
}

fn part(text: &[u8]) -> Result<Part, String> {
    let end = position(text, b"\r\n\r\n").ok_or("sends a part without an end of its head")?;
    let (head, bytes) = text.split_at(end);
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let line = lines.find(|(other, _)| other.trim().eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    Ok(Part {
        name: parameter(&disposition, "name").ok_or("sends a part without a name")?,
        file_name: parameter(&disposition, "filename"),
        media_type: header("content-type"),
        bytes: bytes.get(4..).unwrap_or_default().to_vec(),
    })
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

/// A parameter of a header, without its quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (other, value) = parameter.split_once('=')?;
        let is_it = other.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// Whether a form holds what the scenario says.
pub(super) fn check(wanted: &Body, parts: &[Part]) -> Result<(), String> {
    let named = |name: &str| {
        parts
            .iter()
            .filter(|part| part.name == name)
            .collect::<Vec<_>>()
    };
    let files = wanted.files.as_deref().unwrap_or_default();
    let mut count = 0;
    for (name, value) in &wanted.parts {
        let found = named(name);
        count += found.len();
        check_value(value, &found).map_err(|why| format!("sends a part `{name}` that {why}"))?;
    }
    for (index, file) in files.iter().enumerate() {
        let before = files
            .iter()
            .take(index)
            .filter(|other| other.field == file.field);
        let found = named(&file.field);
        let Some(part) = found.get(before.count()) else {
            return Err(format!("sends no file `{}`", file.field));
        };
        count += 1;
        if part.bytes != file.bytes() {
            return Err(format!("sends a file `{}` of other bytes", file.field));
        }
        if part.file_name.as_deref() != Some(&file.name) {
            return Err(format!(
                "sends a file named {:?} instead of `{}`",
                part.file_name, file.name
            ));
        }
        if part.media_type.as_deref().map(essence) != Some(essence(&file.media_type)) {
            return Err(format!(
                "sends a file `{}` of the media type {:?} instead of `{}`",
                file.field, part.media_type, file.media_type
            ));
        }
    }
    match parts.len() == count {
        true => Ok(()),
        false => Err("sends parts that nobody asked for".to_owned()),
    }
}

/// Whether a value stands in parts, several of them where it is a list.
fn check_value(wanted: &Value, found: &[&Part]) -> Result<(), String> {
    if let [part] = found
        && is_value(wanted, part)
    {
        return Ok(());
    }
    let items = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut pairs = items.iter().zip(found);
    if !items.is_empty()
        && items.len() == found.len()
        && pairs.all(|(wanted, part)| is_value(wanted, part))
    {
        return Ok(());
    }
    let first = found
        .first()
        .map(|part| String::from_utf8_lossy(&part.bytes).into_owned());
    Err(format!(
        "is {:?} instead of {wanted}",
        first.map(|text| short(&text))
    ))
}

fn is_value(wanted: &Value, part: &Part) -> bool {
    let text = String::from_utf8_lossy(&part.bytes);
    text == suite::text(wanted)
        || serde_json::from_str(&text).is_ok_and(|found| same_json(wanted, &found).is_ok())
}

/// Whether a form was decoded to what the scenario says.
pub(super) fn check_decoded(wanted: &Body, found: &Map<String, Value>) -> Result<(), String> {
    let mut parts = Vec::new();
    for (name, values) in found {
        for value in values.as_array().into_iter().flatten() {
            let text = |member: &str| {
                let text = value.get(member).and_then(Value::as_str);
                text.map(str::to_owned)
            };
            let bytes = value.get("bytes").and_then(Value::as_array);
            parts.push(Part {
                name: name.clone(),
                file_name: text("name").filter(|_| bytes.is_some()),
                media_type: text("mediaType"),
                bytes: match bytes {
                    Some(bytes) => bytes
                        .iter()
                        .filter_map(|byte| u8::try_from(byte.as_u64()?).ok())
                        .collect(),
                    None => suite::text(value).into_bytes(),
                },
            });
        }
    }
    check(wanted, &parts).map_err(|why| why.replacen("sends", "reads", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_taken_apart() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n\
            content-disposition: form-data; name=\"b\"; filename=\"c.png\"\r\ncontent-type: image/png\r\n\r\n\
            \r\n-\r\n--x--\r\n";
        let parts = read("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].name.as_str(), parts[0].bytes.as_slice()),
            ("a", &b"1"[..])
        );
        assert_eq!(parts[1].file_name.as_deref(), Some("c.png"));
        assert_eq!(parts[1].bytes, b"\r\n-");
    }
}
