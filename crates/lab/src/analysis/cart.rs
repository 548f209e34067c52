//! CART, a tree of questions whose leaves are boxes.
//!
//! A node of rows is split in two by the question *x_i ≤ c* that lowers the sum of squared distances to the means most:
//!
//! ```text
//! R(node) = Σ (y − mean of the node)²
//! ```
//!
//! For an output of 0 and 1, R is half of Gini's index 2p(1 − p) times the node's rows, so that a regression tree is the
//! classification tree by Gini's index (Breiman et al. 1984). c is half way between two neighbouring values. Ties
//! go to the input named first, then to the lowest c. A leaf has a share of the rows at the least, and a tree a greatest depth.
//!
//! An input of words is asked *which words?*: the words in the order of their means, cut where that lowers R most, which is the best of
//! all ways to part them (Breiman et al. 1984, 9.4). Words that a node has not seen answer no.
//!
//! A tree so grown follows chance too. It is pruned by cost-complexity (the same): its subtrees that are best
//! at R + α·leaves for some α are a nested sequence; rows are dealt into V folds, each predicted by a tree that was grown on the
//! others and pruned at the same α; and the smallest subtree is taken whose error is at most one standard error above the least
//! (the 1-SE rule).
//!
//! Source: L. Breiman, J. H. Friedman, R. A. Olshen & C. J. Stone, *Classification and Regression Trees* (1984).

use super::{AnalysisError, Draw, Limits, varies_enough, word};
use summitry_engine::stats::shuffle;

/// How a tree is grown and pruned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The least share of all rows in a leaf: above 0 and at most ½.
    pub least_mass: f64,
    /// The most questions from the root to a leaf.
    pub depth: usize,
    /// The folds of the cross-validation, 2 or more; `None` leaves the tree as it was grown.
    pub folds: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { least_mass: 0.05, depth: 5, folds: Some(10) }
    }
}

/// A leaf: a box of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The limits of each input. A row goes below a question's number if it is at it or less.
    pub limits: Vec<Limits>,
    /// Its rows.
    pub n: usize,
    /// The mean of the output in it; for an output of 0 and 1 the share of cases.
    pub mean: f64,
    /// Its share of all rows.
    pub mass: f64,
    /// Its share of all cases, for an output of 0 and 1.
    pub coverage: Option<f64>,
}

/// A tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// Its leaves, those of the greatest means first.
    pub leaves: Vec<Leaf>,
    /// How many it had before it was pruned.
    pub grown: usize,
    /// The share of the output's variance that it accounts for, in the rows it was grown on.
    pub explained: f64,
    /// The same by cross-validation, in rows that it was not grown on; `None` if it was not pruned.
    pub validated: Option<f64>,
}

/// The fewest rows that are looked at.
const LEAST_ROWS: usize = 10;

/// Grows a tree of an output on its inputs. `words` has how many words each input has whose values are their places; 0, or
/// nothing, for numbers.
///
/// Memory: 8 bytes for each row at each depth, 4 for each row and input three times over, and the trees. The rows are sorted
/// once by each input; time goes with rows, inputs, depth and folds.
///
/// # Errors
///
/// Of the data: fewer than 10 rows, or the same output in all rows. Of the command: [`Settings`] out of their range.
///
/// # Panics
///
/// If inputs and output are of different lengths, or there is no input.
///
/// ```
/// use summitry_lab::analysis::cart::{Settings, grow};
/// let x: Vec<f64> = (0..100).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|&x| f64::from(u8::from(x >= 80.0))).collect();
/// let mut u = (0..).map(|k| (f64::from(k) * 0.618_034).fract());
/// let tree = grow(&[&x], &[], &y, Settings::default(), &mut || u.next().unwrap())?;
/// assert_eq!(tree.leaves.len(), 2);
/// assert_eq!((tree.leaves[0].limits[0].low, tree.leaves[0].coverage), (Some(79.5), Some(1.0)));
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn grow(
    inputs: &[&[f64]],
    words: &[usize],
    output: &[f64],
    settings: Settings,
    draw: Draw<'_>,
) -> Result<Tree, AnalysisError> {
    let (d, n) = (inputs.len(), output.len());
    assert!(d > 0 && inputs.iter().all(|input| input.len() == n), "columns of different lengths");
    check(settings)?;
    if n < LEAST_ROWS {
        return Err(AnalysisError::data(
            "too-few-rows",
            format!("{n} rows are too few for a tree"),
            format!("it needs {LEAST_ROWS} at the least, and some hundreds to be worth reading"),
        ));
    }
    if output.iter().all(|y| *y == output[0]) {
        return Err(AnalysisError::data(
            "constant-output",
            format!("the output is {} in all rows", output[0]),
            "there is nothing to tell apart: take another output or threshold",
        ));
    }
    varies_enough(output)?;
    // About its mean, so that sums of squares keep their digits; and the mean about one of them, for its own.
    let from_first = output.iter().map(|y| y - output[0]).sum::<f64>() / n as f64;
    let centred: Vec<f64> = output.iter().map(|y| (y - output[0]) - from_first).collect();
    let orders = sorted(inputs);
    let data = Data { inputs, words, output: &centred, orders: &orders, settings };
    let mut tree = Nodes::grown(&data, &vec![true; n]);
    let grown = tree.leaves();
    let whole = tree.nodes[0].risk;
    let mut validated = None;
    if let Some(folds) = settings.folds {
        let (alpha, error) = validate(&data, &tree, folds.min(n), draw);
        tree.prune(alpha);
        validated = Some(1.0 - error / whole);
    }
    let binary = output.iter().all(|y| *y == 0.0 || *y == 1.0);
    let total: f64 = output.iter().sum();
    let mut leaves = Vec::new();
    tree.boxes(0, &vec![Limits::default(); d], &mut |node, limits| {
        let cases = node.rows.iter().map(|&row| output[row]).sum::<f64>();
        let size = node.rows.len();
        leaves.push(Leaf {
            limits: limits.to_vec(),
            n: size,
            mean: cases / size as f64,
            mass: size as f64 / n as f64,
            coverage: binary.then(|| cases / total),
        });
    });
    leaves.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    Ok(Tree { leaves, grown, explained: 1.0 - tree.risk(0) / whole, validated })
}

fn check(settings: Settings) -> Result<(), AnalysisError> {
    let out = |message: String, help: &str| Err(AnalysisError::asked("setting", message, help));
    let Settings { least_mass, depth, folds } = settings;
    if !(least_mass > 0.0 && least_mass <= 0.5) {
        return out(
            format!("the least mass {least_mass} is out of range"),
            "it is above 0 and at most 0.5",
        );
    }
    if !(1..=50).contains(&depth) {
        return out(format!("a tree of depth {depth} is out of range"), "it is from 1 to 50");
    }
    match folds {
        Some(folds) if !(2..=1000).contains(&folds) => out(
            format!("{folds} folds are out of range"),
            "they are from 2 to 1000, or 0 to leave the tree as it was grown",
        ),
        _ => Ok(()),
    }
}

struct Data<'a> {
    inputs: &'a [&'a [f64]],
    words: &'a [usize],
    /// About its mean.
    output: &'a [f64],
    /// The rows in the order of each input, equals in their own.
    orders: &'a [Vec<u32>],
    settings: Settings,
}

/// A question, and the nodes of those who answer yes and no.
#[derive(Clone, Copy, Debug)]
struct Split {
    input: usize,
    /// Those who answer yes.
    within: Limits,
    yes: usize,
    no: usize,
}

#[derive(Debug)]
struct Node {
    rows: Vec<usize>,
    mean: f64,
    risk: f64,
    split: Option<Split>,
    /// The least α at which this node is a leaf of the best subtree, or no part of it.
    collapse: f64,
}

/// A tree as it is grown: the root is node 0.
#[derive(Debug)]
struct Nodes {
    nodes: Vec<Node>,
}

impl Nodes {
    /// The tree of the rows that are kept.
    fn grown(data: &Data<'_>, kept: &[bool]) -> Nodes {
        let rows: Vec<usize> = (0..kept.len()).filter(|&row| kept[row]).collect();
        // A share of rows that is a whole number may come out a last bit above it.
        let least = (data.settings.least_mass * rows.len() as f64 - 1e-9).ceil().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the rows"
        )]
        let least = least as usize;
        let of =
            |order: &Vec<u32>| order.iter().copied().filter(|&row| kept[row as usize]).collect();
        let orders = data.orders.iter().map(of).collect();
        let mut tree = Nodes { nodes: Vec::new() };
        tree.add(data, rows, orders, least, data.settings.depth);
        tree.weigh();
        tree
    }

    /// Adds a node for these rows, which `orders` has in the order of each input, and those below it.
    fn add(
        &mut self,
        data: &Data<'_>,
        rows: Vec<usize>,
        orders: Vec<Vec<u32>>,
        least: usize,
        depth: usize,
    ) -> usize {
        let n = rows.len() as f64;
        let mean = rows.iter().map(|&row| data.output[row]).sum::<f64>() / n;
        let risk = rows.iter().map(|&row| data.output[row] - mean).map(|y| y * y).sum::<f64>();
        let at = self.nodes.len();
        self.nodes.push(Node { rows, mean, risk, split: None, collapse: 0.0 });
        if depth == 0 {
            return at;
        }
        let Some((input, within)) = question(data, &orders, least, mean, risk) else { return at };
        let values = data.inputs[input];
        let is_yes = |row: usize| within.contain(values[row]);
        let (left, right) = self.nodes[at].rows.iter().partition(|&&row| is_yes(row));
        // One after the other, so that an input's rows are there twice and all others' once.
        let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
        for order in orders {
            let (left, right) = order.into_iter().partition(|&row| is_yes(row as usize));
            of_left.push(left);
            of_right.push(right);
        }
        let yes = self.add(data, left, of_left, least, depth - 1);
        let no = self.add(data, right, of_right, least, depth - 1);
        self.nodes[at].split = Some(Split { input, within, yes, no });
        at
    }

    /// Finds for each node the α at which it collapses, weakest link first.
    fn weigh(&mut self) {
        let mut pruned = vec![false; self.nodes.len()];
        self.nodes.iter_mut().for_each(|node| node.collapse = 0.0);
        let mut alpha = 0.0_f64;
        while !pruned[0] && self.nodes[0].split.is_some() {
            // Children come after their parents.
            let mut below = vec![(0.0, 0_usize); self.nodes.len()];
            let mut weakest: Option<(f64, usize)> = None;
            for at in (0..self.nodes.len()).rev() {
                let node = &self.nodes[at];
                below[at] = match node.split {
                    Some(split) if !pruned[at] => {
                        let (yes, no) = (below[split.yes], below[split.no]);
                        let (risk, leaves) = (yes.0 + no.0, yes.1 + no.1);
                        let link = (node.risk - risk) / (leaves - 1) as f64;
                        if weakest.is_none_or(|(least, _)| link <= least) {
                            weakest = Some((link, at));
                        }
                        (risk, leaves)
                    }
                    _ => (node.risk, 1),
                };
            }
            let Some((link, at)) = weakest else { break };
            alpha = alpha.max(link);
            self.cut(at, alpha, &mut pruned);
        }
    }

    /// Makes a node a leaf at `alpha`, and all below it no part of the tree.
    fn cut(&mut self, at: usize, alpha: f64, pruned: &mut [bool]) {
        if pruned[at] {
            return;
        }
        pruned[at] = true;
        self.nodes[at].collapse = alpha;
        if let Some(Split { yes, no, .. }) = self.nodes[at].split {
            self.cut(yes, alpha, pruned);
            self.cut(no, alpha, pruned);
        }
    }

    /// What the subtree for `alpha` says of a row.
    fn predict(&self, data: &Data<'_>, row: usize, alpha: f64) -> f64 {
        let mut node = &self.nodes[0];
        while let Some(split) = node.split
            && node.collapse > alpha
        {
            let yes = split.within.contain(data.inputs[split.input][row]);
            node = &self.nodes[if yes { split.yes } else { split.no }];
        }
        node.mean
    }

    fn prune(&mut self, alpha: f64) {
        for node in &mut self.nodes {
            if node.collapse <= alpha {
                node.split = None;
            }
        }
    }

    /// Hands each leaf and its limits to `leaf`.
    fn boxes(&self, at: usize, limits: &[Limits], leaf: &mut dyn FnMut(&Node, &[Limits])) {
        let node = &self.nodes[at];
        let Some(Split { input, within, yes, no }) = node.split else {
            leaf(node, limits);
            return;
        };
        let mut below = limits.to_vec();
        let mut above = limits.to_vec();
        if let Some(words) = within.words {
            let before = limits[input].words.unwrap_or(u64::MAX);
            below[input].words = Some(before & words);
            above[input].words = Some(before & !words);
        } else {
            below[input].high = within.high;
            above[input].low = within.high;
        }
        self.boxes(yes, &below, leaf);
        self.boxes(no, &above, leaf);
    }

    fn leaves(&self) -> usize {
        let mut leaves = 0;
        self.boxes(0, &vec![Limits::default(); self.widest()], &mut |_, _| leaves += 1);
        leaves
    }

    fn risk(&self, at: usize) -> f64 {
        match self.nodes[at].split {
            Some(split) => self.risk(split.yes) + self.risk(split.no),
            None => self.nodes[at].risk,
        }
    }

    fn widest(&self) -> usize {
        let inputs = self.nodes.iter().filter_map(|node| node.split.map(|split| split.input + 1));
        inputs.max().unwrap_or_default()
    }
}

/// The rows in the order of each input, equals in their own.
fn sorted(inputs: &[&[f64]]) -> Vec<Vec<u32>> {
    let order = |values: &&[f64]| {
        #[expect(clippy::cast_possible_truncation, reason = "far fewer rows are read than that")]
        let mut order: Vec<u32> = (0..values.len() as u32).collect();
        order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
        order
    };
    inputs.iter().map(order).collect()
}

/// The question that lowers the risk most, if one does.
fn question(
    data: &Data<'_>,
    orders: &[Vec<u32>],
    least: usize,
    mean: f64,
    risk: f64,
) -> Option<(usize, Limits)> {
    let n = orders[0].len();
    let first = data.output[orders[0][0] as usize];
    // Of equal outputs the mean may be off by a last bit, and their risk not quite 0.
    let pure = orders[0].iter().all(|&row| data.output[row as usize] == first);
    if n < 2 * least || risk <= 0.0 || pure {
        return None;
    }
    // What is lower by less than rounding is not lower.
    let mut best = risk * 1e-12;
    let mut found = None;
    for (input, (values, order)) in data.inputs.iter().zip(orders).enumerate() {
        let mut sum = 0.0;
        if data.words.get(input).is_some_and(|words| *words > 0) {
            let mut groups: Vec<(f64, &[u32])> = order
                .chunk_by(|a, b| values[*a as usize] == values[*b as usize])
                .map(|rows| (rows.iter().map(|&row| data.output[row as usize] - mean).sum(), rows))
                .collect();
            let mean_of = |group: &(f64, &[u32])| group.0 / group.1.len() as f64;
            groups.sort_by(|a, b| mean_of(a).total_cmp(&mean_of(b)));
            let (mut place, mut words) = (0, 0);
            for (of_group, rows) in groups {
                (sum, place) = (sum + of_group, place + rows.len());
                words |= word(values[rows[0] as usize]);
                if place < least || n - place < least {
                    continue;
                }
                let gain = sum * sum * (1.0 / place as f64 + 1.0 / (n - place) as f64);
                if gain > best * (1.0 + 1e-12) {
                    best = gain;
                    found = Some((input, Limits { words: Some(words), ..Limits::default() }));
                }
            }
            continue;
        }
        for place in 1..n {
            let (before, next) = (order[place - 1] as usize, order[place] as usize);
            sum += data.output[before] - mean;
            let (below, above) = (values[before], values[next]);
            if place < least || n - place < least || below == above {
                continue;
            }
            let gain = sum * sum * (1.0 / place as f64 + 1.0 / (n - place) as f64);
            if gain > best * (1.0 + 1e-12) {
                best = gain;
                let middle = f64::midpoint(below, above);
                // Half way may be the upper of two neighbouring numbers.
                let at = if middle < above { middle } else { below };
                found = Some((input, Limits { high: Some(at), ..Limits::default() }));
            }
        }
    }
    found
}

/// The α of the smallest subtree within one standard error of the best, and the sum of its squared errors.
fn validate(data: &Data<'_>, tree: &Nodes, folds: usize, draw: Draw<'_>) -> (f64, f64) {
    let n = data.output.len();
    let mut alphas: Vec<f64> = tree.nodes.iter().map(|node| node.collapse).collect();
    alphas.push(0.0);
    alphas.sort_by(f64::total_cmp);
    alphas.dedup();
    // The subtree is best from one α to the next: it is tried between them.
    let tried: Vec<f64> = (0..alphas.len())
        .map(|k| alphas.get(k + 1).map_or(f64::INFINITY, |next| (alphas[k] * next).sqrt()))
        .collect();
    let mut dealt: Vec<usize> = (0..n).collect();
    shuffle(&mut dealt, draw);
    let mut sums = vec![(0.0, 0.0); tried.len()];
    for fold in 0..folds {
        let held = || dealt.iter().copied().skip(fold).step_by(folds);
        let mut kept = vec![true; n];
        held().for_each(|row| kept[row] = false);
        let share = (n - held().count()) as f64 / n as f64;
        let grown = Nodes::grown(data, &kept);
        for (&alpha, (sum, squares)) in tried.iter().zip(&mut sums) {
            for row in held() {
                // α is in units of a sum over rows, of which a fold's tree has fewer.
                let off = data.output[row] - grown.predict(data, row, alpha * share);
                let error = off * off;
                *sum += error;
                *squares += error * error;
            }
        }
    }
    let count = n as f64;
    let mut best = 0;
    for (k, (sum, _)) in sums.iter().enumerate() {
        if *sum < sums[best].0 {
            best = k;
        }
    }
    let (sum, squares) = sums[best];
    let deviation = (squares / count - (sum / count) * (sum / count)).max(0.0).sqrt();
    let allowed = sum + deviation * count.sqrt();
    let chosen = sums.iter().rposition(|(sum, _)| *sum <= allowed).unwrap_or(best);
    (alphas[chosen], sums[chosen].0)
}
