//! What OpenAPI 3.0 has no word for, in extensions of its objects: [`spec`](crate::spec) reads them.

/// Carries `contentMediaType`.
pub(crate) const CONTENT_MEDIA_TYPE: &str = "x-oasmith-content-media-type";

/// Carries `prefixItems`: a list of references to the schemas of the first items.
pub(crate) const PREFIX_ITEMS: &str = "x-oasmith-prefix-items";

/// Marks a component that the document doesn't know as one: a schema inside of another.
pub(crate) const PART: &str = "x-oasmith-part";

/// Carries an example that an `i64` has no room for.
pub(crate) const LARGE_EXAMPLE: &str = "x-oasmith-large";

/// Carries `unevaluatedProperties: false` beside schemas that are merged with what stands beside
/// them.
pub(crate) const CLOSED: &str = "x-oasmith-closed";

/// Marks `additionalProperties` that stands for `unevaluatedProperties`.
pub(crate) const UNEVALUATED: &str = "x-oasmith-unevaluated";

/// Marks a schema whose `default` is `null`.
pub(crate) const NULL_DEFAULT: &str = "x-oasmith-null-default";

/// Marks a Media Type Object whose schema is that of each item of a stream.
pub(crate) const ITEM_SCHEMA: &str = "x-oasmith-item-schema";

/// Marks a Header Object with `explode: true`.
pub(crate) const EXPLODE: &str = "x-oasmith-explode";
