//! Lines and marks that no article prints, told by their shape and place in any language, on pages of no
//! known outlet.
//!
//! Each test has a witness besides the words: a link, a mark, the place. What is left out here is a mark
//! inside a heading, or a whole line that the classifier was not sure of.
//!
//! | what | shape | label |
//! |---|---|---|
//! | the permalink of a heading: `¶`, `#`, `§`, `[edit]` | a link of no letters to a place on the page, or a link in brackets at the end | nav |
//! | `Read also: <headline>`, `» <headline>` | a short word with a colon, or an arrow, and one link of several words, between paragraphs ([`read_on`]) | related |
//! | **Read also**, a list of headlines | a label in bold and items that are links to the same site, between paragraphs | related |
//! | `More on ropes:` | a few words above items that are links and were dropped | related |
//! | `The post <headline> appeared first on <site>` | two links, the second to a start page, few words around, at the end | promo |
//! | `Han Do-yun 18 April 2023`, `Last updated at 10:30 on 12 May 2019` | a short line with a day, a few words around it, right above the first paragraph | byline |
//! | `By Han Do-yun` | a word that names an author and a name, nothing else, above the first paragraph | byline |
//! | `Next: Chains | All demonstrations` | links and signs, nothing else, above or below all paragraphs | nav |
//! | `Previous message: <link>`, a signature | around and at the end of a mail that is one `<pre>` | nav, other |
//! | `8` | one or two figures, and no other such line | other |
//! | `© 2021 The Example Post` | a copyright sign and a year at the start of a short line | legal |
//! | rights, `Printed from <address>`, paid links | words or an address, at the edges of the article ([`notices`]) | legal |
//!
//! Knows the page and its labels, and from [`fields`] the words that name an author; no element.

mod mails;
mod notices;
mod read_on;

use std::cell::OnceCell;

use crate::fields;
use crate::page::{Block, Label, LabelledSpan, Markup, Page, Span};
use crate::page_info::told::is_time_like;

use read_on::{
    Hosts, heads_links, is_arrow_link, is_bare_read_also, is_feed_line, is_marked_read_also, is_read_also,
    is_row_of_links, is_short_lead, links,
};

/// Probability, 0 to 255, from which on the classifier is too sure of a line for its shape to count.
const SURE: u8 = 250;
/// Lines above the first paragraph that may sign or date it, and above a byline.
const HEAD_LINES: usize = 3;
/// Shortest paragraph, in bytes.
const MIN_PARAGRAPH_BYTES: u32 = 80;
/// Longest line that a copyright sign condemns, in bytes.
const MAX_LEGAL_BYTES: usize = 160;

/// Names such lines, and cuts such marks off their headings.
pub fn name(page: &Page, labels: &mut Vec<LabelledSpan>) {
    // Lines of flattened text may have been cleaned before, and show no links.
    if page.blocks.iter().all(|block| block.markup == Markup::None) && page.inlines.is_empty() {
        return;
    }
    name_lines(page, labels);
    mails::name(page, labels);
    cut_marks(page, labels);
}

/// The kept lines of a page, and what is asked of all of them.
struct Kept<'p> {
    page: &'p Page,
    /// Their places among the labels.
    at: Vec<usize>,
    /// The first paragraph and the last, by their numbers among the kept lines.
    paragraphs: Option<(usize, usize)>,
    /// One line of figures and no more; counted when somebody asks.
    has_one_figure: OnceCell<bool>,
    hosts: Hosts<'p>,
}

impl<'p> Kept<'p> {
    fn of(page: &'p Page, labels: &[LabelledSpan]) -> Self {
        let at: Vec<usize> = (0..labels.len()).filter(|&at| labels[at].label.is_text()).collect();
        let is_paragraph = |&at: &usize| is_paragraph(&page.blocks[labels[at].block as usize]);
        let paragraphs = at.iter().position(is_paragraph).zip(at.iter().rposition(is_paragraph));
        Kept { page, at, paragraphs, has_one_figure: OnceCell::new(), hosts: Hosts::of(page) }
    }

    fn block(&self, labels: &[LabelledSpan], number: usize) -> Option<&'p Block> {
        self.at.get(number).map(|&at| &self.page.blocks[labels[at].block as usize])
    }

    fn has_paragraph_above(&self, number: usize) -> bool {
        self.paragraphs.is_some_and(|(first, _)| first < number)
    }

    fn has_paragraph_below(&self, number: usize) -> bool {
        self.paragraphs.is_some_and(|(_, last)| last > number)
    }

    /// Chapters and steps have figures, too, but more than one.
    fn has_one_figure(&self, labels: &[LabelledSpan]) -> bool {
        let figures = || {
            let blocks = self.at.iter().map(|&at| &self.page.blocks[labels[at].block as usize]);
            blocks.filter(|block| is_lone_figure(self.page, block)).take(2).count()
        };
        *self.has_one_figure.get_or_init(|| figures() == 1)
    }
}

fn is_paragraph(block: &Block) -> bool {
    block.span.len() >= MIN_PARAGRAPH_BYTES && !block.is_link()
}

fn name_lines(page: &Page, labels: &mut [LabelledSpan]) {
    let kept = Kept::of(page, labels);
    let n_kept = kept.at.len();
    name_headed_links(&kept, labels);
    for (number, &at) in kept.at.iter().enumerate() {
        let block = &page.blocks[labels[at].block as usize];
        let is_sure = labels[at].probability.is_none_or(|sure| sure >= SURE);
        let is_plain = || {
            block.link_bytes > 0 && (is_short_lead(page, block) || is_marked_read_also(page, block))
                || (number <= 1 || number + 2 >= n_kept) && is_plain_notice(page, block, number + 1 == n_kept)
        };
        if labels[at].span != block.span || is_sure && !is_plain() || !labels[at].label.is_text() {
            continue;
        }
        let label = if is_related(&kept, labels, number) {
            Label::Related
        } else if number + 2 >= n_kept && number > 0 && is_feed_line(page, block) {
            Label::Promo
        } else if is_row_of_links(page, block)
            && !(kept.has_paragraph_above(number) && kept.has_paragraph_below(number))
        {
            Label::Nav
        } else if is_unsure(&labels[at]) && is_lone_figure(page, block) && kept.has_one_figure(labels) {
            Label::Other
        } else if number > 0 && is_copyright(page.block_text(block)) {
            Label::Legal
        } else if is_signed(&kept, labels, number) {
            Label::Byline
        } else if n_kept > 2 && is_notice(page, block, number, n_kept) {
            Label::Legal
        } else {
            continue;
        };
        labels[at].label = label;
    }
}

/// Names a label in bold and the headlines below it, each of which is a link to the same site and hardly one of which
/// the classifier would vouch for: "read also" as a list, between paragraphs.
fn name_headed_links(kept: &Kept<'_>, labels: &mut [LabelledSpan]) {
    let page = kept.page;
    let block = |labels: &[LabelledSpan], number: usize| kept.block(labels, number);
    for number in 1..kept.at.len() {
        let is_label = block(labels, number).is_some_and(|line| read_on::is_label(page, line))
            && block(labels, number - 1).is_some_and(is_paragraph);
        if !is_label {
            continue;
        }
        let is_item = |number: &usize| {
            block(labels, *number)
                .is_some_and(|item| read_on::is_linked_item(page, item) && kept.hosts.lead_within(item))
        };
        let end = (number + 1..kept.at.len()).find(|number| !is_item(number)).unwrap_or(kept.at.len());
        let items = number + 1..end;
        let n_doubted = items.clone().filter(|&item| is_doubted(&labels[kept.at[item]])).count();
        if items.len() >= 2 && 2 * n_doubted >= items.len() && block(labels, end).is_some_and(is_paragraph) {
            for item in number..end {
                labels[kept.at[item]].label = Label::Related;
            }
        }
    }
}

/// True for a line that leads to another page: between paragraphs, at the end of a section, above a list of links.
fn is_related(kept: &Kept<'_>, labels: &[LabelledSpan], number: usize) -> bool {
    let page = kept.page;
    let (at, Some(block)) = (kept.at[number], kept.block(labels, number)) else { return false };
    let next = kept.block(labels, number + 1);
    let is_behind =
        number.checked_sub(1).and_then(|before| kept.block(labels, before)).is_some_and(is_paragraph);
    let leads_on = || {
        is_read_also(page, block)
            || is_marked_read_also(page, block)
            || is_arrow_link(page, block)
            || is_doubted(&labels[at]) && is_bare_read_also(page, block)
    };
    // Below the last paragraph of a section sources are named, which are elsewhere.
    let ends_section = || next.map_or(number > 2, |next| matches!(next.markup, Markup::Heading(2..)));
    let is_below = || ends_section() && is_short_lead(page, block) && kept.hosts.lead_within(block);
    is_behind && (next.is_some_and(is_paragraph) && leads_on() || is_below())
        || number > 0 && heads_links(page, labels, at)
}

/// True for a line above the first paragraph, and near it, that signs or dates the article.
fn is_signed(kept: &Kept<'_>, labels: &[LabelledSpan], number: usize) -> bool {
    let page = kept.page;
    let (at, Some(block)) = (kept.at[number], kept.block(labels, number)) else { return false };
    let near = number + 1..=number + HEAD_LINES;
    number < HEAD_LINES
        && !kept.has_paragraph_above(number)
        && near.into_iter().any(|below| kept.block(labels, below).is_some_and(is_paragraph))
        && (is_doubted(&labels[at]) && is_dateline(page, block) || is_byline(page, block))
}

/// True for a notice whose words leave no doubt.
fn is_plain_notice(page: &Page, block: &Block, is_last: bool) -> bool {
    notices::reserves_rights(page, block, is_last) || notices::is_affiliate(page, block)
}

/// True for a notice, by its place: the last lines and the first.
fn is_notice(page: &Page, block: &Block, number: usize, n_kept: usize) -> bool {
    let is_end = number + 2 >= n_kept;
    let is_last = number + 1 == n_kept;
    is_end && (notices::is_about_rights(page, block, is_last) || notices::is_printed_from(page, block))
        || (is_end || number <= 1) && notices::is_affiliate(page, block)
}

/// A mark out of ten, a counter: figures without a word.
fn is_lone_figure(page: &Page, block: &Block) -> bool {
    let text = page.block_text(block);
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '/' | '%');
    matches!(block.markup, Markup::None | Markup::Paragraph)
        && text.len() <= 4
        && text.chars().all(is_part)
        && text.contains(|letter: char| letter.is_ascii_digit())
}

/// True for a line of which the classifier hardly knows what it is.
fn is_unsure(span: &LabelledSpan) -> bool {
    /// Probability, 0 to 255: .63.
    const UNSURE: u8 = 160;
    span.probability.is_some_and(|sure| sure <= UNSURE)
}

/// True for a line that the classifier would not vouch for.
fn is_doubted(span: &LabelledSpan) -> bool {
    /// Probability, 0 to 255: .9.
    const DOUBTED: u8 = 230;
    span.probability.is_some_and(|sure| sure <= DOUBTED)
}

/// A name and a day, in figures for the most part: a year, and one or two figures more.
fn is_dateline(page: &Page, block: &Block) -> bool {
    /// Letters and figures of the longest such line.
    const MAX_CHARS: usize = 60;
    let text = page.block_text(block);
    let groups = || text.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty());
    let has_year =
        groups().any(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")));
    matches!(block.markup, Markup::Paragraph | Markup::None)
        && has_year
        && groups().any(|group| group.len() <= 2)
        && is_time_like(text)
        && text.chars().count() <= MAX_CHARS
        && !text.ends_with(['.', '!', '?', '。', '！', '？', ':'])
}

/// `By Han Do-yun`: a line that names its author and says nothing else.
fn is_byline(page: &Page, block: &Block) -> bool {
    /// Bytes.
    const MAX_BYTES: usize = 60;
    let text = page.block_text(block);
    matches!(block.markup, Markup::Paragraph | Markup::None)
        && text.len() <= MAX_BYTES
        && !text.ends_with(['.', '!', '?', ':'])
        && fields::signature(text).is_some()
}

/// `© 2021 The Example Post`: the sign or the word, and a year.
fn is_copyright(text: &str) -> bool {
    let rest = text
        .strip_prefix("Copyright")
        .or_else(|| text.strip_prefix("COPYRIGHT"))
        .unwrap_or(text)
        .trim_start();
    let rest =
        rest.strip_prefix('©').or_else(|| rest.strip_prefix("(c)")).or_else(|| rest.strip_prefix("(C)"));
    let Some(rest) = rest else { return false };
    let has_year = rest
        .split(|letter: char| !letter.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")));
    text.len() <= MAX_LEGAL_BYTES && has_year
}

/// Cuts the permalinks off headings that are kept.
fn cut_marks(page: &Page, labels: &mut Vec<LabelledSpan>) {
    let is_heading = |span: &LabelledSpan| {
        matches!(span.markup, Markup::Heading(_) | Markup::ListItem { .. }) && span.label.is_text()
    };
    if page.inlines.is_empty() || !labels.iter().any(is_heading) {
        return;
    }
    let mut cut: Vec<LabelledSpan> = Vec::with_capacity(labels.len());
    for span in labels.drain(..) {
        match Some(&span).filter(|span| is_heading(span)).and_then(|span| mark(page, span)) {
            Some((kept, mark)) if kept.start < mark.start => {
                cut.extend([
                    LabelledSpan { span: kept, ..span },
                    LabelledSpan { span: mark, label: Label::Nav, ..span },
                ]);
            }
            Some((kept, mark)) => {
                cut.extend([
                    LabelledSpan { span: mark, label: Label::Nav, ..span },
                    LabelledSpan { span: kept, ..span },
                ]);
            }
            None => cut.push(span),
        }
    }
    *labels = cut;
}

/// What is left of a heading, and its mark; `None` where it has none.
fn mark(page: &Page, heading: &LabelledSpan) -> Option<(Span, Span)> {
    let span = heading.span;
    let block = &page.blocks[heading.block as usize];
    let is_title = matches!(block.markup, Markup::Heading(_));
    let text = page.slice(span);
    // A link may go on behind its heading.
    let inside = links(page, block).into_iter().rev().filter(|(link, _)| span.contains(*link));
    let (link, href) = inside.into_iter().find(|(link, href)| {
        let is_sign = href.contains('#') && !page.slice(*link).chars().any(char::is_alphanumeric);
        is_sign || is_title && is_bracketed(text, link.start - span.start, link.end - span.start)
    })?;
    let (mut start, mut end) = ((link.start - span.start) as usize, (link.end - span.start) as usize);
    if href.contains('#') && page.slice(link).trim().is_empty() {
        return None;
    }
    if text[..start].trim_end().ends_with('[') && text[end..].trim_start().starts_with(']') {
        start = text[..start].rfind('[')?;
        end += text[end..].find(']')? + 1;
    }
    let (before, after) = (text[..start].trim_end(), text[end..].trim_start());
    let at = |offset: usize| span.start + offset as u32;
    match (before.is_empty(), after.is_empty()) {
        (false, true) => {
            Some((Span::new(span.start, at(before.len())), Span::new(at(start), at(text.len()))))
        }
        (true, false) => {
            Some((Span::new(at(text.len() - after.len()), span.end), Span::new(span.start, at(end))))
        }
        _ => None,
    }
}

/// `[edit]`: a short link in brackets at the end of the text.
fn is_bracketed(text: &str, start: u32, end: u32) -> bool {
    /// Characters.
    const MAX_WORD: usize = 24;
    let (start, end) = (start as usize, end as usize);
    let around = text[..start].trim_end().ends_with('[') && text[end..].trim() == "]";
    let within =
        text[start..end].starts_with('[') && text[start..end].ends_with(']') && text[end..].trim().is_empty();
    (around || within) && text[start..end].chars().count() <= MAX_WORD
}

#[cfg(test)]
mod tests {
    use crate::page::{Block, Markup, Page, Span};
    use crate::{Document, Extractor, RuleSet};

    const PROSE: &str = "<p>Unlay each rope for as many turns as you have fingers on both hands, and bind the place \
                         where you stop with three turns of thread. The strands will want to go on without you.</p>";

    /// The text of an article that holds `line` between its paragraphs, these left out.
    fn between(line: &str) -> String {
        let page = format!(
            "<html lang=en><title>Splicing a rope</title><article><h1>Splicing a rope</h1>{PROSE}{}{line}{}</article>",
            PROSE.replace("Unlay", "Lay"),
            PROSE.replace("Unlay", "Wax"),
        );
        let text = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text;
        let is_frame =
            |line: &str| line.is_empty() || line == "Splicing a rope" || line.contains("turns of thread");
        text.lines().filter(|line| !is_frame(line)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn permalinks_leave_their_headings() {
        for heading in [
            "<h2>The taper<a href=#b>¶</a></h2>",
            "<h2><a href=#b>#</a> The taper</h2>",
            "<h2>The taper <a href='/p#b'>§</a></h2>",
            "<h2>The taper<span>[</span><a href='/w?action=edit'>edit</a><span>]</span></h2>",
            "<h2>The taper <a href='/w?action=edit'>[redigera]</a></h2>",
        ] {
            assert_eq!(between(heading), "The taper", "{heading}");
        }
        assert_eq!(between("<h2>What C# is <a href=/c>for</a></h2>"), "What C# is for");
    }

    #[test]
    fn links_to_other_articles_go() {
        for line in [
            "<p><strong>Read also:</strong> <a href=/deich>The dike holds once more</a></p>",
            "<p><a href=/schilf>Mehr zum Thema: Schilf auf dem Dach</a></p>",
            "<div>Czytaj także: <a href='#'>Wał znowu trzyma wodę</a></div>",
            "<p><b>Zobacz też</b> <a href=/deich>Wał znowu trzyma wodę</a></p>",
            "<p>[Lesen Sie auch – <a href=/deich>Der Deich hält wieder</a>]</p>",
            "<p>&raquo; <a href=/deich>The dike holds once more</a></p>",
            "<div class=box>Read more<br><a href=/deich>The dike holds once more</a></div>",
            "<p>© 2021 The Kitchen Gardener. All rights reserved.</p>",
        ] {
            assert_eq!(between(line), "", "{line}");
        }
        let above = "<p>Read also: <a href=/deich>The dike holds once more</a></p><h2>The third tuck</h2>";
        assert_eq!(between(above), "The third tuck");
        for line in [
            "<p>Book: <a href='https://inn.example.org/a'>The inn by the dike</a></p><h2>The third tuck</h2>",
            "<p>The rule is old: <a href=/x>six tucks</a>, no more and no fewer, whatever the rope.</p>",
            "<p>In 1998: the year of <a href=/x>the three long ropes</a></p>",
            "<p>Wax it – <a href=/x>so says the bosun</a>, and he should know.</p>",
        ] {
            assert_ne!(between(line), "", "{line}");
        }
    }

    #[test]
    fn headlines_below_a_label_in_bold_go_with_it() {
        let list = |items: &[&str]| items.iter().map(|item| format!("<li>{item}</li>")).collect::<String>();
        let links = ["<a href=/a>The eye that never chafes</a>", "<a href=/b>Three ways to whip an end</a>"];
        assert_eq!(between(&format!("<p><b>Read more</b></p><ul>{}</ul>", list(&links))), "");
        for kept in [
            format!(
                "<p><b>You need</b></p><ul>{}</ul>",
                list(&["A rope of three strands", "A knife and some wax"])
            ),
            format!(
                "<p><b>You need</b></p><ul>{}</ul>",
                list(&[
                    "<a href=/a>A rope of three strands</a>, old",
                    "<a href=/b>A good sharp knife</a>, clean"
                ])
            ),
            format!(
                "<p>These four you find at the end of it all:</p><ul>{}</ul>",
                list(&["A rope", "A knife", "Wax"])
            ),
        ] {
            assert_ne!(between(&kept), "", "{kept}");
        }
    }

    /// What is kept of lines below an article.
    fn below(lines: &str) -> String {
        between(&format!("{}{lines}</article><article hidden>", PROSE.replace("Unlay", "Whip")))
    }

    #[test]
    fn a_label_goes_with_its_links() {
        let list = "<ul class=related-posts><li><a href=/a>The eye that never chafes</a><li><a href=/b>Three ways to whip an end</a></ul>";
        for label in ["<p><b>Read also</b></p>", "<p>More on ropes:</p>"] {
            assert_eq!(between(&format!("{label}{list}")), "", "{label}");
        }
    }

    #[test]
    fn a_link_to_another_article_goes_from_the_end() {
        let last = |line: &str| {
            let prose = ["Lay", "Wax", "Whip"].map(|word| PROSE.replace("Unlay", word)).concat();
            let page =
                format!("<html lang=en><title>Splicing a rope</title><h1>Splicing a rope</h1>{prose}{line}");
            let text = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text;
            text.contains("never chafes")
        };
        assert!(!last("<p>Read also: <a href=/x>The eye that never chafes</a></p>"));
        assert_eq!(between("<p>[Read also: <a href=/x>The eye that never chafes</a>]</p>"), "");
        for line in [
            "<p>Source: <a href='https://ropes.example.org/x'>The eye that never chafes</a></p>",
            "<p>The longest of them is described here: <a href=/x>The eye that never chafes</a></p>",
        ] {
            assert!(last(line), "{line}");
        }
    }

    #[test]
    fn notices_go_from_the_edges() {
        for line in [
            "<p>Alle Rechte vorbehalten.</p>",
            "<p><small>Copyright De Touwslager 2023</small></p>",
            "<p>Printed from https://ropes.example.org/splice/4 on 14 May 2023</p>",
            "<p><em>This page contains affiliate links, for which we may get a commission.</em></p>",
            "<p>We may earn a commission if you buy through our links.</p>",
            "<p>Dieser Beitrag enthält Affiliate-Links.</p>",
        ] {
            assert_eq!(below(line), "", "{line}");
        }
        for line in [
            "<p>All rights reserved, said the sign.</p>",
            "<p>The plans are at https://ropes.example.org/splice/4.</p>",
            "<p>Whoever sells rope takes a commission, and says so.</p>",
            "<p>Affiliate links paid for the roof of the rope walk.</p>",
            "<p>The links of the chain were bought on commission last year.</p>",
        ] {
            assert_ne!(between(line), "", "{line}");
        }
    }

    #[test]
    fn a_line_that_signs_the_article_goes_from_its_head() {
        let kept = |line: &str, behind: &str| {
            let prose = ["Lay", "Wax", "Whip"].map(|word| PROSE.replace("Unlay", word)).concat();
            let page = format!(
                "<html lang=en><title>Splicing a rope</title><h1>Splicing a rope</h1>{line}{prose}{behind}"
            );
            let text = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text;
            text.contains("Moor")
        };
        for line in ["<p>By Ida Moor</p>", "<div>Von Ida Moor</div>", "<p>Autor: Ida Moor</p>"] {
            assert!(!kept(line, ""), "{line}");
        }
        assert!(kept("<p>By Ida Moor, who never saw a rope that did not come undone in her hands.</p>", ""));
        assert!(kept("", &format!("<p>I was taught this by Ida Moor.</p>{PROSE}")));
    }

    #[test]
    fn a_name_with_a_day_is_no_paragraph() {
        let is_dateline = |text: &str| {
            let span = Span::new(0, text.len() as u32);
            let block = Block { span, markup: Markup::Paragraph, link_bytes: 0, group: 0 };
            let page = Page { text: text.to_owned(), blocks: vec![block], ..Page::default() };
            super::is_dateline(&page, &block)
        };
        for line in [
            "한도윤 기자 2023년 4월 18일",
            "Jane Doe | 18 April 2023, 10:30",
            "18.04.2023 Marta Nowak",
            "Last updated at 10:30 on 18 April 2023",
        ] {
            assert!(is_dateline(line), "{line}");
        }
        for line in
            ["Ten of 2023, and 4 of them lost.", "It was in 2019", "Chapter 4: what became of the 30 ropes"]
        {
            assert!(!is_dateline(line), "{line}");
        }
    }
}
