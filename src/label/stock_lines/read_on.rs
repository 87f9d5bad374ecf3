//! Lines that lead to other pages: "read also", the last line of a feed, rows of links.
//!
//! Told by how a line and its links stand to each other; the words are any.

use std::cell::OnceCell;

use foldhash::HashMap;

use crate::page::{Block, Inline, InlineKind, LabelledSpan, Markup, Page, Span};

/// Longest word before the link of a "read also", in characters.
const MAX_LEAD_CHARS: usize = 40;
/// Words of a link that is a headline.
const MIN_HEADLINE_WORDS: usize = 3;
/// Longest last line of a feed, and what stands in it beside the links, in bytes.
const MAX_FEED_BYTES: usize = 400;
const MAX_AROUND_BYTES: usize = 60;

/// A word or three and a colon before the link of a "read also": prose says more before it names a headline.
pub(super) fn is_short_lead(page: &Page, block: &Block) -> bool {
    const MAX_WORDS: usize = 3;
    let text = page.block_text(block);
    only_link(page, block).is_some()
        && colon_in(text).is_some_and(|colon| !has_words(&text[..colon], MAX_WORDS + 1))
        && is_read_also(page, block)
        && !text.ends_with(['.', '!', '?'])
}

/// `Read also: <headline>`: a colon, and one link to the end of the line, or all of it.
pub(super) fn is_read_also(page: &Page, block: &Block) -> bool {
    if !matches!(block.markup, Markup::Paragraph | Markup::None) {
        return false;
    }
    let Some((link, href)) = only_link(page, block) else { return false };
    let text = without_brackets(page.block_text(block));
    let Some(colon) = colon_in(text) else { return false };
    let lead = &text[..colon];
    let headline = text[colon..].trim_start_matches([':', '：', ' ', '\u{a0}']);
    let is_linked = page.slice(link).trim().ends_with(headline.trim_end_matches(['.', ' ', '>', '»', '→']));
    let has_words = is_headline(headline);
    let leads_on = href == "#" || !href.starts_with('#');
    leads_on
        && is_linked
        && has_words
        && lead.chars().count() <= MAX_LEAD_CHARS
        && !lead.chars().any(|letter| letter.is_ascii_digit())
}

/// The same with a mark before the link, or a label in bold: `Read also – <headline>`.
pub(super) fn is_marked_read_also(page: &Page, block: &Block) -> bool {
    if !is_bare_read_also(page, block) {
        return false;
    }
    let Some((link, _)) = only_link(page, block) else { return false };
    let lead = page.text.get(block.span.start as usize..link.start as usize).unwrap_or("").trim_end();
    let end = block.span.start + lead.len() as u32;
    let inside = page.inlines_of(block).iter().take_while(|inline| inline.span.start < link.start);
    let is_bold = |inline: &Inline| {
        matches!(inline.kind, InlineKind::Strong | InlineKind::Emphasis)
            && inline.span.end >= end
            && inline.span.end <= link.start
            && inline.span.start == block.span.start
    };
    lead.ends_with([':', '：', '–', '—', '-', '»', '>', '→', '|']) || { inside }.any(is_bold)
}

/// The same without a colon, by its shape alone: a word or three, a dash or a break, and one link to the end.
pub(super) fn is_bare_read_also(page: &Page, block: &Block) -> bool {
    const MAX_WORDS: usize = 3;
    if !matches!(block.markup, Markup::Paragraph | Markup::None) {
        return false;
    }
    let Some((link, href)) = only_link(page, block) else { return false };
    let around = |from: u32, to: u32| page.text.get(from as usize..to as usize).unwrap_or("");
    let (lead, rest) = (around(block.span.start, link.start), around(link.end, block.span.end));
    // In brackets stands a source.
    let is_source = lead.starts_with('(');
    let lead = lead.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let headline = page.slice(link);
    let n_said = || lead.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    // Most links stand in the midst of a sentence, whose words need not be counted.
    let is_label = lead.len() <= 4 * MAX_LEAD_CHARS
        && lead.chars().count() <= MAX_LEAD_CHARS
        && (1..=MAX_WORDS).contains(&n_said())
        && lead.starts_with(|letter: char| !letter.is_lowercase())
        && !lead.contains(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '?' | '!'));
    is_label
        && !is_source
        && is_headline(headline)
        && !rest.contains(char::is_alphanumeric)
        && !rest.contains(['.', ',', '!', '?'])
        && !href.starts_with('#')
}

/// `» <headline>`: an arrow and one link, no word beside it.
pub(super) fn is_arrow_link(page: &Page, block: &Block) -> bool {
    let Some((link, href)) = only_link(page, block) else { return false };
    let around = |from: u32, to: u32| page.text.get(from as usize..to as usize).unwrap_or("").trim();
    let (lead, rest) = (around(block.span.start, link.start), around(link.end, block.span.end));
    let is_arrow =
        |letter: char| matches!(letter, '»' | '›' | '→' | '►' | '▶' | '▸' | '➜' | '➤' | '>' | '⇒' | ' ');
    matches!(block.markup, Markup::Paragraph | Markup::None)
        && (!lead.is_empty() || !rest.is_empty())
        && lead.chars().chain(rest.chars()).all(is_arrow)
        && is_headline(page.slice(link))
        && !href.starts_with('#')
}

/// A few words right above items that are links and were dropped: what heads a list goes with it.
pub(super) fn heads_links(page: &Page, labels: &[LabelledSpan], at: usize) -> bool {
    /// Words, and items below.
    const MAX_WORDS: usize = 4;
    const MIN_ITEMS: usize = 2;
    let block = &page.blocks[labels[at].block as usize];
    let is_item = |span: &&LabelledSpan| {
        let block = &page.blocks[span.block as usize];
        !span.label.is_text() && block.is_link() && matches!(block.markup, Markup::ListItem { .. })
    };
    let text = page.block_text(block);
    matches!(block.markup, Markup::Paragraph | Markup::None)
        && block.link_bytes == 0
        && (text.ends_with([':', '：']) || is_bold(page, block))
        && !has_words(text, MAX_WORDS + 1)
        && labels[at + 1..].iter().take(MIN_ITEMS).filter(is_item).count() == MIN_ITEMS
}

/// True for a label of a list: a word or four in bold, without a link.
pub(super) fn is_label(page: &Page, block: &Block) -> bool {
    const MAX_WORDS: usize = 4;
    matches!(block.markup, Markup::Paragraph | Markup::None)
        && block.link_bytes == 0
        && is_bold(page, block)
        && !has_words(page.block_text(block), MAX_WORDS + 1)
}

/// True for an item that is a headline with a link, and nothing else.
pub(super) fn is_linked_item(page: &Page, block: &Block) -> bool {
    matches!(block.markup, Markup::ListItem { .. })
        && block.link_bytes + 2 >= block.span.len()
        && is_headline(page.block_text(block))
        && matches!(links(page, block)[..], [(_, href)] if !href.starts_with('#'))
}

/// How many links of a page name each host.
pub(super) struct Hosts<'p> {
    page: &'p Page,
    /// Counted when somebody asks.
    counts: OnceCell<HashMap<&'p str, usize>>,
}

impl<'p> Hosts<'p> {
    pub(super) fn of(page: &'p Page) -> Self {
        Self { page, counts: OnceCell::new() }
    }

    /// True when the links of a block lead to the same site: without a host, or to one that many links of the page
    /// name.
    pub(super) fn lead_within(&self, block: &Block) -> bool {
        /// Links of a menu, a footer and a side column.
        const MANY: usize = 8;
        links(self.page, block).iter().all(|(_, href)| match host(href) {
            Some(host) => self.counts().get(host).is_some_and(|&count| count >= MANY),
            None => !href.contains(':') && !href.starts_with("//"),
        })
    }

    fn counts(&self) -> &HashMap<&'p str, usize> {
        self.counts.get_or_init(|| {
            let mut counts = HashMap::default();
            for (_, href) in self.page.inlines.iter().filter_map(|inline| link(self.page, inline)) {
                if let Some(host) = host(href) {
                    *counts.entry(host).or_insert(0) += 1;
                }
            }
            counts
        })
    }
}

/// What stands between `://` and the path of an address.
fn host(href: &str) -> Option<&str> {
    href.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next())
}

/// `The post <headline> appeared first on <site>`: two links, the second to a start page.
pub(super) fn is_feed_line(page: &Page, block: &Block) -> bool {
    let text = page.block_text(block);
    let [(first, _), (second, href)] = links(page, block)[..] else { return false };
    let path = href.split_once("://").map_or("", |(_, rest)| rest.trim_end_matches('/'));
    let is_start_page = href == "/" || !path.is_empty() && path.split('/').count() <= 2;
    let around = text.len().saturating_sub((first.len() + second.len()) as usize);
    text.len() <= MAX_FEED_BYTES
        && around <= MAX_AROUND_BYTES
        && is_start_page
        && page.slice(first).len() > page.slice(second).len() / 2
        && !matches!(block.markup, Markup::ListItem { .. } | Markup::Row { .. })
}

/// `Next: Chains | All demonstrations`: two links or more, and no word beside them.
pub(super) fn is_row_of_links(page: &Page, block: &Block) -> bool {
    /// Bytes.
    const MAX_BYTES: u32 = 160;
    if !matches!(block.markup, Markup::Paragraph | Markup::None)
        || !block.is_link()
        || block.span.len() > MAX_BYTES
    {
        return false;
    }
    let links = links(page, block);
    let mut at = block.span.start;
    let mut has_words = false;
    for (link, _) in &links {
        has_words |=
            page.text[at.min(link.start) as usize..link.start as usize].contains(char::is_alphanumeric);
        at = at.max(link.end);
    }
    has_words |=
        page.text[at.min(block.span.end) as usize..block.span.end as usize].contains(char::is_alphanumeric);
    links.len() >= 2 && !has_words && !page.block_text(block).ends_with(['.', '!', '?'])
}

/// The links of a block, outermost, with their addresses.
pub(super) fn links<'p>(page: &'p Page, block: &Block) -> Vec<(Span, &'p str)> {
    page.inlines_of(block).iter().filter_map(|inline| link(page, inline)).collect()
}

/// The link of a block that has one and no more.
fn only_link<'p>(page: &'p Page, block: &Block) -> Option<(Span, &'p str)> {
    let mut links = page.inlines_of(block).iter().filter_map(|inline| link(page, inline));
    let only = links.next()?;
    links.next().is_none().then_some(only)
}

/// Where the first colon stands, the full-width one or the other.
fn colon_in(text: &str) -> Option<usize> {
    let plain = memchr::memchr(b':', text.as_bytes());
    let before = &text[..plain.unwrap_or(text.len())];
    memchr::memchr(0xEF, before.as_bytes()).and_then(|_| before.find('：')).or(plain)
}

/// The place and the address of a link.
fn link<'p>(page: &'p Page, inline: &Inline) -> Option<(Span, &'p str)> {
    match inline.kind {
        InlineKind::Link(href) => Some((inline.span, page.hrefs.get(href.range()).unwrap_or(""))),
        _ => None,
    }
}

/// True for the text of a link that is a headline: several words, or six letters of a script without spaces.
fn is_headline(text: &str) -> bool {
    const MIN_DENSE_BYTES: usize = 18;
    has_words(text, MIN_HEADLINE_WORDS) || !text.is_ascii() && text.len() >= MIN_DENSE_BYTES
}

/// True for a text of so many words or more; those behind are not read.
fn has_words(text: &str, n_words: usize) -> bool {
    n_words == 0 || text.split_whitespace().nth(n_words - 1).is_some()
}

/// True for a block that is all in bold.
fn is_bold(page: &Page, block: &Block) -> bool {
    let is_whole = |inline: &Inline| matches!(inline.kind, InlineKind::Strong) && inline.span == block.span;
    page.inlines_of(block).iter().any(is_whole)
}

/// A line without the brackets around all of it.
fn without_brackets(text: &str) -> &str {
    let inner = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    inner('[', ']').or_else(|| inner('(', ')')).or_else(|| inner('【', '】')).unwrap_or(text)
}
