//! Kinds of faults in rule files: each is found in its line, with a caret below what is wrong and a word of what to do.
//!
//! A case is a rule file in which `«` and `»` stand around what the caret must point at, a part of the message and a
//! part of the help.

use tamis::Diagnostic;
use tamis::rules::embedded::{self, RulesError};
use tamis::rules::unreachable;

/// What is there already: an outlet and a shared file of others.
const OTHERS: &[(&str, &str)] = &[
    (
        "rules/outlets/harbour-news.toml",
        "schema = 1\n[outlet]\nid = \"harbour-news\"\n[[layout]]\nid = \"old\"\nwhen = [{ line-is = \"Community standards of the harbour\" }]\n",
    ),
    (
        "rules/shared/harbour-engine.toml",
        "schema = 1\n[shared]\nid = \"harbour-engine\"\nwhy = \"the system behind two papers\"\n",
    ),
];

/// All faults of a user's file, as `rules check` finds them.
fn faults_of(text: &str) -> Vec<Diagnostic> {
    match embedded::load_with(OTHERS, &[("post.toml".to_owned(), text.to_owned())]) {
        Ok(files) => unreachable::check(&files),
        Err(RulesError::Faulty(faults)) => faults,
        Err(other) => panic!("{other}"),
    }
}

/// A file of one outlet with one layout, and these lines below it.
fn file(lines: &str) -> String {
    format!(
        "schema = 1\n[outlet]\nid = \"valley-post\"\n[[layout]]\nid = \"new\"\nwhen = [{{ css = \"div.vp-story\" }}]\n{lines}"
    )
}

/// A whole rule but for what `lines` says.
fn rule(lines: &str) -> String {
    file(&format!("[[layout.rule]]\nid = \"box\"\nlabel = \"promo\"\nwhy = \"a box\"\n{lines}"))
}

fn check(marked: &str, message: &str, help: &str) {
    let start = marked.find('«').expect("the case marks its fault");
    let end = marked.find('»').expect("the case marks its fault") - '«'.len_utf8();
    let text = marked.replace(['«', '»'], "");
    let faults = faults_of(&text);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let found = faults.iter().find(|fault| fault.message.contains(message));
    let found = found.unwrap_or_else(|| panic!("no fault says `{message}`: {told:#?}"));
    assert!(
        found.place.start < end.max(start + 1) && start < found.place.end.max(found.place.start + 1),
        "the caret stands at `{}` in {told:#?}",
        &text[found.place.clone()]
    );
    let line = text[..start].matches('\n').count() as u32 + 1;
    assert_eq!(found.line, line, "{told:#?}");
    let advice = found.help.as_deref().unwrap_or_else(|| panic!("no help: {told:#?}"));
    assert!(advice.contains(help), "{told:#?}");
}

macro_rules! faults {
    ($($name:ident: $text:expr, $message:expr, $help:expr;)*) => {
        $(#[test] fn $name() { check(&$text, $message, $help); })*
    };
}

faults! {
    // The file.
    no_schema: "«»[outlet]\nid = \"a\"\n", "missing key `schema`", "schema = 1";
    a_later_schema: "schema = «2»\n[outlet]\nid = \"a\"\n", "unknown version", "schema = 1";
    neither_outlet_nor_shared: "«»schema = 1\n", "neither [outlet] nor [shared]", "[shared]";
    outlet_and_shared: "schema = 1\n[outlet]\nid = \"a\"\n«[shared]»\nid = \"b\"\nwhy = \"w\"\n", "not both", "two files";
    a_misspelt_key: file("«rets» = \"keep\"\n"), "unknown key `rets`", "`rest`";
    a_key_of_another_table: file("«label» = \"promo\"\n"), "unknown key `label`", "";
    a_broken_line: file("rest = «\n»"), "", "";
    no_id: "schema = 1\n«[outlet]»\nname = \"A\"\n", "has no `id`", "id = ";
    an_id_in_capitals: "schema = 1\n[outlet]\nid = «\"Valley Post\"»\n", "is no id", "lower-case";
    a_domain_with_its_scheme: "schema = 1\n[outlet]\nid = \"a\"\ndomains = [«\"https://a.example\"»]\n", "no bare host", "example.com";
    a_domain_named_twice: file("").replace("[[layout]]", "domains = [\"a.example\", «\"a.example\"»]\n[[layout]]"), "named twice", "take one";
    a_language_that_is_none: file("").replace("id = \"valley-post\"", "id = «\"valley-post\"»\nlanguage = \"English\""), "no language tag", "`fr`";
    an_outlet_without_layout: "schema = 1\n[outlet]\nid = «\"valley-post\"»\n", "has no layout", "[[layout]]";
    a_shared_file_with_a_layout: "schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\nalways = \"text\"\n«[[layout]]»\nid = \"x\"\n", "has no layouts", "outlet";
    a_shared_file_that_nobody_inherits: "schema = 1\n[shared]\nid = «\"valley-cms\"»\nwhy = \"w\"\n", "nobody inherits", "inherits = ";
    an_heir_of_nobody: file("inherits = [«\"harbour-engin\"»]\n"), "no shared file has the id", "`harbour-engine`";
    // Layouts.
    a_layout_named_twice: file("[[layout]]\nid = «\"new\"»\nwhen = [{ css = \"p.x\" }]\n"), "used twice", "first used in line";
    a_layout_without_evidence: file("").replace("id = \"new\"\nwhen = [{ css = \"div.vp-story\" }]", "id = «\"new\"»"), "has no `when`", "add evidence";
    one_weak_piece: file("").replace("{ css = \"div.vp-story\" }", "«{ css = \"div.vp-story\", weak = true }»"), "one weak piece", "two weak";
    evidence_that_all_sites_show: file("").replace("{ css = \"div.vp-story\" }", "«{ line-is = \"Home\" }»"), "other sites show", "weak = true";
    evidence_that_others_print: file("").replace("{ css = \"div.vp-story\" }", "«{ line-starts = \"Community standards\" }»"), "too: no strong evidence", "weak = true";
    evidence_in_the_body: file("").replace("{ css = \"div.vp-story\" }", "{ line-is = \"The Valley Post\", zone = «\"body\"» }"), "cannot stand in this zone", "`first`";
    evidence_of_element_and_line: file("").replace("{ css = \"div.vp-story\" }", "{ css = «\"div.x\"», line-is = \"The Valley Post\" }"), "not both", "two pieces";
    evidence_that_repeats: file("").replace("{ css = \"div.vp-story\" }", "{ line-repeats = «\"title\"» }"), "evidence cannot repeat", "line-is";
    two_layouts_of_the_same_evidence: file("[[layout]]\nid = «\"old\"»\nwhen = [{ css = \"div.vp-story\" }]\n"), "no page reaches it", "evidence of its own";
    a_day_that_is_none: file("seen = { from = «\"March 2014\"» }\n"), "is no date", "2014-03";
    an_end_before_the_beginning: file("seen = { from = \"2020\", until = \"2014\" }\n").replace("\"new\"", "«\"new\"»"), "before it began", "exchange";
    a_field_without_a_source: file("[layout.fields]\n«title» = []\n"), "no source for `title`", "take the line out";
    a_source_of_an_unknown_kind: file("[layout.fields]\ntitle = [«\"og:title\"»]\n"), "bad source", "meta:NAME";
    a_source_without_a_group: file("[layout.fields]\ndate = [«\"line:/Published/\"»]\n"), "bad source", "PATTERN";
    text_in_a_layout_without_text: file("article = false\n[[layout.rule]]\nid = \"x\"\nlabel = «\"body\"»\nwhy = \"w\"\nmatch = { css = \"p\" }\n"), "keeps text", "article = false";
    // Rules.
    a_rule_named_twice: rule("match = { css = \"i\" }\n[[layout.rule]]\nid = «\"box\"»\nlabel = \"ad\"\nwhy = \"w\"\nmatch = { css = \"b\" }\n"), "used twice", "first used";
    a_rule_without_a_label: file("«[[layout.rule]]»\nid = \"x\"\nwhy = \"w\"\nmatch = { css = \"p\" }\n"), "has no `label`", "label = ";
    a_label_that_is_none: rule("match = { css = \"p\" }\n").replace("\"promo\"", "«\"promotion\"»"), "unknown label", "`promo`";
    a_zone_that_is_none: rule("zone = «\"top\"»\nmatch = { css = \"p\" }\n"), "unknown zone", "head";
    a_number_for_a_word: rule("zone = «1»\nmatch = { css = \"p\" }\n"), "takes a string", "zone = ";
    a_selector_that_cannot_be_read: rule("match = { css = \"div.«.story\"» }\n"), "bad selector", "CSS";
    a_selector_that_needs_a_mouse: rule("match = { css = \"«a:hover\"» }\n"), "bad selector", "CSS";
    a_pattern_that_is_open: rule("match = { line-matches = 'sign «(»up' }\nhits = [\"x\"]\nmisses = [\"y\"]\n"), "bad pattern", "regex";
    a_match_without_a_test: rule("match = «{ }»\n"), "has no test", "a test is one of";
    an_empty_text: rule("match = { line-is = «\"\"» }\n"), "would match any line", "take it out";
    lengths_that_exclude_each_other: rule("match = «{ min-chars = 9, max-chars = 3 }»\n"), "larger than", "exchange";
    tests_that_exclude_each_other: rule("match = { line-is = «\"Sign up\"», max-chars = 3 }\nhits = [\"x\"]\nmisses = [\"y\"]\n"), "no line passes", "fails another test";
    no_hits: rule("match = { line-is = \"Sign up\" }\nmisses = [\"Sign up now\"]\n").replace("\"box\"", "«\"box\"»"), "has no `hits`", "must claim";
    no_misses: rule("match = { line-is = \"Sign up\" }\nhits = [\"Sign up\"]\n").replace("\"box\"", "«\"box\"»"), "has no `misses`", "leave alone";
    a_hit_that_is_missed: rule("match = { line-is = \"Sign up\" }\nhits = [«\"Sign in\"»]\nmisses = [\"x\"]\n"), "does not claim this hit", "`match`";
    a_miss_that_is_hit: rule("match = { line-starts = \"Sign\" }\nhits = [\"Sign up\"]\nmisses = [«\"Signs of spring\"»]\n"), "claims this miss", "narrower";
    an_example_twice: rule("match = { line-is = \"Sign up\" }\nhits = [\"Sign up\", «\"Sign up\"»]\nmisses = [\"x\"]\n"), "stands above already", "another line";
    an_entry_twice: rule("match = [{ css = \"p.x\" }, «{ css = \"p.x\" }»]\n"), "stands above already", "take it out";
    a_text_that_another_covers: rule("match = { line-starts = [\"Sign\", «\"Sign up\"»] }\nhits = [\"Sign up\"]\nmisses = [\"Spring\"]\n"), "says this already", "longer";
    a_rule_that_never_wins: rule("match = { css = \"p.x\" }\n[[layout.rule]]\nid = \"late\"\nlabel = \"ad\"\nwhy = \"w\"\nmatch = { css = \"p.x\" }\n").replace("\"box\"", "«\"box\"»"), "never wins", "take one";
    an_anchor_without_a_zone: rule("anchor = «\"strong\"»\nmatch = { css = \"p\" }\n"), "an anchor without a zone", "zone = ";
    then_without_further_lines: rule("then = «\"related\"»\nmatch = { css = \"p\" }\n"), "`then` without further lines", "extent";
    above_in_the_tail: rule("zone = \"tail\"\nextent = «\"above\"»\nmatch = { css = \"p\" }\n"), "does not begin the page", "head";
    a_part_of_no_comment: rule("part = «\"author\"»\nmatch = { css = \"p\" }\n"), "parts of label", "comment";
    a_rule_that_needs_itself: rule("needs = «\"box\"»\nmatch = { css = \"p\" }\n"), "cannot need itself", "another rule";
    a_rule_below_itself: rule("below = «\"box\"»\nmatch = { css = \"p\" }\n"), "cannot stand below itself", "another rule";
    a_need_that_nobody_meets: rule("needs = «\"boxes\"»\nmatch = { css = \"p\" }\n"), "does not have", "`box`";
    within_a_single_line: rule("within = «\"one\"»\nmatch = { css = \"p\" }\n[[layout.rule]]\nid = \"one\"\nlabel = \"ad\"\nwhy = \"w\"\nmatch = { line-is = \"Ad below\" }\nhits = [\"Ad below\"]\nmisses = [\"x\"]\n"), "nothing lies within", "extent";
    a_selector_for_text: rule("only = \"text\"\nmatch = { css = «\"p.x\"» }\n"), "flattened text only", "leave out";
    a_fallback_that_keeps_nothing: rule("fallback = true\nmatch = { css = \"p\" }\n").replace("\"promo\"", "«\"promo\"»"), "keeps nothing", "fallback";
    a_model_inside_of_a_line: rule("inside = «\"model\"»\nmatch = { css = \"p\" }\n"), "holds the article", "label = \"body\"";
    a_model_that_is_never_asked: file("rest = \"keep\"\n[[layout.rule]]\nid = «\"story\"»\nlabel = \"body\"\nwhy = \"w\"\ninside = \"model\"\nmatch = { css = \"p\" }\n"), "never asks", "`rest`";
}
