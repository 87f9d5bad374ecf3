//! How fast the worst pages are parsed, and how the time grows with the size.
//!
//! `cargo bench --bench hostile`: for each case MB/s at two sizes, and the growth of the time when the size
//! grows tenfold. A whole extraction of them, and of more, is `benches/hostile_pages.rs`.
//! `-- --one CASE SIZE` parses one page once, for `benches/hostile_growth.py`. Further words choose cases
//! by their names.

#[path = "../tests/hostile/cases.rs"]
mod cases;
#[path = "../tests/hostile/work.rs"]
mod work;

use tamis::html::{Arena, ParseOptions};

const SIZE: usize = 500_000;

/// How long each page is parsed again and again.
const MIN_SECONDS: f64 = 0.1;

#[inline(never)]
fn parse_one(arena: &mut Arena, page: &str) -> usize {
    arena.parse(page, &ParseOptions::default()).len()
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
    let mut parse = |page: &str| parse_one(&mut arena, page);
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    println!("{:<40} {:>9} {:>9} {:>7}", "case", "0.5 MB", "5 MB", "growth");
    for (name, make) in cases::CASES {
        if !names.is_empty() && !names.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let (small, large) = (make(SIZE), make(10 * SIZE));
        let (first, second) = (
            work::seconds_of(&mut parse, &small, MIN_SECONDS),
            work::seconds_of(&mut parse, &large, MIN_SECONDS),
        );
        let rate = |page: &str, seconds: f64| page.len() as f64 / 1e6 / seconds;
        let (small_rate, large_rate) = (rate(&small, first), rate(&large, second));
        let verdict = if small_rate.min(large_rate) < 20.0 || second / first > 12.0 { "  <--" } else { "" };
        println!("{name:<40} {small_rate:>9.0} {large_rate:>9.0} {:>7.1}{verdict}", second / first);
    }
}
