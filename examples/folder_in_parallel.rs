//! A folder of pages on all cores, results in the order of the files.
//!
//! ```sh
//! cargo run --example folder_in_parallel -- corpus-samples/rt-france
//! ```
//! `RAYON_NUM_THREADS` sets how many threads work.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;

use rayon::iter::ParallelIterator;
use tamis::{Document, Extractor, RuleSet};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "corpus-samples/not-articles".to_owned());
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html" || extension == "txt"));
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path)?;
        Ok(Document::unknown(bytes).with_id(path.to_string_lossy().into_owned()))
    };
    let documents: Vec<Document<'_>> = paths.iter().map(read).collect::<std::io::Result<_>>()?;

    let extractor = Extractor::new(RuleSet::embedded());
    let extractions: Vec<_> = extractor.extract_all(documents).collect();
    for extraction in &extractions {
        println!("{:6} bytes of text  {}", extraction.text.len(), extraction.id);
    }
    assert_eq!(extractions.len(), paths.len());
    Ok(())
}
