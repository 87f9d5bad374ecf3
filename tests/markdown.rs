//! Markdown, rendered again by pulldown-cmark, says what the page says: the same words in the same order, and
//! no markup that is not the page's.

#![expect(clippy::print_stdout, reason = "whoever names a folder of pages wants to see the figures")]

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Map;
use tamis::clean::{Spaces, clean};
use tamis::output::{Format, Outcome, WriteOptions};
use tamis::page::Label;
use tamis::{Document, Extraction, Extractor, RuleSet};

/// What Markdown renders to: its words, and how many of each thing it holds.
#[derive(Debug, Default, PartialEq)]
struct Rendered {
    words: String,
    n_headings: usize,
    n_links: usize,
    n_tables: usize,
    n_rows: usize,
    n_listings: usize,
    /// Tags that are none of ours.
    strange: Vec<String>,
    /// Links inside of code.
    has_linked_code: bool,
}

fn render(markdown: &str) -> Rendered {
    let mut rendered = Rendered::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_MATH) {
        let words = &mut rendered.words;
        match event {
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => words.push_str(&text),
            Event::Code(text) => {
                rendered.has_linked_code |= text.contains("](");
                words.push_str(&text);
            }
            Event::InlineHtml(tag) | Event::Html(tag) => {
                let tag = tag.trim();
                if !matches!(tag, "<strong>" | "</strong>" | "<em>" | "</em>") {
                    rendered.strange.push(tag.to_owned());
                }
            }
            Event::Start(Tag::Link { .. }) => rendered.n_links += 1,
            Event::Start(tag) => {
                rendered.n_headings += usize::from(matches!(tag, Tag::Heading { .. }));
                rendered.n_tables += usize::from(matches!(tag, Tag::Table(_)));
                rendered.n_rows += usize::from(matches!(tag, Tag::TableRow | Tag::TableHead));
                rendered.n_listings += usize::from(matches!(tag, Tag::CodeBlock(_)));
                if !matches!(tag, Tag::Strong | Tag::Emphasis) {
                    words.push(' ');
                }
            }
            Event::End(TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis) => {}
            Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            _ => {}
        }
    }
    rendered.words = folded(&rendered.words);
    rendered
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The Markdown of a whole page, whatever its blocks are for.
fn markdown(extraction: &Extraction, labels: &[Label]) -> String {
    let options = WriteOptions { labels: labels.to_vec(), ..WriteOptions::default() };
    let carried = Map::new();
    let mut bytes = Vec::new();
    Format::Markdown.writer(options).record(&Outcome::new(extraction, &carried), &mut bytes);
    String::from_utf8(bytes).expect("Markdown is UTF-8")
}

/// One extractor for all pages: rules are compiled once.
fn extract(html: &[u8]) -> Extraction {
    static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(RuleSet::embedded()));
    EXTRACTOR.extract(Document::html(html))
}

fn rendered(html: &str) -> (Extraction, String, Rendered) {
    let extraction = extract(html.as_bytes());
    let markdown = markdown(&extraction, &Label::ALL);
    let rendered = render(&markdown);
    (extraction, markdown, rendered)
}

fn check(html: &str) -> Rendered {
    let (extraction, markdown, rendered) = rendered(html);
    // As the clean text has it: two labels in one line are a space apart.
    let text = clean(&extraction.page, &extraction.labels, |_| true, Spaces::Fold);
    assert_eq!(rendered.words, folded(&text), "{html}\n---\n{markdown}");
    assert!(rendered.strange.is_empty() && !rendered.has_linked_code, "{html}\n---\n{markdown}");
    rendered
}

#[test]
fn inline_markup_renders_as_it_was() {
    for html in [
        "<p><a href=/x><code>steer()</code></a> and <code><a href=/x>turn</a>()</code> and <code>a `b` c</code> <code>`</code>",
        "<h2>One<br>two</h2><h3>1. May</h3><h2>C #</h2><h2>Learn C#</h2><p>x",
        "<p>a<br># b<br>- c<br>1. d<br>> e<br>---<br>=== f",
        "<p>AT&amp;T &amp;amp; 2 * 3 * 4 _x_ snake_case a&lt;b &lt;b> [x] ![y] \\ ~~z~~ 1.5 # no",
        "<p>Look!<a href='/a b(c)|d'>here</a> and !<b>there</b>",
        "<p><b>「水」</b>は<b>冷たい。</b>そして<i>（静か）</i>だ <b>a</b><b>b</b><i>c</i> <b><i>d</i></b> re<b>write</b>s <b>x </b>y",
        "<p>- no list</p><p>1. no list</p><p># no heading</p><p>&gt; no quote</p><p>+ x</p><p>| a | b |</p>",
        "<blockquote><p># a</p><p>b<br>- c</p></blockquote>",
    ] {
        check(html);
    }
}

#[test]
fn lists_nest_and_tables_keep_their_columns() {
    let list =
        "<ol><li>one<ul><li>a<ul><li>deep</ul><li>b</ul><li># two</ol><ul><li>x<ol><li>y</ol></ul><p>end";
    check(list);
    let html = render(&markdown(&extract(list.as_bytes()), &Label::ALL));
    assert_eq!(html.n_listings, 0);
    let table = "<table><tr><th>A<th>B<th>C<tr><td>1<td><td>a|b<tr><td colspan=2>2<td><b>3</b>\
                 <tr><td rowspan=2>r<td>4<td>5<tr><td>6<td><ul><li>x<li>y</ul></table>";
    let rendered = check(table);
    assert_eq!((rendered.n_tables, rendered.n_rows), (1, 5));
    let two = format!("{table}<p>between{table}");
    assert_eq!(check(&two).n_tables, 2);
}

#[test]
fn listings_name_their_language_and_formulas_stand_in_dollars() {
    let code = "<pre><code class='hljs language-rust'>fn a() {}\n```\n</code></pre>";
    let (_, markdown, rendered) = rendered(code);
    assert!(markdown.starts_with("````rust\n"), "{markdown}");
    assert_eq!(rendered.n_listings, 1);
    let math = "<p>Then <math><annotation encoding='application/x-tex'>a_1*b_2</annotation></math> costs $5.";
    assert!(check(math).words.contains("a_1*b_2 costs $5."));
}

#[test]
fn codes_that_touch_are_one() {
    for html in [
        "<p>Type <code>ls</code><code>-la</code> in the shell.",
        "<i><code>*</i>*",
        "<b><code><i>*</b>*",
        "<p><code>`</code><code>a</code>",
        "<p><b><code>x</code></b><code>y</code><i><code>z</code></i>",
    ] {
        check(html);
    }
}

/// Pieces of pages that Markdown is easily wrong about.
const PIECES: [&str; 36] = [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<code>",
    "</code>",
    "<a href=/x>",
    "</a>",
    "<br>",
    "<p>",
    "<li>",
    "<ul>",
    "<ol>",
    "</ul>",
    "</ol>",
    "<h2>",
    "</h2>",
    "<blockquote>",
    "</blockquote>",
    "<table><tr><td>",
    "<td>",
    "<tr><td>",
    "</table>",
    "*",
    "_",
    "`",
    "#",
    "1.",
    "-",
    "!",
    "[x]",
    "&amp;lt;",
    "word",
    "日本",
    " ",
    "。",
];

proptest! {
    // The same pages on every run: what a commit answers does not hang on luck. 30,000 others passed once.
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(20),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn words_stay_whatever_the_page(picks in prop::collection::vec(0..PIECES.len(), 1..24)) {
        let html: String = picks.iter().map(|&pick| PIECES[pick]).collect();
        check(&html);
    }
}

/// How many pages of a folder render otherwise, for people: minutes for a thousand pages, so it is asked for with
/// `TAMIS_MARKDOWN_PAGES=FOLDER cargo test --release --test markdown -- --nocapture`.
#[test]
fn pages_of_a_folder_render_to_their_words() {
    let Some(folder) = std::env::var_os("TAMIS_MARKDOWN_PAGES") else {
        println!("TAMIS_MARKDOWN_PAGES names no folder: no page of a benchmark was rendered");
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let mut n_pages = 0;
    let mut broken = Vec::new();
    for path in files(&folder) {
        let bytes = std::fs::read(&path).expect("a readable page");
        let mut html = Vec::new();
        if path.extension().is_some_and(|kind| kind == "gz") {
            std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&bytes[..]), &mut html)
                .expect("gzip");
        } else {
            html = bytes;
        }
        let extraction = extract(&html);
        let markdown = markdown(&extraction, &[Label::Lead, Label::Body]);
        let rendered = render(&markdown);
        n_pages += 1;
        if rendered.words != folded(&extraction.text)
            || !rendered.strange.is_empty()
            || rendered.has_linked_code
        {
            let text = folded(&extraction.text);
            let at = rendered.words.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
            let near = |text: &str| {
                text.get(at.saturating_sub(20)..)
                    .or(Some(""))
                    .map(|rest| rest.chars().take(60).collect::<String>())
            };
            broken.push(format!(
                "{}: {:?} {:?} {:?}",
                path.display(),
                near(&rendered.words),
                near(&text),
                rendered.strange
            ));
        }
    }
    assert!(n_pages > 0, "no pages in {}", folder.display());
    println!("{} of {n_pages} pages render otherwise\n{}", broken.len(), broken.join("\n"));
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.to_string_lossy().contains("/dev/") && path.to_string_lossy().contains(".html") {
            found.push(path);
        }
    }
    found.sort();
    found
}
