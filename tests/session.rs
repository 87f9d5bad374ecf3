//! A sitting at the workshop without a browser: pages of an unknown outlet, a draft, changes that are tried before
//! they are made, undo, save, and pages that are kept as right.

use std::fs;
use std::path::Path;

use tamis::Document;
use tamis::workshop::session::proposals::Test;
use tamis::workshop::session::{Change, Replace, Session, SessionError};

const STORY: [&str; 5] = [
    "The ferry sailed again on Monday morning, after the crew had mended the rudder for nine long days.",
    "Passengers waited on both banks, and the baker gave away what he had not been able to carry across.",
    "The harbour master said that the next repair will be done in winter, when nobody wants to leave.",
    "Until then a second boat is kept ready, which belongs to a school and has room for twelve.",
    "An old man who had crossed the river every day for forty years said that he had not minded the rest.",
];

/// A page of the Valley Post; each has its own words, and a box that the generic engine takes for text.
fn page(number: usize) -> Document<'static> {
    let paragraphs: String = STORY
        .iter()
        .map(|line| format!("<p>{}</p>\n", line.replace("the ", &format!("the {number}th "))))
        .collect();
    let html = format!(
        "<html><head><title>Ferry {number}</title><link rel=canonical href=\"https://valleypost.example/{number}\"></head>\
         <body><ul class=vp-menu><li><a href=/>Home</a><li><a href=/n>News of the valley</a></ul>\
         <div class=vp-story><h1>Ferry {number}</h1>{paragraphs}\
         <p class=vp-begging>Our reporters walk through rain for you. Bring them a warm meal number {number} and they will write for another week.</p>\
         </div><div class=vp-foot>Terms of use of the valley post</div></body></html>"
    );
    Document::html(html).with_id(format!("pages/{number}.html"))
}

/// Pages of a session: few, for each is cleaned many times.
const N_PAGES: usize = 4;

fn begin(root: &Path) -> Session {
    Session::begin(root, None, (1..=N_PAGES).map(page).collect()).expect("a session begins")
}

/// Number of the first block of a page whose text starts so.
fn block(session: &Session, page: usize, start: &str) -> usize {
    let blocks = session.blocks(page).expect("the page is there");
    let found = blocks.iter().find(|block| block.text.starts_with(start));
    found.unwrap_or_else(|| panic!("no `{start}` in {blocks:#?}")).block
}

fn text_of(session: &Session, page: usize) -> String {
    let blocks = session.blocks(page).expect("the page is there");
    let kept = blocks.into_iter().filter(|block| block.kept).map(|block| block.text + "\n");
    kept.collect()
}

fn begging(session: &Session) -> Change {
    let block = block(session, 0, "Our reporters");
    let proposals = session.propose(0, block, "promo").expect("the block is there");
    let test = proposals[0].test.clone();
    Change::Rule { page: 0, block, label: "promo".to_owned(), test, why: String::new() }
}

#[test]
fn from_unknown_pages_to_a_saved_rule_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("rules");
    let mut session = begin(&root);
    assert_eq!(session.overview().outlet, "valleypost-example");
    assert!(session.overview().pages.iter().all(|page| page.layout.is_none()));
    assert!(text_of(&session, 0).contains("Our reporters"), "the generic engine keeps the box");

    let effect = session.try_change(&Change::Draft).expect("a draft");
    assert!(
        effect.pages.iter().all(|page| page.layouts.is_some()) && effect.pages.len() == N_PAGES,
        "{effect:#?}"
    );
    assert!(session.overview().text.is_none(), "trying changes nothing");
    session.make(&Change::Draft).expect("a draft");
    assert!(session.overview().pages.iter().all(|page| page.is_ours));

    let change = begging(&session);
    let effect = session.make(&change).expect("a rule");
    assert_eq!((effect.pages.len(), effect.n_won, effect.n_lost), (N_PAGES, 0, N_PAGES), "{effect:#?}");
    assert!(!text_of(&session, N_PAGES - 1).contains("Our reporters"));
    assert!(!root.exists(), "nothing is written before it is saved");
    session.save().expect("the file is written");
    assert!(!session.overview().unsaved);
    let saved = fs::read_to_string(root.join("valleypost-example.toml")).expect("the file is there");
    assert!(saved.contains("p.vp-begging"), "{saved}");
    assert_eq!(session.overview().text.as_deref(), Some(saved.as_str()));
}

#[test]
fn the_best_proposal_is_the_one_that_fits_all_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = begin(folder.path());
    session.make(&Change::Draft).expect("a draft");
    let at = block(&session, 0, "Our reporters");
    let proposals = session.propose(0, at, "promo").expect("the block is there");
    let best = &proposals[0];
    assert_eq!(best.test, Test::Css("p.vp-begging".to_owned()));
    assert_eq!((best.n_pages, best.of_pages, best.n_blocks, best.n_against), (N_PAGES, N_PAGES, N_PAGES, 0));
    let whole = proposals.iter().find(|proposal| proposal.test == Test::Css("div.vp-story".to_owned()));
    assert!(
        whole.is_none_or(|whole| whole.n_against > 12),
        "prose speaks against the whole story: {whole:?}"
    );
    let words =
        proposals.iter().find(|proposal| proposal.test.tests_words()).expect("words are proposed, too");
    assert!(!words.hits.is_empty() && !words.misses.is_empty(), "{words:?}");
}

#[test]
fn a_rule_of_words_has_examples_and_is_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = begin(folder.path());
    session.make(&Change::Draft).expect("a draft");
    let at = block(&session, 2, "Our reporters");
    let test = Test::LineStarts("Our reporters walk".to_owned());
    let change = Change::Rule { page: 2, block: at, label: "promo".into(), test, why: "begging".into() };
    let effect = session.make(&change).expect("a rule");
    assert_eq!(effect.n_lost, N_PAGES);
    let text = session.overview().text.expect("there is a text");
    assert!(
        text.contains("why = \"begging\"") && text.contains("hits = [") && text.contains("misses = ["),
        "{text}"
    );
    session.save().expect("the file has no fault");
}

#[test]
fn undo_goes_back_and_redo_forward() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = begin(folder.path());
    assert!(matches!(session.undo(), Err(SessionError::Nothing(_))));
    session.make(&Change::Draft).expect("a draft");
    let drafted = session.overview().text;
    let change = begging(&session);
    session.make(&change).expect("a rule");
    let with_rule = session.overview().text;
    assert!(session.undo().expect("a step").starts_with("added"));
    assert_eq!(session.overview().text, drafted);
    assert!(text_of(&session, 0).contains("Our reporters"));
    session.redo().expect("a step");
    assert_eq!(session.overview().text, with_rule);
    session.undo().expect("a step");
    session.undo().expect("a step");
    assert_eq!(session.overview().text, None);
    session.make(&Change::Draft).expect("a draft");
    assert!(session.redo().is_err(), "a new step forgets what was undone");
}

#[test]
fn faults_leave_everything_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = begin(folder.path());
    let rule = Change::Rule {
        page: 0,
        block: 0,
        label: "promo".into(),
        test: Test::Css("p".into()),
        why: String::new(),
    };
    assert!(matches!(session.make(&rule), Err(SessionError::NoText)));
    session.make(&Change::Draft).expect("a draft");
    let before = session.overview().text;
    let faulty = Change::Text { text: "schema = 1\n[outlet]\nid = 7\n".to_owned() };
    assert!(matches!(session.try_change(&faulty), Err(SessionError::Rules(_))));
    let selector = Change::Rule {
        page: 0,
        block: 0,
        label: "promo".into(),
        test: Test::Css("p[".into()),
        why: String::new(),
    };
    assert!(matches!(session.make(&selector), Err(SessionError::Rules(_))));
    assert!(matches!(session.propose(0, 9999, "promo"), Err(SessionError::NoSuchPlace)));
    assert!(matches!(session.propose(0, 0, "soup"), Err(SessionError::NoSuchLabel(_))));
    assert_eq!(session.overview().text, before);
}

#[test]
fn comments_of_the_file_stay_and_a_rule_can_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = begin(folder.path());
    session.make(&Change::Draft).expect("a draft");
    let text = session.overview().text.expect("a text").replace("[outlet]\n", "[outlet] # of the valley\n");
    session.make(&Change::Text { text: text.clone() }).expect("no fault");
    let change = begging(&session);
    session.make(&change).expect("a rule");
    let rule = session.blocks(0).expect("a page").into_iter().find(|block| block.text.starts_with("Our"));
    let rule = rule.and_then(|block| block.rule).expect("a rule claims it");
    session.make(&Change::Remove { rule }).expect("it goes");
    assert_eq!(session.overview().text, Some(text));
    assert!(session.make(&Change::Remove { rule: "other/new/x".to_owned() }).is_err());
}

#[test]
fn pages_that_are_right_are_kept_and_tested_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("rules");
    let mut session = begin(&root);
    session.make(&Change::Draft).expect("a draft");
    let change = begging(&session);
    session.make(&change).expect("a rule");
    session.keep(0, Replace::No).expect("kept");
    session.keep(3, Replace::No).expect("kept");
    let overview = session.overview();
    assert_eq!([overview.pages[0].gold, overview.pages[1].gold], ["right", "no"]);
    let [ours, generic] = overview.tests.expect("there are kept pages");
    assert!(ours.f1 == 1.0 && generic.f1 < 1.0 && ours.n_pages == 2);
    assert_eq!(fs::read_to_string(root.join("gold/1.clean.txt")).expect("kept"), text_file(&session));
    session.undo().expect("a step");
    assert_eq!(session.overview().pages[0].gold, "differs");
    assert!(session.keep(0, Replace::No).is_err(), "another text is not lost by a slip");
    assert!(session.forget(0).is_err());
    session.redo().expect("a step");
    session.forget(0).expect("it is forgotten");
    assert!(!root.join("gold/1.clean.txt").exists() && root.join("gold/4.clean.txt").exists());
    session.save().expect("the file is written");

    let again = begin(&root);
    assert_eq!(again.overview().pages[3].gold, "right");
    assert!(again.overview().pages.iter().all(|page| page.is_ours) && !again.overview().unsaved);
}

fn text_file(session: &Session) -> String {
    let blocks = session.blocks(0).expect("a page");
    let kept: Vec<String> = blocks.into_iter().filter(|block| block.kept).map(|block| block.text).collect();
    kept.join("\n\n") + "\n"
}

#[test]
fn what_others_wrote_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = begin(folder.path());
    session.make(&Change::Draft).expect("a draft");
    session.save().expect("the file is written");
    let file = folder.path().join("valleypost-example.toml");
    let theirs = fs::read_to_string(&file).expect("the file is there") + "# mine\n";
    fs::write(&file, &theirs).expect("it can be written");
    let change = begging(&session);
    session.make(&change).expect("a rule");
    assert!(session.save().expect_err("somebody wrote it").to_string().contains("another program"));
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), theirs);
    session.read_again().expect("it has no fault");
    assert_eq!(session.overview().text.as_deref(), Some(theirs.as_str()));
    assert!(!session.overview().unsaved);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, elsewhere) = (folder.path().join("rules"), folder.path().join("elsewhere"));
    fs::create_dir_all(&root).expect("a folder");
    fs::create_dir_all(&elsewhere).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, root.join("gold")).expect("a link");
    let mut session = begin(&root);
    assert!(session.keep(0, Replace::No).is_err());
    assert_eq!(fs::read_dir(&elsewhere).expect("a folder").count(), 0);
}

#[test]
fn flattened_pages_get_rules_of_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |number: usize| {
        let lines: Vec<String> =
            STORY.iter().map(|line| line.replace("the ", &format!("the {number}th "))).collect();
        let page = format!(
            "Home of the valley\nNews of the whole valley\nValley Post, paper of the river\nFerry number {number} sails\n12 May 20{number}0\n{}\n\
             Letters of the valley, every Monday\nTerms of use of the valley post\nMade by hand in the valley\n",
            lines.join("\n\n")
        );
        Document::text(page).with_id(format!("{number}.txt"))
    };
    let mut session =
        Session::begin(folder.path(), Some("valley"), (1..=4).map(text).collect()).expect("a session");
    session.make(&Change::Draft).expect("a draft");
    let at = block(&session, 0, "An old man");
    let proposals = session.propose(0, at, "body").expect("a block");
    assert!(proposals.iter().all(|proposal| proposal.test.tests_words()), "{proposals:?}");
    let at = block(&session, 1, "12 May");
    let proposals = session.propose(1, at, "date").expect("a block");
    let shape = proposals.iter().find(|proposal| matches!(proposal.test, Test::LineMatches(_)));
    assert_eq!(shape.map(|shape| shape.n_pages), Some(4), "{proposals:#?}");
}
