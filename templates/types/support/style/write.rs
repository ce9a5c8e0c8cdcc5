//! Values to text.

use serde::Serialize;

use super::escape::{Escape, encode};
use super::tree::{Tree, tree};
use super::{Codec, Error, Style};

/// Writes a value as part of a path.
///
/// # Errors
///
/// Where the value has no text.
pub fn to_path<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    codec: Codec,
) -> Result<String, Error> {
    Ok(path(name, &written(value, codec)?, codec))
}

/// Writes a value as a header.
///
/// # Errors
///
/// Where the value has no text.
pub fn to_header<T: Serialize + ?Sized>(value: &T, codec: Codec) -> Result<String, Error> {
    Ok(joined(&written(value, codec)?, codec, Escape::Nothing))
}

/// Writes a value as pairs of a query, set apart by `&`. Empty where nothing is to be sent.
///
/// # Errors
///
/// Where the value has no text.
pub fn to_query<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    codec: Codec,
) -> Result<String, Error> {
    Ok(pairs(name, &written(value, codec)?, codec).join("&"))
}

/// Writes a value as cookies.
///
/// # Errors
///
/// Where the value has no text.
pub fn to_cookies<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    codec: Codec,
) -> Result<Vec<String>, Error> {
    Ok(pairs(name, &written(value, codec)?, codec))
}

/// Writes a value with members as a form, those that `codecs` doesn't name as usual: lists as
/// one pair for each item, and objects as JSON.
///
/// # Errors
///
/// Where the value has no text, or has no members.
pub fn to_form<T: Serialize + ?Sized>(
    value: &T,
    codecs: &[(&str, Codec)],
) -> Result<String, Error> {
    form(tree(value)?.without_nothing(), codecs)
}

fn written<T: Serialize + ?Sized>(value: &T, codec: Codec) -> Result<Tree, Error> {
    let tree = tree(value)?;
    Ok(match codec.style {
        Style::Json => tree,
        _ => tree.without_nothing(),
    })
}

fn form(tree: Tree, codecs: &[(&str, Codec)]) -> Result<String, Error> {
    let Tree::Members(members) = tree else {
        return Err(Error::new("has no members, which a form is made of"));
    };
    let mut written = Vec::new();
    for (name, member) in members {
        let codec = codecs.iter().find(|(known, _)| *known == name);
        let codec = codec.map_or(Codec::new(Style::Form, true), |(_, codec)| *codec);
        let codec = match &member {
            // Its members would be taken for those of the form.
            Tree::Members(_)
                if codec.style == Style::Form && codec.explode && !codec.has_members() =>
            {
                Codec::JSON
            }
            _ => codec,
        };
        written.extend(pairs(&name, &member, codec));
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

fn path(name: &str, tree: &Tree, codec: Codec) -> String {
    let text = joined(tree, codec, Escape::Reserved);
    let name = encode(name, Escape::Reserved);
    match (codec.style, tree) {
        (Style::Label, _) => format!(".{text}"),
        (Style::Matrix, Tree::Members(_)) if codec.explode => format!(";{text}"),
        (Style::Matrix, Tree::List(items)) if codec.explode && !items.is_empty() => {
            let items = items.iter().map(|item| single(item, Escape::Reserved));
            items.map(|item| format!(";{name}={item}")).collect()
        }
        (Style::Matrix, _) if text.is_empty() => format!(";{name}"),
        (Style::Matrix, _) => format!(";{name}={text}"),
        _ => text,
    }
}

/// A value in one text, its items or members set apart by the style's delimiter.
fn joined(tree: &Tree, codec: Codec, escape: Escape) -> String {
    if codec.style == Style::Json {
        return encode(&tree.json(), escape);
    }
    let delimiter = codec.delimiter();
    match tree {
        Tree::List(items) => {
            let items = items.iter().map(|item| single(item, escape));
            items.collect::<Vec<_>>().join(delimiter)
        }
        Tree::Members(members) => {
            let between = if codec.explode { "=" } else { delimiter };
            let members = members.iter().map(|(name, member)| {
                let (name, member) = (encode(name, escape), single(member, escape));
                format!("{name}{between}{member}")
            });
            members.collect::<Vec<_>>().join(delimiter)
        }
        _ => single(tree, escape),
    }
}

/// A value that stands for itself; lists and objects are JSON there.
fn single(tree: &Tree, escape: Escape) -> String {
    match tree {
        Tree::Nothing => String::new(),
        Tree::Text(text) | Tree::Bare(text) => encode(text, escape),
        Tree::List(_) | Tree::Members(_) => encode(&tree.json(), escape),
    }
}

/// A value as pairs of a name and a text.
fn pairs(name: &str, tree: &Tree, codec: Codec) -> Vec<String> {
    let escape = escape(codec);
    let pair = |name: &str, value: String| format!("{}={value}", encode(name, Escape::Reserved));
    if *tree == Tree::Nothing && codec.style != Style::Json {
        return Vec::new();
    }
    match (codec.style, tree) {
        (Style::DeepObject, Tree::List(_) | Tree::Members(_)) => {
            let mut pairs = Vec::new();
            nested(name, tree, escape, &mut pairs);
            pairs
        }
        (Style::Json, _) => vec![pair(name, encode(&tree.json(), escape))],
        // An empty list is told from none at all.
        (_, Tree::List(items)) if codec.explode && !items.is_empty() => items
            .iter()
            .map(|item| pair(name, single(item, escape)))
            .collect(),
        (_, Tree::Members(members)) if codec.explode => members
            .iter()
            .flat_map(|(name, member)| match member {
                Tree::List(items) => items
                    .iter()
                    .map(|item| pair(name, single(item, escape)))
                    .collect(),
                _ => vec![pair(name, single(member, escape))],
            })
            .collect(),
        _ => vec![pair(name, joined(tree, codec, escape))],
    }
}

fn nested(name: &str, tree: &Tree, escape: Escape, pairs: &mut Vec<String>) {
    let before = pairs.len();
    match tree {
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                nested(&format!("{name}[{index}]"), item, escape, pairs);
            }
        }
        Tree::Members(members) => {
            for (key, member) in members {
                nested(&format!("{name}[{key}]"), member, escape, pairs);
            }
        }
        Tree::Nothing => return,
        Tree::Text(_) | Tree::Bare(_) => {}
    }
    if pairs.len() == before {
        let name = encode(name, Escape::Reserved);
        let value = match tree {
            // What has nothing inside is told from what isn't there.
            Tree::List(_) | Tree::Members(_) => String::new(),
            _ => single(tree, escape),
        };
        pairs.push(format!("{name}={value}"));
    }
}
