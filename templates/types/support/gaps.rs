//! Where a value that was read in part has gaps: parts that were left out, or are blank.
//!
//! A gap changes what the rules of the document say of the value around it. Of a list with an item that
//! was left out, it is known how many items were sent, but not whether they were all different.

use std::collections::BTreeMap;

/// How many bytes the places of all gaps may have, about. Where there are more gaps, none is known.
const MAX: usize = 128 * 1024;

/// What a gap takes beside its place, about.
const GAP: usize = 64;

/// The gaps of a value. Its places are JSON Pointers into the value as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// The lists and objects that have gaps among their own parts.
    holders: BTreeMap<String, Parts>,
    size: usize,
}

/// Those of a whole value.
pub static NONE: Gaps = Gaps {
    holders: BTreeMap::new(),
    size: 0,
};

/// The gaps among the parts of a list or an object.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The items that were left out, in their order. Each has moved those behind it.
    items: Vec<usize>,
    /// By name, as it is in a JSON Pointer.
    members: BTreeMap<String, Member>,
}

/// A gap among the members of an object.
#[derive(Clone, Copy, Debug, Default)]
struct Member {
    was_sent: bool,
    is_blank: bool,
}

impl Gaps {
    /// Adds a member that was sent, and is left out.
    pub fn leave_out(&mut self, pointer: &str) {
        if let Some(member) = self.member(pointer) {
            member.was_sent = true;
        }
    }

    /// Adds a member that is blank. If it wasn't left out as well, it wasn't sent.
    pub fn blank(&mut self, pointer: &str) {
        if let Some(member) = self.member(pointer) {
            member.is_blank = true;
        }
    }

    fn member(&mut self, pointer: &str) -> Option<&mut Member> {
        let (holder, name) = pointer.rsplit_once('/')?;
        let members = &mut self.holder(holder)?.members;
        Some(members.entry(name.to_owned()).or_default())
    }

    /// Adds an item of a list that is left out.
    pub fn leave_out_item(&mut self, list: &str, index: usize) {
        if let Some(parts) = self.holder(list)
            && let Err(place) = parts.items.binary_search(&index)
        {
            parts.items.insert(place, index);
        }
    }

    fn holder(&mut self, pointer: &str) -> Option<&mut Parts> {
        self.size = self.size.saturating_add(pointer.len() + GAP);
        self.are_known()
            .then(|| self.holders.entry(pointer.to_owned()).or_default())
    }

    /// Adds the gaps of a value that stands at a JSON Pointer of this one.
    pub fn add(&mut self, pointer: &str, gaps: Self) {
        self.size = self.size.max(gaps.size);
        for (holder, parts) in gaps.holders {
            let holder = format!("{pointer}{holder}");
            for index in parts.items {
                self.leave_out_item(&holder, index);
            }
            for (name, gap) in parts.members {
                if let Some(member) = self.member(&format!("{holder}/{name}")) {
                    member.was_sent |= gap.was_sent;
                    member.is_blank |= gap.is_blank;
                }
            }
        }
    }

    /// Whether the value is whole.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Whether it is known where they are: there aren't too many.
    pub fn are_known(&self) -> bool {
        self.size <= MAX
    }

    /// Where a part of the value stood in the value as it was sent: the items of a list that are left out
    /// count again. `/lines/0` is `/lines/1` if the first line is left out.
    #[must_use]
    pub fn origin(&self, pointer: &str) -> String {
        let mut origin = String::new();
        for step in pointer.split('/').skip(1) {
            let left_out = self.holders.get(&origin).map(|parts| &parts.items);
            origin.push('/');
            match (left_out, step.parse::<usize>()) {
                (Some(left_out), Ok(index)) if !left_out.is_empty() => {
                    origin.push_str(&moved(index, left_out).to_string());
                }
                _ => origin.push_str(step),
            }
        }
        origin
    }

    /// Whether the value at a JSON Pointer into what was sent is made up: it is blank, or is a part of a
    /// value that is.
    pub fn cover(&self, origin: &str) -> bool {
        let mut place = origin;
        while let Some((holder, name)) = place.rsplit_once('/') {
            let parts = self.holders.get(holder);
            if parts.is_some_and(|parts| parts.members.contains_key(name)) {
                return true;
            }
            place = holder;
        }
        false
    }

    /// Whether something in the value at a JSON Pointer into what was sent was left out or is blank.
    pub fn are_in(&self, origin: &str) -> bool {
        let below = format!("{origin}/");
        let next = self.holders.range(below.clone()..).next();
        let has_below = next.is_some_and(|(next, _)| next.starts_with(&below));
        has_below || self.holders.contains_key(origin)
    }

    /// The items or properties that were left out or are blank of the list or object at a JSON Pointer into
    /// what was sent.
    pub fn parts(&self, origin: &str) -> Option<&Parts> {
        self.holders.get(origin)
    }
}

/// The index that an item had before others were left out; the indices of these are sorted.
fn moved(index: usize, left_out: &[usize]) -> usize {
    // A binary search for how many were left out before the item. In front of the one left out at `gap`,
    // which is the nth, there are `gap - n` items that were kept.
    let (mut least, mut most) = (0, left_out.len());
    while least < most {
        let middle = least + (most - least) / 2;
        match left_out.get(middle) {
            Some(gap) if gap - middle <= index => least = middle + 1,
            _ => most = middle,
        }
    }
    index + least
}

impl Parts {
    /// The index of an item in the list that was sent.
    pub fn index(&self, index: usize) -> usize {
        moved(index, &self.items)
    }

    /// How many items were sent to a list that has so many.
    pub fn items(&self, count: usize) -> usize {
        count + self.items.len()
    }

    /// How many properties were sent of an object that has so many.
    pub fn properties(&self, count: usize) -> usize {
        let of = |gap: fn(&Member) -> bool| self.members.values().filter(|it| gap(it)).count();
        let left_out = of(|member| member.was_sent && !member.is_blank);
        let made_up = of(|member| member.is_blank && !member.was_sent);
        (count + left_out).saturating_sub(made_up)
    }

    /// Whether a property was sent; `is_there` says whether the object has it.
    pub fn has(&self, name: &str, is_there: bool) -> bool {
        let member = self.members.get(&escape(name));
        member.map_or(is_there, |member| member.was_sent)
    }

    /// The names of the properties that were left out.
    pub fn left_out(&self) -> Vec<String> {
        let members = self.members.iter();
        let left_out = members.filter(|(_, member)| member.was_sent && !member.is_blank);
        left_out.map(|(name, _)| unescape(name)).collect()
    }
}

/// The name of a property as it is in a JSON Pointer (RFC 6901, section 3).
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The name of a property that is in a JSON Pointer.
fn unescape(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}
