//! The Slurm script of a plan.

use summitry_lab::experiment::Plan;

use clap::ValueEnum;

use crate::cli::args::{FormatWord, PlanSlurmArgs};
use crate::cli::format::quoted;

/// What is printed, with names between at signs for what a plan has.
///
/// Of Slurm it rests on this, which `tests/slurm` shows of a real one. An array has at most `MaxArraySize` tasks, and limits
/// what runs at once for itself only. A task that ends with 75 is queued again by `scontrol requeue`, whatever `RequeueExit`
/// says; so is one that was cancelled, if asked while it ends. A merge that waits with `afterok` would wait for ever once a
/// task failed; with `afterany` it does not. Before its time is up a job gets SIGTERM only if `--signal` asks.
const TEMPLATE: &str = include_str!("slurm.sh");

/// The script of a plan, to be run with `bash`: it submits arrays of shards, then a merge.
pub(super) fn script(plan: &Plan, args: &PlanSlurmArgs) -> String {
    let merged = format!("out/{}", plan.experiment);
    let out = args.out.as_ref().map_or(merged, |out| out.to_string_lossy().into_owned());
    let sha: String = plan.sha256().chars().take(12).collect();
    let at_once = args.at_once.map(|tasks| format!("%{tasks}")).unwrap_or_default();
    let words = [
        ("EXPERIMENT", plain(&plan.experiment)),
        ("SHA", sha),
        ("DIGEST", plan.sha256().to_owned()),
        ("PLAN", quoted(&args.plan.to_string_lossy())),
        ("DIR", quoted(&args.shards.to_string_lossy())),
        ("OUT", quoted(&out)),
        ("FORMAT", format(&args.format)),
        ("SHARDS", plan.shards.to_string()),
        ("ARRAY", args.array_size.to_string()),
        ("ATONCE", at_once),
        ("CPUS", args.cpus.to_string()),
        ("GRACE", args.grace.to_string()),
        ("JOB", plain(&plan.experiment)),
    ];
    filled(TEMPLATE, &words)
}

/// The option of the merge for these formats; empty for none.
fn format(words: &[FormatWord]) -> String {
    let names: Vec<String> = words
        .iter()
        .filter_map(|word| Some(word.to_possible_value()?.get_name().to_owned()))
        .collect();
    if names.is_empty() { String::new() } else { format!(" --format {}", names.join(",")) }
}

/// A template with its names replaced; what is put in is not looked at again.
fn filled(template: &str, words: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('@') {
        text.push_str(before);
        let named = words.iter().find_map(|(name, word)| {
            Some((word.as_str(), after.strip_prefix(name)?.strip_prefix('@')?))
        });
        let (word, next) = named.unwrap_or(("@", after));
        text.push_str(word);
        rest = next;
    }
    text + rest
}

/// An id in letters that a job's name and a comment may have.
fn plain(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    id.chars().take(60).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_looks_like_a_name_stays_as_it_is() {
        let words = [("A", "@B@".to_owned()), ("B", "b".to_owned())];
        assert_eq!(filled("@A@ @B@ TERM@@B@ $@ @C@", &words), "@B@ b TERM@b $@ @C@");
    }
}
