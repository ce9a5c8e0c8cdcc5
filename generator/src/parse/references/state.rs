//! The references of a document and its files, as far as they are known.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::dynamic::{self, Changes};
use super::name::TakenNames;
use super::node::{Address, Node, home};
use super::resources::Resources;
use super::walk::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::rewriter::Rewriter;
use crate::parse::text;
use crate::parse::value::Budget;
use crate::source::{FileId, Pointer, Source};

/// The references of a document and its files.
pub(super) struct References<'a, 'd> {
    pub(super) source: &'a Source,
    /// What the aliases of further files may add.
    pub(super) budget: Budget,
    pub(super) rewriter: &'a mut Rewriter<'d>,
    /// The files by their ids, as far as they are needed.
    pub(super) files: Vec<Option<Value>>,
    /// What the nodes that were walked are.
    pub(super) walked: HashMap<Address, Node>,
    pub(super) sites: Vec<Site>,
    /// What references lead to, and where it goes.
    pub(super) targets: IndexMap<Address, Target>,
    pub(super) taken: TakenNames,
    /// The files of which was reported that they can't be read.
    pub(super) unreadable: HashSet<FileId>,
    /// What begins the references that [`assemble`](super::assemble) replaces; no file has it.
    pub(super) marker: String,
    /// What the schemas of the files call themselves.
    pub(super) resources: Resources,
    /// The steps that are left on the way of one reference.
    pub(super) steps: usize,
    /// Whether was reported that no more files are read.
    pub(super) exhausted: bool,
    /// What was taken in the place of what the reference says.
    pub(super) assumed: Option<Address>,
}

/// A place where a reference stands.
pub(super) struct Site {
    pub(super) file: FileId,
    pub(super) at: Pointer,
    pub(super) node: Node,
    pub(super) form: Form,
    pub(super) destination: Destination,
}

/// Where a reference leads.
pub(super) enum Destination {
    /// To the target with this index.
    Target(usize),
    /// To a schema where something with a schema is expected.
    WrappedSchema(usize),
    /// Nowhere, which was reported.
    Nowhere,
}

pub(super) struct Target {
    pub(super) node: Node,
    pub(super) placement: Placement,
}

/// Where a target goes.
pub(super) enum Placement {
    /// It is a component already.
    Stays(String),
    /// It becomes a component.
    Component(&'static str, String),
    /// It is a component whose name can't stand in a reference, and gets another.
    Renamed(&'static str, String),
    /// It is put where the references stand.
    Inline,
}

impl<'a, 'd> References<'a, 'd> {
    pub(super) fn new(
        document: Value,
        source: &'a Source,
        budget: Budget,
        rewriter: &'a mut Rewriter<'d>,
    ) -> Self {
        Self {
            source,
            budget,
            taken: TakenNames::new(rewriter.version),
            rewriter,
            files: vec![Some(document)],
            walked: HashMap::new(),
            sites: Vec::new(),
            targets: IndexMap::new(),
            unreadable: HashSet::new(),
            marker: marker(source),
            resources: Resources::default(),
            steps: 0,
            exhausted: false,
            assumed: None,
        }
    }

    /// A file as it was read; `None` when it can't be.
    pub(super) fn file(&mut self, file: FileId) -> Option<&Value> {
        if self.files.len() <= file.0 {
            self.files.resize_with(file.0 + 1, || None);
        }
        let missing = self.files.get(file.0).is_some_and(Option::is_none);
        if missing && !self.unreadable.contains(&file) {
            let source = self.source.file(file);
            let source = source.as_deref().unwrap_or(self.source);
            let value = text::read(source, file, &mut self.budget, self.rewriter.diagnostics);
            if value.is_none() {
                self.unreadable.insert(file);
            }
            if let Some(slot) = self.files.get_mut(file.0) {
                *slot = value;
            }
            self.prepare(file);
        }
        self.files.get(file.0)?.as_ref()
    }

    /// Makes the dynamic references of a file ordinary ones, and notes what its schemas call
    /// themselves.
    pub(super) fn prepare(&mut self, file: FileId) {
        let source = self.source.file(file);
        let source = source.as_deref().unwrap_or(self.source);
        let name = source.name().to_owned();
        let dynamic = dynamic::occurs(source.text());
        let Some(root) = self.files.get_mut(file.0).and_then(Option::as_mut) else {
            return;
        };
        let changes = if dynamic {
            dynamic::resolve(root, &name)
        } else {
            Changes::default()
        };
        let repeated = self.resources.add(file, &name, root);
        if file == FileId::default() {
            for (from, to) in changes.moved.iter().chain(&changes.copied) {
                self.rewriter.moved(from, to);
            }
        }
        for at in changes.fixed {
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

    /// The reference to a target.
    pub(super) fn reference(&self, index: usize) -> String {
        let Some((_, target)) = self.targets.get_index(index) else {
            return self.left_out_reference();
        };
        let (section, name) = match &target.placement {
            Placement::Stays(name) => (target.node.section().unwrap_or_default(), name),
            Placement::Component(section, name) | Placement::Renamed(section, name) => {
                (*section, name)
            }
            Placement::Inline => return format!("{}{index}", self.marker),
        };
        format!("{}/{name}", home(self.rewriter.version, section))
    }

    /// The reference of what is to be left out.
    pub(super) fn left_out_reference(&self) -> String {
        format!("{}left-out", self.marker)
    }

    pub(super) fn node_mut(&mut self, file: FileId, at: &Pointer) -> Option<&mut Value> {
        self.files
            .get_mut(file.0)?
            .as_mut()?
            .pointer_mut(at.as_str())
    }

    /// Reports something about a node where its file has it.
    pub(super) fn report(&mut self, file: FileId, diagnostic: Diagnostic) {
        self.rewriter.push_in(file, diagnostic);
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
