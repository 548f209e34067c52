//! Diagnostics: what is wrong in a file, where, and how to fix it.
//!
//! Reading never stops at the first fault. Whoever finds one adds it to [`Diagnostics`] and goes on with
//! a stand-in value; a scenario is built only where no error was found.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::source::{SourceId, Sources};

/// Columns that a drawn line may take where nobody says how many there are.
pub const WIDTH: usize = 100;

/// Columns in which a place can still be drawn.
const NARROWEST: usize = 40;

/// Characters underlined at most, so that a value of many pages does not fill the screen.
const UNDERLINED: usize = 60;

/// Faults drawn at most; the others are counted.
const DRAWN: usize = 40;

/// Whether a scenario with this fault can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The scenario is refused.
    Error,
    /// The scenario runs, but probably not as meant.
    Warning,
}

/// Where something stands: a source, and the bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file or the `--set` argument.
    pub source: SourceId,
    /// The bytes in the source's text; `None` for the source as a whole.
    pub span: Option<Range<usize>>,
    /// Words drawn beside the underlined text; empty for none.
    pub label: String,
}

impl Place {
    /// These bytes of a source.
    #[must_use]
    pub fn new(source: SourceId, span: Range<usize>) -> Self {
        Place { source, span: Some(span), label: String::new() }
    }

    /// A source as a whole, for what stands nowhere in it.
    #[must_use]
    pub fn whole(source: SourceId) -> Self {
        Place { source, span: None, label: String::new() }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A fixed name in kebab-case, such as `unknown-key`: for tests, filters and the manual.
    pub code: &'static str,
    /// Whether it refuses the scenario.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where it is wrong.
    pub place: Place,
    /// How to fix it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Adds how to fix it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds words beside the underlined text.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.place.label = label.into();
        self
    }

    /// The order in which diagnostics are shown: by source, then by place, faults of the whole source
    /// last, then by what they say.
    fn rank(&self) -> impl Ord + '_ {
        let span = self.place.span.as_ref();
        (
            self.place.source,
            span.is_none(),
            span.map(|span| (span.start, span.end)),
            self.severity,
            self.code,
            &self.message,
            &self.help,
        )
    }
}

/// All that is wrong, gathered while reading.
///
/// ```
/// use summitry_model::fields::diagnostic::{Diagnostics, Place};
/// use summitry_model::fields::source::{Source, Sources};
///
/// let mut sources = Sources::new();
/// let file = sources.add(Source::new("war.toml", "[strain]\ninitial = 2\n"));
/// let mut faults = Diagnostics::new();
/// faults
///     .error("out-of-range", &Place::new(file, 19..20), "`strain.initial` is 2")
///     .help("a number from 0 to 1");
/// assert!(faults.has_errors());
/// let text = faults.render(&sources, false);
/// assert!(text.contains("war.toml:2:11"));
/// assert!(text.ends_with("1 error in war.toml\n"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    codes: BTreeSet<&'static str>,
}

impl Diagnostics {
    /// No faults yet.
    #[must_use]
    pub fn new() -> Self {
        Diagnostics::default()
    }

    /// Adds an error; help and label may be chained.
    pub fn error(
        &mut self,
        code: &'static str,
        place: &Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(code, Severity::Error, place, message.into())
    }

    /// Adds a warning; help and label may be chained.
    pub fn warning(
        &mut self,
        code: &'static str,
        place: &Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(code, Severity::Warning, place, message.into())
    }

    fn add(
        &mut self,
        code: &'static str,
        severity: Severity,
        place: &Place,
        message: String,
    ) -> &mut Diagnostic {
        self.codes.insert(code);
        let at = self.list.len();
        self.list.push(Diagnostic { code, severity, message, place: place.clone(), help: None });
        &mut self.list[at]
    }

    /// Whether anything refuses the scenario.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Whether a fault of this code was found.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.codes.contains(code)
    }

    /// Adds all that another reading found.
    pub fn extend(&mut self, others: Diagnostics) {
        self.list.extend(others.list);
        self.codes.extend(others.codes);
    }

    /// Adds the errors that another reading found, and leaves its warnings out.
    pub fn extend_errors(&mut self, others: Diagnostics) {
        for fault in others.list {
            if fault.severity == Severity::Error {
                self.codes.insert(fault.code);
                self.list.push(fault);
            }
        }
    }

    /// Leaves out what is wrong in a source.
    pub fn leave_out(&mut self, source: SourceId) {
        self.list.retain(|fault| fault.place.source != source);
        self.codes = self.list.iter().map(|fault| fault.code).collect();
    }

    /// Tells faults at another place where `of` has one for their source.
    pub fn move_to(&mut self, of: impl Fn(SourceId) -> Option<Place>) {
        for fault in &mut self.list {
            if let Some(place) = of(fault.place.source) {
                fault.place = place;
            }
        }
    }

    /// What the first error says.
    #[must_use]
    pub fn first_error(&self) -> Option<&str> {
        let errors = self.list.iter().find(|fault| fault.severity == Severity::Error);
        errors.map(|fault| fault.message.as_str())
    }

    /// The number of different faults.
    #[must_use]
    pub fn len(&self) -> usize {
        self.in_order().len()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The faults in the order of their places, exact repeats once.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Diagnostic> {
        let mut faults: Vec<&Diagnostic> = self.list.iter().collect();
        faults.sort_by(|a, b| a.rank().cmp(&b.rank()));
        faults.dedup();
        faults
    }

    /// The faults as text for people, [`WIDTH`] columns wide: as [`Diagnostics::render_in`].
    #[must_use]
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        self.render_in(sources, colour, WIDTH)
    }

    /// The faults as text for people: each with its place drawn, then how many there are.
    ///
    /// Empty where nothing is wrong. With `colour`, ANSI styles are written. A line of the source that is
    /// wider than `width` columns, 40 at least, is cut to what is about the fault; words are not.
    #[must_use]
    pub fn render_in(&self, sources: &Sources, colour: bool, width: usize) -> String {
        let faults = self.in_order();
        if faults.is_empty() {
            return String::new();
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.term_width(width.max(NARROWEST));
        let mut text = String::new();
        for fault in faults.iter().take(DRAWN) {
            text.push_str(draw(fault, sources, &renderer).trim_end());
            text.push_str("\n\n");
        }
        if faults.len() > DRAWN {
            text.push_str(&format!("… and {} more like these\n\n", faults.len() - DRAWN));
        }
        text.push_str(&tally(&faults, sources));
        text.push('\n');
        text
    }

    /// The faults as plain data, in the order of [`Diagnostics::in_order`].
    #[must_use]
    pub fn records(&self, sources: &Sources) -> Vec<DiagnosticRecord> {
        self.in_order()
            .into_iter()
            .map(|fault| {
                let source = sources.get(fault.place.source);
                let at = fault.place.span.as_ref().map(|span| source.line_column(span.start));
                DiagnosticRecord {
                    code: fault.code,
                    severity: fault.severity,
                    message: fault.message.clone(),
                    source: source.name().to_owned(),
                    line: at.map(|(line, _)| line),
                    column: at.map(|(_, column)| column),
                    help: fault.help.clone(),
                }
            })
            .collect()
    }
}

/// A fault with its place spelled out, for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiagnosticRecord {
    /// The fault's fixed name.
    pub code: &'static str,
    /// Whether it refuses the scenario.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file, or the `--set` argument.
    pub source: String,
    /// The line, from 1; `None` for the source as a whole.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// How to fix it.
    pub help: Option<String>,
}

/// One fault as rustc would draw it.
fn draw(fault: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let source = sources.get(fault.place.source);
    // Paths come from the command line and are drawn as they are; control characters must not be.
    let name = annotate_snippets::normalize_untrusted_str(source.name());
    let level = match fault.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(fault.message.as_str()).id(fault.code);
    let mut group = match &fault.place.span {
        None => title.element(Origin::path(name.as_str())),
        Some(span) => {
            let drawn = source.excerpt(span);
            let underlined = clip(drawn.text, drawn.span, UNDERLINED);
            let label = (!fault.place.label.is_empty()).then_some(fault.place.label.as_str());
            title.element(
                Snippet::source(drawn.text)
                    .path(name.as_str())
                    .line_start(drawn.line)
                    .line_numbering(source.is_numbered())
                    .annotation(AnnotationKind::Primary.span(underlined).label(label)),
            )
        }
    };
    if let Some(help) = &fault.help {
        let help = annotate_snippets::normalize_untrusted_str(help);
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The span cut to so many characters.
fn clip(text: &str, span: Range<usize>, most: usize) -> Range<usize> {
    let inside = &text[span.clone()];
    let end = inside.char_indices().nth(most).map_or(span.end, |(at, _)| span.start + at);
    span.start..end
}

/// How many faults there are, and where.
fn tally(faults: &[&Diagnostic], sources: &Sources) -> String {
    let count = |severity, word: &str| {
        let count = faults.iter().filter(|fault| fault.severity == severity).count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {word}{plural}"))
    };
    let counts: Vec<String> =
        [count(Severity::Error, "error"), count(Severity::Warning, "warning")]
            .into_iter()
            .flatten()
            .collect();
    // In order, so equal sources are neighbours.
    let mut places: Vec<SourceId> = faults.iter().map(|fault| fault.place.source).collect();
    places.dedup();
    let mut names: Vec<&str> = places.iter().take(3).map(|id| sources.get(*id).name()).collect();
    let others = places.len().saturating_sub(3);
    let more = format!("{others} other place{}", if others == 1 { "" } else { "s" });
    if others > 0 {
        names.push(&more);
    }
    let names = match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    };
    let names = annotate_snippets::normalize_untrusted_str(&names);
    format!("{} in {names}", counts.join(", "))
}
