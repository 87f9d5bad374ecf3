//! One extractor per process, asked for rounds: reads all pages of a folder into memory, goes
//! through them once to warm up, then once per line on standard input, and answers each with the
//! processor seconds that took and the bytes of text that came out.
//!
//! `py_peer.py` speaks the same way, so that `compare.py` can take turns between all of them.

use std::any::Any;
use std::fs;
use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use tamis::{Document, Extractor, RuleSet};

/// Deep pages make some peers recurse deeply.
const STACK_BYTES: usize = 512 << 20;

fn main() {
    let work = || {
        let words: Vec<String> = std::env::args().collect();
        let [_, peer, folder] = &words[..] else { panic!("usage: peers PEER FOLDER") };
        serve(peer, folder);
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work);
    thread.expect("a thread can be started").join().expect("the worker ends in peace");
}

fn serve(peer: &str, folder: &str) {
    // A peer that panics on a page gives no text for it; the table is about speed.
    std::panic::set_hook(Box::new(|_| {}));
    let pages = load(folder);
    let extract = extractor(peer);
    let run = || -> usize {
        let one = |page: &String| -> Result<usize, Box<dyn Any + Send>> {
            catch_unwind(AssertUnwindSafe(|| extract(page)))
        };
        pages.iter().map(|page| one(page).unwrap_or(0)).sum()
    };
    run();
    let n_bytes: usize = pages.iter().map(String::len).sum();
    answer(&format!("ready {} {n_bytes}", pages.len()));
    for line in io::stdin().lock().lines() {
        line.expect("readable");
        let before = processor_seconds();
        let n_text = run();
        answer(&format!("{} {n_text}", processor_seconds() - before));
    }
}

fn answer(line: &str) {
    println!("{line}");
    io::stdout().flush().expect("somebody listens");
}

fn load(folder: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).expect("a readable page");
        String::from_utf8_lossy(&bytes).into_owned()
    };
    paths.iter().map(read).collect()
}

/// Each peer with its own defaults for the main text.
fn extractor(peer: &str) -> Box<dyn Fn(&str) -> usize> {
    match peer {
        "tamis" => {
            let extractor = Extractor::new(RuleSet::embedded());
            Box::new(move |page| extractor.extract(Document::html(page)).text.len())
        }
        "dom_smoothie" => Box::new(|page| {
            let mut reader = match dom_smoothie::Readability::new(page, None, None) {
                Ok(reader) => reader,
                Err(_) => return 0,
            };
            reader.parse().map_or(0, |article| article.text_content.len())
        }),
        "legible" => {
            Box::new(|page| legible::parse(page, None, None).map_or(0, |article| article.text_content.len()))
        }
        "rs-trafilatura" => Box::new(|page| {
            let options = rs_trafilatura::Options::default();
            rs_trafilatura::extract_with_options(page, &options).map_or(0, |found| found.content_text.len())
        }),
        "trafilatura-crate" => Box::new(|page| {
            let options = trafilatura::Options::default();
            trafilatura::extract(page, &options).map_or(0, |found| found.content_text.len())
        }),
        _ => panic!("unknown peer {peer}"),
    }
}

/// Processor time of this process so far, user and system, from Linux's own account.
fn processor_seconds() -> f64 {
    // Nanoseconds on a processor, summed over the threads; only one of ours works.
    let mut total = 0.0;
    for task in fs::read_dir("/proc/self/task").expect("Linux").flatten() {
        let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        let first = text.split(' ').next().and_then(|number| number.parse::<f64>().ok());
        total += first.unwrap_or(0.0);
    }
    total / 1e9
}
