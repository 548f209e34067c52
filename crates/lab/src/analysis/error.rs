//! Why a table is not analysed: what is wrong, where, and how to mend it.

/// Why a table is not analysed. The first thing that is wrong is told.
///
/// ```
/// use summitry_lab::analysis::Threshold;
/// let wrong = "about 3".parse::<Threshold>().unwrap_err();
/// assert_eq!(wrong.code(), "no-threshold");
/// assert!(wrong.of_the_command());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; {help}")]
pub struct AnalysisError {
    code: &'static str,
    of_the_command: bool,
    message: String,
    help: String,
}

impl AnalysisError {
    /// A fault of the data.
    pub(super) fn data(code: &'static str, message: String, help: impl Into<String>) -> Self {
        AnalysisError { code, of_the_command: false, message, help: help.into() }
    }

    /// A fault of what was asked for.
    pub(super) fn asked(code: &'static str, message: String, help: impl Into<String>) -> Self {
        AnalysisError { code, of_the_command: true, message, help: help.into() }
    }

    /// A fixed name in kebab-case, such as `no-such-column`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether what was asked for is wrong, and not the data.
    #[must_use]
    pub fn of_the_command(&self) -> bool {
        self.of_the_command
    }
}
