//! PDFs that were turned into HTML: an element, or a `<br>`, for each printed line.

use super::prose::Story;
use super::{Case, story};

/// What converters make of a line: its markup for text, for a running head and for a number, whether it begins a
/// paragraph, how far down it stands.
type Markup = fn(&str, Role, usize) -> String;

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Head,
    Text,
    Begins,
    Number,
}

const CONVERTERS: [(&str, Markup, &str, &str); 6] = [
    ("classes", classes, "<div class='pf w0 h0'><div class='pc w0 h0'>", "</div></div>"),
    ("points", points, "<div style='width:595pt;height:842pt'>", "</div>"),
    ("pixels", pixels, "<div style='position:relative;width:892px'>", "</div>"),
    ("layer", layer, "<div class=page><div class=textLayer>", "</div></div>"),
    ("breaks", breaks, "<a name=page></a>", "<hr>"),
    ("scan", scan, "<div class=blatt>", "</div>"),
];

fn classes(line: &str, role: Role, at: usize) -> String {
    let (x, font) = match role {
        Role::Head | Role::Number => ("x1", "ff3 fs0"),
        Role::Text => ("x2", "ff1 fs2"),
        Role::Begins => ("x3", "ff1 fs2"),
    };
    format!("<div class='t m0 {x} h4 y{at:x} {font} fc0 sc0 ls{} ws{}'>{line}</div>", at % 3, at % 5)
}

fn points(line: &str, role: Role, at: usize) -> String {
    let left = if role == Role::Begins { "86.2" } else { "72.0" };
    let size = if matches!(role, Role::Head | Role::Number) { "9.0" } else { "11.0" };
    format!(
        "<p style='top:{}pt;left:{left}pt;line-height:11pt'><span style='font-family:Serif;font-size:{size}pt'>{line}</span></p>",
        40 + at * 13
    )
}

fn pixels(line: &str, role: Role, at: usize) -> String {
    let class = if matches!(role, Role::Head | Role::Number) { "ft00" } else { "ft01" };
    let left = if role == Role::Begins { 128 } else { 108 };
    format!("<p style='position:absolute;top:{}px;left:{left}px' class={class}>{line}</p>", 90 + at * 17)
}

fn layer(line: &str, role: Role, at: usize) -> String {
    let size = if matches!(role, Role::Head | Role::Number) { 9 } else { 12 };
    let left = if role == Role::Begins { "14.2" } else { "12" };
    format!("<div style='left:{left}%;top:{at}%;font-size:{size}px;transform:scaleX(0.9{at})'>{line}</div>")
}

fn breaks(line: &str, _: Role, _: usize) -> String {
    format!("{line}<br>\n")
}

fn scan(line: &str, role: Role, _: usize) -> String {
    match role {
        Role::Head => format!("<p class=kopf>{line}</p>"),
        Role::Number => format!("<p class=zahl>– {line} –</p>"),
        _ => format!("<p class=z>{line}</p>"),
    }
}

/// The lines of a text, so many letters wide; every third long word is broken where it does not fit.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut n_long = 0;
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always one");
        let room = width.saturating_sub(line.chars().count() + 2);
        let is_plain = word.chars().all(char::is_lowercase) && word.chars().count() >= 8;
        n_long += usize::from(is_plain);
        if line.is_empty() || word.chars().count() < room + 2 {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        } else if is_plain && n_long % 3 == 0 && room >= 4 {
            let (start, end) = word.split_at(word.char_indices().nth(room.min(5)).map_or(0, |(at, _)| at));
            line.push_str(&format!(" {start}-"));
            lines.push(end.to_owned());
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn sheets(story: &Story, width: usize, markup: Markup, open: &str, close: &str) -> String {
    let lines: Vec<(String, Role)> = story
        .text
        .iter()
        .flat_map(|text| {
            let lines = wrapped(text, width).into_iter().enumerate();
            lines.map(|(at, line)| (line, if at == 0 { Role::Begins } else { Role::Text }))
        })
        .collect();
    let mut page = String::new();
    for (number, sheet) in lines.chunks(8).enumerate() {
        page.push_str(open);
        page.push_str(&markup(&format!("{} 1987", story.title), Role::Head, 0));
        for (at, (line, role)) in sheet.iter().enumerate() {
            page.push_str(&markup(line, *role, at + 1));
        }
        page.push_str(&markup(&(41 + number).to_string(), Role::Number, 60));
        page.push_str(close);
    }
    page
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, (name, markup, open, close)) in CONVERTERS.into_iter().enumerate() {
        for turn in 0..4 {
            let story = story(turn);
            let width = [52, 60, 68, 76][(number + turn) % 4];
            let body = sheets(story, width, markup, open, close);
            let html = format!(
                "<html lang={}><head><title>scan.pdf</title></head><body>{body}</body></html>",
                story.lang
            );
            let mut case = Case::new(format!("{name}-{width}"), 0, story, "", "").with(story.text);
            case.html = html;
            cases.push(case.without(["1987", "41", "42"]));
        }
    }
    cases
}

/// Lines that are lines: verse, addresses, menus, lists of facts, captions of a film.
pub(super) fn lines() -> Vec<Case> {
    let verse = [
        "the tide came up the river in the night",
        "and no one heard it but the heron and",
        "the lamp that hangs above the ferry steps",
        "which shook a little as it always does",
        "when something large goes by without a sound",
    ];
    let address = ["The Ferry House", "Quay Lane 4", "lower harbour", "North Bank", "telephone 214"];
    let mut cases = Vec::new();
    for (number, lines) in [verse, address].into_iter().enumerate() {
        for (turn, (open, close)) in [
            ("<p>", "</p>"),
            ("<div class=line>", "</div>"),
            ("", "<br>"),
            ("<span style='display:block'>", "</span>"),
        ]
        .into_iter()
        .enumerate()
        {
            let story = story(0);
            let poem: String = lines.iter().map(|line| format!("{open}{line}{close}")).collect();
            let body = format!("<p>{}</p><div class=set>{poem}</div><p>{}</p>", story.text[0], story.text[1]);
            let case = Case::new(format!("{number}-{turn}"), 1 + turn, story, "", &body);
            cases.push(case.with(lines));
        }
    }
    cases
}
