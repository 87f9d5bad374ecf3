//! Rules of one's own, from a string: no file is read.
//!
//! ```sh
//! cargo run --example own_rules
//! ```
#![allow(clippy::print_stdout)]

use std::error::Error;

use tamis::{Document, Extractor, Label, RuleSet};

/// What a rule file holds; `rules/README.md` tells every key.
const RULES: &str = r#"
schema = 1

[outlet]
id = "valley-post"
name = "The Valley Post"
domains = ["valley-post.example"]
language = "en"

[fields]
date-modified = ["css:time.changed@datetime"]

[[layout]]
id = "2024"
why = "one column under a heading"
when = [{ css = "div.valley-story" }]

[[layout.rule]]
id = "newsletter"
label = "promo"
why = "sign-up box after the first paragraph; an article may be about newsletters"
match = [{ css = "aside.newsletter" }, { line-starts = "Letters from the valley:" }]
hits = ["Letters from the valley: every Sunday in your mailbox"]
misses = ["Letters from the valley were found in a drawer"]
"#;

const PAGE: &str = r#"<html><body><div class="valley-story"><h1>The bridge opens again</h1>
<time class="changed" datetime="2024-05-13">changed on Monday</time>
<p>After two years of repairs the old bridge was opened on Sunday, and half of the valley walked over it.</p>
<aside class="newsletter">Letters from the valley: every Sunday in your mailbox</aside>
<p>The mayor thanked the masons, who had turned every single stone.</p></div></body></html>"#;

fn main() -> Result<(), Box<dyn Error>> {
    // Faults of the rules are listed, all of them, with line and column.
    let rules = RuleSet::from_toml(RULES)?;
    let extractor = Extractor::new(rules);
    let extraction = extractor.extract(Document::html(PAGE));
    println!("outlet:  {}", extraction.outlet.as_deref().unwrap_or("unknown"));
    println!("changed: {}", extraction.fields.date_modified.as_deref().unwrap_or("unknown"));
    for span in &extraction.labels {
        let rule =
            span.rule.and_then(|rule| extraction.rules.get(rule)).map_or("", |rule| rule.name.as_str());
        println!("{:8} {:30} {}", span.label, rule, extraction.page.slice(span.span));
    }
    assert!(extraction.labels.iter().any(|span| span.label == Label::Promo));
    assert!(!extraction.text.contains("Letters"));
    Ok(())
}
