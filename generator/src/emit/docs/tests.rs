use std::time::{Duration, Instant};

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{WIDTH, lines, plain, summary, text, wrap};

/// What rustdoc would make of it that it must not.
fn live(markdown: &str) -> Option<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    Parser::new_ext(markdown, options).find_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(text.to_string()),
        Event::FootnoteReference(name) => Some(name.to_string()),
        Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let is_safe = dest_url.starts_with("https://") || dest_url.starts_with("http://");
            (!is_safe).then(|| dest_url.to_string())
        }
        Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(language))) => {
            (&*language != "text").then(|| language.to_string())
        }
        Event::Start(Tag::CodeBlock(_)) => Some("indented code".to_owned()),
        _ => None,
    })
}

#[test]
fn nothing_that_is_put_together_is_live() {
    const PIECES: &[&str] = &[
        "`",
        "`",
        "``",
        "```",
        "|",
        " | ",
        "\n",
        "\n\n",
        "\n|---|---|\n",
        "\n:-|:-\n",
        "<b>",
        "</b>",
        "<script>",
        "<!--",
        "-->",
        "\\",
        "[",
        "]",
        "](",
        ")",
        "(",
        "!",
        "![x](",
        "http://a.example",
        "javascript:x",
        "> ",
        "- ",
        "1. ",
        "~~~",
        "    ",
        "&lt;",
        "&#60;",
        "a",
        "word ",
        "*",
        "**",
        "_",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<br>",
        "<li>",
        "<ul>",
        "<a href='javascript:x'>",
        "<a href=https://a.example>",
        "</a>",
        "<td>",
        "\t",
        "[x]: javascript:x\n",
        "[^1]",
        "- [ ] ",
        "<",
        ">",
        "\"",
        "'",
        "#",
        "`a|b`",
        "\u{202E}",
    ];
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap()
    };
    for _ in 0..5_000 {
        let count = 1 + next() % 40;
        let text: String = (0..count)
            .filter_map(|_| PIECES.get(next() % PIECES.len()).copied())
            .collect();
        let shown = wrap(&lines(&text), WIDTH).join("\n");
        assert_eq!(live(&shown), None, "{text:?} becomes {shown:?}");
        let list = wrap(&[format!("- `200`: {}", summary(&text))], WIDTH).join("\n");
        assert_eq!(live(&list), None, "{text:?} becomes {list:?}");
        let sentence = format!("Of *{}* 1.", plain(&text));
        assert_eq!(live(&sentence), None, "{text:?} becomes {sentence:?}");
    }
}

#[test]
fn prose_takes_time_in_line_with_its_length() {
    let started = Instant::now();
    for unit in [
        "[a](#)",
        "[a](http://a.example)",
        "](",
        "[](",
        "[",
        "![",
        "`",
        "``` ",
        "`` ` ",
        "<",
        "<b>",
        "<b></b>",
        "<div>",
        "<!--",
        "<!-- -->",
        "</b",
        "<a href='",
        "<br>",
        "<ul><br>",
        "<li>",
        "<pre>",
        "&lt;",
        "> ",
        ">",
        "- ",
        "1. ",
        "*a ",
        "**",
        "_a",
        "(",
        "((",
        "\\",
        "| ",
        "|-",
        "<td>",
        "http://",
        "a",
        "a ",
        "~",
        "#",
        "\n\n",
        "\n- ",
        "[a](http://a \"",
        "[a](a '",
        "<ul>",
        "\n\t",
        "</",
        "<b ",
        "word-",
        "`a` ",
        "[a][b] ",
    ] {
        for text in [
            unit.repeat(2_000_000 / unit.len()),
            format!("| {}", unit.repeat(20_000)),
        ] {
            let shown = wrap(&lines(&text), WIDTH).join("\n");
            assert!(shown.len() < 1_000_000, "{unit}");
            assert!(summary(&text).len() < 1_000_000, "{unit}");
        }
    }
    let number = "1".repeat(60_000);
    let text = format!("{number}. a\n{}", "  b\n".repeat(1_000));
    assert!(lines(&text).concat().len() < 1_000_000);
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn plain_text_is_shown_as_it_is() {
    for (text, shown) in [
        ("Users (v2) API", "Users (v2) API"),
        (
            "<script>alert(1)</script>",
            "\\<script\\>alert(1)\\</script\\>",
        ),
        ("a_b *c* `d`", "a\\_b \\*c\\* \\`d\\`"),
        ("[a](javascript:b)", "\\[a\\](javascript:b)"),
        ("R&D &lt;b&gt;", "R\\&D \\&lt;b\\&gt;"),
        ("at https://a.example\n1", "at https:\\//a.example 1"),
        ("\u{202E}\u{7}", ""),
    ] {
        assert_eq!(plain(text), shown);
    }
}

#[test]
fn nothing_becomes_a_doctest_a_link_or_html() {
    for (markdown, clean) in [
        ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
        ("```\nopen", "```text\nopen\n```"),
        ("text\n\n        code", "text\n\n   code"),
        (">     quoted", "> quoted"),
        ("-      item", "- item"),
        ("> ```rust", "> \\`\\`\\`rust"),
        ("see [Link] and <x>", "see \\[Link\\] and \\<x\\>"),
        ("a <b>bold</b> word", "a **bold** word"),
        ("a `<b>[c]` d", "a `<b>[c]` d"),
        ("odd ` tick [x]", "odd \\` tick \\[x\\]"),
        ("at https://example.com/a.", "at <https://example.com/a>."),
        ("[x](http://example.com)", "[x](http://example.com)"),
        ("![`x`](http://a.example)!", "[`x`](http://a.example)!"),
        ("[x](/docs#y) [y][z]", "x \\[y\\]\\[z\\]"),
        ("`[x](http://a.example)`", "`[x](http://a.example)`"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("<https://a.example>", "<https://a.example>"),
        ("a\\_b c\\d", "a\\_b c\\\\d"),
        ("a\u{202E}b", "ab"),
        ("- item\ngoes on", "- item\n\ngoes on"),
        ("1. item\n      goes on", "1. item\n   goes on"),
        ("> quote\ngoes on", "> quote\n\ngoes on"),
    ] {
        assert_eq!(lines(markdown).join("\n"), clean, "{markdown}");
    }
}

#[test]
fn lines_of_docs_are_set_apart_with_the_indent_of_the_first() {
    let lines = ["One.".to_owned(), String::new(), "Two.".to_owned()];
    let docs = super::attributes(&lines);
    let code = super::super::code::format(quote::quote!(#docs struct A { #docs a: u8 }));
    assert_eq!(
        code.text,
        "/// One.\n///\n/// Two.\nstruct A {\n    /// One.\n    ///\n    /// Two.\n    a: u8,\n}"
    );
    assert!(super::attributes(&[]).is_empty());
}

#[test]
fn a_terminal_gets_paragraphs_in_one_line() {
    for (markdown, expected) in [
        ("a\nb\n\n\nc\r\nd", "a b\n\nc d"),
        ("a\n- b\n  c\n- d\n", "a\n- b c\n- d"),
        ("a\n1. b\n10) c\n2023 d", "a\n1. b\n10) c 2023 d"),
        ("a\n```json\n{\n}\n```\nb", "a\n```json\n{\n}\n```\nb"),
        ("# a\nb\n| c |\n| d |\ne", "# a\nb\n| c |\n| d |\ne"),
        ("a\u{1B}[31m\u{202E}b", "a [31mb"),
        ("<p>a</p>", "a"),
        ("", ""),
    ] {
        assert_eq!(text(markdown), expected, "{markdown:?}");
    }
}
