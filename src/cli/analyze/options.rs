//! The options of an analysis: which belong to which method, and their defaults.

use summitry_lab::analysis::{self, Bootstrap, Columns, Options, cart, prim};

use crate::cli::args::{AnalyzeArgs, Method, Objective, YesNo};
use crate::cli::exit::Failure;
use crate::cli::format::{counted, tame};
use crate::cli::screen;

/// The threshold, behind the name of the output.
pub(super) fn rule(args: &AnalyzeArgs) -> String {
    args.threshold.map(|rule| format!(" {rule}")).unwrap_or_default()
}

/// Notes how many rows have no output.
pub(super) fn note_left_out(columns: &Columns, one: &str, many: &str) {
    if columns.left_out > 0 {
        let rows = counted(columns.left_out as u64, one, many);
        screen::note(&format!("left out {rows} without `{}`", tame(&columns.output_name)));
    }
}

/// The options that not every method takes: whether each is given, and the methods that take it.
fn given(args: &AnalyzeArgs) -> [(&'static str, bool, &'static [analysis::Method]); 14] {
    use analysis::Method::{Cart, Morris, Prcc, Prim, Response, Sobol};
    // All take a seed, so that one command line does for all; where nothing is drawn, it changes nothing.
    [
        ("--unit", args.unit.is_some(), &[Prim, Cart]),
        ("--threshold", args.threshold.is_some(), &[Prim, Cart]),
        ("--confidence", args.confidence.is_some(), &[Sobol, Morris, Prcc, Response]),
        ("--resamples", args.resamples.is_some(), &[Sobol, Morris]),
        ("--second-order", args.second_order.is_some(), &[Sobol]),
        ("--group", !args.group.is_empty(), &[Sobol, Morris]),
        ("--levels", args.levels.is_some(), &[Morris]),
        ("--min-mass", args.min_mass.is_some(), &[Prim, Cart]),
        ("--peel-alpha", args.peel_alpha.is_some(), &[Prim]),
        ("--objective", args.objective.is_some(), &[Prim]),
        ("--paste", args.paste, &[Prim]),
        ("--step", args.step.is_some(), &[Prim]),
        ("--depth", args.depth.is_some(), &[Cart]),
        ("--folds", args.folds.is_some(), &[Cart]),
    ]
}

/// Refuses options that the method does not take.
pub(super) fn check(args: &AnalyzeArgs, method: analysis::Method) -> Result<(), Failure> {
    for (flag, is_given, methods) in given(args) {
        if is_given && !methods.contains(&method) {
            let names: Vec<&str> = methods.iter().map(|method| method.name()).collect();
            return Err(Failure::refused(format!(
                "{flag} does not apply to {}; it belongs to {}",
                method.name(),
                names.join(", ")
            )));
        }
    }
    Ok(())
}

/// Refuses options that a batch of one scenario does not take.
pub(super) fn check_batch(args: &AnalyzeArgs) -> Result<(), Failure> {
    let of_batch = [
        ("--method", args.method.is_some()),
        ("--inputs", !args.inputs.is_empty()),
        ("--output", args.output.is_some()),
    ];
    let rest = given(args).into_iter().map(|(flag, is_given, _)| (flag, is_given));
    let rest = rest.filter(|(flag, _)| *flag != "--confidence");
    match of_batch.into_iter().chain(rest).find(|(_, is_given)| *is_given) {
        Some((flag, _)) => Err(Failure::refused(format!(
            "{flag} does not apply to a batch of one scenario, where nothing is varied; it belongs to a sweep or a table"
        ))),
        None => Ok(()),
    }
}

impl From<Method> for analysis::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Sobol => analysis::Method::Sobol,
            Method::Morris => analysis::Method::Morris,
            Method::Prcc => analysis::Method::Prcc,
            Method::Prim => analysis::Method::Prim,
            Method::Cart => analysis::Method::Cart,
            Method::Response => analysis::Method::Response,
        }
    }
}

/// The settings of the methods, as typed or by default.
pub(super) fn options(args: &AnalyzeArgs) -> Options {
    let default = Options::default();
    let peel_alpha = args.peel_alpha.unwrap_or(default.prim.peel_alpha);
    Options {
        bootstrap: Bootstrap {
            resamples: args.resamples.unwrap_or(default.bootstrap.resamples),
            confidence: args.confidence.unwrap_or(default.bootstrap.confidence),
        },
        second_order: args.second_order.map(|asked| asked == YesNo::Yes),
        levels: args.levels,
        prim: prim::Settings {
            peel_alpha,
            least_mass: args.min_mass.unwrap_or(default.prim.least_mass),
            objective: match args.objective {
                Some(Objective::Mean) => prim::Objective::Mean,
                Some(Objective::Gain) | None => prim::Objective::Gain,
            },
            paste_alpha: args.paste.then_some(peel_alpha),
        },
        step: args.step,
        cart: cart::Settings {
            least_mass: args.min_mass.unwrap_or(default.cart.least_mass),
            depth: args.depth.unwrap_or(default.cart.depth),
            folds: args.folds.or(default.cart.folds).filter(|&folds| folds > 0),
        },
    }
}

/// The seed, as typed or by default.
pub(super) fn seed(args: &AnalyzeArgs) -> u64 {
    args.seed.unwrap_or(1)
}
