//! Groups of inputs that a design changes together: each is one input to the method.

use std::str::FromStr;

use super::{AnalysisError, Columns, Method};
use summitry_model::fields::text::sanitize;

/// A group of inputs.
///
/// ```
/// use summitry_lab::analysis::Group;
/// let group: Group = "supply=gap,delay".parse()?;
/// assert_eq!((group.name.as_str(), group.inputs.len()), ("supply", 2));
/// assert!("supply".parse::<Group>().is_err());
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The names of its inputs.
    pub inputs: Vec<String>,
}

impl FromStr for Group {
    type Err = AnalysisError;

    fn from_str(typed: &str) -> Result<Group, AnalysisError> {
        let parts = typed.split_once('=');
        let group = parts.map(|(name, inputs)| Group {
            name: name.trim().to_owned(),
            inputs: inputs.split(',').map(|input| input.trim().to_owned()).collect(),
        });
        let is_whole = |group: &Group| {
            !group.name.is_empty() && group.inputs.iter().all(|input| !input.is_empty())
        };
        group.filter(is_whole).ok_or_else(|| {
            AnalysisError::asked(
                "no-group",
                format!("`{}` is no group", sanitize(typed)),
                "write its name, `=` and its inputs with commas, such as supply=gap,delay",
            )
        })
    }
}

impl Columns {
    /// The columns with each group in place of its inputs, where the first of them stands; other inputs are as they were.
    ///
    /// # Errors
    ///
    /// [`AnalysisError`]: of the command if a group names what is no input, or an input of another group, or has the name of
    /// another; of the data if, in a Morris design, a row changes some of a group.
    pub fn grouped(self, groups: &[Group], method: Method) -> Result<Columns, AnalysisError> {
        let mut group_of: Vec<Option<usize>> = vec![None; self.names.len()];
        for (g, group) in groups.iter().enumerate() {
            for input in &group.inputs {
                let place = self.names.iter().position(|name| name == input);
                let Some(place) = place else {
                    return Err(AnalysisError::asked(
                        "no-such-input",
                        format!(
                            "the group `{}` has `{}`, which is no input",
                            sanitize(&group.name),
                            sanitize(input)
                        ),
                        "name every input of a group in --inputs too",
                    ));
                };
                if group_of[place].replace(g).is_some() {
                    return Err(AnalysisError::asked(
                        "twice",
                        format!("`{}` is in a group twice", sanitize(input)),
                        "an input is in one group at most",
                    ));
                }
            }
        }
        let mut columns = Columns {
            output_name: self.output_name.clone(),
            output: self.output.clone(),
            left_out: self.left_out,
            ..Columns::default()
        };
        // Rows of a trajectory.
        let size = group_of.iter().filter(|group| group.is_none()).count() + groups.len() + 1;
        let mut done = vec![false; groups.len()];
        for (k, name) in self.names.iter().enumerate() {
            let (name, values, words, members) = match group_of[k] {
                None => (name, self.inputs[k].clone(), self.words[k].clone(), Vec::new()),
                Some(g) if std::mem::replace(&mut done[g], true) => continue,
                Some(g) => {
                    let members: Vec<usize> =
                        (0..group_of.len()).filter(|&k| group_of[k] == Some(g)).collect();
                    let values = match method {
                        Method::Morris => self.moved_together(&members, size)?,
                        _ => self.told_apart(&members),
                    };
                    (&groups[g].name, values, Vec::new(), groups[g].inputs.clone())
                }
            };
            if columns.names.contains(name) {
                return Err(AnalysisError::asked(
                    "twice",
                    format!("two inputs or groups are called `{}`", sanitize(name)),
                    "give the group another name",
                ));
            }
            columns.names.push(name.clone());
            columns.inputs.push(values);
            columns.words.push(words);
            columns.members.push(members);
        }
        Ok(columns)
    }

    /// A number for each row, the same where all of these inputs are: all that a Saltelli design is checked by.
    fn told_apart(&self, members: &[usize]) -> Vec<f64> {
        let inputs: Vec<Vec<f64>> = members.iter().map(|&k| self.inputs[k].clone()).collect();
        super::repeats::cells(&inputs).into_iter().map(|cell| cell as f64).collect()
    }

    /// The first of these inputs, if they all change wherever one does within a trajectory: it has the steps of all.
    fn moved_together(&self, members: &[usize], size: usize) -> Result<Vec<f64>, AnalysisError> {
        let first = &self.inputs[members[0]];
        for row in (1..first.len()).filter(|row| !row.is_multiple_of(size)) {
            let moves = |k: usize| self.inputs[k][row] != self.inputs[k][row - 1];
            let (moving, still): (Vec<usize>, Vec<usize>) =
                members.iter().copied().partition(|&k| moves(k));
            if let (Some(&moved), Some(&kept)) = (moving.first(), still.first()) {
                return Err(AnalysisError::data(
                    "structure",
                    format!(
                        "row {} changes `{}` and not `{}` of the same group",
                        row + 1,
                        sanitize(&self.names[moved]),
                        sanitize(&self.names[kept])
                    ),
                    "in a Morris design with groups all inputs of a group change together: group those that do",
                ));
            }
        }
        Ok(first.clone())
    }
}
