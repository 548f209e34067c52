//! Tokens and codes, from the system's chance.

use sha2::{Digest, Sha256};

use summitry_lab::output::hex_digest;

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTUVWXY";
/// Characters of a code: about 24 million of them.
const CODE: usize = 5;

/// Why there is no secret: the system has no chance to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoChance;

/// A token of 256 bits, in hexadecimal digits.
///
/// # Errors
///
/// [`NoChance`]
pub fn token() -> Result<String, NoChance> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoChance)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A code of five letters and digits, each as likely as any other.
///
/// # Errors
///
/// [`NoChance`]
pub fn code() -> Result<String, NoChance> {
    let mut code = String::with_capacity(CODE);
    while code.len() < CODE {
        let mut byte = [0];
        getrandom::fill(&mut byte).map_err(|_| NoChance)?;
        // Bytes past the last whole round are thrown again.
        if usize::from(byte[0]) < LETTERS.len() * 8 {
            code.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
        }
    }
    Ok(code)
}

/// What was typed as a code, as codes are written.
#[must_use]
pub fn typed(code: &str) -> String {
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// What is kept of a member's token.
#[must_use]
pub fn kept(token: &str) -> String {
    hex_digest(token.as_bytes())
}

/// What shows that a form is of a page that was given to who holds this token.
#[must_use]
pub fn form_token(secret: &str, token: &str) -> String {
    hex_digest(format!("{secret}\n{token}").as_bytes())
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_readable_and_differ() {
        let codes: Vec<String> = (0..200).map(|_| code().unwrap()).collect();
        assert!(codes.iter().all(|code| code.len() == CODE && typed(code) == *code));
        let mut unique = codes.clone();
        unique.sort();
        unique.dedup();
        assert!(unique.len() > 195);
        assert_eq!(typed(" ab-c d2 "), "ABCD2");
    }

    #[test]
    fn a_token_has_256_bits() {
        let token = token().unwrap();
        assert_eq!(token.len(), 64);
        assert_ne!(token, super::token().unwrap());
        assert_eq!(kept("a").len(), 64);
        assert!(same("a", "a") && !same("a", "b"));
    }
}
