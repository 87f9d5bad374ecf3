//! How fast the worst pages are parsed, and how the time grows with the size.
//!
//! `cargo bench --bench hostile`: for each case MB/s at two sizes, and the growth of the time when the size
//! grows tenfold. `-- --one CASE SIZE` parses one page once, for `benches/hostile_growth.py`.

#[path = "../tests/hostile/cases.rs"]
mod cases;

use std::time::Instant;

use tamis::html::{Arena, ParseOptions};

const SIZE: usize = 200_000;

#[inline(never)]
fn parse_one(arena: &mut Arena, page: &str) -> usize {
    arena.parse(page, &ParseOptions::default()).len()
}

/// The best of some rounds, in seconds.
fn best_time(arena: &mut Arena, page: &str) -> f64 {
    let times = (0..9).map(|_| {
        let start = Instant::now();
        std::hint::black_box(parse_one(arena, page));
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

#[expect(clippy::print_stdout, reason = "this is its output")]
fn main() {
    let words: Vec<String> = std::env::args().collect();
    let mut arena = Arena::new();
    if let Some(at) = words.iter().position(|word| word == "--one") {
        let number = |word: Option<&String>| word.and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        let Some((name, make)) = cases::CASES.get(number(words.get(at + 1))) else { std::process::exit(1) };
        let page = make(number(words.get(at + 2)));
        std::hint::black_box(parse_one(&mut arena, &page));
        println!("{name} {}", page.len());
        return;
    }
    println!("{:<40} {:>9} {:>9} {:>7}", "case", "0.2 MB", "2 MB", "growth");
    for (name, make) in cases::CASES {
        let (small, large) = (make(SIZE), make(10 * SIZE));
        let (first, second) = (best_time(&mut arena, &small), best_time(&mut arena, &large));
        let rate = |page: &str, seconds: f64| page.len() as f64 / 1e6 / seconds;
        let (small_rate, large_rate) = (rate(&small, first), rate(&large, second));
        let verdict = if small_rate.min(large_rate) < 20.0 || second / first > 12.0 { "  <--" } else { "" };
        println!("{name:<40} {small_rate:>9.0} {large_rate:>9.0} {:>7.1}{verdict}", second / first);
    }
}
