//! The rules of `wire.yaml` as one checks them without oasmith: all that are broken are told, each
//! with its place.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::by_hand::{Address, Item, Order, Search};

/// A rule that is broken.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    place: String,
    rule: String,
}

macro_rules! patterns {
    ($($name:ident $pattern:literal;)*) => {
        $(static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("it is an expression"));)*
    };
}

patterns! {
    NAME "^[A-Za-z][A-Za-z .-]*$";
    POSTCODE "^[0-9A-Z -]{3,10}$";
    COUNTRY "^[A-Z]{2}$";
    SKU "^SKU-[0-9]{5}$";
    NUMBER "^[0-9]{4}-[0-9]{5}$";
    EMAIL "^[^@ ]+@[^@ ]+$";
    CURRENCY "^[A-Z]{3}$";
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, place: &str, rule: String) {
        let place = place.to_owned();
        self.0.push(Fault { place, rule });
    }

    fn length(&mut self, place: &str, text: &str, range: RangeInclusive<usize>) {
        if !range.contains(&text.chars().count()) {
            self.add(place, format!("must have {range:?} characters"));
        }
    }

    fn pattern(&mut self, place: &str, text: &str, pattern: &Regex) {
        if !pattern.is_match(text) {
            self.add(place, format!("must match {pattern}"));
        }
    }

    fn least<N: PartialOrd + std::fmt::Display>(&mut self, place: &str, number: N, least: N) {
        if number < least {
            self.add(place, format!("must be at least {least}"));
        }
    }

    fn most<N: PartialOrd + std::fmt::Display>(&mut self, place: &str, number: N, most: N) {
        if number > most {
            self.add(place, format!("must be at most {most}"));
        }
    }

    fn count(&mut self, place: &str, count: usize, range: RangeInclusive<usize>) {
        if !range.contains(&count) {
            self.add(place, format!("must have {range:?} items"));
        }
    }

    /// Takes the faults of a part.
    fn within(&mut self, part: Faults, place: impl Fn() -> String) {
        for mut fault in part.0 {
            fault.place.insert_str(0, &place());
            self.0.push(fault);
        }
    }
}

pub(crate) fn search(search: &Search) -> Vec<Fault> {
    let mut faults = Faults::default();
    faults.length("customer", &search.customer, 1..=64);
    faults.pattern("customer", &search.customer, &NAME);
    if let Some(limit) = search.limit {
        faults.least("limit", limit, 1);
        faults.most("limit", limit, 100);
    }
    faults.0
}

pub(crate) fn order(order: &Order) -> Vec<Fault> {
    let mut faults = Faults::default();
    faults.least("/id", order.id, 1);
    if let Some(number) = &order.number {
        faults.pattern("/number", number, &NUMBER);
    }
    faults.length("/customer", &order.customer, 1..=64);
    faults.length("/email", &order.email, 0..=254);
    faults.pattern("/email", &order.email, &EMAIL);
    if let Some(phone) = &order.phone {
        faults.length("/phone", phone, 5..=30);
    }
    faults.pattern("/currency", &order.currency, &CURRENCY);
    faults.least("/total", order.total, 0.0);
    if let Some(discount) = order.discount {
        faults.least("/discount", discount, 0.0);
    }
    if let Some(tax) = order.tax {
        faults.least("/tax", tax, 0.0);
    }
    if let Some(weight) = order.weight_grams {
        faults.least("/weight_grams", weight, 0);
        faults.most("/weight_grams", weight, 1_000_000);
    }
    faults.least("/created", order.created, 0);
    if let Some(updated) = order.updated {
        faults.least("/updated", updated, 0);
    }
    if let Some(tags) = &order.tags {
        faults.count("/tags", tags.len(), 0..=16);
        for (index, tag) in tags.iter().enumerate() {
            let mut of_tag = Faults::default();
            of_tag.length("", tag, 0..=32);
            if tags.iter().take(index).any(|other| other == tag) {
                of_tag.add("", "must not stand there twice".to_owned());
            }
            faults.within(of_tag, || format!("/tags/{index}"));
        }
    }
    faults.count("/items", order.items.len(), 1..=100);
    for (index, one) in order.items.iter().enumerate() {
        faults.within(item(one), || format!("/items/{index}"));
    }
    faults.within(address(&order.ship_to), || "/ship_to".to_owned());
    if let Some(bill_to) = &order.bill_to {
        faults.within(address(bill_to), || "/bill_to".to_owned());
    }
    if let Some(note) = &order.note {
        faults.length("/note", note, 0..=1000);
    }
    faults.0
}

fn item(item: &Item) -> Faults {
    let mut faults = Faults::default();
    faults.pattern("/sku", &item.sku, &SKU);
    faults.least("/quantity", item.quantity, 1);
    faults.most("/quantity", item.quantity, 1000);
    faults.least("/price", item.price, 0.0);
    faults
}

fn address(address: &Address) -> Faults {
    let mut faults = Faults::default();
    faults.length("/street", &address.street, 1..=100);
    faults.length("/city", &address.city, 1..=60);
    if let Some(postcode) = &address.postcode {
        faults.pattern("/postcode", postcode, &POSTCODE);
    }
    faults.pattern("/country", &address.country, &COUNTRY);
    faults
}
