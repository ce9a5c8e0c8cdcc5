//! Who imports whom in the generator: each room only what its row allows, and nobody in a circle.
//!
//! A *room* is a module right below the crate's root. The imports are read off the source: every
//! `use`, and every path such as `crate::source::Pointer` that stands in code. A path is led
//! through the re-exports of a room to the module that defines the item, so that `pub use` in a
//! parent is no import of it; what a room re-exports of another one counts as its own. Tests may
//! import as they like.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree, Visibility};

use crate::support::{files, workspace};

/// What each room may import, beside itself.
const ALLOWED: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("method", &[]),
    ("select", &["method"]),
    ("parse", &["diagnostic", "method", "select", "source"]),
    ("formats", &[]),
    ("spec", &["method", "parse", "source"]),
    ("pattern", &[]),
    ("ir", &["formats", "method", "pattern", "source"]),
    (
        "lower",
        &[
            "diagnostic",
            "formats",
            "ir",
            "pattern",
            "select",
            "source",
            "spec",
        ],
    ),
    ("names", &["diagnostic", "formats", "ir", "source"]),
    ("config", &["diagnostic", "formats", "select", "source"]),
    (
        "view",
        &["config", "formats", "ir", "names", "pattern", "source"],
    ),
    // Of `names`, what it takes to say which names are reserved.
    (
        "emit",
        &["diagnostic", "names", "output", "threads", "view"],
    ),
    ("output", &["threads"]),
    ("threads", &[]),
    ("timings", &[]),
    // What strings the rooms together.
    (
        "",
        &[
            "config",
            "diagnostic",
            "emit",
            "formats",
            "ir",
            "lower",
            "names",
            "output",
            "parse",
            "source",
            "spec",
            "timings",
            "view",
        ],
    ),
    (
        "cli",
        &["", "config", "diagnostic", "output", "source", "timings"],
    ),
];

/// The rooms that a dependency belongs to. What isn't here is for every room.
const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("glob", &["select"]),
    ("heck", &["names"]),
    ("jsonschema_regex", &["pattern"]),
    ("miette", &["diagnostic"]),
    ("minijinja", &["emit"]),
    ("openapiv3", &["parse", "spec"]),
    ("percent_encoding", &["view"]),
    ("prettyplease", &["emit"]),
    ("proc_macro2", &["emit"]),
    ("quote", &["emit"]),
    ("regex", &["pattern"]),
    ("regex_syntax", &["pattern"]),
    ("regress", &["pattern"]),
    ("saphyr_parser", &["source"]),
    ("serde_yaml", &["parse"]),
    ("sha2", &["output"]),
    ("similar", &["output"]),
    ("strsim", &["parse"]),
    // A Rust type of `[formats]` is told from other text by parsing it.
    ("syn", &["emit", "formats"]),
    ("tempfile", &["output"]),
    ("unicode_ident", &["names"]),
    ("unicode_normalization", &["names"]),
    ("unicode_security", &["names"]),
];

/// A module by its path below the crate's root, such as `lower::passes`.
type Name = Vec<String>;

#[derive(Debug, Default)]
struct Module {
    /// The items that it defines.
    defined: BTreeSet<String>,
    /// What it re-exports: the name here, and the path of the item.
    exported: BTreeMap<String, Name>,
    /// The modules whose items it re-exports all.
    exported_all: Vec<Name>,
    /// The paths that it imports, or names in its code.
    imported: Vec<Name>,
    /// What the paths begin with that lead out of the crate.
    foreign: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Modules {
    modules: BTreeMap<Name, Module>,
    /// The modules that are only there for tests.
    tests: BTreeSet<Name>,
}

impl Modules {
    fn of_the_generator() -> Self {
        let source = workspace().join("generator/src");
        let mut texts = BTreeMap::new();
        for file in files(&source, &[]) {
            let name = file.strip_prefix(&source).unwrap();
            // The binary is a crate of its own.
            if name != Path::new("main.rs") && name.extension().is_some_and(|end| end == "rs") {
                texts.insert(module_of(name), fs::read_to_string(&file).unwrap());
            }
        }
        let mut modules = Self::default();
        for name in texts.keys() {
            modules.modules.insert(name.clone(), Module::default());
        }
        for (name, text) in texts {
            let items = syn::parse_file(&text).unwrap().items;
            modules.read(&name, &items);
        }
        modules
    }

    fn read(&mut self, name: &Name, items: &[Item]) {
        for item in items {
            match item {
                Item::Use(item) if !is_test(&item.attrs) => {
                    let exports = !matches!(item.vis, Visibility::Inherited);
                    self.read_use(name, &item.tree, Vec::new(), exports);
                }
                Item::Mod(item) => {
                    if is_test(&item.attrs) {
                        let mut tests = name.clone();
                        tests.push(item.ident.to_string());
                        self.tests.insert(tests);
                    } else if let Some((_, items)) = &item.content {
                        self.read(name, items);
                    }
                }
                item => {
                    let tokens = item.to_token_stream();
                    let module = self.modules.get_mut(name).unwrap();
                    module.defined.extend(defined(item));
                    self.read_code(name, tokens);
                }
            }
        }
    }

    fn read_use(&mut self, module: &Name, tree: &UseTree, before: Name, exports: bool) {
        let with = |ident: &syn::Ident| {
            let mut path = before.clone();
            path.push(ident.to_string());
            path
        };
        match tree {
            UseTree::Path(path) => self.read_use(module, &path.tree, with(&path.ident), exports),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.read_use(module, tree, before.clone(), exports);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                self.note(module, before, None, exports);
            }
            UseTree::Name(name) => {
                let shown = name.ident.to_string();
                self.note(module, with(&name.ident), Some(shown), exports);
            }
            UseTree::Rename(name) => {
                let shown = name.rename.to_string();
                self.note(module, with(&name.ident), Some(shown), exports);
            }
            UseTree::Glob(_) => {
                let Some(path) = self.absolute(module, &before) else {
                    return;
                };
                let own = self.modules.get_mut(module).unwrap();
                if exports {
                    own.exported_all.push(path);
                } else {
                    own.imported.push(path);
                }
            }
        }
    }

    fn note(&mut self, module: &Name, path: Name, shown: Option<String>, exports: bool) {
        let own = self.absolute(module, &path);
        let Some(path) = own else {
            let foreign = &mut self.modules.get_mut(module).unwrap().foreign;
            foreign.extend(path.into_iter().next());
            return;
        };
        let own = self.modules.get_mut(module).unwrap();
        match shown {
            Some(shown) if exports => {
                own.exported.insert(shown, path);
            }
            _ => own.imported.push(path),
        }
    }

    /// Notes each path in code: identifiers with `::` between them.
    fn read_code(&mut self, module: &Name, tokens: TokenStream) {
        let mut path = Name::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                _ => {}
            }
            self.note_code(module, std::mem::take(&mut path));
            colons = 0;
            match token {
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    let first = group.stream().into_iter().next();
                    // `pub(in crate::room)` says who may see an item, and imports nothing.
                    if first.is_none_or(|first| first.to_string() != "in") {
                        self.read_code(module, group.stream());
                    }
                }
                _ => {}
            }
        }
        self.note_code(module, path);
    }

    fn note_code(&mut self, module: &Name, path: Name) {
        if path.len() > 1 {
            self.note(module, path, None, false);
        }
    }

    /// A path from the crate's root; nothing for those that lead out of the crate.
    fn absolute(&self, module: &Name, path: &[String]) -> Option<Name> {
        let (first, rest) = path.split_first()?;
        let mut start = module.clone();
        let mut rest = rest;
        match first.as_str() {
            "crate" => start = Name::new(),
            "self" => {}
            "super" => {
                start.pop();
                while let Some(("super", behind)) = rest
                    .split_first()
                    .map(|(first, rest)| (first.as_str(), rest))
                {
                    start.pop();
                    rest = behind;
                }
            }
            name => {
                start.push(name.to_owned());
                if !self.modules.contains_key(&start) {
                    return None;
                }
            }
        }
        start.extend(rest.iter().cloned());
        Some(start)
    }

    /// The module that defines what a path names.
    fn home(&self, path: &[String]) -> Name {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.modules.contains_key(&path[..*length]))
            .unwrap();
        let (module, rest) = path.split_at(length);
        let own = &self.modules[module];
        if let Some((item, behind)) = rest.split_first() {
            if let Some(target) = own.exported.get(item) {
                // What a room re-exports of another one, it shows as its own.
                if target.first() != module.first() && !module.is_empty() {
                    return module.to_vec();
                }
                let mut target = target.clone();
                target.extend(behind.iter().cloned());
                return self.home(&target);
            }
            for all in &own.exported_all {
                let home = self.home(all);
                if self.modules[&home].defined.contains(item) {
                    return home;
                }
            }
        }
        module.to_vec()
    }

    /// Whether a path leads to something of the generator. In quotes stand paths of emitted crates:
    /// what begins with `crate::support` there is none of ours.
    fn is_ours(&self, path: &[String]) -> bool {
        let root = &self.modules[&Name::new()];
        path.first().is_none_or(|first| {
            self.modules.contains_key(&path[..1])
                || root.defined.contains(first)
                || root.exported.contains_key(first)
        })
    }

    /// The modules that each module imports something of.
    fn imports(&self) -> BTreeMap<&Name, BTreeSet<Name>> {
        let homes = |(name, module): (_, &Module)| {
            let imported = module.imported.iter().filter(|path| self.is_ours(path));
            let homes = imported.map(|path| self.home(path));
            (name, homes.filter(|home| home != name).collect())
        };
        self.written().map(homes).collect()
    }

    /// The modules that aren't only there for tests.
    fn written(&self) -> impl Iterator<Item = (&Name, &Module)> {
        self.modules.iter().filter(|(name, _)| {
            let is_test = |length| self.tests.contains(&name[..length]);
            !(1..=name.len()).any(is_test)
        })
    }
}

/// The module that a file below `src` is.
fn module_of(file: &Path) -> Name {
    let mut name: Name = file
        .with_extension("")
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if name
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        name.pop();
    }
    name
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test")
    })
}

/// The name of what an item defines, where it has one.
fn defined(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn shown(name: &[String]) -> String {
    if name.is_empty() {
        return "the root".to_owned();
    }
    name.join("::")
}

#[test]
fn each_room_imports_what_its_row_allows() {
    let modules = Modules::of_the_generator();
    let room = |name: &[String]| name.first().cloned().unwrap_or_default();
    let mut rooms = BTreeSet::new();
    let mut forbidden = BTreeSet::new();
    for (name, imports) in modules.imports() {
        let from = room(name);
        rooms.insert(from.clone());
        let row = ALLOWED.iter().find(|(room, _)| *room == from);
        for import in imports {
            let to = room(&import);
            if to != from && !row.is_some_and(|(_, allowed)| allowed.contains(&to.as_str())) {
                forbidden.insert(format!("{} imports {}", shown(name), shown(&import)));
            }
        }
    }
    assert_eq!(forbidden, BTreeSet::new());
    let rows: BTreeSet<String> = ALLOWED.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(rooms, rows);
}

/// The modules that one leads to by imports.
fn reach(from: &Name, imports: &BTreeMap<&Name, BTreeSet<Name>>) -> BTreeSet<Name> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from.clone()];
    while let Some(name) = open.pop() {
        for import in imports.get(&name).into_iter().flatten() {
            if reached.insert(import.clone()) {
                open.push(import.clone());
            }
        }
    }
    reached
}

#[test]
fn no_module_imports_itself_by_a_detour() {
    let modules = Modules::of_the_generator();
    let imports = modules.imports();
    let mut circles = BTreeSet::new();
    for (name, targets) in &imports {
        for target in targets {
            if reach(target, &imports).contains(*name) {
                circles.insert(format!("{} imports {}", shown(name), shown(target)));
            }
        }
    }
    assert_eq!(circles, BTreeSet::new());
}

#[test]
fn each_dependency_stays_with_its_owner() {
    let modules = Modules::of_the_generator();
    let mut strangers = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (name, module) in modules.written() {
        let room = name.first().map_or("", String::as_str);
        for (dependency, owners) in OWNERS {
            if module.foreign.contains(*dependency) {
                used.insert((*dependency, room));
                if !owners.contains(&room) {
                    strangers.insert(format!("{} uses {dependency}", shown(name)));
                }
            }
        }
    }
    assert_eq!(strangers, BTreeSet::new());
    let owners = OWNERS.iter().flat_map(|(dependency, owners)| {
        let owners = owners.iter();
        owners.map(|owner| (*dependency, *owner))
    });
    assert_eq!(used, owners.collect());
}
