//! Short lines that look alike share a fate: counts on cards, lines of a head, labels of steps, times of entries.
//!
//! The forest judges each block by itself, so of five cards one may keep its count and the head of a court
//! decision lose its first line. Where all blocks below elements of one look are short, and some are kept and
//! some dropped, the mean of their scores decides about all. What a long block looks like says nothing here:
//! in plain paragraphs everything may stand.

use crate::page::{Cause, Markup};

use super::super::features::page_stats::Row;
use super::{Decision, PageFacts, Pass};

/// Most words of a short line.
const MAX_WORDS: u32 = 12;
/// Fewest lines that look alike.
const MIN_LINES: u32 = 3;
/// How far below the threshold, in log-odds, the mean may lie for all to be kept: rather a label than a line lost.
const MEAN_MARGIN: f32 = 0.1;
/// The same where most of the lines are kept.
const MEAN_MARGIN_OF_MOST: f32 = 0.5;
/// How far above it a line may lie that is dropped with the others.
const DROPPED_MARGIN: f32 = 0.3;
/// Score, in log-odds, of a line that is never dropped with others: the forest takes it for text by itself.
const MAX_DROPPED_SCORE: f32 = 0.0;
/// Lines of a group, at least, for each kept one that is dropped with the others.
const MOSTLY: u32 = 3;
/// How far below it a line may lie that is kept with the others.
const LINE_MARGIN: f32 = 2.5;
/// Share of its bytes inside links up to which a line is looked at.
const MAX_LINK_SHARE: f32 = 0.5;

/// The pass, with memory that the next page uses again.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    /// By look.
    groups: Vec<Group>,
}

/// The blocks below elements of one look.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    n_lines: u32,
    n_kept: u32,
    margins: f32,
    has_others: bool,
}

impl Group {
    /// True where so few are kept that they were by accident: of a listing printed line by line half may be.
    fn is_mostly_dropped(&self) -> bool {
        self.n_kept * MOSTLY <= self.n_lines
    }

    /// True where the mean of the scores speaks for all: less has to where most are kept.
    fn is_kept(&self) -> bool {
        let margin = if 2 * self.n_kept > self.n_lines { MEAN_MARGIN_OF_MOST } else { MEAN_MARGIN };
        self.margins >= -margin * self.n_lines as f32
    }

    fn is_split(&self) -> bool {
        !self.has_others && self.n_lines >= MIN_LINES && (1..self.n_lines).contains(&self.n_kept)
    }
}

impl Pass for Alike {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        let Some(stats) = facts.stats else { return };
        self.groups.clear();
        self.groups.resize(stats.signs.list.len(), Group::default());
        for (number, row) in stats.rows.iter().enumerate().take(decisions.len()) {
            let group = &mut self.groups[row.sign as usize];
            let is_cell = matches!(facts.page.blocks[number].markup, Markup::Row { .. } | Markup::Code);
            let is_link = || row.link_share > MAX_LINK_SHARE && !is_count(facts, number, row);
            if is_cell || row.is_long || row.text.n_words > MAX_WORDS || is_link() {
                group.has_others = true;
                continue;
            }
            group.n_lines += 1;
            group.n_kept += u32::from(decisions[number].keep);
            group.margins += facts.margins[number];
        }
        if !self.groups.iter().any(Group::is_split) {
            return;
        }
        for (number, row) in stats.rows.iter().enumerate().take(decisions.len()) {
            let group = &self.groups[row.sign as usize];
            if !group.is_split() {
                continue;
            }
            if group.is_kept() {
                if facts.margins[number] >= -LINE_MARGIN {
                    decisions[number].keep_for(Cause::Alike);
                }
            } else if group.is_mostly_dropped()
                && facts.margins[number] < DROPPED_MARGIN
                && facts.scores[number] < MAX_DROPPED_SCORE
                && decisions[number].keep
            {
                decisions[number].drop_for(Cause::Alike);
            }
        }
    }
}

/// True for the count on a card that is a link as a whole: `7 items`.
fn is_count(facts: &PageFacts<'_>, block: usize, row: &Row) -> bool {
    let text = facts.page.block_text(&facts.page.blocks[block]);
    (2..=3).contains(&row.text.n_words) && text.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    #[test]
    fn times_of_entries_share_a_fate() {
        let entry = |hour: u32, title: &str, text: &str| {
            format!(
                "<article class=entry><header><time>{hour}:40</time><h3>{title}</h3></header><div class=entry__text>\
                 <p>{text}</p></div></article>"
            )
        };
        let page = format!(
            "<title>Storm over the islands</title><nav><a href=/>Home</a></nav><main><h1>Storm over the islands</h1><div class=live>{}{}{}{}</div></main>",
            entry(
                18,
                "The wind turns",
                "The harbour master has taken down the second ball, and the first boats have left the inner basin for the roads."
            ),
            entry(
                16,
                "School closed",
                "Parents were told by letter that the roof of the gymnasium has to be looked at before anybody plays under it again."
            ),
            entry(
                14,
                "No ferry",
                "The ferry stays on the mainland until tomorrow; those who wait sleep in the hall, where the fire brigade has put up beds."
            ),
            entry(
                11,
                "First warning",
                "The weather office expects gusts of a hundred and twenty, and asks everybody to bring in what is not nailed down."
            ),
        );
        let text = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text;
        let n_times = text.lines().filter(|line| line.ends_with(":40")).count();
        assert!(n_times == 0 || n_times == 4, "{text}");
        assert_eq!(text.lines().filter(|line| line.len() > 80).count(), 4, "{text}");
    }

    #[test]
    fn counts_on_cards_share_a_fate() {
        let card = |name: &str, count: u32, text: &str| {
            format!(
                "<article class=col><a class=card href='/{name}'><h2>{name}</h2><p class=count>{count} items</p></a>\
                 <p class=words>{text}</p></article>"
            )
        };
        let page = format!(
            "<title>Words by subject</title><nav><a href=/>Home</a></nav><main><h1>Words by subject</h1><p>Everything that \
             was ever said about the ferry is collected here by subject, and whoever is new begins with the first box.</p>\
             <section>{}{}{}{}</section></main>",
            card("Ropes", 4, "How a rope is laid, joined and thrown away, and by whom on this coast."),
            card("Bells", 7, "What the bells say in fog, at night and when somebody has died at sea."),
            card("Tides", 3, "Names of tides, with the places where they turn before they should."),
            card("Boards", 12, "All boards of the hull with their woods and the nails that hold them."),
        );
        let text = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text;
        let n_counts = text.lines().filter(|line| line.ends_with(" items")).count();
        assert!(n_counts == 0 || n_counts == 4, "{text}");
    }
}
