//! The elements around the blocks of a page: a small tree with what each holds and what its
//! classes, its tag and its place say.
//!
//! Only elements that hold a block are looked at, each once. A parent is always numbered before
//! its children, so that facts flow down in one pass forwards and up in one pass backwards.

use fearless_simd::Level;

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};

use crate::label::classifier::features::classes::{ClassFacts, Classes};
use crate::label::classifier::features::looks::Looks;
use crate::label::classifier::features::names;
use crate::label::classifier::features::paths::{Path, Paths};
use crate::label::classifier::features::tables::{Odds, Tables};
use crate::label::classifier::features::tokens::{Family, Hasher};

/// No element.
pub(crate) const NONE: u32 = u32::MAX;

/// Where an element stands, as bits that children inherit.
pub(crate) mod inside {
    pub(crate) const NAV: u32 = 1;
    pub(crate) const HEADER: u32 = 1 << 1;
    pub(crate) const FOOTER: u32 = 1 << 2;
    pub(crate) const ASIDE: u32 = 1 << 3;
    pub(crate) const MAIN: u32 = 1 << 4;
    pub(crate) const ARTICLE: u32 = 1 << 5;
    pub(crate) const SECTION: u32 = 1 << 6;
    pub(crate) const FORM: u32 = 1 << 7;
    pub(crate) const CONTROL: u32 = 1 << 8;
    pub(crate) const FIGURE: u32 = 1 << 9;
    pub(crate) const TABLE: u32 = 1 << 10;
    pub(crate) const LIST: u32 = 1 << 11;
    pub(crate) const LINK: u32 = 1 << 12;
    pub(crate) const HIDDEN: u32 = 1 << 13;
    pub(crate) const NOSCRIPT: u32 = 1 << 14;
    pub(crate) const QUOTE: u32 = 1 << 15;
    pub(crate) const DETAILS: u32 = 1 << 16;
    pub(crate) const DIALOG: u32 = 1 << 17;
    // What class names say: for telling labels, and as hints where training saw too little.
    pub(crate) const COMMENT: u32 = 1 << 18;
    pub(crate) const RELATED: u32 = 1 << 19;
    pub(crate) const SHARE: u32 = 1 << 20;
    pub(crate) const CONSENT: u32 = 1 << 21;
    pub(crate) const LEGAL: u32 = 1 << 22;
    pub(crate) const AD: u32 = 1 << 23;
    pub(crate) const TAGS: u32 = 1 << 24;
    pub(crate) const BYLINE: u32 = 1 << 25;
    pub(crate) const PROMO: u32 = 1 << 26;
    pub(crate) const MENU: u32 = 1 << 27;
    pub(crate) const CAPTION: u32 = 1 << 28;
    pub(crate) const BODY: u32 = 1 << 29;
    pub(crate) const DATE: u32 = 1 << 30;
}

/// One element that holds text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element {
    pub(crate) node: NodeId,
    pub(crate) parent: u32,
    /// The nearest block-level element above, [`NONE`] at the top.
    pub(crate) block_parent: u32,
    pub(crate) tag: Tag,
    pub(crate) is_block: bool,
    pub(crate) depth: u16,
    pub(crate) inside: u32,
    /// Number of the nearest `<article>` (from 1 in page order), 0 outside.
    pub(crate) article: u32,
    /// Number of what it looks like: tag and classes.
    pub(crate) look: u32,
    path: Path,
    /// Number of its look below that of its parent.
    pub(crate) peers: u32,
    /// Mean log-odds of the classes and ids, whole and in parts, of the nearest element that has any.
    pub(crate) near: f32,
    pub(crate) near_words: f32,
    /// Decaying sum, least and greatest over all elements around.
    pub(crate) chain_sum: f32,
    pub(crate) chain_min: f32,
    pub(crate) chain_max: f32,
    pub(crate) chain_words_sum: f32,
    pub(crate) chain_words_min: f32,
    pub(crate) chain_words_max: f32,
    pub(crate) attribute_odds: f32,
    pub(crate) path_odds: f32,
    // What the element holds, children included.
    pub(crate) n_words: f32,
    pub(crate) n_link_words: f32,
    pub(crate) n_long_words: f32,
    pub(crate) n_blocks: u32,
    pub(crate) first_block: u32,
    pub(crate) last_block: u32,
    /// Readability's score, before the share of links is taken into account.
    pub(crate) score: f32,
    /// How many levels up the first element is that also holds the top candidate.
    pub(crate) top_level: u16,
}

/// How much of the sum over the elements around is left one element further in.
const CHAIN_DECAY: f32 = 0.75;

/// All elements that hold text, parents before children.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    pub(crate) list: Vec<Element>,
    /// For each node of the page, its number in `list`.
    numbers: Vec<u32>,
    path: Vec<NodeId>,
    classes: Classes,
    pub(crate) looks: Looks,
    paths: Paths,
    n_articles: u32,
    /// Elements with a class or an id, and those of them of whose names training saw some.
    n_named: u32,
    n_known: u32,
}

impl Elements {
    /// Starts a page.
    pub(crate) fn clear(&mut self, dom: Dom<'_>) {
        self.list.clear();
        self.numbers.clear();
        self.numbers.resize(dom.len(), NONE);
        self.n_articles = 0;
        (self.n_named, self.n_known) = (0, 0);
        self.classes.clear();
        self.looks.clear(dom.n_classes());
    }

    pub(crate) fn n_articles(&self) -> u32 {
        self.n_articles
    }

    /// Share of the elements with a class or an id of whose names training saw some; 0.0 without any.
    pub(crate) fn known_share(&self) -> f32 {
        self.n_known as f32 / self.n_named.max(1) as f32
    }

    /// Number of the element `node`; it and all around it are looked at when they are new.
    pub(crate) fn of(&mut self, dom: Dom<'_>, node: NodeId, tables: &Tables) -> u32 {
        let mut at = node;
        let mut parent = NONE;
        self.path.clear();
        loop {
            let number = self.numbers[at.index()];
            if number != NONE {
                parent = number;
                break;
            }
            self.path.push(at);
            match dom.parent(at) {
                Some(above) => at = above,
                None => break,
            }
        }
        while let Some(node) = self.path.pop() {
            let number = self.list.len() as u32;
            self.numbers[node.index()] = number;
            self.look_at(dom, node, parent, tables);
            parent = number;
        }
        parent
    }

    /// Number of the look of an element below that of the block-level element around it.
    pub(crate) fn looks_of(&mut self, number: u32) -> u32 {
        let element = &self.list[number as usize];
        if element.block_parent == element.parent {
            return element.peers;
        }
        let above = self.list.get(element.block_parent as usize).map_or(NONE, |above| above.look);
        self.looks.below(element.look, above)
    }

    /// Appends an element to the list.
    fn look_at(&mut self, dom: Dom<'_>, node: NodeId, parent: u32, tables: &Tables) {
        let tag = dom.tag(node).unwrap_or(Tag::OTHER);
        let mut element = match self.list.get(parent as usize) {
            Some(above) => child_of(above, parent),
            None => outermost(node),
        };
        element.node = node;
        element.tag = tag;
        element.path = Path::of(tag, element.path);
        element.is_block = tag.is(TagProps::BLOCK) || parent == NONE;
        element.inside |= tag_bits(tag);
        if tag == Tag::ARTICLE {
            self.n_articles += 1;
            element.article = self.n_articles;
        }
        let above = element.look;
        let class = self.look_at_attributes(dom, &mut element, tables);
        element.look = self.looks.of(tag, class);
        element.peers = self.looks.below(element.look, above);
        element.path_odds = self.paths.odds(element.path, tables);
        self.list.push(element);
    }

    /// One pass over the attributes: what each tells goes into `element`; the number of the class value, if
    /// there is one and it is not empty.
    fn look_at_attributes(&mut self, dom: Dom<'_>, element: &mut Element, tables: &Tables) -> Option<usize> {
        let mut is_named = false;
        let mut class_number = None;
        let mut class = ClassFacts::default();
        let mut odds = Odds::default();
        for attr in dom.attr_views(element.node) {
            if let Some(number) = attr.class() {
                if let Some(facts) = self.classes.numbered(dom, number, tables) {
                    is_named = true;
                    class_number = Some(number);
                    class = class.join(facts);
                }
                continue;
            }
            let Some(name) = attr.name() else { continue };
            match name {
                AttrName::ID => {
                    let value = attr.value();
                    if !value.is_empty() {
                        is_named = true;
                        class = class.join(self.classes.of_id(value, tables));
                    }
                }
                AttrName::ROLE | AttrName::ITEMPROP | AttrName::DATA_TESTID => {
                    let value = attr.value();
                    if !value.is_empty() {
                        odds.add(tables.units(attribute_token(name, value)));
                    }
                    element.inside |= if name == AttrName::ROLE { role_bits(value) } else { 0 };
                }
                AttrName::HIDDEN => element.inside |= inside::HIDDEN,
                AttrName::ARIA_HIDDEN if attr.value() == "true" => element.inside |= inside::HIDDEN,
                AttrName::STYLE if hides(attr.value()) => element.inside |= inside::HIDDEN,
                _ => {}
            }
        }
        self.n_named += u32::from(is_named);
        self.n_known += u32::from(!(class.whole.is_empty() && class.words.is_empty()));
        element.inside |= class.hints;
        element.attribute_odds = CHAIN_DECAY * element.attribute_odds + odds.sum();
        note_chain(element, class);
        class_number
    }
}

/// Calls `each` with the tokens that learning wants of an element: classes, ids and their parts,
/// roles, the path of tags.
pub(crate) fn learning_tokens(elements: &Elements, dom: Dom<'_>, number: usize, mut each: impl FnMut(u32)) {
    let element = &elements.list[number];
    for name in [AttrName::CLASS, AttrName::ID] {
        if let Some(value) = dom.attr(element.node, name) {
            names::tokens_of(Level::new(), value, |token, _| each(token));
        }
    }
    each_attribute_token(dom, element.node, &mut each);
    each(element.path.token());
}

fn each_attribute_token(dom: Dom<'_>, node: NodeId, mut each: impl FnMut(u32)) {
    for (name, value) in dom.known_attrs(node) {
        if matches!(name, AttrName::ROLE | AttrName::ITEMPROP | AttrName::DATA_TESTID) && !value.is_empty() {
            each(attribute_token(name, value));
        }
    }
}

fn attribute_token(name: AttrName, value: &str) -> u32 {
    /// Bytes of a value that count.
    const MAX_BYTES: usize = 40;
    let mut hasher = Hasher::new();
    hasher.number(name.index() as u64);
    for &byte in value.as_bytes().iter().take(MAX_BYTES) {
        hasher.byte(byte.to_ascii_lowercase());
    }
    hasher.token(Family::Attribute)
}

/// Carries the odds of an element's classes into what its children will see.
fn note_chain(element: &mut Element, class: ClassFacts) {
    element.chain_sum = CHAIN_DECAY * element.chain_sum + class.whole.mean();
    element.chain_words_sum = CHAIN_DECAY * element.chain_words_sum + class.words.mean();
    if !class.whole.is_empty() {
        element.near = class.whole.mean();
        element.chain_min = element.chain_min.min(class.whole.min());
        element.chain_max = element.chain_max.max(class.whole.max());
    }
    if !class.words.is_empty() {
        element.near_words = class.words.mean();
        element.chain_words_min = element.chain_words_min.min(class.words.min());
        element.chain_words_max = element.chain_words_max.max(class.words.max());
    }
}

fn outermost(node: NodeId) -> Element {
    Element {
        node,
        parent: NONE,
        block_parent: NONE,
        tag: Tag::OTHER,
        is_block: true,
        depth: 0,
        inside: 0,
        article: 0,
        look: NONE,
        path: Path::default(),
        peers: NONE,
        near: 0.0,
        near_words: 0.0,
        chain_sum: 0.0,
        chain_min: 0.0,
        chain_max: 0.0,
        chain_words_sum: 0.0,
        chain_words_min: 0.0,
        chain_words_max: 0.0,
        attribute_odds: 0.0,
        path_odds: 0.0,
        n_words: 0.0,
        n_link_words: 0.0,
        n_long_words: 0.0,
        n_blocks: 0,
        first_block: u32::MAX,
        last_block: 0,
        score: 0.0,
        top_level: 0,
    }
}

/// A child with all that it inherits.
fn child_of(above: &Element, parent: u32) -> Element {
    Element {
        parent,
        block_parent: if above.is_block { parent } else { above.block_parent },
        depth: above.depth.saturating_add(1),
        ..*above
    }
}

fn tag_bits(tag: Tag) -> u32 {
    match tag {
        Tag::NAV => inside::NAV,
        Tag::HEADER => inside::HEADER,
        Tag::FOOTER => inside::FOOTER,
        Tag::ASIDE => inside::ASIDE,
        Tag::MAIN => inside::MAIN,
        Tag::ARTICLE => inside::ARTICLE,
        Tag::SECTION => inside::SECTION,
        Tag::FORM => inside::FORM,
        Tag::BUTTON | Tag::LABEL | Tag::SELECT | Tag::OPTION | Tag::TEXTAREA => inside::CONTROL,
        Tag::FIGURE => inside::FIGURE,
        Tag::FIGCAPTION => inside::CAPTION | inside::FIGURE,
        Tag::TABLE => inside::TABLE,
        Tag::LI => inside::LIST,
        Tag::A => inside::LINK,
        Tag::NOSCRIPT => inside::NOSCRIPT,
        Tag::BLOCKQUOTE => inside::QUOTE,
        Tag::DETAILS | Tag::SUMMARY => inside::DETAILS,
        Tag::DIALOG => inside::DIALOG,
        Tag::TIME => inside::DATE,
        _ => 0,
    }
}

fn role_bits(role: &str) -> u32 {
    match role {
        "navigation" | "menu" | "menubar" => inside::NAV,
        "banner" => inside::HEADER,
        "contentinfo" => inside::FOOTER,
        "complementary" => inside::ASIDE,
        "main" => inside::MAIN,
        "dialog" | "alertdialog" => inside::DIALOG,
        _ => 0,
    }
}

fn hides(style: &str) -> bool {
    // Hardly a style does.
    if !style.contains("none") && !style.contains("hidden") {
        return false;
    }
    let mut found = false;
    for part in style.split(';') {
        if let Some((name, value)) = part.split_once(':') {
            found |= matches!(
                (name.trim(), value.trim()),
                ("display", "none" | "none !important") | ("visibility", "hidden")
            );
        }
    }
    found
}
