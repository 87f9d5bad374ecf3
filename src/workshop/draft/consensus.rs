//! What the engine says of one line, held against what it says of lines in the same place on all pages.
//!
//! The engine judges each page by itself and errs now here, now there. Lines in elements of one name share a fate:
//! where most of them go, the one that was kept was kept by mistake, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::squeeze::squeeze;

use super::names::Name;
use super::pieces::recurring;
use super::sheet::{Sheet, SheetLine};

/// Lines in elements of one name, on all pages: fewer say nothing of each other.
const MIN_LINES: usize = 3;

/// A kept line goes when at most this share of its kind is kept.
const MOSTLY_DROPPED: f64 = 0.4;

/// A dropped line is kept when at least this share of its kind is kept.
const MOSTLY_KEPT: f64 = 0.9;

/// Shortest standfirst, in bytes: captions, credits and bylines above an article are shorter, most often.
const MIN_STANDFIRST_BYTES: usize = 70;

/// Most lines between a standfirst and the first paragraph: pictures, bylines, share buttons.
const MAX_LINES_BELOW: usize = 12;

/// Least text of a page, in bytes, beside what recurs: with less it is one article on two of the pages.
const MIN_OWN_BYTES: usize = 150;

/// Lines, kept lines and pages of one name.
#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    n_lines: usize,
    n_kept: usize,
    n_pages: usize,
}

/// Corrects single lines by what holds for their kind. Pages with a right text need no correction.
pub fn settle(sheets: &mut [Sheet]) {
    drop_recurring(sheets);
    let votes = votes(sheets);
    let standfirsts = standfirsts(sheets);
    for sheet in sheets.iter_mut().filter(|sheet| sheet.is_html && !sheet.has_gold) {
        let mut best: Vec<Option<Votes>> = vec![None; sheet.lines.len()];
        for (name, cover) in &sheet.covers {
            let Some(votes) =
                votes.get(name).filter(|votes| votes.n_pages >= 2 && votes.n_lines >= MIN_LINES)
            else {
                continue;
            };
            for range in cover.ranges.iter().filter(|range| range.len() == 1) {
                let best = &mut best[range.start];
                // The rarer name says more.
                if best.is_none_or(|known| votes.n_lines < known.n_lines) {
                    *best = Some(*votes);
                }
            }
        }
        for (line, votes) in sheet.lines.iter_mut().zip(best) {
            let Some(votes) = votes else { continue };
            let share = votes.n_kept as f64 / votes.n_lines as f64;
            line.is_kept = if line.is_kept { share > MOSTLY_DROPPED } else { share >= MOSTLY_KEPT };
        }
    }
    for (page, line) in standfirsts {
        sheets[page].lines[line].is_kept = true;
    }
}

/// What the engine keeps of HTML pages and several of them say is a list of other articles, or a notice.
fn drop_recurring(sheets: &mut [Sheet]) {
    let html: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.is_html && !sheet.has_gold).collect();
    let again = recurring(&html);
    for sheet in sheets.iter_mut().filter(|sheet| sheet.is_html && !sheet.has_gold) {
        // Crossheads recur, too.
        let recurs = |line: &SheetLine| !line.is_heading && again.contains_key(&line.squeezed);
        let own = sheet.lines.iter().filter(|line| line.is_kept && !recurs(line));
        if own.map(|line| line.n_bytes).sum::<usize>() >= MIN_OWN_BYTES {
            sheet.lines.iter_mut().filter(|line| recurs(line)).for_each(|line| line.is_kept = false);
        }
    }
}

/// A text of the engine without the lines that recur, given squeezed; the text itself if little is left.
pub fn own_text(text: &str, again: &BTreeMap<String, usize>) -> String {
    let own: Vec<&str> = text.lines().filter(|line| !again.contains_key(&squeeze(line))).collect();
    let own = own.join("\n");
    if own.trim().len() >= MIN_OWN_BYTES { own } else { text.to_owned() }
}

/// Page and line of each standfirst. An engine that judges line by line keeps some and drops others, and here the
/// majority is no judge: elements of one name, one to a page, each with prose of its own a little above the first
/// paragraph, are part of the article on all pages if they are on one.
fn standfirsts(sheets: &[Sheet]) -> Vec<(usize, usize)> {
    let mut places: BTreeMap<&Name, Vec<(usize, usize)>> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.is_html && !sheet.has_gold) {
        for (name, cover) in &sheet.covers {
            if let [only] = cover.ranges.as_slice()
                && only.len() == 1
            {
                places.entry(name).or_default().push((page, only.start));
            }
        }
    }
    let is_standfirst = |places: &Vec<(usize, usize)>| {
        let text = |&(page, line): &(usize, usize)| sheets[page].lines[line].squeezed.as_str();
        let texts: BTreeSet<&str> = places.iter().map(text).collect();
        let is_kept = |&(page, line): &(usize, usize)| sheets[page].lines[line].is_kept;
        texts.len() >= 2
            && texts.len() == places.len()
            && places.iter().any(is_kept)
            && places.iter().all(|&(page, line)| stands_above(&sheets[page], line))
    };
    places.into_values().filter(is_standfirst).flatten().collect()
}

/// True for prose a little above the first paragraph that the engine keeps.
fn stands_above(sheet: &Sheet, line: usize) -> bool {
    let is_prose = |at: usize| sheet.lines[at].n_bytes >= MIN_STANDFIRST_BYTES && !sheet.lines[at].is_heading;
    let is_text = |at: &usize| *at != line && sheet.lines[*at].is_kept && is_prose(*at);
    let first = (0..sheet.lines.len()).find(is_text);
    is_prose(line) && first.is_some_and(|first| line < first && first - line <= MAX_LINES_BELOW)
}

fn votes(sheets: &[Sheet]) -> BTreeMap<Name, Votes> {
    let mut votes: BTreeMap<Name, Votes> = BTreeMap::new();
    for sheet in sheets.iter().filter(|sheet| sheet.is_html) {
        for (name, cover) in &sheet.covers {
            let lines: Vec<usize> =
                cover.ranges.iter().filter(|range| range.len() == 1).map(|range| range.start).collect();
            if lines.is_empty() {
                continue;
            }
            let known = votes.entry(name.clone()).or_default();
            known.n_pages += 1;
            known.n_lines += lines.len();
            known.n_kept += lines.iter().filter(|line| sheet.lines[**line].is_kept).count();
        }
    }
    votes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Document;
    use crate::workshop::trial::generic;

    /// A page whose only line of class `intro` the engine keeps or not.
    fn sheet(number: usize, intro: &str, is_kept: bool) -> Sheet {
        let engine = generic(crate::Options::default());
        let text =
            "The ferry came in at noon with coal, sheep and a captain who would not say where he had been.";
        let page = format!(
            "<title>Day {number}</title><body><h1>Day {number}</h1><div class=intro>{intro}</div>\
             <div class=text><p>{text} It was day {number}.</p><p>{text}</p></div>"
        );
        let mut sheet = Sheet::of(&engine, &Document::html(page.into_bytes()));
        for line in &mut sheet.lines {
            line.is_kept = if line.folded == intro { is_kept } else { !line.is_heading };
        }
        sheet
    }

    fn kept(intros: &[(&str, bool)]) -> Vec<bool> {
        let mut sheets: Vec<Sheet> =
            intros.iter().enumerate().map(|(number, (intro, kept))| sheet(number, intro, *kept)).collect();
        settle(&mut sheets);
        let is_kept = |(sheet, (intro, _)): (&Sheet, &(&str, bool))| {
            sheet.lines.iter().any(|line| line.folded == *intro && line.is_kept)
        };
        sheets.iter().zip(intros).map(is_kept).collect()
    }

    #[test]
    fn a_standfirst_that_is_kept_once_is_kept_on_all_pages() {
        let one =
            "For the first time in a week the harbour was full, and nobody had time to count the boats.";
        let two = "The council met behind closed doors and told nobody what it had found in the old tower.";
        let three =
            "Three bakers, one oven and a long winter: how a street learned to share what it had left.";
        assert_eq!(kept(&[(one, true), (two, false), (three, false)]), [true, true, true]);
        assert_eq!(kept(&[(one, false), (two, false), (three, false)]), [false, false, false]);
        let again = "Get the news of the harbour every morning in your letter box, for nothing and for ever.";
        assert_eq!(kept(&[(again, true), (again, false), (again, false)]), [false, false, false]);
        assert_eq!(kept(&[("Harbour", true), ("Council", false), ("Streets", false)]), [false, false, false]);
    }

    /// Whether each page still keeps its own paragraph, and the one that all pages have.
    fn kept_of_two(own: &[&str]) -> Vec<(bool, bool)> {
        const AGAIN: &str =
            "The minister resigned over a letter that nobody in the house admits to have written or read.";
        let engine = generic(crate::Options::default());
        let page = |own: &str| {
            format!("<title>{}</title><body><p>{own}</p><ul><li>{AGAIN}</li></ul>", &own[..12]).into_bytes()
        };
        let mut sheets: Vec<Sheet> =
            own.iter().map(|own| Sheet::of(&engine, &Document::html(page(own)))).collect();
        sheets.iter_mut().flat_map(|sheet| &mut sheet.lines).for_each(|line| line.is_kept = true);
        settle(&mut sheets);
        let keeps =
            |sheet: &Sheet, text: &str| sheet.lines.iter().any(|line| line.is_kept && line.folded == text);
        sheets.iter().zip(own).map(|(sheet, own)| (keeps(sheet, own), keeps(sheet, AGAIN))).collect()
    }

    #[test]
    fn what_several_pages_say_is_no_article() {
        let bread = "Bread is baked twice a week in the oven behind the chapel, and whoever brings wood may bring dough; \
                     the oldest loaf on record was eaten by a goat before anybody had weighed it.";
        let wells = "Wells are cleaned in the driest week of August, when a child can stand in them and pass up the mud; \
                     what is found there belongs to the child, but for keys and for anything that ticks.";
        assert_eq!(kept_of_two(&[bread, wells]), [(true, false), (true, false)]);
        assert_eq!(kept_of_two(&[bread, bread]), [(true, true), (true, true)], "one article twice");
    }
}
