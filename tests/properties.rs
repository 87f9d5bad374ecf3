//! What holds for every page there is, however broken.

use std::sync::LazyLock;

use proptest::prelude::*;
use tamis::{Document, Extraction, Extractor, RuleSet};

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(RuleSet::embedded()));

fn extract(document: Document<'_>) -> Extraction {
    EXTRACTOR.extract(document)
}

fn visible(text: &str) -> String {
    text.chars().filter(|&character| !tamis::segment::text::is_invisible(character)).collect()
}

/// Blocks and labels cover every visible character exactly once, in page order; what is kept is a
/// subsequence of the page.
fn check_invariants(extraction: &Extraction) {
    let page = &extraction.page;
    let mut end = 0;
    let mut outside = String::new();
    for block in &page.blocks {
        let text = page.block_text(block);
        assert!(block.span.start >= end, "blocks stand in order");
        assert!(!text.is_empty() && !text.contains('\n'), "a block holds no line break: {text:?}");
        outside.push_str(&page.text[end as usize..block.span.start as usize]);
        end = block.span.end;
    }
    outside.push_str(&page.text[end as usize..]);
    assert_eq!(visible(&outside), "", "only what shows nothing lies between blocks");
    let mut end = 0;
    let mut labelled = String::new();
    for label in &extraction.labels {
        assert!(label.span.start >= end, "labels stand in order and never overlap");
        end = label.span.end;
        labelled.push_str(page.slice(label.span));
    }
    assert_eq!(visible(&labelled), visible(&page.text), "every visible character has one label");
    let (kept, all) = (visible(&extraction.text), visible(&page.text));
    let mut rest = all.chars();
    assert!(kept.chars().all(|wanted| rest.any(|had| had == wanted)), "kept text is a subsequence");
}

fn check_text(text: &str) {
    let first = extract(Document::text(text));
    check_invariants(&first);
    let again = extract(Document::text(first.text.as_str()));
    assert_eq!(again.text, first.text, "cleaning clean text changes nothing");
}

fn check_html(html: &str) {
    let extraction = extract(Document::html(html));
    check_invariants(&extraction);
    let flattened = extract(Document::text(extraction.page.text.as_str()));
    let blocks = |extraction: &Extraction| -> Vec<String> {
        let page = &extraction.page;
        page.blocks.iter().map(|block| page.block_text(block).to_owned()).collect()
    };
    assert_eq!(blocks(&flattened), blocks(&extraction), "the flattened page gives the same blocks back");
}

/// Lines as dumps have them, markers of the known outlets among them: taken from the rules' own
/// examples.
fn line() -> impl Strategy<Value = String> {
    let files = tamis::rules::embedded::load(None).expect("the rules of the crate load");
    let mut markers: Vec<String> = files
        .iter()
        .flat_map(|file| file.rules.iter().chain(file.layouts.iter().flat_map(|layout| &layout.rules)))
        .flat_map(|rule| rule.hits.iter().chain(&rule.misses))
        .map(|example| example.value.clone())
        .collect();
    markers.push(String::from("Lire aussi:"));
    prop_oneof![
        3 => proptest::sample::select(markers),
        2 => "[A-ZÀÉ][a-zéè' ]{5,60}[.!?»]?",
        1 => "([A-Z][a-z]{2,9} ){20,40}[a-z]{3}\\.",
        1 => "[ \u{a0}\t]{0,3}",
        1 => "\\PC{0,30}",
    ]
}

/// A tag, a line, or characters that parsers stumble over.
fn piece() -> impl Strategy<Value = String> {
    let tags: &[&str] = &[
        "div",
        "p",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "pre",
        "b",
        "a href=x",
        "h1",
        "blockquote",
        "br",
        "noscript",
        "script",
        "style",
        "svg",
        "select",
        "option",
        "textarea",
        "title",
        "figure",
        "button",
        "section class=comments",
        "ol",
        "dl",
        "dd",
        "span",
        "template",
    ];
    let tag = proptest::sample::select(tags);
    prop_oneof![
        3 => tag.clone().prop_map(|tag| format!("<{tag}>")),
        2 => tag.prop_map(|tag| format!("</{}>", tag.split(' ').next().unwrap_or(tag))),
        4 => line(),
        1 => "[ \n\t&<>\"'/a-z;#0-9\u{a0}\u{200b}]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines(lines in proptest::collection::vec(line(), 0..40)) {
        check_text(&lines.join("\n"));
    }

    #[test]
    fn any_text(text in "(?s).{0,300}") {
        check_text(&text);
    }

    #[test]
    fn any_html(pieces in proptest::collection::vec(piece(), 0..60)) {
        check_html(&pieces.concat());
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check_invariants(&extract(Document::unknown(bytes)));
    }
}

#[test]
fn one_thread_or_many_give_the_same() {
    let extractor = Extractor::new(RuleSet::embedded());
    let pages: Vec<String> =
        (0..40).map(|n| format!("<h1>Title {n}</h1><p>{}</p>", "Some words here. ".repeat(n))).collect();
    let alone: Vec<String> =
        pages.iter().map(|page| extractor.extract(Document::html(page.as_str())).text).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (page, expected) in pages.iter().zip(&alone) {
                    assert_eq!(&extractor.extract(Document::html(page.as_str())).text, expected);
                }
            });
        }
    });
}
