//! The [document](crate::spec) to the [IR](crate::ir).
//!
//! References are followed, `allOf` is merged, and what operations inherit is written out. What it
//! doesn't know is reported with its place, never passed over.

mod choices;
mod component;
mod operation;
mod passes;
mod schema;

pub use self::choices::Choices;
use self::operation::{Lowered, Operations, servers};
use self::passes::Findings;
use self::schema::Schemas;
use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::source::Pointer;
use crate::spec::Spec;

/// Lowers a document; `None` means that errors were added to `diagnostics`.
pub fn lower(spec: &Spec, choices: Choices, diagnostics: &mut Diagnostics) -> Option<Api> {
    let errors = diagnostics.error_count();
    let skip_unsupported = choices.skip_unsupported;
    let only_used = choices.only_used;
    let (mut api, findings) = api(spec, choices, diagnostics);
    let Findings {
        any_of,
        one_of,
        defaults,
        impossible,
        raw,
        binaries,
    } = findings;
    passes::normalize_unions(&mut api.types, &any_of, diagnostics);
    if only_used {
        passes::drop_unused_components(&mut api);
    }
    passes::drop_raw_components(&mut api, &raw, binaries, diagnostics);
    passes::check_defaults(&mut api, &defaults, diagnostics);
    impossible.report(skip_unsupported, diagnostics);
    passes::refuse_circles(&api, diagnostics);
    if diagnostics.error_count() > errors {
        return None;
    }
    passes::check_assertions(&mut api.types, diagnostics);
    passes::complete_events(&mut api);
    passes::clear_unused(&mut api);
    passes::warn_of_overlap(&api, &one_of, diagnostics);
    passes::share_equal_types(&mut api);
    passes::mark_recursion(&mut api);
    passes::mark_usage(&mut api);
    passes::split_by_direction(&mut api);
    passes::find_discriminants(&mut api, diagnostics);
    Some(api)
}

/// All that the document says.
fn api(spec: &Spec, choices: Choices, diagnostics: &mut Diagnostics) -> (Api, Findings) {
    let mut schemas = Schemas::lower(spec, choices, diagnostics);
    // Operations ask what their types are.
    passes::normalize_unions(
        &mut schemas.types,
        &schemas.findings.any_of,
        schemas.diagnostics,
    );
    let (lowered, schemas) = Operations::lower(schemas);
    let Lowered {
        operations,
        webhooks,
        tags,
        security_schemes,
    } = lowered;
    let api = Api {
        title: spec.info.title.clone(),
        version: spec.info.version.clone(),
        description: spec.info.description.clone(),
        servers: servers(&spec.servers, schemas.diagnostics),
        tags,
        types: schemas.types,
        operations,
        webhooks,
        security_schemes,
        origin: Pointer::root(),
    };
    (api, schemas.findings)
}
