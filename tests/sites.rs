//! Site memory: what recurs on the pages of a site goes, what an article says stays, whatever the order
//! and the number of threads.

#![expect(clippy::print_stdout, reason = "the figures are what these tests are for")]

#[path = "sites/crawl.rs"]
mod crawl;
#[path = "cli/run.rs"]
mod run;

use std::collections::HashSet;

use crawl::{Dice, MadePage, N_SITES, growing_story, site};
use run::Room;
use serde_json::json;
use tamis::extract::PageNote;
use tamis::{Document, Extraction, Extractor, Options, RuleSet, SiteLearner, SiteMemory};

/// Pages of each site: as many as a small crawl brings home.
const N_PAGES: usize = 40;

fn extractor() -> Extractor {
    Extractor::with_options(RuleSet::embedded(), Options::default().with_generic(true))
}

/// How a page is given to the extractor.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Given {
    Html,
    Flattened,
}

fn document(page: &MadePage, given: Given, flattener: &Extractor) -> Document<'static> {
    let html = Document::html(page.html.clone().into_bytes()).with_id(page.id.clone());
    match given {
        Given::Html => html.with_url(page.url.clone()),
        // No address: the folder of the id tells the site.
        Given::Flattened => Document::text(flattener.extract(html).page.text).with_id(page.id.clone()),
    }
}

fn learn(extractions: &[Extraction]) -> SiteMemory {
    let mut learner = SiteLearner::default();
    learner.extend(extractions.iter().filter_map(PageNote::of));
    learner.finish()
}

/// The pages without site memory and with it.
fn both(pages: &[MadePage], given: Given) -> (Vec<Extraction>, Vec<Extraction>) {
    let extractor = extractor();
    let extract = |extractor: &Extractor| -> Vec<Extraction> {
        pages.iter().map(|page| extractor.extract(document(page, given, extractor))).collect()
    };
    let without = extract(&extractor);
    let with_sites = extractor.with_sites(learn(&without));
    let with = extract(&with_sites);
    (without, with)
}

/// The kept blocks of a page.
fn kept(extraction: &Extraction) -> HashSet<&str> {
    extraction.text.split("\n\n").flat_map(|block| block.split('\n')).collect()
}

fn n_words(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| text.split_whitespace().count()).sum()
}

/// Words of the site's own in the text, and the article's blocks in it.
fn count(page: &MadePage, extraction: &Extraction) -> (usize, usize) {
    let kept = kept(extraction);
    let left = page.boilerplate.iter().filter(|block| kept.contains(block.as_str())).cloned();
    let body = page.body.iter().filter(|block| kept.contains(block.as_str())).count();
    (n_words(left), body)
}

fn half_is_gone_and_no_body(given: Given) {
    for number in 0..N_SITES {
        let pages = site(number, N_PAGES);
        let (without, with) = both(&pages, given);
        let sum = |extractions: &[Extraction]| {
            let counts = pages.iter().zip(extractions).map(|(page, extraction)| count(page, extraction));
            counts.fold((0, 0), |(words, blocks), (more, others)| (words + more, blocks + others))
        };
        let ((left_before, body_before), (left, body)) = (sum(&without), sum(&with));
        println!(
            "{given:?} site {number}: {left_before} words of the site's own in the text, then {left}; body blocks {body_before}, then {body}"
        );
        assert!(left_before > N_PAGES * 20, "the crawl must hold boilerplate that is kept by mistake");
        assert!(left * 2 <= left_before, "{left} of {left_before} words left");
        assert_eq!(body, body_before, "no block of an article is lost");
    }
}

#[test]
fn half_of_what_recurs_goes_and_no_block_of_an_article() {
    half_is_gone_and_no_body(Given::Html);
}

#[test]
fn the_same_holds_for_flattened_pages_with_no_address() {
    half_is_gone_and_no_body(Given::Flattened);
}

/// Pages come out the same with site memory as without.
fn nothing_changes(pages: &[MadePage]) {
    let (without, with) = both(pages, Given::Html);
    for (before, after) in without.iter().zip(&with) {
        assert_eq!(after.text, before.text, "{}", after.id);
        assert!(after.site.is_none());
    }
}

#[test]
fn two_pages_of_a_site_tell_nothing() {
    (0..N_SITES).for_each(|number| nothing_changes(&site(number, 2)));
}

#[test]
fn one_story_in_many_states_is_one_page() {
    (0..N_SITES).for_each(|number| nothing_changes(&growing_story(number, 30, 0)));
    for number in 0..N_SITES {
        let pages = growing_story(number, 12, 20);
        let (without, with) = both(&pages, Given::Html);
        for ((page, before), after) in pages.iter().zip(&without).zip(&with) {
            assert_eq!(count(page, after).1, count(page, before).1, "{}", page.id);
        }
        assert!(with.iter().any(|page| page.site.is_some()));
    }
}

/// Notes of a crawl of many sites, of which some have few pages.
fn notes() -> Vec<PageNote> {
    let extractor = extractor();
    let pages = (0..12).flat_map(|number| site(number, if number < 6 { 30 } else { 3 }));
    let extract = |page: MadePage| extractor.extract(document(&page, Given::Html, &extractor));
    pages.filter_map(|page| PageNote::of(&extract(page))).collect()
}

#[test]
fn memory_is_bounded_and_no_order_matters() {
    let mut notes = notes();
    for room in [usize::MAX, 150, 60, 20] {
        let mut learned: Option<SiteMemory> = None;
        for seed in 0..5 {
            Dice::new(seed).shuffle(&mut notes);
            let mut learner = SiteLearner::with_room(room);
            for note in &notes {
                learner.add(note.clone());
                assert!(learner.n_pages() <= room);
            }
            // Pages that come again are the same pages.
            learner.extend(notes.iter().take(40).cloned());
            let sites = learner.finish();
            assert_eq!(learned.get_or_insert_with(|| sites.clone()), &sites, "room {room}, order {seed}");
        }
        let n_sites = learned.map_or(0, |sites| sites.n_sites());
        assert!(if room > 60 { n_sites == 6 } else { n_sites <= 6 }, "room {room}: {n_sites} sites");
    }
}

fn records(pages: &[MadePage]) -> Vec<String> {
    let record = |page: &MadePage| json!({ "id": page.id, "url": page.url, "html": page.html }).to_string();
    pages.iter().map(record).collect()
}

fn crawl() -> Vec<String> {
    (0..N_SITES).flat_map(|number| records(&site(number, 20))).collect()
}

#[test]
fn any_order_and_any_number_of_threads_give_the_same_records() {
    let room = Room::new();
    let mut records = crawl();
    let mut expected: Option<Vec<String>> = None;
    for (round, threads) in ["1", "2", "16"].into_iter().enumerate() {
        Dice::new(round as u64).shuffle(&mut records);
        room.write("crawl.jsonl", records.join("\n"));
        let args = ["clean", "crawl.jsonl", "--learn-site", "-f", "jsonl", "--with-blocks", "-j", threads];
        let mut lines: Vec<String> = room.run(&args).ended(0).text().lines().map(str::to_owned).collect();
        lines.sort();
        assert_eq!(expected.get_or_insert_with(|| lines.clone()), &lines);
    }
    let shards = ["0/3", "1/3", "2/3"].map(|shard| {
        let args = ["clean", "crawl.jsonl", "--learn-site", "-f", "jsonl", "--with-blocks", "--shard", shard];
        room.run(&args).ended(0).text()
    });
    let mut lines: Vec<String> = shards.iter().flat_map(|shard| shard.lines()).map(str::to_owned).collect();
    lines.sort();
    assert_eq!(expected, Some(lines), "parts of a batch learn from all of it");
}

#[test]
fn explain_names_the_site_and_the_pages() {
    let room = Room::new();
    room.write("crawl.jsonl", crawl().join("\n"));
    let explained = room.run(&["explain", "crawl.jsonl", "--learn-site", "--full"]).ended(0).text();
    assert!(explained.contains("site  on 20 of 20 pages of site-1.example"), "{explained}");
    let plain = room.run(&["explain", "crawl.jsonl", "--full"]).ended(0).text();
    assert!(!plain.contains("pages of site-1.example"));
}

#[test]
fn input_that_can_be_read_only_once_is_refused() {
    let room = Room::new();
    for args in
        [&["clean", "--learn-site"][..], &["clean", "-", "--learn-site"], &["explain", "--learn-site"]]
    {
        let refused = room.run_with(args, b"A page.").ended(2);
        assert!(refused.stderr.contains("standard input can be read only once"), "{}", refused.stderr);
    }
}

#[test]
fn a_run_that_goes_on_goes_by_what_it_learned() {
    let room = Room::new();
    let mut records: Vec<String> = (0..24).flat_map(|number| records(&site(number, 25))).collect();
    records.insert(560, "{ broken".to_owned());
    room.write("crawl.jsonl", records.join("\n"));
    let args = ["clean", "crawl.jsonl", "--learn-site", "-o", "cut.jsonl"];
    room.run(&[&args[..], &["--fail-fast"]].concat()).ended(1);
    let learned = room.read("cut.jsonl.tamis/sites.json");
    let refused = room.run(&["clean", "crawl.jsonl", "-o", "cut.jsonl", "--resume"]).ended(2);
    assert!(refused.stderr.contains("learn-site"), "{}", refused.stderr);
    assert_eq!(room.read("cut.jsonl.tamis/sites.json"), learned);
    room.run(&[&args[..], &["--resume"]].concat()).ended(1);
    room.run(&["clean", "crawl.jsonl", "--learn-site", "-o", "whole.jsonl"]).ended(1);
    assert!(room.read("cut.jsonl") == room.read("whole.jsonl"), "the same bytes");
}
