//! Means by level, and the indices of a grid.

use serde_json::{Value, json};

use summitry_lab::analysis::response::{LevelMean, Response};

use super::view::{View, index, percent_of_confidence, reach, short};
use crate::cli::format::{tame, wrap};
use crate::cli::table::{Column, table};

/// Pairs that are shown.
const PAIRS: usize = 12;

impl View<'_> {
    pub(super) fn response(&self, of: &Response, width: usize) -> String {
        let sure = percent_of_confidence(self.options.bootstrap.confidence);
        let head = match of.means.iter().any(|mean| mean.mean.interval.is_some()) {
            true => format!("Means by level; {sure} % intervals {}", self.luck),
            false => "Means by level, without intervals: nothing is known of noise".to_owned(),
        };
        let names = &self.columns.names;
        let factor = |k: usize| {
            let first = k == 0 || of.means[k].factor != of.means[k - 1].factor;
            if first { tame(&names[of.means[k].factor]) } else { String::new() }
        };
        let level = |k: usize| tame(&of.names[of.means[k].factor][of.means[k].level]);
        let pick = |cell: &dyn Fn(usize) -> String| (0..of.means.len()).map(cell).collect();
        let columns = vec![
            Column::left("Factor", 0, pick(&factor)),
            Column::left("Level", 0, pick(&level)),
            Column::right("Cells", 2, pick(&|k| of.means[k].cells.to_string())),
            Column::right("Mean", 0, pick(&|k| short(of.means[k].mean.value))),
            Column::right(format!("{sure} % CI"), 1, pick(&|k| reach(&of.means[k].mean, short))),
        ];
        let bars: Vec<f64> = of.means.iter().map(|mean| mean.mean.value.max(0.0)).collect();
        let mut text = format!("{}\n\n{}", wrap(&head, width, "  "), table(columns, &bars, width));
        let Some(grid) = &of.indices else { return text };
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|&a, &b| grid.total[b].total_cmp(&grid.total[a]));
        let pick = |cell: &dyn Fn(usize) -> String| order.iter().map(|&k| cell(k)).collect();
        let columns = vec![
            Column::left("Factor", 0, pick(&|k| tame(&names[k]))),
            Column::right("First", 0, pick(&|k| index(grid.first[k]))),
            Column::right("Total", 0, pick(&|k| index(grid.total[k]))),
        ];
        let bars: Vec<f64> = order.iter().map(|&k| grid.total[k]).collect();
        let line = "Shares of the variance between cells, for each factor alone and with others:";
        text.push_str(&format!("\n{}\n{}", wrap(line, width, ""), table(columns, &bars, width)));
        if names.len() > 2 {
            let mut pairs: Vec<usize> = (0..grid.second.len()).collect();
            pairs.sort_by(|&a, &b| grid.second[b].1.total_cmp(&grid.second[a].1));
            pairs.truncate(PAIRS);
            let pick = |cell: &dyn Fn(usize) -> String| pairs.iter().map(|&k| cell(k)).collect();
            let pair = |k: usize| {
                let (i, j) = grid.second[k].0;
                format!("{} × {}", tame(&names[i]), tame(&names[j]))
            };
            let columns = vec![
                Column::left("Pair", 0, pick(&pair)),
                Column::right("Second", 0, pick(&|k| index(grid.second[k].1))),
            ];
            text.push_str(&format!("\n{}", table(columns, &[], width)));
        }
        text
    }

    pub(super) fn json_of_response(&self, of: &Response) -> Value {
        let names = &self.columns.names;
        let mean = |mean: &LevelMean| {
            json!({
                "factor": names[mean.factor],
                "level": of.names[mean.factor][mean.level],
                "cells": mean.cells,
                "mean": mean.mean.value,
                "low": mean.mean.interval.map(|interval| interval.low),
                "high": mean.mean.interval.map(|interval| interval.high),
            })
        };
        let indices = of.indices.as_ref().map(|grid| {
            json!({
                "first": grid.first,
                "total": grid.total,
                "second": grid
                    .second
                    .iter()
                    .map(|&((i, j), share)| json!({
                        "factor": format!("{}:{}", names[i], names[j]), "estimate": share,
                    }))
                    .collect::<Vec<_>>(),
            })
        });
        json!({
            "confidence": self.options.bootstrap.confidence,
            "levels": of.means.iter().map(mean).collect::<Vec<_>>(),
            "indices": indices,
        })
    }
}
