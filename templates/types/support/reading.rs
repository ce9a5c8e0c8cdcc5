//! In which context a value is read.
//!
//! Client and server share the types, but read them by different rules. A response may come from a
//! newer server, so the client accepts what the document doesn't list: new `enum` values, properties
//! beside those of `additionalProperties: false`, `null` for an absent property. A server refuses
//! these in requests, and fills in defaults. `Deserialize` takes no such option, so the server sets
//! it for the thread while it reads a request ([`request`]); all else is read as a client does.
//!
//! Text in a parameter or a form doesn't tell its JSON type; its deserializer goes by the type that
//! is asked for. A type that may be of several JSON types asks for a newtype with one of two names,
//! [`TEXT`] and [`UNION`], which deserializers of JSON ignore. A type of another crate can't ask so; if
//! it is a string in JSON, it is read within [`text`].

use std::cell::Cell;
use std::thread::LocalKey;

/// The name of a newtype that asks for a value as text, if it comes as text.
pub const TEXT: &str = "$text";

/// The name of a newtype that asks for a value as a sequence, if it comes as text: each item is the
/// same value, for one variant of a union after the other to read.
pub const UNION: &str = "$union";

/// How many texts that hold JSON may lie in each other.
const MAX_NESTED: u8 = 8;

thread_local! {
    static IS_REQUEST: Cell<bool> = const { Cell::new(false) };
    static IS_BUFFERED: Cell<bool> = const { Cell::new(false) };
    static NESTED: Cell<u8> = const { Cell::new(0) };
    static IS_TEXT: Cell<bool> = const { Cell::new(false) };
    static FAULTS: Cell<Faults> = const { Cell::new(Faults::First) };
}

/// What becomes of the faults of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Faults {
    /// The first one ends the reading.
    First,
    /// They are noted on the way.
    Noted,
    /// Parts with faults are left out, or made up.
    Mended,
    /// The value itself is made up.
    Blank,
}

/// Reads values of a request: until `read` returns, values on this thread are read strictly.
pub fn request<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&IS_REQUEST, IS_REQUEST.replace(true));
    read()
}

/// Reads values from a `serde_json::Value`, in which large numbers have been rounded already.
pub fn buffered<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&IS_BUFFERED, IS_BUFFERED.replace(true));
    read()
}

/// Reads the JSON that text holds, be the text in a `serde_json::Value` or not; `None` where too many
/// such texts lie in each other: each begins anew with the depth that JSON may have.
pub fn nested<T>(read: impl FnOnce() -> T) -> Option<T> {
    if NESTED.get() == MAX_NESTED {
        return None;
    }
    let _nested = Before(&NESTED, NESTED.replace(NESTED.get() + 1));
    let _apart = apart();
    let _before = Before(&IS_BUFFERED, IS_BUFFERED.replace(false));
    Some(read())
}

/// Reads values that are strings in JSON, whatever their types ask for, until the guard is dropped:
/// `5.0` is no number then.
#[must_use]
pub fn text() -> Before {
    Before(&IS_TEXT, IS_TEXT.replace(true))
}

/// Reads values whose faults are noted on the way; see [`collecting`](super::collecting).
pub fn collecting<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&FAULTS, FAULTS.replace(Faults::Noted));
    read()
}

/// Reads values without their parts that have faults; see [`collecting`](super::collecting).
pub fn mending<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&FAULTS, FAULTS.replace(Faults::Mended));
    read()
}

/// Reads values that are made up; see [`blank`](super::blank).
pub fn blank<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&FAULTS, FAULTS.replace(Faults::Blank));
    read()
}

/// Reads values that have one fault at most, as unions do, until the guard is dropped.
#[must_use]
pub fn apart() -> Before<Faults> {
    Before(&FAULTS, FAULTS.replace(Faults::First))
}

/// Whether a request is being read.
#[must_use]
pub fn is_request() -> bool {
    IS_REQUEST.get()
}

/// Whether values are being read from a `serde_json::Value`.
#[must_use]
pub fn is_buffered() -> bool {
    IS_BUFFERED.get()
}

/// Whether values are being read that are strings in JSON.
#[must_use]
pub fn is_text() -> bool {
    IS_TEXT.get()
}

/// Whether the faults of values are noted on the way, or mended.
#[must_use]
pub fn is_collecting() -> bool {
    matches!(FAULTS.get(), Faults::Noted | Faults::Mended)
}

/// Whether values are made up for required properties that are missing.
#[must_use]
pub fn is_mending() -> bool {
    matches!(FAULTS.get(), Faults::Mended | Faults::Blank)
}

/// Whether a value is being made up.
#[must_use]
pub fn is_blank() -> bool {
    FAULTS.get() == Faults::Blank
}

/// Restores what was before when it goes out of scope, also by a panic.
pub struct Before<T: Copy + 'static = bool>(&'static LocalKey<Cell<T>>, T);

impl<T: Copy> Drop for Before<T> {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}
