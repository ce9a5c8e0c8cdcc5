//! Raw requests.

use super::World;

#[tokio::test]
async fn text_is_text() {
    let world = World::new().await;
    for (raw, text) in [
        ("%5BWIP%5D", "[WIP]"),
        ("%5B%22a%22%5D", r#"["a"]"#),
        ("%7B%22a%22%3A1%7D", r#"{"a":1}"#),
        ("%7B", "{"),
        ("null", "null"),
        ("true", "true"),
        ("5", "5"),
        ("a%2Cb%3Bc%7Cd%20e%2Bf%25", "a,b;c|d e+f%"),
    ] {
        let target = format!(
            "/styles/text/{raw}/.{raw}/;matrix={raw}?form={raw}&joined={raw}&reserved={raw}&deep={raw}&json=%22x%22"
        );
        let seen = world
            .asked(
                &target,
                &format!("Cookie: cookie={raw}\r\nX-Text: {text}\r\n"),
            )
            .await;
        let given = format!("Some({text:?})");
        assert_eq!(
            seen,
            format!(
                r#"StyleTextRequest {{ simple: {text:?}, label: {text:?}, matrix: {text:?}, form_query: {given}, joined: {given}, reserved: {given}, deep: {given}, json: Some("x"), x_text: {given}, cookie: {given} }}"#
            )
        );
        let target =
            format!("/styles/paths/{raw}/.{raw}/.{raw}/;matrix={raw}/;pairs={raw};pairs=b/k={raw}");
        let seen = world.asked(&target, "").await;
        assert_eq!(
            seen,
            format!(
                r#"StylePathsRequest {{ simple: [{text:?}], label: [{text:?}], dots: [{text:?}], matrix: [{text:?}], pairs: [{text:?}, "b"], map: {{"k": {text:?}}} }}"#
            )
        );
    }
    for (query, part) in [
        ("tags=%5BWIP%5D", r#"tags: Some(["[WIP]"])"#),
        ("tags=%5B%22a%22%5D", r#"tags: Some(["[\"a\"]"])"#),
        ("tags=null&tags=", r#"tags: Some(["null", ""])"#),
        ("tags=", "tags: Some([])"),
        ("csv=%5Ba%5D,%7Bb,5", r#"csv: Some(["[a]", "{b", "5"])"#),
        ("csv=a%2Cb", r#"csv: Some(["a,b"])"#),
        ("space=%5Ba%20b", r#"space: Some(["[a", "b"])"#),
        ("pipe=%5Ba|b%7Cc", r#"pipe: Some(["[a", "b", "c"])"#),
        ("f%5Btext%5D=%5Ba", r#"text: Some("[a")"#),
        ("f[words]=%5B%22a%22%5D", r#"words: Some(["[\"a\"]"])"#),
        ("f[map][a.b]=%7B%7D", r#"map: Some({"a.b": "{}"})"#),
    ] {
        let seen = world.asked(&format!("/styles/lists?{query}"), "").await;
        assert!(seen.contains(part), "{query}: {seen}");
    }
    let headers = "X-Tags: [a], b\r\nX-Map: a=[1],b={}\r\nCookie: cookie=[a],%5B%22b%22%5D\r\n";
    let seen = world.asked("/styles/lists", headers).await;
    for part in [
        r#"x_tags: Some(["[a]", "b"])"#,
        r#"x_map: Some({"a": "[1]", "b": "{}"})"#,
        r#"cookie: Some(["[a]", "[\"b\"]"])"#,
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
}

#[tokio::test]
async fn lists_nest_as_json_or_in_brackets() {
    let world = World::new().await;
    for (query, part) in [
        ("m=%5B%22a%22%5D", r#"m: Some([["a"]])"#),
        ("m=%5B%5D&m=%5B%22a%22%5D", r#"m: Some([[], ["a"]])"#),
        ("grid=%5B1%2C2%5D,%5B%5D", "grid: Some([[1, 2], []])"),
        ("f[list][][k]=1", "list: Some([NestedList"),
        ("f[list][0][k]=1", "k: 1"),
        ("f[list][][k]=1&f[list][][k]=2", "k: 2"),
        (
            "f[list][0][k]=1&f[list][0][other]=%5B",
            r#"k: 1, other: Some("[")"#,
        ),
        ("f[grid][][]=1", "grid: Some([[1]])"),
        ("f[grid][][]=1&f[grid][][]=2", "grid: Some([[1], [2]])"),
        (
            "f[grid][1][0]=3&f[grid][0][]=1&f[grid][0][]=2",
            "grid: Some([[1, 2], [3]])",
        ),
        ("f[words][1]=b&f[words][0]=a", r#"words: Some(["a", "b"])"#),
        ("f[words][]=a", r#"words: Some(["a"])"#),
        ("f[words][]=", r#"words: Some([""])"#),
        ("f[words]=", "words: Some([])"),
        ("f[map][a[b]=1", r#"map: Some({"a[b": "1"})"#),
        ("f[map][0]=1", r#"map: Some({"0": "1"})"#),
    ] {
        let seen = world.asked(&format!("/styles/lists?{query}"), "").await;
        assert!(seen.contains(part), "{query}: {seen}");
    }
    for (query, name) in [
        ("m=x", "m"),
        ("m=%5B1%5D", "m"),
        ("grid=1", "grid"),
        ("f[list][][k]=1&f[list][][other]=x", "f"),
        ("f[list][x][k]=1", "f"),
        ("f[list][0][k]=1&f[list][00][k]=2", "f"),
        ("f[text][a]=1", "f"),
        ("f[text]=1&f[text]=2", "f"),
        ("f[text][]=1", "f"),
        ("f[words]=a&f[words][]=b", "f"),
        ("f[map]=x", "f"),
        ("f[unknown]=1", "f"),
        ("f[map][a]b=1", "f"),
        ("f[share]=NaN", "f"),
        ("f=x", "f"),
    ] {
        world
            .refused(&format!("/styles/lists?{query}"), "", name)
            .await;
    }
}

#[tokio::test]
async fn escaped_delimiters_divide_what_cannot_hold_them() {
    let world = World::new().await;
    let query = "ids=36%2C47&shares=1.5%2c2&levels=low%2Cvery%20high&days=2020-01-02%7C2020-01-03";
    let target = format!("/styles/plain/1%2C2?{query}");
    let seen = world.asked(&target, "Cookie: cookie=3%2C4\r\n").await;
    assert_eq!(
        seen,
        "StylePlainRequest { path: [1, 2], ids: Some([36, 47]), shares: Some([1.5, 2.0]), levels: Some([Low, VeryHigh]), days: Some([2020-01-02, 2020-01-03]), switches: None, uuids: None, hosts: None, digests: None, tokens: None, words: None, either: None, share: None, x_share: None, cookie: Some([3, 4]) }"
    );
    let uuid = "00000000-0000-4000-8000-00000000000";
    for (query, part) in [
        ("switches=true%2Cfalse,true".to_owned(), "switches: Some([true, false, true])"),
        (
            format!("uuids={uuid}1%2c{uuid}2"),
            "uuids: Some([00000000-0000-4000-8000-000000000001, 00000000-0000-4000-8000-000000000002])",
        ),
        (
            "hosts=127.0.0.1%2C%3A%3A1".to_owned(),
            "hosts: Some([Ipv4(127.0.0.1), Ipv6(::1)])",
        ),
        ("digests=AQI%3D%2CAw%3D%3D".to_owned(), "digests: Some(["),
        ("tokens=AQ-_%2CAw".to_owned(), r#"tokens: Some(["AQ-_", "Aw"])"#),
        // None of these has a blank, but one has a comma.
        ("words=a%20b%2Cc+a".to_owned(), "words: Some([A, BC, A])"),
        ("either=a,b%2Cc".to_owned(), "either: Some([A, BC])"),
    ] {
        let seen = world.asked(&format!("/styles/plain/1?{query}"), "").await;
        assert!(seen.contains(part), "{query}: {seen}");
    }
    world.refused("/styles/plain/1?either=a%2Ca", "", "either").await;
    world.refused("/styles/plain/1?switches=true%2C1", "", "switches").await;
    let seen = world.asked("/styles/plain/1,2?ids=", "").await;
    assert!(seen.contains("path: [1, 2], ids: Some([])"), "{seen}");
    for value in ["NaN", "inf", "-Infinity", "1e400", "infinity", "nan"] {
        let target = format!("/styles/plain/1?share={value}&shares=1,{value}");
        world.refused(&target, "", "share").await;
        world.refused(&target, "", "shares").await;
        let header = format!("X-Share: {value}\r\n");
        world.refused("/styles/plain/1", &header, "X-Share").await;
        let (answer, _) = world.posted(&format!("share={value}")).await;
        assert!(answer.starts_with("422"), "{answer}");
    }
    world
        .refused("/styles/plain/1?ids=1&ids=2", "", "ids")
        .await;
    world
        .refused("/styles/plain/1?share=1&share=2", "", "share")
        .await;
    let twice = "Cookie: cookie=1\r\nCookie: cookie=2\r\n";
    world.refused("/styles/plain/1", twice, "cookie").await;
    world
        .refused("/styles/text/a/.a/;matrix=a", twice, "cookie")
        .await;
}

#[tokio::test]
async fn each_union_is_read_by_itself() {
    let world = World::new().await;
    for (query, part) in [
        (
            "all=5&all=true&all=007&all=%5B1%5D&all=&all=null",
            r#"all: Some([Integer(5), Boolean(true), String("007"), String("[1]"), String(""), String("null")])"#,
        ),
        ("either=a", r#"either: Some(String("a"))"#),
        ("either=a%2Cb", r#"either: Some(String("a,b"))"#),
        ("either=%5B%22a%22%5D", r#"either: Some(String("[\"a\"]"))"#),
        ("either=a,b", r#"(["a", "b"]))"#),
        (
            "shape[radius]=1&shape[label]=5",
            r#"radius: 1, label: Some("5")"#,
        ),
        (
            "shape[side]=1&shape[label]=5",
            r#"side: "1", label: Some(5)"#,
        ),
        ("mixed=a&mixed=1&mixed=2&mixed=true", "mixed: Some(["),
    ] {
        let seen = world.asked(&format!("/styles/unions?{query}"), "").await;
        assert!(seen.contains(part), "{query}: {seen}");
    }
    world.refused("/styles/unions?mixed=3", "", "mixed").await;
    world
        .refused("/styles/unions?shape[radius]=x", "", "shape")
        .await;
}

#[tokio::test]
async fn strangers_are_nobodys_members() {
    let world = World::new().await;
    // No parameter has a name that isn't percent-encoded UTF-8.
    let seen = world
        .asked(
            "/styles/lists?%zz=1&tags=a&%ff=%zz&x=%zz",
            "Cookie: %zz=1; cookie=a\r\n",
        )
        .await;
    assert!(seen.contains(r#"tags: Some(["a"])"#), "{seen}");
    assert!(seen.contains(r#"cookie: Some(["a"])"#), "{seen}");
    let query = "fixed=1&limit=2&color[R]=1&color[G]=2&color[B]=3&R=4&G=5&B=6&a%26b=x%3D&%zz=1";
    let seen = world
        .asked(&format!("/styles/free?{query}"), "Cookie: one=a; two=b\r\n")
        .await;
    assert_eq!(
        seen,
        r#"StyleFreeRequest { limit: Some(2), color: Some(Color { r: 1, g: 2, b: 3 }), exploded: Some(Color { r: 4, g: 5, b: 6 }), rest: Some({"a&b": "x="}), one: Some(["a"]), others: Some({"two": "b"}) }"#
    );
}

#[tokio::test]
async fn forms_take_what_is_nested() {
    let world = World::new().await;
    for (form, part) in [
        ("f=%7B%22text%22%3A%22a%22%7D", r#"text: Some("a")"#),
        ("f[list][][k]=1", "k: 1"),
        ("f[list][0][k]=1", "k: 1"),
        ("d[grid][][]=1", "grid: Some([[1]])"),
        ("f%5Bgrid%5D%5B0%5D%5B%5D=1", "grid: Some([[1]])"),
        ("tags[]=a&tags[]=%5Bb", r#"tags: Some(["a", "[b"])"#),
        ("tags=%5BWIP%5D", r#"tags: Some(["[WIP]"])"#),
        ("tags=%5B%22a%22%5D", r#"tags: Some(["[\"a\"]"])"#),
        ("pipe=a|b", r#"pipe: Some(["a", "b"])"#),
        (
            "either=5&k=v",
            r#"rest: Some({"k": "v"}), either: Some(Integer(5))"#,
        ),
    ] {
        let (answer, seen) = world.posted(form).await;
        assert!(answer.starts_with("204"), "{form}: {answer}");
        assert!(seen.contains(part), "{form}: {seen}");
    }
    for form in [
        "f=x",
        "f[nothing]=1",
        "f[text]=1&f=%7B%7D",
        "tags=a&tags[]=b",
        "pipe=a&pipe=b",
        "d[list][][k]=1&d[list][][other]=x",
    ] {
        let (answer, seen) = world.posted(form).await;
        assert!(answer.starts_with("422"), "{form}: {answer} {seen}");
    }
}
