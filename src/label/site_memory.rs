//! Site memory: text that recurs on page after page of one site belongs to the site, not to the
//! article.
//!
//! A first pass over a batch lets a [`SiteLearner`] see every page (`site_memory::learner`); what it gives, a
//! [`SiteMemory`], tells for each site which stretches of kept text recurred on enough pages. A
//! second pass asks it about each page. It is evidence of its own [`Tier::Site`]: above the
//! classifier and the zones of a page, below every rule.
//!
//! When unsure, keep. So a recurring stretch goes only
//! - if it is long, or a link; a short line or a heading (`Background`, `Yes`, `Sign up`) goes only with
//!   a neighbour that goes and mostly has it at its side; code and table rows never go;
//! - among the first paragraphs, which other pages may show as a teaser of this one, if it is on most of
//!   the site's pages;
//! - if the page has text of its own that stays: a page that seems to hold nothing else is one
//!   article that the site gives again and again.
//!
//! Knows no rule, no selector and no feature of the classifier; only labelled text.

mod learner;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::page::{Label, LabelledSpan, Markup, Page, SiteEvidence, Tier};
use crate::page_info::address::Address;
use crate::text::squeeze::squeeze_into;

pub use crate::label::site_memory::learner::{PageNote, SiteLearner};

/// Shortest stretch, in bytes of squeezed text, that goes by itself. Crossheads and refrains of
/// interviews, forms and manuals recur in honest text; they are shorter than about seven words.
const MIN_LONG_BYTES: u32 = 40;

/// Stretches of a page's own text among which teasers are taken from: its standfirst and its first
/// paragraph.
const OWN_IN_HEAD: usize = 2;

/// What the sites of a batch have in common on their pages. The same pages give the same memory,
/// whatever their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteMemory {
    /// By [`hash`] of the site's name.
    sites: BTreeMap<u64, Site>,
}

/// What the pages of one site have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Site {
    /// Pages that were compared, no two of them nearly the same.
    n_pages: u32,
    /// Fingerprint of each stretch that recurs, and on how many of those pages.
    recurring: BTreeMap<u64, u32>,
}

/// Where a page comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Its address, if it is known.
    pub url: Option<&'a str>,
    /// Its id: with no address, pages of one folder count as one site.
    pub id: &'a str,
}

impl Origin<'_> {
    /// The site: the host without `www.`, else the folder the id names.
    fn site(self) -> String {
        let address = self.url.or(self.id.contains("://").then_some(self.id));
        if let Some(address) = address.and_then(Address::parse) {
            return address.host().to_owned();
        }
        self.id.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
    }
}

impl SiteMemory {
    /// Sites of which something is known.
    pub fn n_sites(&self) -> usize {
        self.sites.len()
    }

    /// Labels [`Label::Other`] what recurs among the kept stretches of a page, and tells what it was.
    /// `None` when nothing changed.
    #[doc(hidden)]
    pub fn claim(
        &self,
        page: &Page,
        labels: &mut [LabelledSpan],
        origin: Origin<'_>,
    ) -> Option<SiteEvidence> {
        if self.sites.is_empty() {
            return None;
        }
        let name = origin.site();
        let site = self.sites.get(&hash(name.as_bytes()))?;
        let kept = kept(page, labels);
        let mut recurring = Vec::new();
        for (piece, n_pages) in kept.iter().zip(site.fallen(&kept)) {
            let span = &mut labels[piece.label];
            if let Some(n_pages) = n_pages
                && span.tier < Tier::Site
            {
                span.label = Label::Other;
                span.tier = Tier::Site;
                recurring.push((span.span, n_pages));
            }
        }
        (!recurring.is_empty()).then_some(SiteEvidence { name, n_pages: site.n_pages, recurring })
    }
}

impl Site {
    /// For each kept stretch of a page the pages it is on, if it goes.
    fn fallen(&self, kept: &[Piece]) -> Vec<Option<u32>> {
        let n_pages = |piece: &Piece| self.recurring.get(&piece.print).copied();
        let is_own = |piece: &Piece| piece.form == Form::Long && n_pages(piece).is_none();
        let mut own = (0..kept.len()).filter(|&at| is_own(&kept[at]));
        if own.clone().next().is_none() {
            return vec![None; kept.len()];
        }
        let end_of_head = own.nth(OWN_IN_HEAD - 1).unwrap_or(kept.len());
        let goes = |at: usize| {
            let n_pages = n_pages(&kept[at]).filter(|_| kept[at].form == Form::Long)?;
            (at > end_of_head || n_pages * 2 > self.n_pages).then_some(n_pages)
        };
        let mut fallen: Vec<Option<u32>> = (0..kept.len()).map(goes).collect();
        let fall = |fallen: &mut Vec<Option<u32>>, at: usize, beside: usize| {
            let Some(beside_pages) = fallen[beside] else { return };
            let pair = kept[at.min(beside)].pair(&kept[at.max(beside)]);
            let n_together = self.recurring.get(&pair).copied().unwrap_or(0);
            if fallen[at].is_none() && kept[at].form == Form::Short && n_together * 2 > beside_pages {
                fallen[at] = n_pages(&kept[at]);
            }
        };
        (1..kept.len()).for_each(|at| fall(&mut fallen, at, at - 1));
        (1..kept.len()).rev().for_each(|at| fall(&mut fallen, at - 1, at));
        fallen
    }
}

/// A kept stretch of a page.
struct Piece {
    /// Index of its label.
    label: usize,
    /// Fingerprint of its squeezed text, and of whether it is a heading, a link, an item of a list or
    /// plain text: a teaser that links to an article is not the article's first paragraph.
    print: u64,
    /// Bytes of its squeezed text.
    n_bytes: u32,
    form: Form,
}

/// What it takes for a stretch to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// That it recurs: it is long, or a link.
    Long,
    /// That its neighbour goes.
    Short,
    /// It never goes.
    Fixed,
}

impl Piece {
    /// Fingerprint of two neighbours.
    fn pair(&self, next: &Piece) -> u64 {
        hash(&[self.print.to_le_bytes(), next.print.to_le_bytes()].concat())
    }
}

/// The kept stretches of a page, in page order.
fn kept(page: &Page, labels: &[LabelledSpan]) -> Vec<Piece> {
    let mut buffer = String::new();
    let is_kept = |(_, span): &(usize, &LabelledSpan)| span.label.is_text();
    let pieces = labels.iter().enumerate().filter(is_kept).map(|(label, span)| {
        squeeze_into(page.slice(span.span), &mut buffer);
        let n_bytes = buffer.len() as u32;
        let block = &page.blocks[span.block as usize];
        let (kind, form) = match span.markup {
            Markup::Heading(_) => ('h', Form::Short),
            Markup::Code | Markup::Row { .. } => ('c', Form::Fixed),
            _ if block.is_link() => ('a', Form::Long),
            Markup::ListItem { .. } => ('i', Form::by_length(n_bytes)),
            _ => ('p', Form::by_length(n_bytes)),
        };
        buffer.push(kind);
        Piece { label, print: hash(buffer.as_bytes()), n_bytes, form }
    });
    pieces.collect()
}

impl Form {
    fn by_length(n_bytes: u32) -> Self {
        if n_bytes >= MIN_LONG_BYTES { Self::Long } else { Self::Short }
    }
}

/// 64 bits of a hash without known collisions: two texts with one fingerprint could cost a paragraph.
fn hash(bytes: &[u8]) -> u64 {
    let digest = blake3::hash(bytes);
    let (first, _) = digest.as_bytes().split_first_chunk().expect("a digest has 32 bytes");
    u64::from_le_bytes(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_host_or_a_folder() {
        let check = |url: Option<&str>, id: &str, expected: &str| {
            assert_eq!(Origin { url, id }.site(), expected, "{url:?} {id}");
        };
        check(Some("https://www.Example.org:8080/a?b#c"), "x/y", "example.org");
        check(Some("//user@news.example.org"), "", "news.example.org");
        check(None, "http://example.org/a", "example.org");
        check(None, "pages/one/a.html", "pages/one");
        check(None, "a.html", "");
        check(Some(""), "pages/a.html", "pages");
    }
}
