//! Very large pages: only their first 8,000 blocks are classified, and their big buffers are freed afterwards.
//!
//! The classifier computes a hundred features for each block and keeps all of them until it has seen the page.
//! That is right for pages as people read them, and far too much for a page made to hurt or a table of a
//! million cells. Blocks beyond the first are kept or dropped like the last classified ones, and always kept
//! where they are sentences.
//!
//! Buffers go from page to page. Those of a very large page are freed at once, so that one such page in a
//! hundred thousand leaves no trace.

use super::input::Input;
use crate::html::{Arena, Dom};
use crate::label::classifier::{self, ModelVerdict};
use crate::page::{Block, Cause, Label, Page};
use crate::rules::lines::Lines;
use crate::segment::html::{BlockPlace, Segmented};
use crate::text::prose::is_prose;
use crate::text::squeeze;

/// Blocks that the classifier judges: more than any of the 3,000 pages of the benchmarks has.
const MAX_JUDGED: usize = 8_000;

/// Judged blocks, the last ones, by which those that follow are kept or dropped.
const N_WITNESSES: usize = 512;

/// Source and tree beyond which a page is very large, in bytes. Pages of the benchmarks stay below: the
/// largest has 3.4 MB and a tree of as much.
const MAX_KEPT_BYTES: usize = 6 << 20;

/// All blocks of a page of which only the first are judged.
pub(super) struct DeferredBlocks {
    blocks: Vec<Block>,
    places: Vec<BlockPlace>,
}

impl DeferredBlocks {
    /// Leaves only as many blocks on the page as are to be judged; `None` when it has no more.
    pub(super) fn set_aside(page: &mut Page, places: &mut Vec<BlockPlace>) -> Option<Self> {
        if page.blocks.len() <= MAX_JUDGED {
            return None;
        }
        let first_blocks = page.blocks[..MAX_JUDGED].to_vec();
        let first_places = places[..MAX_JUDGED.min(places.len())].to_vec();
        Some(Self {
            blocks: std::mem::replace(&mut page.blocks, first_blocks),
            places: std::mem::replace(places, first_places),
        })
    }

    /// Puts all of them back, and says of each what `verdict` leaves open, in which nothing is
    /// changed when there was no time for one.
    pub(super) fn put_back(self, page: &mut Page, places: &mut Vec<BlockPlace>, verdict: &mut ModelVerdict) {
        page.blocks = self.blocks;
        *places = self.places;
        let n_judged = verdict.labels.len();
        if n_judged == 0 {
            return;
        }
        let witnesses = &verdict.labels[n_judged.saturating_sub(N_WITNESSES)..];
        let n_kept = witnesses.iter().filter(|label| label.is_text()).count();
        let is_kept = 2 * n_kept >= witnesses.len();
        for block in &page.blocks[n_judged..] {
            let is_body = !block.is_link() && (is_kept || is_prose(&squeeze::fold(page.block_text(block))));
            verdict.labels.push(if is_body { Label::Body } else { Label::Other });
            verdict.probabilities.push(if is_body { 0.5 } else { 0.0 });
            verdict.causes.push(Cause::NotJudged);
        }
    }

    /// What the reader of such a page is told.
    pub(super) fn warning() -> String {
        format!(
            "the classifier judged {MAX_JUDGED} blocks; those that follow were kept or dropped as the last of them"
        )
    }
}

/// True for a page whose buffers should not wait for the next one: its source and its tree, of 32
/// bytes for each node, are what the others follow.
pub(super) fn is_large(input: &Input<'_>, dom: Option<Dom<'_>>) -> bool {
    input.n_bytes() + dom.map_or(0, |dom| 32 * dom.len()) > MAX_KEPT_BYTES
}

/// Frees what nobody needs once the blocks are judged.
pub(super) fn release(
    arena: &mut Arena,
    segmented: &mut Segmented,
    lines: &mut Lines,
    model: &mut classifier::Scratch,
) {
    *arena = Arena::default();
    segmented.spans = Vec::new();
    segmented.places = Vec::new();
    *lines = Lines::default();
    *model = classifier::Scratch::default();
}

#[cfg(test)]
mod tests {
    use crate::page::{Label, WarningKind};
    use crate::{Document, Extractor, RuleSet};

    fn page(n_blocks: usize, end: &str) -> String {
        let towns = ["lower", "upper", "old", "new", "little"];
        let paragraph = |number: usize| {
            let town = towns[number % towns.len()];
            format!(
                "<p>The bakers of the {town} town carried sack {number} upstairs when the river rose, and \
                 nobody slept before it was dry, which took the whole of the night.</p>"
            )
        };
        let paragraphs: String = (0..n_blocks).map(paragraph).collect();
        format!("<title>A page</title><body><article>{paragraphs}{end}")
    }

    #[test]
    fn what_is_not_judged_is_kept_like_what_stands_before() {
        let end = "<p>The end</p><p><a href=/next>The next page of the story is there.</a></p>\
                   <h1>A title at the end</h1><p>It is said that the mill still stands.</p>";
        let extractor = Extractor::new(RuleSet::embedded());
        let extraction = extractor.extract(Document::html(page(12_000, end).as_bytes()));
        let after = &extraction.labels[super::MAX_JUDGED..12_000];
        assert!(after.iter().all(|span| span.label == Label::Body));
        assert!(extraction.text.contains("\n\nThe end\n\n") && extraction.text.contains("the mill"));
        assert!(!extraction.text.contains("The next page"));
        assert_eq!(extraction.labels.len(), extraction.page.blocks.len());
        let told = extraction.warnings.iter().any(|warning| warning.kind == WarningKind::Limit);
        assert!(told, "{:?}", extraction.warnings);
        let short = extractor.extract(Document::html(page(200, end).as_bytes()));
        assert!(short.warnings.is_empty(), "{:?}", short.warnings);
    }
}
