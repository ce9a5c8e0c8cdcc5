//! A client that sends what the scenario says, byte for byte, and nothing else.

use std::io;
use std::net::{Ipv4Addr, TcpStream};

use oasmith::ir::{Kind, TypeRef};
use serde_json::Value;

use super::http::Message;
use super::route::Route;
use super::suite::{self, Body, Call};

const BOUNDARY: &str = "the-end-of-a-part";

/// Sends a call's request to a port of this machine; gives the response.
pub(super) fn send(route: &Route<'_>, call: &Call, port: u16) -> io::Result<Message> {
    forward(&request(route, call, port), port)
}

/// Sends a request as it is.
pub(super) fn forward(request: &Message, port: u16) -> io::Result<Message> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let has_length = request.get("content-length").is_none() && !request.body.is_empty();
    request.write(&mut stream, has_length)?;
    Message::read(&stream, Some(request.word(0)))
}

fn request(route: &Route<'_>, call: &Call, port: u16) -> Message {
    let mut target = call.uri.clone();
    let mut separator = '?';
    let mut add = |name: &str, value: &Value| {
        target.push(separator);
        separator = '&';
        let mut value = encoded(&suite::text(value));
        if keeps_commas(route, name) {
            value = value.replace("%2C", ",");
        }
        target.push_str(&format!("{}={value}", encoded(name)));
    };
    for (name, value) in &call.request.query {
        match value {
            Value::Array(items) => items.iter().for_each(|item| add(name, item)),
            other => add(name, other),
        }
    }
    let mut message = Message::new(format!("{} {target} HTTP/1.1", call.method))
        .header("host", &format!("127.0.0.1:{port}"))
        .header("connection", "close");
    for (name, value) in call.request.headers() {
        message = message.header(&name, &value);
    }
    match &call.request.body {
        None => message,
        Some(body) if body.files.is_some() => {
            let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
            message = message.header("content-type", &media_type);
            message.body = form(body);
            message
        }
        Some(body) => {
            message = message.header("content-type", body.content_type());
            message.body = body.bytes();
            if message.body.is_empty() {
                message = message.header("content-length", "0");
            }
            message
        }
    }
}

/// Text as the suite's client writes it: as a form (WHATWG URL, section 5.2).
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte);
    text.bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Whether the commas of a query parameter stay as they are: between texts, one that is encoded
/// belongs to a text.
fn keeps_commas(route: &Route<'_>, name: &str) -> bool {
    let types = &route.model.api.types;
    let kind = |id| {
        &types
            .get(
                types
                    .unalias(TypeRef {
                        id,
                        nullable: false,
                    })
                    .id,
            )
            .kind
    };
    let mut parameters = route.op.ir.parameters.iter();
    let parameter = parameters.find(|parameter| parameter.name == name);
    parameter.is_some_and(|parameter| match kind(parameter.kind) {
        Kind::Array(item) => matches!(kind(item.id), Kind::String(_) | Kind::Any(_)),
        Kind::Object(_) | Kind::Map(_) => true,
        _ => false,
    })
}

/// A form (RFC 7578): the items of a list are parts of one name.
fn form(body: &Body) -> Vec<u8> {
    let mut form = Vec::new();
    let mut add = |head: &str, bytes: &[u8]| {
        let before = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {head}\r\n\r\n");
        form.extend_from_slice(before.as_bytes());
        form.extend_from_slice(bytes);
        form.extend_from_slice(b"\r\n");
    };
    for (name, value) in &body.parts {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        for item in items {
            let media_type = match item {
                Value::Object(_) => "\r\ncontent-type: application/json",
                _ => "",
            };
            let head = format!("name=\"{name}\"{media_type}");
            add(&head, suite::text(item).as_bytes());
        }
    }
    for file in body.files.iter().flatten() {
        let head = format!(
            "name=\"{}\"; filename=\"{}\"\r\ncontent-type: {}",
            file.field, file.name, file.media_type
        );
        add(&head, &file.bytes());
    }
    form.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_are_encoded() {
        assert_eq!(encoded("a,b c|é*"), "a%2Cb+c%7C%C3%A9*");
    }
}
