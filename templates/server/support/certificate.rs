//! Certificates that clients show when they connect (`type: mutualTLS`).

use bytes::Bytes;

use super::call::Call;

/// The certificate of a client, DER encoded (RFC 5280).
///
/// Whatever ends TLS has checked it, and adds it to the extensions of each request of the connection: a
/// listener of rustls with `axum::Extension(ClientCertificate(der))`, say. A header of a proxy in front of
/// the server is read by a layer that adds the extension; the proxy has to remove the header from what
/// clients send. A request without the extension lacks these credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate(pub Bytes);

/// The certificate that the client of a request showed.
pub fn shown(call: &Call) -> Option<ClientCertificate> {
    call.parts().extensions.get::<ClientCertificate>().cloned()
}
