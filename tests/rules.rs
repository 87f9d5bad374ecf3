//! The rule files that ship with the program, what is said of files that are wrong, a user's files
//! laid over ours, and the examples of the language's description.

use tamis::rules::embedded::{self, RulesError};
use tamis::rules::file::RuleFile;
use tamis::rules::set::RuleSet;

/// All faults of a set, or an empty list.
fn faults_of(loaded: Result<Vec<RuleFile>, RulesError>) -> Vec<String> {
    match loaded {
        Ok(_) => Vec::new(),
        Err(RulesError::Faulty(faults)) => faults.iter().map(ToString::to_string).collect(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_embedded_file_is_without_fault() {
    let faults = faults_of(embedded::check(None));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Selector, pattern, label, key and a missing key: five lines, five faults, none of them twice.
const FIVE_FAULTS: &str = r#"schema = 1

[outlet]
id = "example-post"
nme = "The Example Post"

[[layout]]
id = "2019"
when = [{ css = "div..story" }]

[[layout.rule]]
id = "promo"
label = "promotion"
why = "a box"
match = { line-matches = 'sign (up' }
hits = ["sign up"]
misses = ["signs"]

[[layout.rule]]
id = "share"
label = "share"
match = { line-is = "Share" }
hits = ["Share"]
misses = ["Shares"]
"#;

#[test]
fn five_faults_are_five_diagnostics_with_their_places() {
    let (_, faults) = RuleFile::parse("post.toml", FIVE_FAULTS);
    let places: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(faults.len(), 5, "{messages:#?}");
    assert_eq!(places[0], (5, 1), "{messages:#?}");
    assert_eq!(messages[0], "unknown key `nme` in [outlet]");
    assert_eq!(faults[0].help.as_deref(), Some("did you mean `name`?"));
    assert_eq!(places[1].0, 9, "{messages:#?}");
    assert!(messages[1].starts_with("bad selector: "), "{messages:#?}");
    assert!((18..30).contains(&places[1].1), "the caret stands in the selector: {places:?}");
    assert_eq!(places[2], (13, 9), "{messages:#?}");
    assert_eq!(messages[2], "unknown label `promotion`");
    assert_eq!(places[3], (15, 32), "the caret stands at the open bracket: {messages:#?}");
    assert_eq!(messages[3], "bad pattern: unclosed group");
    assert_eq!(places[4], (19, 1), "{messages:#?}");
    assert_eq!(messages[4], "[[layout.rule]] has no `why`");
}

#[test]
fn examples_that_fail_are_shown() {
    let text = shared_file("match = { line-is = \"Share\" }\nhits = [\"Share it\"]\nmisses = [\"Share \"]\n");
    let faults = faults_of(embedded::load_with(&[], &[("x.toml".to_owned(), text)]));
    assert_eq!(faults.len(), 2, "{faults:#?}");
    assert!(faults[0].contains("x.toml:10:9: rule `r` does not claim this hit"), "{faults:#?}");
    assert!(faults[1].contains("x.toml:11:11: rule `r` claims this miss"), "{faults:#?}");
    let bare = shared_file("match = { line-is = \"Share\" }\n");
    let faults = faults_of(embedded::load_with(&[], &[("x.toml".to_owned(), bare)]));
    assert_eq!(faults.len(), 2, "no hits and no misses: {faults:#?}");
}

#[test]
fn names_of_other_files_and_rules_are_checked() {
    let post = POST.replace("why = \"box\"", "why = \"box\"\nneeds = \"boxx\"");
    let post = post.replace("schema = 1", "schema = 1\ninherits = [\"nowhere\"]");
    let faults = faults_of(embedded::load_with(&[("post.toml", &post)], &[]));
    assert!(faults.iter().any(|fault| fault.contains("no shared file has the id `nowhere`")), "{faults:#?}");
    let post = POST.replace("why = \"box\"", "why = \"box\"\nneeds = \"boxx\"");
    let faults = faults_of(embedded::load_with(&[("post.toml", &post)], &[]));
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].contains("names a rule `boxx` that its layout does not have"), "{faults:#?}");
    assert!(faults[0].contains("did you mean `box`?"), "{faults:#?}");
}

fn shared_file(rule: &str) -> String {
    format!(
        "schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\n[[rule]]\nid = \"r\"\nlabel = \"share\"\nwhy = \"w\"\n{rule}"
    )
}

const POST: &str = r#"schema = 1

[outlet]
id = "example-post"
name = "The Example Post"
domains = ["examplepost.com"]

[[layout]]
id = "2019"
when = [{ line-is = "Example Post" }]

[[layout.rule]]
id = "box"
label = "promo"
why = "box"
match = { line-is = "Sign up" }
hits = ["Sign up"]
misses = ["Sign up now"]

[[layout.rule]]
id = "share"
label = "share"
why = "button"
match = { line-is = "Share" }
hits = ["Share"]
misses = ["Shares"]
"#;

const MINE: &str = r#"schema = 1

[outlet]
id = "example-post"
domains = ["example-post.org"]

[[layout]]
id = "2019"

[[layout.rule]]
id = "share"
off = true

[[layout.rule]]
id = "box"
label = "ad"
why = "the box is an advertisement by now"
match = { line-is = "Buy now" }
hits = ["Buy now"]
misses = ["Buy now or never"]

[[layout.rule]]
id = "mine"
label = "nav"
why = "mine"
match = { line-is = "Up" }
hits = ["Up"]
misses = ["Upper"]

[[layout]]
id = "2024"
when = [{ line-is = "New Example Post" }]
"#;

fn overlaid(mine: &str) -> Vec<RuleFile> {
    let overlay = [("mine/post.toml".to_owned(), mine.to_owned())];
    embedded::load_with(&[("post.toml", POST)], &overlay).expect("both files are right")
}

#[test]
fn a_users_file_wins_by_outlet_layout_and_rule() {
    let files = overlaid(MINE);
    assert_eq!(files.len(), 1);
    let outlet = files[0].outlet.as_ref().expect("an outlet's file");
    assert_eq!(outlet.name, "The Example Post");
    assert_eq!(outlet.domains.len(), 2);
    let ids: Vec<&str> = files[0].layouts.iter().map(|layout| layout.id.value.as_str()).collect();
    assert_eq!(ids, ["2024", "2019"]);
    let layout = &files[0].layouts[1];
    assert_eq!(layout.when.len(), 1, "evidence stays when the user's file tells none");
    let rules: Vec<(&str, bool)> =
        layout.rules.iter().map(|rule| (rule.id.value.as_str(), rule.off)).collect();
    assert_eq!(rules, [("box", false), ("share", true), ("mine", false)]);
    assert_eq!(&*layout.rules[0].file, "mine/post.toml");
}

#[test]
fn messages_name_the_file_a_rule_was_written_in() {
    let rules = RuleSet::new(&overlaid(MINE), String::new());
    let told: Vec<(String, u32)> = rules
        .table
        .rules
        .iter()
        .filter(|rule| rule.name.starts_with("example-post/2019/"))
        .map(|rule| (rule.file.clone(), rule.line))
        .collect();
    assert_eq!(told, [("mine/post.toml".to_owned(), 14), ("mine/post.toml".to_owned(), 22)]);
}

#[test]
fn the_digest_tells_rule_sets_apart() {
    let base = embedded::load_with(&[("post.toml", POST)], &[]).expect("the file is right");
    let digest = embedded::digest(&base);
    assert_eq!(digest.len(), 32);
    assert_eq!(
        digest,
        embedded::digest(&embedded::load_with(&[("other.toml", POST)], &[]).expect("the same"))
    );
    assert_ne!(digest, embedded::digest(&overlaid(MINE)));
}

#[test]
fn a_folder_of_files_is_laid_over_ours() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::create_dir(folder.path().join("outlets")).expect("a folder in it");
    std::fs::write(folder.path().join("outlets/post.toml"), POST).expect("a file in it");
    std::fs::write(folder.path().join("notes.txt"), "not a rule file").expect("another file");
    let files = embedded::load(Some(folder.path())).expect("all files are right");
    let has_it = |file: &RuleFile| file.outlet.as_ref().is_some_and(|head| head.id.value == "example-post");
    assert!(files.iter().any(has_it));
    let missing = embedded::load(Some(&folder.path().join("nowhere")));
    assert!(matches!(missing, Err(RulesError::Read { .. })));
}

/// Every example of `rules/README.md`, made a whole file where it is a part of one.
#[test]
fn every_example_of_the_description_is_right() {
    let text = include_str!("../rules/README.md");
    let mut n_examples = 0;
    for example in text.split("```toml ").skip(1) {
        let (kind, rest) = example.split_once('\n').expect("a fence ends its line");
        let (lines, _) = rest.split_once("\n```").expect("a fence is closed");
        let whole = whole_file(kind.trim(), lines);
        let (_, faults) = RuleFile::parse("README.md", &whole);
        assert!(faults.is_empty(), "{kind}:\n{whole}\n{faults:#?}");
        n_examples += 1;
    }
    assert!(n_examples > 20, "{n_examples} examples");
}

fn whole_file(kind: &str, lines: &str) -> String {
    let head = "schema = 1\n[outlet]\nid = \"x\"\n\n[[layout]]\nid = \"l\"\n";
    let rule = "\n[[layout.rule]]\nid = \"r\"\nwhy = \"w\"\n";
    let label = if lines.starts_with("label") { "" } else { "label = \"nav\"\n" };
    match kind {
        "file" => lines.to_owned(),
        "layout" => format!("{head}{lines}\n"),
        "rule" => format!("{head}{rule}{label}match = {{ line-is = \"a\" }}\n{lines}\n"),
        "match" => format!("{head}{rule}{label}[layout.rule.match]\n{lines}\n"),
        other => panic!("unknown kind of example: {other}"),
    }
}
