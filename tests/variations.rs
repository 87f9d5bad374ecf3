//! Kinds of faults that people report to extractors, each on many pages: other markups, frames of sites,
//! languages and places than those by which the faults were mended.
//!
//! Each kind has a floor, so that a change which mends one and breaks another is seen. With
//! `TAMIS_SHOW=1` the pages that fail are printed by name, with `TAMIS_SHOW=kind/name` the page and its text.

#![expect(clippy::print_stdout, reason = "a test prints its figures")]

#[path = "variations/hidden.rs"]
mod hidden;
#[path = "variations/lists.rs"]
mod lists;
#[path = "variations/paragraphs.rs"]
mod paragraphs;
#[path = "variations/posts.rs"]
mod posts;
#[path = "variations/print.rs"]
mod print;
#[path = "variations/prose.rs"]
mod prose;
#[path = "variations/seams.rs"]
mod seams;
#[path = "variations/skins.rs"]
mod skins;
#[path = "variations/tables.rs"]
mod tables;

use tamis::{Document, Extractor, RuleSet};

use prose::{STORIES, Story};

/// A page and what its text must and must not hold.
pub(crate) struct Case {
    name: String,
    html: String,
    /// Lines of the text, in this order, once each.
    lines: Vec<String>,
    /// What must stand somewhere in it, once.
    held: Vec<String>,
    /// What may not stand in the text.
    absent: Vec<String>,
}

impl Case {
    /// The article of `story` in the frame `skin`, with `body` for its markup.
    fn new(name: String, skin: usize, story: &Story, head: &str, body: &str) -> Case {
        let html = skins::page(skin, story, head, body);
        let name = format!("{name}-{skin}-{}", story.lang);
        Case { name, html, lines: Vec::new(), held: Vec::new(), absent: Vec::new() }
    }

    fn with(mut self, lines: impl IntoIterator<Item = impl Into<String>>) -> Case {
        self.lines.extend(lines.into_iter().map(Into::into));
        self
    }

    fn holding(mut self, held: &str) -> Case {
        self.held.push(held.to_owned());
        self
    }

    fn without(mut self, absent: impl IntoIterator<Item = impl Into<String>>) -> Case {
        self.absent.extend(absent.into_iter().map(Into::into));
        self
    }

    /// What is wrong with a text of the page, if anything is.
    fn fault(&self, text: &str) -> Option<String> {
        let mut lines = text.lines();
        for wanted in &self.lines {
            if !lines.any(|line| line.trim() == wanted) {
                return Some(format!("no line {wanted:?}"));
            }
            if text.lines().filter(|line| line.contains(wanted.as_str())).count() > 1 {
                return Some(format!("twice {wanted:?}"));
            }
        }
        if let Some(held) = self.held.iter().find(|held| text.matches(held.as_str()).count() != 1) {
            return Some(format!("{} times {held:?}", text.matches(held.as_str()).count()));
        }
        self.absent
            .iter()
            .find(|absent| text.contains(absent.as_str()))
            .map(|absent| format!("holds {absent:?}"))
    }
}

/// A story for each number, so that languages and frames go round at different speeds.
pub(crate) fn story(number: usize) -> &'static Story {
    &STORIES[number % STORIES.len()]
}

/// Paragraphs as plain markup.
pub(crate) fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<p>{text}</p>\n")).collect()
}

fn check(kind: &str, cases: &[Case], floor: usize) {
    let extractor = Extractor::new(RuleSet::embedded());
    let show = std::env::var("TAMIS_SHOW").unwrap_or_default();
    let mut n_right = 0;
    let mut faults = Vec::new();
    for case in cases {
        let text = extractor.extract(Document::html(case.html.as_bytes())).text;
        let full_name = format!("{kind}/{}", case.name);
        match case.fault(&text) {
            None => n_right += 1,
            Some(fault) => faults.push(format!("{full_name}: {fault}")),
        }
        if show == full_name {
            println!("{}\n---\n{text}\n", case.html);
        }
    }
    println!("{kind}: {n_right} of {}", cases.len());
    if !show.is_empty() || n_right < floor {
        println!("{}", faults.join("\n"));
    }
    assert!(n_right >= floor, "{kind}: {n_right} of {} right, the floor is {floor}", cases.len());
}

#[test]
fn tables_are_whole() {
    check("tables", &tables::cases(), 140);
}

#[test]
fn hidden_by_attribute_or_style() {
    check("hidden", &hidden::by_style(), 136);
}

#[test]
fn hidden_by_class() {
    check("hidden-class", &hidden::by_class(), 70);
}

#[test]
fn what_a_reader_can_open_stays() {
    check("openable", &hidden::openable(), 70);
}

#[test]
fn short_last_and_first_paragraphs() {
    check("last", &paragraphs::last(), 276);
}

#[test]
fn pull_quotes_once() {
    check("quotes", &paragraphs::quotes(), 38);
}

#[test]
fn lists_are_whole() {
    check("lists", &lists::cases(), 100);
}

#[test]
fn seams_part_words() {
    check("seams", &seams::cases(), 88);
}

#[test]
fn printed_lines_become_paragraphs() {
    check("print", &print::cases(), 17);
}

#[test]
fn lines_that_are_lines_stay_so() {
    check("lines", &print::lines(), 7);
}

#[test]
fn posts_lose_their_frames() {
    check("posts", &posts::cases(), 17);
}
