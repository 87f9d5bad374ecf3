//! Text that no browser shows, in sentences and beside them; and text that a reader can unfold, which stays.

use super::skins::N_SKINS;
use super::{Case, paragraphs, story};

/// How an element is hidden: what goes into the head, its attributes.
const BY_STYLE: [(&str, &str); 20] = [
    ("", "hidden"),
    ("", "hidden=''"),
    ("", "style='display:none'"),
    ("", "style='color: red; display: none;'"),
    ("", "style='DISPLAY:NONE !important'"),
    ("", "style='visibility: hidden'"),
    ("", "style='display:none!important' aria-hidden=true"),
    ("<style>.k7{display:none}</style>", "class=k7"),
    ("<style>p{margin:0} .a, .gloss { color:#777; display : none; } b{}</style>", "class='note gloss'"),
    ("<style>#w1{visibility:hidden}</style>", "id=w1"),
    ("<style>/* x */ span.q9, div.q9, p.q9 {display:none !important}</style>", "class=q9"),
    (
        "<style media=screen>@media print{.zz{color:black}}\n.zz{position:absolute;display:none}</style>",
        "class=zz",
    ),
    ("<style>.popup{display:none} .word:hover .popup{display:inline}</style>", "class=popup"),
    ("<style>[hidden]{display:none}</style>", "hidden=hidden"),
    ("<style>body .k8 { display:none } .never .k9{display:none}</style>", "class='k8 k9'"),
    ("<style>.x1.y1{display:none}</style>", "class='y1 z x1'"),
    ("<style>[data-tip]{visibility:hidden}</style>", "data-tip=2"),
    (
        "<style>body > * .w3.w4, body > .w3{display:none} body .w3[lang=en]{display:none}</style>",
        "class=w3 lang=en",
    ),
    ("<style>@media only screen and (min-width:64em){.desk{display:none}}</style>", "class=desk"),
    (
        "<style media=print>.pr{display:block}</style><style media=screen>.pr{display:none}</style>",
        "class=pr",
    ),
];

/// Classes by which style sheets that are not on the page hide text.
const CLASSES: [&str; 12] = [
    "sr-only",
    "visually-hidden",
    "screen-reader-text",
    "hidden",
    "d-none",
    "is-hidden",
    "u-hidden",
    "hide",
    "visuallyhidden",
    "w-hidden",
    "display-none",
    "element-invisible",
];

const SECRETS: [&str; 5] = [
    "Please enter a valid address.",
    "Merci pour votre message, nous répondrons vite.",
    "Öffnet in einem neuen Fenster",
    "Debe indicar un nombre.",
    "Wersja tylko dla redakcji",
];

/// Pages on which `attributes` hide an element, in several places.
fn pages(name: &str, head: &str, attributes: &str, number: usize, places: &[usize]) -> Vec<Case> {
    let mut cases = Vec::new();
    for &place in places {
        let turn = number * places.len() + place;
        let (skin, story) = (turn % N_SKINS, story(turn / 3));
        let secret = SECRETS[turn / 3 % SECRETS.len()];
        let text = &story.text;
        let split = text[2].match_indices(' ').nth(6).map_or(0, |(at, _)| at);
        let (start, end) = text[2].split_at(split);
        let whole = text[2];
        let middle = match place {
            0 => format!("<p>{start}<span {attributes}> {secret}</span>{end}</p>"),
            1 => format!("<p>{whole}</p><p {attributes}>{secret}</p>"),
            2 => format!("<p>{whole}</p><div {attributes}><p>{secret}</p></div>"),
            3 => format!("<p><span {attributes}>{secret}</span>{whole}</p>"),
            4 => format!("<p>{whole} <span {attributes}>{secret}</span></p>"),
            5 => format!("<p>{start} <a href='/x'><i {attributes}>{secret}</i></a>{end}</p>"),
            _ => format!(
                "<p>{whole}</p><div><div {attributes}><span>{secret}</span> <b>{secret}</b></div></div>"
            ),
        };
        let body = format!("{}{middle}{}", paragraphs(&text[..2]), paragraphs(&text[3..]));
        let case = Case::new(format!("{name}-{place}"), skin, story, head, &body);
        cases.push(case.with(text.iter().copied()).without([secret]));
    }
    cases
}

pub(super) fn by_style() -> Vec<Case> {
    let kinds = BY_STYLE.iter().enumerate();
    kinds
        .flat_map(|(n, (head, attributes))| {
            pages(&n.to_string(), head, attributes, n, &[0, 1, 2, 3, 4, 5, 6])
        })
        .collect()
}

pub(super) fn by_class() -> Vec<Case> {
    let kinds = CLASSES.iter().enumerate();
    kinds
        .flat_map(|(n, class)| pages(class, "", &format!("class='{class}'"), n, &[0, 1, 2, 3, 4, 5]))
        .collect()
}

/// An answer that a click unfolds, in the markups of several makers.
pub(super) fn openable() -> Vec<Case> {
    let frames: [(&str, &str, &str); 9] = [
        ("", "<details><summary>Q</summary>", "</details>"),
        ("", "<button aria-expanded=false aria-controls=p1>Q</button><div id=p1 hidden>", "</div>"),
        (
            "",
            "<div class=accordion-item><h3 class=accordion-header>Q</h3><div class='accordion-collapse collapse' style='display:none'>",
            "</div></div>",
        ),
        (
            "",
            "<ul role=tablist><li role=tab aria-controls=t2>Q</li></ul><div role=tabpanel id=t2 hidden>",
            "</div>",
        ),
        (
            "<style>.panel{display:none}.panel.open{display:block}</style>",
            "<div class=toggle>Q</div><div class=panel>",
            "</div>",
        ),
        (
            "<style>#more{display:none}</style>",
            "<button onclick='show()'>Read more</button><div id=more>",
            "</div>",
        ),
        (
            "",
            "<a data-toggle=collapse href='#tr'>Transcript</a><div class=collapse id=tr style='display: none;'>",
            "</div>",
        ),
        ("", "<h3>Q</h3><div hidden=until-found>", "</div>"),
        (
            "",
            "<div class=faq><h3 class=faq-question>Q</h3><div class=faq-answer style='display:none'>",
            "</div></div>",
        ),
    ];
    let mut cases = Vec::new();
    for (n, (head, open, close)) in frames.iter().enumerate() {
        for skin in 0..N_SKINS {
            let story = story(n + skin);
            let text = &story.text;
            let body = format!(
                "{}{open}{}{close}{}",
                paragraphs(&text[..3]),
                paragraphs(&text[3..4]),
                paragraphs(&text[4..])
            );
            cases.push(Case::new(n.to_string(), skin, story, head, &body).with(text.iter().copied()));
        }
    }
    cases
}
