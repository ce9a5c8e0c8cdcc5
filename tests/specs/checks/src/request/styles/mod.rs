//! What stands in parameters and forms is read as its type says, and isn't sent where it couldn't
//! be read so.

mod read;
mod sent;

use super::World;

impl World {
    /// Sends `GET target` with some header lines, and gives what the method got.
    async fn asked(&self, target: &str, headers: &str) -> String {
        let answer = self
            .send(&format!(
                "GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n"
            ))
            .await;
        assert!(answer.starts_with("204"), "{target} {headers}: {answer}");
        self.seen()
    }

    /// The answer to what the server has to refuse: it says so of this parameter.
    async fn refused(&self, target: &str, headers: &str, name: &str) {
        let answer = self
            .send(&format!(
                "GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n"
            ))
            .await;
        assert!(answer.starts_with("400"), "{target} {headers}: {answer}");
        let name = format!(r#""name":"{name}""#);
        assert!(answer.contains(&name), "{target} {headers}: {answer}");
        assert_eq!(self.seen(), "");
    }

    /// Posts a form, and gives the status and what the method got.
    async fn posted(&self, form: &str) -> (String, String) {
        let length = form.len();
        let answer = self
            .send(&format!(
                "POST /styles/form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
            ))
            .await;
        (answer, self.seen())
    }
}
