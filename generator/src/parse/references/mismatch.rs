//! References to something else than what is expected, of which it is clear what is meant.

use serde_json::{Map, Value, json};

use super::node::{Address, Node};
use super::resolve::Unresolved;
use super::state::{References, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::shape::Kind;
use crate::parse::version::Version;
use crate::source::FileId;

const JSON: &str = "application/json";

impl References<'_, '_> {
    /// What is meant by a reference that leads to a thing of the wrong kind: one item where a list is
    /// expected, or a schema where something that has a schema is.
    pub(super) fn resolve_mismatch(
        &mut self,
        site: &mut Site,
        reference: &str,
        kind: String,
    ) -> Result<(Address, Node), Unresolved> {
        let expected = match site.node {
            Node::List(item) => Node::Object(item),
            Node::Object(Kind::Response | Kind::RequestBody | Kind::Header | Kind::MediaType) => {
                Node::Object(Kind::Schema)
            }
            _ => return Err(Unresolved::Kind(kind)),
        };
        let found = self.resolve((site.file, &site.at), reference, expected, site.form);
        let address = found.map_err(|_| Unresolved::Kind(kind))?;
        if let Node::List(_) = site.node {
            // The list is made later, as of any other item that stands alone.
            site.node = expected;
        }
        Ok((address, expected))
    }

    pub(super) fn report_wrapped(&mut self, site: &Site) {
        let expected = site.node.describe();
        let message = format!("this reference leads to a schema, where a {expected} is expected");
        let warning = Diagnostic::warning(Code::Reference, message);
        let warning = warning.at(
            &site.at.key("$ref"),
            format!("taken as the schema of a {expected}"),
        );
        self.report(site.file, warning);
    }

    /// Puts what has the schema in the place of the reference to it.
    pub(super) fn write_wrapped(&mut self, site: &Site, target: usize) {
        let schema = json!({ "$ref": self.reference(target) });
        let of_two = self.rewriter.version == Version::V2;
        let description = self
            .node_mut(site.file, &site.at)
            .and_then(|value| value.get("description").cloned())
            .unwrap_or_else(|| json!(""));
        let (made, steps): (Value, &[&str]) = match site.node {
            Node::Object(Kind::Response) if of_two => (
                json!({"description": description, "schema": schema}),
                &["schema"],
            ),
            Node::Object(Kind::Response | Kind::RequestBody) => (
                json!({"description": description, "content": {JSON: {"schema": schema}}}),
                &["content", JSON, "schema"],
            ),
            _ => (json!({ "schema": schema }), &["schema"]),
        };
        let Some(value) = self.node_mut(site.file, &site.at) else {
            return;
        };
        let own = value.as_object_mut().map(std::mem::take);
        *value = made;
        if let Value::Object(members) = value {
            keep(members, own.unwrap_or_default());
        }
        if site.file == FileId::default() {
            let to = steps.iter().fold(site.at.clone(), |at, step| at.key(step));
            self.rewriter.moved(&site.at.key("$ref"), &to.key("$ref"));
        }
    }
}

/// Adds what stood beside the reference: it is a thing of its own now.
fn keep(members: &mut Map<String, Value>, own: Map<String, Value>) {
    for (name, value) in own {
        if name != "$ref" {
            members.entry(name).or_insert(value);
        }
    }
}
