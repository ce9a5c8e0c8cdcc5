//! Parameters: the texts are those of the table "Style Examples" of the specification (3.0.4).

use wire_request_client::types::{Color, Deep, Level};

use super::World;

fn color() -> Color {
    Color {
        r: 100,
        g: 200,
        b: 150,
    }
}

const COLOR: &str = "Color { r: 100, g: 200, b: 150 }";
const COLORS: &str = r#"["blue", "black", "brown"]"#;

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

fn odd() -> Vec<String> {
    ["a,b c|d", "é&=%+;/?#[]."].map(str::to_owned).to_vec()
}

#[tokio::test]
async fn paths_are_as_in_the_table() {
    let world = World::new().await;
    let (list, color) = (colors(), color());
    let paths = world.client.paths();
    let sent = paths.simple("blue", &list, &color, &color).send().await;
    sent.unwrap();
    assert_eq!(
        world.target(),
        "/simple/blue/blue,black,brown/R,100,G,200,B,150/R=100,G=200,B=150"
    );
    assert_eq!(
        world.seen(),
        format!(
            r#"SimpleRequest {{ value: "blue", list: {COLORS}, object: {COLOR}, exploded: {COLOR} }}"#
        )
    );
    let sent = paths.label("blue", &list, &list, &color, &color);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/label/.blue/.blue,black,brown/.blue.black.brown/.R,100,G,200,B,150/.R=100.G=200.B=150"
    );
    assert_eq!(
        world.seen(),
        format!(
            r#"LabelRequest {{ value: "blue", list: {COLORS}, exploded_list: {COLORS}, object: {COLOR}, exploded: {COLOR} }}"#
        )
    );
    let sent = paths.matrix("blue", &list, &list, &color, &color);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/matrix/;value=blue/;list=blue,black,brown/;exploded_list=blue;exploded_list=black;exploded_list=brown/;object=R,100,G,200,B,150/;R=100;G=200;B=150"
    );
    assert_eq!(
        world.seen(),
        format!(
            r#"MatrixRequest {{ value: "blue", list: {COLORS}, exploded_list: {COLORS}, object: {COLOR}, exploded: {COLOR} }}"#
        )
    );
    paths.path_json(&color).send().await.unwrap();
    assert_eq!(
        world.target(),
        "/path-json/%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"
    );
    assert!(world.seen().contains(COLOR));
}

#[tokio::test]
async fn what_sets_items_apart_can_stand_in_them() {
    let world = World::new().await;
    let (odd, color) = (odd(), color());
    let paths = world.client.paths();
    let shown = format!("{odd:?}");
    paths
        .simple("/..", &odd, &color, &color)
        .send()
        .await
        .unwrap();
    assert!(world.seen().contains(&shown));
    let sent = paths.matrix(".", &odd, &odd, &color, &color);
    sent.send().await.unwrap();
    let seen = world.seen();
    assert!(
        seen.contains(&format!("list: {shown}, exploded_list: {shown}")),
        "{seen}"
    );
    let queries = world.client.queries();
    queries.form_style().list(&odd).send().await.unwrap();
    assert!(world.seen().contains(&shown));
    let empty = paths.simple("x", &[""; 0], &color, &color).send().await;
    assert!(empty.unwrap_err().to_string().contains("list"));
}

#[tokio::test]
async fn queries_are_as_in_the_table() {
    let world = World::new().await;
    let (list, color) = (colors(), color());
    let queries = world.client.queries();
    let sent = queries.form_style().value("blue").list(&list);
    let sent = sent.exploded_list(&[1, 2]).object(&color).exploded(&color);
    let sent = sent.levels(&[Level::Low, Level::VeryHigh]);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/form?value=blue&list=blue,black,brown&exploded_list=1&exploded_list=2&object=R,100,G,200,B,150&R=100&G=200&B=150&levels=low,very%20high"
    );
    assert_eq!(
        world.seen(),
        format!(
            r#"FormStyleRequest {{ value: Some("blue"), list: Some({COLORS}), exploded_list: Some([1, 2]), object: Some({COLOR}), exploded: Some({COLOR}), levels: [Low, VeryHigh] }}"#
        )
    );
    queries.form_style().send().await.unwrap();
    assert_eq!(world.target(), "/form");
    assert_eq!(
        world.seen(),
        "FormStyleRequest { value: None, list: None, exploded_list: None, object: None, exploded: None, levels: [Low] }"
    );
    let sent = queries.delimited().space(&list).pipe(&list);
    let sent = sent
        .space_object(&color)
        .pipe_object(&color)
        .exploded(&list);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/delimited?space=blue%20black%20brown&pipe=blue%7Cblack%7Cbrown&space_object=R%20100%20G%20200%20B%20150&pipe_object=R%7C100%7CG%7C200%7CB%7C150&exploded=blue&exploded=black&exploded=brown"
    );
    assert_eq!(
        world.seen(),
        format!(
            "DelimitedRequest {{ space: Some({COLORS}), pipe: Some({COLORS}), space_object: Some({COLOR}), pipe_object: Some({COLOR}), exploded: Some({COLORS}) }}"
        )
    );
}

#[tokio::test]
async fn objects_nest_in_brackets() {
    let world = World::new().await;
    let queries = world.client.queries();
    let deep = Deep {
        name: Some("n".to_owned()),
        tags: Some(vec!["a b".to_owned()]),
        colors: Some(vec![color()]),
        by_name: Some([("x".to_owned(), color())].into()),
        flag: Some(true),
    };
    let map = [("a".to_owned(), 1.5)].into();
    let sent = queries.deep().color(&color()).deep(&deep).map(&map);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/deep?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150&deep%5Bname%5D=n&deep%5Btags%5D%5B0%5D=a%20b&deep%5Bcolors%5D%5B0%5D%5BR%5D=100&deep%5Bcolors%5D%5B0%5D%5BG%5D=200&deep%5Bcolors%5D%5B0%5D%5BB%5D=150&deep%5Bby_name%5D%5Bx%5D%5BR%5D=100&deep%5Bby_name%5D%5Bx%5D%5BG%5D=200&deep%5Bby_name%5D%5Bx%5D%5BB%5D=150&deep%5Bflag%5D=true&map%5Ba%5D=1.5"
    );
    let seen = world.seen();
    assert!(seen.contains(&format!("{deep:?}")), "{seen}");
    // Brackets as they are, lists without numbers: other clients write so.
    let answer = world
        .get("/deep?deep[tags][]=a&deep[tags][]=b&deep[name]=%5B")
        .await;
    assert!(answer.starts_with("204"), "{answer}");
    let seen = world.seen();
    assert!(
        seen.contains(r#"name: Some("["), tags: Some(["a", "b"])"#),
        "{seen}"
    );
    let answer = world.get("/deep?color[R]=x&color[G]=1&color[B]=1").await;
    assert!(
        answer.contains("400 ") && answer.contains(r#""name":"color""#),
        "{answer}"
    );
    assert!(answer.contains("/R `x` isn't valid"), "{answer}");
}

#[tokio::test]
async fn odd_queries_come_through() {
    let world = World::new().await;
    let queries = world.client.queries();
    let list = ["a/b".to_owned(), "c,d".to_owned()];
    let rest = [("other".to_owned(), "1".to_owned())].into();
    let sent = queries
        .odd_queries()
        .json(&color())
        .reserved(":/?#[]@!$'()*,;=&+ é");
    let sent = sent
        .reserved_list(&list)
        .any("5")
        .nested(&[color()])
        .rest(&rest);
    sent.send().await.unwrap();
    assert_eq!(
        world.target(),
        "/odd-queries?json=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D&reserved=:/?%23%5B%5D@!$%27()*%2C;=%26%2B%20%C3%A9&reserved_list=a/b,c%2Cd&any=5&nested=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D&other=1"
    );
    assert_eq!(
        world.seen(),
        format!(
            r#"OddQueriesRequest {{ json: Some({COLOR}), reserved: Some(":/?#[]@!$'()*,;=&+ é"), reserved_list: Some(["a/b", "c,d"]), any: Some("5"), nested: Some([{COLOR}]), rest: Some({{"other": "1"}}) }}"#
        )
    );
}

#[tokio::test]
async fn lists_may_be_empty_but_not_missing() {
    let world = World::new().await;
    let queries = world.client.queries();
    queries.required_lists(&[], &[""; 0]).send().await.unwrap();
    assert_eq!(world.target(), "/required-lists?ids=&names=");
    assert_eq!(world.seen(), "RequiredListsRequest { ids: [], names: [] }");
    let answer = world
        .get("/required-lists?ids=1&ids=x&names=a&names=b")
        .await;
    assert!(
        answer.contains("400 ") && answer.contains("`x` isn't valid"),
        "{answer}"
    );
    assert!(
        answer.contains(r#"{"in":"query","message":"is there more than once","name":"names"}"#),
        "{answer}"
    );
    let answer = world.get("/required-lists?ids=%zz").await;
    assert!(
        answer.contains("isn't percent-encoded") && answer.contains("is missing"),
        "{answer}"
    );
}

#[tokio::test]
async fn headers_and_cookies_come_through() {
    let world = World::new().await;
    let queries = world.client.queries();
    let sent = queries.header_style().x_value("a b").x_list(&[1, 2]);
    let sent = sent
        .x_object(&color())
        .x_exploded(&color())
        .x_json(&color());
    sent.send().await.unwrap();
    let raw = world.raw();
    for line in [
        "x-value: a b",
        "x-list: 1,2",
        "x-object: R,100,G,200,B,150",
        "x-exploded: R=100,G=200,B=150",
        r#"x-json: {"R":100,"G":200,"B":150}"#,
    ] {
        assert!(raw.lines().any(|known| known == line), "{line} in {raw}");
    }
    assert_eq!(
        world.seen(),
        format!(
            r#"HeaderStyleRequest {{ x_value: Some("a b"), x_list: Some([1, 2]), x_object: Some({COLOR}), x_exploded: Some({COLOR}), x_json: Some({COLOR}) }}"#
        )
    );
    let list = colors();
    let sent = queries.cookies().value("a;b").odd_name(8).list(&list);
    sent.object(&color())
        .exploded_list(&list)
        .send()
        .await
        .unwrap();
    let raw = world.raw();
    let line = "cookie: value=a%3Bb; odd%20name=8; list=blue,black,brown; object=R,100,G,200,B,150; exploded_list=blue; exploded_list=black; exploded_list=brown";
    assert!(raw.lines().any(|known| known == line), "{raw}");
    assert_eq!(
        world.seen(),
        format!(
            r#"CookiesRequest {{ value: Some("a;b"), odd_name: 8, list: Some({COLORS}), object: Some({COLOR}), exploded_list: Some({COLORS}) }}"#
        )
    );
}

#[tokio::test]
async fn one_name_at_four_places_is_four_parameters() {
    let world = World::new().await;
    let queries = world.client.queries();
    let sent = queries.names(1).id_query(2).id_header(3).id_cookie(4);
    let sent = sent
        .body_query(&["b".to_owned()])
        .call_query(&[""; 0])
        .body("text");
    sent.send().await.unwrap();
    assert_eq!(
        world.seen(),
        r#"NamesRequest { id: 1, id_query: Some(2), id_header: Some(3), id_cookie: Some(4), body_query: Some(["b"]), call_query: Some([]), body: Some("text") }"#
    );
}

#[tokio::test]
async fn a_value_may_be_one_of_several_types() {
    let world = World::new().await;
    for (target, seen) in [
        ("/either/7", "Integer(7)"),
        (
            "/either/67e55044-10b1-426f-9247-bb680e5fe0c8?filter=true",
            "Boolean(true)",
        ),
        ("/either/7?filter=8", "Integer(8)"),
        ("/either/7?filter=a+b", "\"a b\""),
        ("/either/7?filter=007", "\"007\""),
        ("/either/7?filter=%2B5", "\"+5\""),
    ] {
        let answer = world.get(target).await;
        assert!(answer.starts_with("204"), "{target}: {answer}");
        let found = world.seen();
        assert!(found.contains(seen), "{target}: {found}");
    }
    let answer = world.get("/either/x").await;
    assert!(answer.starts_with("400"), "{answer}");
}
