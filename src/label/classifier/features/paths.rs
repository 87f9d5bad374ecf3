//! What the tags of an element and of the two around it say: `li` in `ul` in `nav`.

use crate::html::Tag;

use crate::label::classifier::features::interner::spread;
use crate::label::classifier::features::tables::Tables;
use crate::label::classifier::features::tokens::{Family, Hasher};

/// The tags of an element and of the two around it: sixteen bits for each, the innermost lowest; 0 where
/// there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Path(u64);

impl Path {
    /// The path of an element below one with the path `above`.
    pub(crate) fn of(tag: Tag, above: Path) -> Self {
        /// The two innermost.
        const TWO: u64 = u32::MAX as u64;
        Path((above.0 & TWO) << 16 | (tag.index() as u64 + 1))
    }

    /// The path as a token.
    pub(crate) fn token(self) -> u32 {
        let mut hasher = Hasher::new();
        let mut tags = self.0;
        while tags != 0 {
            hasher.number((tags & u64::from(u16::MAX)) - 1);
            tags >>= 16;
        }
        hasher.token(Family::Path)
    }
}

/// Places of the memory. Few pages have more than a hundred paths, and most of these are those of other
/// pages.
const N_PLACES: usize = 512;

/// What the tables say of paths, remembered from page to page: each place holds the path that was asked
/// for last of those that belong there.
#[derive(Debug)]
pub(crate) struct Paths {
    places: Vec<Option<(Path, f32)>>,
}

impl Default for Paths {
    fn default() -> Self {
        Paths { places: vec![None; N_PLACES] }
    }
}

impl Paths {
    /// The log-odds of a path.
    #[inline]
    pub(crate) fn odds(&mut self, path: Path, tables: &Tables) -> f32 {
        let place = &mut self.places[spread(path.0) as usize % N_PLACES];
        match *place {
            Some((known, odds)) if known == path => odds,
            _ => {
                let odds = tables.odds(path.token());
                *place = Some((path, odds));
                odds
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_three_tags() {
        let path = |tags: &[Tag]| tags.iter().fold(Path::default(), |above, &tag| Path::of(tag, above));
        assert_eq!(path(&[Tag::HTML, Tag::NAV, Tag::UL, Tag::LI]), path(&[Tag::NAV, Tag::UL, Tag::LI]));
        assert_ne!(path(&[Tag::DIV, Tag::UL, Tag::LI]), path(&[Tag::NAV, Tag::UL, Tag::LI]));
        assert_ne!(path(&[Tag::UL, Tag::LI]).token(), path(&[Tag::OL, Tag::LI]).token());
    }
}
