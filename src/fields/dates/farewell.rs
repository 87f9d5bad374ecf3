//! A line below the text that says when it was written, where nothing else does: "Posted on 12 May 2019 in
//! Birds", "Von Hanne am 12.05.2019, 10:30".
//!
//! Older blogs sign below the text. So do readers below their comments, so that the line counts only when it
//! is the only one of its kind.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::fields::dates::digits::has_digit;
use crate::fields::dates::words_beside::WordsBeside;
use crate::fields::dates::{PageDate, Reading, visible};
use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page_info::told::Told;
use crate::page_info::{Note, text_of};

/// Text nodes with a figure that are looked at.
const MAX_TEXTS: usize = 400;
/// Longest line, in bytes, that begins with a name.
const MAX_SIGNED: usize = 90;
/// Longest one that tells of the publication.
const MAX_TOLD: usize = 420;
/// Farthest place of the date in a line that begins with a name, in bytes.
const MAX_BEFORE: usize = 48;

/// What the names of elements hold that tell of the post, and of those that tell of a comment.
static ABOUT_POST: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| words_of_names(&["meta", "info", "postfoot", "post-foot", "entry-foot"]));
static ABOUT_COMMENT: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| words_of_names(&["comment"]));

fn words_of_names(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
}

/// Words that begin a line with a name and a day.
const STARTS: [&str; 12] =
    ["by", "von", "par", "por", "di", "door", "av", "af", "autor", "автор", "verfasst", "posted"];

/// The day that the only line of its kind tells.
pub(super) fn date(dom: Dom<'_>, headline: Option<Note>, reading: Reading<'_>) -> Option<Told<PageDate>> {
    let start = headline.map_or(dom.root(), |headline| headline.node);
    let watch = dom.deadline().watch();
    let texts = std::iter::successors(dom.following(start), |at| dom.following(*at));
    let texts = texts.take_while(|_| !watch.is_over()).filter(|at| has_digit(dom.text(*at)));
    let mut found: Option<PageDate> = None;
    let mut last_block = None;
    for node in texts.take(MAX_TEXTS) {
        let block = dom.ancestors(node).find(|at| dom.tag(*at).is_none_or(|tag| tag.is(TagProps::BLOCK)))?;
        if last_block.replace(block) == Some(block) {
            continue;
        }
        match (line_date(dom, block, reading), found) {
            (Some(date), Some(known)) if !date.agrees_with(known) => return None,
            (Some(date), _) => found = Some(date),
            (None, _) => {}
        }
    }
    found.map(|date| Told::new(date, "text"))
}

fn line_date(dom: Dom<'_>, block: NodeId, reading: Reading<'_>) -> Option<PageDate> {
    /// Bytes that hold the first word and what parts it from the next.
    const FIRST_BYTES: usize = 24;
    let is_about_post = is_about_post(dom, block);
    // Few lines of a page get as far as to be read.
    if !is_about_post && !begins_signed(&text_of(dom, block, FIRST_BYTES)) {
        return None;
    }
    let line = text_of(dom, block, MAX_TOLD + 1);
    if line.len() > MAX_TOLD {
        return None;
    }
    let may_be_signed = line.len() <= MAX_SIGNED && begins_signed(&line);
    if !may_be_signed && !is_about_post {
        return None;
    }
    let first = visible(&line, reading).into_iter().next().filter(|first| first.date.has_day())?;
    let is_signed = may_be_signed && first.start <= MAX_BEFORE;
    let beside = WordsBeside::of(&line);
    let is_told = beside.is_publication && is_about_post;
    let is_beside =
        dom.ancestors(block).any(|at| matches!(dom.tag(at), Some(Tag::ASIDE | Tag::NAV | Tag::LI)));
    (!beside.is_other && !is_beside && (is_signed || is_told)).then_some(first.date)
}

/// True for a line that begins with one of the words of a signature.
fn begins_signed(line: &str) -> bool {
    let word = line.split([' ', ':', '\u{a0}']).next().unwrap_or("");
    STARTS
        .iter()
        .any(|start| word.len() == start.len() && word.chars().flat_map(char::to_lowercase).eq(start.chars()))
}

/// True for an element whose name says that it tells of the post.
fn is_about_post(dom: Dom<'_>, block: NodeId) -> bool {
    let names = [AttrName::CLASS, AttrName::ID].into_iter().filter_map(|name| dom.attr(block, name));
    let holds = |words: &Option<AhoCorasick>, name| words.as_ref().is_some_and(|words| words.is_match(name));
    names.into_iter().any(|name| holds(&ABOUT_POST, name) && !holds(&ABOUT_COMMENT, name))
}
