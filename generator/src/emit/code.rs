//! Items as text: parsed as tokens, formatted by `prettyplease`, put together with a blank line
//! between.

use proc_macro2::{Ident, Literal, Span, TokenStream};

use super::docs;
use super::imports::Names;

/// An identifier that `names` gave.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A text as it stands in code.
pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// An item of a file as text. What it was made of was parsed before: the text is Rust, and needs no
/// second look.
#[derive(Default)]
pub(super) struct Code {
    pub(super) text: String,
    /// What the file may have to import for it.
    pub(super) names: Names,
    /// Why it isn't Rust, which is a mistake of ours.
    pub(super) fault: Option<syn::Error>,
}

/// Formats items.
pub(super) fn format(items: TokenStream) -> Code {
    formatted(syn::parse2(items))
}

/// The call of a macro, or what else is written as text: its lines stay as they are.
pub(super) fn verbatim(text: String) -> Code {
    match syn::parse_str::<syn::File>(&text) {
        Ok(file) => Code {
            text,
            names: Names::of(&file),
            fault: None,
        },
        Err(fault) => Code::faulty(fault),
    }
}

/// What is left of a line of a macro call behind the indentation.
const WIDTH: usize = 96;

/// The call of a macro whose lines are written one by one. What its code names isn't read from the lines,
/// for there a name can be anything.
pub(super) struct MacroCall {
    text: String,
    /// Code of the lines, apart from them.
    code: TokenStream,
}

impl MacroCall {
    /// A call without lines.
    pub(super) fn new(name: &str) -> Self {
        Self {
            text: format!("{name}! {{\n"),
            code: TokenStream::new(),
        }
    }

    /// Adds a line, or several, without the indentation.
    pub(super) fn line(&mut self, line: &str) {
        for line in line.lines() {
            if !line.is_empty() {
                self.text.push_str("    ");
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds lines of docs.
    pub(super) fn docs(&mut self, lines: &[String]) {
        self.text.push_str(&docs::outer(lines, 4));
        self.text.push('\n');
    }

    /// Adds lines of docs within braces.
    pub(super) fn inner_docs(&mut self, lines: &[String]) {
        self.text.push_str(&docs::outer(lines, 8));
        self.text.push('\n');
    }

    /// Formats a type of a line.
    pub(super) fn kind(&mut self, tokens: TokenStream) -> String {
        self.code.extend(tokens.clone());
        // So that the names of one type and of the next are told apart.
        self.code.extend(quote::quote!(;));
        type_text(tokens)
    }

    /// Formats an expression of a line.
    pub(super) fn value(&mut self, tokens: TokenStream) -> String {
        self.code.extend(tokens.clone());
        self.code.extend(quote::quote!(;));
        expression(tokens)
    }

    /// Adds a line that ends in the call of a function: in one line if it is short enough, else in
    /// as few as rustfmt would take.
    pub(super) fn call(&mut self, head: &str, function: &str, arguments: &[String], end: char) {
        self.write_call("", head, function, arguments, end);
    }

    /// The same within braces.
    pub(super) fn inner_call(
        &mut self,
        head: &str,
        function: &str,
        arguments: &[String],
        end: char,
    ) {
        self.write_call("    ", head, function, arguments, end);
    }

    /// Adds a line that ends in a list, or a line for each of its elements.
    pub(super) fn list(&mut self, head: &str, elements: &[String], end: char) {
        let line = format!("{head}[{}]{end}", elements.join(", "));
        if line.chars().count() <= WIDTH {
            return self.line(&line);
        }
        self.line(&format!("{head}["));
        for element in elements {
            self.line(&format!("    {element},"));
        }
        self.line(&format!("]{end}"));
    }

    /// Adds the end of a line that a call left open with a comma: a closure of these statements.
    pub(super) fn closure(&mut self, parameters: &str, statements: TokenStream) {
        self.code.extend(statements.clone());
        self.code.extend(quote::quote!(;));
        let body = expression(quote::quote!({ #statements }));
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        let closure = format!("|{parameters}| {body};");
        let (first, rest) = closure.split_once('\n').unwrap_or((&closure, ""));
        self.text.push(' ');
        self.text.push_str(first);
        self.text.push('\n');
        self.line(rest);
    }

    fn write_call(
        &mut self,
        indent: &str,
        head: &str,
        function: &str,
        arguments: &[String],
        end: char,
    ) {
        let head = &format!("{indent}{head}");
        let joined = arguments.join(", ");
        let call = format!("{function}({joined}){end}");
        let is_short = |line: &str| line.chars().count() <= WIDTH && !line.contains('\n');
        let line = format!("{head}{call}");
        if is_short(&line) {
            return self.line(&line);
        }
        let broken = format!("{indent}    {call}");
        let opens_line = head.trim_end();
        let last = opens_line.lines().last().unwrap_or_default();
        if opens_line.ends_with(['=', '>']) && is_short(&broken) && is_short(last) {
            self.line(opens_line);
            return self.line(&broken);
        }
        self.line(&format!("{head}{function}("));
        let joined = format!("{indent}    {joined}");
        if is_short(&joined) {
            self.line(&joined);
        } else {
            for argument in arguments {
                let argument = argument.replace('\n', &format!("\n{indent}    "));
                self.line(&format!("{indent}    {argument},"));
            }
        }
        self.line(&format!("{indent}){end}"));
    }

    /// The whole call.
    pub(super) fn finish(mut self) -> Code {
        self.text.push('}');
        let mut code = verbatim(self.text);
        code.names.mention(Names::in_code(self.code));
        code
    }
}

impl Code {
    fn faulty(fault: syn::Error) -> Self {
        Self {
            fault: Some(fault),
            ..Self::default()
        }
    }
}

fn formatted(file: syn::Result<syn::File>) -> Code {
    match file {
        Ok(file) => Code {
            text: docs::expand(prettyplease::unparse(&file).trim_end()),
            names: Names::of(&file),
            fault: None,
        },
        Err(fault) => Code::faulty(fault),
    }
}

/// Formats a type. What isn't one is given back as tokens, for the item that it becomes a part of to
/// say so.
pub(super) fn type_text(tokens: TokenStream) -> String {
    part("type X = ", &quote::quote!(type X = #tokens;))
}

/// Formats an expression, as [`type_text`] does a type.
pub(super) fn expression(tokens: TokenStream) -> String {
    part("const X: X = ", &quote::quote!(const X: X = #tokens;))
}

/// What stands in an item between `head` and the semicolon.
fn part(head: &str, item: &TokenStream) -> String {
    let item = match syn::parse2::<syn::File>(item.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => item.to_string(),
    };
    let item = item.trim_end();
    let part = item.strip_prefix(head);
    let part = part.and_then(|part| part.strip_suffix(';'));
    part.unwrap_or(item).to_owned()
}

/// An `impl` or `trait` with its items, each of them formatted on its own so that a blank line sets
/// it apart: `head` is all that stands before the brace.
pub(super) fn block(head: &str, items: Vec<TokenStream>) -> Code {
    let whole = verbatim(format!("{head} {{}}"));
    let mut block = Code {
        text: format!("{head} {{\n"),
        ..whole
    };
    for (index, item) in items.into_iter().enumerate() {
        let item = format(item);
        if index > 0 {
            block.text.push('\n');
        }
        for line in item.text.lines() {
            if !line.is_empty() {
                block.text.push_str("    ");
                block.text.push_str(line);
            }
            block.text.push('\n');
        }
        block.names.mention(item.names);
        block.fault = block.fault.or(item.fault);
    }
    block.text.push('}');
    block
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::super::imports::Imports;
    use super::{MacroCall, literal};

    #[test]
    fn a_call_takes_as_few_lines_as_it_can() {
        let mut call = MacroCall::new("request");
        let short = [literal("q")];
        let long = [literal(&"a".repeat(35)), literal(&"b".repeat(35))];
        let longer = [literal(&"a".repeat(70)), literal(&"b".repeat(70))];
        let kind = call.kind(quote!(Option<types::Name>));
        call.call(&format!("q: {kind} = "), "query", &short, ';');
        call.call(&format!("q: {kind} = "), "query", &long, ';');
        call.call("", "operation", &long, ';');
        call.call("", "operation", &longer, ';');
        call.inner_call("status: u16 = ", "other_than", &short, ',');
        let (a, b) = ("a".repeat(35), "b".repeat(35));
        let expected = format!(
            "request! {{
    q: Option<types::Name> = query(\"q\");
    q: Option<types::Name> =
        query(\"{a}\", \"{b}\");
    operation(\"{a}\", \"{b}\");
    operation(
        \"{a}{a}\",
        \"{b}{b}\",
    );
        status: u16 = other_than(\"q\"),
}}"
        );
        assert_eq!(call.finish().text, expected);
    }

    #[test]
    fn what_the_lines_of_a_macro_name_can_be_imported() {
        let mut call = MacroCall::new("request");
        let kind = call.kind(quote!(Vec<FilePart>));
        call.line(&format!("files: {kind};"));
        let paths = ["crate::support::FilePart", "crate::support::request!"];
        let imports = Imports::new(paths.map(str::to_owned));
        let code = call.finish();
        let written = imports.of([&code.names].into_iter());
        assert_eq!(written, "use crate::support::{FilePart, request};\n");
    }
}
