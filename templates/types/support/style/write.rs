//! Serializes values.

use serde::Serialize;

use super::escape::{Escape, encode};
use super::tree::{Tree, tree};
use super::{Codec, Error, Style};

/// Writes a path parameter.
///
/// # Errors
///
/// Returns an error if the style can't express the value, or it would be read as another value.
pub fn to_path<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    codec: Codec,
) -> Result<String, Error> {
    path(name, &written(value, codec)?, codec)
}

/// Writes a header.
///
/// # Errors
///
/// Returns an error if the style can't express the value, or it would be read as another value.
pub fn to_header<T: Serialize + ?Sized>(value: &T, codec: Codec) -> Result<String, Error> {
    let text = joined(&written(value, codec)?, codec, Escape::Nothing)?;
    trimmed(&text)?;
    Ok(text)
}

/// Writes a query parameter: its pairs, separated by `&`; empty if there are none.
///
/// # Errors
///
/// Returns an error if the style can't express the value, or it would be read as another value.
pub fn to_query<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    codec: Codec,
) -> Result<String, Error> {
    Ok(pairs(name, &written(value, codec)?, codec)?.join("&"))
}

/// Writes a cookie parameter: its pairs.
///
/// # Errors
///
/// Returns an error if the style can't express the value, or it would be read as another value.
pub fn to_cookies<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    codec: Codec,
) -> Result<Vec<String>, Error> {
    pairs(name, &written(value, codec)?, codec)
}

/// Writes a form. `codecs` has the properties that don't have the default style, which is a pair for each
/// item of a list, and JSON for an object.
///
/// # Errors
///
/// Returns an error if the value isn't an object, if a style can't express a property, or if it would be
/// read as another value.
pub fn to_form<T: Serialize + ?Sized>(
    value: &T,
    codecs: &[(&str, Codec)],
) -> Result<String, Error> {
    form(tree(value)?.without_nothing()?, codecs)
}

fn written<T: Serialize + ?Sized>(value: &T, codec: Codec) -> Result<Tree, Error> {
    let tree = tree(value)?;
    match codec.style {
        Style::Json => Ok(tree),
        _ => tree.without_nothing(),
    }
}

fn form(tree: Tree, codecs: &[(&str, Codec)]) -> Result<String, Error> {
    let Tree::Members(members) = tree else {
        return Err(Error::new("has no members, which a form is made of"));
    };
    let mut written = Vec::new();
    for (name, member) in &members {
        let base = name.split_once('[').map(|(base, _)| base);
        if base.is_some_and(|base| members.iter().any(|(known, _)| known == base)) {
            let error = Error::new("is read as a part of the member before its bracket");
            return Err(error.below(name));
        }
        let codec = codecs.iter().find(|(known, _)| known == name);
        let codec = codec.map_or(Codec::new(Style::Form, true), |(_, codec)| *codec);
        let codec = match member {
            // The properties of an exploded object would be mistaken for those of the form.
            Tree::Members(_)
                if codec.style == Style::Form && codec.explode && !codec.has_members() =>
            {
                Codec::JSON
            }
            _ => codec,
        };
        let pairs = pairs(name, member, codec).map_err(|error| error.below(name))?;
        written.extend(pairs);
    }
    Ok(written.join("&"))
}

fn escape(codec: Codec) -> Escape {
    if codec.reserved {
        Escape::Illegal
    } else {
        Escape::Reserved
    }
}

fn path(name: &str, tree: &Tree, codec: Codec) -> Result<String, Error> {
    let text = joined(tree, codec, Escape::Reserved)?;
    let name = encode(name, Escape::Reserved);
    Ok(match (codec.style, tree) {
        (Style::Label, _) => format!(".{text}"),
        (Style::Matrix, Tree::Members(_)) if codec.explode => format!(";{text}"),
        (Style::Matrix, Tree::List(items)) if codec.explode && !items.is_empty() => {
            let items = items
                .iter()
                .map(|item| encode(&single(item), Escape::Reserved));
            items.map(|item| format!(";{name}={item}")).collect()
        }
        (Style::Matrix, _) if text.is_empty() => format!(";{name}"),
        (Style::Matrix, _) => format!(";{name}={text}"),
        _ => text,
    })
}

/// Writes a value as a single text, with the delimiter of the style between its items or properties.
fn joined(tree: &Tree, codec: Codec, escape: Escape) -> Result<String, Error> {
    if codec.style == Style::Json {
        return Ok(encode(&tree.json(), escape));
    }
    let delimiter = encode(
        &codec.delimiter().to_string(),
        match codec.style {
            Style::SpaceDelimited | Style::PipeDelimited => Escape::Reserved,
            _ => Escape::Nothing,
        },
    );
    let piece = |text: &str| {
        undivided(text, codec, escape)?;
        Ok(encode(text, escape))
    };
    let pieces = match tree {
        Tree::List(items) => {
            not_empty_alone(items)?;
            let items = items.iter().map(|item| piece(&single(item)));
            items.collect::<Result<Vec<_>, Error>>()?
        }
        Tree::Members(members) => {
            let between = if codec.explode { "=" } else { &delimiter };
            let members = members.iter().map(|(name, member)| {
                if codec.explode && matches!(escape, Escape::Nothing) && name.contains('=') {
                    return Err(
                        Error::new("has `=` in its name, where its value begins").below(name)
                    );
                }
                let pair = piece(name).and_then(|name| {
                    let member = piece(&single(member))?;
                    Ok(format!("{name}{between}{member}"))
                });
                pair.map_err(|error| error.below(name))
            });
            members.collect::<Result<_, Error>>()?
        }
        _ => return Ok(encode(&single(tree), escape)),
    };
    Ok(pieces.join(&delimiter))
}

/// Refuses an item that would be read as several, as it contains the delimiter and the style doesn't
/// percent-encode it.
fn undivided(text: &str, codec: Codec, escape: Escape) -> Result<(), Error> {
    let delimiter = codec.delimiter();
    let is_open = match codec.style {
        Style::SpaceDelimited | Style::PipeDelimited => true,
        // Dots are never percent-encoded.
        Style::Label if codec.explode => true,
        _ => codec.plain || matches!(escape, Escape::Nothing),
    };
    if is_open && text.contains(delimiter) {
        return Err(Error::new(format!(
            "has `{delimiter}` in an item, which sets items apart"
        )));
    }
    if matches!(escape, Escape::Nothing) {
        trimmed(text)?;
    }
    Ok(())
}

/// Refuses whitespace at the start and the end, which is removed from headers (RFC 9110, section 5.5).
fn trimmed(text: &str) -> Result<(), Error> {
    if text.trim_matches([' ', '\t']) == text {
        Ok(())
    } else {
        Err(Error::new(
            "begins or ends with a blank, which no header keeps",
        ))
    }
}

/// Refuses a list with a single empty item, which would be read as an empty list.
fn not_empty_alone(items: &[Tree]) -> Result<(), Error> {
    match items {
        [item] if single(item).is_empty() => Err(Error::new(
            "has a single item that is empty, which can't be told from no item",
        )),
        _ => Ok(()),
    }
}

/// A single value: an item of a list or a property of an object. Lists and objects are JSON here.
fn single(tree: &Tree) -> String {
    match tree {
        Tree::Nothing => String::new(),
        Tree::Text(text) | Tree::Bare(text) => text.clone(),
        Tree::List(_) | Tree::Members(_) => tree.json(),
    }
}

/// Writes a value as `name=value` pairs.
fn pairs(name: &str, tree: &Tree, codec: Codec) -> Result<Vec<String>, Error> {
    let escape = escape(codec);
    match (codec.style, tree) {
        (Style::Json, _) => Ok(vec![pair(name, &encode(&tree.json(), escape))]),
        (_, Tree::Nothing) => Ok(Vec::new()),
        (Style::DeepObject, Tree::List(_) | Tree::Members(_)) => {
            let mut pairs = Vec::new();
            nested(name, tree, escape, &mut pairs)?;
            Ok(pairs)
        }
        (_, Tree::List(items)) if codec.explode => several(name, items, escape),
        (_, Tree::Members(members)) if codec.explode => {
            let mut pairs = Vec::new();
            for (name, member) in members {
                if codec.has_members() && !codec.is_member(name) {
                    return Err(Error::new("has the name of something else there").below(name));
                }
                match member {
                    Tree::List(items) => {
                        let items = several(name, items, escape);
                        pairs.extend(items.map_err(|error| error.below(name))?);
                    }
                    _ => pairs.push(pair(name, &encode(&single(member), escape))),
                }
            }
            Ok(pairs)
        }
        _ => Ok(vec![pair(name, &joined(tree, codec, escape)?)]),
    }
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={value}", encode(name, Escape::Reserved))
}

/// A pair for each item. An empty list has a pair with an empty value, as no pair means that the list is
/// absent.
fn several(name: &str, items: &[Tree], escape: Escape) -> Result<Vec<String>, Error> {
    if items.is_empty() {
        return Ok(vec![pair(name, "")]);
    }
    not_empty_alone(items)?;
    let items = items
        .iter()
        .map(|item| pair(name, &encode(&single(item), escape)));
    Ok(items.collect())
}

fn nested(name: &str, tree: &Tree, escape: Escape, pairs: &mut Vec<String>) -> Result<(), Error> {
    let before = pairs.len();
    match tree {
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if *item == Tree::Nothing {
                    return Err(Error::new("has an item that is `null`, which has no text"));
                }
                nested(&format!("{name}[{index}]"), item, escape, pairs)?;
            }
        }
        Tree::Members(members) => {
            for (key, member) in members {
                if key.is_empty() || key.contains(']') {
                    let error = Error::new("is empty or has `]` in it, which no brackets can hold");
                    return Err(error.below(key));
                }
                let member = nested(&format!("{name}[{key}]"), member, escape, pairs);
                member.map_err(|error| error.below(key))?;
            }
        }
        Tree::Nothing => return Ok(()),
        Tree::Text(_) | Tree::Bare(_) => {}
    }
    if pairs.len() == before {
        // An empty list or object has a pair with an empty value, as no pair means that it is absent.
        let value = match tree {
            Tree::List(_) | Tree::Members(_) => String::new(),
            _ => encode(&single(tree), escape),
        };
        pairs.push(pair(name, &value));
    }
    Ok(())
}
