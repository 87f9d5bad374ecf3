//! What the structured formats (Markdown, HTML, TEI) have in common: the kept stretches of the
//! page with their markup, and a walk over the text and the inline elements of one stretch.
//!
//! Works on spans alone; white space is folded here as in the clean text.

use std::borrow::Cow;

use url::Url;

use crate::clean::indentation;
use crate::page::{Block, Extraction, Image, Inline, InlineKind, Label, Markup, Page, Span};

use super::Images;

/// A kept stretch of one block. A block that was cut yields one piece with several spans.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// The block it belongs to.
    pub block: &'a Block,
    /// What the tags say.
    pub markup: Markup,
    /// What it is for.
    pub label: Label,
    /// The kept parts, in page order.
    pub spans: Vec<Span>,
}

/// The pieces that carry one of `labels`, in page order.
pub fn pieces<'a>(extraction: &'a Extraction, labels: &[Label]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut last_block = None;
    for labelled in extraction.labels.iter().filter(|labelled| labels.contains(&labelled.label)) {
        let Some(block) = extraction.page.blocks.get(labelled.block as usize) else { continue };
        match pieces.last_mut() {
            Some(piece) if last_block == Some(labelled.block) => piece.spans.push(labelled.span),
            _ => pieces.push(Piece {
                block,
                markup: labelled.markup,
                label: labelled.label,
                spans: vec![labelled.span],
            }),
        }
        last_block = Some(labelled.block);
    }
    pieces
}

/// The page with relative addresses of links made whole, where the page's own is known. Places on the page
/// itself (`#note-1`) stay as they are.
pub fn with_whole_addresses(extraction: &Extraction) -> Cow<'_, Page> {
    let page = &extraction.page;
    let Some(base) = extraction.base.as_deref().and_then(|base| Url::parse(base).ok()) else {
        return Cow::Borrowed(page);
    };
    let is_link = |inline: &&Inline| matches!(inline.kind, InlineKind::Link(_));
    if !page.inlines.iter().any(|inline| is_link(&inline)) {
        return Cow::Borrowed(page);
    }
    let mut page = page.clone();
    let old = std::mem::take(&mut page.hrefs);
    for inline in &mut page.inlines {
        if let InlineKind::Link(href) = &mut inline.kind {
            let start = page.hrefs.len() as u32;
            page.hrefs.push_str(&whole(&base, old.get(href.range()).unwrap_or("")));
            *href = Span::new(start, page.hrefs.len() as u32);
        }
    }
    Cow::Owned(page)
}

fn whole<'h>(base: &Url, href: &'h str) -> Cow<'h, str> {
    let is_relative = !href.is_empty() && !href.starts_with('#') && Url::parse(href).is_err();
    match base.join(href).ok().filter(|_| is_relative) {
        Some(whole) => Cow::Owned(whole.into()),
        None => Cow::Borrowed(href),
    }
}

/// True for two lines of one listing.
pub fn are_one_listing(before: &Piece<'_>, piece: &Piece<'_>) -> bool {
    let is_code = before.markup == Markup::Code && piece.markup == Markup::Code;
    is_code && before.block.group == piece.block.group
}

/// What stands before a line of code: its indentation, and the blank lines behind the line `before` it when
/// both are of one listing.
pub fn before_code<'a>(page: &'a Page, before: Option<&Piece<'_>>, piece: &Piece<'_>) -> &'a str {
    let line = piece.block.span;
    if let Some(before) = before.filter(|before| are_one_listing(before, piece)) {
        let gap = &page.text[before.block.span.end as usize..line.start as usize];
        if let Some((_, gap)) = gap.split_once('\n')
            && gap.trim().is_empty()
        {
            return gap;
        }
    }
    indentation(page, line)
}

/// One step of a walk over a piece. Opens and closes are balanced and properly nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// An inline element begins; for links, its address.
    Open(InlineKind, &'a str),
    /// It ends.
    Close(InlineKind),
    /// A single line break.
    Break,
    /// Text without white space.
    Word(&'a str),
    /// A run of white space.
    Space,
}

/// Calls `visit` with each step of a piece. White space at the ends is left out.
pub fn walk<'a>(page: &'a Page, piece: &Piece<'_>, visit: &mut dyn FnMut(Step<'a>)) {
    let next = piece.spans.first().map_or(0, |first| first_inline(page, *first));
    let mut walker = Walker {
        page,
        visit,
        next,
        carried: Vec::new(),
        open: Vec::new(),
        pending_space: false,
        begun: false,
    };
    for (index, span) in piece.spans.iter().enumerate() {
        walker.pending_space |= index > 0;
        walker.span(*span);
    }
}

struct Walker<'a, 'v> {
    page: &'a Page,
    visit: &'v mut dyn FnMut(Step<'a>),
    /// The first of the page's inline elements that begins behind the spans so far.
    next: usize,
    /// Those that begin in a span and end behind it.
    carried: Vec<&'a Inline>,
    /// Open inline elements with the byte where each ends.
    open: Vec<(InlineKind, u32)>,
    pending_space: bool,
    begun: bool,
}

impl<'a> Walker<'a, '_> {
    fn span(&mut self, span: Span) {
        let mut at = span.start;
        let mut reaching = std::mem::take(&mut self.carried);
        reaching.retain(|inline| inline.span.end > span.start);
        let begins = &self.page.inlines[self.next..];
        let is_begun = |inline: &&Inline| {
            inline.span.start < span.end || inline.span.start == span.end && is_empty_cell(inline)
        };
        let n_new = begins.iter().take_while(is_begun).count();
        let begins = &begins[..n_new];
        self.next += n_new;
        let is_seen = |inline: &&Inline| {
            inline.span.end > span.start
                || inline.span.end == span.start && (is_break(inline) || is_empty_cell(inline))
        };
        reaching.extend(begins.iter().filter(is_seen));
        // What is marked as a whole is marked in its cell.
        reaching.sort_by_key(|inline| (inline.span.start, inline.kind != InlineKind::Cell));
        for inline in &reaching {
            self.text_until(&mut at, inline.span.start.max(span.start));
            self.inline(inline, span);
        }
        reaching.retain(|inline| inline.span.end > span.end);
        self.carried = reaching;
        self.text_until(&mut at, span.end);
        self.close_until(u32::MAX);
    }

    fn inline(&mut self, inline: &Inline, span: Span) {
        match inline.kind {
            InlineKind::Break => {
                if self.begun {
                    self.pending_space = false;
                    (self.visit)(Step::Break);
                }
            }
            kind => {
                // Ranges nest; should one leave its parent after all, it ends with it.
                let end = inline.span.end.min(span.end).min(self.open.last().map_or(u32::MAX, |last| last.1));
                self.flush_space();
                let href = match kind {
                    InlineKind::Link(href) => self.page.hrefs.get(href.range()).unwrap_or(""),
                    _ => "",
                };
                (self.visit)(Step::Open(kind, href));
                self.open.push((kind, end));
            }
        }
    }

    /// Prints the text from `at` to `end`, closing on the way what ends there.
    fn text_until(&mut self, at: &mut u32, end: u32) {
        while let Some(&(_, close)) = self.open.last() {
            if close > end {
                break;
            }
            self.words(*at, close.max(*at));
            *at = close.max(*at);
            self.close_until(close);
        }
        self.words(*at, end.max(*at));
        *at = end.max(*at);
    }

    fn close_until(&mut self, end: u32) {
        while let Some(&(kind, close)) = self.open.last() {
            if close > end {
                break;
            }
            (self.visit)(Step::Close(kind));
            self.open.pop();
        }
    }

    fn words(&mut self, start: u32, end: u32) {
        let Some(text) = self.page.text.get(start as usize..end as usize) else { return };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let blank = first.is_whitespace() || crate::text::control::is_unprintable(first);
            let cut = rest
                .find(|next: char| {
                    (next.is_whitespace() || crate::text::control::is_unprintable(next)) != blank
                })
                .unwrap_or(rest.len());
            if !blank {
                self.flush_space();
                (self.visit)(Step::Word(&rest[..cut]));
                self.begun = true;
            } else if rest[..cut].chars().any(char::is_whitespace) {
                self.pending_space = true;
            }
            rest = &rest[cut..];
        }
    }

    fn flush_space(&mut self) {
        if self.pending_space && self.begun {
            (self.visit)(Step::Space);
        }
        self.pending_space = false;
    }
}

fn is_break(inline: &Inline) -> bool {
    inline.kind == InlineKind::Break
}

fn is_empty_cell(inline: &Inline) -> bool {
    inline.kind == InlineKind::Cell && inline.span.is_empty()
}

/// The first of the inlines that may reach into `span`: the first one that starts in its block. Inlines
/// never leave their block, so a search from the block's start finds them all.
fn first_inline(page: &Page, span: Span) -> usize {
    let block = page.blocks.partition_point(|block| block.span.end <= span.start);
    let block_start = page.blocks.get(block).map_or(span.start, |block| block.span.start);
    page.inlines.partition_point(|inline| inline.span.start < block_start)
}

/// The pictures that are shown.
pub fn shown_images(extraction: &Extraction, images: Images) -> &[Image] {
    if images == Images::With { &extraction.images } else { &[] }
}

/// An address that a reader may follow: `http`, `https`, `mailto`, or relative. `None` for
/// anything that could run code.
pub fn safe_href(href: &str) -> Option<&str> {
    let href = href.trim();
    if href.is_empty() || href.chars().any(|character| character.is_control()) {
        return None;
    }
    let scheme =
        href.split(['/', '?', '#']).next().and_then(|head| head.split_once(':')).map(|(scheme, _)| scheme);
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        None | Some("http" | "https" | "mailto") => Some(href),
        Some(_) => None,
    }
}
