//! What the kind of a page allows: on a list, a collection or the pages of a service more doubtful blocks are kept than
//! in an article, and a page that sells one thing has no story to be found.
//!
//! The kind counts only where training knows the words of the page: on foreign pages the model of kinds breaks, and
//! takes old news for lists (`docs/decisions/0043-kinds-where-words-are-known.md`).

use crate::page::{Familiarity, PageKinds};

/// Share of known words below which the kind of a page says nothing.
const KNOWN_WORDS: f32 = 0.5;

/// Probability of a kind below which it says nothing.
const LIKELY: f32 = 0.2;

/// Probability from which a page is taken to sell one thing.
const LIKELY_PRODUCT: f32 = 0.4;

/// How far the threshold of a page that is surely of a kind lies below the one that promises most, in log-odds, in the
/// order of [`PageKinds::NAMES`]. Chosen out of fold on wcxb-dev, where the truths of these kinds keep more (of a
/// product: less) than the blocks promise; with `wide` and news as the guard.
const OF_KIND: [f32; 7] = [0.0, 0.0, 1.5, 0.0, 1.5, 0.7, -0.3];

/// What the kind of a page allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Allowance {
    /// How far the threshold lies below the one that promises most, in log-odds.
    pub(super) of_doubt: f32,
    /// True when the page may tell a story that is kept from its head to its end.
    pub(super) has_story: bool,
}

impl Allowance {
    /// That of a page of which no kind is known.
    pub(crate) const NONE: Allowance = Allowance { of_doubt: 0.0, has_story: true };

    /// That of a page with these kinds.
    pub(crate) fn of(kinds: PageKinds, familiarity: Familiarity) -> Self {
        if familiarity.words < KNOWN_WORDS {
            return Self::NONE;
        }
        let likely =
            kinds.probabilities.iter().zip(OF_KIND).filter(|(probability, _)| **probability >= LIKELY);
        Allowance {
            of_doubt: likely.map(|(probability, of_kind)| probability * of_kind).sum(),
            has_story: kinds.probabilities[PageKinds::PRODUCT] < LIKELY_PRODUCT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: usize, words: f32) -> Allowance {
        Allowance::of(PageKinds::only(kind), Familiarity { words, names: None })
    }

    #[test]
    fn a_list_keeps_what_an_article_drops() {
        assert!(of(PageKinds::LISTING, 0.8).of_doubt > 0.0);
        for kind in [PageKinds::ARTICLE, PageKinds::DOCUMENTATION, PageKinds::FORUM] {
            assert_eq!(of(kind, 0.8), Allowance::NONE);
        }
    }

    #[test]
    fn a_mixture_counts_by_its_shares() {
        let mut kinds = PageKinds::default();
        kinds.probabilities[PageKinds::LISTING] = 0.5;
        kinds.probabilities[PageKinds::PRODUCT] = 0.5;
        let allowance = Allowance::of(kinds, Familiarity { words: 0.9, names: None });
        assert!((allowance.of_doubt - 0.2).abs() < 1e-6, "{allowance:?}");
        assert!(of(2, 0.8).of_doubt > of(PageKinds::LISTING, 0.8).of_doubt, "services keep most");
    }

    #[test]
    fn a_page_that_sells_one_thing_has_no_story() {
        assert!(!of(PageKinds::PRODUCT, 0.8).has_story);
    }

    #[test]
    fn the_kind_of_a_foreign_page_says_nothing() {
        for kind in 0..PageKinds::NAMES.len() {
            assert_eq!(of(kind, 0.4), Allowance::NONE);
        }
    }

    #[test]
    fn an_unlikely_kind_says_nothing() {
        let mut kinds = PageKinds::only(PageKinds::ARTICLE);
        kinds.probabilities[PageKinds::LISTING] = 0.19;
        assert_eq!(Allowance::of(kinds, Familiarity { words: 0.9, names: None }), Allowance::NONE);
    }
}
