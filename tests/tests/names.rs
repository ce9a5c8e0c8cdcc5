//! What types and variants are called.

use std::fmt::Write;

use oasmith::diagnostic::Diagnostics;
use oasmith::ir::Kind;
use oasmith::names::Names;
use oasmith::spec::Spec;
use oasmith::{lower, parse};

use crate::support::{open, snapshots, spec};

#[test]
fn types_and_variants() {
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(&open(&spec("names.yaml")), &mut diagnostics).unwrap();
    let spec = Spec::new(document.model, document.supplement);
    let api = lower::lower(&spec, lower::Choices::default(), &mut diagnostics).unwrap();
    let names = Names::new(&api, &oasmith::emit::reserved(), &mut diagnostics);
    let mut text = String::new();
    for (id, ty) in api.types.iter() {
        let Some(name) = names.get(id) else {
            continue;
        };
        let module = names.module(&ty.name.owner);
        write!(text, "{module}: {}", name.name).unwrap();
        if let Kind::Union(_) = ty.kind {
            write!(text, " = {}", name.members.join(" | ")).unwrap();
        }
        text.push('\n');
    }
    for diagnostic in diagnostics.iter() {
        writeln!(text, "{diagnostic}").unwrap();
    }
    snapshots("names").bind(|| insta::assert_snapshot!("names", text));
}
