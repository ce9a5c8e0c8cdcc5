//! References to URIs (RFC 3986, section 5), as far as names of schemas need them: nothing is ever
//! fetched.

/// A URI or a reference to one, without its fragment.
#[derive(Clone, Copy)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let (text, query) = match text.split_once('?') {
            Some((text, query)) => (text, Some(query)),
            None => (text, None),
        };
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, text),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self {
            scheme,
            authority,
            path,
            query,
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other))
}

/// The URI that a reference without a fragment stands for where `base` is the URI of what it stands
/// in.
pub(super) fn join(base: &str, reference: &str) -> String {
    let (base, reference) = (Parts::of(base), Parts::of(reference));
    let inherits = reference.scheme.is_none();
    let scheme = reference.scheme.or(base.scheme);
    let authority = match reference.authority {
        None if inherits => base.authority,
        own => own,
    };
    let relative = inherits && reference.authority.is_none();
    let (path, query) = if relative && reference.path.is_empty() {
        (base.path.to_owned(), reference.query.or(base.query))
    } else if !relative || reference.path.starts_with('/') {
        (without_dots(reference.path), reference.query)
    } else {
        let folder = base.path.rsplit_once('/').map(|(folder, _)| folder);
        let folder = folder.or(base.authority.map(|_| ""));
        let path = match folder {
            Some(folder) => format!("{folder}/{}", reference.path),
            None => reference.path.to_owned(),
        };
        (without_dots(&path), reference.query)
    };
    let mut uri = String::new();
    if let Some(scheme) = scheme {
        uri.push_str(scheme);
        uri.push(':');
    }
    if let Some(authority) = authority {
        uri.push_str("//");
        uri.push_str(authority);
    }
    uri.push_str(&path);
    if let Some(query) = query {
        uri.push('?');
        uri.push_str(query);
    }
    uri
}

/// A path without its steps `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    let mut tokens = path.split('/').peekable();
    while let Some(token) = tokens.next() {
        let last = tokens.peek().is_none();
        match token {
            "." => {}
            ".." => {
                // The slash that leads an absolute path stays.
                if steps.len() > 1 || steps.first().is_some_and(|first| !first.is_empty()) {
                    steps.pop();
                }
            }
            other => {
                steps.push(other);
                continue;
            }
        }
        if last {
            steps.push("");
        }
    }
    steps.join("/")
}

/// A text without percent-encoding; as it is, when that makes no text.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digits = rest.clone();
        let hex = |byte: Option<u8>| char::from(byte?).to_digit(16);
        if byte == b'%'
            && let (Some(high), Some(low)) = (hex(digits.next()), hex(digits.next()))
            && let Ok(decoded) = u8::try_from(high * 16 + low)
        {
            bytes.push(decoded);
            rest = digits;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn the_examples_of_the_standard() {
        let base = "http://a/b/c/d;p?q";
        for (reference, uri) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g..", "http://a/b/c/g.."),
            ("./g/.", "http://a/b/c/g/"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            assert_eq!(join(base, reference), uri, "{reference}");
        }
        assert_eq!(join("urn:a:b", "urn:c:d"), "urn:c:d");
        assert_eq!(join("http://a", "g"), "http://a/g");
        assert_eq!(join("x.json", "y.json"), "y.json");
    }
}
