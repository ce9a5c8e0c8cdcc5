//! What is another thing on `wasm32`: a program there has one thread, and its clock and timers are those of
//! the browser.

use std::pin::Pin;
use std::time::Duration;

use backon::Sleeper as _;
use futures_core::Stream;

#[cfg(not(target_arch = "wasm32"))]
mod clock {
    pub use std::time::{Instant, SystemTime, UNIX_EPOCH};
}

#[cfg(target_arch = "wasm32")]
mod clock {
    pub use web_time::{Instant, SystemTime, UNIX_EPOCH};
}

#[allow(unused_imports, reason = "a client may have no webhooks")]
pub use clock::{Instant, SystemTime, UNIX_EPOCH};

/// [`Send`], but on `wasm32` every type.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// [`Send`], but on `wasm32` every type.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}

#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// A future whose type isn't known.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future whose type isn't known.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A stream whose type isn't known.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// A stream whose type isn't known.
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

/// Waits.
pub(super) fn sleep(duration: Duration) -> impl Future<Output = ()> + MaybeSend {
    backon::DefaultSleeper::default().sleep(duration)
}
