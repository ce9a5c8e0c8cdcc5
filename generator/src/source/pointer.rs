//! JSON Pointers (RFC 6901).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A JSON Pointer (RFC 6901) to a node of the document. Cheap to clone.
///
/// ```
/// use oasmith::source::Pointer;
///
/// let pointer = Pointer::root().key("paths").key("/users").key("get");
/// assert_eq!(pointer.to_string(), "#/paths/~1users/get");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// The member `token` of this node; `token` is the key as it is, not escaped.
    #[must_use]
    pub fn key(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for character in token.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text.into())
    }

    /// The item `index` of this node, counted from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0).into())
    }

    /// Reads a pointer in its plain form: empty, or each token led by a slash, without `#`.
    /// `None` when `text` is not a pointer.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && !text.starts_with('/') {
            return None;
        }
        let well_escaped = text
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']));
        well_escaped.then(|| Self(Arc::from(text)))
    }

    /// The node that `rest`, a pointer in its plain form, leads to from this one. `None` when
    /// `rest` is not a pointer.
    pub fn join(&self, rest: &str) -> Option<Self> {
        let rest = Self::parse(rest)?;
        Some(Self(format!("{}{}", self.0, rest.0).into()))
    }

    /// The tokens from the root to this node, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The node that this one lies in; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some(Self(Arc::from(parent)))
    }

    /// The last token, unescaped; `None` for the root.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        let (_, token) = self.0.rsplit_once('/')?;
        Some(unescape(token))
    }

    /// The pointer in its plain form, without `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        // In this order, so that "~01" becomes "~1" and not "/".
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}
