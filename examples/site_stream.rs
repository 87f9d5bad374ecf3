//! Site memory without a second pass: cleans a crawl while it passes by.
//!
//! ```text
//! site_stream LIST OUT.jsonl WINDOW
//! ```
//! LIST has one page per line: id, path of a file, address, tab-separated. A window of 1 learns from the pages
//! before alone, a window of 0 learns nothing.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};

use tamis::extract::SiteStream;
use tamis::{Document, Extraction, Extractor, RuleSet};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, out, window] = arguments.as_slice() else {
        return Err("usage: site_stream LIST OUT.jsonl WINDOW".into());
    };
    let window: usize = window.parse()?;
    let extractor = Extractor::new(RuleSet::embedded());
    let mut stream = SiteStream::new(&extractor, window);
    let mut out = BufWriter::new(fs::File::create(out)?);
    let mut write = |pages: Vec<Extraction>| -> Result<(), Box<dyn Error>> {
        for page in pages {
            writeln!(out, "{}", serde_json::json!({ "id": page.id, "text": page.text }))?;
        }
        Ok(())
    };
    for line in fs::read_to_string(list)?.lines() {
        let [id, path, url] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let bytes = fs::read(path)?;
        let extraction = extractor.extract(Document::html(bytes.as_slice()).with_url(url).with_id(id));
        write(if window == 0 { vec![extraction] } else { stream.push(extraction) })?;
    }
    write(stream.finish())
}
