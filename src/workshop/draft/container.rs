//! Which element holds the article: the smallest that a selector names on every page, and that holds what the
//! engine keeps on all of them.
//!
//! The engine errs on single lines of single pages; an element that fits on all pages at once is hardly wrong.

use std::collections::BTreeMap;
use std::ops::Range;

use super::names::Name;
use super::sheet::Sheet;

/// Least share of what the engine keeps that the element must hold, in the mean over pages. The rest is what the
/// engine keeps by mistake: a lead above the container is .05 and less.
const MIN_MEAN_SHARE: f64 = 0.97;

/// The same on the worst page: one page in three on which the engine keeps a side column has .7.
const MIN_SHARE: f64 = 0.8;

/// Most elements per page that one container may be made of: an article cut in two by a video.
const MAX_PARTS: usize = 3;

/// Most lines of an element beside the container: a standfirst has one or two.
const MAX_BESIDE_LINES: usize = 3;

/// Share of such lines that the engine must keep.
const MIN_BESIDE: f64 = 0.6;

/// Most names of such elements.
const MAX_BESIDE: usize = 4;

/// Precisions that differ by less are the same: then the larger element wins, as it is more likely to hold all.
const SAME: f64 = 0.02;

/// An element that holds the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    /// Its selector.
    pub name: Name,
    /// Elements outside that are part of the article, too: a standfirst above it.
    pub beside: Vec<Name>,
    /// Share of what the engine keeps that lies in it, mean over pages.
    pub held: f64,
    /// Share of its text that the engine keeps, mean over pages.
    pub kept: f64,
}

/// Bytes of lines, and of kept lines, up to each line.
pub struct Sums {
    all: Vec<usize>,
    kept: Vec<usize>,
}

impl Sums {
    /// Of one page.
    pub fn of(sheet: &Sheet) -> Self {
        let running = |bytes: &dyn Fn(usize) -> usize| {
            let mut sums = vec![0];
            for line in 0..sheet.lines.len() {
                sums.push(sums[line] + bytes(line));
            }
            sums
        };
        let all = running(&|line| sheet.lines[line].n_bytes);
        let kept = running(&|line| if sheet.lines[line].is_kept { sheet.lines[line].n_bytes } else { 0 });
        Self { all, kept }
    }

    /// Bytes and kept bytes in a range of lines.
    pub fn bytes(&self, range: &Range<usize>) -> (usize, usize) {
        (self.all[range.end] - self.all[range.start], self.kept[range.end] - self.kept[range.start])
    }
}

/// Ranges without those that lie in another.
pub fn outermost(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sorted = ranges.to_vec();
    sorted.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut outer: Vec<Range<usize>> = Vec::new();
    for range in sorted {
        if outer.last().is_none_or(|last| range.end > last.end) {
            outer.push(range);
        }
    }
    outer
}

/// The container of these pages; `None` where no selector fits them all.
pub fn find(sheets: &[&Sheet]) -> Option<Container> {
    let (first, _) = sheets.split_first()?;
    let sums: Vec<Sums> = sheets.iter().map(|sheet| Sums::of(sheet)).collect();
    let names =
        first.covers.keys().filter(|name| sheets.iter().all(|sheet| sheet.covers.contains_key(*name)));
    let mut best: Option<Container> = None;
    for name in names {
        let Some(found) = fit(name, sheets, &sums) else { continue };
        let is_better = best.as_ref().is_none_or(|best| {
            let gain = found.kept - best.kept;
            if gain.abs() > SAME { gain > 0.0 } else { rank(&found) > rank(best) }
        });
        if is_better {
            best = Some(found);
        }
    }
    best.map(|found| Container { beside: beside(&found.name, sheets), ..found })
}

/// Names of elements outside of the container whose lines the engine keeps on most pages that have them. Each holds a
/// few lines only: what holds more is no standfirst.
fn beside(container: &Name, sheets: &[&Sheet]) -> Vec<Name> {
    let mut votes: BTreeMap<&Name, (usize, usize, usize)> = BTreeMap::new();
    for sheet in sheets {
        let Some(frames) = sheet.covers.get(container) else { continue };
        let is_outside = |range: &&Range<usize>| {
            frames.ranges.iter().all(|frame| range.end <= frame.start || frame.end <= range.start)
        };
        for (name, cover) in &sheet.covers {
            let outside: Vec<&Range<usize>> = cover.ranges.iter().filter(is_outside).collect();
            let is_small = outside.iter().all(|range| range.len() <= MAX_BESIDE_LINES);
            if outside.len() < cover.ranges.len() || outside.is_empty() || !is_small {
                continue;
            }
            let lines = || outside.iter().flat_map(|range| &sheet.lines[(*range).clone()]);
            let known = votes.entry(name).or_default();
            known.0 += 1;
            known.1 += lines().count();
            known.2 += lines().filter(|line| line.is_kept).count();
        }
    }
    let is_kept = |(n_pages, n_lines, n_kept): &(usize, usize, usize)| {
        *n_pages >= 2
            && *n_lines <= MAX_BESIDE_LINES * n_pages
            && *n_kept as f64 >= MIN_BESIDE * *n_lines as f64
    };
    let mut names: Vec<&Name> =
        votes.iter().filter(|(_, votes)| is_kept(votes)).map(|(name, _)| *name).collect();
    names.sort_by_key(|name| plainness(name));
    // One name for each group of lines.
    let mut chosen: Vec<Name> = Vec::new();
    for name in names {
        let ranges = |name: &Name| -> Vec<Option<Vec<Range<usize>>>> {
            sheets.iter().map(|sheet| sheet.covers.get(name).map(|cover| outermost(&cover.ranges))).collect()
        };
        let own = ranges(name);
        let is_known = chosen.iter().any(|other| {
            ranges(other).iter().zip(&own).all(|(other, own)| match (other, own) {
                (Some(other), Some(own)) => own.iter().all(|range| {
                    other.iter().any(|other| other.start <= range.start && range.end <= other.end)
                }),
                (_, own) => own.is_none(),
            })
        });
        if !is_known && chosen.len() < MAX_BESIDE {
            chosen.push(name.clone());
        }
    }
    chosen
}

/// Among containers that are equally tight the one that holds more, then the plainer name.
fn rank(container: &Container) -> (u32, std::cmp::Reverse<usize>) {
    ((container.held * 200.0) as u32, std::cmp::Reverse(plainness(&container.name)))
}

/// 0 for an id, then classes, attributes, tags and names that need their parent.
pub fn plainness(name: &str) -> usize {
    let own = match name {
        _ if name.contains(" > ") => 100,
        _ if name.contains('#') => 0,
        _ if name.contains('.') => 1,
        _ if name.contains('[') => 2,
        _ => 3,
    };
    own * 1000 + name.len()
}

fn fit(name: &Name, sheets: &[&Sheet], sums: &[Sums]) -> Option<Container> {
    let (mut held, mut kept) = (0.0, 0.0);
    for (sheet, sums) in sheets.iter().zip(sums) {
        let ranges = outermost(&sheet.covers.get(name)?.ranges);
        if ranges.is_empty() || ranges.len() > MAX_PARTS {
            return None;
        }
        let (bytes, inside) = ranges
            .iter()
            .map(|range| sums.bytes(range))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let share = inside as f64 / sheet.kept_bytes().max(1) as f64;
        if share < MIN_SHARE {
            return None;
        }
        held += share;
        kept += inside as f64 / bytes.max(1) as f64;
    }
    let n_pages = sheets.len() as f64;
    (held / n_pages >= MIN_MEAN_SHARE).then(|| Container {
        name: name.clone(),
        beside: Vec::new(),
        held: held / n_pages,
        kept: kept / n_pages,
    })
}
