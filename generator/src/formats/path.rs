//! Paths to Rust types, as `[formats]` names them.
//!
//! The text is parsed as a type, and written anew from what was found: whatever stands in a
//! configuration, nothing but a path gets into the emitted code.

use std::fmt;

use syn::{GenericArgument, PathArguments, Type};

/// A path to a type, and the types that it is applied to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypePath {
    segments: Vec<String>,
    arguments: Vec<TypePath>,
}

const EXPECTED: &str = "expected the path of a type, such as `chrono::DateTime<chrono::Utc>`";

/// Types that have no need of a path.
const PRELUDE: &[&str] = &[
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "u128", "u16", "u32", "u64",
    "u8", "Box", "Option", "String", "Vec",
];

/// Crates that each Rust program has.
const STANDARD: &[&str] = &["alloc", "core", "std"];

/// Names that aren't those of crates where the emitted code stands.
const TAKEN: &[&str] = &[
    "Self",
    "components",
    "crate",
    "operations",
    "self",
    "super",
    "support",
    "types",
];

impl TypePath {
    /// Reads a path from Rust code.
    ///
    /// # Errors
    ///
    /// Where it is anything else, or names something that isn't there in the emitted code.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parsed =
            syn::parse_str::<Type>(text).map_err(|error| format!("{EXPECTED}: {error}"))?;
        Self::of(&parsed)
    }

    fn of(parsed: &Type) -> Result<Self, String> {
        let Type::Path(found) = parsed else {
            return Err(EXPECTED.to_owned());
        };
        let syn::TypePath { attrs, qself, path } = found;
        if !attrs.is_empty() || qself.is_some() {
            return Err(EXPECTED.to_owned());
        }
        let mut arguments = Vec::new();
        for (index, segment) in path.segments.iter().enumerate() {
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(found) if index + 1 == path.segments.len() => {
                    for argument in &found.args {
                        let GenericArgument::Type(argument) = argument else {
                            return Err(EXPECTED.to_owned());
                        };
                        arguments.push(Self::of(argument)?);
                    }
                }
                _ => return Err(EXPECTED.to_owned()),
            }
        }
        let segments = path.segments.iter();
        let segments: Vec<String> = segments.map(|segment| segment.ident.to_string()).collect();
        let path = Self {
            segments,
            arguments,
        };
        path.check()?;
        Ok(path)
    }

    fn check(&self) -> Result<(), String> {
        match self.segments.as_slice() {
            [only] if PRELUDE.contains(&only.as_str()) => Ok(()),
            [only] => Err(format!(
                "where is `{only}` from? {EXPECTED}, from its crate on"
            )),
            [root, ..] if TAKEN.contains(&root.as_str()) || root.starts_with("r#") => Err(format!(
                "`{root}` is no crate that the emitted code can depend on"
            )),
            _ => Ok(()),
        }
    }

    /// Whether it is a single name.
    pub(super) fn is_word(&self) -> bool {
        self.segments.len() == 1 && self.arguments.is_empty()
    }

    /// The crates that the path and its arguments begin with, as they are called in code.
    pub fn crates(&self) -> Vec<&str> {
        let mut crates: Vec<&str> = self.own_crate().into_iter().collect();
        for found in self.arguments.iter().flat_map(Self::crates) {
            if !crates.contains(&found) {
                crates.push(found);
            }
        }
        crates
    }

    fn own_crate(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [root, _, ..] if !STANDARD.contains(&root.as_str()) => Some(root),
            _ => None,
        }
    }

    /// The path as code, where the crates are found behind `prefix`.
    #[must_use]
    pub fn code(&self, prefix: &str) -> String {
        let mut code = String::new();
        self.write(prefix, &mut code);
        code
    }

    fn write(&self, prefix: &str, code: &mut String) {
        if self.own_crate().is_some() {
            code.push_str(prefix);
        }
        code.push_str(&self.segments.join("::"));
        for (index, argument) in self.arguments.iter().enumerate() {
            code.push_str(if index == 0 { "<" } else { ", " });
            argument.write(prefix, code);
        }
        if !self.arguments.is_empty() {
            code.push('>');
        }
    }
}

impl fmt::Display for TypePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code(""))
    }
}

#[cfg(test)]
mod tests {
    use super::TypePath;

    #[test]
    fn paths_are_read_and_written_anew() {
        for (text, code, crates) in [
            (
                "chrono :: DateTime < ::chrono::Utc >",
                "types::chrono::DateTime<types::chrono::Utc>",
                &["chrono"][..],
            ),
            ("std::net::SocketAddr", "std::net::SocketAddr", &[]),
            ("String", "String", &[]),
            (
                "my::Pair<std::net::IpAddr, Vec<other::Item>>",
                "types::my::Pair<std::net::IpAddr, Vec<types::other::Item>>",
                &["my", "other"],
            ),
        ] {
            let path = TypePath::parse(text).unwrap();
            assert_eq!(path.code("types::"), code);
            assert_eq!(path.crates(), crates);
        }
    }

    #[test]
    fn nothing_else_is_taken() {
        for text in [
            "",
            "Decimal",
            "crate::Decimal",
            "a::B; struct C",
            "a::B> where",
            "(a::B, c::D)",
            "&'static str",
            "[u8; 4]",
            "<a::B as c::D>::E",
            "a::b!()",
            "a::B<{ panic!() }>",
            "a::B<4>",
            "a::B<C = d::E>",
            "a::<c::D>::B",
            "Fn(a::B) -> c::D",
            "dyn a::B",
            "impl a::B",
            "a::B /* */ // c\n + d::E",
        ] {
            assert!(TypePath::parse(text).is_err(), "{text}");
        }
    }
}
