//! `tamis drift`: a site that changes under its rules is told from one that does not, with the right rule.

#[path = "cli/run.rs"]
mod run;

use run::Room;
use serde_json::Value;

const RULES: &str = r#"schema = 1
[outlet]
id = "valley-post"
[[layout]]
id = "new"
when = [{ css = "body.vp-page" }]
[layout.fields]
date = ["css:time.vp-time@datetime"]
[[layout.rule]]
id = "story"
label = "body"
why = "the column of the article"
match = { css = "div.vp-story" }
[[layout.rule]]
id = "letterbox"
label = "promo"
why = "the box for the weekly letter"
match = { css = "div.vp-letterbox" }
[[layout.rule]]
id = "byline"
label = "byline"
why = "stands above the text"
match = { css = "p.vp-byline" }
"#;

const WORDS: [&str; 12] = [
    "ferry", "harbour", "bridge", "orchard", "baker", "council", "market", "river", "tower", "mill",
    "school", "meadow",
];

/// A page with words of its own.
fn page(number: usize) -> String {
    let word = |at: usize| WORDS[(number * 7 + at * 5 + at * at) % WORDS.len()];
    let sentence = |at: usize| {
        format!(
            "<p>On day {number} the {} by the {} was opened again, and {} people from the {} came to see part {at} of it.</p>\n",
            word(at),
            word(at + 1),
            number * 3 + at,
            word(at + 2)
        )
    };
    let text: String = (0..6).map(sentence).collect();
    format!(
        "<html><head><title>Day {number}</title></head><body class=vp-page><ul><li>Home</ul><div class=vp-story>\
         <p class=vp-byline>By writer {number}</p><time class=vp-time datetime=\"2024-05-{:02}\">some day</time>{text}\
         <div class=vp-letterbox>Sign up for letter {number}.</div></div><div>Terms</div></body></html>",
        number % 28 + 1
    )
}

fn room(n_pages: usize) -> Room {
    let room = Room::new();
    room.write("rules/valley-post.toml", RULES);
    for number in 0..n_pages {
        room.write(&format!("before/{number}.html"), page(number));
    }
    let args = ["drift", "before", "--rules", "rules", "--expect", "drift.json", "--bless"];
    room.run(&args).ended(0);
    room
}

/// The alarms for pages of the same site that were changed: what moved, and the rule or line.
fn alarms(room: &Room, n_pages: usize, change: impl Fn(String) -> String) -> Vec<(String, String)> {
    for number in 0..n_pages {
        room.write(&format!("after/{number}.html"), change(page(1000 + number)));
    }
    let report =
        room.run(&["drift", "after", "--rules", "rules", "--expect", "drift.json", "--json"]).ended(0).text();
    let report: Value = serde_json::from_str(&report).expect("the report is JSON");
    let told = |alarm: &Value, key: &str| alarm[key].as_str().unwrap_or_default().to_owned();
    let alarms = report["alarms"].as_array().expect("a list of alarms");
    alarms.iter().map(|alarm| (told(alarm, "what"), told(alarm, "rule") + &told(alarm, "line"))).collect()
}

fn names(alarms: &[(String, String)], what: &str, subject: &str) -> bool {
    alarms.iter().any(|(told, of)| told == what && of.contains(subject))
}

#[test]
fn renamed_classes_and_a_new_box_are_named() {
    let room = room(25);
    let changed = alarms(&room, 25, |page| {
        page.replace("vp-letterbox", "vp-box").replace("p class=vp-byline", "p class=vp-writer").replace(
            "</div><div>Terms",
            "<p>Download our app for the valley and read it on the way</p></div><div>Terms",
        )
    });
    assert!(names(&changed, "rule-fires-less", "valley-post/new/letterbox"), "{changed:?}");
    assert!(names(&changed, "rule-fires-less", "valley-post/new/byline"), "{changed:?}");
    assert!(names(&changed, "recurring-line", "Download our app"), "{changed:?}");
    let ended =
        room.run(&["drift", "after", "--rules", "rules", "--expect", "drift.json", "--fail-on-drift"]);
    assert_eq!(ended.code, Some(1));
}

#[test]
fn a_container_that_is_gone_is_named() {
    let room = room(25);
    let changed = alarms(&room, 25, |page| page.replace("vp-story", "vp-column"));
    assert!(names(&changed, "rule-fires-less", "valley-post/new/story"), "{changed:?}");
    assert!(names(&changed, "drifted", ""), "{changed:?}");
}

#[test]
fn dates_in_another_form_are_missed() {
    let room = room(25);
    let changed = alarms(&room, 25, |page| {
        let (head, rest) = page.split_once("datetime=\"").expect("a page tells its day");
        let (_, tail) = rest.split_once('"').expect("a page tells its day");
        format!("{head}data-day=\"x\"{tail}")
    });
    assert!(names(&changed, "no-date", ""), "{changed:?}");
}

#[test]
fn a_site_that_does_not_change_is_left_alone() {
    let room = room(200);
    let changed = alarms(&room, 200, |page| page);
    assert!(changed.is_empty(), "{changed:?}");
    let args = ["drift", "after", "--rules", "rules", "--expect", "drift.json", "--fail-on-drift"];
    room.run(&args).ended(0);
}
