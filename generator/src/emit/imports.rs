//! The imports of emitted files, collected from what the files say.
//!
//! A template writes `use imports;` where they go. Whatever the file then names at the beginning of
//! a path, and the crate's list has, is imported: `Call` in `call: &mut Call` as
//! `use crate::support::call::Call;`. A name that is listed is never one of the document's, as
//! `names` reserves it, so that it can mean nothing else.
//!
//! Where a name stands says what it can be: before `::` a module or a type, before a parenthesis a
//! function or a type, before `!` a macro, and anywhere else a type. Fields, methods, variants and
//! attributes are no beginnings of paths.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// A placeholder: templates write this line, and once the rest of the file is rendered, the imports
/// that it needs take its place.
pub(super) const PLACE: &str = "use imports;";

/// What a name is, as far as the code around it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Type,
    Module,
    Function,
    Macro,
}

/// What the files of a crate may import.
#[derive(Clone, Default)]
pub(super) struct Imports(BTreeMap<(Kind, String), String>);

impl Imports {
    /// A list of paths. The last segment of a module ends in `::`, of a function in `()`, and of a
    /// macro in `!`.
    pub(super) fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Self::default().with(paths)
    }

    /// The same with some more.
    pub(super) fn with(&self, paths: impl IntoIterator<Item = String>) -> Self {
        let mut imports = self.clone();
        paths.into_iter().for_each(|path| imports.add(&path));
        imports
    }

    fn add(&mut self, path: &str) {
        let (kind, path) = split(path);
        let name = name(path).to_owned();
        self.0.insert((kind, name), path.to_owned());
    }

    /// The declarations that a file with these items needs, beside those that it has.
    pub(super) fn of<'a>(&self, items: impl Iterator<Item = &'a Names> + Clone) -> String {
        let own: BTreeSet<&str> = items.clone().flat_map(Names::own).collect();
        let mentioned = items.flat_map(|names| &names.mentioned);
        // Nothing that an item defines hides a macro.
        let is_own =
            |(kind, name): &(Kind, String)| *kind != Kind::Macro && own.contains(name.as_str());
        let mentioned = mentioned.filter(|mention| !is_own(mention));
        let found = mentioned.filter_map(|mention| self.0.get(mention));
        written(&found.map(String::as_str).collect())
    }
}

/// Puts the declarations where a file asks for them, if it does.
pub(super) fn place(text: String, declarations: &str) -> String {
    // At the start of a line: a summary in the docs may say the same.
    let marker = format!("\n{PLACE}\n\n");
    let blank = if declarations.is_empty() { "" } else { "\n" };
    text.replacen(&marker, &format!("\n{declarations}{blank}"), 1)
}

/// What a listed path leads to, and the path alone.
fn split(path: &str) -> (Kind, &str) {
    for (end, kind) in [
        ("::", Kind::Module),
        ("()", Kind::Function),
        ("!", Kind::Macro),
    ] {
        if let Some(path) = path.strip_suffix(end) {
            return (kind, path);
        }
    }
    (Kind::Type, path)
}

fn name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The name of a listed path, if it is that of a type.
pub(super) fn type_name(path: &str) -> Option<&str> {
    let (kind, path) = split(path);
    (kind == Kind::Type).then(|| name(path))
}

/// The name of what an item defines.
fn defined(item: &syn::Item) -> Option<String> {
    let name = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Mod(item) => &item.ident,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// The names that items define or import, and those that they mention.
#[derive(Default)]
pub(super) struct Names {
    /// What these mean, the file says itself.
    own: Vec<String>,
    mentioned: BTreeSet<(Kind, String)>,
}

impl Names {
    /// Those of the items of a file, or of a part of one.
    pub(super) fn of(file: &syn::File) -> Self {
        let mut mentions = Mentions::default();
        let mut own = Vec::new();
        for item in &file.items {
            match item {
                syn::Item::Use(item) => leaves(&item.tree, &mut own),
                // Of variants only what they hold.
                syn::Item::Enum(item) => {
                    own.push(item.ident.to_string());
                    let fields = item.variants.iter().map(|variant| &variant.fields);
                    fields.for_each(|fields| mentions.tokens(fields.to_token_stream(), false));
                }
                item => {
                    own.extend(defined(item));
                    mentions.tokens(item.to_token_stream(), false);
                }
            }
        }
        Self {
            own,
            mentioned: mentions.found,
        }
    }

    /// Those that code mentions which is a part of an item.
    pub(super) fn in_code(code: TokenStream) -> Self {
        let mut mentions = Mentions::default();
        mentions.tokens(code, false);
        Self {
            own: Vec::new(),
            mentioned: mentions.found,
        }
    }

    /// Adds a name that the items define, where only a macro says so.
    pub(super) fn define(&mut self, name: String) {
        self.own.push(name);
    }

    /// Adds what a part of the item mentions.
    pub(super) fn mention(&mut self, part: Self) {
        self.mentioned.extend(part.mentioned);
    }

    fn own(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(String::as_str)
    }
}

/// The names that tokens mention.
#[derive(Default)]
struct Mentions {
    /// Names that mean something else here.
    hidden: Vec<String>,
    found: BTreeSet<(Kind, String)>,
}

impl Mentions {
    /// Notes the names that tokens use. Inside a macro call an identifier can be anything (a label, a
    /// field), so there only one with `::` behind it counts as a name to import.
    fn tokens(&mut self, tokens: TokenStream, in_macro: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let before = self.hidden.len();
        self.hidden.extend(imported(&tokens));
        for (index, token) in tokens.iter().enumerate() {
            let place = Place {
                tokens: &tokens,
                index,
            };
            match token {
                // Docs are text, and what is derived is no type.
                TokenTree::Group(_) if place.follows(&['#']) => {}
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), in_macro || place.is_in_macro());
                }
                TokenTree::Ident(name) if place.begins_path() => {
                    let kinds = place.kinds(in_macro);
                    kinds.iter().for_each(|kind| self.mention(*kind, name));
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        self.hidden.truncate(before);
    }

    fn mention(&mut self, kind: Kind, name: &Ident) {
        let name = name.to_string();
        if !self.hidden.contains(&name) {
            self.found.insert((kind, name));
        }
    }
}

/// Where a token stands.
struct Place<'a> {
    tokens: &'a [TokenTree],
    index: usize,
}

impl Place<'_> {
    fn before(&self, steps: usize) -> Option<&TokenTree> {
        let index = self.index.checked_sub(steps)?;
        self.tokens.get(index)
    }

    /// Whether these signs stand before it.
    fn follows(&self, signs: &[char]) -> bool {
        let steps = (1..=signs.len()).rev();
        signs.iter().zip(steps).all(|(sign, steps)| {
            matches!(self.before(steps), Some(TokenTree::Punct(punct)) if punct.as_char() == *sign)
        })
    }

    /// Whether it is what a macro is called with.
    fn is_in_macro(&self) -> bool {
        self.follows(&['!']) && matches!(self.before(2), Some(TokenTree::Ident(_)))
    }

    /// Whether a name here is neither a field nor a method, goes on no path, names no lifetime, and
    /// isn't what a function is called.
    fn begins_path(&self) -> bool {
        let is_named = matches!(self.before(1), Some(TokenTree::Ident(word)) if word == "fn");
        // Behind two dots stands a value.
        let is_member = self.follows(&['.']) && !self.follows(&['.', '.']);
        !is_named && !is_member && !self.follows(&[':', ':']) && !self.follows(&['\''])
    }

    /// What a name here may be.
    fn kinds(&self, in_macro: bool) -> &'static [Kind] {
        match self.tokens.get(self.index + 1) {
            Some(TokenTree::Punct(punct))
                if punct.as_char() == ':' && punct.spacing() == Spacing::Joint =>
            {
                &[Kind::Module, Kind::Type]
            }
            _ if in_macro => &[],
            Some(TokenTree::Punct(punct))
                if punct.as_char() == '!' && punct.spacing() == Spacing::Alone =>
            {
                &[Kind::Macro]
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                &[Kind::Function, Kind::Type]
            }
            _ => &[Kind::Type],
        }
    }
}

/// The names that the declarations in a block bring, which hide other things of the name.
fn imported(tokens: &[TokenTree]) -> Vec<String> {
    let mut names = Vec::new();
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        if matches!(token, TokenTree::Ident(word) if word == "use") {
            let path = tokens.by_ref();
            let path = path.take_while(
                |token| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'),
            );
            path.for_each(|token| idents(token, &mut names));
        }
    }
    names
}

fn idents(token: &TokenTree, names: &mut Vec<String>) {
    match token {
        TokenTree::Ident(name) => names.push(name.to_string()),
        TokenTree::Group(group) => {
            let inner = group.stream().into_iter();
            inner.for_each(|token| idents(&token, names));
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
    }
}

/// The names that a `use` brings.
fn leaves(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree, names),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(name) => names.push(name.rename.to_string()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
        _ => {}
    }
}

/// The declarations, in the order that rustfmt has: what one module has in one of them, and those of
/// the standard library, of other crates and of the crate itself apart.
fn written(paths: &BTreeSet<&str>) -> String {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        let (parent, name) = path.rsplit_once("::").unwrap_or(("", path));
        modules.entry(parent).or_default().push(name);
    }
    merge_modules(&mut modules);
    let mut declarations: Vec<(u8, Vec<&str>, String)> = Vec::new();
    for (parent, names) in &modules {
        let (last, text) = match names.as_slice() {
            [name] => (*name, format!("use {parent}::{name};\n")),
            names => ("{", format!("use {parent}::{{{}}};\n", names.join(", "))),
        };
        let segments = parent.split("::").chain([last]).collect();
        declarations.push((group(parent), segments, wrapped(text)));
    }
    declarations.sort();
    let mut text = String::new();
    let mut last = None;
    for (group, _, declaration) in &declarations {
        // What is named from the parent stands with what is named from the root.
        let block = (*group).min(2);
        if last.is_some_and(|last| last != block) {
            text.push('\n');
        }
        last = Some(block);
        text.push_str(declaration);
    }
    text
}

/// Imports a module together with what is in it, as `self`.
fn merge_modules(modules: &mut BTreeMap<&str, Vec<&str>>) {
    let parents: Vec<&str> = modules.keys().copied().collect();
    for parent in parents {
        let Some((above, name)) = parent.rsplit_once("::") else {
            continue;
        };
        let Some(siblings) = modules.get_mut(above) else {
            continue;
        };
        let count = siblings.len();
        siblings.retain(|sibling| *sibling != name);
        if siblings.len() == count {
            continue;
        }
        if siblings.is_empty() {
            modules.remove(above);
        }
        modules.entry(parent).or_default().insert(0, "self");
    }
}

/// Lines longer than this are broken, as rustfmt does.
pub(super) const MAX_WIDTH: usize = 100;

pub(super) fn wrapped(line: String) -> String {
    if line.trim_end().len() <= MAX_WIDTH {
        return line;
    }
    match syn::parse_str::<syn::File>(&line) {
        Ok(file) => prettyplease::unparse(&file),
        // The check of the whole file will say where it is.
        Err(_) => line,
    }
}

/// What sorts a declaration before others.
fn group(path: &str) -> u8 {
    match path.split("::").next() {
        Some("std") => 0,
        Some("super") => 2,
        Some("crate") => 3,
        _ => 1,
    }
}
