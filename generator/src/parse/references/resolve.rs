//! What a reference leads to.

use serde_json::Value;

use super::node::{Address, Node, home};
use super::resources::Named;
use super::state::References;
use super::uri::percent_decoded;
use super::walk::Form;
use crate::parse::shape::Kind;
use crate::source::{FileId, Pointer, SourceError};

/// Steps on the way of one reference, through others, before it is called a circle.
const MAX_STEPS: usize = 64;

/// Why a reference leads nowhere.
pub(super) enum Unresolved {
    /// It leads to another host, which is never asked.
    Remote,
    /// The file can't be read.
    File(String),
    /// No more files are read, which makes all references to further ones nonsense.
    Exhausted(String),
    /// There is no such node.
    Missing,
    /// There is something of another kind.
    Kind(String),
    Circle,
}

impl References<'_, '_> {
    /// The node that a reference in a file leads to.
    pub(super) fn resolve(
        &mut self,
        (file, at): (FileId, &Pointer),
        reference: &str,
        node: Node,
        form: Form,
    ) -> Result<Address, Unresolved> {
        self.steps = MAX_STEPS;
        self.assumed = None;
        let by_name = match form {
            Form::Mapping => !reference.contains(['#', '/']),
            Form::Reference => {
                let is_name = !reference.contains(['#', '/', '.']);
                let resources = &self.resources;
                is_name && resources.resolve((file, at), reference, "").is_none()
            }
        };
        let mut address = None;
        if by_name {
            address = self.component(file, reference, node);
        }
        let found = match address {
            Some(address) => Ok(address),
            None => self.lookup((file, at), reference, node),
        };
        let found = found.and_then(|found| self.fitting(found, node));
        match found {
            Err(Unresolved::Missing | Unresolved::Kind(_))
                if node == Node::Object(Kind::Schema)
                    && let Some(address) = self.in_ancestor(file, at, reference) =>
            {
                self.assumed = Some(address.clone());
                Ok(address)
            }
            // What bundled the files may have left the mapping as it was.
            Err(Unresolved::File(_) | Unresolved::Missing | Unresolved::Remote)
                if form == Form::Mapping =>
            {
                let name = reference.rsplit(['/', '#']).next().unwrap_or_default();
                let stem = name.split('.').next().unwrap_or_default();
                let component = self
                    .component(file, stem, node)
                    .ok_or(Unresolved::Missing)?;
                self.assumed = Some(component.clone());
                Ok(component)
            }
            found => found,
        }
    }

    /// What was found, if it is what is expected; where a schema is, the schema that is in it.
    fn fitting(&mut self, found: Address, node: Node) -> Result<Address, Unresolved> {
        match self.fits(&found, node) {
            Ok(()) => Ok(found),
            Err(Unresolved::Kind(kind)) if node == Node::Object(Kind::Schema) => {
                let within = self.schema_of(&found).ok_or(Unresolved::Kind(kind))?;
                self.assumed = Some(within.clone());
                Ok(within)
            }
            Err(unresolved) => Err(unresolved),
        }
    }

    /// The schema of a parameter, a header, a response or a request body.
    fn schema_of(&mut self, (file, at): &Address) -> Option<Address> {
        let value = self.file(*file)?.pointer(at.as_str())?;
        let has_schema = |value: &Value| value.get("schema").is_some_and(Value::is_object);
        if has_schema(value) {
            return Some((*file, at.key("schema")));
        }
        let content = value.get("content")?.as_object()?;
        let (name, _) = content
            .iter()
            .find(|(_, media_type)| has_schema(media_type))?;
        let at = at.key("content").key(name).key("schema");
        Some((*file, at))
    }

    fn lookup(
        &mut self,
        (file, at): (FileId, &Pointer),
        reference: &str,
        node: Node,
    ) -> Result<Address, Unresolved> {
        self.steps = self.steps.checked_sub(1).ok_or(Unresolved::Circle)?;
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = percent_decoded(fragment);
        let named = match self.resources.resolve((file, at), path, &fragment) {
            // What isn't there, the document is asked for: most mean that.
            Some(Named::Node((file, at))) => {
                let root = self.file(file);
                let found = root.is_some_and(|root| root.pointer(at.as_str()).is_some());
                found.then_some((file, at))
            }
            Some(Named::Anchor(file, _, anchor)) => Some((file, anchor.at)),
            None => None,
        };
        if let Some(named) = named {
            return self.follow(named, node);
        }
        let other = self.other_file(file, path)?;
        let found = match Pointer::parse(&fragment) {
            Some(pointer) => self.find(other, &pointer, node)?,
            None => match self
                .resources
                .resolve((other, &Pointer::root()), "", &fragment)
            {
                Some(Named::Anchor(file, _, anchor)) => Some((file, anchor.at)),
                _ => None,
            },
        };
        if let Some(found) = found {
            return self.follow(found, node);
        }
        // Many a document is put together from files that refer to the components of the whole.
        let assumed = match fragment.rsplit_once('/') {
            Some((_, name)) => self.component(other, name, node),
            None => self.component(other, &fragment, node),
        };
        let assumed = assumed.ok_or(Unresolved::Missing)?;
        self.assumed = Some(assumed.clone());
        self.follow(assumed, node)
    }

    fn other_file(&mut self, file: FileId, path: &str) -> Result<FileId, Unresolved> {
        if path.is_empty() {
            return Ok(file);
        }
        if path.contains("://") || path.starts_with("//") {
            return Err(Unresolved::Remote);
        }
        let path = percent_decoded(path);
        let other = self.source.open_beside(file, &path);
        let other = other.map_err(|error| match error {
            SourceError::TooMany { .. } | SourceError::TooMuch { .. } => {
                Unresolved::Exhausted(error.to_string())
            }
            error => Unresolved::File(error.to_string()),
        })?;
        match self.file(other) {
            Some(_) => Ok(other),
            None => Err(Unresolved::File(format!("cannot read {path}"))),
        }
    }

    /// Goes from the root of a file to a node, through references where the way leads through
    /// some.
    fn find(
        &mut self,
        file: FileId,
        pointer: &Pointer,
        node: Node,
    ) -> Result<Option<Address>, Unresolved> {
        let Some(mut value) = self.file(file) else {
            return Ok(None);
        };
        let mut here = Pointer::root();
        for token in pointer.tokens() {
            let next = match value {
                Value::Object(members) => members.get(token.as_ref()),
                Value::Array(items) => token.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            if let Some(next) = next {
                value = next;
                here = here.key(&token);
                continue;
            }
            let Some(Value::String(reference)) = value.get("$ref") else {
                return Ok(None);
            };
            let reference = reference.clone();
            let rest = pointer.as_str().get(here.as_str().len()..);
            let (file, start) = self.lookup((file, &here), &reference, node)?;
            let target = rest.and_then(|rest| start.join(rest));
            self.steps = self.steps.checked_sub(1).ok_or(Unresolved::Circle)?;
            return match target {
                Some(target) => self.find(file, &target, node),
                None => Ok(None),
            };
        }
        Ok(Some((file, here)))
    }

    /// Goes on where a reference leads to another one, so that no component is made of it. What is
    /// a component stays one.
    fn follow(&mut self, found: Address, node: Node) -> Result<Address, Unresolved> {
        let (file, at) = &found;
        let home = node
            .section()
            .map(|section| home(self.rewriter.version, section));
        if *file == FileId::default() && home.is_some() && at.parent() == home {
            return Ok(found);
        }
        let value = self.file(*file).and_then(|root| root.pointer(at.as_str()));
        match value.and_then(Value::as_object) {
            Some(members) if members.len() == 1 => match members.get("$ref") {
                Some(Value::String(reference)) => {
                    let reference = reference.clone();
                    self.lookup((*file, at), &reference, node)
                }
                _ => Ok(found),
            },
            _ => Ok(found),
        }
    }

    /// The component with this name, in the file or in the document itself.
    fn component(&mut self, file: FileId, name: &str, node: Node) -> Option<Address> {
        let section = node.section()?;
        let components = Pointer::root().key("components").key(section);
        let definitions = (section == "schemas").then(|| Pointer::root().key("definitions"));
        let homes = [
            Some(home(self.rewriter.version, section)),
            Some(components),
            definitions,
        ];
        for file in [file, FileId::default()] {
            for home in homes.iter().flatten() {
                let at = home.key(name);
                if self.file(file)?.pointer(at.as_str()).is_some() {
                    return Some((file, at));
                }
            }
        }
        None
    }

    /// Refuses what is known to be something else.
    fn fits(&mut self, address: &Address, node: Node) -> Result<(), Unresolved> {
        if let Some(known) = self.walked.get(address).filter(|known| **known != node) {
            return Err(Unresolved::Kind(known.describe()));
        }
        let known = self.targets.get(address).map(|target| target.node);
        if let Some(known) = known.filter(|known| *known != node) {
            return Err(Unresolved::Kind(known.describe()));
        }
        let (file, at) = address;
        let value = self.file(*file).and_then(|root| root.pointer(at.as_str()));
        match (node, value) {
            (Node::List(_), Some(Value::Array(_)))
            | (Node::Object(_) | Node::Map(_), Some(Value::Object(_)))
            | (Node::Object(Kind::Schema), Some(Value::Bool(_))) => Ok(()),
            (_, None) => Err(Unresolved::Missing),
            _ => Err(Unresolved::Kind("value of another type".to_owned())),
        }
    }

    /// The schema that a reference leads to if it is read from one of the schemas around it: a JSON
    /// Schema that was put into the document as it was.
    fn in_ancestor(&mut self, file: FileId, at: &Pointer, reference: &str) -> Option<Address> {
        let fragment = reference.strip_prefix('#')?;
        let mut schemas = Vec::new();
        let mut here = Some(at.clone());
        while let Some(place) = here {
            here = place.parent();
            let address = (file, place);
            if self.walked.get(&address) == Some(&Node::Object(Kind::Schema)) {
                schemas.push(address.1);
            }
        }
        if fragment.is_empty() || fragment == "/" {
            return Some((file, schemas.pop()?));
        }
        let root = self.file(file)?;
        let found = schemas
            .iter()
            .filter_map(|schema| schema.join(fragment))
            .find(|place| root.pointer(place.as_str()).is_some_and(Value::is_object))?;
        Some((file, found))
    }
}
