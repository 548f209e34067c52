//! Three questions to discuss.

use std::fmt::Write;

use crate::debrief::Template;

use super::Page;
use super::text::{Fill, said, woven};

impl Page<'_> {
    pub(super) fn questions(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        if debrief.questions.is_empty() {
            return;
        }
        self.open("asked", words.get("debrief.asked.title"));
        self.html.push_str("<ol class=\"ask\">\n");
        for (k, question) in debrief.questions.iter().enumerate() {
            let text = words.get(match question.template {
                Template::Apart => "debrief.ask.apart",
                Template::Alike => "debrief.ask.alike",
                Template::Deferral => "debrief.ask.deferral",
                Template::Hinge => "debrief.ask.hinge",
                Template::OneRun => "debrief.ask.one-run",
                Template::Symbolic => "debrief.ask.symbolic",
                Template::Override => "debrief.ask.override",
                Template::Wrong => "debrief.ask.wrong",
                Template::Right => "debrief.ask.right",
                Template::Wait => "debrief.ask.wait",
                Template::Behind => "debrief.ask.behind",
                Template::Ahead => "debrief.ask.ahead",
                Template::Absent => "debrief.ask.absent",
                Template::Shock => "debrief.ask.shock",
                Template::Home => "debrief.ask.home",
                Template::Unclaimed => "debrief.ask.unclaimed",
                Template::Rare => "debrief.ask.rare",
                Template::None => "debrief.ask.none",
                Template::Late => "debrief.ask.late",
            });
            let fills: Vec<(&str, Fill)> = question
                .given
                .iter()
                .map(|given| (given.name.as_str(), said(debrief, words, &given.said)))
                .collect();
            let _ = writeln!(
                self.html,
                "<li>{}</li>",
                woven(text, &format!("question.{}", k + 1), &fills)
            );
        }
        self.html.push_str("</ol>\n");
        self.close();
    }
}
