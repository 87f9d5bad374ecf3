//! What stands among the text of a page shares its fate: tables and lists whole, headings with what they
//! head, short sentences at the ends.
//!
//! The forest judges each block by itself, and of a row of figures, a list item of one word or a last sentence
//! of five it can tell little. Where most of the kept prose hangs below one element, that element is the
//! story; what stands in it beside kept text, is no link, and lies in no part of the page that is named for
//! something else, is text like the rest, unless the forest is sure of the contrary. A table is kept or
//! dropped whole wherever it stands.

use std::ops::Range;

use super::super::features::elements::{NONE, inside};
use super::super::features::page_stats::{PageStats, Row};
use super::{Decision, PageFacts, Pass};
use crate::html::Tag;
use crate::page::{Block, Cause, Markup, Page};

/// Share of the kept prose, in words, that the story holds.
const STORY_SHARE: f32 = 0.85;
/// Fewest words and blocks of kept prose that make a story.
const MIN_WORDS: f32 = 40.0;
const MIN_BLOCKS: u32 = 2;
/// Words of a sentence where a page has no longer paragraphs: many languages say with six what English says with ten.
const SENTENCE_WORDS: u32 = 6;
/// How far below the threshold, in log-odds, a sentence beside kept text may be.
const SENTENCE_MARGIN: f32 = 3.5;
/// The same of the items of a list, and of a heading whose text is kept.
const LIST_MARGIN: f32 = 3.5;
const HEADING_MARGIN: f32 = 3.5;
/// The same of any other line with kept text on both sides.
const BETWEEN_MARGIN: f32 = 1.5;
/// The same, in the mean, of lines that look alike at the end of a story, and of rows of figures there.
const LAST_MARGIN: f32 = 2.0;
const FIGURES_MARGIN: f32 = 2.5;
/// The same of a sentence that is alone in a box for what stands aside.
const ASIDE_MARGIN: f32 = 2.5;
/// Share of a table's words that must be kept for all to be, away from the story.
const TABLE_SHARE: f32 = 0.3;
/// The same of long prose in a box that looks like one with kept prose.
const BOX_MARGIN: f32 = 1.6;
/// Share of its bytes inside links up to which such prose is asked.
const MAX_BOX_LINK_SHARE: f32 = 0.3;
/// Share of its bytes inside links up to which something may be text.
const MAX_LINK_SHARE: f32 = 0.5;
/// Blocks between a table and the text it belongs to: a heading, a caption.
const MAX_GAP: usize = 2;

/// Lines that look alike, at least and at most, that are kept together between paragraphs.
const MIN_ALIKE: usize = 3;
const MAX_ALIKE: usize = 200;

/// Words of a line that parts a text without ending it.
const ASIDE_WORDS: u32 = 2;

/// Parts of a page that are named for something else than its text.
const STRANGE: u32 = inside::NAV
    | inside::FOOTER
    | inside::ASIDE
    | inside::FORM
    | inside::CONTROL
    | inside::COMMENT
    | inside::RELATED
    | inside::SHARE
    | inside::CONSENT
    | inside::LEGAL
    | inside::AD
    | inside::TAGS
    | inside::BYLINE
    | inside::PROMO
    | inside::MENU
    | inside::CAPTION
    | inside::DIALOG;

/// The pass, with memory that the next page uses again.
#[derive(Debug, Default)]
pub(crate) struct Story {
    /// Kept words of prose below each element.
    words: Vec<f32>,
}

/// The page and the decisions about it, while they change.
struct Deciding<'a> {
    page: &'a Page,
    stats: &'a PageStats,
    margins: &'a [f32],
    decisions: &'a mut [Decision],
    /// The element that holds the story, and what it is itself inside of.
    element: u32,
    surroundings: u32,
}

impl Pass for Story {
    /// Keeps what shares the fate of the kept text, and keeps or drops tables whole. Flattened text has no
    /// elements, and is left alone.
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        let Some(stats) = facts.stats else { return };
        keep_boxes_alike(facts, stats, decisions);
        let is_sentence = |row: &Row| {
            row.is_long || row.text.ending == 1 && row.text.n_words >= SENTENCE_WORDS && row.link_share == 0.0
        };
        let element = match self.find(stats, decisions, |row| row.is_long) {
            NONE if is_mostly(stats, decisions, is_sentence) => self.find(stats, decisions, is_sentence),
            element => element,
        };
        let surroundings = stats.elements.list.get(element as usize).map_or(0, |element| element.inside);
        let (page, margins) = (facts.page, facts.margins);
        let mut deciding = Deciding { page, stats, margins, decisions, element, surroundings };
        deciding.keep_tables();
        if element == NONE {
            return;
        }
        deciding.keep_lists();
        deciding.keep_rows_alike();
        let n_blocks = page.blocks.len();
        // Forwards for what follows kept text, backwards for what it follows.
        (0..n_blocks).for_each(|block| deciding.keep_line(block));
        (0..n_blocks).rev().for_each(|block| deciding.keep_line(block));
    }
}

/// Keeps long prose in a cell that looks like one with kept prose: a newsletter is a column of such cells. Elsewhere
/// teasers and other articles stand in boxes that look alike.
fn keep_boxes_alike(facts: &PageFacts<'_>, stats: &PageStats, decisions: &mut [Decision]) {
    let list = &stats.elements.list;
    let is_asked = |block: usize| {
        let row = &stats.rows[block];
        row.is_long
            && !decisions[block].keep
            && facts.margins[block] >= -BOX_MARGIN
            && row.text.ending == 1
            && row.link_share <= MAX_BOX_LINK_SHARE
            && list[row.container as usize].inside & (STRANGE | inside::TABLE) == inside::TABLE
            && facts.repeats.of(block).n_before == 0
    };
    let asked: Vec<usize> = (0..decisions.len()).filter(|&block| is_asked(block)).collect();
    if asked.is_empty() {
        return;
    }
    // The element around a paragraph, which has a look of its own.
    let box_of = |block: usize| {
        let container = stats.rows[block].container;
        let element = list[container as usize];
        let number = if element.tag == Tag::P { element.parent } else { container };
        list.get(number as usize).map_or(NONE, |element| element.peers)
    };
    let kept = |block: &usize| stats.rows[*block].is_long && decisions[*block].keep;
    let boxes: Vec<u32> = (0..decisions.len()).filter(kept).map(box_of).collect();
    let is_alike = |block: &usize| box_of(*block) != NONE && boxes.contains(&box_of(*block));
    for block in asked.into_iter().filter(is_alike).collect::<Vec<_>>() {
        decisions[block].keep_for(Cause::Story);
    }
}

/// True when nearly all that is kept is such a block: an article of short paragraphs, and no page of products.
fn is_mostly(stats: &PageStats, decisions: &[Decision], is_prose: impl Fn(&Row) -> bool) -> bool {
    /// Blocks, and the share of all that are kept.
    const MIN_SENTENCES: usize = 4;
    const SHARE: f32 = 0.6;
    let kept = || stats.rows.iter().zip(decisions).filter(|(_, decision)| decision.keep);
    let n_prose = kept().filter(|(row, _)| is_prose(row)).count();
    n_prose >= MIN_SENTENCES && n_prose as f32 >= SHARE * kept().count() as f32
}

impl Story {
    /// The innermost element that holds nearly all kept prose; [`NONE`] where there is too little of it.
    fn find(&mut self, stats: &PageStats, decisions: &[Decision], is_prose: impl Fn(&Row) -> bool) -> u32 {
        let list = &stats.elements.list;
        self.words.clear();
        self.words.resize(list.len(), 0.0);
        let (mut all, mut n_blocks) = (0.0, 0);
        let prose = stats.rows.iter().zip(decisions);
        for (row, _) in prose.filter(|(row, decision)| is_prose(row) && decision.keep) {
            let n_words = row.text.n_words as f32;
            self.words[row.container as usize] += n_words;
            all += n_words;
            n_blocks += 1;
        }
        if all < MIN_WORDS || n_blocks < MIN_BLOCKS {
            return NONE;
        }
        // Children are numbered behind their parents.
        for number in (1..list.len()).rev() {
            let parent = list[number].parent;
            if parent != NONE {
                self.words[parent as usize] += self.words[number];
            }
        }
        let holds_most = |number: &usize| self.words[*number] >= STORY_SHARE * all;
        let deepest = (0..list.len()).filter(holds_most).max_by_key(|&number| list[number].depth);
        deepest.map_or(NONE, |number| number as u32)
    }
}

impl Deciding<'_> {
    fn is_kept(&self, block: usize) -> bool {
        self.decisions.get(block).is_some_and(|decision| decision.keep)
    }

    /// True when the last block before this one is kept, words such as "Advertisement" aside.
    fn is_kept_before(&self, block: usize) -> bool {
        let near = block.saturating_sub(1 + MAX_GAP)..block;
        near.rev()
            .find(|&other| self.is_kept(other) || !self.is_aside(other))
            .is_some_and(|other| self.is_kept(other))
    }

    /// The same of the next block behind.
    fn is_kept_behind(&self, block: usize) -> bool {
        let near = block + 1..(block + 2 + MAX_GAP).min(self.decisions.len());
        let mut near = near;
        near.find(|&other| self.is_kept(other) || !self.is_aside(other))
            .is_some_and(|other| self.is_kept(other))
    }

    /// True for a line of a word or two that parts a text without ending it: the label of an advertisement.
    fn is_aside(&self, block: usize) -> bool {
        self.stats.rows[block].text.n_words <= ASIDE_WORDS
            && !matches!(self.page.blocks[block].markup, Markup::Heading(_))
    }

    /// True for a block in the story, in no part of it that is named for something else.
    fn is_in_story(&self, block: usize) -> bool {
        self.is_in_story_but(block, 0)
    }

    /// The same where some names count for nothing.
    fn is_in_story_but(&self, block: usize, allowed: u32) -> bool {
        let mut number = self.stats.rows[block].container;
        let strange =
            self.stats.elements.list[number as usize].inside & !self.surroundings & STRANGE & !allowed;
        // An element is numbered behind those around it.
        while number != NONE && number > self.element {
            number = self.stats.elements.list[number as usize].parent;
        }
        number == self.element && strange == 0 && self.stats.title != Some(block)
    }

    /// True for a sentence without links that is all of a `<footer>` or `<aside>` in the story: the last words of a text.
    fn is_lone_sentence(&self, block: usize) -> bool {
        /// Levels between the two, and the most words.
        const MAX_LEVELS: usize = 2;
        const MAX_WORDS: u32 = 12;
        let list = &self.stats.elements.list;
        let row = &self.stats.rows[block];
        let mut number = row.container;
        for _ in 0..=MAX_LEVELS {
            let Some(element) = list.get(number as usize).filter(|element| element.n_blocks == 1) else {
                return false;
            };
            if matches!(element.tag, Tag::FOOTER | Tag::ASIDE) {
                return row.link_share == 0.0
                    && row.text.n_words <= MAX_WORDS
                    && self.is_sentence(block)
                    && self.is_in_story_but(block, inside::FOOTER | inside::ASIDE);
            }
            number = element.parent;
        }
        false
    }

    fn is_near(&self, block: usize, margin: f32) -> bool {
        self.margins[block] >= -margin
    }

    /// True for a line that begins and ends as a sentence and has several words, or letters of a script that
    /// writes no spaces between them.
    fn is_sentence(&self, block: usize) -> bool {
        /// Bytes of a short one: six letters and a full stop.
        const MIN_BYTES: usize = 21;
        let row = &self.stats.rows[block];
        let text = || self.page.block_text(&self.page.blocks[block]);
        let is_dense = || text().ends_with(['。', '！', '？']) && text().len() >= MIN_BYTES;
        row.text.ending == 1 && !row.text.starts_small && (row.text.n_words >= 2 || is_dense())
    }

    /// Keeps a single line that the kept text around it vouches for.
    fn keep_line(&mut self, block: usize) {
        let (before, behind) = (self.is_kept_before(block), self.is_kept_behind(block));
        if self.is_kept(block) || !(before || behind) {
            return;
        }
        if !self.is_in_story(block) {
            if self.is_lone_sentence(block) && self.is_near(block, ASIDE_MARGIN) {
                self.decisions[block].keep_for(Cause::Story);
            }
            return;
        }
        let row = &self.stats.rows[block];
        let is_kept = match self.page.blocks[block].markup {
            Markup::Heading(level) => {
                level > 1 && self.is_kept(block + 1) && self.is_near(block, HEADING_MARGIN)
                    || level > 2
                        && before
                        && row.link_share == 0.0
                        && self.is_sentence(block)
                        && self.is_near(block, BETWEEN_MARGIN)
            }
            Markup::None | Markup::Paragraph if self.heads_list(block) => self.is_near(block, HEADING_MARGIN),
            Markup::None | Markup::Paragraph | Markup::Quote
                if row.link_share <= MAX_LINK_SHARE && self.stats.inside_of(block) & inside::FIGURE == 0 =>
            {
                self.is_sentence(block) && self.is_near(block, SENTENCE_MARGIN)
                    || before && (behind || self.closes(block)) && self.is_near(block, BETWEEN_MARGIN)
            }
            _ => false,
        };
        if is_kept {
            self.decisions[block].keep_for(Cause::Story);
        }
    }

    /// True for a paragraph of a few words, none of them a figure, right below a sentence, that is the last of the story:
    /// "The end". A colon, an arrow or links behind it make a label of it.
    fn closes(&self, block: usize) -> bool {
        const MAX_WORDS: u32 = 5;
        let row = &self.stats.rows[block];
        let text = self.page.block_text(&self.page.blocks[block]);
        let is_line = |letter: char| {
            letter.is_numeric()
                || matches!(letter, ':' | '：' | '©' | '→' | '»' | '|' | '/' | '╱' | '(' | '@' | '#')
        };
        let list = &self.stats.elements.list;
        let next = (block + 1 < self.page.blocks.len()).then(|| &self.page.blocks[block + 1]);
        list[row.container as usize].tag == Tag::P
            && row.link_share == 0.0
            && row.text.n_words <= MAX_WORDS
            && !row.text.starts_small
            && !text.contains(is_line)
            && block.checked_sub(1).is_some_and(|above| self.is_kept(above) && self.is_sentence(above))
            && !next.is_some_and(|next| next.is_link() && matches!(next.markup, Markup::ListItem { .. }))
            && !(block + 1..self.page.blocks.len())
                .any(|other| self.is_kept(other) && self.is_in_story(other))
    }

    /// True for a label right above a kept item: a line with a colon at its end, or a few words without a stop; between
    /// two lists some more.
    fn heads_list(&self, block: usize) -> bool {
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
    fn keep_rows_alike(&mut self) {
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
    fn keep_lists(&mut self) {
        let n_blocks = self.page.blocks.len();
        let mut start = 0;
        while start < n_blocks {
            let ends = |&block: &usize| !self.is_item(block) || block > start && self.begins_links(block);
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
            && self.is_near(heading, HEADING_MARGIN)
            && self.is_in_story(heading)
            && self.is_kept_before(heading)
            && items.clone().all(|item| !rows[item].is_long)
            && (is_second || self.are_near(items, BETWEEN_MARGIN))
    }

    /// True for items that say something beside their links, of which some are kept and the others nearly so.
    fn is_linked_text(&self, items: &Range<usize>) -> bool {
        /// How far below the threshold, in log-odds, their mean may lie, and bytes beside each link.
        const MEAN_MARGIN: f32 = 0.3;
        const MIN_BESIDE: u32 = 3;
        let says_more = |item: usize| {
            let block = &self.page.blocks[item];
            block.link_bytes + MIN_BESIDE <= block.span.len()
        };
        items.clone().any(|item| self.is_kept(item))
            && items.clone().all(|item| self.is_in_story(item) && says_more(item))
            && items.clone().map(|item| self.margins[item]).sum::<f32>() >= -MEAN_MARGIN * items.len() as f32
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
    fn is_text(&self, blocks: &Range<usize>) -> bool {
        let part = &self.page.blocks[blocks.clone()];
        let n_bytes: u32 = part.iter().map(|block| block.span.len()).sum();
        let link_bytes: u32 = part.iter().map(|block| block.link_bytes).sum();
        // A menu has links.
        let allowed = if link_bytes == 0 { inside::MENU } else { 0 };
        link_bytes as f32 <= MAX_LINK_SHARE * n_bytes as f32
            && blocks.clone().all(|block| self.is_in_story_but(block, allowed))
    }

    /// Keeps or drops each table whole.
    fn keep_tables(&mut self) {
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

/// True for a line that begins with a bullet or with a number of one or two digits.
fn begins_as_item(text: &str) -> bool {
    let Some((mark, _)) = text.split_once(' ') else { return false };
    let is_bullet = matches!(mark, "•" | "·" | "‣" | "▪" | "●" | "○" | "–" | "—" | "-" | "*" | "✓" | "✔");
    let number = mark.strip_suffix(['.', ')']).unwrap_or("");
    is_bullet || matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit())
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

#[cfg(test)]
mod tests {
    use super::begins_as_item;
    use crate::{Document, Extractor, RuleSet};

    fn text(body: &str) -> String {
        let page = format!(
            "<title>The mill</title><nav><a href=/>Home</a></nav><article><h1>The mill</h1>\
             <p>The mill above the weir has been silent since the flood took its wheel, and the miller sells bread \
             that others bake.</p><p>In spring he found a wheelwright of eighty-two who still knows how one is made, \
             and who asks for nothing but company.</p>{body}</article><footer>All rights reserved</footer>"
        );
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text
    }

    #[test]
    fn a_table_at_the_end_is_kept_whole() {
        let rows = ["Spokes 24", "Oak 3.1", "Days 90"];
        let table: String =
            rows.iter().map(|row| format!("<tr><td>{}</td></tr>", row.replace(' ', "</td><td>"))).collect();
        let text = text(&format!("<table>{table}</table>"));
        assert!(text.ends_with(&rows.join("\n")), "{text}");
    }

    #[test]
    fn a_table_whose_names_are_links_is_kept_whole() {
        let rows = ["Aldo 2019", "Brix 2020", "Corra 2022", "Dunnemore 2023"];
        let row = |row: &&str| {
            let (name, year) = row.split_once(' ').unwrap_or_default();
            format!("<tr><td><a href='/{name}'>{name}</a><td>{year}</tr>")
        };
        let table: String = rows.iter().map(row).collect();
        let text = text(&format!("<table class=wikitable><tr><th>Town<th>Since</tr>{table}</table>"));
        assert!(text.ends_with(&rows.join("\n")), "{text}");
    }

    #[test]
    fn paragraphs_that_are_items_and_headings_in_items_stay() {
        let items = ["1. Keys", "2. A lamp", "3. A map", "4. Rope", "5. Biscuits"];
        let list: String = items.iter().map(|item| format!("<p>{item}</p>")).collect();
        assert!(text(&list).ends_with(&items.join("\n\n")));
        let steps = text(
            "<ol class=steps><li><h4>Keys</h4><p>Nobody leaves them on the hook.</p></li><li><h4>A lamp</h4><p>It is filled first.</p></li></ol>",
        );
        assert!(
            steps.ends_with("Keys\n\nNobody leaves them on the hook.\n\nA lamp\n\nIt is filled first."),
            "{steps}"
        );
        assert!(
            begins_as_item("• a")
                && begins_as_item("12) b")
                && !begins_as_item("1999. c")
                && !begins_as_item("a. b")
        );
    }

    #[test]
    fn a_sentence_alone_in_a_box_for_asides_stays() {
        for part in ["<footer><p>It turns on Monday.</p></footer>", "<aside>It turns on Monday.</aside>"] {
            assert!(text(part).ends_with("company.\n\nIt turns on Monday."), "{part}");
        }
        for part in [
            "<footer><p>It turns on <a href=/days>Monday</a>.</p></footer>",
            "<footer><p>It turns on Monday.</p><p>Mills, news</p></footer>",
            "<aside class=promo><p>It turns on Monday.</p></aside>",
            "<footer>The Weir Gazette</footer>",
        ] {
            assert!(text(part).ends_with("company."), "{part}");
        }
    }

    #[test]
    fn rows_of_boxes_between_paragraphs_stay_together() {
        let rows = ["Spokes 24", "Oak 3.1", "Days 90", "Men 2"];
        let cell = |word: &str| format!("<div>{word}</div>");
        let row = |row: &&str| format!("<div>{}</div>", row.split(' ').map(cell).collect::<String>());
        let table: String = rows.iter().map(row).collect();
        let behind = "<p>Nobody has counted the nails, of which every apprentice drives one, as it has always been.</p>";
        let text = text(&format!("<div>{table}</div>{behind}"));
        let n_kept = rows.iter().flat_map(|row| row.split(' ')).filter(|word| text.contains(*word)).count();
        assert!(n_kept == 8, "{text}");
    }

    #[test]
    fn rows_of_boxes_at_the_end_stay_too() {
        let row = |row: &&str| format!("<div class=i>{row}</div>");
        let list = |rows: &[&str]| format!("<div class=l>{}</div>", rows.iter().map(row).collect::<String>());
        let kept = text(&list(&["Spokes of oak", "Nails of iron", "Rope from the mill", "A wheel"]));
        assert!(kept.ends_with("A wheel"), "{kept}");
        let linked = text(&list(&[
            "<a href=/1>Spokes of oak</a>",
            "<a href=/2>Nails of iron</a>",
            "<a href=/3>A rope</a>",
        ]));
        assert!(linked.ends_with("company."), "{linked}");
    }

    #[test]
    fn a_list_without_links_is_no_menu() {
        let list = "<ul class=menu><li>Flour<li>Salt<li>Water</ul>";
        let behind = "<p>Nobody has counted the loaves, of which every apprentice eats one, as it has always been.</p>";
        let kept = text(&format!("{list}{behind}"));
        assert!(kept.contains("Flour\n\nSalt\n\nWater") || kept.contains("Flour\nSalt\nWater"), "{kept}");
        let links =
            "<ul class=menu><li><a href=/f>Flour</a><li><a href=/s>Salt</a><li><a href=/w>Water</a></ul>";
        assert!(!text(&format!("{links}{behind}")).contains("Flour"));
    }

    #[test]
    fn labels_of_lists_stay() {
        for label in ["<div class=lbl>Quiet sides</div>", "<p><b>Quiet sides</b></p>", "Quiet sides:"] {
            let kept = text(&format!("{label}<ul><li>No coal<li>No smoke<li>No bell</ul>"));
            assert!(kept.contains("company.\n\nQuiet sides"), "{label}: {kept}");
        }
        let two = "<h5>Pros</h5><ul><li>Quiet<li>Cheap</ul><h5>Cons</h5><ul><li>Slow<li>Wet</ul>";
        assert!(
            text(two).ends_with("Cons\n\nSlow\n\nWet") || text(two).ends_with("Cons\n\nSlow\nWet"),
            "{}",
            text(two)
        );
    }

    #[test]
    fn the_second_of_two_lists_shares_the_fate_of_the_first() {
        let list = |label: &str, items: &[&str]| {
            let items: String = items.iter().map(|item| format!("<li>{item}</li>")).collect();
            format!("<div class=col>{label}<ul>{items}</ul></div>")
        };
        for [first, second] in [
            ["<h4>What you need</h4>", "<h4>What stays at home</h4>"],
            ["<div><b>What you need</b></div>", "<div><b>What stays at home until spring</b></div>"],
        ] {
            let both = list(first, &["Flour", "Salt", "A sieve"]) + &list(second, &["The cat", "The bell"]);
            let kept = text(&format!("<div class=row>{both}</div>"));
            let n_kept = ["What you need", "A sieve", "What stays at home", "The cat", "The bell"];
            assert!(n_kept.iter().all(|line| kept.contains(line)), "{kept}");
        }
    }

    #[test]
    fn the_last_words_stay() {
        assert!(text("<p>The end</p>").ends_with("company.\n\nThe end"));
        for line in ["<p>© The Mill</p>", "<div>The end</div>"] {
            assert!(text(line).ends_with("company."), "{line}");
        }
    }

    #[test]
    fn a_short_last_sentence_and_a_headed_list_stay() {
        let text = text(
            "<h3>Pros</h3><ul><li>Quiet<li>Cheap</ul><section class='part end'><p>It turns.</p></section>",
        );
        assert!(text.ends_with("Pros\n\nQuiet\n\nCheap\n\nIt turns."), "{text}");
    }
}
