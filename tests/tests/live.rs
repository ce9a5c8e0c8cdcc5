//! Nothing in a document is live in what is emitted: no HTML, no image, no address but of a web
//! page, wherever it stands. What Markdown makes of a text is asked of the parser that rustdoc uses.

use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::support::{config, generate};
use oasmith::output::MARKER;
use oasmith::source::Source;

const TEXTS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://a.example/p.png)",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "x[^1]\n\n[^1]: <b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "</code></pre><script>",
    "`x`` <script> ` ``",
    "`\\`<script>`",
    "\\\\<script>",
    "x\n<script>\n\n<style>",
    "```\n<script>",
    "```html\n<b>\n````\n<script>",
    "~~~\n<b>\n~~~\n<script>",
    "- ```\n  x\n- <script>",
    "| `a | <script>` |\n|---|---|\n| `b | <script>` |",
    "a `x | <script>`\n:-|:-",
    "<!-- <script> -->",
    "<b\n>x</b\n>",
    "--><script>",
    "*/ <script> /*",
    "    <script>",
    "\t<script>",
    "> <script>",
    "a\u{202e}<script>\u{2066}b\u{200b}",
    "https://a.example/<script>",
    "a\u{202a}\u{2067}\u{2069}b\u{feff}c\u{200e}d\u{2028}e\u{7f}f\u{1b}[31m",
    "</title><script>",
];

/// What a reader of the Markdown would get that nobody may put there.
fn live(markdown: &str) -> Option<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    Parser::new_ext(markdown, options).find_map(|event| match event {
        // The one comment that is ours.
        Event::Html(text) if text.trim() == format!("<!-- {MARKER} -->") => None,
        Event::Html(text) | Event::InlineHtml(text) | Event::FootnoteReference(text) => {
            Some(text.to_string())
        }
        Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let is_path = |text: &str| {
                text.chars()
                    .all(|char| char.is_ascii_alphanumeric() || "_:#.-".contains(char))
                    && !text.starts_with("javascript:")
            };
            let is_page = dest_url.starts_with("https://") || dest_url.starts_with("http://");
            (!is_page && !is_path(&dest_url)).then(|| dest_url.to_string())
        }
        _ => None,
    })
}

/// Whether a character can't be seen or turns the direction of writing, so that code isn't what it
/// looks like; `rustc` refuses some of them.
fn is_hidden(char: char) -> bool {
    char.is_control() && char != '\n'
        || matches!(
            char,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

/// The doc comments among some tokens, each as one text.
fn docs(tokens: TokenStream, found: &mut Vec<String>) {
    let mut comment = String::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                match inside.as_slice() {
                    [
                        TokenTree::Ident(name),
                        TokenTree::Punct(_),
                        TokenTree::Literal(text),
                    ] if name == "doc" => {
                        let text: syn::LitStr = syn::parse_str(&text.to_string()).unwrap();
                        comment.push_str(text.value().strip_prefix(' ').unwrap_or(&text.value()));
                        comment.push('\n');
                        continue;
                    }
                    _ => docs(group.stream(), found),
                }
            }
            TokenTree::Punct(sign) if "#!".contains(sign.as_char()) => continue,
            _ => {}
        }
        if !comment.is_empty() {
            found.push(std::mem::take(&mut comment));
        }
    }
    found.extend(Some(comment).filter(|comment| !comment.is_empty()));
}

/// A document that says a text wherever one can stand.
fn everywhere(text: &str) -> Value {
    let schema = json!({
        "title": text, "description": text, "type": "object", "required": [text],
        "properties": {
            text: {"description": text, "type": "string", "default": text},
            "kind": {
                "type": "string", "enum": [text, "b"], "description": text,
                "x-enum-varnames": [text, "B"], "x-enum-descriptions": [text, text],
            },
            "either": {"oneOf": [{"title": text, "type": "string"}, {"type": "integer"}]},
            "one": {"const": text, "description": text},
        },
        "deprecated": true, "example": text,
    });
    let parameter = |place: &str| json!({"name": text, "in": place, "description": text, "schema": {"type": "string", "enum": [text, "b"], "default": text}});
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}, "text/plain": {"schema": {"type": "string"}}});
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": text, "version": text, "summary": text, "description": text,
            "contact": {"name": text, "url": text}, "license": {"name": text},
            "termsOfService": text,
        },
        "servers": [{"url": format!("https://a.example/{text}/{{v}}"), "description": text, "variables": {"v": {"default": text, "enum": [text, "b"], "description": text}}}],
        "tags": [{"name": text, "description": text, "externalDocs": {"url": text, "description": text}}],
        "paths": {
            "/a": {"summary": text, "description": text, "post": {
                "operationId": text, "summary": text, "description": text, "tags": [text, "b"],
                "deprecated": true,
                "externalDocs": {"url": text, "description": text},
                "servers": [{"url": format!("https://b.example/{text}"), "description": text}],
                "parameters": [parameter("query"), parameter("cookie")],
                "security": [{text: [text]}],
                "requestBody": {"description": text, "required": true, "content": content},
                "responses": {
                    "200": {"description": text, "content": content, "headers": {"x-a": {"description": text, "schema": {"type": "string", "description": text}}}},
                    "400": {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}, text: {"schema": {"type": "string"}}}},
                    "default": {"description": text},
                },
            }, "get": {"summary": text, "responses": {"204": {"description": text}}}},
            (format!("/b/{}", text.replace(['{', '}', '?', '#'], ""))): {"get": {
                "operationId": "b", "tags": ["b"], "description": text,
                "responses": {"200": {"description": text}},
            }},
        },
        "components": {
            "schemas": {"A": schema, "B": {"description": text, "type": "array", "items": {"$ref": "#/components/schemas/A"}}, text: {"type": "string"}},
            "securitySchemes": {text: {"type": "apiKey", "name": "k", "in": "header", "description": text}},
        },
    })
}

#[test]
fn no_text_of_a_document_is_live() {
    for text in TEXTS {
        let document = everywhere(text).to_string();
        let made = generate(&Source::from_text("a.json", document), &config("sample"));
        let mut seen = 0;
        for (path, content) in made.output.iter() {
            let hidden = content.chars().find(|char| is_hidden(*char));
            assert_eq!(hidden, None, "{text:?} in {path}");
            if path.ends_with(".md") {
                assert_eq!(live(content), None, "{text:?} in {path}");
            } else if path.ends_with(".rs") {
                let mut found = Vec::new();
                docs(content.parse().unwrap(), &mut found);
                seen += found.len();
                for comment in found {
                    assert_eq!(live(&comment), None, "{text:?} in {path}:\n{comment}");
                }
            }
        }
        assert!(seen > 100, "{text:?}: {seen} comments");
    }
}
