//! For scoring: pages to the records that the scoring harness reads.
//!
//! ```text
//! quality_records html|text LIST OUT.jsonl
//! ```
//! LIST has one page per line: id, path of a UTF-8 file, address, tab-separated. `text` takes the
//! pages for flattened text and cleans them as `--generic` does. `benches/quality/quality.py` runs
//! this.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};

use tamis::extract::{Extractor, Options};
use tamis::{Document, RuleSet};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, list, out] = arguments.as_slice() else {
        return Err("usage: quality_records html|text LIST OUT.jsonl".into());
    };
    let options = Options::default().with_generic(true);
    let extractor = Extractor::with_options(RuleSet::embedded(), options);
    let mut out = BufWriter::new(fs::File::create(out)?);
    for line in fs::read_to_string(list)?.lines() {
        let mut parts = line.split('\t');
        let (Some(id), Some(path)) = (parts.next(), parts.next()) else { continue };
        let bytes = fs::read(path)?;
        let mut document = match kind.as_str() {
            "text" => Document::text(bytes.as_slice()),
            _ => Document::html(bytes.as_slice()),
        };
        if let Some(url) = parts.next().filter(|url| !url.is_empty()) {
            document = document.with_url(url);
        }
        let extraction = extractor.extract(document.with_id(id));
        let fields = &extraction.fields;
        let record = serde_json::json!({
            "id": extraction.id,
            "text": extraction.text,
            "title": fields.title,
            "date": fields.date,
            "author": fields.author,
            "confidence": extraction.confidence,
            "kind": extraction.kinds.map(|kinds| kinds.likeliest()),
        });
        writeln!(out, "{record}")?;
    }
    out.flush()?;
    Ok(())
}
