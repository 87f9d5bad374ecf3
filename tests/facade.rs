//! What a stranger's program can do with the crate: everything here goes by the names that `lib.rs` shows.

use std::time::Duration;

use tamis::{
    Bias, Document, Extraction, Extractor, Field, Format, Label, Limits, Model, Options, RuleSet, RulesError,
    Spaces, WarningKind,
};

const PAGE: &str = "<html lang=en><head><title>The bridge opens again | Valley Post</title>\
    <meta name=author content='Jane Doe'></head><body><nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>\
    <h1>The bridge opens again</h1>\
    <p>After two years of repairs the old bridge was opened on Sunday, and half of the valley walked over it.</p>\
    <p>The mayor thanked the <b>masons</b>, who had turned every single stone, numbered it, and put it back.</p>\
    </body></html>";

fn extract(options: Options) -> Extraction {
    Extractor::with_options(RuleSet::embedded(), options).extract(Document::html(PAGE).with_id("bridge"))
}

#[test]
fn other_labels_make_another_text() {
    let text = extract(Options::default().with_labels([Label::Title])).text;
    assert_eq!(text, "The bridge opens again");
}

#[test]
fn spaces_are_kept_when_asked() {
    let document = || Document::text("The soup\u{a0}is  ready.\nIt was served\tat noon.");
    let extractor = |spaces| {
        Extractor::with_options(
            RuleSet::embedded(),
            Options::default().with_spaces(spaces).with_labels([Label::Body, Label::Other]),
        )
    };
    assert_eq!(
        extractor(Spaces::Keep).extract(document()).text,
        "The soup\u{a0}is  ready.\n\nIt was served\tat noon."
    );
    assert_eq!(
        extractor(Spaces::Fold).extract(document()).text,
        "The soup is ready.\n\nIt was served at noon."
    );
}

#[test]
fn recall_keeps_at_least_what_precision_keeps() {
    let lengths = [Bias::Precision, Bias::Balanced, Bias::Recall]
        .map(|bias| extract(Options::default().with_bias(bias)).text.len());
    assert!(lengths.is_sorted(), "{lengths:?}");
}

#[test]
fn a_limit_leaves_a_warning_and_a_result() {
    let limits = Limits::default().with_max_bytes(300).with_max_time(Duration::from_secs(60));
    let extraction = extract(Options::default().with_limits(limits));
    assert!(extraction.warnings.iter().any(|warning| warning.kind == WarningKind::Limit));
    assert_eq!(extraction.fields.author, ["Jane Doe"]);
}

#[test]
fn every_format_has_a_name_and_a_text() {
    let extraction = extract(Options::default());
    for &format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
        assert!(extraction.to_format(format).contains("After two years"), "{format}");
    }
    let fault = "docx".parse::<Format>().unwrap_err();
    assert!(fault.to_string().contains("docx") && fault.to_string().contains("jsonl"), "{fault}");
    assert!(extraction.to_markdown().contains("**masons**"));
    assert!(
        extraction.to_html().starts_with("<!DOCTYPE html>")
            || extraction.to_html().starts_with("<!doctype html>")
    );
}

#[test]
fn html_that_was_cleaned_before_keeps_its_words() {
    let page = "<h1>The ford</h1><p>Nobody has crossed the ford since the mill was sold, and the stones have moved.</p>\
                <ul><li><a href=/a>The miller's account of the flood</a></li><li><a href=/b>A map of the stones</a></li></ul>\
                <p>© The parish, 1921</p><p>Whoever crosses it now needs a rope, and somebody who holds the other end of it.</p>";
    let generic = Extractor::new(RuleSet::embedded());
    let told = |html: &str| generic.extract(Document::html(html.as_bytes())).text;
    let written = format!(
        "<!DOCTYPE html><html><head><title>The ford</title><meta name=\"generator\" content=\"tamis 0.1.0\"></head>\
         <body><article>{page}</article></body></html>"
    );
    let text = told(&written);
    for line in ["The miller's account of the flood", "A map of the stones", "© The parish, 1921"] {
        assert!(text.contains(line), "{text}");
    }
    let again = generic.extract(Document::html(written.as_bytes())).to_html();
    assert_eq!(told(&again), text);
    assert!(!text.starts_with("The ford"), "the title is none of the text");
    // The same in a template that took the head over is a page as any other.
    let around =
        written.replace("<article>", "<nav><a href=/>Home</a> <a href=/m>The mills</a></nav><article>");
    assert!(!told(&around).contains("Home"), "{}", told(&around));
}

#[test]
fn an_extraction_is_a_value() {
    let one = extract(Options::default());
    assert_eq!(one, one.clone());
    assert_eq!(one, extract(Options::default()));
    let record: serde_json::Value = serde_json::from_str(&one.to_json()).expect("a record is JSON");
    assert_eq!(record, serde_json::to_value(&one).expect("an extraction can be serialized"));
    assert_eq!(record["id"], "bridge");
    for field in Field::ALL {
        assert!(record.get(field.name()).is_some(), "{field}");
    }
}

#[test]
fn weights_of_ones_own_are_read_or_refused() {
    let extractor = Extractor::with_model(RuleSet::embedded(), Options::default(), Model::embedded());
    assert_eq!(extractor.extract(Document::html(PAGE).with_id("bridge")), extract(Options::default()));
    for bytes in [&b""[..], b"tamis", &[0; 64]] {
        let fault = Model::parse(bytes).expect_err("these are no weights");
        assert!(!fault.to_string().is_empty());
    }
}

#[test]
fn rules_come_from_texts_and_their_faults_are_told() {
    let rules = RuleSet::from_overlays(&[]).expect("the crate's rules have no fault");
    assert_eq!(
        Extractor::new(rules).extract(Document::html(PAGE).with_id("bridge")),
        extract(Options::default())
    );
    let faulty = "schema = 1\n[outlet]\nid = \"post\"\nnme = \"Post\"\n[fields]\ndate-modifed = []\n";
    let Err(RulesError::Faulty(faults)) = RuleSet::from_overlays(&[("mine.toml", faulty)]) else {
        panic!("the faults are found");
    };
    assert!(faults.len() >= 2 && faults.iter().all(|fault| fault.file == "mine.toml"), "{faults:?}");
}

#[test]
fn copies_in_archives_tell_their_page() {
    let own = "https://weir.example/2012/06/slate";
    let copy = "https://archive.example/web/20120609114502/https://weir.example/2012/06/slate";
    let page = format!(
        "<title>A slate</title><link rel=canonical href=\"{copy}\"><h1>A slate</h1><p>Whoever comes first writes \
         the number of those who are still missing on the slate.</p>"
    );
    let extractor = Extractor::new(RuleSet::embedded());
    let read = |url: Option<&str>| {
        let document = Document::html(page.as_bytes());
        let extraction = extractor.extract(match url {
            Some(url) => document.with_url(url.to_owned()),
            None => document,
        });
        let Extraction { url, fields, .. } = extraction;
        (url, fields.canonical, fields.archived_at)
    };
    let told = |at: &str| (Some(own.to_owned()), Some(own.to_owned()), Some(at.to_owned()));
    assert_eq!(read(None), told(copy));
    assert_eq!(read(Some(copy)), told(copy));
    // A short address of the same archive.
    assert_eq!(read(Some("https://archive.example/AbC1d")), told("https://archive.example/AbC1d"));
}
