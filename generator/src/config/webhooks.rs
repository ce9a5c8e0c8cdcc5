//! What there is for webhooks and callbacks.

use std::collections::BTreeSet;

use serde::de::{Deserialize, Deserializer};

/// What there can be for webhooks and callbacks, which the API sends and its users receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WebhookSide {
    /// A trait and a router in the server crate, for the API's users.
    Receive,
    /// A client for those who implement the API, in the client crate.
    Send,
}

impl WebhookSide {
    /// Both of them.
    const ALL: [Self; 2] = [Self::Receive, Self::Send];
}

/// As it stands in `oasmith.toml`.
#[derive(serde::Deserialize)]
#[serde(
    untagged,
    expecting = "expected `true`, `false`, or a list of `\"receive\"` and `\"send\"`"
)]
enum Sides {
    All(bool),
    Some(BTreeSet<WebhookSide>),
}

/// All sides for `true`, none for `false`, or those of a list.
pub(super) fn sides<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeSet<WebhookSide>, D::Error> {
    Ok(match Sides::deserialize(deserializer)? {
        Sides::All(true) => WebhookSide::ALL.into(),
        Sides::All(false) => BTreeSet::new(),
        Sides::Some(sides) => sides,
    })
}
