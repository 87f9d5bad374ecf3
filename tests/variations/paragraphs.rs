//! Short paragraphs at the ends of an article, and pull quotes.

use super::skins::N_SKINS;
use super::{Case, paragraphs, story};

/// Markup around a short last paragraph whose box looks a little different.
const LAST: [(&str, &str); 15] = [
    ("<p>", "</p>"),
    ("<p class=last>", "</p>"),
    ("<p style='margin-bottom:2em'>", "</p>"),
    ("<p class='text-end mb-5'>", "</p>"),
    ("<div>", "</div>"),
    ("<div class='box small'><p>", "</p></div>"),
    ("<section class='part'><p>", "</p></section>"),
    ("<div class=ad>Ad</div><section class='chunk chunk--end'><p>", "</p></section>"),
    ("<p><em>", "</em></p>"),
    ("<p><strong>", "</strong></p>"),
    ("<div class='paragraph paragraph--type--text'><div><p>", "</p></div></div>"),
    ("<hr><p>", "</p>"),
    ("<figure><img src=x.jpg></figure><p class=p2>", "</p>"),
    ("<p><span>", "</span></p>"),
    ("<br><br>", ""),
];

pub(super) fn last() -> Vec<Case> {
    let mut cases = Vec::new();
    for (n, (open, close)) in LAST.iter().enumerate() {
        for turn in 0..20 {
            let (skin, story) = ((n + turn) % N_SKINS, story(turn));
            let last = story.last[(n + turn / 5) % 3];
            let text = &story.text;
            let (body, lines) = if turn % 7 == 6 {
                let body = format!("{open}{last}{close}{}", paragraphs(text));
                (body, [&[last], &text[..]].concat())
            } else {
                let sections = turn % 3 == 1;
                let text_markup: String = match sections {
                    true => text
                        .iter()
                        .map(|text| format!("<section class=part><p>{text}</p></section>"))
                        .collect(),
                    false => paragraphs(text),
                };
                (format!("{text_markup}{open}{last}{close}"), [&text[..], &[last]].concat())
            };
            cases.push(Case::new(format!("{n}-{turn}"), skin, story, "", &body).with(lines));
        }
    }
    cases
}

/// Markup around a quote that stands out.
const QUOTES: [(&str, &str); 9] = [
    ("<aside class=pullquote>", "</aside>"),
    ("<aside><p>", "</p></aside>"),
    ("<blockquote class='pull-quote'><p>", "</p></blockquote>"),
    ("<figure class='wp-block-pullquote'><blockquote><p>", "</p></blockquote></figure>"),
    ("<div class='quote-box'><span>«</span>", "<span>»</span></div>"),
    ("<div class='text-2xl italic my-8'>", "</div>"),
    ("<p class=highlight>“", "”</p>"),
    ("<div class=blickfang><q>", "</q></div>"),
    ("<blockquote>", "</blockquote>"),
];

pub(super) fn quotes() -> Vec<Case> {
    let mut cases = Vec::new();
    for (n, (open, close)) in QUOTES.iter().enumerate() {
        for turn in 0..4 {
            let (skin, story) = ((3 * n + turn) % N_SKINS, story(n + turn));
            let text = &story.text;
            // A clause of the fourth paragraph, before it or behind it.
            let clause = text[3].split_inclusive(',').nth(1).map_or(text[3], str::trim).trim_end_matches(',');
            let clause = if clause.split(' ').count() < 5 { text[3] } else { clause };
            let mut parts = text.map(|text| format!("<p>{text}</p>"));
            parts[if turn % 2 == 0 { 2 } else { 4 }].push_str(&format!("{open}{clause}{close}"));
            let case = Case::new(format!("{n}-{turn}"), skin, story, "", &parts.concat());
            cases.push(case.with(text.iter().copied()).holding(clause));
        }
    }
    for (n, (open, close)) in QUOTES.iter().enumerate() {
        let story = story(n);
        let strange = "Who carries water uphill, said my grandmother, should not spill it on the way down";
        let mut parts = story.text.map(|text| format!("<p>{text}</p>"));
        parts[2].push_str(&format!("{open}{strange}{close}"));
        let mut case = Case::new(format!("new-{n}"), n % N_SKINS, story, "", &parts.concat());
        if n == 2 || n == 8 {
            case = case
                .with(story.text[..3].iter().copied())
                .with([strange])
                .with(story.text[3..].iter().copied());
        } else {
            case = case.with(story.text.iter().copied());
        }
        cases.push(case);
    }
    cases
}
