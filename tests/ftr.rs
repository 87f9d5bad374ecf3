//! Site files of the ftr-site-config form: forty of our own, with every directive and with slips of the pen. Each line is
//! translated or listed with a reason, and what comes out is a rule file without faults.

use tamis::rules::file::RuleFile;
use tamis::workshop::ftr::import;

/// Lines that a rule file can say.
const TRANSLATED: [&str; 14] = [
    "title: //h1",
    "title: //h1[@class='vp-head']",
    "title: //meta[@property='og:title']/@content",
    "body: //div[@id='story']",
    "body: //article",
    "body: //div[contains(@class, 'story')]",
    "body: //div[contains(concat(' ', normalize-space(@class), ' '), ' story ')]",
    "author: //a[@rel='author']",
    "date: //time/@datetime",
    "strip: //aside",
    "strip: //div[@id='letterbox']",
    "strip_id_or_class: share",
    "strip_id_or_class: 'newsletter'",
    "test_url: https://valleypost.example/ferry",
];

/// Lines that are listed: tamis needs none of it, or cannot say it.
const LISTED: [&str; 26] = [
    "tidy: no",
    "prune: no",
    "parser: html5php",
    "autodetect_on_failure: no",
    "autodetect_next_page: yes",
    "strip_image_src: /pixel.gif",
    "single_page_link: //a[@class='print']",
    "single_page_link_in_feed: //a",
    "next_page_link: //a[@rel='next']",
    "if_page_contains: //div[@class='pages']",
    "find_string: <b>",
    "replace_string: <i>",
    "replace_string(<br>): <p>",
    "native_ad_clue: //div[@class='sponsor']",
    "http_header(user-agent): reader",
    "requires_login: yes",
    "login_uri: https://valleypost.example/login",
    "login_username_field: name",
    "login_password_field: word",
    "not_logged_in_xpath: //form",
    "test_contains: The ferry",
    "wrap_in(p): //div",
    "dissolve: //font",
    "insert_detected_image: no",
    "body: //div[3]",
    "strip: //p[count(a) > 3]",
];

/// Slips of the pen, all listed.
const SLIPS: [&str; 8] = [
    "titel: //h1",
    "boddy: //article",
    "strip //aside",
    "body: //div[@id='story'",
    "stripid_or_class: share",
    "author //a",
    "date: //time[",
    "no directive at all",
];

/// File number so-and-so: some lines of each kind.
fn file(number: usize) -> Vec<&'static str> {
    let mut lines = vec!["# a comment", ""];
    lines.extend((0..3).map(|at| TRANSLATED[(number * 3 + at) % TRANSLATED.len()]));
    lines.extend((0..2).map(|at| LISTED[(number * 2 + at) % LISTED.len()]));
    lines.push(SLIPS[number % SLIPS.len()]);
    lines
}

#[test]
fn every_line_of_forty_files_is_translated_or_listed() {
    for number in 0..40 {
        let lines = file(number);
        let imported = import(&format!("paper-{number}.example"), &lines.join("\n"));
        for (at, line) in lines.iter().enumerate().skip(2) {
            let listed = imported.left.iter().find(|(told, _, _)| *told == at + 1);
            let is_translated = TRANSLATED.contains(line);
            assert_eq!(listed.is_none(), is_translated, "file {number}: `{line}`: {listed:?}");
            if let Some((_, told, reason)) = listed {
                assert_eq!(told, line);
                assert!(!reason.is_empty(), "`{line}` is listed without a reason");
                assert!(imported.toml.contains(line), "`{line}` is missing in the comments");
            }
        }
        let (_, faults) = RuleFile::parse("imported.toml", &imported.toml);
        assert!(faults.is_empty(), "file {number}: {faults:?}\n{}", imported.toml);
    }
}
