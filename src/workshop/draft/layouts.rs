//! Pages of one outlet sorted by layout: those that share the names of their elements, or their lines.
//!
//! An outlet changes its layout every few years, and prints videos and opinions in others. What all of its pages
//! have in common would be next to nothing. Knows sheets; never what is drafted from them.

use std::collections::BTreeSet;

use super::sheet::Sheet;

/// Least share of names that two pages of one layout have in common (Jaccard). Pages of one template have .5 and
/// more, those of two .1.
const MIN_SHARED_NAMES: f64 = 0.3;

/// Shortest line, in squeezed bytes, that two flattened pages may share by more than chance.
const MIN_LINE_BYTES: usize = 10;

/// Least number of lines that two flattened pages of one layout share.
const MIN_SHARED_LINES: usize = 2;

/// HTML pages by layout, the largest group first.
pub fn of_html<'a>(sheets: &[&'a Sheet]) -> Vec<Vec<&'a Sheet>> {
    let names = |sheet: &'a Sheet| -> BTreeSet<&'a str> {
        let is_own = |name: &&String| name.contains(['.', '#']) && !name.contains(" > ");
        sheet.covers.keys().filter(is_own).map(String::as_str).collect()
    };
    grouped(sheets, names, |one, other| {
        let n_shared = one.intersection(other).count();
        let n_all = one.len() + other.len() - n_shared;
        n_shared as f64 >= MIN_SHARED_NAMES * n_all as f64
    })
}

/// Flattened pages by layout, the largest group first.
pub fn of_text<'a>(sheets: &[&'a Sheet]) -> Vec<Vec<&'a Sheet>> {
    let lines = |sheet: &'a Sheet| -> BTreeSet<&'a str> {
        let lines = sheet.lines.iter().map(|line| line.squeezed.as_str());
        lines.filter(|line| line.len() >= MIN_LINE_BYTES).collect()
    };
    grouped(sheets, lines, |one, other| {
        one.intersection(other).take(MIN_SHARED_LINES).count() == MIN_SHARED_LINES
    })
}

/// Each page joins the first group whose first page is like it.
fn grouped<'a, F>(
    sheets: &[&'a Sheet],
    features: impl Fn(&'a Sheet) -> F,
    are_alike: impl Fn(&F, &F) -> bool,
) -> Vec<Vec<&'a Sheet>> {
    let mut groups: Vec<(F, Vec<&'a Sheet>)> = Vec::new();
    for &sheet in sheets {
        let own = features(sheet);
        match groups.iter_mut().find(|(first, _)| are_alike(first, &own)) {
            Some((_, group)) => group.push(sheet),
            None => groups.push((own, vec![sheet])),
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    groups.into_iter().map(|(_, group)| group).collect()
}
