//! Tokens and codes, from the system's random bytes.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use summitry_lab::output::hex_digest;

/// Letters and digits that are not mistaken for one another.
const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTUVWXY";
/// Length of a code: there are about 24 million.
const CODE: usize = 5;

/// The system provides no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct RandomUnavailable;

/// A token of 256 bits, in hexadecimal digits.
///
/// # Errors
///
/// [`RandomUnavailable`]
pub fn random_token() -> Result<String, RandomUnavailable> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| RandomUnavailable)?;
    Ok(HEXLOWER.encode(&bytes))
}

/// A code of five letters and digits, uniformly distributed.
///
/// # Errors
///
/// [`RandomUnavailable`]
pub fn random_code() -> Result<String, RandomUnavailable> {
    let mut code = String::with_capacity(CODE);
    while code.len() < CODE {
        let mut byte = [0];
        getrandom::fill(&mut byte).map_err(|_| RandomUnavailable)?;
        // Larger bytes are drawn again, so that all characters are equally likely.
        if usize::from(byte[0]) < LETTERS.len() * 8 {
            code.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
        }
    }
    Ok(code)
}

/// A typed code in the form in which codes are written: upper case, without spaces and hyphens.
#[must_use]
pub fn normalize_code(code: &str) -> String {
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The hash of a member's token, which is stored in its place.
#[must_use]
pub fn hash_token(token: &str) -> String {
    hex_digest(token.as_bytes())
}

/// The token in the forms of whoever holds a token: proof that a form comes from a page sent to them.
#[must_use]
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub fn form_token(secret: &str, token: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    HEXLOWER.encode(&mac.chain_update(token).finalize().into_bytes())
}

/// Whether two secrets are equal, in a time that does not depend on where they differ.
#[must_use]
pub fn constant_time_eq(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_readable_and_differ() {
        let codes: Vec<String> = (0..200).map(|_| random_code().unwrap()).collect();
        assert!(codes.iter().all(|code| code.len() == CODE && normalize_code(code) == *code));
        let mut unique = codes.clone();
        unique.sort();
        unique.dedup();
        assert!(unique.len() > 195);
        assert_eq!(normalize_code(" ab-c d2 "), "ABCD2");
    }

    #[test]
    fn a_token_has_256_bits() {
        let token = random_token().unwrap();
        assert_eq!(token.len(), 64);
        assert_ne!(token, random_token().unwrap());
        assert_eq!(hash_token("a").len(), 64);
        assert!(constant_time_eq("a", "a") && !constant_time_eq("a", "b"));
    }
}
