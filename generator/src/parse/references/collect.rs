//! Finding all references of a document and what they lead to, and saying what leads nowhere.

use std::collections::VecDeque;

use serde_json::Value;

use super::name;
use super::node::{Address, Node, home};
use super::resolve::Unresolved;
use super::state::{Destination, Placement, References, Site, Target};
use super::walk::{self, Form, Reference};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::shape::Kind;
use crate::source::{FileId, Pointer};

impl References<'_, '_> {
    /// Finds all references, and all that they lead to.
    pub(super) fn collect(&mut self) {
        let root = (FileId::default(), Pointer::root());
        let mut queue = VecDeque::from([(root, Node::Object(Kind::Document))]);
        while let Some(((file, at), node)) = queue.pop_front() {
            let mut found = Vec::new();
            let mut walked = std::mem::take(&mut self.walked);
            if let Some(value) = self.file(file).and_then(|root| root.pointer(at.as_str())) {
                walk::walk(value, node, (file, &at), &mut walked, &mut found);
            }
            self.walked = walked;
            for Reference {
                at,
                node,
                form,
                text: reference,
            } in found
            {
                let mut site = Site {
                    file,
                    at,
                    node,
                    form,
                    destination: Destination::Nowhere,
                };
                let found = self.resolve((file, &site.at), &reference, node, form);
                let found = match found {
                    Err(Unresolved::Kind(kind)) => {
                        self.resolve_mismatch(&mut site, &reference, kind)
                    }
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
                        site.destination = if node == site.node {
                            Destination::Target(index)
                        } else {
                            self.report_wrapped(&site);
                            Destination::WrappedSchema(index)
                        };
                    }
                    Err(unresolved) => self.report_unresolved(&site, &reference, unresolved),
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
        let placement = self.placement(&address, node);
        self.targets
            .insert_full(address, Target { node, placement })
            .0
    }

    fn placement(&mut self, (file, at): &Address, node: Node) -> Placement {
        let Some(section) = node.section() else {
            return Placement::Inline;
        };
        let document = self.files.first().and_then(Option::as_ref);
        let document = document.unwrap_or(&Value::Null);
        let home = home(self.rewriter.version, section);
        let last = at.last().unwrap_or_default();
        if *file == FileId::default() && at.parent().as_ref() == Some(&home) {
            if name::is_plain(&last) {
                return Placement::Stays(last.into_owned());
            }
            let plain = last.replace(['/', '~', '%', '#'], "_");
            let plain = if plain.is_empty() { "_" } else { &plain };
            return Placement::Renamed(section, self.taken.take(section, plain, document));
        }
        let source = self.source.file(*file);
        let path = source.as_deref().unwrap_or(self.source).name();
        let file_name = path.rsplit('/').next().unwrap_or(path);
        let stem = file_name.split('.').next().unwrap_or(file_name);
        let root = self.files.get(file.0).and_then(Option::as_ref);
        let root = root.unwrap_or(&Value::Null);
        let value = root.pointer(at.as_str());
        if section == "schemas" && !name::has_name(at) && value.is_some_and(name::is_scalar) {
            return Placement::Inline;
        }
        let wanted = name::readable(stem, root, at);
        Placement::Component(section, self.taken.take(section, &wanted, document))
    }

    /// Says when something else was taken than what a reference says.
    fn report_assumed(&mut self, site: &Site, reference: &str) {
        let Some((file, at)) = self.assumed.take() else {
            return;
        };
        let place = if file == site.file {
            at.to_string()
        } else {
            format!("{}{at}", self.source.files().get(file).name())
        };
        let expected = site.node.describe();
        let message = format!("the reference `{reference}` doesn't lead to a {expected}");
        let place_of = match site.form {
            Form::Reference => site.at.key("$ref"),
            Form::Mapping => site.at.clone(),
        };
        let diagnostic = Diagnostic::warning(Code::Reference, message)
            .at(&place_of, "leads elsewhere")
            .help(format!("`{place}` is taken in its place"));
        self.report(site.file, diagnostic);
    }

    /// Says why a reference leads nowhere, and what becomes of it.
    fn report_unresolved(&mut self, site: &Site, reference: &str, unresolved: Unresolved) {
        let place = match site.form {
            Form::Reference => site.at.key("$ref"),
            Form::Mapping => site.at.clone(),
        };
        let nowhere = format!("the reference `{reference}` leads nowhere");
        let (diagnostic, label) = match unresolved {
            Unresolved::Remote => {
                let message = format!("the reference `{reference}` leads to another host");
                let help = "oasmith never asks the network: put the file into the folder of the document, and refer to it by its path";
                match assumed(site) {
                    Some(assumed) => {
                        let warning = Diagnostic::warning(Code::Reference, message);
                        let help = format!("{assumed}; {help}");
                        (warning.help(help), "isn't followed")
                    }
                    None => {
                        let error = Diagnostic::error(Code::Reference, message).help(help);
                        (error, "isn't followed")
                    }
                }
            }
            Unresolved::File(why) => {
                let error = Diagnostic::error(Code::Reference, nowhere).help(why);
                (error, "this file isn't read")
            }
            Unresolved::Exhausted(why) => {
                // Once is enough: it holds for all references from here on.
                if std::mem::replace(&mut self.exhausted, true) {
                    return;
                }
                let error = Diagnostic::error(Code::Reference, why);
                (error, "from here on, no further file is read")
            }
            Unresolved::Circle => {
                let message = "this reference leads in a circle";
                (Diagnostic::error(Code::Reference, message), "never arrives")
            }
            Unresolved::Missing => match assumed(site) {
                Some(help) => {
                    let warning = Diagnostic::warning(Code::Reference, nowhere).help(help);
                    (warning, "there is no such thing")
                }
                None => {
                    let error = Diagnostic::error(Code::Reference, nowhere);
                    (error, "there is no such thing")
                }
            },
            Unresolved::Kind(found) => {
                let expected = site.node.describe();
                let message =
                    format!("this reference leads to a {found}, where a {expected} is expected");
                let diagnostic = match assumed(site) {
                    Some(help) => Diagnostic::warning(Code::Reference, message).help(help),
                    None => Diagnostic::error(Code::Reference, message),
                };
                (diagnostic, "leads to something else")
            }
        };
        self.report(site.file, diagnostic.at(&place, label));
    }
}

/// What is taken in the place of a reference that leads nowhere, if there is anything sensible.
fn assumed(site: &Site) -> Option<&'static str> {
    match (site.form, site.node) {
        (Form::Mapping, _) => Some("nothing is known of this value"),
        (_, Node::Object(Kind::Schema)) => Some("any value is taken in its place"),
        (_, Node::Object(Kind::Response)) => Some("an empty response is taken in its place"),
        (
            _,
            Node::Object(
                Kind::Parameter
                | Kind::Header
                | Kind::RequestBody
                | Kind::SecurityScheme
                | Kind::Callback
                | Kind::MediaType,
            ),
        ) => Some("it is left out"),
        _ => None,
    }
}
