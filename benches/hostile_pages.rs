//! How fast the worst pages are extracted and printed in every format, and how the time grows with the size.
//!
//! `cargo bench --bench hostile_pages` takes each shape at two sizes: every page made to hurt the parser,
//! every page made to hurt what comes after it, and flattened pages of every outlet with each marker
//! repeated. Marked is what takes more than 12 times the time at 10 times the size, or what is slower than
//! 8 MB/s. Words choose shapes by their names; `--markers` takes the flattened pages of outlets only.

#[path = "../tests/hostile/cases.rs"]
mod cases;
#[path = "../tests/hostile/layouts.rs"]
mod layouts;
#[path = "../tests/hostile/shapes.rs"]
mod shapes;
#[path = "../tests/hostile/work.rs"]
mod work;

use tamis::output::{Format, Outcome, WriteOptions, Writer};
use tamis::{Document, Extractor, Limits, Options, RuleSet};

const SIZE: usize = 200_000;

/// How long each page is extracted again and again, at least, in seconds.
const MIN_SECONDS: f64 = 0.03;

/// Slower is marked, in bytes per second.
const MIN_RATE: f64 = 8e6;

/// More is marked.
const MAX_GROWTH: f64 = 12.0;

/// What is measured: an extractor and the printing of what it finds.
struct Whole {
    extractor: Extractor,
    writers: Vec<Box<dyn Writer>>,
}

impl Whole {
    fn new(outlet: Option<&str>) -> Self {
        // Without a limit: a page that reaches it would look fast.
        let limits = Limits::default().with_max_time(None);
        let mut options = Options::default().with_generic(true).with_limits(limits);
        if let Some(outlet) = outlet {
            options = options.with_outlet(outlet);
        }
        let formats = [Format::Json, Format::Markdown, Format::Html, Format::Tei];
        let writers = formats.map(|format| format.writer(WriteOptions::default()));
        Self { extractor: Extractor::with_options(RuleSet::embedded(), options), writers: writers.into() }
    }

    fn run(&self, document: Document<'_>, out: &mut Vec<u8>) -> usize {
        let extraction = self.extractor.extract(document);
        let carried = serde_json::Map::new();
        out.clear();
        for writer in &self.writers {
            writer.record(&Outcome::new(&extraction, &carried), out);
        }
        out.len()
    }
}

#[expect(clippy::print_stdout, reason = "this is its output")]
fn report(name: &str, work: &mut dyn FnMut(&str) -> usize, make: &dyn Fn(usize) -> String) -> bool {
    let (small, large) = (make(SIZE), make(10 * SIZE));
    let seconds = |work: &mut dyn FnMut(&str) -> usize, page: &str| work::seconds_of(work, page, MIN_SECONDS);
    let (first, second) = (seconds(work, &small), seconds(work, &large));
    let (small_rate, large_rate) = (small.len() as f64 / first, large.len() as f64 / second);
    let growth = second / first * (10 * small.len()) as f64 / large.len() as f64;
    let is_slow = small_rate.min(large_rate) < MIN_RATE || growth > MAX_GROWTH;
    let mark = if is_slow { "  <--" } else { "" };
    println!("{name:<60} {:>8.1} {:>8.1} {growth:>7.1}{mark}", small_rate / 1e6, large_rate / 1e6);
    is_slow
}

#[expect(clippy::print_stdout, reason = "this is its output")]
fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let is_chosen = |name: &str| names.is_empty() || names.iter().any(|part| name.contains(part.as_str()));
    let only_markers = words.iter().any(|word| word == "--markers");
    let mut out = Vec::new();
    let (mut n_shapes, mut n_slow) = (0, 0);
    println!("{:<60} {:>8} {:>8} {:>7}", "shape", "MB/s", "10 x", "growth");
    let mut add = |is_slow: bool| {
        n_shapes += 1;
        n_slow += usize::from(is_slow);
    };
    let whole = Whole::new(None);
    let html = cases::CASES.iter().chain(shapes::PAGES).map(|shape| (shape, true));
    let texts = shapes::TEXTS.iter().map(|shape| (shape, false));
    for ((name, make), is_html) in html.chain(texts).filter(|_| !only_markers) {
        if is_chosen(name) {
            let mut work = |page: &str| {
                let document = if is_html { Document::html(page) } else { Document::text(page) };
                whole.run(document, &mut out)
            };
            add(report(name, &mut work, &|n| make(n)));
        }
    }
    for (outlet, markers) in layouts::markers() {
        let whole = Whole::new(Some(&outlet));
        for (name, make) in shapes::TEXTS {
            let name = format!("{outlet}: {name}");
            if is_chosen(&name) {
                add(report(&name, &mut |page| whole.run(Document::text(page), &mut out), &|n| make(n)));
            }
        }
        for (marker, (among, line)) in
            markers.iter().flat_map(|marker| layouts::AMONG.iter().map(move |among| (marker, among)))
        {
            let start: String = marker.chars().take(24).collect();
            let name = format!("{outlet}: {start} {among}");
            if is_chosen(&name) {
                add(report(&name, &mut |page| whole.run(Document::text(page), &mut out), &|n| {
                    layouts::page(marker, *line, n)
                }));
            }
        }
    }
    println!("{n_slow} of {n_shapes} shapes are slow");
}
