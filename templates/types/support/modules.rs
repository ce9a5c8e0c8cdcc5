//! Modules that nobody sees: what is in them is exported by the module around them.

/// Declares modules, group by group, and exports an item of each, or several.
///
/// ```text
/// modules! {
///     session::Session,
///     user::{User, UserKind};
///     #[cfg(feature = "bots")]
///     bot::Bot;
/// }
/// ```
macro_rules! modules {
    ($($(#[$gate:meta])? $($module:ident::$items:tt),+;)+) => {
        $($crate::support::modules::group! { [$(#[$gate])?] $($module::$items),+ })+
    };
}

macro_rules! group {
    ($gate:tt $($module:ident::$items:tt),+) => {
        $($crate::support::modules::module! { $gate $module::$items })+
    };
}

macro_rules! module {
    ([$(#[$gate:meta])?] $module:ident::$items:tt) => {
        $(#[$gate])?
        mod $module;
        $(#[$gate])?
        pub use $module::$items;
    };
}

pub(crate) use {group, module, modules};
