//! A name for what was dropped: what the elements around a block say it is.
//!
//! The forest only tells content from the rest. The names are for readers and for the fields of
//! the record; no score depends on them, so plain signs in a fixed order do.

use crate::page::{Label, Markup};

use crate::label::classifier::features::elements::inside;

/// What is known of a block that was dropped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dropped {
    /// Bits of [`inside`].
    pub(crate) inside: u32,
    pub(crate) markup: Markup,
    /// It shows the page's title.
    pub(crate) is_title: bool,
    /// Share of its bytes inside links.
    pub(crate) link_share: f32,
    /// It stands below the last block that was kept.
    pub(crate) is_below: bool,
    /// It holds a copyright sign or speaks of all rights.
    pub(crate) is_legal: bool,
}

/// Signs in the order in which they are believed: the closer to one purpose, the earlier.
static SIGNS: &[(u32, Label)] = &[
    (inside::CONSENT, Label::Consent),
    (inside::COMMENT, Label::Comment),
    (inside::SHARE, Label::Share),
    (inside::CAPTION, Label::Caption),
    (inside::TAGS, Label::Tags),
    (inside::AD, Label::Ad),
    (inside::RELATED, Label::Related),
    (inside::PROMO, Label::Promo),
    (inside::BYLINE, Label::Byline),
    (inside::NAV | inside::MENU, Label::Nav),
    (inside::DATE, Label::Date),
    (inside::LEGAL, Label::Legal),
    (inside::FIGURE, Label::Caption),
    (inside::HEADER | inside::FOOTER, Label::Nav),
    (inside::FORM | inside::CONTROL, Label::Promo),
    (inside::ASIDE, Label::Related),
];

/// From this share of links on, a block without other signs leads elsewhere.
const MOSTLY_LINK: f32 = 0.6;

/// The name of a dropped block.
pub(crate) fn label(block: &Dropped) -> Label {
    if block.is_title {
        return Label::Title;
    }
    if block.is_legal {
        return Label::Legal;
    }
    if block.markup == Markup::Caption {
        return Label::Caption;
    }
    if let Some((_, label)) = SIGNS.iter().find(|(bits, _)| block.inside & bits != 0) {
        return *label;
    }
    match block.link_share >= MOSTLY_LINK {
        true if block.is_below => Label::Related,
        true => Label::Nav,
        false => Label::Other,
    }
}

/// True for short blocks that hold a copyright sign or claim all rights.
pub(crate) fn is_legal(text: &str) -> bool {
    /// Bytes; longer blocks are prose that mentions rights.
    const MAX_LEGAL_BYTES: usize = 300;
    // First of all a look for what each of them has: most blocks are dropped, and most have none of it.
    const SIGN: &[u8] = "©".as_bytes();
    let bytes = text.as_bytes();
    let tells = |at: usize| {
        if bytes[at] == b'g' {
            let is_right = bytes[..at].ends_with(b"ri") && bytes[at + 1..].starts_with(b"ht");
            return is_right && (text.contains("ll rights reserved") || text.contains("Copyright"));
        }
        bytes[at..].starts_with(SIGN)
    };
    text.len() <= MAX_LEGAL_BYTES && memchr::memchr2_iter(b'g', SIGN[0], bytes).any(tells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_sign_names_the_block() {
        let block = Dropped {
            inside: inside::FOOTER | inside::SHARE,
            markup: Markup::None,
            is_title: false,
            link_share: 1.0,
            is_below: true,
            is_legal: false,
        };
        assert_eq!(label(&block), Label::Share);
        assert_eq!(label(&Dropped { inside: 0, ..block }), Label::Related);
        assert_eq!(label(&Dropped { inside: 0, is_below: false, ..block }), Label::Nav);
        assert!(is_legal("© 2019 The Example Post"));
    }
}
