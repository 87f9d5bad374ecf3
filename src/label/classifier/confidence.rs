//! How sure the program is of a page's text: the F1 that pages like it had.
//!
//! The probabilities of the blocks promise an F1 ([`super::decide`]). On pages like those of the training the promise
//! is kept; elsewhere the doubt counts too much or too little, in two ways that the page itself tells. Where its words
//! are new, the forest decides by the structure alone, with less certainty than it deserves. And a page that looks like
//! an article keeps more than its blocks promise, because the passes behind the forest look for one; a list, a shop or
//! the front of a service keeps less.

use crate::page::{Familiarity, PageKinds};

/// How much of a page's doubt counts, as a multiple of what the calibration in the weights file counts. Chosen with
/// [`MANY_WORDS`] and [`SURE_ARTICLE`] on the pages of `wide` and, out of fold, of wcxb-dev and news, so that the
/// greater of the two greatest differences between confidence and F1 in ten equal parts is small (.10 without
/// them, .055 with; on `wide` alone .08 and .025).
mod doubt {
    /// Of a page whose words training has not seen.
    pub(super) const OF_NEW_WORDS: f32 = 0.5;
    /// Of a page of known words that is no article.
    pub(super) const OF_NO_ARTICLE: f32 = 1.375;
    /// Of an article of known words.
    pub(super) const OF_ARTICLE: f32 = 0.625;
}

/// Share of known words below which all are new, and above which all are known.
const MANY_WORDS: (f32, f32) = (0.2, 0.6);

/// Probability from which a page is an article, whatever else it may be.
const SURE_ARTICLE: f32 = 0.8;

/// The confidence in the text of an HTML page, from the mean F1 that the weights file tells for its promise.
pub(super) fn confidence(promised: f32, familiarity: Familiarity, kinds: PageKinds) -> f32 {
    let known = ((familiarity.words - MANY_WORDS.0) / (MANY_WORDS.1 - MANY_WORDS.0)).clamp(0.0, 1.0);
    let article = (kinds.probabilities[0] / SURE_ARTICLE).min(1.0);
    let of_known_words = between(doubt::OF_NO_ARTICLE, doubt::OF_ARTICLE, article);
    let counted = between(doubt::OF_NEW_WORDS, of_known_words, known);
    (1.0 - counted * (1.0 - promised)).clamp(0.0, 1.0)
}

/// The value a share of the way from one to another.
fn between(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// The mean F1 of pages whose expected F1 was `expected`, between the points that were measured.
pub(super) fn calibrated(points: &[(f32, f32)], expected: f32) -> f32 {
    let Some(first) = points.first() else { return expected };
    if expected <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let [(low, low_f1), (high, high_f1)] = [pair[0], pair[1]];
        if expected <= high {
            return low_f1 + (high_f1 - low_f1) * (expected - low) / (high - low).max(1e-6);
        }
    }
    points.last().map_or(expected, |last| last.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(promised: f32, words: f32, article: f32) -> f32 {
        let familiarity = Familiarity { words, names: None };
        let mut kinds = PageKinds::default();
        kinds.probabilities[0] = article;
        confidence(promised, familiarity, kinds)
    }

    #[test]
    fn doubt_counts_less_where_words_are_new_and_on_articles() {
        assert!(told(0.6, 0.1, 0.1) > told(0.6, 0.9, 0.1));
        assert!(told(0.6, 0.9, 0.9) > told(0.6, 0.9, 0.1));
        assert_eq!(told(0.6, 0.1, 0.1), told(0.6, 0.2, 0.9), "the kind of a page of new words says nothing");
    }

    #[test]
    fn a_confidence_is_a_share() {
        assert_eq!(told(1.0, 0.5, 0.5), 1.0);
        assert_eq!(told(0.0, 1.0, 0.0), 0.0);
    }

    #[test]
    fn what_was_not_measured_lies_between_what_was() {
        let points = [(0.2, 0.4), (0.6, 0.8)];
        let told = [0.1, 0.4, 0.9].map(|expected| calibrated(&points, expected));
        assert!((told[0] - 0.4).abs() < 1e-6 && (told[1] - 0.6).abs() < 1e-6 && (told[2] - 0.8).abs() < 1e-6);
        assert_eq!(calibrated(&[], 0.3), 0.3);
    }
}
