//! Calls for programs without `async`.
//!
//! Each request has `send_blocking`, which does what `send` does and returns when it is done; one for
//! a list that comes in pages has `items_blocking` and `pages_blocking`, which are iterators. What else
//! is a future is waited for by [`wait`], and another stream becomes an iterator by [`iter`]. A streamed
//! body is a [`Read`](std::io::Read).
//!
//! ```ignore
//! let client = Client::builder(url).build()?;
//! let me = client.users().get_user("me").send_blocking()?;
//! for user in client.users().get_users().items_blocking() {
//!     println!("{:?}", user?.username);
//! }
//! let image = FilePart::from_file("me.png");
//! let image = blocking::wait(image)?;
//! ```
//!
//! Connections and timers are looked after by a thread of their own, which all clients share. The calls
//! can be made from anywhere, also where there is a runtime already. But they keep the thread that makes
//! them, so within `async` code they belong into `tokio::task::spawn_blocking`. If the answer needs that
//! very thread, such as that of a server in the same program, the call ends with its timeout.

#![cfg(feature = "blocking")]

use std::future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::task;

/// Waits for a future, such as that of a call, on this thread.
///
/// # Panics
///
/// Panics if the system has no thread or no file descriptors left for what looks after the connections.
pub fn wait<F: Future>(future: F) -> F::Output {
    let _context = runtime().enter();
    // Within a task, what a future may do at once is limited by what the task may; it isn't given more
    // before it returns to its runtime, which it doesn't here.
    let mut future = pin!(task::unconstrained(future));
    let alarm = Arc::new(Alarm {
        thread: thread::current(),
        rang: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        while !alarm.rang.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Wakes a thread.
struct Alarm {
    thread: Thread,
    /// Parking may end for other reasons too.
    rang: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// The runtime that looks after connections and timers.
fn runtime() -> &'static Handle {
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system lets a program wait for its connections");
        let handle = runtime.handle().clone();
        let name = concat!(env!("CARGO_PKG_NAME"), "-blocking").to_owned();
        let thread = thread::Builder::new().name(name);
        let started = thread.spawn(move || runtime.block_on(future::pending::<()>()));
        started.expect("the system lets a program have one more thread");
        handle
    })
}

/// Makes an iterator of a stream, such as one of events. It waits for each item on the thread that asks
/// for it.
pub fn iter<S: Stream>(stream: S) -> Iter<S> {
    Iter(Some(Box::pin(stream)))
}

/// The iterator of [`iter`].
#[derive(Debug)]
#[must_use = "nothing is sent until an item is asked for"]
pub struct Iter<S>(Option<Pin<Box<S>>>);

impl<S: Stream> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.0.as_mut()?;
        let next = wait(future::poll_fn(|cx| stream.as_mut().poll_next(cx)));
        if next.is_none() {
            self.0 = None;
        }
        next
    }
}
