//! How far what two parties agreed on is from what they could have had.
//!
//! In the plane of the two parties' utilities, as the competitions of automated negotiating agents measure it (T. Baarslag et al.,
//! "Evaluating practical negotiating agents: results and analysis of the 2011 international competition", Artificial Intelligence
//! 198 (2013), 73–103): the Euclidean distance to the nearest point of the Pareto front, that to Nash's point, and the product
//! of the gains over the disagreement point as a share of Nash's.

/// The points that distances are measured to: the utilities of two parties.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// The Pareto front; the first party's utility falls.
    front: Vec<[f64; 2]>,
    nash: [f64; 2],
    disagreement: [f64; 2],
}

/// The distances of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distances {
    /// To the nearest point of the front.
    pub front: f64,
    /// To Nash's point.
    pub nash: f64,
    /// The product of both gains, as a share of that at Nash's point; 0 if a party is worse off than without agreement.
    pub product: f64,
    /// Whether no point of the front gives both as much: possible where the front is that of other preferences.
    pub beyond: bool,
}

impl Frontier {
    /// A front with Nash's point and the disagreement point; `None` without a point of the front, or if Nash's point is no
    /// gain for both.
    ///
    /// ```
    /// use summitry_lab::analysis::distances::Frontier;
    /// let frontier = Frontier::new(vec![[1.0, 0.2], [0.6, 0.6]], [0.6, 0.6], [0.1, 0.1]).unwrap();
    /// let of = frontier.distances([0.6, 0.35]);
    /// assert!((of.front - 0.25).abs() < 1e-12 && (of.product - 0.5).abs() < 1e-12 && !of.beyond);
    /// ```
    #[must_use]
    pub fn new(mut front: Vec<[f64; 2]>, nash: [f64; 2], disagreement: [f64; 2]) -> Option<Self> {
        front.sort_by(|a, b| b[0].total_cmp(&a[0]));
        let gains = (0..2).all(|k| nash[k] > disagreement[k]);
        (gains && !front.is_empty()).then_some(Frontier { front, nash, disagreement })
    }

    /// The distances of a text that is worth so much to the two.
    #[must_use]
    pub fn distances(&self, text: [f64; 2]) -> Distances {
        // Away from the nearest in one coordinate, that coordinate alone is further at some point.
        let from = self.front.partition_point(|point| point[0] >= text[0]);
        let mut nearest = f64::INFINITY;
        let mut beyond = true;
        for point in self.front[..from].iter().rev() {
            if point[0] - text[0] > nearest {
                break;
            }
            nearest = nearest.min(distance(*point, text));
        }
        for point in &self.front[from..] {
            if text[0] - point[0] > nearest {
                break;
            }
            nearest = nearest.min(distance(*point, text));
        }
        // Of the points that give the first as much, the last gives the second most.
        if let Some(point) = from.checked_sub(1).map(|at| self.front[at]) {
            beyond = point[1] < text[1];
        }
        let gain = |of: [f64; 2]| {
            let [a, b] = [of[0] - self.disagreement[0], of[1] - self.disagreement[1]];
            if a > 0.0 && b > 0.0 { a * b } else { 0.0 }
        };
        Distances {
            front: nearest,
            nash: distance(self.nash, text),
            product: gain(text) / gain(self.nash),
            beyond,
        }
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [x, y] = [a[0] - b[0], a[1] - b[1]];
    (x * x + y * y).sqrt()
}
