//! A run's [`Summary`] as one HTML page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::output::standalone::{Standalone, escape, escaped};

use super::report::{PageRow, Summary};

const STYLE: &str = "body { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }\n\
    table { margin-bottom: 1rem; }\n\
    th { overflow-wrap: normal; }\n\
    .bar { display: inline-block; height: .7rem; background: var(--accent); }\n\
    input { font: inherit; padding: .2rem .4rem; width: 20rem; max-width: 100%; }\n";

/// Shows only rows that hold what is typed; `/` goes to the field.
const SCRIPT: &str = "\"use strict\";\n(() => {\n  const box = document.getElementById(\"search\");\n  \
    const rows = Array.from(document.querySelectorAll(\"tr[data-row]\"));\n  \
    box.addEventListener(\"input\", () => {\n    const words = box.value.toLowerCase();\n    \
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(words);\n  });\n  \
    document.addEventListener(\"keydown\", (event) => {\n    \
    if (event.key === \"/\" && document.activeElement !== box) { box.focus(); event.preventDefault(); }\n    \
    if (event.key === \"Escape\") { box.value = \"\"; box.dispatchEvent(new Event(\"input\")); box.blur(); }\n  });\n})();\n";

/// Longest bar, in rem.
const BAR_REM: f64 = 12.0;

/// The page.
pub fn report_page(title: &str, summary: &Summary) -> String {
    let mut body = String::from("<header><h1>");
    escape(title, &mut body);
    body.push_str("</h1>\n");
    totals(summary, &mut body);
    body.push_str("<p><input id=\"search\" type=\"search\" placeholder=\"show pages with these words ( / )\" aria-label=\"Filter pages\"></p></header>\n<main>\n");
    layouts(summary, &mut body);
    for (heading, counts) in [
        ("Kinds of pages that the model judged", &summary.kinds),
        ("Warnings", &summary.warnings),
        ("Errors", &summary.errors),
        ("Languages", &summary.languages),
        ("Rules in use, by digest", &summary.digests),
    ] {
        table(heading, counts, &mut body);
    }
    pages("The model is least sure of these", &summary.least_sure, &mut body);
    pages("The slowest", &summary.slowest, &mut body);
    failed(summary, &mut body);
    body.push_str("</main>\n");
    Standalone { title, style: STYLE, script: SCRIPT, body: &body }.to_html()
}

fn totals(summary: &Summary, out: &mut String) {
    let Summary { n_records, n_texts, n_chars, n_duplicates, .. } = summary;
    let n_failed: u64 = summary.errors.values().sum();
    let _ = writeln!(
        out,
        "<p>{n_records} records: {n_texts} with text ({n_chars} characters), {} without, {n_duplicates} duplicates; {n_failed} failed</p>",
        n_records - n_texts
    );
    if summary.digests.len() > 1 {
        out.push_str("<p class=\"warn\">These records were cleaned by different rules.</p>\n");
    }
}

fn layouts(summary: &Summary, out: &mut String) {
    out.push_str(
        "<h2>Outlets and layouts</h2>\n<table><tr><th>layout</th><th class=\"n\">pages</th><th></th>",
    );
    out.push_str("<th class=\"n\">empty</th><th class=\"n\">no date</th><th class=\"n\">no author</th><th class=\"n\">characters per page</th></tr>\n");
    let most = summary.layouts.values().map(|row| row.n_pages).max().unwrap_or(1);
    for (name, row) in &summary.layouts {
        let name = if name.is_empty() { "no known outlet" } else { name };
        let _ = writeln!(
            out,
            "<tr><td class=\"mono\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escaped(name),
            row.n_pages,
            bar(row.n_pages, most),
            row.n_empty,
            row.n_without_date,
            row.n_without_author,
            row.n_chars / row.n_pages.max(1)
        );
    }
    out.push_str("</table>\n");
}

/// A bar as a drawing: inline styles are forbidden on these pages.
fn bar(n: u64, most: u64) -> String {
    let width = (n as f64 / most.max(1) as f64 * BAR_REM * 16.0).ceil();
    format!(
        "<svg width=\"{width}\" height=\"12\" aria-hidden=\"true\"><rect width=\"{width}\" height=\"12\" fill=\"currentColor\" opacity=\".35\"/></svg>"
    )
}

fn table(heading: &str, counts: &BTreeMap<String, u64>, out: &mut String) {
    if counts.is_empty() {
        return;
    }
    let most = counts.values().copied().max().unwrap_or(1);
    let mut rows: Vec<(&String, &u64)> = counts.iter().collect();
    rows.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let _ = writeln!(out, "<h2>{heading}</h2>\n<table>");
    for (name, n) in rows {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td class=\"n\">{n}</td><td>{}</td></tr>",
            escaped(name),
            bar(*n, most)
        );
    }
    out.push_str("</table>\n");
}

fn pages(heading: &str, rows: &[PageRow], out: &mut String) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>{heading}</h2>\n<table><tr><th class=\"n\">sure</th><th class=\"n\">seconds</th><th>page</th><th>title</th><th>warnings</th></tr>"
    );
    for row in rows {
        let number = |value: Option<f64>| value.map(|value| format!("{value:.3}")).unwrap_or_default();
        let id = escaped(&row.id);
        let page = match &row.explained {
            Some(path) => format!("<a href=\"{}\">{id}</a>", escaped(path)),
            None => id,
        };
        let _ = writeln!(
            out,
            "<tr data-row><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"mono\">{page}</td><td>{}</td><td>{}</td></tr>",
            number(row.confidence),
            number(row.seconds),
            escaped(&row.title),
            escaped(&row.warnings.join(", "))
        );
    }
    out.push_str("</table>\n");
}

fn failed(summary: &Summary, out: &mut String) {
    if summary.failed.is_empty() {
        return;
    }
    out.push_str("<h2>Failed records</h2>\n<table>\n");
    for (id, reason) in &summary.failed {
        let _ = writeln!(
            out,
            "<tr data-row><td class=\"mono\">{}</td><td>{}</td></tr>",
            escaped(id),
            escaped(reason)
        );
    }
    out.push_str("</table>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_records_say_stays_text() {
        let mut summary = Summary::default();
        summary.fail("<script>alert(1)</script>", "\" onerror=run()");
        let html = report_page("</title><b>", &summary);
        assert_eq!(html.matches("<script").count(), 1);
        assert!(!html.contains("<b>") && !html.contains("\" onerror"));
    }
}
