//! Which outlet's rules hold for a page, by what the page itself shows.
//!
//! Every layout names its evidence. One strong piece, or two weak ones, make it a candidate; among
//! candidates the most strong pieces win. Host and date only break ties between those, since old
//! stories come back in new layouts and on other hosts; then the most weak pieces win, then the
//! earlier layout. A page whose own address is another site's needs one piece more: mirrors and
//! archives show whole pages of an outlet, others show a line that happens to be the same.

use crate::deadline::Deadline;
use crate::html::Dom;
use crate::page::{Candidate, Page};
use crate::page_info::address::Address;
use crate::rules::file::Zone;
use crate::rules::lines::LineForms;
use crate::rules::set::{EvidenceOwner, LayoutSet, RuleSet};
use crate::segment::html::Segmented;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified {
    /// Index into [`RuleSet::layouts`].
    pub layout: usize,
    /// Another layout had as much evidence, and neither host nor date spoke for one of them.
    pub ambiguous: bool,
}

/// Evidence found for one layout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// An element spoke for the layout: in HTML that tells more than any line, since pages print
    /// lines of other layouts in hidden places.
    by_element: bool,
    n_strong: u32,
    /// Set last, by what the address tells.
    ties: u32,
    n_weak: u32,
}

/// Where a page is at home, and where it was found.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// The address it came with: breaks ties.
    pub given: Option<Address>,
    /// The address it gives itself, where it gives one.
    pub own: Option<Address>,
}

impl Addresses {
    /// True when the page says, or was found where, it belongs to a site of none of these domains.
    fn is_foreign(&self, domains: &[String]) -> bool {
        let is_known = |address: &Address| domains.iter().any(|domain| is_under(address.host(), domain));
        self.own.as_ref().or(self.given.as_ref()).is_some_and(|address| !is_known(address))
    }
}

/// Finds the layout of a page. `only` restricts the search to one outlet (by id), whose layouts of articles
/// then need no evidence. `None`: no outlet is known by this. When the
/// page's time is up, what was seen until then decides.
pub fn identify(
    rules: &RuleSet,
    page: &Page,
    html: Option<(Dom<'_>, &Segmented)>,
    addresses: &Addresses,
    only: Option<&str>,
    deadline: Deadline,
) -> Option<Identified> {
    let scores = weigh(rules, page, html, deadline, |_| {});
    let eligible = |layout: usize| only.is_none_or(|outlet| rules.layouts[layout].outlet == outlet);
    let mut best: Option<(Score, usize)> = None;
    let mut ambiguous = false;
    for (layout, &seen) in scores.iter().enumerate() {
        let enough = match addresses.is_foreign(&rules.layouts[layout].domains) {
            true => seen.n_strong > 0 && seen.n_strong + seen.n_weak > 1,
            false => seen.n_strong > 0 || seen.n_weak > 1,
        };
        // A list gives no text: it takes evidence, whoever names the outlet.
        let is_told = only.is_some() && rules.layouts[layout].article;
        if !(enough || is_told) || !eligible(layout) {
            continue;
        }
        let score = Score { ties: tie_break(&rules.layouts[layout], addresses.given.as_ref()), ..seen };
        match best {
            Some((best_score, _)) if score <= best_score => ambiguous |= score == best_score,
            _ => {
                best = Some((score, layout));
                ambiguous = false;
            }
        }
    }
    best.map(|(_, layout)| Identified { layout, ambiguous })
}

/// The layouts with the most evidence, at most `n`, with what held and what failed: for `explain`.
pub fn candidates(
    rules: &RuleSet,
    page: &Page,
    html: Option<(Dom<'_>, &Segmented)>,
    addresses: &Addresses,
    n: usize,
) -> Vec<Candidate> {
    let mut pieces: Vec<Vec<usize>> = vec![Vec::new(); rules.layouts.len()];
    let scores = weigh(rules, page, html, Deadline::never(), |owner| pieces[owner.layout].push(owner.piece));
    let mut order: Vec<usize> =
        (0..scores.len()).filter(|&layout| scores[layout] != Score::default()).collect();
    let score = |layout: usize| Score {
        ties: tie_break(&rules.layouts[layout], addresses.given.as_ref()),
        ..scores[layout]
    };
    order.sort_by_key(|&layout| std::cmp::Reverse(score(layout)));
    order.truncate(n);
    let candidate = |layout: usize| {
        let set = &rules.layouts[layout];
        let told = |held: bool| {
            let pieces =
                set.evidence.iter().enumerate().filter(|(piece, _)| pieces[layout].contains(piece) == held);
            pieces.map(|(_, told)| told.clone()).collect()
        };
        Candidate {
            outlet: set.outlet.clone(),
            layout: set.id.clone(),
            held: told(true),
            failed: told(false),
        }
    };
    order.into_iter().map(candidate).collect()
}

/// Counts the evidence for each layout; each piece counts once, however often it is seen.
fn weigh(
    rules: &RuleSet,
    page: &Page,
    html: Option<(Dom<'_>, &Segmented)>,
    deadline: Deadline,
    mut counted: impl FnMut(EvidenceOwner),
) -> Vec<Score> {
    let mut scores = vec![Score::default(); rules.layouts.len()];
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let mut count = |owner: EvidenceOwner, by_element: bool| {
        if seen.contains(&(owner.layout, owner.piece)) {
            return;
        }
        seen.push((owner.layout, owner.piece));
        counted(owner);
        let score = &mut scores[owner.layout];
        score.by_element |= by_element && !owner.weak;
        *(if owner.weak { &mut score.n_weak } else { &mut score.n_strong }) += 1;
    };
    if let Some((dom, segmented)) = html {
        rules.element_evidence(dom, &segmented.elements, |owner| count(owner, true));
    }
    let n_lines = page.blocks.len();
    let below = |index: usize| page.blocks.get(index + 1).map(|block| page.block_text(block));
    let mut line = LineForms::default();
    let watch = deadline.watch();
    rules.evidence_candidates(page, |index, text| {
        if watch.is_over() {
            return;
        }
        line.fill(text);
        rules.line_evidence(&line.line(), below(index), |owner| count(owner, false));
    });
    for (index, block) in page.blocks.iter().enumerate() {
        // In HTML the first line is usually navigation, so `zone = first` is not used as evidence.
        let is_first = html.is_none() && Zone::First.may_hold(index, n_lines);
        let is_last = Zone::Last.may_hold(index, n_lines);
        if !is_first && !is_last || watch.is_over() {
            continue;
        }
        line.fill(page.block_text(block));
        if is_first {
            rules.first_evidence(&line.line(), below(index), |owner| count(owner, false));
        }
        if is_last {
            rules.last_evidence(&line.line(), below(index), |owner| count(owner, false));
        }
    }
    scores
}

/// 2 when the host is the outlet's, plus 1 when the address names a day on which the layout was in use.
fn tie_break(layout: &LayoutSet, address: Option<&Address>) -> u32 {
    let Some(address) = address else { return 0 };
    let host_fits = layout.domains.iter().any(|domain| is_under(address.host(), domain));
    let day_fits = match (&layout.seen, address.day()) {
        (Some(seen), Some(day)) => {
            seen.from.as_deref().is_none_or(|from| *from <= *day)
                && seen.until.as_deref().is_none_or(|until| day[..until.len().min(day.len())] <= *until)
        }
        _ => false,
    };
    2 * u32::from(host_fits) + u32::from(day_fits)
}

fn is_under(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::file::Seen;

    fn layout(from: Option<&str>, until: Option<&str>) -> LayoutSet {
        let seen = Seen { from: from.map(str::to_owned), until: until.map(str::to_owned) };
        let mut layout = LayoutSet::default();
        layout.domains.push("example.org".to_owned());
        layout.seen = Some(seen);
        layout
    }

    #[test]
    fn host_counts_twice_as_much_as_the_day() {
        let ties = |layout: &LayoutSet, url: &str| tie_break(layout, Address::parse(url).as_ref());
        let old = layout(None, Some("2018"));
        assert_eq!(ties(&old, "https://www.example.org/2017/5/12/soup"), 3);
        assert_eq!(ties(&old, "https://News.Example.ORG/2019/5/12/soup"), 2);
        assert_eq!(ties(&old, "https://user@example.org:8080/"), 2);
        assert_eq!(ties(&old, "https://other.org/20181231/soup"), 1);
        assert_eq!(ties(&old, "https://notexample.org/"), 0);
        assert_eq!(ties(&layout(Some("2019-06"), None), "https://other.org/2019/5/12/soup"), 0);
        assert_eq!(tie_break(&old, None), 0);
    }
    #[test]
    fn a_list_takes_evidence_even_of_a_named_outlet() {
        let rules = crate::RuleSet::from_toml(
            r#"
schema = 1
[outlet]
id = "weir"
name = "The Weir"
domains = ["weir.example"]
language = "en"
[[layout]]
id = "story"
why = "an article"
when = [{ line-is = "The Weir tells" }]
[[layout]]
id = "list"
why = "what was told of one thing"
article = false
title = "none"
when = [
  { line-is = "All of the Weir" },
  { line-matches = '^\d hours ago$', weak = true },
  { line-is = "More", weak = true },
]
"#,
        )
        .expect("a right rule file");
        let options = crate::Options::default().with_outlet("weir");
        let extractor = crate::Extractor::with_options(rules, options);
        let layout = |page: &str| extractor.extract(crate::Document::text(page)).layout;
        let line = "The ferry left the harbour at noon, and nobody on the quay waved after it.";
        assert_eq!(layout(&format!("{line}\n\n3 hours ago\n\n{line}")).as_deref(), Some("story"));
        assert_eq!(layout(&format!("More\n\n3 hours ago\n\n{line}")).as_deref(), Some("list"));
    }
}
