//! What one of several is called, in English.

/// Words that end as plurals do and are none, or have no other singular.
const NONE: &[&str] = &[
    "alias", "always", "canvas", "lens", "news", "previous", "series", "species",
];

/// Plurals that follow no rule.
const IRREGULAR: &[(&str, &str)] = &[
    ("aliases", "alias"),
    ("caches", "cache"),
    ("children", "child"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("movies", "movie"),
    ("people", "person"),
    ("persons", "person"),
    ("vertices", "vertex"),
];

/// Endings, and what they are in the singular: the first that fits.
const ENDINGS: &[(&str, &str)] = &[
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("auses", "ause"),
    ("ouses", "ouse"),
    ("uses", "us"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

/// A name whose last word is a plural, with the singular instead.
pub(super) fn singular(name: &[String]) -> Option<Vec<String>> {
    let (last, start) = name.split_last()?;
    let one = word(last)?;
    Some([start, &[one]].concat())
}

fn word(plural: &str) -> Option<String> {
    if NONE.contains(&plural) {
        return None;
    }
    if let Some((_, one)) = IRREGULAR.iter().find(|(word, _)| *word == plural) {
        return Some((*one).to_owned());
    }
    let (stem, ending) = ENDINGS
        .iter()
        .find_map(|(ending, one)| Some((plural.strip_suffix(ending)?, *one)))?;
    let one = format!("{stem}{ending}");
    // A letter alone, as in `ids` without its `d`, is no word.
    (stem.len() > 1 && one != plural).then_some(one)
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn the_last_word_is_put_into_the_singular() {
        for (plural, one) in [
            ("tags", Some("tag")),
            ("modalities", Some("modality")),
            ("addresses", Some("address")),
            ("boxes", Some("box")),
            ("statuses", Some("status")),
            ("aliases", Some("alias")),
            ("branches", Some("branch")),
            ("clauses", Some("clause")),
            ("databases", Some("database")),
            ("people", Some("person")),
            ("ids", Some("id")),
            ("data", None),
            ("status", None),
            ("analysis", None),
            ("series", None),
            ("s", None),
            ("us", None),
        ] {
            assert_eq!(word(plural).as_deref(), one, "{plural}");
        }
    }
}
