//! Whether a value is read of a request.
//!
//! The same types travel both ways, and are read by two rules. What answers a client may come from
//! a newer server, so the client takes what the document doesn't list: a new value of an enum, a
//! property beside those of `additionalProperties: false`, a `null` for nothing. A server holds a
//! request to the document, and gives what is absent in it the default. A type doesn't know who
//! reads it; so a server says so around the reading, and all else is read as a client does.

//!
//! Text of a parameter or of a form says nothing of its kind. It is read as what its type asks for;
//! a type that may be of several kinds asks by one of two names of newtypes, [`TEXT`] and
//! [`CHOICE`], which mean nothing to JSON.

use std::cell::Cell;
use std::thread::LocalKey;

/// Asks for a value as text, where it is that.
pub const TEXT: &str = "$text";

/// Asks for a value as a sequence that yields it again and again, where it is text: one type after
/// the other tries to read it.
pub const CHOICE: &str = "$choice";

thread_local! {
    static IS_REQUEST: Cell<bool> = const { Cell::new(false) };
    static IS_BUFFERED: Cell<bool> = const { Cell::new(false) };
}

/// Reads values of a request: what `read` reads, on this thread and until it returns, is held to
/// the document.
pub fn request<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&IS_REQUEST, IS_REQUEST.replace(true));
    read()
}

/// Reads values of what was read to memory before, where large numbers have been rounded.
pub fn buffered<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(&IS_BUFFERED, IS_BUFFERED.replace(true));
    read()
}

/// Whether what is read now is a request's.
#[must_use]
pub fn is_request() -> bool {
    IS_REQUEST.get()
}

/// Whether what is read now was read to memory before.
#[must_use]
pub fn is_buffered() -> bool {
    IS_BUFFERED.get()
}

/// How values were read before; they are again when this goes out of scope, be it by a panic.
struct Before(&'static LocalKey<Cell<bool>>, bool);

impl Drop for Before {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}
