//! Tables: kept or dropped whole, with their captions.

use std::ops::Range;

use super::{Deciding, MAX_GAP};
use crate::html::Tag;
use crate::label::classifier::features::elements::NONE;
use crate::page::{Block, Cause, Markup};

/// Share of a table's words that must be kept for all to be, away from the story.
const TABLE_SHARE: f32 = 0.3;

impl Deciding<'_> {
    /// Keeps or drops each table whole.
    pub(super) fn keep_tables(&mut self) {
        let is_row = |block: &Block| matches!(block.markup, Markup::Row { .. });
        for rows in runs(&self.page.blocks, |a, b| is_row(a) && is_row(b) && a.group == b.group) {
            if !is_row(&self.page.blocks[rows.start]) {
                continue;
            }
            let words = |row: usize| self.stats.rows[row].text.n_words.max(1);
            let all: u32 = rows.clone().map(words).sum();
            let kept: u32 = rows.clone().filter(|&row| self.is_kept(row)).map(words).sum();
            let is_of_story = self.element != NONE
                && self.is_beside_text(&rows)
                && (self.is_text(&rows) || self.is_linked_data(&rows));
            let is_index = self.is_index(&rows);
            if !is_index && (is_of_story || kept > 0 && kept as f32 >= TABLE_SHARE * all as f32) {
                let caption = rows.start.checked_sub(1).filter(|&block| self.is_caption_of_table(block));
                for row in caption.into_iter().chain(rows) {
                    self.decisions[row].keep_for(Cause::Table);
                }
            } else if kept > 0 && (rows.len() > 1 || is_index) {
                for row in rows.filter(|&row| self.is_kept(row)).collect::<Vec<_>>() {
                    self.decisions[row].drop_for(Cause::Table);
                }
            }
        }
    }

    /// True for a table of links below a row that names it: an index, or the topics of an article.
    fn is_index(&self, rows: &Range<usize>) -> bool {
        let is_header = |block: &&Block| matches!(block.markup, Markup::Row { header: true });
        let data: Vec<&Block> =
            self.page.blocks[rows.clone()].iter().filter(|block| !is_header(block)).collect();
        let n_bytes: u32 = data.iter().map(|block| block.span.len()).sum();
        let link_bytes: u32 = data.iter().map(|block| block.link_bytes).sum();
        data.len() < rows.len() && data.len() <= 3 && 10 * link_bytes >= 9 * n_bytes.max(1)
    }

    /// True for a table below a row of headers whose rows have a cell with a link and others without: a league.
    fn is_linked_data(&self, rows: &Range<usize>) -> bool {
        let part = &self.page.blocks[rows.clone()];
        let Some((Block { markup: Markup::Row { header: true }, .. }, data)) = part.split_first() else {
            return false;
        };
        let is_data = |row: &Block| row.link_bytes + 2 <= row.span.len();
        data.len() >= 2 && data.iter().all(is_data) && rows.clone().all(|row| self.is_in_story(row))
    }

    fn is_caption_of_table(&self, block: usize) -> bool {
        let container = self.stats.rows[block].container as usize;
        self.stats.elements.list[container].tag == Tag::CAPTION
    }

    /// True for a table with kept text before or behind it, a heading or a caption between them.
    fn is_beside_text(&self, rows: &Range<usize>) -> bool {
        let before =
            (1..=MAX_GAP + 1).filter_map(|gap| rows.start.checked_sub(gap)).any(|block| self.is_kept(block));
        before || (rows.end..=rows.end + MAX_GAP).any(|block| self.is_kept(block))
    }
}

/// The longest runs of blocks of which each belongs with the next.
fn runs(blocks: &[Block], belong: impl Fn(&Block, &Block) -> bool) -> Vec<Range<usize>> {
    let mut start = 0;
    let lengths = blocks.chunk_by(|a, b| belong(a, b)).map(<[Block]>::len);
    lengths
        .filter_map(|length| {
            let run = start..start + length;
            start = run.end;
            (length > 1 || matches!(blocks[run.start].markup, Markup::Row { .. })).then_some(run)
        })
        .collect()
}
