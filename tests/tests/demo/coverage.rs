//! Which operations the document has, and whether each was really called by its test.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use oasmith::diagnostic::Diagnostics;
use oasmith::ir::{Operation, Status, succeeds};
use oasmith::source::Source;
use oasmith::spec::Spec;
use oasmith::{lower, parse};

use crate::server::{Asked, Server};

/// The operations of the document, as the generator reads them.
fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(read)
}

fn read() -> Vec<Operation> {
    let tests = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs these tests");
    let source = Source::open(&Path::new(&tests).join("../spec/users.yaml")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let document = parse::parse(&source, &mut diagnostics).unwrap();
    lower::lower(
        &Spec::new(document.model, document.supplement),
        lower::Choices::default(),
        &mut diagnostics,
    )
    .unwrap()
    .operations
}

/// Runs the test of an operation, then looks whether its requests got an answer of each kind.
pub(crate) async fn check(id: &str, test: impl AsyncFnOnce(&Server)) {
    let mut operations = operations().iter().filter(|operation| operation.id == id);
    let operation = operations.next().expect("the document has the operation");
    let server = Server::start().await;
    test(&server).await;
    let asked = server.log.all();
    let answered = |success: bool| {
        asked
            .iter()
            .any(|asked| is_for(operation, asked) && documents(operation, asked.status, success))
    };
    assert!(
        answered(true),
        "{id} wasn't answered with a documented success"
    );
    assert!(
        answered(false),
        "{id} wasn't answered with a documented error"
    );
}

fn documents(operation: &Operation, status: u16, success: bool) -> bool {
    let mut responses = operation.responses.iter();
    let is_success = succeeds(Status::Code(status), &operation.responses);
    responses.any(|response| response.status == Status::Code(status)) && is_success == success
}

fn is_for(operation: &Operation, asked: &Asked) -> bool {
    let path = asked.path.strip_prefix(users_server::BASE_PATH);
    let given: Vec<_> = path.unwrap_or_default().split('/').collect();
    let template: Vec<_> = operation.path.split('/').collect();
    let fits = |(template, given): (&&str, &&str)| template.starts_with('{') || template == given;
    operation.method.as_str() == asked.method
        && template.len() == given.len()
        && template.iter().zip(&given).all(fits)
}

#[test]
fn every_operation_of_the_document_has_a_test() {
    let operations = operations();
    let documented: BTreeSet<&str> = operations.iter().map(|operation| &*operation.id).collect();
    let tested: BTreeSet<&str> = crate::TESTED.iter().copied().collect();
    assert_eq!(
        tested.len(),
        crate::TESTED.len(),
        "an operation stands there twice"
    );
    assert_eq!(documented, tested);
    assert_eq!(documented.len(), 62);
    // What calls a mock of the document calls each of them too.
    let calls = include_str!("../../demo/examples/every_call.rs");
    let called = calls.lines().filter_map(|line| {
        let (id, _) = line.trim().strip_prefix('"')?.split_once("\": ")?;
        Some(id)
    });
    assert_eq!(called.collect::<BTreeSet<_>>(), documented);
}
