//! The time that a page may take: kept on pages made to hurt, and without effect on all others.
//!
//! `TAMIS_TIMEOUT_BYTES` makes the pages as long as one likes.

#[path = "hostile/cases.rs"]
mod cases;
#[path = "hostile/work.rs"]
#[expect(dead_code, reason = "the hostile suite takes the mean of several rounds")]
mod work;

use std::time::Duration;

use tamis::page::WarningKind;
use tamis::rules::embedded;
use tamis::{Document, Extraction, Extractor, Limits, Options, RuleSet};

/// How much longer than it may a page takes in the worst case: what no loop can cut short (reading
/// the bytes, printing the text), and builds without optimisation. It is the thread's own work that counts, so
/// that it does not matter what else the machine does.
const GRACE: Duration = Duration::from_secs(5);

/// An extractor whose patterns are compiled: that happens once, when the first lines ask for them.
fn extractor(outlet: Option<&str>, max_time: Option<Duration>) -> Extractor {
    let limits = Limits::default().with_max_time(max_time);
    let mut options = Options::default().with_limits(limits).with_generic(true);
    options.outlet = outlet.map(str::to_owned);
    let extractor = Extractor::with_options(RuleSet::embedded(), options);
    extractor.extract(Document::text("Photo: the ferry\n\nIt left at noon, and nobody waved after it."));
    extractor
}

fn timeouts(extraction: &Extraction) -> Vec<&str> {
    let warnings = extraction.warnings.iter().filter(|warning| warning.kind == WarningKind::Limit);
    warnings.map(|warning| warning.detail.as_str()).filter(|detail| detail.contains("page timeout")).collect()
}

fn size() -> usize {
    std::env::var("TAMIS_TIMEOUT_BYTES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(if cfg!(debug_assertions) { 20_000 } else { 400_000 })
}

/// Extracts a page and holds it to its time.
#[expect(clippy::print_stdout, reason = "whoever asks for long pages wants to see the times")]
fn check_time(name: &str, extractor: &Extractor, document: Document<'_>) {
    let limit = extractor.options().limits.max_time.expect("these tests set it");
    let n_bytes = document.bytes.len();
    let (seconds, extraction) = work::once(|| extractor.extract(document));
    let took = Duration::from_secs_f64(seconds);
    if std::env::var_os("TAMIS_TIMEOUT_BYTES").is_some() {
        println!("{seconds:.2} s for {n_bytes} bytes: {name} {:?}", timeouts(&extraction));
    }
    assert!(took < limit + GRACE, "{name}: {took:?}");
    let was_cut = !timeouts(&extraction).is_empty();
    assert!(was_cut || took < limit + GRACE / 2, "{name}: {took:?} without a warning");
}

#[test]
fn pages_made_to_hurt_keep_to_their_time() {
    let extractor = extractor(None, Some(Duration::from_millis(500)));
    for (name, make) in cases::CASES {
        let page = make(size());
        check_time(name, &extractor, Document::html(page.as_str()));
        check_time(name, &extractor, Document::text(page.as_str()));
    }
}

#[test]
fn lines_that_rules_look_for_keep_to_their_time() {
    let files = embedded::load(None).expect("the built-in files are right");
    let rules = files
        .iter()
        .flat_map(|file| file.rules.iter().chain(file.layouts.iter().flat_map(|layout| &layout.rules)));
    let hits: Vec<&str> = rules.flat_map(|rule| &rule.hits).map(|hit| hit.value.as_str()).collect();
    for outlet in files.iter().filter_map(|file| file.outlet.as_ref()) {
        let extractor = extractor(Some(&outlet.id.value), Some(Duration::from_millis(500)));
        let check = |name: &str, lines: &[&str]| {
            let name = format!("{}: {name}", outlet.id.value);
            check_time(&name, &extractor, Document::text(lines.join("\n").as_str()));
            let html = format!("<p>{}", lines.join("\n<p>"));
            check_time(&format!("{name} in HTML"), &extractor, Document::html(html.as_str()));
        };
        for hit in &hits {
            check(hit, &vec![*hit; size() / 10 / (hit.len() + 1)]);
        }
        let every: Vec<&str> = hits.iter().copied().cycle().take(size() / 40).collect();
        check("all of them in turn", &every);
        let shuffled: Vec<&str> =
            (0..size() / 40).map(|at| hits[at.wrapping_mul(2_654_435_761) % hits.len()]).collect();
        check("all of them, mixed", &shuffled);
    }
}

#[test]
fn a_page_without_time_gives_what_was_read_of_it() {
    let sentence = "The ferry left the harbour at noon, and nobody on the quay waved after it.";
    let html = format!("<body>{}", format!("<p>{sentence}</p>\n").repeat(5_000));
    let extraction = extractor(None, Some(Duration::ZERO)).extract(Document::html(html.as_str()));
    assert_eq!(timeouts(&extraction), ["page timeout after 0 s: the end of the page was not read"]);
    assert!(extraction.text.starts_with(sentence) && extraction.text.len() < html.len() / 2);
    let paragraphs: Vec<&str> = extraction.text.split("\n\n").collect();
    assert!(
        paragraphs.len() > 100 && paragraphs[..paragraphs.len() - 1].iter().all(|text| *text == sentence)
    );
    // Flattened text is cut into lines at once: only what the lines are for is left open.
    let text = format!("{sentence}\n").repeat(5_000);
    let extraction = extractor(None, Some(Duration::ZERO)).extract(Document::text(text.as_str()));
    assert_eq!(timeouts(&extraction), ["page timeout after 0 s: its text was kept unjudged"]);
    assert_eq!(extraction.text.matches(sentence).count(), 5_000);
}

#[test]
fn time_enough_changes_nothing() {
    let (hour, forever) = (extractor(None, Some(Duration::from_secs(3600))), extractor(None, None));
    for (name, make) in cases::CASES {
        let page = make(40_000);
        let (timed, free) =
            (hour.extract(Document::html(page.as_str())), forever.extract(Document::html(page.as_str())));
        assert_eq!(timed.text, free.text, "{name}");
        assert_eq!(timed.labels, free.labels, "{name}");
        assert_eq!(timed.warnings, free.warnings, "{name}");
    }
}
