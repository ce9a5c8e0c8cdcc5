//! All faults of a value that can't be read, not only the first of them.
//!
//! What reads a value stops at the first part that it can't read: it stands in the midst of that part,
//! and where the part ends isn't known. So a value that couldn't be read is read once more from its
//! beginning, several times, while a collector of the thread notes the faults. Those behind which
//! reading can go on, such as a property that is missing, are noted on the way. A part that can't be
//! read ends that pass, and is skipped in those that follow.
//!
//! ```text
//! {"name": 1, "size": {"width": true}, "colour": "red"}
//! ```
//!
//! If `name` and `width` are of other types, and `colour` isn't known, the first pass ends at `/name`.
//! The second one skips that, and ends at `/size/width`. The third one skips both, and notes `/colour`.
//!
//! An item of a list that has faults is read to its end, but the list can't be read further: what reads
//! the next item is used up with it. The rest of the list is skipped in this pass, and the item in those
//! that follow.
//!
//! It ends because each pass finds a part to skip, or is the last one. `MAX_FAULTS` and `MAX_WORK` bound
//! it, whoever wrote the value.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{excerpt, reading};

/// The most faults that are told.
const MAX_FAULTS: usize = 100;

/// How many bytes are read in all passes, about. There is always one pass.
const MAX_WORK: usize = 8 * 1024 * 1024;

/// What reading a value in vain costs, as a variant of a union, in bytes for each value in it.
const VALUE: usize = 16;

/// The most characters of a pointer.
const POINTER: usize = 512;

thread_local! {
    static WORK: Cell<usize> = const { Cell::new(0) };
    static COLLECTOR: RefCell<Collector> = RefCell::default();
}

/// A fault: where it lies, as a JSON Pointer, and what it is.
pub type Fault = (String, String);

#[derive(Default)]
struct Collector {
    /// Where the part stands that is being read, as a JSON Pointer.
    pointer: String,
    /// A hash of the pointer. Parts are looked up by it, for pointers may be long.
    place: u64,
    /// The faults of this pass, as far as they are told.
    faults: Vec<Fault>,
    /// How many faults this pass has found.
    count: usize,
    /// The parts that are skipped, by their place, and their faults.
    skipped: BTreeMap<u64, Vec<Fault>>,
    /// Whether this pass has ended at a part that can't be read.
    is_over: bool,
    /// Whether another pass has more to read.
    is_partial: bool,
}

/// All faults of a value, which is read again and again by `read`: each time it returns whether the
/// value can be read so. `weight` is the size of the value in bytes. There are none if `read` has
/// failed for another reason, or with the value as a whole.
pub fn faults(weight: usize, read: &mut dyn FnMut() -> bool) -> Vec<Fault> {
    COLLECTOR.take();
    WORK.set(0);
    loop {
        let known = COLLECTOR.with_borrow_mut(Collector::begin);
        if !reading::collecting(&mut *read) {
            return Vec::new();
        }
        work(weight);
        let is_done = COLLECTOR.with_borrow(|collector| collector.is_done(known));
        if is_done || WORK.get() > MAX_WORK {
            return COLLECTOR.take().all();
        }
    }
}

/// Counts what it costs that a value was read in vain, with that many values in it.
pub fn charge(values: usize) {
    work(values.saturating_mul(VALUE));
}

fn work(bytes: usize) {
    WORK.set(WORK.get().saturating_add(bytes));
}

/// Notes a fault of the part that is being read, behind which reading can go on. There may be more
/// faults than are told, so that their messages aren't made.
pub fn note<M: Display>(message: impl FnOnce() -> M) {
    let is_told = COLLECTOR.with_borrow(|collector| collector.faults.len() < MAX_FAULTS);
    let message = is_told.then(message);
    COLLECTOR.with_borrow_mut(|collector| match message {
        Some(message) => drop(collector.note(&message)),
        None => collector.count += 1,
    });
}

impl Collector {
    /// Begins a pass; returns how many parts it skips.
    fn begin(&mut self) -> usize {
        self.pointer.clear();
        self.place = 0;
        self.faults.clear();
        self.count = 0;
        self.is_over = false;
        self.is_partial = false;
        self.skipped.len()
    }

    /// Whether another pass would find no more.
    fn is_done(&self, known: usize) -> bool {
        !(self.is_over || self.is_partial)
            || self.skipped.len() == known
            || self.faults.len() >= MAX_FAULTS
    }

    /// The faults of the last pass, and those that it didn't come to.
    fn all(self) -> Vec<Fault> {
        let faults = self.faults.into_iter();
        let mut all: Vec<Fault> = Vec::new();
        for fault in faults.chain(self.skipped.into_values().flatten()) {
            // A member that is there twice may have the same fault twice.
            if all.len() < MAX_FAULTS && !all.contains(&fault) {
                all.push(fault);
            }
        }
        all
    }

    fn note(&mut self, message: &dyn Display) -> Option<Fault> {
        self.count += 1;
        if self.faults.len() >= MAX_FAULTS {
            return None;
        }
        let pointer = self.pointer.chars().take(POINTER).collect();
        let message = message.to_string();
        let message = excerpt::message(without_position(&message));
        let fault = (pointer, message);
        self.faults.push(fault.clone());
        Some(fault)
    }

    /// Goes to a part of a value; `None` if it is to be skipped.
    fn go(&mut self, holder: Holder, step: impl Hash, name: &str) -> Option<Part> {
        holder.place.at(self);
        let mut hasher = DefaultHasher::new();
        (self.place, step).hash(&mut hasher);
        self.place = hasher.finish();
        self.pointer.push('/');
        self.pointer
            .push_str(&name.replace('~', "~0").replace('/', "~1"));
        if let Some(faults) = self.skipped.get(&self.place) {
            self.faults.extend_from_slice(faults);
            self.faults.truncate(MAX_FAULTS);
            self.count += faults.len().max(1);
            return None;
        }
        Some(Part {
            place: Place::of(self),
            count: self.count,
        })
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place {
    number: u64,
    /// The length of its pointer.
    length: usize,
}

impl Place {
    fn of(collector: &Collector) -> Self {
        Self {
            number: collector.place,
            length: collector.pointer.len(),
        }
    }

    fn at(self, collector: &mut Collector) {
        collector.place = self.number;
        collector.pointer.truncate(self.length);
    }
}

/// A list or an object whose parts are being read.
#[derive(Clone, Copy)]
pub struct Holder {
    place: Place,
    count: usize,
}

impl Holder {
    /// The value that is about to be read; `None` unless faults are being collected.
    pub fn current() -> Option<Self> {
        if !reading::is_collecting() {
            return None;
        }
        let holder = |collector: &Collector| Self {
            place: Place::of(collector),
            count: collector.count,
        };
        Some(COLLECTOR.with_borrow(holder))
    }

    /// Goes to a member; `None` if it is to be skipped.
    pub fn member(self, name: &str) -> Option<Part> {
        COLLECTOR.with_borrow_mut(|collector| collector.go(self, name, name))
    }

    /// Goes to an item; `None` if it is to be skipped.
    pub fn item(self, index: usize) -> Option<Part> {
        COLLECTOR.with_borrow_mut(|collector| collector.go(self, index, &index.to_string()))
    }

    /// Goes back to the value itself.
    pub fn back(self) {
        COLLECTOR.with_borrow_mut(|collector| self.place.at(collector));
    }

    /// Whether it has faults so far.
    pub fn is_faulty(self) -> bool {
        COLLECTOR.with_borrow(|collector| collector.count > self.count)
    }
}

/// A part of a value that is being read.
#[derive(Clone, Copy)]
pub struct Part {
    place: Place,
    count: usize,
}

impl Part {
    /// Notes that the part couldn't be read. Returns whether it was read to its end all the same, and
    /// its faults were noted: then reading goes on behind it.
    pub fn failed(self, error: &dyn Display) -> bool {
        COLLECTOR.with_borrow_mut(|collector| {
            if collector.is_over {
                return false;
            }
            if collector.count > self.count {
                return true;
            }
            self.place.at(collector);
            let fault = collector.note(error);
            let faults = fault.into_iter().collect();
            collector.skipped.insert(self.place.number, faults);
            collector.is_over = true;
            false
        })
    }

    /// Has the next pass skip this part, so that the parts after it are read.
    pub fn skip(self) {
        COLLECTOR.with_borrow_mut(|collector| {
            let faults = collector.faults.get(self.count..);
            let faults = faults.unwrap_or_default().to_vec();
            collector.skipped.insert(self.place.number, faults);
            collector.is_partial = true;
        });
    }
}

/// A message without the line and the column: the pointer says more.
fn without_position(message: &str) -> &str {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match message.rsplit_once(" at line ") {
        Some((message, place))
            if place
                .split_once(" column ")
                .is_some_and(|(line, column)| is_number(line) && is_number(column)) =>
        {
            message
        }
        _ => message,
    }
}
