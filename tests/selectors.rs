//! Our selectors against those of the crate `scraper`, on generated pages and on real ones.

#[path = "oracle/fragments.rs"]
mod fragments;
#[path = "oracle/pages.rs"]
mod pages;

use fragments::{Dice, Fragments};
use tamis::html::{Arena, Dom, NodeId, ParseOptions, Selector, SelectorSet};

/// What a plain `cargo test` can afford without optimisation.
const DEFAULT_FRAGMENTS: usize = 400;

const PARTS: &[&str] = &[
    "a",
    "p",
    "div",
    "li",
    "td",
    "table",
    "*",
    "x-y",
    "span",
    "b",
    "#x",
    ".a",
    ".b",
    ".a.b",
    "[href]",
    "[a]",
    "[a='1']",
    "[class~=a]",
    "[class^=a]",
    "[class$='b']",
    "[class*=' ']",
    "[a|='1']",
    "[CLASS=a i]",
    "[data-x-1]",
    ":root",
    ":first-child",
    ":last-child",
    ":only-child",
    ":nth-child(2n+1)",
    ":nth-last-child(2)",
    ":nth-of-type(2)",
    ":first-of-type",
    ":last-of-type",
    ":only-of-type",
    ":not(.a)",
    ":not(p, div)",
    ":is(p, .a)",
    ":where(b, i)",
    ":has(b)",
    ":has(> a)",
    ":has(+ p)",
    ":has(~ .a)",
    "div:not(:has(p))",
    "P",
    "table:has(td)",
];

/// A selector of one to three parts.
fn make_selector(dice: &mut Dice) -> String {
    let mut text = PARTS[dice.below(PARTS.len())].to_owned();
    for _ in 0..dice.below(3) {
        text.push_str([" ", " > ", " + ", " ~ ", ", "][dice.below(5)]);
        text.push_str(PARTS[dice.below(PARTS.len())]);
    }
    text
}

/// The way to an element, as the places among the elements of each level.
fn our_path(dom: Dom<'_>, node: NodeId) -> String {
    let elements = |parent| dom.children(parent).filter(|&child| dom.is_element(child));
    let mut path = Vec::new();
    let mut at = node;
    while let Some(parent) = dom.parent(at) {
        path.push(elements(parent).position(|child| child == at).unwrap_or(0).to_string());
        at = parent;
    }
    path.reverse();
    path.join("/")
}

fn their_path(element: scraper::ElementRef<'_>) -> Option<String> {
    let mut path = Vec::new();
    let mut at = *element;
    while let Some(parent) = at.parent() {
        let siblings = parent.children().filter(|child| child.value().is_element());
        path.push(siblings.take_while(|&child| child != at).count().to_string());
        at = parent;
    }
    path.reverse();
    // What the parser took out of the tree again is still among scraper's nodes.
    at.value().is_document().then(|| path.join("/"))
}

/// Compares all selectors, one by one and as a set, on one page.
fn compare(source: &str, texts: &[String], arena: &mut Arena) {
    let options = ParseOptions { max_depth: u16::MAX, ..ParseOptions::default() };
    let dom = arena.parse(source, &options);
    let document = scraper::Html::parse_document(source);
    let ours: Vec<Selector> =
        texts.iter().map(|text| Selector::parse(text).expect("the parts are right")).collect();
    let mut by_set = vec![Vec::new(); ours.len()];
    let elements: Vec<_> = dom.descendants(dom.root()).filter(|&node| dom.is_element(node)).collect();
    SelectorSet::new(ours.clone()).matches(dom, &elements, |node, index| by_set[index].push(node));
    for ((text, selector), by_set) in texts.iter().zip(&ours).zip(by_set) {
        let theirs = scraper::Selector::parse(text).expect("the parts are right");
        let found = selector.all(dom);
        assert_eq!(by_set, found, "{text} in a set on {source:?}");
        assert_eq!(selector.first(dom), found.first().copied(), "{text}");
        // scraper gives the elements in the order in which the parser made them.
        let mut expected: Vec<String> = document.select(&theirs).filter_map(their_path).collect();
        let mut found: Vec<String> = found.into_iter().map(|node| our_path(dom, node)).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{text} on {source:?}");
    }
}

#[test]
fn generated_selectors_match_the_same_elements() {
    let wanted = std::env::var("TAMIS_FRAGMENTS").ok().and_then(|number| number.parse().ok());
    let n_fragments: usize = wanted.unwrap_or(DEFAULT_FRAGMENTS) / 10 + DEFAULT_FRAGMENTS;
    let mut dice = Dice::new(0x5e1e_c704);
    let mut fragments = Fragments::new(0x5e1e_c705, Vec::new());
    let mut arena = Arena::new();
    for _ in 0..n_fragments {
        let source = (0..4).map(|_| fragments.make()).collect::<String>();
        // scraper runs html5ever with scripts on, keeps the content of templates, and never takes
        // an annotation for HTML: its tree is another one there.
        let lower = source.to_ascii_lowercase();
        if ["noscript", "template", "annotation-xml"].iter().any(|name| lower.contains(name)) {
            continue;
        }
        let texts: Vec<String> = (0..8).map(|_| make_selector(&mut dice)).collect();
        compare(&source, &texts, &mut arena);
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn real_pages_match_the_same_elements() {
    let Some(folder) = pages::folder() else {
        eprintln!("skipped: no folder of pages (TAMIS_PAGES)");
        return;
    };
    let mut dice = Dice::new(0x5e1e_c706);
    let mut arena = Arena::new();
    for source in pages::some_of(&folder, 12) {
        let source = ["noscript", "template", "annotation-xml", "NOSCRIPT", "TEMPLATE"]
            .iter()
            .fold(source, |source, name| source.replace(name, "x-other"));
        let texts: Vec<String> = (0..20).map(|_| make_selector(&mut dice)).collect();
        compare(&source, &texts, &mut arena);
    }
}
