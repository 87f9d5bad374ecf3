//! Pages made to hurt: none may make the parser or the whole extractor grow beyond all measure.
//!
//! What is held here does not depend on the machine: nodes, memory and depth at two sizes, and how much longer
//! a longer page takes. Speeds are `benches/hostile.rs` and `benches/hostile_pages.rs`, instructions at two
//! sizes `benches/hostile_growth.py`.

#[path = "hostile/cases.rs"]
mod cases;
#[path = "hostile/shapes.rs"]
mod shapes;
#[path = "hostile/work.rs"]
mod work;

use tamis::html::{Arena, Dom, NodeId, ParseOptions};
use tamis::{Document, Extractor, Limits, Options, RuleSet};

/// Small enough for a build without optimisation.
const SIZE: usize = 20_000;

/// Nodes that one byte may make: `<b>` makes one of three, and one more for the copies it calls for.
const MAX_NODES_PER_BYTE: f64 = 0.7;

/// Bytes of memory that one byte may take: nodes of 32 and open elements of 56 bytes for every three
/// bytes of source, in vectors that are up to half empty.
const MAX_MEMORY_PER_BYTE: usize = 80;

/// What every page may take: tables that start with some room, and the copies that are free.
const FREE_MEMORY: usize = 1 << 20;

/// Copies that are free make nodes of their own.
const FREE_NODES: f64 = 10_000.0;

#[test]
fn nodes_and_memory_grow_with_the_page_and_no_faster() {
    for (name, make) in cases::CASES {
        for size in [SIZE, 10 * SIZE] {
            let page = make(size);
            let mut arena = Arena::new();
            let dom = arena.parse(&page, &ParseOptions::default());
            let n_nodes = dom.len() as f64;
            let allowed = FREE_NODES + MAX_NODES_PER_BYTE * page.len() as f64;
            assert!(n_nodes < allowed, "{name}: {n_nodes} nodes of {} bytes", page.len());
            let n_bytes = arena.n_bytes();
            let allowed = FREE_MEMORY + MAX_MEMORY_PER_BYTE * page.len();
            assert!(n_bytes < allowed, "{name}: {n_bytes} bytes of memory for {} bytes", page.len());
        }
    }
}

/// A page eight times as long may take so many times the time. In proportion it would be eight, and by the
/// square sixty-four; between the two lie what a longer page costs in caches, and busy machines.
const MAX_GROWTH: f64 = 24.0;

#[test]
fn a_longer_page_takes_longer_in_proportion() {
    const SIZE: usize = 8_000;
    let options = Options::default().with_generic(true).with_limits(Limits::default());
    let extractor = Extractor::with_options(RuleSet::embedded(), options);
    let html = |page: &str| extractor.extract(Document::html(page)).text.len();
    let text = |page: &str| extractor.extract(Document::text(page)).text.len();
    let htmls = cases::CASES.iter().chain(shapes::PAGES).map(|(name, make)| (*name, make, true));
    let texts = shapes::TEXTS.iter().map(|(name, make)| (*name, make, false));
    let mut slow = Vec::new();
    for (name, make, is_html) in htmls.chain(texts) {
        let (small, large) = (make(SIZE), make(8 * SIZE));
        let mut run = |page: &str| if is_html { html(page) } else { text(page) };
        let mut growth =
            || work::seconds_of(&mut run, &large, 1e-3) / work::seconds_of(&mut run, &small, 1e-3);
        // What is slow once may be the machine; what is slow each time is the page.
        let least = (0..3).map(|_| growth()).find(|growth| *growth <= MAX_GROWTH);
        if least.is_none() {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "{} pages take more than in proportion: {slow:?}", slow.len());
}

#[test]
fn depth_stays_below_its_limit() {
    for (name, make) in cases::CASES {
        let page = make(SIZE);
        let mut arena = Arena::new();
        let dom = arena.parse(&page, &ParseOptions::default());
        let depth = depth(dom);
        assert!(depth <= 2 * 512, "{name}: {depth} levels");
        if name.starts_with("unclosed div") {
            // 512 open elements, and what stands in the last of them.
            assert_eq!(depth, 513, "{name}");
            assert!(dom.limits_hit().depth, "{name}");
        }
    }
}

#[test]
fn a_limit_on_nodes_or_bytes_keeps_what_came_before() {
    let page = "<p>one".repeat(1000);
    let mut arena = Arena::new();
    let options = ParseOptions { max_nodes: 100, ..ParseOptions::default() };
    let dom = arena.parse(&page, &options);
    assert!(dom.limits_hit().nodes && dom.len() <= 110, "{} nodes", dom.len());
    let options = ParseOptions { max_bytes: 100, ..ParseOptions::default() };
    let dom = arena.parse(&page, &options);
    assert!(dom.limits_hit().bytes && dom.len() < 60, "{} nodes", dom.len());
    assert!(!arena.parse("<p>", &ParseOptions::default()).limits_hit().any());
}

#[test]
fn an_arena_does_not_grow_from_page_to_page() {
    let mut arena = Arena::new();
    let mut most = 0;
    for round in 0..20 {
        for (_, make) in cases::CASES {
            arena.parse(&make(2000), &ParseOptions::default());
        }
        if round == 1 {
            most = arena.n_bytes();
        }
    }
    assert!(arena.n_bytes() <= most, "{} bytes after {most}", arena.n_bytes());
}

/// Levels of the tree below the document.
fn depth(dom: Dom<'_>) -> usize {
    let mut deepest = 0;
    let mut depth = 0usize;
    let mut at = Some(dom.root());
    while let Some(node) = at {
        deepest = deepest.max(depth);
        at = match dom.first_child(node) {
            Some(child) => {
                depth += 1;
                Some(child)
            }
            None => next_up(dom, node, &mut depth),
        };
    }
    deepest
}

fn next_up(dom: Dom<'_>, node: NodeId, depth: &mut usize) -> Option<NodeId> {
    let mut at = node;
    loop {
        if let Some(next) = dom.next_sibling(at) {
            return Some(next);
        }
        at = dom.parent(at)?;
        *depth = depth.saturating_sub(1);
    }
}
