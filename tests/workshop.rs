//! The tools for people who write rules, from outside: drafts, trials, formatting, packs and reports.

#[path = "cli/run.rs"]
mod run;

use run::Room;

const STORY: [&str; 4] = [
    "The ferry sailed again on Monday morning, after the crew had mended the rudder for nine long days.",
    "Passengers waited on both banks, and the baker gave away what he had not been able to carry across.",
    "The harbour master said that the next repair will be done in winter, when nobody wants to leave.",
    "Until then a second boat is kept ready, which belongs to a school and has room for twelve.",
];

/// A page of the Valley Post; each has its own words.
fn page(number: usize) -> String {
    let paragraphs: String = STORY
        .iter()
        .map(|line| format!("<p>{} ({number})</p>\n", line.replace("the", &format!("the {number}th"))))
        .collect();
    format!(
        "<html><head><title>Ferry {number}</title><link rel=canonical href=\"https://valleypost.example/{number}\"></head>\
         <body><ul class=vp-menu><li><a href=/>Home</a><li><a href=/n>News of the valley</a></ul>\
         <div class=vp-story><h1>Ferry {number}</h1>{paragraphs}<div class=vp-letterbox>Sign up for the letter of the valley.</div></div>\
         <div class=vp-foot>Terms of use of the valley post</div></body></html>"
    )
}

fn room() -> Room {
    let room = Room::new();
    for number in 0..4 {
        room.write(&format!("pages/{number}.html"), page(number));
    }
    room
}

#[test]
fn a_draft_names_its_container_and_is_not_overwritten() {
    let room = room();
    let args = ["rules", "new", "valley-post", "pages", "-o", "rules/valley-post.toml"];
    room.run(&args).ended(0);
    let draft = room.text("rules/valley-post.toml");
    assert!(draft.contains("vp-story") && draft.contains("valleypost.example"), "{draft}");
    assert!(draft.contains("inside = \"model\""), "{draft}");
    assert!(room.run(&args).ended(2).stderr.contains("--force"));
    room.run(&["rules", "check", "rules"]).ended(0);
    let records = room.run(&["clean", "pages", "--rules", "rules", "-f", "jsonl"]).ended(0).records();
    assert!(records.iter().all(|record| record["outlet"] == "valley-post"), "{records:?}");
    assert!(room.run(&["rules", "new", "Valley", "pages"]).ended(2).stderr.contains("is no id"));
    assert!(room.run(&["rules", "new", "valley", "pages/0.html"]).ended(2).stderr.contains("at least 2"));
}

const RULES: &str = "schema = 1\n[outlet]\nname = \"Valley\"\nid = \"valley-post\"\ndomains = [\"valleypost.example\"]\n[[layout]]\nid = \"new\"\nwhen = [{ css = \"div.vp-story\" }]\n\
    # the box\n[[layout.rule]]\nid = \"box\"\nlabel = \"promo\"\nwhy = \"w\"\nmatch = { css = \"div.vp-letterbox\" }\n\
    [[layout.rule]]\nid = \"gone\"\nlabel = \"ad\"\nwhy = \"w\"\nmatch = { css = \"div.vp-advert\" }\n";

#[test]
fn a_trial_shows_claims_and_differences() {
    let room = room();
    room.write("post.toml", RULES);
    let text = room.run(&["rules", "try", "post.toml", "pages"]).ended(0).text();
    assert!(text.contains("valley-post/new") && text.contains("valley-post/new/box"), "{text}");
    assert!(text.contains("4 pages:"), "{text}");
    room.write("faulty.toml", "schema = 1\n");
    assert!(room.run(&["rules", "try", "faulty.toml", "pages"]).ended(2).stderr.contains("neither [outlet]"));
}

#[test]
fn rules_that_say_nothing_on_ones_pages_are_named() {
    let room = room();
    room.write("post.toml", RULES);
    room.run(&["rules", "check", "post.toml"]).ended(0);
    let told = room.run(&["rules", "check", "post.toml", "--pages", "pages"]).ended(2).stderr;
    assert!(told.contains("rule `gone` never fires on these 4 pages"), "{told}");
    assert!(!told.contains("`box`"), "{told}");
}

#[test]
fn files_are_formatted_once_and_keep_their_comments() {
    let room = room();
    room.write("post.toml", RULES);
    room.run(&["rules", "fmt", "--check", "post.toml"]).ended(1);
    room.run(&["rules", "fmt", "post.toml"]).ended(0);
    let tidy = room.text("post.toml");
    assert!(tidy.contains("\n\n# the box\n[[layout.rule]]\n"), "{tidy}");
    room.run(&["rules", "fmt", "--check", "post.toml"]).ended(0);
    room.run(&["rules", "check", "post.toml"]).ended(0);
}

#[test]
fn a_pack_is_read_like_its_folder_and_refused_when_changed() {
    let room = room();
    room.write("mine/post.toml", RULES);
    room.run(&["rules", "pack", "mine", "-o", "valley.rules.json"]).ended(0);
    let digest = |rules: &str| {
        let records =
            room.run(&["clean", "pages/0.html", "--rules", rules, "-f", "jsonl"]).ended(0).records();
        (records[0]["rules_digest"].clone(), records[0]["text"].clone())
    };
    assert_eq!(digest("mine"), digest("valley.rules.json"));
    let changed = room.text("valley.rules.json").replace("vp-letterbox", "vp-letter");
    room.write("valley.rules.json", changed);
    assert!(
        room.run(&["clean", "pages/0.html", "--rules", "valley.rules.json"])
            .ended(2)
            .stderr
            .contains("digest")
    );
}

#[test]
fn a_report_links_to_the_pages_the_model_is_least_sure_of() {
    let room = room();
    room.run(&["clean", "pages", "-f", "jsonl", "-o", "run.jsonl"]).ended(0);
    room.run(&["report", "run.jsonl", "--html", "report.html", "--pages", "pages", "--explain", "2"])
        .ended(0);
    let html = room.text("report.html");
    assert!(html.contains("4 records") && html.contains("href=\"report.pages/000.html\""), "{html}");
    assert!(room.text("report.pages/000.html").contains("Content-Security-Policy"));
    assert!(room.run(&["report", "run.jsonl", "--html", "report.html"]).ended(2).stderr.contains("--force"));
}

/// A folder of pages whose right texts stand in three forms.
fn known_pages() -> Room {
    let room = room();
    room.write("post.toml", RULES);
    let text = |number: usize| -> String {
        let lines = STORY
            .iter()
            .map(|line| format!("{} ({number})", line.replace("the", &format!("the {number}th"))));
        lines.collect::<Vec<_>>().join("\n\n") + "\n"
    };
    room.write("pages/0.clean.txt", text(0));
    let row = |kind: &str, text: &str| serde_json::json!({ "kind": kind, "text": text }).to_string() + "\n";
    let mut labels = "{\"title\": \"Ferry 1\", \"outlet\": \"valley-post\"}\n".to_owned();
    labels +=
        &text(1).lines().filter(|line| !line.is_empty()).map(|line| row("body", line)).collect::<String>();
    labels += &row("promo", "Sign up for the letter of the valley.");
    room.write("pages/1.labels.jsonl", labels);
    let table = serde_json::json!({ "2.html": { "clean": text(2).lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        "title": "Another title" } });
    room.write("pages/gold.json", table.to_string());
    room
}

#[test]
fn pages_are_tested_whichever_file_tells_their_text() {
    let room = known_pages();
    let args = ["rules", "test", "pages", "--rules", "post.toml"];
    let told = room.run(&args).ended(1).text();
    assert!(told.contains("2.html  word F1 1.000\n  wrong: title\n"), "{told}");
    assert!(told.contains("outlet: valley-post") && told.contains("all, the generic engine"), "{told}");
    let json = room.run(&[&args[..], &["--json"]].concat()).ended(1).text();
    let report: serde_json::Value = serde_json::from_str(&json).expect("this is JSON");
    assert_eq!(report["total"]["n_pages"], 3, "{json}");
    assert_eq!(report["total"]["n_exact"], 3, "{json}");
    assert_eq!(report["total"]["fields"]["title"], serde_json::json!([1, 2]));
    assert_eq!(report["labels"]["promo"]["f1"], 1.0, "{json}");
    assert_eq!(report["rules"]["valley-post/new/box"]["n_pages"], 3, "{json}");
    assert!(report["generic"]["f1"].is_number());
}

#[test]
fn a_rule_that_drops_text_is_named_with_what_it_lost() {
    let room = known_pages();
    room.write("post.toml", RULES.replace("div.vp-advert", "p:nth-of-type(2)"));
    let json = room.run(&["rules", "test", "pages", "--rules", "post.toml", "--json", "--junit", "j.xml"]);
    let report: serde_json::Value = serde_json::from_str(&json.ended(1).text()).expect("this is JSON");
    assert_eq!(report["rules"]["valley-post/new/gone"]["n_lost"], 3, "{report}");
    let junit = room.text("j.xml");
    assert!(
        junit.contains("failures=\"3\"") && junit.contains("1 lines lost, 0 leaked, 1 fields wrong"),
        "{junit}"
    );
}

#[test]
fn blessing_writes_what_stood_there_before() {
    let room = known_pages();
    room.run(&["rules", "test", "pages", "--rules", "post.toml", "--bless"]).ended(0);
    let labels = room.text("pages/1.labels.jsonl");
    assert!(labels.starts_with("{\"title\":\"Ferry 1\",\"outlet\":\"valley-post\"}\n"), "{labels}");
    assert!(
        labels.contains("{\"kind\":\"promo\",\"text\":\"Sign up for the letter of the valley.\"}"),
        "{labels}"
    );
    // A page of which nothing was known gets its first text.
    assert!(room.text("pages/2.clean.txt").starts_with("The ferry"));
    assert!(
        room.text("pages/3.clean.txt").starts_with("The ferry") && !room.path("pages/1.clean.txt").exists()
    );
    room.write("pages/gold.json", "[]");
    let told = room.run(&["rules", "test", "pages", "--rules", "post.toml"]).ended(2).stderr;
    assert!(told.contains("gold.json is no JSON object"), "{told}");
}
