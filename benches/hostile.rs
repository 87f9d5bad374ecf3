//! How fast the worst pages are parsed and cleaned, and how the time grows with the size.
//!
//! `cargo bench --bench hostile`: for each case MB/s at two sizes, and the growth of the time when the size
//! grows tenfold, of the parse alone; `-- --whole` the same of a whole extraction, from bytes to text.
//! `-- --one CASE SIZE` parses one page once, for `benches/hostile_growth.py`. Further words choose cases
//! by their names.

#[path = "../tests/hostile/cases.rs"]
mod cases;

use std::time::Instant;

use tamis::html::{Arena, ParseOptions};
use tamis::{Document, Extractor, RuleSet};

const SIZE: usize = 500_000;

/// How long each page is parsed again and again.
const MIN_SECONDS: f64 = 0.1;
const ROUNDS_BETWEEN_LOOKS: usize = 3;

#[inline(never)]
fn parse_one(arena: &mut Arena, page: &str) -> usize {
    arena.parse(page, &ParseOptions::default()).len()
}

/// Time this thread has worked, in seconds: what the system counts, where it tells (Linux), so that other work
/// on the machine does not matter; else what the clock says.
fn work_time(start: Instant) -> f64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The mean over enough rounds for the system's clock, which ticks every few milliseconds.
fn mean_time(work: &mut dyn FnMut(&str) -> usize, page: &str) -> f64 {
    // The first round finds the memory.
    work(page);
    let start = Instant::now();
    let before = work_time(start);
    let mut n_rounds = 0.0;
    loop {
        for _ in 0..ROUNDS_BETWEEN_LOOKS {
            std::hint::black_box(work(page));
            n_rounds += 1.0;
        }
        let seconds = work_time(start) - before;
        if seconds > MIN_SECONDS {
            return seconds / n_rounds;
        }
    }
}

#[expect(clippy::print_stdout, reason = "this is its output")]
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut arena = Arena::new();
    if let Some(at) = words.iter().position(|word| word == "--one") {
        let number = |word: Option<&String>| word.and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        let Some((name, make)) = cases::CASES.get(number(words.get(at + 1))) else { std::process::exit(1) };
        let page = make(number(words.get(at + 2)));
        std::hint::black_box(parse_one(&mut arena, &page));
        println!("{name} {}", page.len());
        return;
    }
    let extractor = Extractor::new(RuleSet::embedded());
    let mut whole = |page: &str| extractor.extract(Document::html(page.as_bytes())).text.len();
    let mut parse = |page: &str| parse_one(&mut arena, page);
    let is_whole = words.iter().any(|word| word == "--whole");
    let work: &mut dyn FnMut(&str) -> usize = if is_whole { &mut whole } else { &mut parse };
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    println!("{:<40} {:>9} {:>9} {:>7}", "case", "0.5 MB", "5 MB", "growth");
    for (name, make) in cases::CASES {
        if !names.is_empty() && !names.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let (small, large) = (make(SIZE), make(10 * SIZE));
        let (first, second) = (mean_time(work, &small), mean_time(work, &large));
        let rate = |page: &str, seconds: f64| page.len() as f64 / 1e6 / seconds;
        let (small_rate, large_rate) = (rate(&small, first), rate(&large, second));
        let verdict = if small_rate.min(large_rate) < 20.0 || second / first > 12.0 { "  <--" } else { "" };
        println!("{name:<40} {small_rate:>9.0} {large_rate:>9.0} {:>7.1}{verdict}", second / first);
    }
}
