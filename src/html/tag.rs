//! Element names as small numbers, and what the standard says about each of them.
//!
//! A name that the HTML standard or HTML's history knows is a [`Tag`]; one table gives its spelling
//! and its [`TagProps`], so that the parser and its users compare numbers and test bits instead of
//! comparing strings. Every other name is [`Tag::OTHER`] here and keeps its spelling in the arena.
//! Knows no page, no rule, and no reason why a user might care for an element.

/// An element name that the HTML standard or HTML's history knows, or [`Tag::OTHER`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u16);

/// What is known about a [`Tag`], as bits.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct TagProps(u32);

impl TagProps {
    /// Starts and ends a line of its own (`display: block`, `list-item`, `table-*` by default).
    pub const BLOCK: TagProps = TagProps(1);
    /// `h1` to `h6`.
    pub const HEADING: TagProps = TagProps(1 << 1);
    /// Never has content: `br`, `img`, `meta`...
    pub const VOID: TagProps = TagProps(1 << 2);
    /// Runs along in a line of text.
    pub const PHRASING: TagProps = TagProps(1 << 3);
    /// The parser reopens it when it was closed by misnesting: `a`, `b`, `font`...
    pub const FORMATTING: TagProps = TagProps(1 << 4);
    /// `table` and what makes one up.
    pub const TABLE: TagProps = TagProps(1 << 5);
    /// `ul`, `ol`, `dl`, `menu`, `dir` and their items.
    pub const LIST: TagProps = TagProps(1 << 6);
    /// Sections of a page: `article`, `section`, `nav`, `aside`, `main`, `header`, `footer`...
    pub const SECTIONING: TagProps = TagProps(1 << 7);
    /// Shows no text of its own on the page: `script`, `style`, `head`, `template`, `svg`...
    pub const HIDDEN: TagProps = TagProps(1 << 8);
    /// Form controls and what belongs to them.
    pub const FORM: TagProps = TagProps(1 << 9);
    /// Pictures, sound, film and embedded pages.
    pub const MEDIA: TagProps = TagProps(1 << 10);

    // What the tree construction stage asks for.
    pub(crate) const SPECIAL: TagProps = TagProps(1 << 16);
    pub(crate) const SCOPE: TagProps = TagProps(1 << 17);
    pub(crate) const IMPLIED_END: TagProps = TagProps(1 << 18);
    pub(crate) const THOROUGH_IMPLIED_END: TagProps = TagProps(1 << 19);
    pub(crate) const FOSTER: TagProps = TagProps(1 << 20);
    pub(crate) const FOREIGN_BREAKOUT: TagProps = TagProps(1 << 21);
    pub(crate) const LOST_TEXT: TagProps = TagProps(1 << 22);

    pub(crate) const NONE: TagProps = TagProps(0);

    /// These bits and those of `other`.
    pub const fn union(self, other: TagProps) -> TagProps {
        TagProps(self.0 | other.0)
    }

    /// True when any bit of `other` is set.
    #[inline]
    pub const fn intersects(self, other: TagProps) -> bool {
        self.0 & other.0 != 0
    }

    /// True when every bit of `other` is set.
    #[inline]
    pub const fn contains(self, other: TagProps) -> bool {
        self.0 & other.0 == other.0
    }
}

impl std::fmt::Debug for TagProps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TagProps({:#b})", self.0)
    }
}

/// One row per known name: the constant, the spelling, the properties. Gives `Tag::P` and the like
/// their numbers, and [`NAMES`] and [`PROPS`] in the same order.
macro_rules! known_tags {
    ($($konst:ident $name:literal $props:expr;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Row { $($konst),* }

        impl Tag {
            $(
                #[doc = concat!("`<", $name, ">`")]
                pub const $konst: Tag = Tag(Row::$konst as u16);
            )*
        }

        /// Spellings, by [`Tag`].
        static NAMES: &[&str] = &[$($name),*];
        /// Properties, by [`Tag`].
        static PROPS: [TagProps; N_KNOWN] = CONST_PROPS;
        const CONST_PROPS: [TagProps; N_KNOWN] = [$($props),*];
        const N_KNOWN: usize = [$($name),*].len();
        const CONST_NAMES: [&str; N_KNOWN] = [$($name),*];
    };
}

const fn bits(list: &[TagProps]) -> TagProps {
    let mut all = TagProps::NONE;
    let mut at = 0;
    while at < list.len() {
        all = all.union(list[at]);
        at += 1;
    }
    all
}

// Short names for the table below only.
const BLOCK: TagProps = TagProps::BLOCK;
const HEADING: TagProps = TagProps::HEADING;
const VOID: TagProps = TagProps::VOID;
const PHRASING: TagProps = TagProps::PHRASING;
const FORMATTING: TagProps = TagProps::FORMATTING;
const TABLE: TagProps = TagProps::TABLE;
const LIST: TagProps = TagProps::LIST;
const SECTIONING: TagProps = TagProps::SECTIONING;
const HIDDEN: TagProps = TagProps::HIDDEN;
const FORM: TagProps = TagProps::FORM;
const MEDIA: TagProps = TagProps::MEDIA;
const SPECIAL: TagProps = TagProps::SPECIAL;
const SCOPE: TagProps = TagProps::SCOPE;
const IMPLIED: TagProps = TagProps::IMPLIED_END.union(TagProps::THOROUGH_IMPLIED_END);
const THOROUGH: TagProps = TagProps::THOROUGH_IMPLIED_END;
const FOSTER: TagProps = TagProps::FOSTER;
const BREAKOUT: TagProps = TagProps::FOREIGN_BREAKOUT;
const LOST: TagProps = TagProps::LOST_TEXT;

known_tags! {
    OTHER "" TagProps::NONE;
    A "a" bits(&[PHRASING, FORMATTING]);
    ABBR "abbr" PHRASING;
    ACRONYM "acronym" PHRASING;
    ADDRESS "address" bits(&[BLOCK, SPECIAL]);
    APPLET "applet" bits(&[PHRASING, MEDIA, SPECIAL, SCOPE]);
    AREA "area" bits(&[VOID, SPECIAL]);
    ARTICLE "article" bits(&[BLOCK, SECTIONING, SPECIAL]);
    ASIDE "aside" bits(&[BLOCK, SECTIONING, SPECIAL]);
    AUDIO "audio" bits(&[PHRASING, MEDIA]);
    B "b" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    BASE "base" bits(&[VOID, HIDDEN, SPECIAL]);
    BASEFONT "basefont" bits(&[VOID, HIDDEN, SPECIAL]);
    BDI "bdi" PHRASING;
    BDO "bdo" PHRASING;
    BGSOUND "bgsound" bits(&[VOID, HIDDEN, SPECIAL]);
    BIG "big" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    BLINK "blink" PHRASING;
    BLOCKQUOTE "blockquote" bits(&[BLOCK, SPECIAL, BREAKOUT]);
    BODY "body" bits(&[BLOCK, SPECIAL, BREAKOUT]);
    BR "br" bits(&[VOID, PHRASING, SPECIAL, BREAKOUT]);
    BUTTON "button" bits(&[PHRASING, FORM, SPECIAL]);
    CANVAS "canvas" bits(&[PHRASING, MEDIA]);
    CAPTION "caption" bits(&[BLOCK, TABLE, SPECIAL, SCOPE, THOROUGH]);
    CENTER "center" bits(&[BLOCK, SPECIAL, BREAKOUT]);
    CITE "cite" PHRASING;
    CODE "code" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    COL "col" bits(&[VOID, TABLE, SPECIAL]);
    COLGROUP "colgroup" bits(&[TABLE, SPECIAL, THOROUGH]);
    DATA "data" PHRASING;
    DATALIST "datalist" bits(&[HIDDEN, FORM]);
    DD "dd" bits(&[BLOCK, LIST, SPECIAL, IMPLIED, BREAKOUT]);
    DEL "del" PHRASING;
    DETAILS "details" bits(&[BLOCK, SPECIAL]);
    DFN "dfn" PHRASING;
    DIALOG "dialog" BLOCK;
    DIR "dir" bits(&[BLOCK, LIST, SPECIAL]);
    DIV "div" bits(&[BLOCK, SPECIAL, BREAKOUT]);
    DL "dl" bits(&[BLOCK, LIST, SPECIAL, BREAKOUT]);
    DT "dt" bits(&[BLOCK, LIST, SPECIAL, IMPLIED, BREAKOUT]);
    EM "em" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    EMBED "embed" bits(&[VOID, PHRASING, MEDIA, SPECIAL, BREAKOUT]);
    FIELDSET "fieldset" bits(&[BLOCK, FORM, SPECIAL]);
    FIGCAPTION "figcaption" bits(&[BLOCK, SPECIAL]);
    FIGURE "figure" bits(&[BLOCK, SPECIAL]);
    FONT "font" bits(&[PHRASING, FORMATTING]);
    FOOTER "footer" bits(&[BLOCK, SECTIONING, SPECIAL]);
    FORM "form" bits(&[BLOCK, FORM, SPECIAL]);
    FRAME "frame" bits(&[VOID, MEDIA, SPECIAL]);
    FRAMESET "frameset" bits(&[BLOCK, SPECIAL]);
    H1 "h1" bits(&[BLOCK, HEADING, SPECIAL, BREAKOUT]);
    H2 "h2" bits(&[BLOCK, HEADING, SPECIAL, BREAKOUT]);
    H3 "h3" bits(&[BLOCK, HEADING, SPECIAL, BREAKOUT]);
    H4 "h4" bits(&[BLOCK, HEADING, SPECIAL, BREAKOUT]);
    H5 "h5" bits(&[BLOCK, HEADING, SPECIAL, BREAKOUT]);
    H6 "h6" bits(&[BLOCK, HEADING, SPECIAL, BREAKOUT]);
    HEAD "head" bits(&[HIDDEN, SPECIAL, BREAKOUT]);
    HEADER "header" bits(&[BLOCK, SECTIONING, SPECIAL]);
    HGROUP "hgroup" bits(&[BLOCK, SPECIAL]);
    HR "hr" bits(&[BLOCK, VOID, SPECIAL, BREAKOUT]);
    HTML "html" bits(&[BLOCK, SPECIAL, SCOPE]);
    I "i" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    IFRAME "iframe" bits(&[HIDDEN, MEDIA, SPECIAL, LOST]);
    IMAGE "image" PHRASING;
    IMG "img" bits(&[VOID, PHRASING, MEDIA, SPECIAL, BREAKOUT]);
    INPUT "input" bits(&[VOID, PHRASING, FORM, SPECIAL]);
    INS "ins" PHRASING;
    ISINDEX "isindex" SPECIAL;
    KBD "kbd" PHRASING;
    KEYGEN "keygen" bits(&[VOID, FORM]);
    LABEL "label" bits(&[PHRASING, FORM]);
    LEGEND "legend" bits(&[BLOCK, FORM]);
    LI "li" bits(&[BLOCK, LIST, SPECIAL, IMPLIED, BREAKOUT]);
    LINK "link" bits(&[VOID, HIDDEN, SPECIAL]);
    LISTING "listing" bits(&[BLOCK, SPECIAL, BREAKOUT]);
    MAIN "main" bits(&[BLOCK, SECTIONING, SPECIAL]);
    MAP "map" PHRASING;
    MARK "mark" PHRASING;
    MARQUEE "marquee" bits(&[PHRASING, SPECIAL, SCOPE]);
    MATH "math" HIDDEN;
    MENU "menu" bits(&[BLOCK, LIST, SPECIAL, BREAKOUT]);
    MENUITEM "menuitem" TagProps::NONE;
    META "meta" bits(&[VOID, HIDDEN, SPECIAL, BREAKOUT]);
    METER "meter" bits(&[PHRASING, FORM]);
    NAV "nav" bits(&[BLOCK, SECTIONING, SPECIAL]);
    NOBR "nobr" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    NOEMBED "noembed" bits(&[HIDDEN, SPECIAL, LOST]);
    NOFRAMES "noframes" bits(&[HIDDEN, SPECIAL, LOST]);
    NOSCRIPT "noscript" SPECIAL;
    OBJECT "object" bits(&[PHRASING, MEDIA, SPECIAL, SCOPE]);
    OL "ol" bits(&[BLOCK, LIST, SPECIAL, BREAKOUT]);
    OPTGROUP "optgroup" bits(&[FORM, IMPLIED]);
    OPTION "option" bits(&[FORM, IMPLIED]);
    OUTPUT "output" bits(&[PHRASING, FORM]);
    P "p" bits(&[BLOCK, SPECIAL, IMPLIED, BREAKOUT]);
    PARAM "param" bits(&[VOID, HIDDEN, SPECIAL]);
    PICTURE "picture" bits(&[PHRASING, MEDIA]);
    PLAINTEXT "plaintext" bits(&[BLOCK, SPECIAL]);
    PRE "pre" bits(&[BLOCK, SPECIAL, BREAKOUT]);
    PROGRESS "progress" bits(&[PHRASING, FORM]);
    Q "q" PHRASING;
    RB "rb" bits(&[PHRASING, IMPLIED]);
    RP "rp" bits(&[PHRASING, IMPLIED]);
    RT "rt" bits(&[PHRASING, IMPLIED]);
    RTC "rtc" bits(&[PHRASING, IMPLIED]);
    RUBY "ruby" bits(&[PHRASING, BREAKOUT]);
    S "s" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    SAMP "samp" PHRASING;
    SCRIPT "script" bits(&[HIDDEN, SPECIAL, LOST]);
    SEARCH "search" bits(&[BLOCK, FORM]);
    SECTION "section" bits(&[BLOCK, SECTIONING, SPECIAL]);
    SELECT "select" bits(&[PHRASING, FORM, SPECIAL, SCOPE]);
    SELECTEDCONTENT "selectedcontent" FORM;
    SLOT "slot" TagProps::NONE;
    SMALL "small" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    SOURCE "source" bits(&[VOID, HIDDEN, MEDIA, SPECIAL]);
    SPAN "span" bits(&[PHRASING, BREAKOUT]);
    STRIKE "strike" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    STRONG "strong" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    STYLE "style" bits(&[HIDDEN, SPECIAL, LOST]);
    SUB "sub" bits(&[PHRASING, BREAKOUT]);
    SUMMARY "summary" bits(&[BLOCK, SPECIAL]);
    SUP "sup" bits(&[PHRASING, BREAKOUT]);
    SVG "svg" HIDDEN;
    TABLE "table" bits(&[BLOCK, TABLE, SPECIAL, SCOPE, FOSTER, BREAKOUT]);
    TBODY "tbody" bits(&[BLOCK, TABLE, SPECIAL, THOROUGH, FOSTER]);
    TD "td" bits(&[BLOCK, TABLE, SPECIAL, SCOPE, THOROUGH]);
    TEMPLATE "template" bits(&[HIDDEN, SPECIAL, SCOPE]);
    TEXTAREA "textarea" bits(&[PHRASING, FORM, SPECIAL]);
    TFOOT "tfoot" bits(&[BLOCK, TABLE, SPECIAL, THOROUGH, FOSTER]);
    TH "th" bits(&[BLOCK, TABLE, SPECIAL, SCOPE, THOROUGH]);
    THEAD "thead" bits(&[BLOCK, TABLE, SPECIAL, THOROUGH, FOSTER]);
    TIME "time" PHRASING;
    TITLE "title" bits(&[HIDDEN, SPECIAL]);
    TR "tr" bits(&[BLOCK, TABLE, SPECIAL, THOROUGH, FOSTER]);
    TRACK "track" bits(&[VOID, HIDDEN, MEDIA, SPECIAL]);
    TT "tt" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    U "u" bits(&[PHRASING, FORMATTING, BREAKOUT]);
    UL "ul" bits(&[BLOCK, LIST, SPECIAL, BREAKOUT]);
    VAR "var" bits(&[PHRASING, BREAKOUT]);
    VIDEO "video" bits(&[PHRASING, MEDIA]);
    WBR "wbr" bits(&[VOID, PHRASING, SPECIAL]);
    XMP "xmp" bits(&[BLOCK, SPECIAL]);
    // Names that matter only inside svg and math; the drawing ones are here because they are many.
    CIRCLE "circle" TagProps::NONE;
    CLIPPATH "clippath" TagProps::NONE;
    DEFS "defs" TagProps::NONE;
    ELLIPSE "ellipse" TagProps::NONE;
    G "g" TagProps::NONE;
    LINE "line" TagProps::NONE;
    LINEARGRADIENT "lineargradient" TagProps::NONE;
    MASK "mask" TagProps::NONE;
    PATH "path" TagProps::NONE;
    POLYGON "polygon" TagProps::NONE;
    POLYLINE "polyline" TagProps::NONE;
    RECT "rect" TagProps::NONE;
    STOP "stop" TagProps::NONE;
    SYMBOL "symbol" TagProps::NONE;
    USE "use" TagProps::NONE;
    ANNOTATION_XML "annotation-xml" TagProps::NONE;
    DESC "desc" TagProps::NONE;
    FOREIGNOBJECT "foreignobject" TagProps::NONE;
    MALIGNMARK "malignmark" TagProps::NONE;
    MGLYPH "mglyph" TagProps::NONE;
    MI "mi" TagProps::NONE;
    MN "mn" TagProps::NONE;
    MO "mo" TagProps::NONE;
    MS "ms" TagProps::NONE;
    MTEXT "mtext" TagProps::NONE;
}

impl Tag {
    /// How many tags there are, [`Tag::OTHER`] included: every [`Tag::index`] is below.
    pub const COUNT: usize = N_KNOWN;

    /// The tag's number, to index a table of one's own.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The tag with this number, or [`Tag::OTHER`] when there is none.
    #[inline]
    pub(crate) const fn from_index(index: u32) -> Tag {
        if (index as usize) < N_KNOWN { Tag(index as u16) } else { Tag::OTHER }
    }

    /// Lower-case spelling; empty for [`Tag::OTHER`].
    #[inline]
    pub fn name(self) -> &'static str {
        NAMES[self.index()]
    }

    /// What the standard says about it; no bits for [`Tag::OTHER`].
    #[inline]
    pub fn props(self) -> TagProps {
        PROPS[self.index()]
    }

    /// The same, to build tables with.
    pub(crate) const fn const_props(self) -> TagProps {
        CONST_PROPS[self.index()]
    }

    /// True when any of these properties holds.
    #[inline]
    pub fn is(self, props: TagProps) -> bool {
        self.props().intersects(props)
    }

    /// The tag of a lower-case name; [`Tag::OTHER`] when it is none of ours.
    pub fn from_name(name: &str) -> Tag {
        PackedName::new(name.as_bytes()).map_or(Tag::OTHER, Tag::from_packed)
    }

    /// The tag's number of a name of 1 to 8 bytes, packed as in [`PackedName::lo`]; 0, which is
    /// [`Tag::OTHER`], for other names.
    #[inline]
    pub(crate) fn number_of_short(name: u64) -> u32 {
        SHORT.find(name)
    }

    /// The same, for a name packed already.
    #[inline]
    pub(crate) fn from_packed(name: PackedName) -> Tag {
        let mut slot = name.slot(TAG_SLOT_BITS);
        loop {
            let (known, tag) = TAG_SLOTS[slot];
            if known.lo == name.lo && known.hi == name.hi {
                return Tag(tag);
            }
            if known.lo == 0 {
                return Tag::OTHER;
            }
            slot = (slot + 1) % TAG_SLOTS.len();
        }
    }
}

impl std::fmt::Debug for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Tag::OTHER { f.write_str("Tag(other)") } else { write!(f, "Tag({})", self.name()) }
    }
}

/// 2^64 divided by the golden ratio, for Fibonacci hashing.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A name of 1 to 16 bytes as two little-endian words, padded with zeros: two compares instead of
/// a string compare. `lo == 0` stands for no name at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PackedName {
    pub(crate) lo: u64,
    pub(crate) hi: u64,
}

impl PackedName {
    pub(crate) const NONE: PackedName = PackedName { lo: 0, hi: 0 };

    /// Packs `name` as it stands; `None` when it is empty, longer than 16 bytes or holds a zero.
    pub(crate) const fn new(name: &[u8]) -> Option<PackedName> {
        if name.is_empty() || name.len() > 16 {
            return None;
        }
        let mut packed = PackedName::NONE;
        let mut at = 0;
        while at < name.len() {
            // A zero byte would read as the end of a shorter name.
            if name[at] == 0 {
                return None;
            }
            if at < 8 {
                packed.lo |= (name[at] as u64) << (8 * at);
            } else {
                packed.hi |= (name[at] as u64) << (8 * (at - 8));
            }
            at += 1;
        }
        Some(packed)
    }

    /// The same name with its capitals made small.
    #[inline]
    pub(crate) fn to_lower(self) -> PackedName {
        let lower = |word: u64| u64::from_le_bytes(word.to_le_bytes().map(|byte| byte.to_ascii_lowercase()));
        PackedName { lo: lower(self.lo), hi: lower(self.hi) }
    }

    /// Where a table of `2^slot_bits` slots holds this name at best.
    #[inline]
    pub(crate) const fn slot(self, slot_bits: u32) -> usize {
        let mixed = (self.lo ^ self.hi.rotate_left(29)).wrapping_mul(GOLDEN);
        (mixed >> (64 - slot_bits)) as usize
    }
}

/// Four slots for each name keeps most names in their best slot.
const TAG_SLOT_BITS: u32 = 10;
static TAG_SLOTS: [(PackedName, u16); 1 << TAG_SLOT_BITS] = slots(&CONST_NAMES);

/// Names of up to 8 bytes once more, in tables small enough to stay in the nearest cache.
static SHORT: ShortSlots = ShortSlots::new(&CONST_NAMES);

const SHORT_SLOT_BITS: u32 = 9;

/// An open-addressing table of names of up to 8 bytes.
pub(crate) struct ShortSlots {
    names: [u64; 1 << SHORT_SLOT_BITS],
    indices: [u8; 1 << SHORT_SLOT_BITS],
}

impl ShortSlots {
    /// A table of names to their index, which is below 256; longer names are left out.
    pub(crate) const fn new<const N: usize>(list: &[&str; N]) -> ShortSlots {
        assert!(N <= 256);
        let mut names = [0; 1 << SHORT_SLOT_BITS];
        let mut indices = [0; 1 << SHORT_SLOT_BITS];
        let mut at = 0;
        while at < N {
            if let Some(PackedName { lo, hi: 0 }) = PackedName::new(list[at].as_bytes()) {
                let mut slot = ShortSlots::slot(lo);
                while names[slot] != 0 {
                    slot = (slot + 1) % names.len();
                }
                names[slot] = lo;
                indices[slot] = at as u8;
            }
            at += 1;
        }
        ShortSlots { names, indices }
    }

    #[inline]
    const fn slot(name: u64) -> usize {
        (name.wrapping_mul(GOLDEN) >> (64 - SHORT_SLOT_BITS)) as usize
    }

    /// The index of a name, packed as in [`PackedName::lo`]; 0 when it is not in the table.
    #[inline]
    pub(crate) fn find(&self, name: u64) -> u32 {
        let mut slot = ShortSlots::slot(name);
        loop {
            let known = self.names[slot];
            // The index of an empty slot is 0.
            if known == name || known == 0 {
                return u32::from(self.indices[slot]);
            }
            slot = (slot + 1) % self.names.len();
        }
    }
}

/// An open-addressing table of names to their index; names that are empty or too long are left out.
pub(crate) const fn slots<const N: usize, const M: usize>(names: &[&str; N]) -> [(PackedName, u16); M] {
    let mut table = [(PackedName::NONE, 0); M];
    let mut at = 0;
    while at < N {
        if let Some(name) = PackedName::new(names[at].as_bytes()) {
            let mut slot = name.slot(M.trailing_zeros());
            while table[slot].0.lo != 0 {
                slot = (slot + 1) % M;
            }
            table[slot] = (name, at as u16);
        }
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again() {
        for (index, name) in NAMES.iter().enumerate().skip(1) {
            assert_eq!(Tag::from_name(name).index(), index, "{name}");
        }
    }

    #[test]
    fn other_names_are_other() {
        for name in ["", "x", "divv", "di", "svg-icon-element", "annotation-xml-2", "DIV"] {
            assert_eq!(Tag::from_name(name), Tag::OTHER, "{name}");
        }
    }
}
