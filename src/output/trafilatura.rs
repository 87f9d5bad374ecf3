//! JSON with the names that trafilatura writes, for programs that were made for its records.
//!
//! The text is ours, and so is every value; names, types and order are those of its JSON with metadata.
//! What it has and we have not is `null`: `license`, `pagetype`. Paragraphs are parted by one line break, as
//! there. `filedate` is the day of capture, not today: the same page gives the same bytes.

use serde::Serialize;
use url::Url;

use crate::page::Extraction;
use crate::text::hash::stable_hash;

use super::json::{Layout, to_json};
use super::{Outcome, Writer};

/// JSON under other names.
#[derive(Debug)]
pub struct Trafilatura {
    /// How it is laid out.
    pub layout: Layout,
}

impl Writer for Trafilatura {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        to_json(&record(outcome.extraction), self.layout, out);
        out.push(b'\n');
    }
}

#[derive(Serialize)]
struct Record<'a> {
    title: Option<&'a str>,
    author: Option<String>,
    hostname: Option<&'a str>,
    date: Option<&'a str>,
    fingerprint: String,
    id: Option<&'a str>,
    license: Option<&'a str>,
    comments: String,
    raw_text: String,
    text: String,
    language: Option<&'a str>,
    image: Option<&'a str>,
    pagetype: Option<&'a str>,
    filedate: Option<&'a str>,
    source: Option<&'a str>,
    #[serde(rename = "source-hostname")]
    source_hostname: Option<&'a str>,
    excerpt: Option<&'a str>,
    categories: &'a str,
    tags: String,
}

fn record(extraction: &Extraction) -> Record<'_> {
    let fields = &extraction.fields;
    let hostname = extraction.url.as_deref().and_then(host_of);
    let comments: Vec<&str> = fields.comments.iter().map(|comment| comment.text.as_str()).collect();
    let raw_text = extraction.text.split_whitespace().collect::<Vec<_>>().join(" ");
    Record {
        title: fields.title.as_deref(),
        author: (!fields.author.is_empty()).then(|| fields.author.join("; ")),
        hostname,
        date: fields.date.as_deref().map(day_of),
        fingerprint: format!("{:016x}", stable_hash(raw_text.as_bytes())),
        id: Some(extraction.id.as_str()).filter(|id| !id.is_empty()),
        license: None,
        comments: comments.join("\n"),
        raw_text,
        text: extraction.text.replace("\n\n", "\n"),
        language: fields.language.as_deref(),
        image: fields.image.as_deref(),
        pagetype: None,
        filedate: fields.captured.as_deref().map(day_of),
        source: extraction.url.as_deref(),
        source_hostname: fields.sitename.as_deref().or(hostname),
        excerpt: fields.description.as_deref(),
        categories: fields.section.as_deref().unwrap_or_default(),
        tags: fields.tags.join(";"),
    }
}

/// The day of a moment in ISO 8601: `2024-05-04` of `2024-05-04T08:00:00Z`.
fn day_of(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

/// The host of an address, without `www.`.
fn host_of(url: &str) -> Option<&str> {
    // The host as it is written: `Url` tells whether there is one.
    Url::parse(url).ok()?.host_str()?;
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_lose_what_is_no_name() {
        assert_eq!(host_of("https://www.valley.example/a?b"), Some("valley.example"));
        assert_eq!(host_of("http://me@blog.valley.example:8080"), Some("blog.valley.example"));
        assert_eq!(host_of("mailto:jane@valley.example"), None);
        assert_eq!(host_of("soup"), None);
    }
}
