//! What can be wrong with a design, and how to mend it.

/// Why a design visits nothing, or cannot be what it is called. Each message says what is wrong and how to mend it.
///
/// ```
/// use summitry_lab::experiment::design::Design;
/// let design = Design::Morris { trajectories: 10, levels: 5 };
/// assert_eq!(
///     design.check(3).unwrap_err().to_string(),
///     "a Morris design needs an even number of levels from 2 up, not 5; take 6"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// No factor varies.
    #[error("{design} needs a factor to vary, and there is none; name at least one")]
    NoFactors {
        /// What it is: `a Sobol' design`.
        design: &'static str,
    },
    /// No point is asked for.
    #[error("{design} with {parameter} = 0 visits nothing; take 1 or more")]
    NoPoints {
        /// What it is.
        design: &'static str,
        /// The parameter's name.
        parameter: &'static str,
    },
    /// More dimensions than there are direction numbers for.
    #[error(
        "{design} takes at most {most} factors, not {factors}, for want of direction numbers; vary \
         fewer, or take a Latin hypercube"
    )]
    TooManyFactors {
        /// What it is.
        design: &'static str,
        /// The factors.
        factors: usize,
        /// The most it takes.
        most: usize,
    },
    /// More points than a Latin hypercube can hold.
    #[error(
        "a Latin hypercube has at most {most} points, not {points}, because it holds an order of \
         them for each factor; take fewer, or a Sobol' design, which holds none"
    )]
    TooManyStrata {
        /// The points.
        points: u64,
        /// The most it has.
        most: u64,
    },
    /// The Sobol' sequence ends earlier.
    #[error(
        "a Sobol' sequence has {length} points, and {points} after the first {skip} go beyond; \
         skip or take fewer"
    )]
    BeyondSequence {
        /// The points wanted.
        points: u64,
        /// Those left out before them.
        skip: u64,
        /// The length of the sequence.
        length: u64,
    },
    /// A base that is not a power of two loses the balance of the sequence.
    #[error(
        "a Saltelli design needs a power of two as its base, not {base}; take {below} or {above}"
    )]
    NotAPowerOfTwo {
        /// The base.
        base: u64,
        /// The next power of two below.
        below: u64,
        /// The next power of two above.
        above: u64,
    },
    /// On an odd number of levels a step of Δ does not lead from lattice to lattice with all levels as likely.
    #[error("a Morris design needs an even number of levels from 2 up, not {levels}; take {even}")]
    OddLevels {
        /// The levels.
        levels: u32,
        /// An even number beside it.
        even: u32,
    },
    /// More trajectories than have draws of their own.
    #[error("a Morris design has at most {most} trajectories, not {trajectories}; take fewer")]
    TooManyTrajectories {
        /// The trajectories.
        trajectories: u64,
        /// The most it has.
        most: u64,
    },
}
