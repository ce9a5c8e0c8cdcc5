//! Structs and enums that are defined inside of a macro call, such as `object! { pub struct A { … } }`.
//! They are written as text: the words of these macros aren't Rust, so no formatter takes them.

use proc_macro2::TokenStream;

use super::super::code::{Code, MacroCall};
use super::super::docs;
use super::super::imports::MAX_WIDTH;
use super::super::tokens::From;
use crate::view::RustType;

/// How many spaces a field or a variant is indented by.
const INDENT: usize = 8;

/// A call of a macro with the definition of a type.
pub(super) struct Definition {
    name: String,
    call: MacroCall,
}

impl Definition {
    /// Begins a definition.
    pub(super) fn new(macro_name: &str, name: &str, docs: &str, deprecated: bool) -> Self {
        let mut lines = docs::lines(docs);
        lines.extend(docs::deprecated(deprecated));
        let mut call = MacroCall::new(macro_name);
        call.docs(&lines);
        Self {
            name: name.to_owned(),
            call,
        }
    }

    /// Adds what is derived.
    pub(super) fn derive(&mut self, traits: &[&str]) {
        self.call.line(&format!("#[derive({})]", traits.join(", ")));
    }

    /// Adds the head: all up to the fields or variants.
    pub(super) fn head(&mut self, head: &str) {
        self.call.line(&format!("{head} {{"));
    }

    /// Adds a field or a variant with its docs. If it is too long for a line, it goes on in others
    /// before some of the parts.
    pub(super) fn member(&mut self, docs: &[String], parts: &[String]) {
        if !docs.is_empty() {
            self.call.inner_docs(docs);
        }
        for line in filled(parts, INDENT) {
            self.call.line(&format!("    {line}"));
        }
    }

    /// Formats a type of a member, on one line.
    pub(super) fn kind(&mut self, kind: &RustType) -> String {
        one_line(&self.call.kind(kind.tokens(From::Types)))
    }

    /// Formats a value of a member, on one line.
    pub(super) fn value(&mut self, tokens: TokenStream) -> String {
        one_line(&self.call.value(tokens))
    }

    /// Ends the definition; `last` are the lines behind it.
    pub(super) fn end(mut self, last: impl IntoIterator<Item = String>) -> Code {
        self.call.line("}");
        last.into_iter().for_each(|last| self.call.line(&last));
        let mut code = self.call.finish();
        code.names.define(self.name);
        code
    }
}

/// Parts with a space between and a comma behind them, on one line if that isn't too long: `indent` is
/// how many spaces the line is indented by.
pub(super) fn filled(parts: &[String], indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (index, part) in parts.iter().enumerate() {
        let width = indent + line.chars().count() + part.chars().count() + 2;
        if index > 0 && width > MAX_WIDTH {
            lines.push(line);
            line = "    ".to_owned();
        } else if index > 0 {
            line.push(' ');
        }
        line.push_str(part);
    }
    line.push(',');
    lines.push(line);
    lines
}

/// Code without the line breaks of a formatter. No type and no value has a string in it that goes on
/// in a second line.
fn one_line(code: &str) -> String {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let mut line = lines.join("\n");
    // The comma of a tuple of one has to stay.
    for (broken, whole) in [
        ("<\n", "<"),
        (",\n>", ">"),
        ("(\n", "("),
        ("\n)", ")"),
        ("\n", " "),
    ] {
        line = line.replace(broken, whole);
    }
    line
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{MAX_WIDTH, filled, one_line};
    use crate::emit::code::type_text;

    #[test]
    fn a_long_line_goes_on_in_another() {
        let parts = ["first".to_owned(), "x".repeat(MAX_WIDTH - 14)];
        let whole = format!("{} {},", parts[0], parts[1]);
        assert_eq!(filled(&parts, 4), [whole]);
        let broken = [parts[0].clone(), format!("    {},", parts[1])];
        assert_eq!(filled(&parts, 8), broken);
    }

    #[test]
    fn a_type_is_on_one_line_and_stays_what_it_is() {
        let long = quote::format_ident!("{}", "A".repeat(60));
        let text = type_text(quote!(Option<std::collections::BTreeMap<String, (#long,)>>));
        assert!(text.contains('\n'), "{text}");
        let line = format!("Option<std::collections::BTreeMap<String, ({long},)>>");
        assert_eq!(one_line(&text), line);
    }
}
