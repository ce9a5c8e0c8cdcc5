//! Modules that nobody sees: what is in them is exported by the module around them.

/// Declares modules, and exports an item of each, or several.
///
/// ```text
/// modules! {
///     session::Session,
///     user::{User, UserKind},
/// }
/// ```
macro_rules! modules {
    ($($module:ident::$items:tt,)+) => {
        $(
            mod $module;
            pub use $module::$items;
        )+
    };
}

pub(crate) use modules;
