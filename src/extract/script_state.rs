//! Script state: the data from which a script would have drawn a page that shows nothing by itself.
//!
//! | where it stands | who writes it so |
//! |---|---|
//! | `<script type="application/json">`, `<script id="__NEXT_DATA__">` | Next, Nuxt, SvelteKit |
//! | `window.__STATE__ = {…}`, `… = JSON.parse("…")` in a script | Redux, Apollo, in-house engines |
//! | `data-preloaded`, `data-page`, `data-props`, `data-state` of an element | Discourse, Inertia, islands of React |
//!
//! Of all that stands there one text is taken: the longest that an object keeps under a name for an
//! article's text ([`BODY_KEYS`]), or the posts of one list. Texts may be HTML, plain, or trees of nodes as editors
//! save them. Nothing is run, and nothing is guessed from other names.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use crate::html::{AttrName, Dom, Tag};
use crate::page_info::told::unescape;

/// Names under which an article's text is kept, the fullest first.
const BODY_KEYS: &[&str] = &[
    "articleBody",
    "bodyHtml",
    "body_html",
    "contentHtml",
    "content_html",
    "contentBody",
    "content_elements",
    "cooked",
    "selftext_html",
    "html",
    "body",
    "content",
    "blocks",
    "paragraphs",
    "sections",
    "components",
    "elements",
    "nodes",
    "children",
    "spans",
    "text",
    "value",
    "markdown",
    "selftext",
    "message",
    "data",
    "document",
    "root",
];

/// Names of lists of which each entry is a text of its own.
const POST_KEYS: &[&str] = &["posts", "answers", "messages", "entries", "chapters", "pages"];

/// Names of lists whose entries are paragraphs, whatever they say of themselves.
const BLOCK_KEYS: &[&str] = &["content_elements", "blocks", "paragraphs", "sections", "components", "body"];

/// Names under which a node tells its kind.
const KIND_KEYS: &[&str] = &["type", "nodeType", "_type", "tag", "kind"];

/// Kinds of nodes that are part of a line.
const INLINE_KINDS: &[&str] =
    &["text", "span", "link", "hyperlink", "strong", "em", "a", "b", "i", "code", "mention"];

/// Attributes that hold the state of what an element will show.
const ATTRIBUTES: &[&str] =
    &["data-preloaded", "data-page", "data-props", "data-state", "data-initial-state", "data-react-props"];

/// Bytes of scripts and attributes that are read of a page.
const MAX_BYTES: usize = 8_000_000;
/// Values that are looked at, and how deep they may lie; JSON in strings of JSON included.
const MAX_VALUES: usize = 200_000;
const MAX_DEPTH: usize = 40;
/// Assignments of one script that are tried.
const MAX_ASSIGNMENTS: usize = 50;
/// A shorter string holds no JSON of interest.
const MIN_JSON_BYTES: usize = 100;

/// The paragraphs of the longest text in the page's script state; `None` where there is none of at least
/// `min_bytes`.
pub(super) fn article(dom: Dom<'_>, min_bytes: usize) -> Option<Vec<String>> {
    let mut search = Search { best: Vec::new(), best_bytes: 0, n_values: 0 };
    for value in values(dom) {
        search.visit(&value, 0);
    }
    (search.best_bytes >= min_bytes).then_some(search.best)
}

/// All JSON on the page that is no JSON-LD.
fn values(dom: Dom<'_>) -> Vec<Value> {
    let mut values = Vec::new();
    let mut bytes_left = MAX_BYTES;
    let mut may_read = |text: &str| {
        let may = !dom.deadline().is_over() && text.len() <= bytes_left;
        bytes_left = bytes_left.saturating_sub(text.len());
        may
    };
    for raw in dom.raw_texts().filter(|raw| dom.tag(raw.node) == Some(Tag::SCRIPT)) {
        let kind = dom.attr(raw.node, AttrName::TYPE).unwrap_or("").trim().to_ascii_lowercase();
        if kind.contains("ld+json") || !may_read(raw.text) {
            continue;
        }
        if kind.contains("json") {
            values.extend(serde_json::from_str(raw.text.trim()));
        } else {
            values.extend(assigned(raw.text));
        }
    }
    for node in dom.descendants(dom.root()).filter(|&node| dom.is_element(node)) {
        for (name, value) in dom.attrs(node) {
            if value.len() >= MIN_JSON_BYTES && ATTRIBUTES.contains(&name) && may_read(value) {
                values.extend(serde_json::from_str(value));
            }
        }
    }
    values
}

/// The values that a script assigns: `x = {…}`, `x = JSON.parse("…")`.
fn assigned(script: &str) -> Vec<Value> {
    static ASSIGNMENT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"=\s*(JSON\.parse\(\s*["']|[{\[]\s*["{\[])"#).ok());
    let Some(assignment) = ASSIGNMENT.as_ref() else { return Vec::new() };
    let mut values = Vec::new();
    let mut at = 0;
    for _ in 0..MAX_ASSIGNMENTS {
        let Some(found) = assignment.find_at(script, at) else { break };
        let value = script[found.start() + 1..].trim_start();
        at = found.end();
        values.extend(match value.strip_prefix("JSON.parse(") {
            Some(literal) => {
                literal_of(literal.trim_start()).and_then(|text| serde_json::from_str(&text).ok())
            }
            None => first_value(value),
        });
    }
    values
}

/// The value that a text begins with.
fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// The text of a string literal of a script.
fn literal_of(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let inner = &text[1..];
    let mut plain = String::new();
    let mut letters = inner.chars();
    loop {
        match letters.next()? {
            '\\' => match letters.next()? {
                'n' => plain.push('\n'),
                't' => plain.push('\t'),
                'u' => {
                    let digits: String = letters.by_ref().take(4).collect();
                    // Half of a pair stays as it is: the JSON inside reads it.
                    match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
                        Some(letter) => plain.push(letter),
                        None => plain.extend(["\\u", &digits]),
                    }
                }
                letter => plain.push(letter),
            },
            letter if letter == quote => return Some(plain),
            letter => plain.push(letter),
        }
    }
}

/// The longest text found so far.
struct Search {
    best: Vec<String>,
    best_bytes: usize,
    n_values: usize,
}

impl Search {
    fn visit(&mut self, value: &Value, depth: usize) {
        self.n_values += 1;
        if self.n_values > MAX_VALUES || depth > MAX_DEPTH {
            return;
        }
        match value {
            Value::Object(object) => {
                self.offer(text_of(object, depth));
                for (name, value) in object {
                    if POST_KEYS.contains(&name.as_str()) {
                        self.offer(posts(value, depth));
                    }
                    self.visit(value, depth + 1);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| self.visit(value, depth + 1)),
            // Discourse keeps JSON in strings of JSON.
            Value::String(text) if text.len() >= MIN_JSON_BYTES && text.starts_with(['{', '[']) => {
                if let Ok(inner) = serde_json::from_str(text) {
                    self.visit(&inner, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn offer(&mut self, paragraphs: Vec<String>) {
        let n_bytes = paragraphs.iter().map(String::len).sum();
        if n_bytes > self.best_bytes && is_prose(&paragraphs) {
            (self.best, self.best_bytes) = (paragraphs, n_bytes);
        }
    }
}

/// The paragraphs of an object's text, under the first name that has any.
fn text_of(object: &Map<String, Value>, depth: usize) -> Vec<String> {
    let told = BODY_KEYS.iter().filter_map(|name| Some((*name, object.get(*name)?)));
    told.map(|(name, value)| paragraphs_of(value, name, depth))
        .find(|told| !told.is_empty())
        .unwrap_or_default()
}

/// The paragraphs of a value that stands under a name.
fn paragraphs_of(value: &Value, name: &str, depth: usize) -> Vec<String> {
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    match value {
        Value::String(text) => paragraphs(text),
        Value::Object(object) => text_of(object, depth + 1),
        Value::Array(list) if !BLOCK_KEYS.contains(&name) && list.iter().all(is_inline) => {
            let texts = list.iter().filter_map(inline_text);
            paragraphs(&texts.collect::<Vec<_>>().concat())
        }
        Value::Array(list) => list.iter().flat_map(|value| paragraphs_of(value, "", depth + 1)).collect(),
        _ => Vec::new(),
    }
}

/// The texts of a list of posts, one below the other.
fn posts(value: &Value, depth: usize) -> Vec<String> {
    let Value::Array(list) = value else { return Vec::new() };
    list.iter().filter_map(Value::as_object).flat_map(|post| text_of(post, depth + 1)).collect()
}

/// True for a node that is part of a line: a string, or an object that says so or says nothing.
fn is_inline(value: &Value) -> bool {
    let Value::Object(node) = value else { return value.is_string() };
    let kind = KIND_KEYS.iter().find_map(|name| node.get(*name)).and_then(Value::as_str);
    kind.is_none_or(|kind| INLINE_KINDS.contains(&kind)) && inline_text(value).is_some()
}

fn inline_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(node) => match (node.get("text").or_else(|| node.get("value")), node.get("children")) {
            (Some(Value::String(text)), _) => Some(text.clone()),
            (_, Some(Value::Array(inner))) => {
                inner.iter().map(inline_text).collect::<Option<Vec<_>>>().map(|texts| texts.concat())
            }
            _ => None,
        },
        _ => None,
    }
}

/// Text or HTML, cut where its elements and its line breaks part paragraphs.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    static SEAM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)</(?:p|div|li|h[1-6]|blockquote|tr|pre|figcaption|section)\s*>|<br\s*/?>|\n\s*\n")
            .ok()
    });
    let Some(seam) = SEAM.as_ref() else { return Vec::new() };
    seam.split(text).map(unescape).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// True for what people read: letters and spaces for the most part, some sentences of it.
fn is_prose(paragraphs: &[String]) -> bool {
    /// Share of letters and spaces; code, addresses and packed data have less.
    const MIN_SHARE: usize = 80;
    let (mut n_letters, mut n_all, mut n_ends) = (0, 0, 0);
    for letter in paragraphs.iter().flat_map(|paragraph| paragraph.chars()) {
        n_all += 1;
        n_letters += usize::from(letter.is_alphabetic() || letter == ' ');
        n_ends += usize::from(matches!(letter, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟'));
    }
    n_ends >= 2 && n_letters * 100 >= n_all * MIN_SHARE
}

#[cfg(test)]
mod tests {
    use crate::page::WarningKind;
    use crate::{Document, Extractor, RuleSet};

    const FIRST: &str = "The ferry that the village bought in spring has made its first crossing with passengers. \
        It left at noon, and the whole school stood on the landing to see it go.";
    const SECOND: &str = "The captain said that she had waited nine years for this morning. \
        She will cross four times a day until the ice comes, and twice on Sundays, as the old boat did.";

    /// The text of a page that shows nothing but what a script says, and whether it is told as a shell.
    fn text_of(body: &str) -> (String, bool) {
        let page = format!("<title>The ferry is back</title><div id=root>Loading…</div>{body}");
        let extraction = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes()));
        let is_told = extraction.warnings.iter().any(|warning| warning.kind == WarningKind::Shell);
        (extraction.text, is_told)
    }

    fn check(body: &str) {
        assert_eq!(text_of(body), (format!("{FIRST}\n\n{SECOND}"), true), "{body}");
    }

    #[test]
    fn states_of_many_engines() {
        let html = format!("<p>{FIRST}</p><p>{SECOND}</p>");
        check(&format!(
            r#"<script id="__NEXT_DATA__" type="application/json">{{"props":{{"pageProps":{{"article":{{"title":"The ferry","bodyHtml":"{html}"}}}}}}}}</script>"#
        ));
        check(&format!(
            r#"<script>window.__INITIAL_STATE__ = {{"story":{{"content":[{{"type":"paragraph","children":[{{"text":"{FIRST}"}}]}},{{"type":"paragraph","children":[{{"text":"{SECOND}"}}]}}]}}}};go();</script>"#
        ));
        check(&format!(
            r#"<script>window.__STATE__=JSON.parse('{{"entry":{{"content_elements":[{{"type":"text","content":"{FIRST}"}},{{"type":"text","content":"{SECOND}"}}]}}}}')</script>"#
        ));
        let topic = format!(
            r#"{{&quot;topic_7&quot;:&quot;{{\&quot;post_stream\&quot;:{{\&quot;posts\&quot;:[{{\&quot;cooked\&quot;:\&quot;{FIRST}\&quot;}},{{\&quot;cooked\&quot;:\&quot;{SECOND}\&quot;}}]}}}}&quot;}}"#
        );
        check(&format!(r#"<div id="data-preloaded" data-preloaded="{topic}"></div>"#));
    }

    #[test]
    fn what_only_waits_is_no_text() {
        assert_eq!(text_of("<script src=app.js></script>"), (String::new(), true));
        let icons = "M12 2L2 7l10 5 10-5z".repeat(80);
        let body = format!(r#"<script type="application/json">{{"content":"{icons}"}}</script>"#);
        assert_eq!(text_of(&body), (String::new(), true));
    }
}
