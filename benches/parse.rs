//! How fast pages are parsed: ours against html5ever's own parse into the same arena.
//!
//! `cargo bench --bench parse -- [FOLDER] [--every N] [--rounds N] [--only ours|html5ever]`
//!
//! The folder holds `*.html` or `*.html.gz` pages (default: the shared benchmark pages beside the
//! repository). Both parsers take every page in turn, so that a machine which slows down slows both; the
//! ratio is that of the medians over the rounds. `--only ours --rounds 1` is for counting instructions
//! (`valgrind --tool=callgrind --toggle-collect='*parse_all*'`).

#[path = "../tests/oracle/pages.rs"]
mod pages;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tamis::html::{Arena, ParseOptions};
use tamis::interop::html5ever;

struct Args {
    folder: Option<PathBuf>,
    every: usize,
    rounds: usize,
    only: Option<String>,
}

fn args() -> Args {
    let mut args = Args { folder: None, every: 5, rounds: 9, only: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|word| word.parse().ok()).expect("a number follows");
        match word.as_str() {
            "--every" => args.every = number(),
            "--rounds" => args.rounds = number(),
            "--only" => args.only = words.next(),
            "--bench" => {}
            folder => args.folder = Some(PathBuf::from(folder)),
        }
    }
    args
}

#[inline(never)]
fn parse_all_ours(arena: &mut Arena, page: &str) -> usize {
    arena.parse(page, &ParseOptions::default()).len()
}

#[inline(never)]
fn parse_all_html5ever(arena: &mut Arena, page: &str) -> usize {
    html5ever::parse(arena, page).len()
}

#[expect(clippy::print_stdout, reason = "this is its output")]
fn main() {
    let args = args();
    let Some(folder) = args.folder.or_else(pages::folder) else {
        println!("no folder of pages: nothing measured");
        return;
    };
    let paths = pages::find(&folder);
    let sources: Vec<String> =
        paths.iter().step_by(args.every.max(1)).map(|path| pages::read(path)).collect();
    let n_bytes: usize = sources.iter().map(String::len).sum();
    println!("{} pages, {:.1} MB", sources.len(), n_bytes as f64 / 1e6);
    let (mut ours, mut theirs) = (Arena::new(), Arena::new());
    let runs = |name: &str| args.only.as_deref().is_none_or(|only| only == name);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..args.rounds {
        let mut round = [Duration::ZERO; 2];
        for source in &sources {
            if runs("ours") {
                let start = Instant::now();
                std::hint::black_box(parse_all_ours(&mut ours, source));
                round[0] += start.elapsed();
            }
            if runs("html5ever") {
                let start = Instant::now();
                std::hint::black_box(parse_all_html5ever(&mut theirs, source));
                round[1] += start.elapsed();
            }
        }
        times[0].push(round[0]);
        times[1].push(round[1]);
    }
    let medians = times.map(|mut rounds| {
        rounds.sort_unstable();
        rounds[rounds.len() / 2].as_secs_f64()
    });
    for (name, seconds) in ["ours", "html5ever"].iter().zip(medians) {
        if seconds > 0.0 {
            println!("{name}: {:.0} MB/s", n_bytes as f64 / 1e6 / seconds);
        }
    }
    if medians.iter().all(|&seconds| seconds > 0.0) {
        println!("ratio: {:.2}", medians[1] / medians[0]);
    }
}
