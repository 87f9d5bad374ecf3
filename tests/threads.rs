//! Readers' comments below articles, in twenty skins and several languages, and pages that look like
//! threads and are none.
//!
//! `threads/skins.txt` holds the markups, `threads/stories.toml` the texts, `threads/kept.txt` the pages of
//! which nothing may go. Every skin is tried with every story, so that a fault shows whether it hangs on
//! the markup or on the language. Floors are what was measured; they go up when the code gets better.
#![expect(clippy::print_stderr, reason = "a test prints its figures")]

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use tamis::{Document, Extraction, Extractor, Label, RuleSet};

#[derive(Deserialize)]
struct Stories {
    story: Vec<Story>,
}

#[derive(Deserialize)]
struct Story {
    language: String,
    site: String,
    title: String,
    paragraphs: Vec<String>,
    names: Vec<String>,
    dates: Vec<String>,
    ago: Vec<String>,
    iso: Vec<String>,
    comments: Vec<String>,
    reply: String,
    report: String,
    heading: String,
    write: String,
}

/// One section of a file of skins: its name, and templates by their first word.
struct Skin {
    name: String,
    templates: BTreeMap<String, String>,
}

/// Longest counter or name, in bytes: what is longer may be a paragraph.
const MAX_COUNTER: usize = 60;

/// The comment that answers the one before it.
const REPLY: usize = 2;

#[derive(Default)]
struct Score {
    n: usize,
    text: usize,
    comments: usize,
    authors: usize,
    dates: usize,
    faults: Vec<String>,
}

#[test]
fn comments_are_set_apart() {
    let (stories, skins) = (stories(), skins("skins.txt"));
    let extractor = Extractor::new(RuleSet::embedded());
    let mut score = Score::default();
    for skin in &skins {
        for story in &stories {
            let page = page(story, &thread(skin, story));
            judge(skin, story, &extractor.extract(Document::html(page.as_bytes())), &mut score);
        }
    }
    let Score { n, text, comments, authors, dates, faults } = score;
    eprintln!("{n} pages: text {text}, all comments {comments}, authors {authors}, dates {dates}");
    let floors =
        [(text, TEXT_FLOOR), (comments, COMMENTS_FLOOR), (authors, AUTHORS_FLOOR), (dates, DATES_FLOOR)];
    assert!(floors.iter().all(|(value, floor)| value >= floor), "{}", faults.join("\n"));
    if std::env::var_os("TAMIS_SHOW").is_some() {
        eprintln!("{}", faults.join("\n"));
    }
}

/// Of 108 pages: no comment in the text and the article whole; all comments in the record, word for word;
/// their authors; their days, where the page shows them.
const TEXT_FLOOR: usize = 107;
const COMMENTS_FLOOR: usize = 83;
const AUTHORS_FLOOR: usize = 85;
const DATES_FLOOR: usize = 86;

#[test]
fn what_only_looks_like_comments_stays() {
    let extractor = Extractor::new(RuleSet::embedded());
    let mut faults = Vec::new();
    for skin in skins("kept.txt") {
        for story in stories() {
            let body = filled(&skin.templates["<"], &story);
            let head = format!("<!DOCTYPE html><html lang={}><title>{}</title>", story.language, story.title);
            let extraction = extractor.extract(Document::html((head + &body).as_bytes()));
            if !extraction.fields.comments.is_empty() {
                faults.push(format!("{} {}: {:?}", skin.name, story.language, extraction.fields.comments));
            }
            let is_comment = |span: &&tamis::LabelledSpan| {
                span.label == Label::Comment && extraction.page.slice(span.span).len() > MAX_COUNTER
            };
            if let Some(span) = extraction.labels.iter().find(is_comment) {
                faults.push(format!("{}: {}", skin.name, extraction.page.slice(span.span)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn comments_below_lines_end_above_the_foot() {
    let extractor = Extractor::new(RuleSet::embedded());
    let said = [
        "We took it to school every day, in fog and in ice, and it never once was late.",
        "Who pays for the new one, then, if the village has not even mended the road?",
    ];
    let lines: String = said
        .iter()
        .zip(["Ida Moor", "Olaf Brun"])
        .map(|(text, name)| format!("<b>{name}</b> (12 May 2019, 10:30)<br>{text}<br><br>"))
        .collect();
    let stories = stories();
    let english = stories.iter().find(|story| story.language == "en").unwrap_or(&stories[0]);
    for heading in
        ["2 comments", "Vos réactions (2)", "Ihre Meinung (2)", "Join the discussion", "User reactions"]
    {
        let body = page(english, &format!("<h3>{heading}</h3><div>{lines}</div>"));
        let body = body.replace("<footer><p>©", "<footer><p>© 2019");
        let extraction = extractor.extract(Document::html(body.as_bytes()));
        let found: Vec<&str> =
            extraction.fields.comments.iter().map(|comment| comment.text.as_str()).collect();
        assert_eq!(found, said, "{heading}");
    }
}

fn judge(skin: &Skin, story: &Story, extraction: &Extraction, score: &mut Score) {
    let text = fold(&extraction.text);
    let is_whole = story.paragraphs.iter().all(|paragraph| text.contains(paragraph.as_str()));
    let is_clean = !story.comments.iter().any(|comment| text.contains(comment.as_str()));
    let found = &extraction.fields.comments;
    let said: Vec<String> = found.iter().map(|comment| fold(&comment.text)).collect();
    let has_all = said == story.comments;
    let has_authors = found
        .iter()
        .map(|comment| comment.author.as_deref())
        .eq(story.names.iter().map(|name| Some(name.as_str())));
    let shows_days = skin.templates["comment"].contains("{date}");
    let days = found.iter().map(|comment| comment.date.as_deref().and_then(|date| date.get(..10)));
    let has_dates = days.eq(story.iso.iter().map(|day| Some(day.as_str()).filter(|_| shows_days)));
    score.n += 1;
    score.text += usize::from(is_whole && is_clean);
    score.comments += usize::from(has_all);
    score.authors += usize::from(has_authors);
    score.dates += usize::from(has_dates);
    if !(is_whole && is_clean && has_all && has_authors && has_dates) {
        let name = format!("{} {}", skin.name, story.language);
        score.faults.push(format!(
            "{name}: whole {is_whole}, clean {is_clean}, all {has_all}, authors {has_authors}, dates {has_dates}\n    {found:?}"
        ));
    }
}

/// The page of a story with a thread below.
fn page(story: &Story, thread: &str) -> String {
    let paragraphs: String = story.paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><title>{} | {site}</title></head><body><header><a href=\"/\">{site}</a>\
         <nav><ul><li><a href=\"/1\">1</a></li><li><a href=\"/2\">2</a></li></ul></nav></header>\
         <main><article><h1>{}</h1>{paragraphs}</article>{thread}</main>\
         <footer><p>© {site}</p></footer></body></html>",
        story.language,
        story.title,
        story.title,
        site = story.site,
    )
}

fn thread(skin: &Skin, story: &Story) -> String {
    let one = |number: usize, replies: &str| {
        let template = skin.templates["comment"].replace("{replies}", replies);
        let values = [
            ("{n}", (number + 1).to_string()),
            ("{author}", story.names[number].clone()),
            ("{date}", story.dates[number].clone()),
            ("{ago}", story.ago[number].clone()),
            ("{iso}", story.iso[number].clone()),
            ("{text}", story.comments[number].clone()),
        ];
        values.iter().fold(template, |page, (name, value)| page.replace(name, value))
    };
    let comments: String = match skin.templates.get("replies") {
        Some(around) => (0..story.comments.len())
            .filter(|&number| number != REPLY)
            .map(|number| match number + 1 {
                REPLY => one(number, &around.replace("{comments}", &one(REPLY, ""))),
                _ => one(number, ""),
            })
            .collect(),
        None => (0..story.comments.len()).map(|number| one(number, "")).collect(),
    };
    filled(&skin.templates["thread"].replace("{comments}", &comments), story)
}

fn filled(template: &str, story: &Story) -> String {
    let mut page = template.to_owned();
    let lists = [("p", &story.paragraphs), ("c", &story.comments), ("n", &story.names), ("d", &story.dates)];
    for (letter, list) in lists {
        for (number, value) in list.iter().enumerate() {
            page = page.replace(&format!("{{{letter}{number}}}"), value);
        }
    }
    let values = [
        ("{title}", &story.title),
        ("{site}", &story.site),
        ("{heading}", &story.heading),
        ("{write}", &story.write),
        ("{reply}", &story.reply),
        ("{report}", &story.report),
    ];
    values.iter().fold(page, |page, (name, value)| page.replace(name, value))
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn stories() -> Vec<Story> {
    let stories: Stories = toml::from_str(&read("stories.toml")).expect("the stories are TOML");
    stories.story
}

/// Sections begin with `== name`; a line is a template under its first word, or under `<` where it begins
/// with a tag.
fn skins(file: &str) -> Vec<Skin> {
    let mut skins: Vec<Skin> = Vec::new();
    for line in read(file).lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        match (line.strip_prefix("== "), skins.last_mut()) {
            (Some(name), _) => skins.push(Skin { name: name.to_owned(), templates: BTreeMap::new() }),
            (None, Some(skin)) if line.starts_with('<') => {
                skin.templates.insert("<".to_owned(), line.to_owned());
            }
            (None, Some(skin)) => {
                let (word, template) = line.split_once(' ').expect("a template has a name");
                skin.templates.insert(word.to_owned(), template.to_owned());
            }
            (None, None) => panic!("{file}: a section begins with `== `"),
        }
    }
    skins
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/threads").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
