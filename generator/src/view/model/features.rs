//! What a crate or an operation has that asks for code of its own.

use std::collections::BTreeSet;

use serde::ser::{Serialize, SerializeMap, Serializer};

macro_rules! features {
    ($($(#[$docs:meta])* $feature:ident $name:literal)*) => {
        /// Something that a crate or an operation has, or hasn't.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Feature {
            $($(#[$docs])* $feature,)*
        }

        impl Feature {
            /// All that there are.
            pub const ALL: &[Self] = &[$(Self::$feature),*];

            /// What templates call it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$feature => $name,)*
                }
            }
        }
    };
}

features! {
    // Items of the types crate.
    /// Any of them.
    Types "types"
    /// Structs for objects.
    Structs "structs"
    /// Enums for listed values.
    Enums "enums"
    /// Enums whose variants are types.
    Unions "unions"
    /// Those of which the JSON type of a value tells the variant.
    UnionsByType "unions_by_type"
    /// Structs for lists and maps that hold themselves.
    Newtypes "newtypes"
    /// Types that are read from text which may be none of their values.
    UnknownValues "unknown_values"
    /// Defaults and constants that are read from JSON.
    ParsedValues "parsed_values"

    /// Types that only webhooks and callbacks use, or these and some tags.
    Webhooks "webhooks"
    /// Webhooks and callbacks that the server crate receives.
    ReceivedWebhooks "received_webhooks"
    /// Webhooks and callbacks that the client crate sends.
    SentWebhooks "sent_webhooks"

    // What is checked of values.
    /// Regular expressions that the `regex` crate matches.
    Patterns "patterns"
    /// Regular expressions that it can't.
    EcmaPatterns "ecma_patterns"
    /// Rules for values of another type than they speak of.
    Keywords "keywords"

    /// Requests that may have `null` for what is absent, though no schema allows it.
    NullAsAbsent "null_as_absent"

    // Types of values.
    /// Values of formats: asks for those files of support code that the types for them need.
    Formats "formats"
    /// Types without a value.
    Never "never"
    /// JSON within text.
    JsonText "json_text"

    // Requests.
    /// Values that are written by a style, or as JSON among other text.
    Styles "styles"
    /// Forms of parts.
    Multipart "multipart"
    /// Parts of forms with headers of their own.
    PartHeaders "part_headers"
    /// Parts of forms that are of several types.
    PartUnions "part_unions"
    /// Bodies that are bytes.
    Uploads "uploads"
    /// Bodies of JSON values, one a line.
    LineUploads "line_uploads"

    // Responses: what a client gets where all goes well, all that a server may send.
    /// Lists that come in pages.
    Pages "pages"
    /// Bodies that are bytes.
    Bytes "bytes"
    /// Server-sent events.
    Events "events"
    /// JSON values, one a line.
    JsonLines "json_lines"
    /// Bodies that a client reads while they arrive.
    Streams "streams"
    /// Operations whose bodies a client reads to memory, whatever the status.
    Buffered "buffered"
    /// Responses for a range of statuses.
    StatusRanges "status_ranges"

    // Tags.
    /// Cargo features for single tags.
    TagFeatures "tag_features"

    // What the server carries along.
    /// The document itself.
    Document "document"
    /// A response to each operation.
    Samples "samples"

    // Routes of the server.
    /// Paths at which several tags have operations.
    RoutesAcrossTags "routes_across_tags"
    /// Paths with a segment that begins as a parameter did before axum 0.8 (`:id`, `*rest`), which
    /// axum takes for an oversight unless it is told otherwise.
    OldPathSyntax "old_path_syntax"

    // Credentials.
    /// Credentials at all.
    Credentials "credentials"
    /// Tokens and keys.
    Secrets "secrets"
    /// User names with passwords.
    BasicAuth "basic_auth"
    /// Bearer tokens.
    BearerAuth "bearer_auth"
    /// Certificates that clients show when they connect.
    Certificates "certificates"
    /// Scopes that credentials must have.
    Scopes "scopes"
    /// Operations that need credentials.
    RequiredCredentials "required_credentials"
}

/// Which of them a crate or an operation has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features(BTreeSet<Feature>);

impl Features {
    /// Whether it is there.
    #[must_use]
    pub fn has(&self, feature: Feature) -> bool {
        self.0.contains(&feature)
    }

    /// Whether one of them is there.
    #[must_use]
    pub fn has_any(&self, features: &[Feature]) -> bool {
        features.iter().any(|feature| self.has(*feature))
    }

    /// Adds one.
    pub fn add(&mut self, feature: Feature) {
        self.0.insert(feature);
    }

    /// Adds one where something holds.
    pub fn add_if(&mut self, feature: Feature, holds: bool) {
        if holds {
            self.add(feature);
        }
    }

    /// Adds those of another set.
    pub fn extend(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }
}

impl FromIterator<Feature> for Features {
    fn from_iter<I: IntoIterator<Item = Feature>>(features: I) -> Self {
        Self(features.into_iter().collect())
    }
}

/// As a map from every name to whether it is there, for templates.
impl Serialize for Features {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Feature::ALL.len()))?;
        for feature in Feature::ALL {
            map.serialize_entry(feature.name(), &self.has(*feature))?;
        }
        map.end()
    }
}

/// What the operation has on either side.
#[derive(Clone, Debug, Default)]
pub struct OperationFeatures {
    /// On the client.
    pub client: Features,
    /// On the server; none where it doesn't serve the operation.
    pub server: Features,
}

/// What each crate has.
#[derive(Clone, Debug, Default)]
pub struct CrateFeatures {
    /// The types crate.
    pub types: Features,
    /// The client crate.
    pub client: Features,
    /// The server crate.
    pub server: Features,
}
