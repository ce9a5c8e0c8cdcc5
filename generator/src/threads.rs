//! Work on many things side by side.

use std::num::NonZero;
use std::panic;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What a thread may have of stack: a long chain of calls is read and printed by recursion. Only
/// what is used of it takes memory.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// What comes of each item, in the order of the items, whatever the order in which they are worked
/// on: on as many threads as there are processors.
pub(crate) fn map<T: Send, O: Send>(items: Vec<T>, work: impl Fn(T) -> O + Sync) -> Vec<O> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let count = processors.min(items.len());
    let left = Mutex::new(items.into_iter().enumerate());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        let items = std::iter::from_fn(next);
        items.map(|(index, item)| (index, work(item))).collect()
    };
    let mut done: Vec<(usize, O)> = thread::scope(|scope| {
        let threads = (0..count).map_while(|_| {
            let thread = thread::Builder::new().stack_size(STACK_BYTES);
            thread.spawn_scoped(scope, run).ok()
        });
        let threads: Vec<_> = threads.collect();
        // Where the system gives no thread, this one does all that is left.
        let mut done: Vec<(usize, O)> = if threads.is_empty() {
            run()
        } else {
            Vec::new()
        };
        for thread in threads {
            match thread.join() {
                Ok(part) => done.extend(part),
                Err(panic) => panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn outcomes_are_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        let slow_first = |item: u64| {
            let rounds = if item < 10 { 100_000 } else { 1 };
            (0..rounds).fold(item, |sum, _| std::hint::black_box(sum)) * 2
        };
        let doubled = map(items.clone(), slow_first);
        assert_eq!(
            doubled,
            items.iter().map(|item| item * 2).collect::<Vec<_>>()
        );
        assert_eq!(map(Vec::<u64>::new(), slow_first), Vec::<u64>::new());
    }
}
