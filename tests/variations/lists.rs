//! Lists in articles, with the lines that lead to them.

use super::skins::N_SKINS;
use super::{Case, paragraphs, story};

const ITEMS: [&[&str]; 4] = [
    &["Flour", "Two eggs", "A pinch of salt", "Butter for the pan"],
    &["Unscrew the lid", "Turn the tap to the left", "Wait for the second click", "Close it again"],
    &["Light and quiet", "Cheap to mend", "Fits in a coat pocket"],
    &["Keys", "Lamp", "A map of the coast", "Rope, ten metres", "Biscuits"],
];

/// A list in one of many markups; `lead` is the line above it.
fn list(markup: usize, lead: &str, items: &[&str]) -> (String, Vec<String>) {
    let each = |open: &str, close: &str| -> String {
        items.iter().map(|item| format!("{open}{item}{close}\n")).collect()
    };
    let plain = || items.iter().map(|item| (*item).to_owned());
    let with_lead = |text: &str| -> Vec<String> { std::iter::once(text.to_owned()).chain(plain()).collect() };
    match markup {
        0 => (format!("<ul>{}</ul>", each("<li>", "</li>")), plain().collect()),
        1 => (format!("<ol>{}</ol>", each("<li>", "</li>")), plain().collect()),
        2 => (format!("<h2>{lead}</h2><ul>{}</ul>", each("<li>", "</li>")), with_lead(lead)),
        3 => (
            format!("<h4>{lead}</h4><ul class=checks>{}</ul>", each("<li><span>", "</span></li>")),
            with_lead(lead),
        ),
        4 => (format!("<p><b>{lead}</b></p><ul>{}</ul>", each("<li><p>", "</p></li>")), with_lead(lead)),
        5 => (
            format!(
                "<div class=box><h3>{lead}</h3><ul class='box__list'>{}</ul></div>",
                each("<li class='box__item'>", "</li>")
            ),
            with_lead(lead),
        ),
        6 => (format!("<p>{lead}:</p><ul>{}</ul>", each("<li>", "</li>")), with_lead(&format!("{lead}:"))),
        7 => (format!("<div role=list>{}</div>", each("<div role=listitem>", "</div>")), plain().collect()),
        8 => (format!("<dl>{}</dl>", each("<dt>No.</dt><dd>", "</dd>")), Vec::new()),
        9 => (
            format!(
                "<div class='pros-cons'><div class=pros><h3>{lead}</h3><ul>{}</ul></div></div>",
                each("<li>", "</li>")
            ),
            with_lead(lead),
        ),
        10 => (format!("<ul><li>{lead}<ul>{}</ul></li></ul>", each("<li>", "</li>")), with_lead(lead)),
        _ => (
            format!("<ul style='list-style:none'>{}</ul>", each("<li><strong>", "</strong></li>")),
            plain().collect(),
        ),
    }
}

pub(super) fn cases() -> Vec<Case> {
    let leads = ["What you need", "Steps", "Pros", "In the bag"];
    let mut cases = Vec::new();
    for markup in 0..12 {
        for turn in 0..9 {
            let number = markup * 9 + turn;
            let (skin, story) = (number % N_SKINS, story(number / 3));
            let items = ITEMS[turn % 4];
            let (list, mut lines) = list(markup, leads[turn % 4], items);
            if lines.is_empty() {
                lines = items.iter().map(|item| (*item).to_owned()).collect();
            }
            let text = &story.text;
            let at = [2, 5, 4][turn % 3];
            let body = format!("{}{list}{}", paragraphs(&text[..at]), paragraphs(&text[at..]));
            let case = Case::new(format!("{markup}-{turn}"), skin, story, "", &body);
            cases.push(case.with(text[..at].iter().copied()).with(lines).with(text[at..].iter().copied()));
        }
    }
    cases
}
