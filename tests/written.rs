//! Headlines, bylines and dates as pages write them: forms in some seventy languages, each on a page of its
//! own.
//!
//! `written/titles.tsv` holds pages, `written/bylines.tsv` and `written/dates.tsv` lines that are put below a
//! headline in several markups. Floors are what was measured; they go up when the code gets better.
#![expect(clippy::print_stderr, reason = "a test prints its figures")]

use std::path::Path;

use tamis::{Document, Extraction, Extractor, RuleSet};

/// How a line may stand below a headline.
const MARKUPS: [&str; 3] =
    ["<p>{}</p>", "<div class=\"x1 meta\"><span>{}</span></div>", "<p><small>{}</small></p>"];

/// Of 34 pages.
const TITLES_FLOOR: usize = 36;
/// Of 3 times 301 lines.
const BYLINES_FLOOR: usize = 945;
/// Of 3 times 271 lines.
const DATES_FLOOR: usize = 804;

#[test]
fn titles() {
    let extractor = Extractor::new(RuleSet::embedded());
    let judge = |row: &[String]| {
        let found = extractor.extract(Document::html(row[2].as_bytes())).fields.title;
        (found.as_deref() == Some(row[1].as_str()), format!("{}: {found:?}", row[0]))
    };
    hold("titles", rows("titles.tsv").iter().map(|row| judge(row)), TITLES_FLOOR);
}

#[test]
fn bylines() {
    let judge = |row: &[String], extraction: &Extraction| {
        let found = extraction.fields.author.join("|");
        (found == row[2], format!("{}: {found:?}, not {:?}", row[1], row[2]))
    };
    hold("bylines", on_pages("bylines.tsv", judge).into_iter(), BYLINES_FLOOR);
}

#[test]
fn dates() {
    let judge = |row: &[String], extraction: &Extraction| {
        let found = extraction.fields.date.as_deref().unwrap_or("");
        (found.starts_with(&row[2]), format!("{} {}: {found:?}, not {}", row[0], row[1], row[2]))
    };
    hold("dates", on_pages("dates.tsv", judge).into_iter(), DATES_FLOOR);
}

#[test]
fn days_below_the_text_and_by_local_clocks() {
    let extractor = Extractor::new(RuleSet::embedded());
    let day = |head: &str, line: &str, url: &str| {
        let prose =
            "<p>The slate hangs on the landing, and whoever comes first writes the number of those who are \
                     still missing. In the evening it is wiped with a sleeve.</p>"
                .repeat(12);
        let page = format!(
            "<!DOCTYPE html><html lang=en><head><title>A slate on the landing</title>{head}</head><body><article>\
             <h1>A slate on the landing</h1>{prose}</article>{line}</body></html>"
        );
        let document = Document::html(page.as_bytes()).with_url(url.to_owned());
        extractor.extract(document).fields.date.map(|date| date[..10].to_owned())
    };
    let url = "https://weir.example/slate";
    let signed = "<div class=asset-meta>By Hanne on 12 May 2019, 10:30 | 0 opinions</div>";
    let told = "<p class=postmetadata><small>This entry was posted on Sunday, May 12th, 2019 at 10:30 am and is \
                filed under Ferries.</small></p>";
    assert_eq!(day("", signed, url).as_deref(), Some("2019-05-12"));
    assert_eq!(day("", told, url).as_deref(), Some("2019-05-12"));
    // Several such lines are those of readers.
    assert_eq!(
        day("", &format!("{signed}<div class=asset-meta>By Ulf on 13 May 2019, 9:00</div>"), url),
        None
    );
    let universal = "<meta property=article:published_time content=2019-05-13T02:10:00Z>";
    assert_eq!(day(universal, "", url).as_deref(), Some("2019-05-13"));
    assert_eq!(day(universal, "", "https://weir.example/2019/05/12/slate").as_deref(), Some("2019-05-12"));
    // What a start page shows and declares is of other pages.
    assert_eq!(day(universal, "", "https://weir.example/"), None);
}

/// Puts each line of a file below a headline, in every markup.
fn on_pages(file: &str, judge: impl Fn(&[String], &Extraction) -> (bool, String)) -> Vec<(bool, String)> {
    let extractor = Extractor::new(RuleSet::embedded());
    let mut judged = Vec::new();
    for row in rows(file) {
        for markup in MARKUPS {
            let page = page(&row[0], &markup.replace("{}", &row[1]));
            judged.push(judge(&row, &extractor.extract(Document::html(page.as_bytes()))));
        }
    }
    judged
}

fn page(language: &str, line: &str) -> String {
    let prose = "<p>The slate hangs on the landing, and whoever comes first writes the number of those who are still \
                 missing. In the evening it is wiped with a sleeve.</p>"
        .repeat(4);
    format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head><title>A slate on the landing</title></head><body>\
         <article><h1>A slate on the landing</h1>{line}{prose}</article></body></html>"
    )
}

fn hold(name: &str, judged: impl Iterator<Item = (bool, String)>, floor: usize) {
    let judged: Vec<(bool, String)> = judged.collect();
    let n_right = judged.iter().filter(|(is_right, _)| *is_right).count();
    eprintln!("{name}: {n_right} of {} right", judged.len());
    let faults: Vec<&str> =
        judged.iter().filter(|(is_right, _)| !is_right).map(|(_, fault)| fault.as_str()).collect();
    assert!(n_right >= floor, "{}", faults.join("\n"));
    if std::env::var_os("TAMIS_SHOW").is_some() {
        eprintln!("{}", faults.join("\n"));
    }
}

/// The fields of each line; lines with `#` are remarks.
fn rows(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/written").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}
