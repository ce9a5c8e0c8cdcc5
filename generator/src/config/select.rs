//! `[select]`: which operations of a document are wanted.

use serde::de::{Deserialize, Deserializer, Error};
use toml::Spanned;

use crate::select::{By, Criterion, PathPattern, Selection};
use crate::source::Source;

/// The table. Until [`locate`] is done, what is to be the place of each criterion is its offset.
pub(super) fn selection<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Selection, D::Error> {
    let Table {
        tags,
        operations,
        paths,
        exclude,
    } = Table::deserialize(deserializer)?;
    let include = Lists {
        tags,
        operations,
        paths,
    };
    Ok(Selection {
        include: include.criteria(),
        exclude: exclude.criteria(),
    })
}

/// Makes lines and columns of offsets.
pub(super) fn locate(selection: &mut Selection, text: &str) {
    let Selection { include, exclude } = selection;
    if include.is_empty() && exclude.is_empty() {
        return;
    }
    let source = Source::from_text("oasmith.toml", text);
    for criterion in include.iter_mut().chain(exclude) {
        let place = &mut criterion.place;
        *place = place.map(|(_, offset)| source.line_column(offset));
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default, deserialize_with = "some")]
    tags: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "some")]
    operations: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "some")]
    paths: Vec<Spanned<Pattern>>,
    #[serde(default)]
    exclude: Lists,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    #[serde(default, deserialize_with = "some")]
    tags: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "some")]
    operations: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "some")]
    paths: Vec<Spanned<Pattern>>,
}

/// A pattern that is checked while it is read, so that an error shows its place.
struct Pattern(PathPattern);

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        PathPattern::new(&text).map(Self).map_err(D::Error::custom)
    }
}

impl Lists {
    fn criteria(self) -> Vec<Criterion> {
        let Self {
            tags,
            operations,
            paths,
        } = self;
        let tags = tags.into_iter().map(|tag| criterion(tag, By::Tag));
        let operations = operations.into_iter();
        let operations = operations.map(|name| criterion(name, By::Operation));
        let paths = paths.into_iter();
        let paths = paths.map(|path| criterion(path, |Pattern(pattern)| By::Path(pattern)));
        tags.chain(operations).chain(paths).collect()
    }
}

fn criterion<T>(value: Spanned<T>, by: impl FnOnce(T) -> By) -> Criterion {
    let place = Some((0, value.span().start));
    Criterion {
        by: by(value.into_inner()),
        place,
    }
}

/// A list that has something in it: none at all selects everything, so an empty one would too.
fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    if list.is_empty() {
        return Err(D::Error::custom(
            "expected at least one; without the list, all are taken",
        ));
    }
    Ok(list)
}
