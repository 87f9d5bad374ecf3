//! An explanation as a page that a person would rather look at than read a table: the page's text in
//! order, what was kept plain, what was dropped tinted by label, and for each block who decided.
//!
//! Everything stands in the one file; all text of the explained page is escaped (see
//! [`super::standalone`]). Knows the plain values of [`super::explain`] and nothing of how they came
//! about.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::explain::{ExplainedBlock, Explanation};
use super::standalone::{Standalone, escape};

const STYLE: &str = include_str!("explain_html/explain.css");
const SCRIPT: &str = include_str!("explain_html/explain.js");

/// Characters above which a dropped block is folded until somebody opens it: about two lines.
const FOLDED_CHARS: usize = 160;

/// The explanation as one HTML document.
pub fn explain_html(page: &Explanation<'_>) -> String {
    let mut body = String::new();
    head(page, &mut body);
    filters(page, &mut body);
    body.push_str("<main id=\"page\" aria-label=\"The page, block by block\">\n");
    for block in &page.blocks {
        block_html(block, &mut body);
    }
    body.push_str("</main>\n<aside id=\"facts\" aria-live=\"polite\"><p class=\"faint\">");
    body.push_str(
        "Point at a block, or press <kbd>j</kbd> and <kbd>k</kbd>, to see who decided.</p></aside>\n",
    );
    let title = page.fields.iter().find(|[name, ..]| name == "title").map_or(page.id, |[_, title, _]| title);
    Standalone { title: &format!("{title} - explained"), style: STYLE, script: SCRIPT, body: &body }.to_html()
}

fn head(page: &Explanation<'_>, out: &mut String) {
    out.push_str("<header>\n<h1>");
    escape(page.id, out);
    out.push_str("</h1>\n<p class=\"faint\">");
    match (page.outlet, page.layout) {
        (Some(outlet), Some(layout)) => escape(&format!("{outlet}/{layout}"), out),
        _ => out.push_str("no known outlet"),
    }
    let [encoding, source] = page.encoding;
    escape(&format!("; read as {}, {encoding} ({source})", page.kind), out);
    if let Some(kind) = page.page_kind {
        escape(&format!("; most likely {kind}"), out);
    }
    if let Some(confidence) = page.confidence {
        escape(&format!("; confidence {confidence}"), out);
    }
    out.push_str("</p>\n");
    for [kind, detail] in &page.warnings {
        out.push_str("<p class=\"warn\"><strong>");
        escape(kind, out);
        out.push_str("</strong> ");
        escape(detail, out);
        out.push_str("</p>\n");
    }
    out.push_str("<table class=\"fields\">\n");
    for [name, value, source] in &page.fields {
        out.push_str("<tr><th>");
        escape(name, out);
        out.push_str("</th><td>");
        escape(value, out);
        out.push_str("</td><td class=\"faint mono\">");
        escape(source, out);
        out.push_str("</td></tr>\n");
    }
    out.push_str("</table>\n</header>\n");
}

/// One switch per label that the page has, with the number of its blocks.
fn filters(page: &Explanation<'_>, out: &mut String) {
    let mut counts: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for block in &page.blocks {
        let count = counts.entry(block.kind).or_insert((0, block.kept));
        count.0 += 1;
    }
    out.push_str("<nav id=\"filters\" aria-label=\"Labels shown\">\n");
    for (kind, (count, kept)) in counts {
        let state = if kept { "kept" } else { "dropped" };
        let _ = writeln!(
            out,
            "<label class=\"k-{kind} {state}\"><input type=\"checkbox\" value=\"{kind}\" checked> {kind} \
             <span class=\"faint\">{count}</span></label>"
        );
    }
    out.push_str("<button type=\"button\" data-show=\"all\">all</button>\n");
    out.push_str("<button type=\"button\" data-show=\"kept\">kept</button>\n");
    out.push_str("<button type=\"button\" data-show=\"dropped\">dropped</button>\n</nav>\n");
}

fn block_html(block: &ExplainedBlock<'_>, out: &mut String) {
    let state = if block.kept { "kept" } else { "dropped" };
    let is_folded = !block.kept && block.text.chars().nth(FOLDED_CHARS).is_some();
    let folded = if is_folded { " folded" } else { "" };
    let kind = block.kind;
    let _ = write!(out, "<div class=\"block k-{kind} {state}{folded}\" tabindex=\"0\" data-kind=\"{kind}\"");
    attribute("at", &format!("{} to {}", block.start, block.end), out);
    attribute("markup", &block.markup, out);
    attribute("tier", block.tier, out);
    if let Some(rule) = &block.rule {
        attribute("rule", rule.name, out);
        attribute("file", &format!("{}:{}", rule.file, rule.line), out);
        attribute("why", rule.why, out);
    }
    if let Some(probability) = block.probability {
        attribute("probability", &format!("{probability:.2}"), out);
    }
    if let Some(site) = &block.site {
        attribute("site", site, out);
    }
    let reasons: Vec<String> =
        block.reasons.iter().map(|reason| format!("{} {:+.2}", reason.feature, reason.merit)).collect();
    attribute("reasons", &reasons.join("; "), out);
    out.push('>');
    escape(block.text, out);
    out.push_str("</div>\n");
}

fn attribute(name: &str, value: &str, out: &mut String) {
    if !value.is_empty() {
        let _ = write!(out, " data-{name}=\"");
        escape(value, out);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::explain::explain;
    use crate::page::{Document, Label};
    use crate::{Extractor, RuleSet};

    fn explained(page: &str) -> String {
        let extraction =
            Extractor::new(RuleSet::embedded()).extract(Document::html(page).with_id("a\"b<c>.html"));
        explain_html(&explain(&extraction, &[Label::Lead, Label::Body]))
    }

    #[test]
    fn nothing_of_the_page_can_run() {
        let html = explained(
            "<title>x</title><p onclick='run()'>A text that says &lt;/script>&lt;script>alert(1)&lt;/script> and goes on \
             for a while, so that it is kept.</p><a href='javascript:run()'>link</a><p>\"onerror=run()</p>",
        );
        assert_eq!(html.matches("<script").count(), 1);
        assert!(!html.contains("alert(1)</script"));
        assert!(!html.contains("onclick"));
        assert!(!html.contains("href="));
    }

    #[test]
    fn each_block_names_who_decided() {
        let html = explained("<p>The soup was served at noon, and the whole village came to eat it.</p>");
        assert!(html.contains("data-tier=\"model\""));
        assert!(html.contains("a&quot;b&lt;c&gt;.html"));
    }
}
