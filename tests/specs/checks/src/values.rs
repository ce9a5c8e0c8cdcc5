//! Text, numbers and lists of values.

use serde_json::json;
use values_types::{Mixture, Numbers, Words};

use crate::types::both_ways;

#[test]
fn values_are_called_like_associated_types() {
    for (text, word) in [
        ("err", Words::Err),
        ("error", Words::Error),
        ("ok", Words::Ok),
        ("none", Words::None),
        ("self", Words::Self_),
        ("other", Words::Other),
        ("new", Words::Other_("new".to_owned())),
    ] {
        assert_eq!(both_ways::<Words>(json!(text)), word);
        assert_eq!(text.parse::<Words>().unwrap(), word);
    }
    for (number, value) in [
        (0, Numbers::Ok),
        (1, Numbers::Err),
        (-1, Numbers::Error),
        (3, Numbers::Self_),
        (9, Numbers::Other(9)),
    ] {
        assert_eq!(both_ways::<Numbers>(json!(number)), value);
        assert_eq!(number.to_string().parse::<Numbers>().unwrap(), value);
    }
    assert_eq!(both_ways::<Mixture>(json!("error")), Mixture::Error);
    assert_eq!(both_ways::<Mixture>(json!("err")), Mixture::Err);
    assert_eq!(both_ways::<Mixture>(json!(7)), Mixture::N7);
    assert_eq!("err".parse::<Mixture>().unwrap(), Mixture::Err);
}
