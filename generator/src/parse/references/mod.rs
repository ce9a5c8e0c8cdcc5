//! Every reference of a document, made one to a component by its name.
//!
//! A document may refer to any of its nodes and to other files. The rooms behind this one know
//! `#/components/SECTION/NAME` alone, so what a reference leads to is moved there, once, and a
//! reference is left at its old place. What no section holds (a path item, a list of parameters) is
//! put where the reference stands instead.
//!
//! The steps: [`walk`] finds the references, [`resolve`] what they lead to, [`rewrite`] writes them
//! anew, [`assemble`] moves their targets. Nothing is moved before all references are known, so
//! until then each node is where its file has it.

mod assemble;
mod dynamic;
mod generics;
mod kind;
mod name;
#[cfg(test)]
mod named_tests;
mod resolve;
mod resources;
mod rewrite;
#[cfg(test)]
mod tests;
mod uri;
mod walk;
mod within;

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;
use serde_json::Value;

use self::dynamic::Done;
use self::kind::{Kind, Node, Version};
use self::name::Taken;
use self::resolve::Trouble;
use self::resources::Resources;
use self::walk::{Form, Found};
use super::text;
use super::value::Budget;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Origins, Pointer, Source};

/// Makes every reference one to a component that exists. What can't be is reported and repaired, so
/// that the rest of the document can be looked at.
pub(super) fn normalise(
    document: &mut Value,
    source: &Source,
    budget: Budget,
    origins: &mut Origins,
    diagnostics: &mut Diagnostics,
) {
    let version = Version::of(document);
    let mut references = References {
        source,
        budget,
        origins,
        diagnostics,
        version,
        files: vec![Some(std::mem::take(document))],
        walked: HashMap::new(),
        sites: Vec::new(),
        targets: IndexMap::new(),
        taken: Taken::new(version),
        unreadable: HashSet::new(),
        marker: marker(source),
        resources: Resources::default(),
        steps: 0,
        exhausted: false,
        assumed: None,
    };
    references.static_file(FileId::default());
    references.collect();
    references.refuse_circles();
    references.rewrite();
    *document = references.assemble();
}

/// A node of a file, before anything was moved.
type Address = (FileId, Pointer);

/// The references of a document and its files.
struct References<'a> {
    source: &'a Source,
    /// What the aliases of further files may add.
    budget: Budget,
    origins: &'a mut Origins,
    diagnostics: &'a mut Diagnostics,
    version: Version,
    /// The files by their ids, as far as they are needed.
    files: Vec<Option<Value>>,
    /// What the nodes that were walked are.
    walked: HashMap<Address, Node>,
    sites: Vec<Site>,
    /// What references lead to, and where it goes.
    targets: IndexMap<Address, Target>,
    taken: Taken,
    /// The files of which was reported that they can't be read.
    unreadable: HashSet<FileId>,
    /// What begins the references that [`assemble`] replaces; no file has it.
    marker: String,
    /// What the schemas of the files call themselves.
    resources: Resources,
    /// The steps that are left on the way of one reference.
    steps: usize,
    /// Whether was reported that no more files are read.
    exhausted: bool,
    /// What was taken in the place of what the reference says.
    assumed: Option<Address>,
}

/// A place where a reference stands.
struct Site {
    file: FileId,
    at: Pointer,
    node: Node,
    form: Form,
    leads: Leads,
}

/// Where a reference leads.
enum Leads {
    /// To the target with this index.
    To(usize),
    /// To a schema where something with a schema is expected.
    Within(usize),
    /// Nowhere, which was reported.
    Nowhere,
}

struct Target {
    node: Node,
    home: Home,
}

/// Where a target goes.
enum Home {
    /// It is a component already.
    Stays(String),
    /// It becomes a component.
    Component(&'static str, String),
    /// It is a component whose name can't stand in a reference, and gets another.
    Renamed(&'static str, String),
    /// It is put where the references stand.
    Inline,
}

impl References<'_> {
    /// Finds all references, and all that they lead to.
    fn collect(&mut self) {
        let root = (FileId::default(), Pointer::root());
        let mut queue = VecDeque::from([(root, Node::Object(Kind::Document))]);
        while let Some(((file, at), node)) = queue.pop_front() {
            let mut found = Vec::new();
            let mut walked = std::mem::take(&mut self.walked);
            if let Some(value) = self.file(file).and_then(|root| root.pointer(at.as_str())) {
                walk::walk(value, node, (file, &at), &mut walked, &mut found);
            }
            self.walked = walked;
            for Found {
                at,
                node,
                form,
                reference,
            } in found
            {
                let mut site = Site {
                    file,
                    at,
                    node,
                    form,
                    leads: Leads::Nowhere,
                };
                let found = self.resolve((file, &site.at), &reference, node, form);
                let found = match found {
                    Err(Trouble::Kind(kind)) => self.instead(&mut site, &reference, kind),
                    found => found.map(|address| (address, site.node)),
                };
                match found {
                    Ok((address, node)) => {
                        self.report_assumed(&site, &reference);
                        let known = self.targets.len();
                        let index = self.target(address.clone(), node);
                        if index == known {
                            queue.push_back((address, node));
                        }
                        site.leads = if node == site.node {
                            Leads::To(index)
                        } else {
                            self.report_within(&site);
                            Leads::Within(index)
                        };
                    }
                    Err(trouble) => self.report_trouble(&site, &reference, trouble),
                }
                self.sites.push(site);
            }
        }
    }

    /// The index of a target; a new one is given a home.
    fn target(&mut self, address: Address, node: Node) -> usize {
        if let Some(index) = self.targets.get_index_of(&address) {
            return index;
        }
        let home = self.new_home(&address, node);
        self.targets.insert_full(address, Target { node, home }).0
    }

    fn new_home(&mut self, (file, at): &Address, node: Node) -> Home {
        let Some(section) = node.section() else {
            return Home::Inline;
        };
        let document = self.files.first().and_then(Option::as_ref);
        let document = document.unwrap_or(&Value::Null);
        let home = self.version.home(section);
        let last = at.last().unwrap_or_default();
        if *file == FileId::default() && at.parent().as_ref() == Some(&home) {
            if name::is_plain(&last) {
                return Home::Stays(last.into_owned());
            }
            let plain = last.replace(['/', '~', '%', '#'], "_");
            let plain = if plain.is_empty() { "_" } else { &plain };
            return Home::Renamed(section, self.taken.take(section, plain, document));
        }
        let source = self.source.file(*file);
        let path = source.as_deref().unwrap_or(self.source).name();
        let file_name = path.rsplit('/').next().unwrap_or(path);
        let stem = file_name.split('.').next().unwrap_or(file_name);
        let root = self.files.get(file.0).and_then(Option::as_ref);
        let root = root.unwrap_or(&Value::Null);
        let value = root.pointer(at.as_str());
        if section == "schemas" && !name::has_name(at) && value.is_some_and(name::is_scalar) {
            return Home::Inline;
        }
        let wanted = name::readable(stem, root, at);
        Home::Component(section, self.taken.take(section, &wanted, document))
    }

    /// A file as it was read; `None` when it can't be.
    fn file(&mut self, file: FileId) -> Option<&Value> {
        if self.files.len() <= file.0 {
            self.files.resize_with(file.0 + 1, || None);
        }
        let missing = self.files.get(file.0).is_some_and(Option::is_none);
        if missing && !self.unreadable.contains(&file) {
            let source = self.source.file(file);
            let source = source.as_deref().unwrap_or(self.source);
            let value = text::read(source, file, &mut self.budget, self.diagnostics);
            if value.is_none() {
                self.unreadable.insert(file);
            }
            if let Some(slot) = self.files.get_mut(file.0) {
                *slot = value;
            }
            self.static_file(file);
        }
        self.files.get(file.0)?.as_ref()
    }

    /// Makes the dynamic references of a file ordinary ones, and notes what its schemas call
    /// themselves.
    fn static_file(&mut self, file: FileId) {
        let source = self.source.file(file);
        let source = source.as_deref().unwrap_or(self.source);
        let name = source.name().to_owned();
        let dynamic = dynamic::occurs(source.text());
        let Some(root) = self.files.get_mut(file.0).and_then(Option::as_mut) else {
            return;
        };
        let done = if dynamic {
            dynamic::plain(root, &name)
        } else {
            Done::default()
        };
        let repeated = self.resources.add(file, &name, root);
        if file == FileId::default() {
            for (from, to) in done.moved.iter().chain(&done.copied) {
                self.origins.moved(from, to);
            }
        }
        for at in done.fixed {
            let keyword = at.last().unwrap_or_default();
            let message = format!("`{keyword}` leads to the same schema from everywhere");
            let warning = Diagnostic::warning(Code::Reference, message);
            self.report(file, warning.at_key(&at, "taken as `$ref`"));
        }
        for at in repeated {
            let warning =
                Diagnostic::warning(Code::Reference, "this `$id` names something else already")
                    .help("references to it lead to what was read first");
            self.report(file, warning.at(&at.key("$id"), "leads elsewhere"));
        }
    }

    /// Reports something about a node where its file has it.
    fn report(&mut self, file: FileId, diagnostic: Diagnostic) {
        let diagnostic = if file == FileId::default() {
            diagnostic.trace(self.origins)
        } else {
            diagnostic.in_file(file)
        };
        self.diagnostics.push(diagnostic);
    }
}

/// A text that the document and its folder don't have by chance, for it begins a reference that
/// leads nowhere.
fn marker(source: &Source) -> String {
    let mut marker = "#oasmith-inline-".to_owned();
    while source.text().contains(&marker) {
        marker.insert(1, '_');
    }
    marker
}
