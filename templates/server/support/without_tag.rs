//! Stands in for the tags whose cargo features are off.

#![cfg(not(feature = "full"))]

/// Defines the trait of such a tag. It has no methods, and every type implements it, so that
/// [`router`](crate::router) asks for the other traits alone.
macro_rules! without_tag {
    ($module:ident::$tag:ident: $bound:ident) => {
        mod $module {
            /// A tag whose cargo feature is off.
            pub trait $tag: crate::$bound {}

            impl<A: crate::$bound> $tag for A {}
        }

        use $module::$tag;
    };
}

pub(crate) use without_tag;
