//! Which kind of value of a union a value is: by discriminators, by constants, by what is kept.

use kinds_types::support::reading;
use kinds_types::{
    Answer, AnswerNo as No, Anything, Anythings, Bad, Branch, Component, Contact, Entry, Filing,
    Good, Holder, Labels, Leaf, Level, Node, NodeBase, Outer, Part, Plan, Query, Reply, Rule, Schedule,
    SystemMessage,
};
use serde_json::{Value, json, to_value};

use crate::types::{both_ways, fault};

#[test]
fn variants_that_share_a_value_are_told_apart_by_their_other_marks() {
    let system = json!({"type": "message", "role": "system", "text": "hi"});
    assert!(matches!(both_ways(system), Entry::SystemMessage(_)));
    let user = json!({"type": "message", "role": "user", "audio": "AAAA"});
    assert!(matches!(both_ways(user), Entry::UserMessage(_)));
    let notice = json!({"type": "message", "title": "closed"});
    assert!(matches!(both_ways(notice), Entry::Notice(_)));
    let call = json!({"type": "call", "name": "f"});
    assert!(matches!(both_ways(call), Entry::Call(_)));
    // Of what is known, each has to be right.
    assert_eq!(
        fault::<Entry>(json!({"type": "call"})),
        "Call: missing field `name`"
    );
    assert_eq!(
        fault::<Entry>(json!({"type": "message", "role": "user", "text": 1})),
        "no variant fits: SystemMessage: role: \"user\" isn't one of \"system\"; \
         UserMessage: text: invalid type: integer `1`, expected a string; \
         Notice: missing field `title`"
    );
    assert!(matches!(
        both_ways(json!({"type": "image", "url": "/"})),
        Entry::Other(_)
    ));
}

#[test]
fn a_variant_writes_its_own_constant() {
    // The property is optional here, and nothing maps it to the name of the schema.
    let message = SystemMessage::new("hi");
    assert_eq!(
        to_value(Entry::from(message)).unwrap(),
        json!({"type": "message", "role": "system", "text": "hi"})
    );
    // A value that leaves the property out is read by what else it has.
    let read: Entry = serde_json::from_value(json!({"role": "system", "text": "hi"})).unwrap();
    assert!(matches!(read, Entry::SystemMessage(_)));
}

#[test]
fn the_values_of_a_list_are_names() {
    for (value, started) in [
        (json!({"status": "submitted", "id": "1"}), true),
        (json!({"status": "cancelled"}), false),
        (json!({"status": "rejected"}), false),
    ] {
        assert_eq!(matches!(both_ways(value), Plan::Started(_)), started);
    }
    assert_eq!(
        fault::<Plan>(json!({"status": "submitted"})),
        "Started: missing field `id`"
    );
}

#[test]
fn a_union_shares_the_values_of_its_variants() {
    let inner = json!({"type": "call", "name": "f"});
    assert!(matches!(both_ways(inner), Outer::Entry(_)));
    let outer = json!({"type": "call", "number": 1});
    assert!(matches!(both_ways(outer), Outer::Phone(_)));
    let message = json!({"type": "message", "title": "closed"});
    assert!(matches!(both_ways(message), Outer::Entry(_)));
    assert!(matches!(both_ways(json!({"type": "fax"})), Outer::Other(_)));
}

#[test]
fn a_discriminator_may_be_a_number_or_a_boolean() {
    assert!(matches!(
        both_ways(json!({"type": 1, "size": 3})),
        Part::Row(_)
    ));
    assert!(matches!(
        both_ways(json!({"type": 2, "label": "go"})),
        Part::Button(_)
    ));
    assert!(matches!(
        both_ways(json!({"type": 3, "size": 3})),
        Part::Menu(_)
    ));
    assert!(matches!(both_ways(json!({"type": 9})), Part::Other(_)));
    let good = json!({"ok": true, "value": 1});
    assert!(matches!(both_ways(good), Reply::Good(_)));
    let bad = json!({"ok": false, "error": "late"});
    assert!(matches!(both_ways(bad), Reply::Bad(_)));
    // What the property says is put right, and its type is kept.
    let bad = Reply::from(Bad::new(true));
    assert_eq!(to_value(bad).unwrap(), json!({"ok": false}));
    let _ = Reply::from(Good::new(true));
}

#[test]
fn a_boolean_may_be_a_constant() {
    let yes = json!({"ok": true, "note": "a"});
    assert!(matches!(both_ways(yes), Answer::Yes(_)));
    let no = json!({"ok": false, "note": "a"});
    assert!(matches!(both_ways(no), Answer::No(_)));
    let no = to_value(Answer::from(No::new())).unwrap();
    assert_eq!(no, json!({"ok": false}));
}

#[test]
fn a_kind_that_constants_tell_may_be_new() {
    assert!(matches!(
        both_ways(json!({"type": 1, "text": "a"})),
        Component::Text(_)
    ));
    let group = json!({"type": 3, "parts": [{"type": 2, "url": "/"}, {"type": 7, "x": [null]}]});
    let Component::Group(group) = both_ways(group) else {
        panic!("it isn't a group");
    };
    assert!(matches!(
        group.parts.as_slice(),
        [Component::Image(_), Component::Other(_)]
    ));
    // One that is known has to be right.
    assert!(fault::<Component>(json!({"type": 1})).contains("Text: missing field `text`"));
    assert!(fault::<Component>(json!({"text": "a"})).contains("missing field `type`"));
    assert!(fault::<Component>(json!("a")).contains("another kind of value"));
}

#[test]
fn a_discriminator_may_be_any_number() {
    let low: Level = both_ways(json!({"level": 1.5, "low": 1}));
    assert!(matches!(low, Level::Low(_)));
    let middle: Level = both_ways(json!({"level": 2, "middle": 1}));
    assert!(matches!(middle, Level::Middle(_)));
    let middle = serde_json::from_value::<Level>(json!({"level": 2.0}));
    assert!(matches!(middle, Ok(Level::Middle(_))));
    let high = serde_json::from_value::<Level>(json!({"level": 3, "high": 1}));
    assert!(matches!(high, Ok(Level::High(_))));
}

#[test]
fn a_whole_number_may_have_a_fraction_of_nothing() {
    let image = json!({"type": 2.0, "url": "/"});
    let read = reading::request(|| serde_json::from_value::<Component>(image));
    assert!(matches!(read, Ok(Component::Image(_))));
}

#[test]
fn a_base_class_has_values_of_its_own() {
    let weekly: Schedule = both_ways(json!({"type": "weekly", "at": "noon", "day": 1}));
    assert!(matches!(weekly, Schedule::Weekly(_)));
    let daily: Schedule = both_ways(json!({"type": "daily", "at": "noon"}));
    assert!(matches!(daily, Schedule::Base(_)));
    assert_eq!(
        fault::<Schedule>(json!({"type": "weekly", "at": "noon"})),
        "Weekly: missing field `day`"
    );
}

#[test]
fn a_class_in_the_middle_keeps_what_is_below_it() {
    let branch: Branch = both_ways(json!({
        "node": {"kind": "OakLeaf", "id": "1", "colour": "green", "lobes": 7},
        "leaf": {"kind": "OakLeaf", "colour": "red", "lobes": 5},
    }));
    assert!(matches!(branch.leaf.as_ref(), Some(Leaf::Oak(_))));
    assert!(matches!(branch.node.as_ref(), Some(Node::Leaf(_))));
    assert!(matches!(
        both_ways(json!({"kind": "Leaf", "colour": "red"})),
        Leaf::Base(_)
    ));
    assert!(matches!(
        both_ways(json!({"kind": "Stem", "height": 3})),
        Node::Stem(_)
    ));
}

#[test]
fn what_holds_together_is_kept_together() {
    let mail = json!({"mail": "a@example.com", "name": "A"});
    assert!(matches!(both_ways(mail), Contact::ByMail(_)));
    let phone = json!({"phone": "1", "name": "A"});
    assert!(matches!(both_ways(phone), Contact::ByPhone(_)));
    let both = json!({"mail": "a@example.com", "phone": "1", "name": "A"});
    assert!(matches!(both_ways(both), Contact::Both(_)));
    assert!(matches!(both_ways(json!("a")), Contact::String(_)));
    // None of them holds.
    assert!(fault::<Contact>(json!({"name": "A"})).starts_with("no variant fits: ByMail"));
}

#[test]
fn what_holds_together_may_differ_in_what_it_holds() {
    let paper = json!({"page": 1, "place": {"shelf": 2}});
    assert!(matches!(both_ways(paper), Filing::Paper(_)));
    let both = json!({"page": 1, "path": "/a", "place": {"shelf": 2, "disk": "c"}});
    assert!(matches!(both_ways(both), Filing::Both(_)));
    assert!(matches!(both_ways(json!({"limit": 1})), Query::Limit(_)));
    assert!(matches!(both_ways(json!({"tag": "a"})), Query::Search(_)));
    let _: Query = both_ways(json!({"limit": 1, "word": "a"}));
    let _: Query = both_ways(json!({"limit": 1, "tag": "a"}));
    assert!(fault::<Query>(json!({})).starts_with("no variant fits"));
}

#[test]
fn what_keeps_more_is_taken_whatever_it_is() {
    assert!(matches!(both_ways(json!({"ref": "a"})), Rule::Plain(_)));
    let named = json!({"ref": "a", "name": "n"});
    assert!(matches!(both_ways(named), Rule::Further(_)));
    let numbered = json!({"ref": "a", "id": 5});
    assert!(matches!(both_ways(numbered), Rule::Further(_)));
    let size = json!({"width": 1, "height": 2});
    assert!(matches!(both_ways(size), Labels::Size(_)));
    let map = json!({"width": 1, "weight": 2});
    assert!(matches!(both_ways(map), Labels::Map(_)));
}

#[test]
fn any_value_may_be_null() {
    assert!(matches!(both_ways(json!(5)), Anything::Integer(5)));
    assert!(matches!(both_ways(Value::Null), Anything::Any(_)));
    let map: Anythings = both_ways(json!({"a": null, "b": 1, "c": [null]}));
    assert_eq!(map.len(), 3);
}

#[test]
fn null_among_others_is_no_variant() {
    let holder: Holder = both_ways(json!({"one": null, "empty": null, "two": null, "three": null}));
    assert_eq!((&holder.one, &holder.empty), (&Some(None), &Some(None)));
    assert_eq!((&holder.two, &holder.three), (&Some(None), &Some(None)));
    let holder: Holder = both_ways(json!({"one": {"ref": "a"}}));
    let plain = holder.one.flatten().unwrap();
    assert_eq!(plain.r#ref.as_deref(), Some("a"));
}

#[test]
fn a_request_is_of_a_kind_that_the_document_knows() {
    let new = || json!({"type": 7, "x": 1});
    assert!(matches!(both_ways(new()), Component::Other(_)));
    let read = reading::request(|| serde_json::from_value::<Component>(new()));
    assert!(read.is_err());
    let read = reading::request(|| serde_json::from_value::<Part>(json!({"type": 9})));
    let error = read.unwrap_err().to_string();
    assert_eq!(error, "type: 9 isn't one of 1, 2, 3");
    // Its base class stands for what no subtype does.
    let read = reading::request(|| serde_json::from_value::<Node>(json!({"kind": "Root"})));
    let Ok(node @ Node::Base(_)) = read else {
        panic!("it isn't a base class");
    };
    assert_eq!(to_value(node).unwrap(), json!({"kind": "Root"}));
    // But not for one that a subtype is named after.
    let root: NodeBase = both_ways(json!({"kind": "Stem"}));
    let written = to_value(Node::from(root)).unwrap();
    assert_eq!(written, json!({"kind": "Node"}));
}
