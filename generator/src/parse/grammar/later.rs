//! What OpenAPI 3.1 and 3.2 add to the objects of 3.0, schemas aside.

use super::Fate;

/// Members by the name of their object.
const MEMBERS: &[(&str, &[(&str, Fate)])] = &[
    (
        "OpenAPI Object",
        &[
            ("webhooks", Fate::Ignored),
            ("jsonSchemaDialect", Fate::Annotation),
            ("$self", Fate::Annotation),
        ],
    ),
    ("Info Object", &[("summary", Fate::Annotation)]),
    ("License Object", &[("identifier", Fate::Annotation)]),
    ("Server Object", &[("name", Fate::Annotation)]),
    (
        "Tag Object",
        &[
            ("summary", Fate::Annotation),
            ("parent", Fate::Annotation),
            ("kind", Fate::Annotation),
        ],
    ),
    // References to them were replaced by what they lead to.
    (
        "Components Object",
        &[
            ("pathItems", Fate::Annotation),
            ("mediaTypes", Fate::Annotation),
            // Not in any version, but the definitions of schemas are moved from there.
            ("$defs", Fate::Annotation),
        ],
    ),
    (
        "Path Item Object",
        &[
            ("query", Fate::Ignored),
            ("additionalOperations", Fate::Ignored),
        ],
    ),
    ("Response Object", &[("summary", Fate::Annotation)]),
    (
        "Media Type Object",
        &[
            ("prefixEncoding", Fate::Ignored),
            ("itemEncoding", Fate::Ignored),
        ],
    ),
    (
        "Encoding Object",
        &[
            ("encoding", Fate::Ignored),
            ("prefixEncoding", Fate::Ignored),
            ("itemEncoding", Fate::Ignored),
        ],
    ),
    (
        "Security Scheme Object",
        &[
            ("deprecated", Fate::Annotation),
            ("oauth2MetadataUrl", Fate::Annotation),
        ],
    ),
    (
        "OAuth Flows Object",
        &[("deviceAuthorization", Fate::Ignored)],
    ),
    ("Discriminator Object", &[("defaultMapping", Fate::Ignored)]),
];

/// What becomes of a member that a version later than 3.0 adds to an object.
pub(in crate::parse) fn fate(object: &str, member: &str) -> Option<Fate> {
    let (_, members) = MEMBERS.iter().find(|(name, _)| *name == object)?;
    let (_, fate) = members.iter().find(|(name, _)| *name == member)?;
    Some(*fate)
}
