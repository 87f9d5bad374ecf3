//! Pages that show nothing: shells that a script would fill.
//!
//! Forums and shops send such pages. What they say of themselves for search machines and previews may
//! then be all there is of the text: of a discussion the beginning of its first post, of some articles all
//! of it. It becomes a block of its own behind what the page shows.

use super::draft::Draft;
use crate::fields;
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

/// What there is to tell of a page that shows hardly a word.
pub(super) fn content(page: &Page, meta: &Meta<'_>) -> Option<String> {
    if page.text.split_whitespace().nth(FEW_WORDS - 1).is_some() {
        return None;
    }
    fields::content(meta).filter(|told| told.len() >= MIN_BYTES)
}

/// The article in the JSON-LD of a page of whose own words nothing was kept: behind a wall there are menus only.
pub(super) fn article(meta: &Meta<'_>) -> Option<String> {
    fields::article_body(meta).filter(|told| told.len() >= MIN_BYTES)
}

/// Gives the page a last block with what it says of itself, which is its text: the words it shows ask
/// for a script, or for patience.
pub(super) fn describe(page: &mut Page, draft: &mut Draft, told: &str) {
    for shown in draft.labels.iter_mut().filter(|shown| shown.label.is_text()) {
        shown.label = Label::Other;
    }
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    let start = page.text.len() as u32;
    page.text.push_str(told);
    let span = Span::new(start, page.text.len() as u32);
    let block = page.blocks.len() as u32;
    page.blocks.push(Block { span, markup: Markup::Paragraph, link_bytes: 0, group: u32::MAX });
    draft.labels.push(LabelledSpan {
        span,
        block,
        label: Label::Body,
        markup: Markup::Paragraph,
        tier: Tier::Meta,
        rule: None,
        probability: None,
        cause: None,
    });
    draft.confidence = Some(draft.confidence.map_or(CONFIDENCE, |known| known.min(CONFIDENCE)));
    draft.warn(WarningKind::Shell, "the text is what the page says of itself");
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
    fn advertisement_is_no_content_and_a_page_with_text_no_shell() {
        assert_eq!(extract("<meta name=description content='All for your kitchen, and cheap.'>").text, "");
        let blurb = "All for your kitchen. ".repeat(30);
        let menu = "Pots Pans Ladles Spoons Forks Knives Bowls Plates Cups Glasses Jugs Trays";
        let page = format!("<meta name=description content='{blurb}'><nav>{menu}</nav>");
        assert!(!extract(&page).text.contains("kitchen"));
    }
}
