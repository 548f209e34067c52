//! The methods that take columns of numbers, by name: one call for all of them.

use super::cart::Tree;
use super::morris::Effects;
use super::prcc::Correlation;
use super::prim::Step;
use super::response::Response;
use super::sobol::Indices;
use super::{
    AnalysisError, Bootstrap, Columns, Draw, EmptyOutput, Estimate, cart, morris, prcc, prim,
    response, sobol,
};
use summitry_engine::stats::normal_quantile;
use summitry_model::fields::text::sanitize;
use summitry_model::fields::tree::shorten;

/// What is computed from columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Sobol' indices: [`sobol`].
    Sobol,
    /// Elementary effects: [`morris`].
    Morris,
    /// Partial rank correlations: [`prcc`].
    Prcc,
    /// Nested boxes: [`prim`].
    Prim,
    /// A tree: [`cart`].
    Cart,
    /// The means by level of an input: [`response`].
    Response,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 6] =
        [Method::Sobol, Method::Morris, Method::Prcc, Method::Prim, Method::Cart, Method::Response];

    /// Its name, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::Sobol => "sobol",
            Method::Morris => "morris",
            Method::Prcc => "prcc",
            Method::Prim => "prim",
            Method::Cart => "cart",
            Method::Response => "response",
        }
    }

    /// What it makes of rows without an output.
    #[must_use]
    pub fn empty(self) -> EmptyOutput {
        match self {
            Method::Sobol | Method::Morris => EmptyOutput::Kept,
            Method::Response | Method::Prcc | Method::Prim | Method::Cart => EmptyOutput::LeftOut,
        }
    }
}

/// What a method is told beside the columns; each takes what concerns it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// How intervals are made.
    pub bootstrap: Bootstrap,
    /// Whether a Saltelli design has rows of the second order; seen from the rows if nothing is said.
    pub second_order: Option<bool>,
    /// The levels of a Morris design; seen from the rows if nothing is said.
    pub levels: Option<usize>,
    /// How boxes are peeled.
    pub prim: prim::Settings,
    /// The box that is chosen, in place of the best balance.
    pub step: Option<usize>,
    /// How a tree is grown.
    pub cart: cart::Settings,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            bootstrap: Bootstrap { resamples: 1000, confidence: 0.95 },
            second_order: None,
            levels: None,
            prim: prim::Settings::default(),
            step: None,
            cart: cart::Settings::default(),
        }
    }
}

/// What a method found in columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Sobol' indices.
    Sobol(Indices),
    /// Elementary effects.
    Morris(Effects),
    /// Partial rank correlations.
    Prcc(Vec<Correlation>),
    /// The boxes of PRIM.
    Prim {
        /// The trajectory.
        steps: Vec<Step>,
        /// The step that is chosen.
        chosen: usize,
        /// The quasi-p-value of each restriction of its box.
        quasi_p: Vec<Option<f64>>,
    },
    /// A tree.
    Cart(Tree),
    /// Means by level.
    Response(Response),
}

/// Applies a method of numbers to columns.
///
/// # Errors
///
/// Those of the method; of the command if there is no such step, or an input has words where numbers are needed.
///
/// ```
/// use summitry_lab::analysis::{Columns, EmptyOutput, Found, Method, Options, applied};
/// let table = "a,y\n1,2\n2,3\n3,7\n4,6\n5,9\n";
/// let columns = Columns::from_reader(table.as_bytes(), &["a".to_owned()], "y", EmptyOutput::LeftOut)?;
/// let found = applied(Method::Prcc, &columns, &Options::default(), &mut || 0.5)?;
/// assert!(matches!(found, Found::Prcc(of) if of[0].estimate.value > 0.8));
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn applied(
    method: Method,
    columns: &Columns,
    options: &Options,
    draw: Draw<'_>,
) -> Result<Found, AnalysisError> {
    let inputs = columns.slices();
    let names: Vec<&str> = columns.names.iter().map(String::as_str).collect();
    let output = columns.output.as_slice();
    let with = options.bootstrap;
    check_words(method, columns)?;
    let words = columns.word_counts();
    Ok(match method {
        Method::Sobol => {
            let (d, asked) = (inputs.len(), options.second_order);
            let (second, output) = match sobol::by_blocks(&inputs) {
                Some(order) if asked != Some(true) => {
                    (false, order.iter().map(|&row| output[row]).collect())
                }
                _ => (sobol::second_order(&inputs, &names, asked)?, output.to_vec()),
            };
            let size = sobol::rows_of_base(d, second);
            let all = output.len() / size;
            let output = kept(&output, &in_whole_groups(&output, size));
            enough(output.len() / size, all, "base points")?;
            Found::Sobol(sobol::indices(&output, d, second, with, draw)?)
        }
        Method::Morris => {
            let (rows, size) = (output.len(), inputs.len() + 1);
            let is_whole = in_whole_groups(output, size);
            let (inputs, output): (Vec<_>, _) = (
                inputs.iter().map(|input| kept(input, &is_whole)).collect(),
                kept(output, &is_whole),
            );
            enough(output.len() / size, rows / size, "trajectories")?;
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            let mut found = morris::effects(&inputs, &names, &output, options.levels, with, draw)?;
            // A group has no direction of its own.
            let of_groups = found.effects.iter_mut().zip(&columns.members);
            for (effect, _) in of_groups.filter(|(_, members)| !members.is_empty()) {
                let none = Estimate { value: f64::NAN, interval: None };
                (effect.mu, effect.sigma) = (none, none);
            }
            Found::Morris(found)
        }
        Method::Prcc => Found::Prcc(prcc::correlations(&inputs, &names, output, with.confidence)?),
        Method::Prim => {
            let steps = prim::peel(&inputs, &words, output, options.prim)?;
            let chosen = options.step.or_else(|| prim::balanced(&steps)).unwrap_or_default();
            let Some(step) = steps.get(chosen) else {
                return Err(AnalysisError::asked(
                    "no-such-step",
                    format!("there is no step {chosen}"),
                    format!("the boxes are numbered from 0 to {}", steps.len().saturating_sub(1)),
                ));
            };
            let quasi_p = prim::quasi_p(&inputs, output, step);
            Found::Prim { steps, chosen, quasi_p }
        }
        Method::Cart => Found::Cart(cart::grow(&inputs, &words, output, options.cart, draw)?),
        Method::Response => {
            let z = normal_quantile(0.5 + with.confidence / 2.0);
            Found::Response(response::of_rows(columns, z)?)
        }
    })
}

/// Whether inputs are the rows of a design that the method needs; of those that take any rows, never.
#[must_use]
pub fn fits(method: Method, inputs: &[&[f64]], names: &[String], options: &Options) -> bool {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match method {
        Method::Sobol => {
            let second = options.second_order;
            sobol::by_blocks(inputs).is_some() && second != Some(true)
                || match sobol::second_order(inputs, &names, second) {
                    Ok(_) => true,
                    Err(error) => error.code() == "ambiguous",
                }
        }
        Method::Morris => morris::fits(inputs, &names),
        _ => false,
    }
}

/// Of each row whether all rows of its group, `size` in turn, have an output.
#[must_use]
pub fn in_whole_groups(output: &[f64], size: usize) -> Vec<bool> {
    let of = |group: &[f64]| vec![group.iter().all(|y| !y.is_nan()); group.len()];
    output.chunks(size).flat_map(of).collect()
}

/// The values of the rows that are kept.
pub(super) fn kept<T: Copy>(values: &[T], is_kept: &[bool]) -> Vec<T> {
    values.iter().zip(is_kept).filter(|(_, kept)| **kept).map(|(value, _)| *value).collect()
}

/// Refuses inputs of words where a method needs numbers; two words will do for ranks.
fn check_words(method: Method, columns: &Columns) -> Result<(), AnalysisError> {
    let most = match method {
        Method::Morris => 0,
        Method::Prcc => 2,
        _ => return Ok(()),
    };
    let is_taken = |k: &usize| columns.words[*k].len() <= most;
    let (taken, refused): (Vec<usize>, Vec<usize>) = (0..columns.names.len()).partition(is_taken);
    if refused.is_empty() {
        return Ok(());
    }
    let named = |k: &usize| {
        let words = &columns.words[*k];
        let some = words.iter().take(3).map(|word| sanitize(&shorten(word, 40)));
        let more = if words.len() > 3 { ", …" } else { "" };
        format!(
            "`{}` ({}{more})",
            sanitize(&columns.names[*k]),
            some.collect::<Vec<_>>().join(", ")
        )
    };
    let refused: Vec<String> = refused.iter().map(named).collect();
    let what = if most == 2 { "numbers, or two words as 0 and 1" } else { "numbers" };
    let others: Vec<&str> = taken.iter().map(|k| columns.names[*k].as_str()).collect();
    let without = match (method, others.as_slice()) {
        (Method::Prcc, [_, ..]) => format!("--inputs {} leaves them out; ", others.join(",")),
        _ => String::new(),
    };
    Err(AnalysisError::asked(
        "nominal-factor",
        format!("{} takes {what}, and these have words: {}", method.name(), refused.join(", ")),
        format!("{without}prim, cart and response take words as categories"),
    ))
}

/// Refuses fewer than two groups of rows, where others were left out.
fn enough(kept: usize, all: usize, groups: &str) -> Result<(), AnalysisError> {
    if kept >= 2.min(all) {
        return Ok(());
    }
    let has = if kept == 1 { "has" } else { "have" };
    Err(AnalysisError::data(
        "no-rows",
        format!("{kept} of {all} {groups} {has} an output in every row"),
        "take an output that more rows have, or prcc, prim or cart, which do without some",
    ))
}
