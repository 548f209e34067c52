//! A command line in words, without a shell.

/// Why a command is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// There is nothing in it.
    #[error("the command is empty")]
    Empty,
    /// A quote is not closed.
    #[error("the quote {0} is not closed")]
    Open(char),
    /// The last character is a backslash.
    #[error("the backslash at the end stands before nothing")]
    Backslash,
}

/// The words of a command, as a POSIX shell would have them: blanks separate, `'…'` is taken as it stands, within `"…"` a
/// backslash stands before `"`, `\`, `$` or a back tick, elsewhere before any character. Nothing else has a meaning: no
/// variables, patterns, pipes or redirections.
///
/// # Errors
/// [`CommandError`]
///
/// ```
/// use summitry_lab::agents::words;
/// assert_eq!(words("python3 'my seat.py' --level=0.5")?, ["python3", "my seat.py", "--level=0.5"]);
/// assert_eq!(words(r#"sh -c "echo \"a b\" $x" \  ''"#)?, ["sh", "-c", r#"echo "a b" $x"#, " ", ""]);
/// # Ok::<(), summitry_lab::agents::CommandError>(())
/// ```
pub fn words(command: &str) -> Result<Vec<String>, CommandError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or(CommandError::Open('\''))? {
                        '\'' => break,
                        letter => word.push(letter),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or(CommandError::Open('"'))? {
                        '"' => break,
                        '\\' => {
                            let next = letters.next().ok_or(CommandError::Open('"'))?;
                            if !"\"\\$`".contains(next) {
                                word.push('\\');
                            }
                            word.push(next);
                        }
                        letter => word.push(letter),
                    }
                }
            }
            '\\' => {
                let next = letters.next().ok_or(CommandError::Backslash)?;
                word.get_or_insert_default().push(next);
            }
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    if words.first().is_none_or(String::is_empty) {
        return Err(CommandError::Empty);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_none_says_why() {
        assert_eq!(words("  \t"), Err(CommandError::Empty));
        assert_eq!(words("'' x"), Err(CommandError::Empty));
        assert_eq!(words("a 'b"), Err(CommandError::Open('\'')));
        assert_eq!(words("a \"b\\\""), Err(CommandError::Open('"')));
        assert_eq!(words("a \\"), Err(CommandError::Backslash));
    }

    #[test]
    fn quotes_within_a_word_do_not_end_it() {
        assert_eq!(words("a'b c'\"d\"\\ e").unwrap(), ["ab cd e"]);
        assert_eq!(words("\"a\\n\"").unwrap(), ["a\\n"]);
    }
}
