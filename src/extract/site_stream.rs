//! Site memory without a second pass: pages come once, in their order, and leave in their order.
//!
//! A window of pages is held back. When it is full, a [`SiteLearner`] that has seen all windows before sees it too,
//! and each of its pages is judged with what all pages so far tell of its site. So the first pages of a crawl profit
//! from those that share their window, the later ones from everything before. Memory is bounded by the window and
//! by the learner. The same pages in the same order and the same window give the same texts, on any number of
//! threads; another order may give others, which two passes never do.

use crate::extract::{Extractor, PageNote, SiteLearner, SiteMemory};
use crate::label::site_memory::Origin;
use crate::page::Extraction;

/// Drops what recurs on the pages of one site while they pass by.
///
/// ```
/// use tamis::{Document, Extractor, RuleSet, SiteStream};
///
/// let extractor = Extractor::new(RuleSet::embedded());
/// let mut stream = SiteStream::new(&extractor, 2);
/// let page = |text| Document::html(text).with_url("https://example.org/");
/// assert_eq!(stream.push(extractor.extract(page("<p>One.</p>"))).len(), 0);
/// assert_eq!(stream.push(extractor.extract(page("<p>Two.</p>"))).len(), 2);
/// assert_eq!(stream.finish().len(), 0);
/// ```
#[derive(Debug)]
pub struct SiteStream<'a> {
    extractor: &'a Extractor,
    learner: SiteLearner,
    held: Vec<Extraction>,
    window: usize,
}

impl<'a> SiteStream<'a> {
    /// Holds back so many pages, at least one; `extractor` gave them, and prints them again where something goes.
    pub fn new(extractor: &'a Extractor, window: usize) -> Self {
        Self { extractor, learner: SiteLearner::default(), held: Vec::new(), window: window.max(1) }
    }

    /// Takes the next page. Gives all pages of the window back, in their order, when it is full.
    pub fn push(&mut self, extraction: Extraction) -> Vec<Extraction> {
        self.held.push(extraction);
        if self.held.len() < self.window { Vec::new() } else { self.release() }
    }

    /// The pages still held back.
    pub fn finish(mut self) -> Vec<Extraction> {
        self.release()
    }

    fn release(&mut self) -> Vec<Extraction> {
        let notes: Vec<PageNote> = self.held.iter().filter_map(PageNote::of).collect();
        self.learner.extend(notes.iter().cloned());
        let sites = self.learner.memory_of(&notes);
        let mut pages = std::mem::take(&mut self.held);
        pages.iter_mut().for_each(|page| self.extractor.drop_recurring(&sites, page));
        pages
    }
}

impl Extractor {
    /// Drops from a page what recurs on its site, and prints its text again if anything went.
    fn drop_recurring(&self, sites: &SiteMemory, extraction: &mut Extraction) {
        let origin = Origin { url: extraction.url.as_deref(), id: &extraction.id };
        let site = sites.claim(&extraction.page, &mut extraction.labels, origin);
        if site.is_some() {
            extraction.text = self.print(&extraction.page, &extraction.labels);
            extraction.site = site;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Label, RuleSet};

    /// A page of the site: a paragraph of its own, and one that all pages have.
    fn page(number: usize) -> String {
        let crops = ["rye", "oats", "flax", "hemp", "peas", "hops", "kale", "leek", "mint", "beet"];
        let (crop, other) = (crops[number % 10], crops[number / 10 % 10]);
        format!(
            "<title>{crop} {number}</title><article><h1>{crop} {number}</h1><p>In the {number}th week the farmers \
             of the {crop} valley brought in more {crop} than {other}, though the rain had not stopped once, said \
             the miller.</p><p>The {other} of the hill farms, {number} cart loads of it, was sold before noon to a \
             buyer whom nobody in the {crop} market had seen before that day.</p><p>This newsletter of the valley \
             is paid for by its readers, who send us a coin or two whenever the ferry comes across.</p></article>"
        )
    }

    fn texts(n_pages: usize, window: usize) -> Vec<String> {
        let extractor = Extractor::new(RuleSet::embedded());
        let mut stream = SiteStream::new(&extractor, window);
        let mut out = Vec::new();
        for number in 0..n_pages {
            let document = Document::html(page(number)).with_url(format!("https://example.org/{number}"));
            let mut extraction = extractor.extract(document);
            // Whatever the classifier makes of the page: here all of it is text.
            extraction.labels.iter_mut().for_each(|span| span.label = Label::Body);
            extraction.text = extractor.print(&extraction.page, &extraction.labels);
            out.extend(stream.push(extraction));
        }
        out.extend(stream.finish());
        out.into_iter().map(|extraction| extraction.text).collect()
    }

    #[test]
    fn what_recurs_goes_once_enough_pages_were_seen() {
        let is_left = |text: &String| text.contains("paid for by its readers");
        let texts = texts(30, 10);
        assert_eq!(texts.len(), 30);
        assert!(!texts.iter().any(is_left), "the first window holds enough pages of the site");
        assert!(texts.iter().all(|text| text.contains("had not stopped once")));
    }

    #[test]
    fn a_window_of_one_page_learns_from_those_before() {
        let texts = texts(30, 1);
        assert!(texts[0].contains("paid for by its readers"));
        assert!(!texts[29].contains("paid for by its readers"));
    }
}
