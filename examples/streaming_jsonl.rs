//! JSON lines in, JSON lines out, one record in memory at a time: a stage of a pipeline.
//!
//! ```sh
//! echo '{"id": "1", "html": "<h1>Soup</h1><p>It was served at noon, and everybody came."}' |
//!     cargo run --example streaming_jsonl
//! ```
//! Each line is an object with `html` or `text`, and `id` and `url` where they are known.
#![allow(clippy::print_stderr)]

use std::error::Error;
use std::io::{self, BufRead, Write};

use serde_json::Value;
use tamis::{Document, Extractor, RuleSet};

fn main() -> Result<(), Box<dyn Error>> {
    let extractor = Extractor::new(RuleSet::embedded());
    let mut output = io::BufWriter::new(io::stdout().lock());
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line?;
        // A bad record is named and passed over: it must not end the run.
        let record: Value = match serde_json::from_str(&line) {
            Ok(record) => record,
            Err(error) => {
                eprintln!("line {}: {error}", number + 1);
                continue;
            }
        };
        let text_of = |key: &str| record.get(key).and_then(Value::as_str);
        let document = match (text_of("html"), text_of("text")) {
            (Some(html), _) => Document::html(html),
            (None, Some(text)) => Document::text(text),
            (None, None) => {
                eprintln!("line {}: neither `html` nor `text`", number + 1);
                continue;
            }
        };
        let document =
            document.with_id(text_of("id").unwrap_or_default()).with_url(text_of("url").unwrap_or_default());
        writeln!(output, "{}", extractor.extract(document).to_json())?;
    }
    output.flush()?;
    Ok(())
}
