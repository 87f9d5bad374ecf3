//! A page and what was kept of it -> what is a form and no text: boxes to sign up for a newsletter, buttons
//! that stand alone, and what there is to choose from.
//!
//! A box is told by its field for an address of mail, which an article does not have, and by its place: prose of
//! the article stands above it, and little stands in it; or by a link alone in its line to what is named a
//! newsletter in its address. A button is told by its element, or by a link that leads
//! nowhere. Knows the tree and the labels; no word of a text.

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page::{Block, InlineKind, Label, Markup, Span};
use crate::page_info::Note;
use crate::segment::html::Segmented;

/// Bytes of kept prose above a box: a page to sign up on has less.
const MIN_ABOVE: u32 = 100;
/// Most kept text in a box, in bytes, and the most paragraphs of it: more is a part of the article.
const MAX_BOX_BYTES: u32 = 800;
const MAX_PARAGRAPHS: usize = 4;
/// Most kept blocks of any kind in a box.
const MAX_BLOCKS: usize = 6;
/// Shortest paragraph, in bytes.
const MIN_PARAGRAPH_BYTES: u32 = 60;
/// Fields of a box: a form to write to somebody has a place to write in, and others have more.
const MAX_FIELDS: usize = 3;
/// Elements around a field of which one is its box.
const MAX_AROUND: usize = 8;
/// Longest text of a lone button, in bytes, and its most words.
const MAX_BUTTON: (u32, usize) = (96, 6);
/// Probability from which on the classifier is too sure of a line for a button.
const SURE: f32 = 0.9;

/// Kept blocks that are none, with what each is instead. `mail_fields` are the fields for an address of mail.
pub fn find(
    dom: Dom<'_>,
    segmented: &Segmented,
    labels: &[Label],
    probabilities: &[f32],
    mail_fields: &[Note],
) -> Vec<(u32, Label)> {
    let page = Kept { dom, segmented, labels };
    let mut found = Vec::new();
    for node in mail_fields.iter().map(|field| field.node).chain(page.links_to_sign_up()) {
        let blocks = page.sign_up_box(node).map(|span| page.kept_in(span));
        found.extend(blocks.into_iter().flatten().map(|block| (block, Label::Promo)));
    }
    let blocks = &segmented.page.blocks;
    let kept = (0..blocks.len().min(labels.len())).filter(|&number| labels[number].is_text());
    let has_prose = page.prose_above(segmented.page.text.len() as u32) >= MIN_ABOVE;
    for number in kept {
        if page.is_choice(number) {
            found.push((number as u32, Label::Nav));
            continue;
        }
        let is_unsure = || probabilities.get(number).is_some_and(|&sure| sure < SURE);
        if has_prose
            && (is_unsure() || page.runs_script(number))
            && page.is_button(number as u32, &blocks[number])
        {
            found.push((number as u32, Label::Nav));
        }
    }
    found
}

/// The page as it is kept so far.
struct Kept<'a> {
    dom: Dom<'a>,
    segmented: &'a Segmented,
    labels: &'a [Label],
}

impl Kept<'_> {
    fn kept_in(&self, span: Span) -> Vec<u32> {
        let is_kept = |block: &u32| self.labels.get(*block as usize).is_some_and(|label| label.is_text());
        self.segmented.blocks_in(span).filter(is_kept).collect()
    }

    /// True for the options of a `<select>`.
    fn is_choice(&self, number: usize) -> bool {
        self.dom.tag(self.segmented.places[number].container) == Some(Tag::SELECT)
    }

    /// True for a block that is one link to a script: nobody reads on there.
    fn runs_script(&self, number: usize) -> bool {
        let page = &self.segmented.page;
        let block = &page.blocks[number];
        if !block.is_link() || block.span.len() > MAX_BUTTON.0 {
            return false;
        }
        page.inlines_of(block).iter().any(|inline| match inline.kind {
            InlineKind::Link(href) => {
                let href = page.hrefs.get(href.range()).unwrap_or("");
                inline.span.len() == block.span.len() && href.starts_with("javascript:")
            }
            _ => false,
        })
    }

    fn block(&self, number: u32) -> &Block {
        &self.segmented.page.blocks[number as usize]
    }

    /// Links to a letter that stand alone in their block. Few pages have an address that speaks of one.
    fn links_to_sign_up(&self) -> Vec<NodeId> {
        const WORD: &[u8] = b"newsletter";
        /// Longest such link, in bytes, and how many are looked at.
        const MAX_LINK_BYTES: u32 = 60;
        const MAX_LINKS: usize = 20;
        let page = &self.segmented.page;
        if memchr::memmem::find(page.hrefs.as_bytes(), WORD).is_none() {
            return Vec::new();
        }
        let links = page.inlines.iter().filter(|inline| match inline.kind {
            InlineKind::Link(href) => {
                let href = page.hrefs.get(href.range()).unwrap_or("");
                memchr::memmem::find(href.as_bytes(), WORD).is_some()
            }
            _ => false,
        });
        let alone = links.take(MAX_LINKS).filter_map(|link| {
            let number = self.segmented.block_at(link.span.start)?;
            let block = self.block(number);
            let is_alone = block.span.len() <= MAX_LINK_BYTES
                && block.span.len() <= link.span.len() + 4
                && !matches!(block.markup, Markup::ListItem { .. });
            is_alone.then(|| self.segmented.places[number as usize].first)
        });
        alone.collect()
    }

    /// The smallest element around a field that holds kept text above it: its heading, what it promises.
    fn sign_up_box(&self, field: NodeId) -> Option<Span> {
        let dom = self.dom;
        let start = self.segmented.span_of(field).start.max(self.start_of(field));
        // A line may hold its field, and the button behind it; the box around it goes first.
        let mut line = None;
        for at in dom.ancestors(field).take(MAX_AROUND) {
            let is_whole = matches!(dom.tag(at), Some(Tag::HTML | Tag::BODY | Tag::MAIN | Tag::ARTICLE));
            let span = self.segmented.span_of(at);
            if is_whole || !self.may_be_box(at, span) {
                return line;
            }
            let kept = self.kept_in(span);
            if kept.iter().any(|&block| self.block(block).span.end <= start) {
                return Some(span);
            }
            if line.is_none() && kept.iter().any(|&block| self.block(block).span.start < start) {
                line = Some(span);
            }
        }
        line
    }

    /// Where a field stands in the text: it shows none itself.
    fn start_of(&self, field: NodeId) -> u32 {
        let dom = self.dom;
        let mut next = Some(field);
        while let Some(node) = next {
            let span = self.segmented.span_of(node);
            if !span.is_empty() {
                return span.start;
            }
            next = dom.next_skipping_children(node);
        }
        self.segmented.page.text.len() as u32
    }

    fn may_be_box(&self, node: NodeId, span: Span) -> bool {
        let kept = self.kept_in(span);
        let bytes: u32 = kept.iter().map(|&block| self.block(block).span.len()).sum();
        let n_paragraphs =
            kept.iter().filter(|&&block| self.block(block).span.len() >= MIN_PARAGRAPH_BYTES).count();
        let holds_title = kept.iter().any(|&block| self.block(block).markup == Markup::Heading(1));
        bytes <= MAX_BOX_BYTES
            && kept.len() <= MAX_BLOCKS
            && n_paragraphs <= MAX_PARAGRAPHS
            && !holds_title
            && self.prose_above(span.start) >= MIN_ABOVE
            && self.has_few_fields(node)
    }

    fn prose_above(&self, at: u32) -> u32 {
        let above = self.kept_in(Span::new(0, at));
        let prose = above.iter().map(|&block| self.block(block).span.len());
        prose.filter(|&len| len >= MIN_PARAGRAPH_BYTES).sum()
    }

    fn has_few_fields(&self, node: NodeId) -> bool {
        let dom = self.dom;
        let mut n_fields = 0;
        for at in dom.descendants(node) {
            match dom.tag(at) {
                Some(Tag::TEXTAREA | Tag::SELECT) => return false,
                Some(Tag::INPUT) => {
                    let kind = dom.attr(at, AttrName::TYPE).unwrap_or("text");
                    let is_field = ["text", "email", "tel", "password"]
                        .iter()
                        .any(|known| kind.eq_ignore_ascii_case(known));
                    n_fields += usize::from(is_field);
                }
                _ => {}
            }
        }
        n_fields <= MAX_FIELDS
    }

    /// True for a short line that begins with a button, or is a link that leads nowhere.
    fn is_button(&self, number: u32, block: &Block) -> bool {
        const OPENERS: [&str; 3] = ["aria-expanded", "aria-controls", "data-target"];
        let dom = self.dom;
        let text = self.segmented.page.block_text(block);
        if block.span.len() > MAX_BUTTON.0
            || !matches!(block.markup, Markup::Paragraph | Markup::None)
            || text.split_whitespace().count() > MAX_BUTTON.1
            || text.ends_with(['.', '?', ':', '。', '？'])
            || text.contains(|letter: char| letter.is_ascii_digit())
        {
            return false;
        }
        let first = self.segmented.places[number as usize].first;
        let around = dom.ancestors(first).take(3);
        around.into_iter().any(|at| {
            let is_short = self.segmented.span_of(at).end <= block.span.end;
            is_short
                && match dom.tag(at) {
                    // What opens a part of the page is its heading.
                    Some(Tag::BUTTON) => {
                        !OPENERS.iter().any(|name| dom.attr_named(at, name).is_some())
                            && !matches!(dom.attr(at, AttrName::ROLE), Some("tab" | "option" | "radio"))
                    }
                    Some(Tag::A) => {
                        let href = dom.attr(at, AttrName::HREF).unwrap_or("");
                        block.is_link() && (href == "#" || href.starts_with("javascript:"))
                    }
                    tag => {
                        tag.is_some_and(|tag| !tag.is(TagProps::HEADING))
                            && dom.attr(at, AttrName::ROLE) == Some("button")
                    }
                }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    const PROSE: &str = "<p>Unlay each rope for as many turns as you have fingers on both hands, and bind the place \
                         where you stop with three turns of thread. The strands will want to go on without you.</p>";

    /// What is kept of `part` between the paragraphs of an article.
    fn between(part: &str) -> String {
        let page = format!(
            "<html lang=en><title>Splicing a rope</title><h1>Splicing a rope</h1><div>{PROSE}{}{part}{}</div>",
            PROSE.replace("Unlay", "Lay"),
            PROSE.replace("Unlay", "Wax"),
        );
        let text = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text;
        let is_frame =
            |line: &str| line.is_empty() || line.contains("turns of thread") || line == "Splicing a rope";
        text.lines().filter(|line| !is_frame(line)).collect::<Vec<_>>().join("|")
    }

    const PROMISE: &str = "<p>Once a week we send you a knot that you do not know yet, with a drawing and the reason why \
                           anybody ever needed it. More than nine thousand people tie it before breakfast.</p>";

    #[test]
    fn boxes_to_sign_up_go() {
        for form in [
            "<form><input type=email><button>Send</button></form><p>By sending you accept our terms, all of them.</p>",
            "<p><input name=email><input type=submit value=Send></p>",
            "<p><a href=/newsletter>Send me one</a></p>",
        ] {
            assert_eq!(between(&format!("<div><h3>A knot a week</h3>{PROMISE}{form}</div>")), "", "{form}");
        }
        assert_eq!(between("<p>A knot a week <input type=email> <button>Send</button></p>"), "");
        for part in [
            format!("<div><h3>A knot a week</h3>{PROMISE}</div>"),
            format!("<div>{PROMISE}<form><input type=email><textarea></textarea></form></div>"),
            format!(
                "<div><h3>A knot a week</h3>{PROMISE}<p>It is in our <a href=/newsletter>letter</a>.</p></div>"
            ),
        ] {
            assert!(between(&part).contains("nine thousand"), "{part}");
        }
    }

    #[test]
    fn what_there_is_to_choose_from_goes() {
        const ROPES: [&str; 4] = ["Hemp of the first cut", "Sisal", "Cotton for small boats", "Wire"];
        let choice = |tag: &str| ROPES.map(|rope| format!("<{tag}>{rope}</{tag}>")).concat();
        for part in ["<p>Pick your rope from those: @ and go on.</p>", "<div>@</div>", "<h3>@</h3>", "@"] {
            let text =
                between(&part.replace('@', &format!("<select name=rope>{}</select>", choice("option"))));
            assert!(!text.contains("Sisal"), "{text}");
        }
        let list = between(&format!("<p>Pick your rope from those:</p><ul>{}</ul>", choice("li")));
        assert!(list.contains("Sisal"), "{list}");
    }

    #[test]
    fn lone_buttons_go() {
        assert_eq!(between("<div><button>Copy link</button><span>Copied!</span></div>"), "");
        assert_eq!(between("<p><a href='javascript:void(0)'>Copy the link</a></p>"), "");
        assert_eq!(between("<p>Haul.</p>"), "Haul.");
        let note = "<p>Then <a href='javascript:show(3)'>turn it over</a> and begin again at the other end of the rope.</p>";
        assert!(between(note).contains("turn it over"));
    }
}
