//! What stands among the text of a page shares its fate: tables and lists whole, headings with what they
//! head, short sentences at the ends.
//!
//! The forest judges each block by itself, and of a row of figures, a list item of one word or a last sentence
//! of five it can tell little. Where most of the kept prose hangs below one element, that element is the
//! story; what stands in it beside kept text, is no link, and lies in no part of the page that is named for
//! something else, is text like the rest, unless the forest is sure of the contrary. A table is kept or
//! dropped whole wherever it stands.

mod lists;
mod tables;

use super::super::features::elements::{NONE, inside};
use super::super::features::page_stats::{PageStats, Row};
use super::{Decision, PageFacts, Pass};
use crate::html::Tag;
use crate::page::{Cause, Markup, Page};

/// Share of the kept prose, in words, that the story holds.
const STORY_SHARE: f32 = 0.85;
/// Fewest words and blocks of kept prose that make a story.
const MIN_WORDS: f32 = 40.0;
const MIN_BLOCKS: u32 = 2;
/// Words of a sentence where a page has no longer paragraphs: many languages say with six what English says with ten.
const SENTENCE_WORDS: u32 = 6;
/// How far below the threshold, in log-odds, a sentence beside kept text may be.
const SENTENCE_MARGIN: f32 = 3.5;
/// The same of a heading whose text is kept.
const HEADING_MARGIN: f32 = 3.5;
/// The same of any other line with kept text on both sides.
const BETWEEN_MARGIN: f32 = 1.5;
/// The same of a sentence that is alone in a box for what stands aside.
const ASIDE_MARGIN: f32 = 2.5;
/// The same of long prose in a box that looks like one with kept prose.
const BOX_MARGIN: f32 = 1.6;
/// Share of its bytes inside links up to which such prose is asked.
const MAX_BOX_LINK_SHARE: f32 = 0.3;
/// Share of its bytes inside links up to which something may be text.
const MAX_LINK_SHARE: f32 = 0.5;
/// Blocks between a table and the text it belongs to: a heading, a caption.
const MAX_GAP: usize = 2;

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

    /// True for the words of a letter above its signature: they end with a comma, or are a few without a stop below a
    /// sentence.
    fn is_farewell(&self, block: usize) -> bool {
        const MAX_WORDS: u32 = 8;
        const MAX_WORDS_WITHOUT: u32 = 4;
        let row = &self.stats.rows[block];
        let is_comma = self.page.block_text(&self.page.blocks[block]).ends_with([',', '،', '，', '、']);
        let is_between = || {
            row.text.ending == 0
                && (2..=MAX_WORDS_WITHOUT).contains(&row.text.n_words)
                && block.checked_sub(1).is_some_and(|above| self.is_kept(above) && self.is_sentence(above))
        };
        row.text.n_words <= MAX_WORDS && is_comma || is_between()
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
            && block.checked_sub(1).is_some_and(|above| {
                self.is_kept(above) && (self.is_sentence(above) || self.is_farewell(above))
            })
            && !next.is_some_and(|next| next.is_link() && matches!(next.markup, Markup::ListItem { .. }))
            && !(block + 1..self.page.blocks.len())
                .any(|other| self.is_kept(other) && self.is_in_story(other))
    }
}

#[cfg(test)]
mod tests {
    use super::lists::begins_as_item;
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
    fn lists_in_lists_end_where_the_side_column_begins() {
        let list = "<ul><li>Flour<ol><li>Rye<ul><li>From the upper fields</ul><li>Oats</ol><li>Salt</ul>";
        let side = "</article><div id=sidebar><ul><li><h2>Latest</h2><ul><li><a href=/a>The weir is closed</a>\
                    <li><a href=/b>A new bell for the chapel</a></ul></ul></div>";
        let kept = text(&format!("{list}{side}"));
        assert!(kept.contains("From the upper fields") && kept.ends_with("Salt"), "{kept}");
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
    fn lists_below_signs_stay() {
        let lists =
            "<h4>+</h4><ul><li>Quiet sides<li>Cheap bread</ul><h4>−</h4><ul><li>Slow<li>Wet in spring</ul>";
        let kept = text(&format!("<div class=pc><div>{lists}</div></div>"));
        assert!(kept.contains("Quiet sides") && kept.contains("Wet in spring"), "{kept}");
    }

    #[test]
    fn the_last_words_stay() {
        assert!(text("<p>The end</p>").ends_with("company.\n\nThe end"));
        let letter = "<p>With kind regards to all at the weir,</p><p>Ida Moor, Upper Weir</p>";
        assert!(text(letter).ends_with("Ida Moor, Upper Weir"), "{}", text(letter));
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
