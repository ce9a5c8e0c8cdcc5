//! Security definitions.

use serde_json::{Map, Value, json};

use super::upgrade::Upgrade;
use crate::source::Pointer;

impl Upgrade<'_, '_> {
    /// Lowers a security definition; what it lacks is seen to later.
    pub(super) fn security_scheme(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        match members.get("type").and_then(Value::as_str) {
            Some("basic") => {
                members.insert("type".to_owned(), json!("http"));
                members.insert("scheme".to_owned(), json!("basic"));
            }
            Some("oauth2") => {
                let flow = members.shift_remove("flow");
                let flow = match flow.as_ref().and_then(Value::as_str) {
                    Some("implicit") => "implicit",
                    Some("password") => "password",
                    Some("application") => "clientCredentials",
                    Some("accessCode") => "authorizationCode",
                    _ => return,
                };
                let mut made = Map::new();
                for name in ["authorizationUrl", "tokenUrl", "scopes"] {
                    if let Some(value) = members.shift_remove(name) {
                        made.insert(name.to_owned(), value);
                    }
                }
                self.rewriter.moved(at, &at.key("flows").key(flow));
                members.insert("flows".to_owned(), json!({flow: made}));
            }
            _ => {}
        }
    }
}
