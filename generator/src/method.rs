//! The methods of HTTP that operations can have.

macro_rules! methods {
    ($($method:ident $name:literal $member:literal)*) => {
        /// The method of a request (RFC 9110, section 9; RFC 5789).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names are those of HTTP")]
        pub enum Method {
            $($method,)*
        }

        impl Method {
            /// All that there are, in the order of a Path Item Object.
            pub const ALL: &[Self] = &[$(Self::$method),*];

            /// The method as it stands in a request.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$method => $name,)*
                }
            }

            /// The member of a Path Item Object that holds the operation with this method.
            #[must_use]
            pub const fn member(self) -> &'static str {
                match self {
                    $(Self::$method => $member,)*
                }
            }
        }
    };
}

methods! {
    Get "GET" "get"
    Put "PUT" "put"
    Post "POST" "post"
    Delete "DELETE" "delete"
    Options "OPTIONS" "options"
    Head "HEAD" "head"
    Patch "PATCH" "patch"
    Trace "TRACE" "trace"
}

impl Method {
    /// The members of a Path Item Object that hold operations.
    pub fn members() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|method| method.member())
    }

    /// The method that stands so in a request.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|method| method.as_str() == name)
    }
}
