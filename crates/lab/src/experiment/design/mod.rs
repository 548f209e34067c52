//! Designs: which points of the factors' space an experiment visits, and in which order.
//!
//! Numbers in, points out. What a factor is, and which value a coordinate stands for, is the caller's. A point follows
//! from the design, the number of factors, the seed and its own number, and from nothing else: a walk starts anywhere at
//! once, and the points are the same on every machine.
//!
//! ```
//! use summitry_lab::experiment::design::{Coordinate, Design};
//! let design = Design::Sobol { points: 4, skip: 0 };
//! design.check(2)?;
//! let mut walk = design.walk(&[1, 1], 7, 2); // the third point is the first
//! let mut point = Vec::new();
//! assert!(walk.fill(&mut point));
//! assert_eq!(point, [Coordinate::Unit(0.75), Coordinate::Unit(0.25)]);
//! assert_eq!(walk.count(), 1);
//! # Ok::<(), summitry_lab::experiment::design::DesignError>(())
//! ```

mod draws;
mod error;
mod grid;
mod latin_hypercube;
mod morris;
mod saltelli;
mod sobol;

use latin_hypercube::LatinHypercube;
use morris::Trajectories;
use saltelli::Saltelli;
use sobol::Sequence;

pub use error::DesignError;
pub use morris::morris_step;
pub use sobol::SOBOL_DIMENSIONS;

/// Which points of the unit cube, or which combinations of levels, an experiment visits, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Every combination of the factors' levels; the last factor varies fastest. The points are [`Coordinate::Level`]s.
    ///
    /// ```
    /// use summitry_lab::experiment::design::{Coordinate::Level, Design};
    /// let points: Vec<_> = Design::Grid.walk(&[2, 2], 0, 0).collect();
    /// assert_eq!(points[1], [Level(0), Level(1)]);
    /// assert_eq!(points[2], [Level(1), Level(0)]);
    /// ```
    Grid,
    /// In each factor a point in each of `points` equal strata, uniform within it; strata are matched at random.
    ///
    /// A walk holds the order of the strata: 4 bytes for each point and factor, shared among its clones.
    ///
    /// Source: McKay, Beckman & Conover (1979).
    ///
    /// ```
    /// use summitry_lab::experiment::design::{Coordinate, Design};
    /// let mut strata: Vec<_> = Design::LatinHypercube { points: 3 }
    ///     .walk(&[1], 7, 0)
    ///     .map(|point| match point[0] {
    ///         Coordinate::Unit(x) => (x * 3.0).floor(),
    ///         Coordinate::Level(_) => f64::NAN,
    ///     })
    ///     .collect();
    /// strata.sort_by(f64::total_cmp);
    /// assert_eq!(strata, [0.0, 1.0, 2.0]);
    /// ```
    LatinHypercube {
        /// How many points, 1 to 2²⁴.
        points: u64,
    },
    /// A stretch of the Sobol' sequence, without scrambling, in Gray code order; its first point is the origin. The seed
    /// changes nothing.
    ///
    /// Equals SciPy's `qmc.Sobol(d, scramble=False).fast_forward(skip).random(points)`. A stretch of 2ᵏ points is balanced
    /// if `skip` is a multiple of 2ᵏ.
    ///
    /// Source: Sobol' (1967), with the direction numbers of Joe & Kuo (2008).
    ///
    /// ```
    /// use summitry_lab::experiment::design::{Coordinate::Unit, Design};
    /// let points: Vec<_> = Design::Sobol { points: 4, skip: 1 }.walk(&[1, 1], 0, 0).collect();
    /// assert_eq!(points[0], [Unit(0.5), Unit(0.5)]);
    /// assert_eq!(points[3], [Unit(0.375), Unit(0.375)]);
    /// ```
    Sobol {
        /// How many points, 1 up; with `skip`, at most 2⁵³.
        points: u64,
        /// How many points of the sequence are left out before them.
        skip: u64,
    },
    /// What estimates of Sobol' indices need. A and B are the halves of points of one Sobol' sequence in twice as many
    /// dimensions as there are factors, AB is A with one coordinate of B, BA the other way about. For each of `base`
    /// points the rows are A, AB₁ … AB_d, then BA₁ … BA_d for `second_order`, then B. The seed changes nothing.
    ///
    /// Equals SALib's `sample.sobol.sample(problem, base, calc_second_order=second_order, scramble=False,
    /// skip_values=skip)` on the unit cube. SALib skips nothing unless told; its older `sample.saltelli` skips the greater of
    /// `base` and 16.
    ///
    /// Source: Saltelli (2002); Saltelli et al. (2010).
    ///
    /// ```
    /// use summitry_lab::experiment::design::{Coordinate::Unit, Design};
    /// let design = Design::Saltelli { base: 4, second_order: false, skip: 0 };
    /// let rows: Vec<_> = design.walk(&[1, 1, 1], 0, 10).take(5).collect();
    /// assert_eq!(rows[0], [Unit(0.75), Unit(0.25), Unit(0.25)]); // A
    /// assert_eq!(rows[1], [Unit(0.25), Unit(0.25), Unit(0.25)]); // its first coordinate from B
    /// assert_eq!(rows[2], [Unit(0.75), Unit(0.75), Unit(0.25)]); // its second
    /// assert_eq!(rows[3], [Unit(0.75), Unit(0.25), Unit(0.75)]); // its third
    /// assert_eq!(rows[4], [Unit(0.25), Unit(0.75), Unit(0.75)]); // B
    /// ```
    Saltelli {
        /// How many points of the sequence, a power of two; with `skip`, at most 2⁵³.
        base: u64,
        /// Whether indices of the second order are wanted: 2d + 2 rows a base point instead of d + 2.
        second_order: bool,
        /// How many points of the sequence are left out before them.
        skip: u64,
    },
    /// Walks on a lattice of `levels` points a factor, from 0 to 1. Each starts anywhere and changes every factor once, in
    /// random order, by [`morris_step`] up or down: d + 1 points. A trajectory's draws belong to the seed and its
    /// number, so that more trajectories leave those before as they are.
    ///
    /// Source: Morris (1991).
    ///
    /// ```
    /// use summitry_lab::experiment::design::{Coordinate::Unit, Design};
    /// let points: Vec<_> = Design::Morris { trajectories: 1, levels: 2 }.walk(&[1], 7, 0).collect();
    /// assert!(points == [[Unit(0.0)], [Unit(1.0)]] || points == [[Unit(1.0)], [Unit(0.0)]]);
    /// ```
    Morris {
        /// How many walks, 1 to 2⁴⁰.
        trajectories: u64,
        /// Points of the lattice in each factor, an even number from 2 up.
        levels: u32,
    },
}

/// A coordinate of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coordinate {
    /// Of a grid: the index of one of the factor's levels, from 0.
    Level(u32),
    /// A place in the unit interval: [0, 1), but for Morris the lattice 0, 1/(p − 1), … 1.
    Unit(f64),
}

impl Design {
    /// The number of points for as many factors as `levels` has numbers; a grid alone looks at what they are.
    ///
    /// `None` where it does not fit a `u64`, or where a factor of a grid has more than 2³² levels.
    ///
    /// ```
    /// use summitry_lab::experiment::design::Design;
    /// assert_eq!(Design::Grid.points(&[3, 4]), Some(12));
    /// assert_eq!(Design::Grid.points(&[1000; 10]), None);
    /// let saltelli = Design::Saltelli { base: 1024, second_order: true, skip: 0 };
    /// assert_eq!(saltelli.points(&[1; 3]), Some(8192));
    /// assert_eq!(Design::Morris { trajectories: 10, levels: 4 }.points(&[1; 3]), Some(40));
    /// ```
    #[must_use]
    pub fn points(&self, levels: &[u64]) -> Option<u64> {
        match *self {
            Design::Grid => grid::count(levels),
            Design::LatinHypercube { points } | Design::Sobol { points, .. } => Some(points),
            Design::Saltelli { base, second_order, .. } => {
                base.checked_mul(saltelli::rows(levels.len(), second_order)?)
            }
            Design::Morris { trajectories, .. } => {
                trajectories.checked_mul(u64::try_from(levels.len()).ok()?.checked_add(1)?)
            }
        }
    }

    /// Whether the parameters are sound for so many factors. A grid is, always.
    ///
    /// # Errors
    ///
    /// Says what is wrong with them, and how to mend it.
    ///
    /// ```
    /// use summitry_lab::experiment::design::Design;
    /// let design = Design::Saltelli { base: 1000, second_order: false, skip: 0 };
    /// assert_eq!(
    ///     design.check(3).unwrap_err().to_string(),
    ///     "a Saltelli design needs a power of two as its base, not 1000; take 512 or 1024"
    /// );
    /// ```
    pub fn check(&self, dimensions: usize) -> Result<(), DesignError> {
        let design = self.name();
        let varied = |most: usize| {
            ensure(dimensions > 0, DesignError::NoFactors { design })?;
            let factors = dimensions;
            ensure(factors <= most, DesignError::TooManyFactors { design, factors, most })
        };
        let some = |n: u64, parameter| ensure(n > 0, DesignError::NoPoints { design, parameter });
        match *self {
            Design::Grid => Ok(()),
            Design::LatinHypercube { points } => {
                varied(usize::MAX)?;
                some(points, "points")?;
                let most = latin_hypercube::MAX_POINTS;
                ensure(points <= most, DesignError::TooManyStrata { points, most })
            }
            Design::Sobol { points, skip } => {
                varied(SOBOL_DIMENSIONS)?;
                some(points, "points")?;
                within_sequence(points, skip)
            }
            Design::Saltelli { base, skip, .. } => {
                varied(SOBOL_DIMENSIONS / 2)?;
                some(base, "base")?;
                within_sequence(base, skip)?;
                let above = base.next_power_of_two();
                let fault = DesignError::NotAPowerOfTwo { base, below: above / 2, above };
                ensure(base == above, fault)
            }
            Design::Morris { trajectories, levels } => {
                varied(usize::MAX)?;
                some(trajectories, "trajectories")?;
                let most = morris::MAX_TRAJECTORIES;
                let fault = DesignError::TooManyTrajectories { trajectories, most };
                ensure(trajectories <= most, fault)?;
                let even = (levels.saturating_add(1) & !1).max(2);
                ensure(levels == even, DesignError::OddLevels { levels, even })
            }
        }
    }

    /// What it is, for messages.
    fn name(&self) -> &'static str {
        match self {
            Design::Grid => "a grid",
            Design::LatinHypercube { .. } => "a Latin hypercube",
            Design::Sobol { .. } => "a Sobol' design",
            Design::Saltelli { .. } => "a Saltelli design",
            Design::Morris { .. } => "a Morris design",
        }
    }

    /// The points in order, from number `from` on, for as many factors as `levels` has numbers. None are left if
    /// `from` is beyond the last.
    ///
    /// Only a Latin hypercube takes time and memory in proportion to its points: at the start, whatever `from` is.
    ///
    /// # Panics
    ///
    /// If [`check`](Design::check) refuses the design, or [`points`](Design::points) has no number for it.
    ///
    /// ```
    /// use summitry_lab::experiment::design::Design;
    /// let design = Design::Morris { trajectories: 3, levels: 4 };
    /// let all: Vec<_> = design.walk(&[1; 5], 7, 0).collect();
    /// assert_eq!(all.len(), 18);
    /// let tail: Vec<_> = design.walk(&[1; 5], 7, 10).collect();
    /// assert_eq!(tail, all[10..]);
    /// ```
    #[must_use]
    pub fn walk(&self, levels: &[u64], seed: u64, from: u64) -> Walk {
        let dimensions = levels.len();
        if let Err(fault) = self.check(dimensions) {
            panic!("{fault}");
        }
        let Some(count) = self.points(levels) else {
            panic!("{} of more points than a number holds", self.name());
        };
        let points = match *self {
            Design::Grid => Points::Grid(levels.to_vec()),
            Design::LatinHypercube { points } => {
                Points::LatinHypercube(LatinHypercube::new(points, dimensions, seed))
            }
            Design::Sobol { skip, .. } => Points::Sobol(Sequence::new(dimensions), skip),
            Design::Saltelli { base, skip, .. } => {
                Points::Saltelli(Saltelli::new(dimensions, count / base, skip))
            }
            Design::Morris { levels, .. } => {
                Points::Morris(Trajectories::new(levels, dimensions, seed))
            }
        };
        Walk { points, next: from, count }
    }
}

fn ensure(sound: bool, fault: DesignError) -> Result<(), DesignError> {
    if sound { Ok(()) } else { Err(fault) }
}

fn within_sequence(points: u64, skip: u64) -> Result<(), DesignError> {
    let length = sobol::LENGTH;
    let within = skip.checked_add(points).is_some_and(|end| end <= length);
    ensure(within, DesignError::BeyondSequence { points, skip, length })
}

/// The points of a design, one after another.
///
/// As an iterator it makes a vector for each point; [`fill`](Walk::fill) uses one again.
#[derive(Clone, Debug)]
pub struct Walk {
    points: Points,
    /// The number of the next point.
    next: u64,
    /// The number of points of the design.
    count: u64,
}

#[derive(Clone, Debug)]
enum Points {
    Grid(Vec<u64>),
    LatinHypercube(LatinHypercube),
    Sobol(Sequence, u64),
    Saltelli(Saltelli),
    Morris(Trajectories),
}

impl Walk {
    /// Puts the next point in the place of what `point` held, a coordinate for each factor. After the last point it
    /// says `false`, and `point` is empty.
    ///
    /// Allocates only until `point` and the walk's own buffers have room for all factors.
    ///
    /// ```
    /// use summitry_lab::experiment::design::{Coordinate::Level, Design};
    /// let mut walk = Design::Grid.walk(&[2], 0, 1);
    /// let mut point = Vec::new();
    /// assert!(walk.fill(&mut point));
    /// assert_eq!(point, [Level(1)]);
    /// assert!(!walk.fill(&mut point));
    /// assert!(point.is_empty());
    /// ```
    pub fn fill(&mut self, point: &mut Vec<Coordinate>) -> bool {
        point.clear();
        let number = self.next;
        if number >= self.count {
            return false;
        }
        self.next += 1;
        match &mut self.points {
            Points::Grid(levels) => grid::point(levels, number, point),
            Points::LatinHypercube(hypercube) => hypercube.point(number, point),
            Points::Sobol(sequence, skip) => sequence.point(*skip + number, point),
            Points::Saltelli(saltelli) => saltelli.point(number, point),
            Points::Morris(trajectories) => trajectories.point(number, point),
        }
        true
    }

    /// Goes to the point of that number, from 0, at no cost; beyond the last there are none.
    ///
    /// ```
    /// use summitry_lab::experiment::design::Design;
    /// let mut walk = Design::LatinHypercube { points: 10 }.walk(&[1; 2], 7, 0);
    /// let first = walk.next();
    /// walk.seek(0);
    /// assert_eq!(walk.next(), first);
    /// ```
    pub fn seek(&mut self, number: u64) {
        self.next = number;
    }
}

impl Iterator for Walk {
    type Item = Vec<Coordinate>;

    fn next(&mut self) -> Option<Vec<Coordinate>> {
        let mut point = Vec::new();
        self.fill(&mut point).then_some(point)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match usize::try_from(self.count.saturating_sub(self.next)) {
            Ok(left) => (left, Some(left)),
            Err(_) => (usize::MAX, None),
        }
    }
}
