//! What callgrind watches: every stage of the program on a fixed set of pages, each stage inside a
//! function of its own, so that its cost can be read from one run.
//!
//! `count run SET [FOLDER]` goes through the pages once to fill caches and buffers, then once
//! inside the `stage_*` functions, then once through the whole extractor; prints how many bytes
//! that were. `count tell ...` reads callgrind's file (see `report.rs`).

#[path = "../../../speed/made.rs"]
mod made;
mod report;
#[path = "../../../speed/stages.rs"]
mod stages;

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;

use stages::{Probe, Source, Stage, Stages};
use tamis::Extractor;
use tamis::page::InputKind;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["run", set, folder] => run(set, Path::new(folder)),
        ["tell", budgets, ref sets @ ..] => report::tell(Path::new(budgets), sets),
        _ => {
            eprintln!("usage: count run SET FOLDER | count tell BUDGETS SET=BYTES=CALLGRIND_FILE...");
            ExitCode::FAILURE
        }
    }
}

/// The sets: pages of known outlets as HTML and flattened; pages of nobody, as long as pages on the
/// web are, with no rules and with the rules of some outlet (`outlet-made`); and any folder's HTML
/// pages with no rules (`generic-pages`) or with the rules of some outlet (`outlet-pages`).
fn run(set: &str, folder: &Path) -> ExitCode {
    let of_kind = |kind| stages::load(folder).into_iter().filter(move |source| source.kind == kind);
    let mut outlet = None;
    let sources: Vec<Source> = match set {
        "outlet-text" => of_kind(InputKind::Text).collect(),
        "generic-html" => made::pages(),
        "outlet-made" => {
            outlet = some_outlet();
            made::pages()
        }
        "outlet-pages" => {
            outlet = some_outlet();
            of_kind(InputKind::Html).collect()
        }
        _ => of_kind(InputKind::Html).collect(),
    };
    let mut stages = Stages::new(outlet);
    let mut sum = 0;
    for source in &sources {
        sum += stages.run(source, &mut Unwatched);
        sum += stages.extractor.extract(source.document()).text.len();
    }
    for source in &sources {
        sum += stages.run(source, &mut Watched);
    }
    for source in &sources {
        sum += stage_whole(&stages.extractor, source);
    }
    black_box(sum);
    println!("{}", stages::n_bytes(&sources));
    ExitCode::SUCCESS
}

fn some_outlet() -> Option<String> {
    Stages::new(None).extractor.rules().layouts.first().map(|layout| layout.outlet.clone())
}

#[inline(never)]
fn stage_whole(extractor: &Extractor, source: &Source) -> usize {
    extractor.extract(black_box(source.document())).text.len()
}

struct Unwatched;

impl Probe for Unwatched {
    fn run<T>(&mut self, _: Stage, work: impl FnOnce() -> T) -> T {
        work()
    }
}

struct Watched;

impl Probe for Watched {
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        match stage {
            Stage::Decode => stage_decode(work),
            Stage::Parse => stage_parse(work),
            Stage::Segment => stage_segment(work),
            Stage::Lines => stage_lines(work),
            Stage::Identify => stage_identify(work),
            Stage::Rules => stage_rules(work),
            Stage::Model => stage_model(work),
            Stage::Clean => stage_clean(work),
        }
    }
}

#[inline(never)]
fn stage_decode<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_parse<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_segment<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_lines<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_identify<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_rules<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_model<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn stage_clean<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}
