//! Real pages, which are not ours to publish: five flattened dumps and two HTML pages with their
//! clean text, read from the folder `TAMIS_SHARED` (default: `../shared` beside the repository).
//! Without that folder nothing is tested, and a note says so.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use tamis::{Document, Extractor, RuleSet};

#[path = "sample/compare.rs"]
mod compare;
#[allow(dead_code, reason = "shared with the corpus, which also rewrites expectations")]
#[path = "sample/found.rs"]
mod found;
#[allow(dead_code, reason = "shared with the corpus, which also rewrites expectations")]
#[path = "sample/page.rs"]
mod page;

use compare::{with_renamed_hooks, word_f1};
use found::{clean_of, field_complaints, label_complaints, table_of, text_complaints};
use page::Sample;

/// Least agreement, as word-F1, between a real page and its own flattened text.
const MIN_FLATTENED: f64 = 0.99;

/// Least agreement, as word-F1, between a real page and the same page with all classes renamed.
const MIN_RENAMED: f64 = 0.97;

#[expect(clippy::print_stderr, reason = "a test harness talks to its user")]
fn main() {
    let arguments = Arguments::from_args();
    let shared = shared();
    if !shared.join("seeds").is_dir() {
        eprintln!("skipped: no real pages at {} (set TAMIS_SHARED)", shared.display());
        return;
    }
    let extractor = Arc::new(Extractor::new(RuleSet::embedded()));
    let mut trials = Vec::new();
    for sample in Sample::walk(&shared.join("seeds")).into_iter().chain(Sample::walk(&shared.join("pages"))) {
        let sample = Arc::new(sample);
        let mut add = |suffix: &str, run: fn(&Extractor, &Sample) -> Result<(), Failed>| {
            let (sample, extractor) = (Arc::clone(&sample), Arc::clone(&extractor));
            trials.push(Trial::test(format!("{}{suffix}", sample.name), move || run(&extractor, &sample)));
        };
        add(" text", text);
        add(" cleaned again", cleaned_again);
        if sample.is_html {
            add(" flattened", flattened);
            add(" renamed", renamed);
        } else {
            add(" labels", labels);
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn shared() -> PathBuf {
    let given = std::env::var_os("TAMIS_SHARED").map(PathBuf::from);
    given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"))
}

fn text(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    tell(text_complaints(sample, &extraction), &table_of(&extraction))
}

fn labels(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    let mut complaints = label_complaints(sample, &extraction);
    complaints.extend(field_complaints(&sample.stated, &extraction));
    tell(complaints, &table_of(&extraction))
}

fn cleaned_again(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let Some(clean) = &sample.clean else { return Err("no .clean.txt".into()) };
    let extraction = extractor.extract(Document::text(clean.as_str()));
    let complaint = (clean_of(&extraction) != *clean).then(|| "clean text was changed".to_owned());
    tell(complaint.into_iter().collect(), &table_of(&extraction))
}

fn flattened(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    let again = extractor.extract(Document::text(extraction.page.text.as_str()));
    agree(word_f1(&extraction.text, &again.text), MIN_FLATTENED, &table_of(&again))
}

fn renamed(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    let html = with_renamed_hooks(&String::from_utf8_lossy(&sample.bytes));
    let again = extractor.extract(Document::html(html.as_str()));
    agree(word_f1(&extraction.text, &again.text), MIN_RENAMED, &table_of(&again))
}

fn agree(score: f64, least: f64, table: &str) -> Result<(), Failed> {
    let complaint = (score < least).then(|| format!("word-F1 {score:.4}, must be {least}"));
    tell(complaint.into_iter().collect(), table)
}

fn tell(complaints: Vec<String>, table: &str) -> Result<(), Failed> {
    match complaints.is_empty() {
        true => Ok(()),
        false => Err(format!("{}\n\n{table}", complaints.join("\n")).into()),
    }
}
