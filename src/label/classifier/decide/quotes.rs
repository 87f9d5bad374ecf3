//! Pull quotes: a piece of a sentence that stands a second time beside the text, in large letters.
//!
//! A kept block whose words stand in a longer kept block, in the same order, is dropped: what the article
//! says it says once. Items of lists, rows and code repeat words for reasons of their own, and so do headings, but
//! for those that are a whole sentence with its full stop.

mod reworded;

use foldhash::HashMap;

use super::{Decision, PageFacts, Pass};
use crate::label::classifier::features::elements::inside;
use crate::label::classifier::features::page_stats::PageStats;
use crate::page::{Block, Cause, InlineKind, Markup, Page};

/// Length, in bytes, from which on a repeated piece is no accident, and up to which it is a pull quote.
const BYTES: std::ops::RangeInclusive<usize> = 24..=500;
/// The same in scripts that write no spaces between words, where no fourth word tells that it is a clause:
/// fourteen letters of three bytes.
const MIN_DENSE_BYTES: usize = 42;
/// Longest quote, in bytes, that is told from a paragraph of the same words by its box or its looks, and most of them:
/// an article has one or two, where readers quote each other there are many.
const MAX_LONE_BYTES: usize = 200;
const MAX_LONE: usize = 3;
/// Most blocks of a page that are looked for: an article has a few dozen that are short enough.
const MAX_ASKED: usize = 200;
/// Longest name, in bytes, that is dropped with the quote above it.
const MAX_NAME_BYTES: u32 = 60;

/// Marks that begin or end a quote and are no part of its words.
const MARKS: &[char] = &[
    '"', '“', '”', '„', '«', '»', '‘', '’', '\'', '‹', '›', '.', ',', '…', '!', '?', '—', '–', '-', ':', ';',
    '「', '」', '『', '』', '。', '、', '，', '！', '？', '：',
];

/// Signs that end a sentence.
const STOPS: &[char] = &['.', '。', '।', '۔', '!', '?', '！', '？', '؟', '"', '”', '»', '」'];

/// Marks that begin a quote.
const OPENING: &[char] = &['"', '“', '„', '«', '‘', '‹'];

/// The pass.
#[derive(Debug, Default)]
pub(crate) struct PullQuotes;

impl Pass for PullQuotes {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        // Flattened text does not tell a pull quote from a sentence said twice.
        if let Some(stats) = facts.stats {
            drop_pull_quotes(facts.page, &Setting::of(stats, decisions), decisions);
            reworded::drop_reworded(facts.page, stats, decisions);
        }
    }
}

/// What the tags around the blocks tell of quotes.
#[derive(Debug, Default)]
struct Setting {
    /// For each block whether it stands in a box beside the text or in a quote.
    is_boxed: Vec<bool>,
    /// For each block how many of those kept look like it.
    n_alike: Vec<u32>,
}

impl Setting {
    fn of(stats: &PageStats, decisions: &[Decision]) -> Self {
        let numbers = || 0..decisions.len().min(stats.rows.len());
        let is_boxed = |block| stats.inside_of(block) & (inside::ASIDE | inside::QUOTE) != 0;
        let mut counts = vec![0; stats.signs.list.len()];
        for block in numbers().filter(|&block| decisions[block].keep) {
            counts[stats.rows[block].sign as usize] += 1;
        }
        let n_alike = |block: usize| counts[stats.rows[block].sign as usize];
        Setting { is_boxed: numbers().map(is_boxed).collect(), n_alike: numbers().map(n_alike).collect() }
    }

    fn is_boxed(&self, block: usize) -> bool {
        self.is_boxed.get(block).is_some_and(|&is_boxed| is_boxed)
    }

    fn n_alike(&self, block: usize) -> u32 {
        self.n_alike.get(block).copied().unwrap_or(0)
    }
}

fn drop_pull_quotes(page: &Page, setting: &Setting, decisions: &mut [Decision]) {
    let is_kept =
        |decisions: &[Decision], block: usize| decisions.get(block).is_some_and(|decision| decision.keep);
    let is_asked = |(number, block): &(usize, &Block)| {
        let is_quote = match block.markup {
            Markup::None | Markup::Paragraph | Markup::Quote => true,
            Markup::Heading(level) => {
                let text = page.block_text(block);
                let is_boxed = || setting.is_boxed(*number) && !text.ends_with(['?', '？', '؟']);
                level > 1 && (is_whole_sentence(text) || is_boxed())
            }
            _ => false,
        };
        is_quote && is_kept(decisions, *number)
    };
    // Where no words are told, a lead or a summary may say a clause of the text in advance: marks or tags tell a quote.
    let is_prose =
        |number: &usize| is_kept(decisions, *number) && is_dense(page.block_text(&page.blocks[*number]));
    let first_prose = page.blocks.iter().enumerate().map(|(number, _)| number).find(is_prose);
    let stands_in_text = |number: usize| first_prose.is_some_and(|first| first < number);
    let is_told = |number: usize, block: &Block, words: &str| {
        !is_dense(words)
            || matches!(block.markup, Markup::Quote | Markup::Heading(_))
            || setting.is_boxed(number)
            || page.block_text(block).starts_with(MARKS)
            || stands_in_text(number)
                && (!page.block_text(block).ends_with(STOPS) || setting.n_alike(number) == 1)
    };
    let asked = page.blocks.iter().enumerate().filter(is_asked);
    let asked = asked.filter_map(|(number, block)| {
        let words = words_of(without_button(page, block))?;
        is_told(number, block, words).then_some((number, words))
    });
    let asked: Vec<(usize, &str)> = asked.take(MAX_ASKED).collect();
    let mut lone = Vec::new();
    for (number, words, places) in recurring(page, decisions, &asked) {
        if !is_kept(decisions, number) {
            continue;
        }
        let others = places.iter().filter(|&&other| other != number && is_kept(decisions, other));
        let copies = others.map(|&other| Copies { page, setting, other, number, words });
        let copies: Vec<Copies<'_>> = copies.collect();
        if copies.iter().any(Copies::other_says_more) {
            drop_quote(page, number, decisions);
        } else if let Some(plainer) = copies.iter().find(|copies| copies.other_is_plainer()) {
            lone.push((number, plainer.other));
        }
    }
    if lone.len() <= MAX_LONE {
        for (number, other) in lone {
            if is_kept(decisions, other) {
                drop_quote(page, number, decisions);
            }
        }
    }
}

/// Drops a quote, and the name below it.
fn drop_quote(page: &Page, number: usize, decisions: &mut [Decision]) {
    decisions[number].drop_for(Cause::PullQuote);
    let name = number + 1;
    let is_name = page.blocks.get(name).is_some_and(|next| {
        next.markup == Markup::Quote
            && page.blocks[number].markup == Markup::Quote
            && next.span.len() <= MAX_NAME_BYTES
    });
    if is_name && decisions.get(name).is_some_and(|decision| decision.keep) {
        decisions[name].drop_for(Cause::PullQuote);
    }
}

/// Those of the words that stand in what is kept a second time, each with the blocks in which it does. One pass
/// asks for all of them, by eight bytes behind their first space, and hardly any words are compared.
fn recurring<'p>(
    page: &Page,
    decisions: &[Decision],
    asked: &[(usize, &'p str)],
) -> Vec<(usize, &'p str, Vec<usize>)> {
    let key_at = |bytes: &[u8], at: usize| bytes.get(at..)?.first_chunk().map(|key| u64::from_le_bytes(*key));
    let text = page.text.as_bytes();
    // Where each key stands: behind every space that is followed by one.
    let mut found: HashMap<u64, Vec<usize>> = HashMap::default();
    // Which keys there may be: what is no key is told without a look into the table.
    let mut marks = [0_u64; 64];
    let mark_of = |key: u64| {
        // Fibonacci hashing: the upper bits of the product with 2^64 divided by the golden ratio.
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52;
        ((hash >> 6) as usize, 1_u64 << (hash & 63))
    };
    // The key, and how many bytes of the words stand before it. Words are long enough to have one, but for
    // those whose first is very long; they are left alone.
    let key_of = |words: &str| {
        let before = if is_dense(words) { 0 } else { words.find(' ')? + 1 };
        Some((key_at(words.as_bytes(), before)?, before))
    };
    for (key, _) in asked.iter().filter_map(|(_, words)| key_of(words)) {
        found.insert(key, Vec::new());
        let (at, mark) = mark_of(key);
        marks[at] |= mark;
    }
    let kept = page.blocks.iter().zip(decisions).filter(|(_, decision)| decision.keep && !found.is_empty());
    let kept: Vec<std::ops::Range<usize>> = kept.map(|(block, _)| block.span.range()).collect();
    let mut note = |place: usize| {
        let Some(key) = key_at(text, place) else { return };
        let (at, mark) = mark_of(key);
        if marks[at] & mark != 0
            && let Some(places) = found.get_mut(&key)
            && places.len() < MAX_ASKED
        {
            places.push(place);
        }
    };
    // Where no spaces are written, every letter may begin a quote.
    let begins_anywhere = asked.iter().any(|(_, words)| is_dense(words));
    for kept in kept {
        let start = kept.start;
        if begins_anywhere {
            page.text[kept].char_indices().for_each(|(at, _)| note(start + at));
        } else {
            each_space(&text[kept], |at| note(start + at + 1));
        }
    }
    let block_at = |at: usize| page.blocks.partition_point(|block| (block.span.end as usize) <= at);
    let stands = |&(number, words): &(usize, &'p str)| {
        let (key, before) = key_of(words)?;
        let places = found.get(&key).filter(|places| places.len() > 1)?;
        let starts = places.iter().filter_map(|place| place.checked_sub(before));
        let starts = starts.filter(|&start| text[start..].starts_with(words.as_bytes()));
        Some((number, words, starts.map(block_at).collect()))
    };
    asked.iter().filter_map(stands).collect()
}

/// Calls `each` with the place of every space. Words are short: a search for each space costs three times as much as
/// eight bytes at once.
fn each_space(text: &[u8], mut each: impl FnMut(usize)) {
    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let (pieces, rest) = text.as_chunks::<8>();
    for (number, piece) in pieces.iter().enumerate() {
        let others = u64::from_le_bytes(*piece) ^ u64::from_le_bytes([b' '; 8]);
        // The high bit of each byte that is a space, and of no other.
        let mut spaces = !(((others & LOW_BITS) + LOW_BITS) | others | LOW_BITS);
        while spaces != 0 {
            each(8 * number + spaces.trailing_zeros() as usize / 8);
            spaces &= spaces - 1;
        }
    }
    let start = text.len() - rest.len();
    rest.iter().enumerate().filter(|(_, byte)| **byte == b' ').for_each(|(at, _)| each(start + at));
}

/// The text of a quote without a short link at its end: "Tweet this".
fn without_button<'p>(page: &'p Page, block: &Block) -> &'p str {
    /// Bytes.
    const MAX_BUTTON: u32 = 32;
    let text = page.block_text(block);
    if !(1..=MAX_BUTTON).contains(&block.link_bytes) {
        return text;
    }
    let is_last = page.inlines_of(block).iter().any(|inline| {
        matches!(inline.kind, InlineKind::Link(_))
            && inline.span.end == block.span.end
            && inline.span.len() == block.link_bytes
    });
    let end = text.len().saturating_sub(block.link_bytes as usize);
    text.get(..end).filter(|_| is_last).unwrap_or(text)
}

/// What is looked for: the words without their marks, and without the first letter, which may be a capital
/// here and none there.
fn words_of(text: &str) -> Option<&str> {
    if text.len() > BYTES.end() + MAX_NAME_BYTES as usize {
        return None;
    }
    let text = without_name(text);
    let end = memchr::memchr(0xE2, text.as_bytes()).and_then(|_| text.find(" — "));
    let quoted = end.map(|end| &text[..end]).filter(|quote| quote.len() >= *BYTES.start()).unwrap_or(text);
    let words = quoted.trim().trim_matches(|letter: char| MARKS.contains(&letter) || letter.is_whitespace());
    let mut letters = words.chars();
    letters.next();
    let rest = letters.as_str();
    let is_clause = || rest.bytes().filter(|&byte| byte == b' ').nth(2).is_some() || is_dense(rest);
    (BYTES.contains(&rest.len()) && is_clause()).then_some(rest)
}

/// True for a heading that ends with a full stop, which headings of sections go without. A question heads its answer.
fn is_whole_sentence(heading: &str) -> bool {
    let words = heading.trim_end_matches(['"', '”', '“', '»', '’', '」']);
    words.ends_with(['.', '。', '।', '۔']) && !words.ends_with("..")
}

/// True for a clause in a script that writes no spaces between its words.
fn is_dense(words: &str) -> bool {
    words.len() >= MIN_DENSE_BYTES
        && memchr::memchr_iter(b' ', words.as_bytes()).count() < 3
        && words.len() * 2 >= words.chars().count() * 5
}

/// The text behind "… wrote:".
fn without_name(text: &str) -> &str {
    let head = colon_in(&text.as_bytes()[..text.len().min(MAX_NAME_BYTES as usize + 2)]);
    let rest = head.map_or(text, |colon| &text[colon + 2..]);
    if rest.len() >= *BYTES.start() && head.is_some_and(|colon| text[..colon].split(' ').count() <= 3) {
        rest
    } else {
        text
    }
}

/// Where the first colon with a space behind it stands.
fn colon_in(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b':', text).find(|&at| text.get(at + 1) == Some(&b' '))
}

/// True for a text that begins with a quotation mark and ends with one: `“It turns,” he says.` does not.
fn is_all_quoted(text: &str) -> bool {
    /// Marks that end a quote.
    const CLOSING: [char; 8] = ['"', '”', '“', '»', '’', '‘', '›', '\''];
    text.starts_with(OPENING) && text.trim_end_matches(['.', ',', '!', '?', '…']).ends_with(CLOSING)
}

/// A block that may be a quote, and another that holds its words.
struct Copies<'p> {
    page: &'p Page,
    setting: &'p Setting,
    other: usize,
    number: usize,
    words: &'p str,
}

impl Copies<'_> {
    fn text(&self, block: usize) -> &str {
        without_button(self.page, &self.page.blocks[block]).trim_end()
    }

    fn markup(&self, block: usize) -> Markup {
        self.page.blocks[block].markup
    }

    /// True when the other block says all of the quote and more, or as much in a plainer way: as a paragraph, without
    /// quotation marks.
    fn other_says_more(&self) -> bool {
        let text = self.text(self.other);
        if !self.is_as_long(text) {
            return text.len() > self.words.len() + 1;
        }
        let rank = |block: usize| (self.markup(block) == Markup::Paragraph, !is_all_quoted(self.text(block)));
        let (other, own) = (rank(self.other), rank(self.number));
        // A paragraph among lines that are none is no plainer than they are.
        other > own
            && (self.markup(self.number) != Markup::None || other.1 && !own.1 || !self.looks_rare(self.other))
    }

    /// True when both say the same and the other one is no quote and no heading, ends with a full stop and looks like
    /// the rest of the text. Only of short ones: readers quote each other at length.
    fn other_is_plainer(&self) -> bool {
        let is_plain = |block: usize| matches!(self.markup(block), Markup::Paragraph | Markup::None);
        let rank = |block: usize| {
            let text = self.text(block);
            (
                is_plain(block),
                !is_all_quoted(text),
                !self.setting.is_boxed(block),
                text.ends_with(STOPS),
                self.markup(block) == Markup::Paragraph,
                self.setting.n_alike(block),
            )
        };
        self.is_as_long(self.text(self.other))
            && is_plain(self.other)
            && self.words.len() <= MAX_LONE_BYTES
            && rank(self.other) > rank(self.number)
    }

    fn is_as_long(&self, text: &str) -> bool {
        words_of(text).is_some_and(|all| all.len() == self.words.len())
    }

    /// True for a block that looks like less of the page than the quote does.
    fn looks_rare(&self, block: usize) -> bool {
        self.setting.n_alike(block) < self.setting.n_alike(self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Inline, Span};

    fn page_of(blocks: &[(&str, Markup)]) -> Page {
        let mut page = Page::default();
        for (text, markup) in blocks {
            let start = page.text.len() as u32;
            page.text.push_str(text);
            let span = Span::new(start, page.text.len() as u32);
            page.blocks.push(Block { span, markup: *markup, link_bytes: 0, group: 0 });
            page.text.push('\n');
        }
        page
    }

    fn kept(blocks: &[(&str, Markup)]) -> Vec<bool> {
        let page = page_of(blocks);
        let mut decisions = vec![Decision { keep: true, cause: Cause::Score }; blocks.len()];
        drop_pull_quotes(&page, &Setting::default(), &mut decisions);
        decisions.iter().map(|decision| decision.keep).collect()
    }

    #[test]
    fn every_space_is_found() {
        for text in ["", " ", "a", "  two  spaces and a longer rest ", "!\u{a0} \u{80}  ¡ é\u{3000} 川 x"]
        {
            let mut found = Vec::new();
            each_space(text.as_bytes(), |at| found.push(at));
            assert!(text.match_indices(' ').map(|(at, _)| at).eq(found), "{text}");
        }
    }

    #[test]
    fn a_clause_without_spaces_is_told_once() {
        let paragraph = |text| (text, Markup::Paragraph);
        let sentence =
            "パン屋の主人は隣町のパンを買うくらいなら窯を売り払うほうがましだと言って、家に帰った。";
        let quote = "「隣町のパンを買うくらいなら窯を売り払うほうがましだ」";
        assert_eq!(kept(&[paragraph(quote), paragraph(sentence)]), [false, true]);
        assert_eq!(kept(&[paragraph("パン屋の主人は隣町"), paragraph(sentence)]), [true, true]);
        let lead = "隣町のパンを買うくらいなら窯を売り払うほうがましだ。";
        assert_eq!(kept(&[paragraph(lead), paragraph(sentence)]), [true, true]);
        let bare = "隣町のパンを買うくらいなら窯を売り払うほうがましだ";
        assert_eq!(kept(&[paragraph(sentence), paragraph(bare)]), [true, false]);
        assert_eq!(kept(&[paragraph(bare), paragraph(sentence)]), [true, true]);
        let thai = "คนทำขนมปังบอกว่าเขายอมขายเตาอบดีกว่าซื้อขนมปังของคนอื่นแล้วก็เดินกลับบ้านไป";
        assert_eq!(
            kept(&[paragraph(thai), ("เขายอมขายเตาอบดีกว่าซื้อขนมปังของคนอื่น", Markup::Quote)]),
            [true, false]
        );
    }

    #[test]
    fn the_copy_that_looks_like_the_text_stays() {
        let sentence = ("He would rather sell his oven than buy another's bread.", Markup::None);
        let bare = "He would rather sell his oven than buy another's bread";
        let alike = Setting { is_boxed: Vec::new(), n_alike: vec![1, 9] };
        let mut decisions = vec![Decision { keep: true, cause: Cause::Score }; 2];
        drop_pull_quotes(&page_of(&[(bare, Markup::Paragraph), sentence]), &alike, &mut decisions);
        assert!(!decisions[0].keep && decisions[1].keep);
        // One of the two stays, whichever it is.
        assert_eq!(kept(&[(bare, Markup::Paragraph), sentence]), [true, false]);
        assert_eq!(kept(&[sentence, (bare, Markup::None)]), [true, false]);
        assert_eq!(kept(&[sentence, sentence]), [true, true]);
        let page = page_of(&[sentence, sentence, (bare, Markup::Heading(3))]);
        let run = |setting: &Setting| {
            let mut decisions = vec![Decision { keep: true, cause: Cause::Score }; 3];
            drop_pull_quotes(&page, setting, &mut decisions);
            decisions.iter().map(|decision| decision.keep).collect::<Vec<_>>()
        };
        let boxed = |is_boxed| Setting { is_boxed, n_alike: vec![9, 1, 1] };
        assert_eq!(run(&boxed(vec![false, false, true])), [true, false, false]);
        assert_eq!(run(&boxed(vec![false, false, false])), [true, false, true]);
        // A sentence that begins with what somebody says is no quote.
        let said = "“He would rather sell his oven,” said the baker to his neighbour.";
        let bare = "He would rather sell his oven,” said the baker to his neighbour";
        assert_eq!(kept(&[(said, Markup::Paragraph), (bare, Markup::Paragraph)]), [true, false]);
    }

    #[test]
    fn a_piece_of_a_sentence_is_told_once() {
        let sentence =
            "The baker said that he would rather sell his oven than buy another's bread, and went home.";
        let quote = "“He would rather sell his oven than buy another's bread”";
        let paragraph = |text| (text, Markup::Paragraph);
        assert_eq!(kept(&[paragraph(quote), paragraph(sentence)]), [false, true]);
        assert_eq!(
            kept(&[paragraph(sentence), (quote, Markup::Quote), ("The baker", Markup::Quote)]),
            [true, false, false]
        );
        assert_eq!(kept(&[paragraph(sentence), (quote, Markup::Heading(2))]), [true, true]);
        let spoken = "He would rather sell his oven than buy another's bread.";
        let whole =
            "In March he said: “He would rather sell his oven than buy another's bread. Then we talk.”";
        assert_eq!(kept(&[(spoken, Markup::Heading(3)), paragraph(whole)]), [false, true]);
        assert_eq!(kept(&[(spoken, Markup::Heading(1)), paragraph(whole)]), [true, true]);
        let question = "Would he rather sell his oven than buy bread?";
        let answer = "Would he rather sell his oven than buy bread? He would.";
        assert_eq!(kept(&[(question, Markup::Heading(2)), paragraph(answer)]), [true, true]);
        let (button, text) = (Markup::Quote, "He would rather sell his oven than buy another's bread. Tweet");
        let mut page = page_of(&[(text, button), paragraph(sentence)]);
        page.blocks[0].link_bytes = 5;
        let end = text.len() as u32;
        page.inlines.push(Inline { span: Span::new(end - 5, end), kind: InlineKind::Link(Span::new(0, 0)) });
        let mut decisions = vec![Decision { keep: true, cause: Cause::Score }; 2];
        drop_pull_quotes(&page, &Setting::default(), &mut decisions);
        assert!(!decisions[0].keep && decisions[1].keep);
        page.blocks[0].markup = Markup::None;
        let mut decisions = vec![Decision { keep: true, cause: Cause::Score }; 2];
        drop_pull_quotes(&page, &Setting::default(), &mut decisions);
        assert!(!decisions[0].keep && decisions[1].keep);
        let other = "“Nobody has ever sold an oven to a neighbour in this street”";
        assert_eq!(kept(&[paragraph(sentence), paragraph(other)]), [true, true]);
        assert_eq!(kept(&[paragraph(sentence), paragraph(sentence)]), [true, true]);
    }
}
