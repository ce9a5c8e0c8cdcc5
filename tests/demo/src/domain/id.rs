//! Identifiers and random secrets: 26 characters of `[a-z0-9]`, about 134 bits.

const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// How long every identifier and every secret is.
pub(crate) const LENGTH: usize = 26;

/// A fresh identifier or secret from the system's random numbers.
pub(crate) fn random() -> String {
    (0..LENGTH)
        .filter_map(|_| ALPHABET.get(rand::random_range(0..ALPHABET.len())))
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_the_wire_form_and_differ() {
        let (one, two) = (random(), random());
        for id in [&one, &two] {
            assert_eq!(id.len(), LENGTH);
            assert!(id.bytes().all(|byte| ALPHABET.contains(&byte)));
        }
        assert_ne!(one, two);
    }
}
