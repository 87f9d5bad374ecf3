//! One selector: read by `cssparser` and `selectors`, matched against elements of a [`Dom`].

use std::fmt;

use cssparser::{BasicParseErrorKind, ParseErrorKind, ToCss};
use precomputed_hash::PrecomputedHash;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::matching::{
    ElementSelectorFlags, MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags,
    QuirksMode, SelectorCaches, matches_selector,
};
use selectors::parser::{
    NonTSPseudoClass, ParseRelative, Parser, PseudoElement, SelectorImpl, SelectorList,
    SelectorParseErrorKind,
};
use selectors::{Element, OpaqueElement};

use crate::html::attr::AttrName;
use crate::html::dom::{Dom, Namespace, NodeId};
use crate::html::tag::Tag;

/// A list of CSS selectors (`h1, .title > a`), parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    pub(super) list: SelectorList<Words>,
}

/// What is wrong with the text of a selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SelectorError {
    /// In words, lower case, no full stop.
    pub message: String,
    /// Where the reader stood when it gave up: bytes from the start of the text.
    pub column: usize,
}

impl Selector {
    /// Parses a list of selectors.
    ///
    /// # Errors
    /// When the text is not a list of selectors, or uses a part of the language that cannot be
    /// known without styles or a user.
    pub fn parse(text: &str) -> Result<Selector, SelectorError> {
        let mut parser = cssparser::Parser::new(text);
        match SelectorList::parse(&Language, &mut parser, ParseRelative::No) {
            Ok(list) => Ok(Selector { list }),
            Err(error) => Err(SelectorError {
                message: describe(&error.kind),
                column: parser.position().byte_index().min(text.len()),
            }),
        }
    }

    /// True when the node is an element that any selector of the list matches.
    pub fn matches(&self, dom: Dom<'_>, node: NodeId) -> bool {
        let mut caches = SelectorCaches::default();
        dom.is_element(node) && self.matches_with(DomElement { dom, node }, &mut caches)
    }

    /// The first element of the page, in document order, that matches.
    pub fn first(&self, dom: Dom<'_>) -> Option<NodeId> {
        let mut caches = SelectorCaches::default();
        dom.descendants(dom.root())
            .filter(|&node| dom.is_element(node))
            .find(|&node| self.matches_with(DomElement { dom, node }, &mut caches))
    }

    /// Every element of the page that matches, in document order.
    pub fn all(&self, dom: Dom<'_>) -> Vec<NodeId> {
        let mut caches = SelectorCaches::default();
        dom.descendants(dom.root())
            .filter(|&node| dom.is_element(node))
            .filter(|&node| self.matches_with(DomElement { dom, node }, &mut caches))
            .collect()
    }

    fn matches_with(&self, element: DomElement<'_>, caches: &mut SelectorCaches) -> bool {
        let mut context = context(caches);
        self.list.slice().iter().any(|one| matches_selector(one, 0, None, &element, &mut context))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.to_css(f)
    }
}

pub(super) fn context(caches: &mut SelectorCaches) -> MatchingContext<'_, Words> {
    MatchingContext::new(
        MatchingMode::Normal,
        None,
        caches,
        QuirksMode::NoQuirks,
        NeedsSelectorFlags::No,
        MatchingForInvalidation::No,
    )
}

fn describe(kind: &ParseErrorKind<SelectorParseErrorKind>) -> String {
    let words = match kind {
        ParseErrorKind::Basic(BasicParseErrorKind::EndOfInput) => "the selector ends too early",
        ParseErrorKind::Basic(BasicParseErrorKind::TooManyNestedBlocks) => "too many nested parentheses",
        ParseErrorKind::Basic(_) => "this is not part of a selector",
        ParseErrorKind::Custom(custom) => match custom {
            SelectorParseErrorKind::EmptySelector => "a selector is missing here",
            SelectorParseErrorKind::DanglingCombinator => "a combinator with nothing after it",
            SelectorParseErrorKind::UnsupportedPseudoClassOrElement => {
                "this pseudo-class or pseudo-element is not supported"
            }
            SelectorParseErrorKind::NoQualifiedNameInAttributeSelector
            | SelectorParseErrorKind::InvalidQualNameInAttr => "an attribute's name is missing here",
            SelectorParseErrorKind::UnexpectedTokenInAttributeSelector
            | SelectorParseErrorKind::ExpectedBarInAttr => "this does not belong in an attribute selector",
            SelectorParseErrorKind::BadValueInAttr => "an attribute's value must be a word or in quotes",
            SelectorParseErrorKind::ClassNeedsIdent => "a class name is missing after the dot",
            SelectorParseErrorKind::PseudoElementExpectedIdent | SelectorParseErrorKind::NoIdentForPseudo => {
                "the name of a pseudo-class is missing after the colon"
            }
            SelectorParseErrorKind::ExpectedNamespace => "namespaces are not supported",
            _ => "this is not part of a selector",
        },
    };
    words.to_owned()
}

/// The part of the selector language we read.
struct Language;

impl<'i> Parser<'i> for Language {
    type Impl = Words;
    type Error = SelectorParseErrorKind;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    /// A fault inside `:is()` is a fault of the rule, not something to pass over.
    fn allow_forgiving_selectors(&self) -> bool {
        false
    }
}

/// How the words of a selector are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words;

impl SelectorImpl for Words {
    type AttrValue = Word;
    type Identifier = Word;
    type LocalName = Name;
    type NamespacePrefix = Word;
    type NamespaceUrl = Word;
    type BorrowedNamespaceUrl = Word;
    type BorrowedLocalName = Name;
    type NonTSPseudoClass = Nothing;
    type PseudoElement = Nothing;
    type ExtraMatchingData<'a> = ();
}

/// A class, an id or a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word(pub(super) Box<str>);

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word(text.into())
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Word {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        cssparser::serialize_identifier(&self.0, out)
    }
}

impl PrecomputedHash for Word {
    fn precomputed_hash(&self) -> u32 {
        hash(&self.0)
    }
}

/// The name of an element or of an attribute, with the numbers it has among either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: Box<str>,
    pub(super) tag: Option<Tag>,
    pub(super) attr: Option<AttrName>,
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        let tag = Some(Tag::from_name(text)).filter(|&tag| tag != Tag::OTHER);
        Name { text: text.into(), tag, attr: AttrName::from_name(text) }
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        cssparser::serialize_identifier(&self.text, out)
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        hash(&self.text)
    }
}

/// FNV-1a, 32 bits: the matcher wants some hash that does not change.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// There are no pseudo-elements and no pseudo-classes of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Nothing {}

impl NonTSPseudoClass for Nothing {
    fn is_active_or_hover(&self) -> bool {
        match *self {}
    }
    fn is_user_action_state(&self) -> bool {
        match *self {}
    }
}

impl PseudoElement for Nothing {}

impl ToCss for Nothing {
    fn to_css<W: fmt::Write>(&self, _out: &mut W) -> fmt::Result {
        match *self {}
    }
}

/// An element as the matcher sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct DomElement<'a> {
    pub(super) dom: Dom<'a>,
    pub(super) node: NodeId,
}

impl<'a> DomElement<'a> {
    fn at(self, node: NodeId) -> DomElement<'a> {
        DomElement { dom: self.dom, node }
    }

    fn first_element_from(self, start: Option<NodeId>, next: Step<'a>) -> Option<DomElement<'a>> {
        let mut at = start;
        while let Some(node) = at {
            if self.dom.is_element(node) {
                return Some(self.at(node));
            }
            at = next(self.dom, node);
        }
        None
    }
}

type Step<'a> = fn(Dom<'a>, NodeId) -> Option<NodeId>;

impl<'a> Element for DomElement<'a> {
    type Impl = Words;

    fn opaque(&self) -> OpaqueElement {
        self.dom.opaque(self.node)
    }

    fn parent_element(&self) -> Option<Self> {
        let parent = self.dom.parent(self.node)?;
        self.dom.is_element(parent).then(|| self.at(parent))
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.first_element_from(self.dom.prev_sibling(self.node), Dom::prev_sibling)
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.first_element_from(self.dom.next_sibling(self.node), Dom::next_sibling)
    }

    fn first_element_child(&self) -> Option<Self> {
        self.first_element_from(self.dom.first_child(self.node), Dom::next_sibling)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.dom.namespace(self.node) == Namespace::Html
    }

    fn has_local_name(&self, name: &Name) -> bool {
        match name.tag {
            Some(tag) => self.dom.name_number(self.node) == tag.index() as u32,
            None => self.dom.tag_name(self.node) == &*name.text,
        }
    }

    fn has_namespace(&self, _namespace: &Word) -> bool {
        true
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.dom.name_number(self.node) == self.dom.name_number(other.node)
            && self.dom.namespace(self.node) == self.dom.namespace(other.node)
    }

    fn attr_matches(
        &self,
        _namespace: &NamespaceConstraint<&Word>,
        name: &Name,
        operation: &AttrSelectorOperation<&Word>,
    ) -> bool {
        let value = match name.attr {
            Some(known) => self.dom.attr(self.node, known),
            None => self.dom.attr_named(self.node, &name.text),
        };
        value.is_some_and(|value| operation.eval_str(value))
    }

    fn match_non_ts_pseudo_class(&self, class: &Nothing, _context: &mut MatchingContext<'_, Words>) -> bool {
        match *class {}
    }

    fn match_pseudo_element(&self, element: &Nothing, _context: &mut MatchingContext<'_, Words>) -> bool {
        match *element {}
    }

    fn apply_selector_flags(&self, _flags: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        matches!(self.dom.tag(self.node), Some(Tag::A | Tag::AREA | Tag::LINK))
            && self.dom.attr(self.node, AttrName::HREF).is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Word, case: CaseSensitivity) -> bool {
        self.dom.attr(self.node, AttrName::ID).is_some_and(|value| case.eq(id.0.as_bytes(), value.as_bytes()))
    }

    fn has_class(&self, class: &Word, case: CaseSensitivity) -> bool {
        self.dom.attr(self.node, AttrName::CLASS).is_some_and(|value| {
            value.split_ascii_whitespace().any(|word| case.eq(class.0.as_bytes(), word.as_bytes()))
        })
    }

    fn has_custom_state(&self, _name: &Word) -> bool {
        false
    }

    fn imported_part(&self, _name: &Word) -> Option<Word> {
        None
    }

    fn is_part(&self, _name: &Word) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.dom.first_child(self.node).is_none()
    }

    fn is_root(&self) -> bool {
        self.dom.parent(self.node) == Some(Dom::ROOT)
    }

    fn add_element_unique_hashes(&self, _filter: &mut BloomFilter) -> bool {
        false
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    pub(in crate::html::select) const PAGE: &str = "<div id=top class='a b'><p class=a>one<p data-kind=x>two</p><ul><li>1<li>2<li>3</ul>\
        <x-box class=c><img src=y></x-box></div>";

    fn matched_names(selector: &str) -> String {
        let mut arena = Arena::new();
        let dom = arena.parse(PAGE, &ParseOptions::default());
        let selector = Selector::parse(selector).expect("the test's selector is right");
        let all: Vec<&str> = selector.all(dom).into_iter().map(|node| dom.tag_name(node)).collect();
        all.join(" ")
    }

    #[test]
    fn selects_by_all_that_is_supported() {
        let check = |selector, expected: &str| assert_eq!(matched_names(selector), expected, "{selector}");
        check("#top", "div");
        check(".a", "div p");
        check("p.a + p", "p");
        check("[data-kind=x]", "p");
        check("x-box > img[src]", "img");
        check("div:has(> x-box)", "div");
        check("li:nth-child(2), li:last-child", "li li");
        check("p:not(.a)", "p");
        check(":is(ul, x-box)", "ul x-box");
        check("img:empty", "img");
        check("DIV X-BOX", "x-box");
        check(":root", "html");
        check("li:nth-child(1 of :not(.c))", "li");
    }

    #[test]
    fn faults_are_named_with_their_place() {
        let check = |text: &str, column: usize, message: &str| {
            let error = Selector::parse(text).expect_err(text);
            assert_eq!((error.column, error.message.as_str()), (column, message), "{text}");
        };
        check("", 0, "a selector is missing here");
        check("div >", 5, "a combinator with nothing after it");
        check("a:hover", 7, "this pseudo-class or pseudo-element is not supported");
        check("a[", 2, "the selector ends too early");
        assert!(Selector::parse("a, , b").is_err());
        assert!(Selector::parse("a:is(b, %)").is_err());
        assert!(Selector::parse(&":not(".repeat(10_000)).is_err());
    }
}
