//! What becomes of a property that may be absent and may be `null`: a field of type `Option<Option<T>>`.

/// Sets the property to a value.
///
/// ```ignore
/// let patch = PatchItemBody::default().colour(set("red")).owner(clear());
/// // The same:
/// let patch = PatchItemBody { colour: set("red"), owner: clear(), ..Default::default() };
/// ```
pub fn set<T>(value: impl Into<T>) -> Option<Option<T>> {
    Some(Some(value.into()))
}

/// Sends `null` for the property.
#[must_use]
pub const fn clear<T>() -> Option<Option<T>> {
    Some(None)
}

/// Doesn't send the property, as where nothing is said of it.
#[must_use]
pub const fn leave<T>() -> Option<Option<T>> {
    None
}
