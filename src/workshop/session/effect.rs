//! What a change of the rules does to all pages: the difference of two runs, page by page.

use serde::Serialize;

use crate::workshop::score::LineDifference;

use super::run::Run;

/// What a change does.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Effect {
    /// The pages that change, in the order of the session.
    pub pages: Vec<PageEffect>,
    /// Lines that come into the clean text, on all pages.
    pub n_won: usize,
    /// Lines that go out of it.
    pub n_lost: usize,
    /// Blocks whose label changes while the text stays.
    pub n_relabelled: usize,
}

/// What it does to one page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PageEffect {
    /// Number of the page.
    pub page: usize,
    /// Its name.
    pub id: String,
    /// Lines that come into the clean text.
    pub won: Vec<String>,
    /// Lines that go out of it.
    pub lost: Vec<String>,
    /// Blocks that get another label.
    pub n_relabelled: usize,
    /// The layout before and after, where it changes.
    pub layouts: Option<[String; 2]>,
}

impl Effect {
    /// The difference of two runs over the same pages.
    pub fn between(before: &Run, after: &Run) -> Self {
        let mut effect = Self::default();
        for page in 0..before.pages.len().min(after.pages.len()) {
            let of_page = page_effect(page, before, after);
            effect.n_won += of_page.won.len();
            effect.n_lost += of_page.lost.len();
            effect.n_relabelled += of_page.n_relabelled;
            let is_same = of_page.won.is_empty() && of_page.lost.is_empty();
            if !(is_same && of_page.n_relabelled == 0 && of_page.layouts.is_none()) {
                effect.pages.push(of_page);
            }
        }
        effect
    }
}

fn page_effect(page: usize, before: &Run, after: &Run) -> PageEffect {
    let LineDifference { lost, leaked: won } =
        LineDifference::of(&after.pages[page].text, &before.pages[page].text);
    let (old, new) = (before.blocks(page), after.blocks(page));
    let n_relabelled =
        old.iter().zip(&new).filter(|(old, new)| old.text == new.text && old.label != new.label).count();
    let name = |run: &Run| {
        run.layout(page).map_or_else(|| "none".to_owned(), |(outlet, layout)| format!("{outlet}/{layout}"))
    };
    let layouts = [name(before), name(after)];
    PageEffect {
        page,
        id: before.pages[page].id.clone(),
        won,
        lost,
        n_relabelled,
        layouts: (layouts[0] != layouts[1]).then_some(layouts),
    }
}
