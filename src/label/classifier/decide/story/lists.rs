//! Lists of a story, and lines that look alike: rows and cells that only a style sheet makes a table, lists of boxes.

use std::ops::Range;

use super::{BETWEEN_MARGIN, Deciding, HEADING_MARGIN, MAX_LINK_SHARE};
use crate::html::Tag;
use crate::label::classifier::features::elements::inside;
use crate::page::{Cause, Markup};

/// How far below the threshold, in log-odds, the items of a list beside kept text may be.
const LIST_MARGIN: f32 = 3.5;
/// The same, in the mean, of lines that look alike at the end of a story, and of rows of figures there.
const LAST_MARGIN: f32 = 2.0;
const FIGURES_MARGIN: f32 = 2.5;

/// Lines that look alike, at least and at most, that are kept together between paragraphs.
const MIN_ALIKE: usize = 3;
const MAX_ALIKE: usize = 200;

impl Deciding<'_> {
    /// True for a label right above a kept item: a line with a colon at its end, or a few words without a stop; between
    /// two lists some more.
    pub(super) fn heads_list(&self, block: usize) -> bool {
        const MAX_WORDS: u32 = 4;
        const MAX_WORDS_BETWEEN: u32 = 8;
        let row = &self.stats.rows[block];
        let is_kept_item = |block: usize| {
            self.is_kept(block) && matches!(self.page.blocks[block].markup, Markup::ListItem { .. })
        };
        let is_between = block.checked_sub(1).is_some_and(is_kept_item);
        let max_words = if is_between { MAX_WORDS_BETWEEN } else { MAX_WORDS };
        let is_label = || row.text.ending == 0 && row.text.n_words <= max_words && !row.text.starts_small;
        row.link_share == 0.0
            && is_kept_item(block + 1)
            && (self.page.block_text(&self.page.blocks[block]).ends_with([':', '：']) || is_label())
    }

    /// Keeps lines that look alike below kept text, as a single line there is kept: rows and cells that only a style
    /// sheet makes a table, lists of boxes. Above and below them stands text, or they are the last of the story.
    pub(super) fn keep_rows_alike(&mut self) {
        let stats = self.stats;
        let mut start = 0;
        for run in stats.rows.chunk_by(|left, right| left.sign == right.sign) {
            let rows = start..start + run.len();
            start = rows.end;
            if (MIN_ALIKE..=MAX_ALIKE).contains(&rows.len())
                && rows.clone().any(|row| !self.is_kept(row))
                && self.is_kept_before(rows.start)
                && rows.clone().all(|row| self.is_row_alike(row))
                && (self.is_kept_behind(rows.end - 1) && self.are_near(&rows, BETWEEN_MARGIN)
                    || self.ends_story(&rows))
            {
                for row in rows {
                    self.decisions[row].keep_for(Cause::Story);
                }
            }
        }
    }

    fn are_near(&self, rows: &Range<usize>, margin: f32) -> bool {
        rows.clone().map(|row| self.margins[row]).sum::<f32>() >= -margin * rows.len() as f32
    }

    /// True for rows of a table in which nearly all have a name and figures, no year among them.
    fn are_figures(&self, rows: &Range<usize>) -> bool {
        const MIN_WORDS: u32 = 3;
        let is_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        let is_row = |row: &usize| {
            let text = self.page.block_text(&self.page.blocks[*row]);
            let words = || text.split(|letter: char| !letter.is_alphanumeric());
            self.stats.rows[*row].text.n_words >= MIN_WORDS
                && words().any(|word| word.starts_with(|first: char| first.is_ascii_digit()))
                && !words().any(is_year)
        };
        4 * rows.clone().filter(is_row).count() >= 3 * rows.len()
    }

    /// True for lines right below a sentence in the box that holds it, behind which nothing of the story is kept. A row
    /// of single words may be its topics.
    fn ends_story(&self, rows: &Range<usize>) -> bool {
        /// The first letter of the scripts of East Asia, three of which are more than a word.
        const FIRST_DENSE: char = '\u{2e80}';
        let list = &self.stats.elements.list;
        let box_of = |block: usize| list[self.stats.rows[block].container as usize].parent;
        let Some(above) =
            rows.start.checked_sub(1).filter(|&above| self.is_kept(above) && self.is_sentence(above))
        else {
            return false;
        };
        let holder = box_of(above);
        let is_below = |block: usize| {
            let own = box_of(block);
            own == holder || list.get(own as usize).is_some_and(|around| around.parent == holder)
        };
        let has_phrase = rows.clone().any(|row| {
            let text = self.page.block_text(&self.page.blocks[row]);
            self.stats.rows[row].text.n_words > 1
                || text.chars().filter(|&letter| letter >= FIRST_DENSE).count() >= 3
        });
        let margin = if self.are_figures(rows) { FIGURES_MARGIN } else { LAST_MARGIN };
        has_phrase
            && rows.len() > MIN_ALIKE
            && self.are_near(rows, margin)
            && rows.clone().all(is_below)
            && !(rows.end..self.page.blocks.len()).any(|other| self.is_kept(other) && self.is_in_story(other))
    }

    /// True for a short line without a link that is no item, heading or row of its own.
    fn is_row_alike(&self, block: usize) -> bool {
        let row = &self.stats.rows[block];
        self.page.blocks[block].markup == Markup::None
            && !row.is_long
            && row.link_share == 0.0
            && self.is_near(block, LIST_MARGIN)
            && self.is_in_story(block)
    }

    /// Keeps the items of lists beside kept text.
    pub(super) fn keep_lists(&mut self) {
        let n_blocks = self.page.blocks.len();
        let mut start = 0;
        while start < n_blocks {
            let ends = |&block: &usize| {
                !self.is_item(block)
                    || block > start && (self.begins_links(block) || self.leaves_story(block))
            };
            let end = (start..n_blocks).find(ends).unwrap_or(n_blocks);
            if end >= start + 2 {
                self.keep_list(start..end);
            }
            start = if end < n_blocks && self.is_item(end) { end.max(start + 1) } else { end + 1 };
        }
    }

    fn keep_list(&mut self, items: Range<usize>) {
        if !self.is_text(&items) {
            if self.is_linked_text(&items) {
                for item in items {
                    self.decisions[item].keep_for(Cause::Story);
                }
            }
            return;
        }
        let is_beside = self.is_kept_before(items.start)
            || self.is_kept_behind(items.end - 1)
            || self.is_below_heading(&items);
        let n_kept = items.clone().filter(|&item| self.is_kept(item)).count();
        let is_mostly_kept = 2 * n_kept >= items.len();
        if is_beside || is_mostly_kept {
            let is_asked = |item: &usize| self.is_near(*item, LIST_MARGIN) || self.is_kept(*item);
            let are_short = || items.clone().all(|item| !self.stats.rows[item].is_long);
            let n_asked = items.clone().filter(is_asked).count();
            let is_whole = is_mostly_kept || 4 * n_asked >= 3 * items.len() && are_short();
            for item in items {
                if is_whole || self.is_near(item, LIST_MARGIN) {
                    self.decisions[item].keep_for(Cause::Story);
                }
            }
        }
    }

    /// True for short items below a heading that stands right below kept text; a long one is prose, and judged as such.
    /// Right below kept items that look the same they need no other reason, and a label will do.
    fn is_below_heading(&self, items: &Range<usize>) -> bool {
        const MAX_LABEL_WORDS: u32 = 8;
        let Some(heading) = items.start.checked_sub(1) else { return false };
        let rows = &self.stats.rows;
        let is_second = heading.checked_sub(1).is_some_and(|above| {
            self.is_kept(above)
                && matches!(self.page.blocks[above].markup, Markup::ListItem { .. })
                && rows[above].sign == rows[items.start].sign
        });
        let is_heading = match self.page.blocks[heading].markup {
            Markup::Heading(2..) => true,
            Markup::Paragraph | Markup::None => is_second && rows[heading].text.n_words <= MAX_LABEL_WORDS,
            _ => false,
        };
        is_heading
            && rows[heading].link_share == 0.0
            && (self.is_near(heading, HEADING_MARGIN) || self.is_sign(heading))
            && self.is_in_story(heading)
            && self.is_kept_before(heading)
            && items.clone().all(|item| !rows[item].is_long)
            && (is_second || self.are_near(items, BETWEEN_MARGIN))
    }

    /// True for a heading without a letter, of which the forest can tell nothing: `+`.
    fn is_sign(&self, heading: usize) -> bool {
        !self.page.block_text(&self.page.blocks[heading]).contains(char::is_alphanumeric)
    }

    /// True for items that say something beside their links, of which some are kept and the others nearly so.
    fn is_linked_text(&self, items: &Range<usize>) -> bool {
        /// How far below the threshold, in log-odds, their mean may lie, at the end and between kept text, and
        /// bytes beside each link.
        const MEAN_MARGIN: f32 = 0.3;
        const MEAN_MARGIN_BETWEEN: f32 = 0.8;
        const MIN_BESIDE: u32 = 3;
        let says_more = |item: usize| {
            let block = &self.page.blocks[item];
            block.link_bytes + MIN_BESIDE <= block.span.len()
        };
        let is_between = || self.is_kept_before(items.start) && self.is_kept_behind(items.end - 1);
        let mean = items.clone().map(|item| self.margins[item]).sum::<f32>() / items.len() as f32;
        items.clone().any(|item| self.is_kept(item))
            && items.clone().all(|item| self.is_in_story(item) && says_more(item))
            && (mean >= -MEAN_MARGIN || mean >= -MEAN_MARGIN_BETWEEN && is_between())
    }

    /// True for an item that is a link right below an item without any, in another list.
    fn begins_links(&self, block: usize) -> bool {
        let (before, item) = (&self.page.blocks[block - 1], &self.page.blocks[block]);
        let list_of = |block: usize| {
            let container = self.stats.rows[block].container as usize;
            self.stats.elements.list[container].parent
        };
        before.link_bytes == 0
            && 10 * item.link_bytes >= 9 * item.span.len()
            && list_of(block) != list_of(block - 1)
    }

    /// True for an item behind the last of the story: the side column may be a list, too.
    fn leaves_story(&self, block: usize) -> bool {
        let is_inside = |block: usize| self.is_in_story_but(block, inside::MENU);
        self.stats.rows[block].container != self.stats.rows[block - 1].container
            && self.page.blocks[block - 1].link_bytes == 0
            && !is_inside(block)
            && is_inside(block - 1)
    }

    /// True for an item of a list, a heading that is part of one, and a paragraph that begins as items do.
    fn is_item(&self, block: usize) -> bool {
        let list = &self.stats.elements.list;
        let container = list[self.stats.rows[block].container as usize];
        match self.page.blocks[block].markup {
            Markup::ListItem { .. } => true,
            Markup::Heading(_) => {
                list.get(container.parent as usize).is_some_and(|above| above.tag == Tag::LI)
            }
            Markup::Paragraph | Markup::None => {
                begins_as_item(self.page.block_text(&self.page.blocks[block]))
            }
            _ => false,
        }
    }

    /// True for blocks of the story that are not mostly links.
    pub(super) fn is_text(&self, blocks: &Range<usize>) -> bool {
        let part = &self.page.blocks[blocks.clone()];
        let n_bytes: u32 = part.iter().map(|block| block.span.len()).sum();
        let link_bytes: u32 = part.iter().map(|block| block.link_bytes).sum();
        // A menu has links.
        let allowed = if link_bytes == 0 { inside::MENU } else { 0 };
        link_bytes as f32 <= MAX_LINK_SHARE * n_bytes as f32
            && blocks.clone().all(|block| self.is_in_story_but(block, allowed))
    }
}

/// True for a line that begins with a bullet or with a number of one or two digits.
pub(super) fn begins_as_item(text: &str) -> bool {
    /// Bytes of a bullet, and of two digits and their mark.
    const MAX_BYTES: usize = 3;
    let end = text.bytes().take(MAX_BYTES + 1).position(|byte| byte == b' ');
    let Some(mark) = end.map(|end| &text[..end]) else { return false };
    let is_bullet = matches!(mark, "•" | "·" | "‣" | "▪" | "●" | "○" | "–" | "—" | "-" | "*" | "✓" | "✔");
    let number = mark.strip_suffix(['.', ')']).unwrap_or("");
    is_bullet || matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit())
}
