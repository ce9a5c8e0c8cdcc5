//! Which variant of a union a value is, and how it is written.

use serde_json::{from_str, json, to_string};
use unions_types::support::reading;
use unions_types::{
    Amount, Bike, Boat, Carriage, Cart, Chunk, Colour, Contact, Fleet, Grade, ImageChunk, Job,
    Narrow, Node, Outcome, Place, Post, Reason, Rows, Shape, SizeChunk, TextChunk, Vehicle, Wide,
};

use crate::types::{both_ways, fault};

/// Reads a text, and sees that it is written as it was, the order of its members included.
fn same_text<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> T {
    let read = from_str(text).unwrap();
    assert_eq!(to_string(&read).unwrap(), text);
    read
}

#[test]
fn a_tag_is_written_where_its_type_has_it() {
    let boat: Vehicle = same_text(r#"{"length":7,"kind":"ship","name":"Ida","anchor":"iron"}"#);
    assert!(matches!(boat, Vehicle::Boat(_)));
    // What the property says is put right, at its place.
    let boat = Vehicle::from(Boat::new(7, "", "Ida"));
    let text = r#"{"length":7,"kind":"boat","name":"Ida"}"#;
    assert_eq!(to_string(&boat).unwrap(), text);
    assert_eq!(
        serde_json::to_value(&boat).unwrap(),
        from_str::<serde_json::Value>(text).unwrap()
    );
    // A type without the property has it first.
    let bike: Carriage = same_text(r#"{"kind":"bike","wheels":2,"gears":21}"#);
    assert_eq!(
        bike,
        Carriage::Bike(Bike {
            wheels: 2,
            gears: Some(21)
        })
    );
}

#[test]
fn a_union_in_a_union_has_one_tag() {
    let cart: Vehicle = same_text(r#"{"kind":"cart","wheels":4,"colour":"red"}"#);
    let Vehicle::Carriage(carriage) = cart else {
        panic!("{cart:?} isn't a carriage");
    };
    let Carriage::Cart(mut cart) = *carriage else {
        panic!("{carriage:?} isn't a cart");
    };
    // Another property of that name would be a second tag.
    cart.additional_properties
        .insert("kind".to_owned(), "bike".to_owned());
    let text = to_string(&Vehicle::from(Carriage::from(cart))).unwrap();
    assert_eq!(text, r#"{"kind":"cart","wheels":4,"colour":"red"}"#);
    let cart = Cart::new(2);
    assert_eq!(
        to_string(&Carriage::from(cart)).unwrap(),
        r#"{"kind":"cart","wheels":2}"#
    );
}

#[test]
fn a_newer_value_of_a_list_leaves_the_rest_to_tell() {
    assert!(matches!(
        both_ways(json!({"state": "waiting", "since": "noon"})),
        Job::Queued(_)
    ));
    assert!(matches!(
        both_ways(json!({"state": "paused", "since": "noon"})),
        Job::Queued(_)
    ));
    assert!(matches!(
        both_ways(json!({"state": null, "code": 1})),
        Job::Finished(_)
    ));
    // This one is the other's.
    assert_eq!(
        fault::<Job>(json!({"state": "done", "since": "noon"})),
        "no variant fits: Queued: state: \"done\" isn't one of \"new\", \"waiting\"; \
         Finished: missing field `code`"
    );
}

#[test]
fn of_equally_likely_variants_the_one_that_keeps_the_most_is_taken() {
    assert!(matches!(
        both_ways(json!({"content": {"text": "hi"}})),
        Post::Note(_)
    ));
    assert!(matches!(
        both_ways(json!({"content": {"url": "/", "width": 3}})),
        Post::Picture(_)
    ));
    assert!(matches!(both_ways(json!([{"name": "a"}])), Rows::Names(_)));
    assert!(matches!(
        both_ways(json!([{}, {"size": 2.5}])),
        Rows::Sizes(_)
    ));
    // What neither knows is lost with both.
    let post: Post = serde_json::from_value(json!({"content": {"width": 3, "new": 1}})).unwrap();
    assert!(matches!(post, Post::Picture(_)));
}

#[test]
fn a_kind_of_value_is_known_at_any_depth() {
    assert!(matches!(both_ways(json!(5)), Amount::Integer(5)));
    assert!(matches!(both_ways(json!(5.5)), Amount::Number(_)));
    assert!(matches!(both_ways(json!("5")), Amount::String(_)));
    assert!(matches!(both_ways(json!({"at": "here"})), Place::Near(_)));
    assert!(matches!(both_ways(json!({"at": {"x": 1}})), Place::Far(_)));
    assert!(matches!(both_ways(json!({"at": [1, 2]})), Place::Many(_)));
    let error = fault::<Place>(json!({"at": {"x": "1"}}));
    assert!(error.contains("Far: at.x: invalid type: string"), "{error}");
}

#[test]
fn defaults_may_be_lists_of_unions() {
    let fleet = reading::request(|| from_str::<Fleet>("{}").unwrap());
    assert_eq!(
        to_string(&fleet).unwrap(),
        r#"{"vehicles":[{"kind":"bike","wheels":2},{"length":7,"kind":"ship","name":"Ida"}],"crews":[["ann","bo"],[]]}"#
    );
}

#[test]
fn variants_may_have_the_names_of_associated_types() {
    assert_eq!(both_ways::<Outcome>(json!(true)), Outcome::Err(true));
    assert_eq!("7".parse(), Ok(Outcome::Ok(7)));
    assert_eq!("false".parse(), Ok(Outcome::Err(false)));
    assert_eq!(Outcome::Err(false).to_string(), "false");
}

#[test]
fn a_union_of_text_in_another_is_read_from_text() {
    let wide: Wide = "true".parse().unwrap();
    let Wide::Narrow(narrow) = &wide else {
        panic!("{wide:?} isn't narrow");
    };
    assert!(matches!(&**narrow, Narrow::Outcome(outcome) if **outcome == Outcome::Err(true)));
    assert_eq!(wide.to_string(), "true");
    let other: Wide = "something else".parse().unwrap();
    assert!(matches!(other, Wide::String(_)));
    assert!("something else".parse::<Outcome>().is_err());
}

#[test]
fn a_request_is_of_one_member_alone() {
    let both = json!({"mail": "a@b", "phone": "1", "name": "Ann"});
    let read = || serde_json::from_value::<Contact>(both.clone());
    assert_eq!(
        reading::request(read).unwrap_err().to_string(),
        "it is both Mail and Phone, of which it can be one alone"
    );
    // A client takes what it can.
    assert!(matches!(read().unwrap(), Contact::Mail(_)));
    for one in [json!({"mail": "a@b", "name": "Ann"}), json!({"phone": "1"})] {
        let read = reading::request(|| serde_json::from_value::<Contact>(one.clone()));
        assert_eq!(serde_json::to_value(read.unwrap()).unwrap(), one);
    }
    // What isn't a value of the other is a property that this one doesn't know.
    let one = json!({"mail": "a@b", "phone": 1});
    let read = reading::request(|| serde_json::from_value::<Contact>(one));
    assert!(matches!(read.unwrap(), Contact::Mail(_)));
}

#[test]
fn a_tag_that_was_left_out_stays_out() {
    for text in [
        r#"{"text":"a"}"#,
        r#"{"type":"text","text":"a"}"#,
        r#"{"url":"/"}"#,
        r#"{"type":"image","url":"/"}"#,
        r#"{"size":1}"#,
        r#"{"type":null,"size":1}"#,
    ] {
        same_text::<Chunk>(text);
    }
}

#[test]
fn a_value_that_is_made_has_its_tag() {
    let text = |chunk: Chunk| to_string(&chunk).unwrap();
    let hello = r#"{"type":"text","text":"hello"}"#;
    assert_eq!(text(TextChunk::new("hello").into()), hello);
    assert_eq!(text(Chunk::Text(TextChunk::new("hello"))), hello);
    let bare = ImageChunk {
        r#type: None,
        url: "/".to_owned(),
    };
    assert_eq!(text(bare.into()), r#"{"type":"image","url":"/"}"#);
    let image = Chunk::Image(ImageChunk::new("/"));
    assert_eq!(text(image), r#"{"type":"image","url":"/"}"#);
    let size = SizeChunk {
        size: Some(3),
        ..SizeChunk::default()
    };
    assert_eq!(text(Chunk::Size(size)), r#"{"type":"size","size":3}"#);
}

#[test]
fn the_name_of_a_schema_is_a_tag_beside_the_mapping() {
    for text in [
        r#"{"type":"ImageChunk","url":"/"}"#,
        r#"{"length":7,"kind":"Boat","name":"Ida"}"#,
    ] {
        let read = || from_str::<serde_json::Value>(text).unwrap();
        let is_chunk = text.contains("url");
        reading::request(|| match is_chunk {
            true => assert!(matches!(both_ways(read()), Chunk::Image(_))),
            false => assert!(matches!(both_ways(read()), Vehicle::Boat(_))),
        });
    }
    // Constants say all that there is to say.
    let wrong = json!({"type": "TextChunk", "text": "a"});
    let wrong = reading::request(|| serde_json::from_value::<Chunk>(wrong)).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "type: `TextChunk` isn't one of `text`, `image`, `ImageChunk`, `size`"
    );
}

#[test]
fn a_member_holds_whatever_the_properties_of_others_are() {
    assert!(matches!(both_ways(json!({"likeness": 0.5})), Reason::Similar(_)));
    assert!(matches!(both_ways(json!({"services": ["a"]})), Reason::Dependent(_)));
    assert!(matches!(
        both_ways(json!({"likeness": 0.5, "services": []})),
        Reason::Both(_)
    ));
    let odd = json!({"likeness": 0.5, "services": {"a": 1}});
    let Reason::Similar(similar) = serde_json::from_value(odd).unwrap() else {
        panic!("it isn't similar");
    };
    assert_eq!(similar.likeness, Some(0.5));
}

#[test]
fn heirs_hold_their_base_class() {
    let tree = json!({
        "kind": "branch",
        "twin": {"kind": "branch", "all": {"a": {"kind": "Leaf", "value": 1}, "b": {"kind": "new"}}},
        "left": {"kind": "Leaf", "value": 2},
    });
    let Node::Branch(branch) = both_ways(tree) else {
        panic!("it isn't a branch");
    };
    assert!(matches!(branch.left.as_deref(), Some(Node::Leaf(leaf)) if leaf.value == Some(2)));
}

#[test]
fn a_number_names_a_variant() {
    assert!(matches!(both_ways(json!({"sides": 0, "at": 1.5})), Shape::Dot(_)));
    assert!(matches!(both_ways(json!({"sides": 2, "from": 1.5})), Shape::Line(_)));
    assert!(matches!(both_ways(json!({"sides": 3})), Shape::Other(_)));
}

#[test]
fn lists_of_values_may_overlap_or_be_open() {
    assert!(matches!(both_ways(json!("b")), Grade::Low(_)));
    assert!(matches!(both_ways(json!("c")), Grade::High(_)));
    let unknown = reading::request(|| serde_json::from_value::<Grade>(json!("d")));
    assert!(unknown.is_err());
    assert!(matches!(both_ways(json!("red")), Colour::Known(_)));
    reading::request(|| {
        let blue = both_ways(json!("blue"));
        assert!(matches!(blue, Colour::String(blue) if blue == "blue"));
    });
}
