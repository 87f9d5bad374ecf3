//! App shells: pages that show nothing until a script fills them. Their metadata becomes their text.
//!
//! Forums and shops send such pages. What they say of themselves for search engines and previews may be all
//! there is of the text: the beginning of a discussion's first post, sometimes a whole article. It becomes a
//! block of its own behind what the page shows.

use super::outcome::Outcome;
use super::script_state;
use crate::fields;
use crate::html::{Dom, Tag};
use crate::page::{Block, Label, LabelledSpan, Markup, Page, Span, Tier, WarningKind};
use crate::page_info::Meta;

/// A page with fewer words than this is a shell: "You need to enable JavaScript to run this app." has
/// nine. Of 2,041 pages of the benchmarks eleven have fewer; the next one, of a shop, has 42.
const FEW_WORDS: usize = 12;

/// What is shorter, in bytes, advertises the page and is no part of it. Search machines show some 160
/// characters of a description, previews some 300, and whoever writes one for them keeps to that; posts
/// are quoted with 500 and articles in full. (Of the eleven shells of the benchmarks four have
/// less, of which none has content in truth; of the seven others six have.)
const MIN_BYTES: usize = 400;

/// The F1 that a shell's own words reach: between .1 and .3 on the six of the benchmarks that have any.
const CONFIDENCE: f32 = 0.2;

/// What a page that shows hardly a word says of itself.
pub(super) fn description(page: &Page, meta: &Meta<'_>) -> Option<Vec<String>> {
    if !is_shell(page) {
        return None;
    }
    let told = fields::content(meta).filter(|told| told.len() >= MIN_BYTES)?;
    // An article is told with its paragraphs.
    match article(meta) {
        Some(article) if article.iter().map(String::len).sum::<usize>() + MIN_BYTES / 2 >= told.len() => {
            Some(article)
        }
        _ => Some(vec![told]),
    }
}

/// More bytes are no shell however few spaces part them: in Chinese, Japanese and Thai a whole paragraph is one
/// word by them. As long as [`FEW_WORDS`] long words.
const FEW_BYTES: usize = FEW_WORDS * 20;

/// True for a page that shows hardly a word.
pub(super) fn is_shell(page: &Page) -> bool {
    page.text.len() <= FEW_BYTES && page.text.split_whitespace().nth(FEW_WORDS - 1).is_none()
}

/// True for the few words of a page that wait for a script: they end in dots, or ask for JavaScript.
pub(super) fn only_waits(page: &Page, dom: Dom<'_>) -> bool {
    let text = page.text.trim();
    let asks = text.ends_with('…') || text.ends_with("...") || text.to_lowercase().contains("javascript");
    asks && dom.descendants(dom.root()).any(|node| dom.tag(node) == Some(Tag::SCRIPT))
}

/// What the script state of a shell holds.
pub(super) fn state(dom: Dom<'_>) -> Option<Vec<String>> {
    script_state::article(dom, MIN_BYTES / 2)
}

/// Takes back the words that wait for a script.
pub(super) fn empty(outcome: &mut Outcome) {
    empty_labels(outcome);
    outcome.warn(WarningKind::Shell, "nothing stands here before a script runs");
}

/// The article in the JSON-LD of a page of whose own words nothing was kept: behind a wall there are menus only.
pub(super) fn article(meta: &Meta<'_>) -> Option<Vec<String>> {
    let told = fields::article_body(meta).filter(|told| told.len() >= MIN_BYTES)?;
    Some(lines_of(told).iter().flat_map(|text| script_state::paragraphs(text)).collect())
}

/// The lines of a text, where most of them end as sentences do: then they are paragraphs.
fn lines_of(text: String) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let ends =
        |line: &&&str| line.ends_with(['.', '!', '?', '…', '"', '”', '»', ':', '。', '！', '？', '।', '؟']);
    if 2 * lines.iter().filter(ends).count() > lines.len() {
        lines.into_iter().map(str::to_owned).collect()
    } else {
        vec![text]
    }
}

/// Appends last blocks with that, which become the text: the few words that the page shows ask for a script,
/// or for patience.
pub(super) fn append(page: &mut Page, outcome: &mut Outcome, paragraphs: &[String], told_by: &str) {
    empty_labels(outcome);
    for paragraph in paragraphs {
        append_block(page, outcome, paragraph);
    }
    outcome.warn(WarningKind::Shell, told_by);
}

fn append_block(page: &mut Page, outcome: &mut Outcome, text: &str) {
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    let start = page.text.len() as u32;
    page.text.push_str(text);
    let span = Span::new(start, page.text.len() as u32);
    let block = page.blocks.len() as u32;
    page.blocks.push(Block { span, markup: Markup::Paragraph, link_bytes: 0, group: u32::MAX });
    outcome.labels.push(LabelledSpan {
        span,
        block,
        label: Label::Body,
        markup: Markup::Paragraph,
        tier: Tier::Meta,
        rule: None,
        probability: None,
        cause: None,
    });
}

/// Nothing that the page shows is its text, and one cannot be sure of what is.
fn empty_labels(outcome: &mut Outcome) {
    for shown in outcome.labels.iter_mut().filter(|shown| shown.label.is_text()) {
        shown.label = Label::Other;
    }
    outcome.confidence = Some(outcome.confidence.map_or(CONFIDENCE, |known| known.min(CONFIDENCE)));
}

#[cfg(test)]
mod tests {
    use crate::page::WarningKind;
    use crate::{Document, Extractor, RuleSet};

    fn extract(page: &str) -> crate::Extraction {
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes()))
    }

    #[test]
    fn a_shell_tells_what_it_says_of_itself() {
        let post = "I want a ladle, and my aunt says that iron lasts. Does it? ".repeat(9);
        let extraction = extract(&format!(
            "<title>Which ladle?</title><meta name=description content='I want a ladle, and &hellip;'>
            <meta property=og:description content='{post}'><p>Please enable JavaScript."
        ));
        assert_eq!(extraction.text, post.trim());
        assert!(extraction.warnings.iter().any(|warning| warning.kind == WarningKind::Shell));
        assert_eq!(extraction.page.blocks.len(), 2);
        let extraction = extract(&format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{post}"}}</script>"#
        ));
        assert_eq!(extraction.text, post.trim());
    }

    #[test]
    fn prose_without_spaces_is_no_shell() {
        let page = |text: String| crate::page::Page { text, ..crate::page::Page::default() };
        assert!(!super::is_shell(&page("潮水退去以后，老人沿着石阶走下去，数那些还在的船……".repeat(6))));
        assert!(super::is_shell(&page("加载中…".to_owned())));
    }

    #[test]
    fn advertisement_is_no_content_and_a_page_with_text_no_shell() {
        assert_eq!(extract("<meta name=description content='All for your kitchen, and cheap.'>").text, "");
        let blurb = "All for your kitchen. ".repeat(30);
        let menu = "Pots Pans Ladles Spoons Forks Knives Bowls Plates Cups Glasses Jugs Trays";
        let page = format!("<meta name=description content='{blurb}'><nav>{menu}</nav>");
        assert!(!extract(&page).text.contains("kitchen"));
    }
}
