//! A draft as the text of a rule file: each rule with what speaks for it as a comment.

use std::fmt::Write as _;

use super::container::Container;
use super::evidence::Evidence;
use super::flat::Around;
use super::pieces::{Piece, Recurring};

/// Lines of a rule that are given as its `hits`.
const N_HITS: usize = 3;

/// Characters of a line in a comment.
const SHOWN_CHARS: usize = 70;

/// What is known of the outlet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlet {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its hosts.
    pub domains: Vec<String>,
    /// Its language.
    pub language: Option<String>,
    /// Sources of fields that gave a value on all pages.
    pub sources: Vec<(String, Vec<String>)>,
}

/// A TOML string.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A comment in one line.
pub fn comment(text: &str, out: &mut String) {
    let line: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let _ = writeln!(out, "# {line}");
}

/// `[outlet]` and `[fields]`.
pub fn outlet(outlet: &Outlet, out: &mut String) {
    let _ =
        writeln!(out, "schema = 1\n\n[outlet]\nid = {}\nname = {}", quoted(&outlet.id), quoted(&outlet.name));
    if !outlet.domains.is_empty() {
        let domains: Vec<String> = outlet.domains.iter().map(|domain| quoted(domain)).collect();
        let _ = writeln!(out, "domains = [{}]", domains.join(", "));
    }
    if let Some(language) = &outlet.language {
        let _ = writeln!(out, "language = {}", quoted(language));
    }
    if !outlet.sources.is_empty() {
        out.push_str("\n# Each of these gave the field on every page.\n[fields]\n");
        for (field, sources) in &outlet.sources {
            let sources: Vec<String> = sources.iter().map(|source| quoted(source)).collect();
            let _ = writeln!(out, "{field} = [{}]", sources.join(", "));
        }
    }
}

/// A layout of HTML pages.
pub fn html_layout(id: &str, why: &str, evidence: &Evidence, n_pages: usize, out: &mut String) {
    let _ = writeln!(out, "\n[[layout]]\nid = {}\nwhy = {}", quoted(id), quoted(why));
    let _ = writeln!(out, "# Each piece stands on all {n_pages} pages.\nwhen = [");
    if let Some(host) = &evidence.host {
        let host = host.replace(['"', '\\'], "");
        let address = format!(
            "link[rel=canonical][href*=\"//{host}/\"], link[rel=canonical][href*=\"//www.{host}/\"], \
             meta[property=\"og:url\"][content*=\"//{host}/\"], meta[property=\"og:url\"][content*=\"//www.{host}/\"]"
        );
        let _ = writeln!(out, "  {{ css = {} }},", quoted(&address));
    }
    if let Some(name) = evidence.sitename.as_ref().filter(|name| !name.contains(['"', '\\'])) {
        let site = format!("meta[property=\"og:site_name\"][content=\"{name}\"]");
        let _ = writeln!(out, "  {{ css = {}, weak = true }},", quoted(&site));
    }
    // Two names at once are strong: either may stand on another site, hardly both.
    for pair in evidence.names.chunks_exact(2) {
        let both = format!("html:has({}):has({})", pair[0], pair[1]);
        let _ = writeln!(out, "  {{ css = {} }},", quoted(&both));
    }
    for name in &evidence.names {
        let _ = writeln!(out, "  {{ css = {}, weak = true }},", quoted(name));
    }
    out.push_str("]\n");
}

/// A layout of flattened pages. A line that looks common needs a second one beside it.
pub fn text_layout(id: &str, lines: &[(String, bool)], n_pages: usize, out: &mut String) {
    let _ = writeln!(out, "\n[[layout]]\nid = {}\nwhy = \"flattened pages of one form\"", quoted(id));
    let _ = writeln!(out, "# Each line stands on all {n_pages} pages.\nwhen = [");
    for (line, is_weak) in lines {
        let weak = if *is_weak { ", weak = true" } else { "" };
        let _ = writeln!(out, "  {{ line-is = {}{weak} }},", quoted(line));
    }
    out.push_str("]\n");
}

/// The rule for the element that holds the article.
pub fn container(container: &Container, n_pages: usize, out: &mut String) {
    out.push('\n');
    let (held, kept) = (percent(container.held), percent(container.kept));
    comment(
        &format!(
            "On all {n_pages} pages; holds {held} % of what the engine keeps, and it keeps {kept} % of it."
        ),
        out,
    );
    out.push_str(
        "[[layout.rule]]\nid = \"story\"\nlabel = \"body\"\nwhy = \"the element that holds the article\"\n",
    );
    comment(
        "The model judges what no rule below claims. Take the next line out when the rules claim all that must go.",
        out,
    );
    out.push_str("inside = \"model\"\n");
    let names: Vec<String> = [&container.name]
        .into_iter()
        .chain(&container.beside)
        .map(|name| format!("{{ css = {} }}", quoted(name)))
        .collect();
    let _ = match names.as_slice() {
        [only] => writeln!(out, "match = {only}"),
        several => writeln!(out, "match = [{}]", several.join(", ")),
    };
}

/// A rule for elements that are kept, or dropped.
pub fn piece(id: &str, piece: &Piece, why: &str, out: &mut String) {
    out.push('\n');
    let Piece { n_pages, n_lines, n_kept, n_recurring, .. } = piece;
    comment(
        &format!("On {n_pages} pages, {n_lines} lines: the engine keeps {n_kept}, {n_recurring} recur."),
        out,
    );
    comment(&format!("Such as: {}", shown(&piece.example)), out);
    let label = if id.starts_with("kept") { "body" } else { piece.label.name() };
    let _ = writeln!(
        out,
        "[[layout.rule]]\nid = {}\nlabel = {}\nwhy = {}",
        quoted(id),
        quoted(label),
        quoted(why)
    );
    let _ = writeln!(out, "match = {{ css = {} }}", quoted(&piece.name));
}

/// What a rule for lines says beside the lines.
pub struct LineRule<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// Why.
    pub why: &'a str,
    /// Zone and anchor, as TOML lines; may be empty.
    pub keys: &'a str,
    /// A line that it must leave alone.
    pub miss: String,
}

/// A rule for lines that recur.
pub fn lines(rule: &LineRule<'_>, lines: &[Recurring], out: &mut String) {
    if lines.is_empty() {
        return;
    }
    out.push('\n');
    line_head(rule, out);
    out.push_str("match = { line-is = [\n");
    for line in lines {
        let _ = writeln!(out, "  {}, # on {} pages", quoted(&line.line), line.n_pages);
    }
    out.push_str("] }\n");
    let hits: Vec<String> = lines.iter().take(N_HITS).map(|line| quoted(&line.line)).collect();
    let _ = writeln!(out, "hits = [{}]\nmisses = [{}]", hits.join(", "), quoted(&rule.miss));
}

/// A rule for lines of one shape.
pub fn shapes(rule: &LineRule<'_>, shapes: &[(String, Recurring)], out: &mut String) {
    if shapes.is_empty() {
        return;
    }
    out.push('\n');
    line_head(rule, out);
    out.push_str("match = [\n");
    for (pattern, line) in shapes {
        let _ = writeln!(out, "  {{ line-matches = {} }}, # on {} pages", quoted(pattern), line.n_pages);
    }
    out.push_str("]\n");
    let hits: Vec<String> = shapes.iter().take(N_HITS).map(|(_, line)| quoted(&line.line)).collect();
    let _ = writeln!(out, "hits = [{}]\nmisses = [{}]", hits.join(", "), quoted(&rule.miss));
}

/// A rule for lines that begin with the same words.
pub fn starts(rule: &LineRule<'_>, starts: &[(String, Recurring)], out: &mut String) {
    if starts.is_empty() {
        return;
    }
    out.push('\n');
    line_head(rule, out);
    out.push_str("match = { line-starts = [\n");
    for (start, line) in starts {
        let _ = writeln!(out, "  {}, # on {} pages", quoted(start), line.n_pages);
    }
    out.push_str("] }\n");
    let hits: Vec<String> = starts.iter().take(N_HITS).map(|(_, line)| quoted(&line.line)).collect();
    let miss = format!("They asked what “{}” means", starts[0].0);
    let _ = writeln!(out, "hits = [{}]\nmisses = [{}]", hits.join(", "), quoted(&miss));
}

/// Rules for a headline that is printed more than once.
pub fn titles_again(n_pages: usize, out: &mut String) {
    for (id, label, zone, why) in [
        ("title-again", "caption", "body", "the headline once more, over a picture"),
        ("title-below", "nav", "tail", "the headline once more, below the text"),
    ] {
        out.push('\n');
        comment(&format!("{n_pages} pages print their headline again."), out);
        let _ = writeln!(
            out,
            "[[layout.rule]]\nid = \"{id}\"\nlabel = \"{label}\"\nwhy = \"{why}\"\nonly = \"text\"\nzone = \"{zone}\"\n\
             match = {{ line-repeats = \"title\" }}"
        );
    }
}

fn line_head(rule: &LineRule<'_>, out: &mut String) {
    let (id, label, why) = (quoted(rule.id), quoted(rule.label), quoted(rule.why));
    let _ =
        writeln!(out, "[[layout.rule]]\nid = {id}\nlabel = {label}\nwhy = {why}\n{}", rule.keys.trim_end());
    while out.ends_with("\n\n") {
        out.pop();
    }
}

fn shown(line: &str) -> String {
    let mut shown: String = line.chars().take(SHOWN_CHARS).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    shown
}

fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

/// True where nothing was found.
pub fn is_empty(around: &Around) -> bool {
    let lists = [&around.head, &around.tail, &around.tail_too, &around.anywhere];
    lists.iter().all(|list| list.is_empty()) && around.shapes.is_empty() && around.starts.is_empty()
}
