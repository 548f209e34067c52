//! How far the texts that runs end with are from the Pareto front.

use super::findings::{BatchFindings, Summarised};
use super::{DirectoryError, Source, number, whole};
use crate::analysis::distances::Frontier;
use summitry_engine::stats::{Moments, mean_interval};

/// The distances of the texts that runs ended with, those that were signed apart.
pub(super) fn of_texts(
    source: &Source,
    z: f64,
    found: &mut BatchFindings,
) -> Result<(), DirectoryError> {
    let (manifest, dir) = (&source.manifest, &source.dir);
    if let Some(table) = ["frontier", "parties"].iter().find(|table| !manifest.has_table(table)) {
        found
            .left_out
            .push(format!("no distances to the Pareto front: the batch has no table `{table}`"));
        return Ok(());
    }
    let (mut front, mut nash, mut disagreement) = (Vec::new(), None, None);
    manifest.verify_table(dir, "frontier")?;
    let columns = ["among", "point", "requester_utility", "gatekeeper_utility"];
    manifest.read_table(dir, "frontier", &columns, &mut |cells| {
        let utility = |at: usize| {
            number(&cells[at], columns[at])?.ok_or_else(|| "a point has no utility".to_owned())
        };
        let point = [utility(2)?, utility(3)?];
        if cells[0] == "principals" {
            match cells[1].as_str() {
                "pareto" => front.push(point),
                "nash" => nash = Some(point),
                "status-quo" | "reservation" => disagreement = Some(point),
                _ => {}
            }
        }
        Ok(())
    })?;
    let frontier = nash
        .zip(disagreement)
        .and_then(|(nash, disagreement)| Frontier::new(front, nash, disagreement));
    let Some(frontier) = frontier else {
        let why = "no distances to the Pareto front: no point of it is a gain for requester and gatekeeper both";
        found.left_out.push(why.to_owned());
        return Ok(());
    };

    // All texts, then those that the requester signed: to the front, to Nash's point, the product.
    let mut moments = [[Moments::default(); 3]; 2];
    let (mut runs, mut texts, mut beyond) = (0, 0, 0);
    let mut at_hand: [Option<f64>; 2] = [None; 2];
    let mut signed = false;
    let columns = ["run", "role", "utility", "signed"];
    manifest.verify_table(dir, "parties")?;
    let first = manifest.inputs.first_run;
    manifest.read_table(dir, "parties", &columns, &mut |cells| {
        let run = whole(&cells[0], "run")?;
        if run + 1 != first + runs {
            if run != first + runs {
                return Err(format!("run {run} stands where run {} should", first + runs));
            }
            runs += 1;
            at_hand = [None; 2];
        }
        let principal = ["requester", "gatekeeper"].iter().position(|role| *role == cells[1]);
        let Some(principal) = principal else { return Ok(()) };
        if principal == 0 {
            signed = cells[3] == "true";
        }
        at_hand[principal] = number(&cells[2], "utility")?;
        if let [Some(requester), Some(gatekeeper)] = at_hand {
            let of = frontier.distances([requester, gatekeeper]);
            texts += 1;
            beyond += u64::from(of.beyond);
            for group in &mut moments[..if signed { 2 } else { 1 }] {
                for (moments, value) in group.iter_mut().zip([of.front, of.nash, of.product]) {
                    moments.add(value);
                }
            }
        }
        Ok(())
    })?;
    if (runs, texts) != (manifest.inputs.runs, manifest.inputs.runs) {
        let why = format!(
            "it has {texts} runs with both principals, and the manifest {}",
            manifest.inputs.runs
        );
        return Err(source.altered("parties", why).into());
    }
    found.beyond = Some((beyond, texts));
    for (group, of) in moments.iter().zip(["", "_signed"]) {
        for (moments, (name, unit)) in group.iter().zip([
            ("front_distance", "utility"),
            ("nash_distance", "utility"),
            ("nash_product", "share"),
        ]) {
            let interval = mean_interval(moments, z);
            found.statistics.push(Summarised {
                measure: format!("{name}{of}"),
                statistic: "mean",
                unit: unit.to_owned(),
                n: moments.n(),
                missing: runs - moments.n(),
                estimate: moments.mean(),
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                interval: if interval.is_some() { "normal" } else { "" },
            });
        }
    }
    Ok(())
}
