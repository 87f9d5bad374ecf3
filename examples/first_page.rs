//! The first page: HTML in, the article's text and fields out.
//!
//! ```sh
//! cargo run --example first_page
//! ```
#![allow(clippy::print_stdout)]

use tamis::{Document, Extractor, RuleSet};

/// A page as a scraper would bring it.
const PAGE: &str = r#"<html lang="en"><head><title>The bridge opens again | Valley Post</title>
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2024-05-12T10:30:00+02:00">
</head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<h1>The bridge opens again</h1>
<p>After two years of repairs the old bridge was opened on Sunday, and half of the valley walked over it
before noon, with the brass band in front.</p>
<p>The mayor thanked the masons, who had turned every single stone, numbered it, and put it back where
it had lain for three hundred years.</p>
<aside><a href="/more">More about bridges</a></aside>
</body></html>"#;

fn main() {
    let extractor = Extractor::new(RuleSet::embedded());
    let extraction = extractor.extract(Document::html(PAGE).with_url("https://valley-post.example/bridge"));
    println!("title:  {}", extraction.fields.title.as_deref().unwrap_or("unknown"));
    println!("author: {}", extraction.fields.author.join(", "));
    println!("date:   {}", extraction.fields.date.as_deref().unwrap_or("unknown"));
    println!("\n{}", extraction.text);
    assert!(extraction.text.starts_with("After two years"), "the navigation was dropped");
}
