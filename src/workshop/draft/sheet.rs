//! What the drafter knows of one page: its lines, what the engine keeps of them without rules, and which
//! elements a selector could name.
//!
//! A sheet holds plain values only, so that pages can be compared after their trees are gone. Knows the
//! generic engine and the tree; never another page.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::Extractor;
use crate::decode::decode;
use crate::html::{Arena, AttrName, Dom, NodeId, ParseOptions};
use crate::page::{Document, Extraction, InputKind, Label, Markup, PageKinds};
use crate::segment::html::Segmented;
use crate::segment::react_streaming;
use crate::text::squeeze::{fold, squeeze};

use super::names::{self, Name};

/// Elements of one page that are looked at: a hostile page has a million.
const MAX_ELEMENTS: usize = 20_000;

/// One line of flattened text, or one block of HTML.
#[derive(Debug, Clone)]
pub struct SheetLine {
    /// White space folded.
    pub folded: String,
    /// Without white space: what two lines that are the same share.
    pub squeezed: String,
    /// Bytes of the line.
    pub n_bytes: usize,
    /// What the engine says it is.
    pub label: Label,
    /// The engine keeps it.
    pub is_kept: bool,
    /// The tags say it is a heading.
    pub is_heading: bool,
}

/// The lines that the elements of one selector cover on one page.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// First line and the line behind the last, of each element that holds whole lines.
    pub ranges: Vec<Range<usize>>,
    /// Elements, those without whole lines among them.
    pub n_elements: usize,
}

/// One page.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Name for messages.
    pub id: String,
    /// HTML, not flattened text.
    pub is_html: bool,
    /// Host that the page names as its own, without `www.`.
    pub host: Option<String>,
    /// `<html lang>`, or what the engine guesses.
    pub language: Option<String>,
    /// Name of the site, where the page tells it.
    pub sitename: Option<String>,
    /// The title that the page tells.
    pub title: Option<String>,
    /// The engine takes it for a list of other pages.
    pub is_list: bool,
    /// Its lines.
    pub lines: Vec<SheetLine>,
    /// What each selector covers.
    pub covers: BTreeMap<Name, Cover>,
    /// Which source gave which field.
    pub sources: Vec<(String, String)>,
    /// The right text, where it is known, line by line.
    pub has_gold: bool,
}

impl Sheet {
    /// Reads a page. `engine` has no rules of any outlet.
    pub fn of(engine: &Extractor, document: &Document<'_>) -> Self {
        let extraction = engine.extract(document.clone());
        let mut sheet = Self {
            id: extraction.id.clone(),
            is_html: extraction.decoding.kind == InputKind::Html,
            host: host_of(&extraction),
            language: extraction.fields.language.clone(),
            sitename: extraction.fields.sitename.clone(),
            title: extraction.fields.title.clone(),
            is_list: is_list(&extraction),
            lines: lines_of(&extraction),
            ..Self::default()
        };
        let sources = extraction.fields.sources.iter();
        sheet.sources =
            sources.map(|(field, source)| (field.rule_name().to_owned(), source.clone())).collect();
        if sheet.is_html {
            sheet.read_elements(document, &extraction);
        }
        sheet
    }

    /// The same page as a program that drops all tags would print it.
    pub fn flattened(&self) -> Self {
        Self { is_html: false, covers: BTreeMap::new(), sources: Vec::new(), ..self.clone() }
    }

    /// Marks as kept what the right text holds, and nothing else.
    pub fn believe(&mut self, clean: &str) {
        let right: std::collections::BTreeSet<String> = clean.lines().map(squeeze).collect();
        let whole = squeeze(clean);
        for line in &mut self.lines {
            let is_part = line.squeezed.len() >= MIN_PART_BYTES && whole.contains(&line.squeezed);
            line.is_kept = right.contains(&line.squeezed) || is_part;
        }
        self.has_gold = true;
    }

    /// Bytes that the engine keeps.
    pub fn kept_bytes(&self) -> usize {
        self.lines.iter().filter(|line| line.is_kept).map(|line| line.n_bytes).sum()
    }

    fn read_elements(&mut self, document: &Document<'_>, extraction: &Extraction) {
        let decoded = decode(document.clone());
        let mut arena = Arena::default();
        let options = ParseOptions { as_shown: true, ..ParseOptions::default() };
        let dom = arena.parse_then(&decoded.text, &options, react_streaming::fill);
        let mut segmented = Segmented::default();
        segmented.segment(dom);
        // A page that the engine mended first has another tree: its elements would cover other lines.
        let is_same = extraction.page.text.starts_with(&segmented.page.text);
        if is_same {
            self.cover(dom, &segmented);
        }
    }

    fn cover(&mut self, dom: Dom<'_>, segmented: &Segmented) {
        let blocks = &segmented.page.blocks;
        let mut names_of: Vec<Name> = Vec::new();
        for &node in segmented.elements.iter().take(MAX_ELEMENTS) {
            let span = segmented.spans[node.index()];
            let first = blocks.partition_point(|block| block.span.start < span.start);
            let behind = blocks.partition_point(|block| block.span.end <= span.end);
            names_of.clear();
            names::of(dom, node, &mut names_of);
            for name in &names_of {
                let cover = self.covers.entry(name.clone()).or_default();
                cover.n_elements += 1;
                if first < behind && !span.is_empty() {
                    cover.ranges.push(first..behind.min(self.lines.len()));
                }
            }
        }
        if let Some(host) = own_host(dom, segmented.elements.iter().copied()) {
            self.host = Some(host);
        }
    }
}

/// Shortest line, in squeezed bytes, that counts as right when it is part of a longer right one.
const MIN_PART_BYTES: usize = 24;

fn lines_of(extraction: &Extraction) -> Vec<SheetLine> {
    let mut kept = vec![(Label::Other, 0u32); extraction.page.blocks.len()];
    for labelled in &extraction.labels {
        let (label, n_bytes) = &mut kept[labelled.block as usize];
        if labelled.label.is_text() {
            *n_bytes += labelled.span.len();
        }
        if *label == Label::Other || labelled.label.is_text() {
            *label = labelled.label;
        }
    }
    let line = |(block, (label, n_kept)): (&crate::page::Block, (Label, u32))| {
        let text = extraction.page.block_text(block);
        SheetLine {
            folded: fold(text),
            squeezed: squeeze(text),
            n_bytes: block.span.len() as usize,
            label,
            is_kept: n_kept * 2 > block.span.len(),
            is_heading: matches!(block.markup, Markup::Heading(_)),
        }
    };
    extraction.page.blocks.iter().zip(kept).map(line).collect()
}

/// Probability of a listing from which on a page counts as one.
const LIKELY_LISTING: f32 = 0.6;

fn is_list(extraction: &Extraction) -> bool {
    let warned = extraction.warnings.iter().any(|warning| warning.kind.name() == "listing");
    let likely =
        extraction.kinds.is_some_and(|kinds| kinds.probabilities[PageKinds::LISTING] >= LIKELY_LISTING);
    warned || likely
}

fn host_of(extraction: &Extraction) -> Option<String> {
    extraction.fields.canonical.as_deref().or(extraction.url.as_deref()).and_then(host)
}

/// The host of an address, without `www.`.
pub fn host(address: &str) -> Option<String> {
    let rest = address.split_once("//")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.trim_start_matches("www.").trim_end_matches('.');
    (host.contains('.') && host.len() > 3).then(|| host.to_owned())
}

/// The host of the page's canonical link or `og:url`, as the page writes it.
fn own_host(dom: Dom<'_>, mut elements: impl Iterator<Item = NodeId>) -> Option<String> {
    elements.find_map(|node| {
        let is_canonical =
            dom.attr(node, AttrName::REL).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        let is_url = dom.attr(node, AttrName::PROPERTY) == Some("og:url");
        let address = if is_canonical {
            dom.attr(node, AttrName::HREF)
        } else if is_url {
            dom.attr(node, AttrName::CONTENT)
        } else {
            None
        };
        address.and_then(host)
    })
}
