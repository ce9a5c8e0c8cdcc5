//! Addresses of the Internet Protocol, version 6, as text.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net;
use std::ops::Deref;
use std::str::FromStr;

use super::format::{FormatError, formatted};

/// An address such as `2001:db8::1` (RFC 4291, section 2.2).
///
/// It has the methods of [`std::net::Ipv6Addr`], and is made from one. What is read in another way
/// than the usual one (RFC 5952) is written so again; two of them are equal where they are the same
/// address.
#[derive(Clone)]
pub struct Ipv6Addr {
    address: net::Ipv6Addr,
    /// How it was written, where that isn't the usual way.
    text: Option<Box<str>>,
}

formatted!(Ipv6Addr);

impl From<net::Ipv6Addr> for Ipv6Addr {
    fn from(address: net::Ipv6Addr) -> Self {
        Self {
            address,
            text: None,
        }
    }
}

impl From<Ipv6Addr> for net::Ipv6Addr {
    fn from(address: Ipv6Addr) -> Self {
        address.address
    }
}

impl Deref for Ipv6Addr {
    type Target = net::Ipv6Addr;

    fn deref(&self) -> &net::Ipv6Addr {
        &self.address
    }
}

impl PartialEq for Ipv6Addr {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}

impl Eq for Ipv6Addr {}

impl PartialOrd for Ipv6Addr {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ipv6Addr {
    fn cmp(&self, other: &Self) -> Ordering {
        self.address.cmp(&other.address)
    }
}

impl Hash for Ipv6Addr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address.hash(state);
    }
}

impl fmt::Display for Ipv6Addr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => formatter.write_str(text),
            None => self.address.fmt(formatter),
        }
    }
}

impl FromStr for Ipv6Addr {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let address: net::Ipv6Addr = text
            .parse()
            .map_err(|_| FormatError::new("an IPv6 address such as `2001:db8::1`"))?;
        let is_usual = address.to_string() == text;
        Ok(Self {
            address,
            text: (!is_usual).then(|| text.into()),
        })
    }
}
