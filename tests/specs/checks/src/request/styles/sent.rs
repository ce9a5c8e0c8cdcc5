//! What a client sends comes back, or isn't sent.

use std::collections::BTreeMap;
use std::fmt::Debug;

use wire_request_client::styles::StylePartsForm;
use wire_request_client::types::{Nested, Scalar, StyleFormBody, StyleUnionsEither};
use wire_request_client::{Error, Response};

use super::World;

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn map(members: &[(&str, &str)]) -> BTreeMap<String, String> {
    let members = members.iter();
    members
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// Nothing was sent, and the error names what couldn't be.
fn unsent<T, E: Debug>(world: &World, sent: Result<Response<T>, Error<E>>, argument: &str) {
    let Err(Error::Request(error)) = sent else {
        panic!("{argument} was sent: {}", world.raw());
    };
    assert_eq!(error.argument(), argument, "{error}");
    assert_eq!(world.raw(), "");
}

const ODD: &[&str] = &["[a]", "{", "a b", "é", "%41", "null", "5", ""];

#[tokio::test]
async fn what_can_be_read_back_is_sent() {
    let world = World::new().await;
    let styles = world.client.styles();
    let odd = texts(&[ODD, &["a,b", "c;d", "e&f=g", "h+i", "j|k", "l/m", "n.o"]].concat());
    let few = texts(&["[a]", "{b", "c d", "%41", ""]);
    let tight = texts(&["[a]", "c,d", "%41", "e+f", ""]);
    let keys = map(&[("a[b", "1"), ("a.b", "2"), ("a=b&c,d+e%", "[3"), ("0", "")]);
    let header = map(&[("a]", "b=c"), ("%41", "d+e")]);
    let nested = Nested {
        text: Some("[x]".to_owned()),
        words: Some(texts(&[""])),
        list: Some(Vec::new()),
        grid: Some(vec![vec![1, 2], vec![]]),
        map: Some(keys.clone()),
        share: Some(0.5),
    };
    let lists = [odd.clone(), Vec::new(), texts(&[""])];
    let grid = [vec![1, 2], vec![]];
    let sent = styles
        .style_lists()
        .tags(&odd)
        .csv(&odd)
        .space(&tight)
        .pipe(&few);
    let sent = sent
        .m(&lists)
        .grid(&grid)
        .f(&nested)
        .x_tags(&few)
        .x_map(&header);
    sent.cookie(&odd).send().await.unwrap();
    assert_eq!(
        world.seen(),
        format!(
            "StyleListsRequest {{ tags: Some({odd:?}), csv: Some({odd:?}), space: Some({tight:?}), pipe: Some({few:?}), m: Some({lists:?}), grid: Some({grid:?}), f: Some({nested:?}), x_tags: Some({few:?}), x_map: Some({header:?}), cookie: Some({odd:?}) }}"
        )
    );
    world.raw();
    let sent = styles
        .style_lists()
        .m(&[texts(&["a"])])
        .grid(&grid)
        .csv(&tight);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/styles/lists?m=%5B%22a%22%5D&grid=%5B1%2C2%5D,%5B%5D&csv=%5Ba%5D,c%2Cd,%2541,e%2Bf,"
    );
    let keys = map(&[("a=b", "c=d,e"), ("é/", "")]);
    let sent = styles.style_paths(&odd, &odd, &few, &odd, &odd, &keys);
    sent.send().await.unwrap();
    assert_eq!(
        world.seen(),
        format!(
            "StylePathsRequest {{ simple: {odd:?}, label: {odd:?}, dots: {few:?}, matrix: {odd:?}, pairs: {odd:?}, map: {keys:?} }}"
        )
    );
    for text in ODD.iter().filter(|text| !text.is_empty()) {
        let sent = styles
            .style_text(text, text, text)
            .form_query(text)
            .joined(text);
        let sent = sent
            .reserved("/?")
            .deep(text)
            .json(text)
            .x_text(text)
            .cookie(text);
        sent.send().await.unwrap();
        let given = format!("Some({text:?})");
        assert_eq!(
            world.seen(),
            format!(
                r#"StyleTextRequest {{ simple: {text:?}, label: {text:?}, matrix: {text:?}, form_query: {given}, joined: {given}, reserved: Some("/?"), deep: {given}, json: {given}, x_text: {given}, cookie: {given} }}"#
            )
        );
    }
    world.raw();
    let sent = styles
        .style_text("a", "a", "")
        .form_query("")
        .joined("")
        .deep("");
    sent.x_text("").cookie("").send().await.unwrap();
    assert!(
        world
            .target()
            .starts_with("/styles/text/a/.a/;matrix?form=&joined=&deep=")
    );
    let given = r#"Some("")"#;
    assert_eq!(
        world.seen(),
        format!(
            r#"StyleTextRequest {{ simple: "a", label: "a", matrix: "", form_query: {given}, joined: {given}, reserved: None, deep: {given}, json: None, x_text: {given}, cookie: {given} }}"#
        )
    );
    let either = StyleUnionsEither::Texts(texts(&["a,b", "c"]));
    let all = [
        Scalar::Integer(5),
        Scalar::Boolean(true),
        Scalar::String("[".to_owned()),
    ];
    let sent = styles.style_unions().either(&either).all(&all);
    sent.send().await.unwrap();
    let seen = world.seen();
    assert!(
        seen.contains(&format!("all: Some({all:?}), either: Some({either:?})")),
        "{seen}"
    );
}

#[tokio::test]
async fn what_would_be_read_as_something_else_is_not_sent() {
    let world = World::new().await;
    let styles = world.client.styles();
    let pipe = texts(&["p|q"]);
    let sent = styles.style_lists().pipe(&pipe).send().await;
    unsent(&world, sent, "query parameter `pipe`");
    let sent = styles.style_lists().space(&texts(&["a b"])).send().await;
    unsent(&world, sent, "query parameter `space`");
    for items in [&["a,b"][..], &[" a"], &["a", "b\t"], &["a\nb"], &[""]] {
        let sent = styles.style_lists().x_tags(&texts(items)).send().await;
        unsent(&world, sent, "header `X-Tags`");
    }
    for member in [("a=b", "c"), ("a,b", "c"), ("a", "b,c"), (" a", "b")] {
        let sent = styles.style_lists().x_map(&map(&[member])).send().await;
        unsent(&world, sent, "header `X-Map`");
    }
    let alone = texts(&[""]);
    unsent(
        &world,
        styles.style_lists().tags(&alone).send().await,
        "query parameter `tags`",
    );
    unsent(
        &world,
        styles.style_lists().csv(&alone).send().await,
        "query parameter `csv`",
    );
    unsent(
        &world,
        styles.style_lists().cookie(&alone).send().await,
        "cookie `cookie`",
    );
    for key in ["", "a]b"] {
        let nested = Nested {
            map: Some(map(&[(key, "1")])),
            ..Nested::default()
        };
        unsent(
            &world,
            styles.style_lists().f(&nested).send().await,
            "query parameter `f`",
        );
    }
    let (a, none) = (texts(&["a"]), BTreeMap::new());
    let keys = map(&[("a", "b")]);
    let dots = texts(&["a.b"]);
    let sent = styles
        .style_paths(&a, &a, &dots, &a, &a, &keys)
        .send()
        .await;
    unsent(&world, sent, "path parameter `dots`");
    let sent = styles.style_paths(&a, &a, &a, &a, &a, &none).send().await;
    unsent(&world, sent, "path parameter `map`");
    for text in [".", "..", ""] {
        let sent = styles.style_text(text, "a", "a").send().await;
        unsent(&world, sent, "path parameter `simple`");
    }
    for text in ["", "."] {
        unsent(
            &world,
            styles.style_text("a", text, "a").send().await,
            "path parameter `label`",
        );
    }
    for text in [" a", "a ", "\ta", "a\nb", "a\0"] {
        let sent = styles.style_text("a", "a", "a").x_text(text).send().await;
        unsent(&world, sent, "header `X-Text`");
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let sent = styles.style_plain(&[1]).share(number).send().await;
        unsent(&world, sent, "query parameter `share`");
        let sent = styles.style_plain(&[1]).shares(&[number]).send().await;
        unsent(&world, sent, "query parameter `shares`");
        let sent = styles.style_plain(&[1]).x_share(number).send().await;
        unsent(&world, sent, "header `X-Share`");
        let nested = Nested {
            share: Some(number),
            ..Nested::default()
        };
        unsent(
            &world,
            styles.style_lists().f(&nested).send().await,
            "query parameter `f`",
        );
        for form in [
            StylePartsForm {
                share: Some(number),
                shares: Vec::new(),
            },
            StylePartsForm {
                share: None,
                shares: vec![1.0, number],
            },
        ] {
            let name = if form.share.is_some() {
                "share"
            } else {
                "shares"
            };
            let sent = styles.style_parts(form).send().await;
            unsent(&world, sent, &format!("form field `{name}`"));
        }
        for form in [
            StyleFormBody {
                share: Some(number),
                ..StyleFormBody::default()
            },
            StyleFormBody {
                f: Some(nested.clone()),
                ..StyleFormBody::default()
            },
            StyleFormBody {
                d: Some(nested.clone()),
                ..StyleFormBody::default()
            },
        ] {
            unsent(&world, styles.style_form(&form).send().await, "body");
        }
    }
    for key in ["limit", "color", "color[R]", "R", "fixed"] {
        let sent = styles.style_free().rest(&map(&[(key, "1")])).send().await;
        unsent(&world, sent, "query parameter `rest`");
    }
    let sent = styles
        .style_free()
        .others(&map(&[("one", "1")]))
        .send()
        .await;
    unsent(&world, sent, "cookie `others`");
    for form in [
        StyleFormBody {
            pipe: Some(pipe),
            ..StyleFormBody::default()
        },
        StyleFormBody {
            rest: Some(map(&[("tags", "x")])),
            ..StyleFormBody::default()
        },
        StyleFormBody {
            tags: Some(alone),
            ..StyleFormBody::default()
        },
    ] {
        unsent(&world, styles.style_form(&form).send().await, "body");
    }
}
