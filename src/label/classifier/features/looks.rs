//! What the elements of a page look like: tag and class value, and one look below another. Each look,
//! and each pair of them, has a number on its page.
//!
//! Rows of a menu, cards and paragraphs come in runs that look the same, so what an element's tag and
//! class gave last is remembered beside each, and hardly any is searched for.

use crate::html::Tag;

use crate::label::classifier::features::elements::NONE;
use crate::label::classifier::features::interner::{Interner, spread};

/// The looks of a page, numbered as they come; keeps its memory for the next.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    numbers: Interner,
    /// For each class value of the page the tag it was last seen with, and the look of both; behind these,
    /// for each tag, the look without a class.
    last: Vec<(Tag, u32)>,
    n_classes: usize,
    pairs: Interner,
    /// For each look the one above it that was seen last, and the number of the pair.
    last_above: Vec<(u32, u32)>,
}

impl Looks {
    /// Starts a page with so many class values.
    pub(crate) fn clear(&mut self, n_classes: usize) {
        self.numbers.clear();
        self.last.clear();
        self.last.resize(n_classes + Tag::COUNT, (Tag::OTHER, NONE));
        self.n_classes = n_classes;
        self.pairs.clear();
        self.last_above.clear();
    }

    /// The look of a tag with the class value of this number, or with none.
    #[inline]
    pub(crate) fn of(&mut self, tag: Tag, class: Option<usize>) -> u32 {
        let place = class.unwrap_or(self.n_classes + tag.index());
        let (last_tag, last) = self.last[place];
        if last_tag == tag && last != NONE {
            return last;
        }
        let look = self.numbers.of(spread((place as u64) << 32 | tag.index() as u64)) as u32;
        self.last[place] = (tag, look);
        if self.last_above.len() <= look as usize {
            self.last_above.push((NONE, NONE));
        }
        look
    }

    /// The number of a look below another; [`NONE`] for nothing above.
    #[inline]
    pub(crate) fn below(&mut self, look: u32, above: u32) -> u32 {
        let (last_above, last) = self.last_above[look as usize];
        if last_above == above && last != NONE {
            return last;
        }
        let pair = self.pairs.of(spread(u64::from(above) << 32 | u64::from(look))) as u32;
        self.last_above[look as usize] = (above, pair);
        pair
    }

    /// How many pairs have numbers.
    pub(crate) fn n_pairs(&self) -> usize {
        self.pairs.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_has_one_number() {
        let mut looks = Looks::default();
        looks.clear(2);
        let of =
            [(Tag::LI, None), (Tag::LI, Some(1)), (Tag::A, Some(1)), (Tag::LI, Some(1)), (Tag::LI, None)];
        let [plain, row, link, again, plain_again] = of.map(|(tag, class)| looks.of(tag, class));
        assert_eq!((plain, row, link), (0, 1, 2));
        assert_eq!((again, plain_again), (row, plain));
        let pairs = [(row, NONE), (row, plain), (row, NONE), (link, row)].map(|(a, b)| looks.below(a, b));
        assert_eq!(pairs, [0, 1, 0, 2]);
        assert_eq!(looks.n_pairs(), 3);
        looks.clear(0);
        assert_eq!(looks.of(Tag::A, None), 0);
    }
}
