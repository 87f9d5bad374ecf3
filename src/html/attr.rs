//! Attribute names that are asked for often, as small numbers.
//!
//! The parser finds the number once, while it reads the tag; [`Dom::attr`](super::Dom::attr) then
//! compares numbers. Names that are not listed here are found by their spelling
//! ([`Dom::attr_named`](super::Dom::attr_named)), which is slower but knows no limit. The classifier reads the
//! values of listed names: a new one asks for new weights.

use super::tag::{PackedName, ShortSlots, slots};

/// An attribute name that the parser numbers. Never matches an attribute of another name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttrName(u8);

/// One row per name: the constant and the spelling.
macro_rules! known_attrs {
    ($($konst:ident $name:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code)]
        enum Row { NONE_OF_THESE, $($konst),* }

        impl AttrName {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $konst: AttrName = AttrName(Row::$konst as u8);
            )*
        }

        /// Spellings, by [`AttrName`]; the first stands for all other names.
        static NAMES: &[&str] = &["", $($name),*];
        const N_KNOWN: usize = ["", $($name),*].len();
        const CONST_NAMES: [&str; N_KNOWN] = ["", $($name),*];
    };
}

known_attrs! {
    ABOUT "about";
    ACTION "action";
    ALT "alt";
    ARIA_HIDDEN "aria-hidden";
    ARIA_LABEL "aria-label";
    ARIA_LABELLEDBY "aria-labelledby";
    ARIA_MODAL "aria-modal";
    AS "as";
    CHARSET "charset";
    CHECKED "checked";
    CITE "cite";
    CLASS "class";
    COLOR "color";
    COLS "cols";
    COLSPAN "colspan";
    CONTENT "content";
    CROSSORIGIN "crossorigin";
    DATA "data";
    DATA_ID "data-id";
    DATA_SRC "data-src";
    DATA_TESTID "data-testid";
    DATATYPE "datatype";
    DATETIME "datetime";
    DECODING "decoding";
    DIR "dir";
    DISABLED "disabled";
    ENCODING "encoding";
    FACE "face";
    FOR "for";
    FORM "form";
    HEIGHT "height";
    HIDDEN "hidden";
    HREF "href";
    HREFLANG "hreflang";
    HTTP_EQUIV "http-equiv";
    ID "id";
    IMAGESRCSET "imagesrcset";
    INERT "inert";
    INTEGRITY "integrity";
    ITEMID "itemid";
    ITEMPROP "itemprop";
    ITEMSCOPE "itemscope";
    ITEMTYPE "itemtype";
    LABEL "label";
    LANG "lang";
    LOADING "loading";
    MEDIA "media";
    METHOD "method";
    NAME "name";
    NOSHADE "noshade";
    ONCLICK "onclick";
    OPEN "open";
    PLACEHOLDER "placeholder";
    PROPERTY "property";
    PUBDATE "pubdate";
    REL "rel";
    RESOURCE "resource";
    REVERSED "reversed";
    ROLE "role";
    ROWSPAN "rowspan";
    SCOPE "scope";
    SIZE "size";
    SIZES "sizes";
    SLOT "slot";
    SRC "src";
    SRCSET "srcset";
    START "start";
    STYLE "style";
    SUMMARY "summary";
    TABINDEX "tabindex";
    TARGET "target";
    TITLE "title";
    TYPE "type";
    TYPEOF "typeof";
    VALUE "value";
    VOCAB "vocab";
    WIDTH "width";
    XML_LANG "xml:lang";
}

impl AttrName {
    /// How many names there are; every [`AttrName::index`] is below.
    pub const COUNT: usize = N_KNOWN;

    /// The name's number, from 1.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The name with this number; `None` for 0.
    #[inline]
    pub(crate) fn from_index(index: u8) -> Option<AttrName> {
        if index == 0 { None } else { Some(AttrName(index)) }
    }

    /// Lower-case spelling.
    #[inline]
    pub fn name(self) -> &'static str {
        NAMES[self.index()]
    }

    /// The number of a lower-case name, or `None` when it has none.
    pub fn from_name(name: &str) -> Option<AttrName> {
        PackedName::new(name.as_bytes()).and_then(AttrName::from_packed)
    }

    /// The same, for a name packed already.
    #[inline]
    pub(crate) fn from_packed(name: PackedName) -> Option<AttrName> {
        let mut slot = name.slot(SLOT_BITS);
        loop {
            let (known, index) = SLOTS[slot];
            if known.lo == name.lo && known.hi == name.hi {
                return Some(AttrName(index as u8));
            }
            if known.lo == 0 {
                return None;
            }
            slot = (slot + 1) % SLOTS.len();
        }
    }
}

/// Names of up to 8 bytes once more, in tables small enough to stay in the nearest cache.
static SHORT: ShortSlots = ShortSlots::new(&CONST_NAMES);

impl AttrName {
    /// The number of a name of 1 to 8 bytes, packed as in [`PackedName::lo`]; 0 for other names.
    #[inline]
    pub(crate) fn number_of_short(name: u64) -> u8 {
        SHORT.find(name) as u8
    }
}

impl std::fmt::Debug for AttrName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AttrName({})", self.name())
    }
}

/// Six slots for each name keeps nearly all in their best slot.
const SLOT_BITS: u32 = 9;
static SLOTS: [(PackedName, u16); 1 << SLOT_BITS] = slots(&CONST_NAMES);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again() {
        for (index, name) in NAMES.iter().enumerate().skip(1) {
            assert_eq!(AttrName::from_name(name).map(AttrName::index), Some(index), "{name}");
        }
        assert_eq!(AttrName::from_name("data-nothing"), None);
        assert_eq!(AttrName::from_name("hre"), None);
        assert_eq!(AttrName::from_name(""), None);
    }
}
