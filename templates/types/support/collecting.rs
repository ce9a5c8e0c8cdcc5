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
//!
//! What is right in such a value can be read as well: [`mend`] reads it once more, without the parts that
//! can't be read. Required properties are [`blank`](super::blank) then, others and items of lists are left
//! out, and [`Gaps`] tells where. So a server finds what else is wrong with a request, and a client
//! doesn't lose a response for one bad property.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::gaps::{self, Gaps};
use super::{excerpt, reading};

/// The most faults that are told.
const MAX_FAULTS: usize = 100;

/// How many bytes are read in all passes that look for faults, about, and in all that mend a value. There
/// is always one pass.
const MAX_WORK: usize = 8 * 1024 * 1024;

/// What reading a value in vain costs, as a variant of a union, in bytes for each value in it.
const VALUE: usize = 16;

/// What it costs to try a blank value, in bytes.
const BLANK: usize = 32;

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
    /// The parts that are skipped, by their place.
    skipped: BTreeMap<u64, Skipped>,
    /// Whether this pass has ended at a part that can't be read.
    is_over: bool,
    /// Whether another pass has more to read.
    is_partial: bool,
    /// Where the value has gaps, if it is being mended.
    gaps: Gaps,
}

/// A part that is skipped.
struct Skipped {
    faults: Vec<Fault>,
    /// Whether it could be read but for its own parts, which are skipped in their turn.
    is_mendable: bool,
}

/// All faults of a value, which is read again and again by `read`: each time it returns whether the
/// value can be read so. `weight` is the size of the value in bytes. There are none if `read` has
/// failed for another reason, or with the value as a whole.
pub fn faults(weight: usize, read: &mut dyn FnMut() -> Read) -> Vec<Fault> {
    let faults = find(weight, read);
    COLLECTOR.take();
    faults
}

fn find(weight: usize, read: &mut dyn FnMut() -> Read) -> Vec<Fault> {
    COLLECTOR.take();
    WORK.set(0);
    loop {
        let known = COLLECTOR.with_borrow_mut(Collector::begin);
        if reading::collecting(&mut *read) == Read::Broken {
            return Vec::new();
        }
        work(weight);
        let is_done = COLLECTOR.with_borrow(|collector| collector.is_done(known));
        if is_done || WORK.get() > MAX_WORK {
            return COLLECTOR.with_borrow(Collector::all);
        }
    }
}

/// All faults of a value, as [`faults`] finds them. Afterwards it is read without them, if that is
/// possible: then it is the last time that `read` is called, and there are the gaps that it has so.
pub fn mend(weight: usize, read: &mut dyn FnMut() -> Read) -> (Vec<Fault>, Option<Gaps>) {
    let mut faults = find(weight, read);
    let is_mended = !faults.is_empty() && read_on(weight, read);
    let collector = COLLECTOR.take();
    if !is_mended {
        return (faults, None);
    }
    // Looking for faults may have ended before all were found; reading on has found the others.
    for fault in collector.all() {
        if faults.len() < MAX_FAULTS && !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    (faults, Some(collector.gaps))
}

/// Reads a value without the parts at fault; returns whether that was possible.
fn read_on(weight: usize, read: &mut dyn FnMut() -> Read) -> bool {
    WORK.set(0);
    loop {
        let known = COLLECTOR.with_borrow_mut(Collector::begin);
        if reading::mending(&mut *read) == Read::Whole {
            return true;
        }
        work(weight);
        let is_stuck = COLLECTOR.with_borrow(|collector| collector.skipped.len() == known);
        if is_stuck || WORK.get() > MAX_WORK {
            return false;
        }
    }
}

/// What became of a value that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// It is of its type.
    Whole,
    /// It isn't of its type.
    Misfit,
    /// It can't be read for another reason.
    Broken,
}

impl Read {
    /// What became of a value of JSON; one that was mended is put into the slot.
    pub fn json<T>(read: Result<T, serde_json::Error>, mended: &mut Option<T>) -> Self {
        match read {
            Ok(value) => {
                // A list may end before an item with faults while these are noted.
                if reading::is_mending() {
                    *mended = Some(value);
                }
                Self::Whole
            }
            Err(error) if error.is_data() => Self::Misfit,
            Err(_) => Self::Broken,
        }
    }
}

/// Begins to count anew what blank values cost, for a value that is made up outside of [`mend`].
pub fn begin_blank() {
    WORK.set(0);
}

/// Counts what it costs to try a blank value; returns whether there may be another one.
pub fn try_blank() -> bool {
    work(BLANK);
    WORK.get() <= MAX_WORK
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
        self.gaps = Gaps::default();
        self.skipped.len()
    }

    /// Whether another pass would find no more.
    fn is_done(&self, known: usize) -> bool {
        !(self.is_over || self.is_partial)
            || self.skipped.len() == known
            || self.faults.len() >= MAX_FAULTS
    }

    /// The faults of the last pass, and those that it didn't come to.
    fn all(&self) -> Vec<Fault> {
        let skipped = self.skipped.values().flat_map(|part| &part.faults);
        let mut all: Vec<Fault> = Vec::new();
        for fault in self.faults.iter().chain(skipped) {
            // A member that is there twice may have the same fault twice.
            if all.len() < MAX_FAULTS && !all.contains(fault) {
                all.push(fault.clone());
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
        self.place = below(self.place, step);
        push(&mut self.pointer, name);
        let is_mending = reading::is_mending();
        let skipped = self.skipped.get(&self.place);
        match skipped.filter(|part| !(is_mending && part.is_mendable)) {
            Some(_) if is_mending => {
                self.count += 1;
                return None;
            }
            Some(Skipped { faults, .. }) => {
                self.faults.extend_from_slice(faults);
                self.faults.truncate(MAX_FAULTS);
                self.count += faults.len().max(1);
                return None;
            }
            None => {}
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
        COLLECTOR.with_borrow_mut(|collector| {
            let part = collector.go(self, name, name);
            if part.is_none() && reading::is_mending() {
                collector.gaps.leave_out(&collector.pointer);
            }
            part
        })
    }

    /// Goes to an item; `None` if it is to be skipped.
    pub fn item(self, index: usize) -> Option<Part> {
        COLLECTOR.with_borrow_mut(|collector| {
            let part = collector.go(self, index, &index.to_string());
            if part.is_none() && reading::is_mending() {
                let list = collector.pointer.get(..self.place.length);
                collector
                    .gaps
                    .leave_out_item(list.unwrap_or_default(), index);
            }
            part
        })
    }

    /// Notes that a member is blank; returns whether that is because it is missing. Otherwise it couldn't
    /// be read.
    pub fn blank(self, name: &str) -> bool {
        COLLECTOR.with_borrow_mut(|collector| {
            self.place.at(collector);
            let mut pointer = collector.pointer.clone();
            push(&mut pointer, name);
            collector.gaps.blank(&pointer);
            !collector
                .skipped
                .contains_key(&below(self.place.number, name))
        })
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
            if collector.count > self.count && !reading::is_mending() {
                return true;
            }
            self.place.at(collector);
            // What has faults itself, and nothing stands in for one of them, is told by these.
            let is_new = collector.count == self.count;
            let fault = is_new.then(|| collector.note(error)).flatten();
            let part = Skipped {
                faults: fault.into_iter().collect(),
                is_mendable: false,
            };
            collector.skipped.insert(self.place.number, part);
            collector.is_over = true;
            false
        })
    }

    /// Has the next pass skip this part, so that the parts after it are read.
    pub fn skip(self) {
        COLLECTOR.with_borrow_mut(|collector| {
            let faults = collector.faults.get(self.count..);
            let part = Skipped {
                faults: faults.unwrap_or_default().to_vec(),
                is_mendable: true,
            };
            collector.skipped.insert(self.place.number, part);
            collector.is_partial = true;
        });
    }
}

/// The place of a part of the value at a place.
fn below(place: u64, step: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (place, step).hash(&mut hasher);
    hasher.finish()
}

/// Goes on to a part in a JSON Pointer.
fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&gaps::escape(name));
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
