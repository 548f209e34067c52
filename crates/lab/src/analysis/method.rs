//! The methods that take columns of numbers, by name: one call for all of them.

use super::cart::Tree;
use super::morris::Effects;
use super::prcc::Correlation;
use super::prim::Step;
use super::sobol::Indices;
use super::{
    AnalysisError, Bootstrap, Columns, Draw, EmptyOutput, cart, morris, prcc, prim, sobol,
};

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
    /// The means by level of a factor: [`response`](super::response).
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
            Method::Response => EmptyOutput::Refused,
            Method::Prcc | Method::Prim | Method::Cart => EmptyOutput::LeftOut,
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
}

/// Applies a method of numbers to columns.
///
/// # Errors
///
/// Those of the method; of the command if there is no such step, or the method takes levels and not numbers.
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
    Ok(match method {
        Method::Sobol => {
            let (d, asked) = (inputs.len(), options.second_order);
            let (second, output) = match sobol::by_blocks(&inputs) {
                Some(order) if asked != Some(true) => {
                    (false, order.iter().map(|&row| output[row]).collect())
                }
                _ => (sobol::second_order(&inputs, &names, asked)?, output.to_vec()),
            };
            let output = whole(&output, sobol::rows_of_base(d, second));
            if output.is_empty() {
                return Err(none_whole("base point"));
            }
            Found::Sobol(sobol::indices(&output, d, second, with, draw)?)
        }
        Method::Morris => {
            let size = inputs.len() + 1;
            let failed = |row: usize| {
                let start = row - row % size;
                output[start..output.len().min(start + size)].iter().any(|y| y.is_nan())
            };
            let kept = |column: &[f64]| -> Vec<f64> {
                (0..column.len()).filter(|&row| !failed(row)).map(|row| column[row]).collect()
            };
            let (inputs, output): (Vec<_>, _) =
                (inputs.iter().map(|input| kept(input)).collect(), kept(output));
            if output.is_empty() {
                return Err(none_whole("trajectory"));
            }
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            Found::Morris(morris::effects(&inputs, &names, &output, options.levels, with, draw)?)
        }
        Method::Prcc => Found::Prcc(prcc::correlations(&inputs, &names, output, with.confidence)?),
        Method::Prim => {
            let steps = prim::peel(&inputs, output, options.prim)?;
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
        Method::Cart => Found::Cart(cart::grow(&inputs, output, options.cart, draw)?),
        Method::Response => {
            return Err(AnalysisError::asked(
                "no-levels",
                "means by level are those of a sweep".to_owned(),
                "name the directory of a sweep whose design is a grid or a list",
            ));
        }
    })
}

/// The output without the groups of `size` rows of which one has none.
fn whole(output: &[f64], size: usize) -> Vec<f64> {
    let groups = output.chunks(size).filter(|group| group.iter().all(|y| !y.is_nan()));
    groups.flatten().copied().collect()
}

fn none_whole(group: &str) -> AnalysisError {
    AnalysisError::data(
        "no-rows",
        format!("no {group} has an output in all its rows"),
        "take an output that more rows have, or prcc, prim or cart, which do without some",
    )
}
