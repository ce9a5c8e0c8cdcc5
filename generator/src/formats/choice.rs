//! What `[formats]` of `oasmith.toml` chooses, as rows.

use std::borrow::Cow;

use super::path::TypePath;
use super::row::{Dependency, Format, JsonType, Path, Row, RustScalar, Scalar, Values};
use super::table::{COPY_TYPES, CRATES, ROWS, named};

/// More bytes than the types take that stand for a single value.
const LARGE: usize = 64;

/// The Rust type of a format's values, as somebody chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    json: JsonType,
    path: TypePath,
    dependencies: Vec<Dependency>,
}

impl Choice {
    /// A type for a format. What isn't said of the JSON type or of the crate has to be known here.
    ///
    /// # Errors
    ///
    /// Where a crate isn't known and not said, or where one is said that the type isn't from.
    pub fn new(
        format: &str,
        path: TypePath,
        json: Option<JsonType>,
        said: Option<Dependency>,
    ) -> Result<Self, String> {
        let crates = path.crates();
        if let Some(said) = &said
            && !crates.contains(&said.code_name().as_str())
        {
            return Err(format!("`{path}` isn't from the crate `{}`", said.name));
        }
        let dependencies = crates.into_iter().map(|name| {
            let own = said.as_ref().filter(|said| said.code_name() == name);
            let known = || CRATES.iter().find(|known| known.code_name() == name);
            own.or_else(known).cloned().ok_or_else(|| {
                format!(
                    "no version of the crate `{name}` is known: say it, as in \
                     `{{ type = \"{path}\", version = \"1.0\" }}`"
                )
            })
        });
        let dependencies = dependencies.collect::<Result<_, String>>()?;
        let named = named(format).next();
        let mut plain = rows_of(&path).map(|row| row.json).peekable();
        let json = json
            .or(named.map(|row| row.json))
            .or(plain.peek().copied())
            .unwrap_or(JsonType::String);
        let is_plain = plain.peek().is_some() || path.is_word();
        if is_plain && !plain.any(|other| other == json) {
            return Err(format!("`{path}` has no values of the type {json}"));
        }
        Ok(Self {
            json,
            path,
            dependencies,
        })
    }

    /// The type with this path: from the language, from `std`, or from a crate whose version is known
    /// here (`chrono::DateTime<chrono::Utc>` for `date-time`).
    ///
    /// # Errors
    ///
    /// Where it isn't the path of a type, or its crate isn't known.
    pub fn named(format: &str, path: &str) -> Result<Self, String> {
        Self::new(format, TypePath::parse(path)?, None, None)
    }

    /// The format as it is chosen.
    pub(super) fn format(&self, name: &str) -> Format {
        let named = named(name).find(|row| row.json == self.json);
        let plain = rows_of(&self.path).find(|row| row.json == self.json);
        // Text of any kind says less than what the format would be without the choice. What another
        // type takes only that knows; but what is of the format stays the same.
        let like = plain.or(named);
        Format::added(Row {
            name: Cow::Owned(name.to_owned()),
            aliases: &[],
            json: self.json,
            values: like.map_or(Values::Unknown, |row| row.values),
            scalar: plain.map_or_else(|| self.scalar(), |row| row.scalar.clone()),
            rank: like.map_or(1, |row| row.rank),
            secret: named.is_some_and(|row| row.secret),
            word: like.map_or_else(|| Cow::Owned(name.to_owned()), |row| row.word.clone()),
            label: like.map_or("", |row| row.label),
        })
    }

    fn scalar(&self) -> Scalar {
        let code = self.path.code("");
        let copy = COPY_TYPES.iter().find(|(path, _)| *path == code);
        Scalar::added(RustScalar {
            path: Path::Chosen(self.path.clone()),
            copy: copy.is_some(),
            size: copy.map_or(LARGE, |(_, size)| *size),
            support: &["serde_text"],
            dependencies: Cow::Owned(self.dependencies.clone()),
        })
    }
}

/// The rows with that type where the language or `std` has it.
fn rows_of(path: &TypePath) -> impl Iterator<Item = &'static Row> + use<> {
    let code = path.code("");
    let rows = ROWS.iter().copied();
    rows.filter(move |row| matches!(row.scalar.path, Path::Std(known) if known == code))
}
