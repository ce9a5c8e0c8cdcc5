//! Whether a value is read of a request.
//!
//! The same types travel both ways, and are read by two rules. What answers a client may come from
//! a newer server, so the client takes what the document doesn't list: a new value of an enum, a
//! property beside those of `additionalProperties: false`, a `null` for nothing. A server holds a
//! request to the document, and gives what is absent in it the default. A type doesn't know who
//! reads it; so a server says so around the reading, and all else is read as a client does.

use std::cell::Cell;

thread_local! {
    static IS_REQUEST: Cell<bool> = const { Cell::new(false) };
}

/// Reads values of a request: what `read` reads, on this thread and until it returns, is held to
/// the document.
pub fn request<T>(read: impl FnOnce() -> T) -> T {
    let _before = Before(IS_REQUEST.replace(true));
    read()
}

/// Whether what is read now is a request's.
#[must_use]
pub fn is_request() -> bool {
    IS_REQUEST.get()
}

/// How values were read before; they are again when this goes out of scope, be it by a panic.
struct Before(bool);

impl Drop for Before {
    fn drop(&mut self) {
        IS_REQUEST.set(self.0);
    }
}
