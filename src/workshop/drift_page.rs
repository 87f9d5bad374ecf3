//! What a drift run found, as one HTML page: alarms first, then each layout with a small plot of how
//! much of its pages was kept.

use std::fmt::Write as _;

use crate::output::standalone::{Standalone, escaped};

use super::drift::{Alarm, Tallies, Tally};

const STYLE: &str = "body { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }\n\
    svg { display: block; margin: .4rem 0; }\n\
    svg rect { fill: var(--accent); }\n\
    svg .old { fill: var(--line); }\n\
    svg text { fill: var(--faint); font: 11px system-ui, sans-serif; }\n";

/// Width of the plot's area in pixels: four for each of its bars.
const PLOT_WIDTH: u64 = 400;

/// Height of the highest bar in pixels.
const PLOT_HEIGHT: f64 = 60.0;

/// Bars of the plot: each stands for five per cent.
const N_BARS: usize = 20;

/// The page. `before` is drawn behind, where it is known.
pub fn drift_page(tallies: &Tallies, alarms: &[Alarm], before: Option<&Tallies>) -> String {
    let mut body = String::from("<header><h1>Layouts and their rules</h1></header>\n<main>\n");
    alarm_table(alarms, before.is_some(), &mut body);
    for (name, tally) in &tallies.layouts {
        let old = before.and_then(|before| before.layouts.get(name));
        layout(name, tally, old, &mut body);
    }
    body.push_str("</main>\n");
    Standalone { title: "Drift", style: STYLE, script: "", body: &body }.to_html()
}

fn alarm_table(alarms: &[Alarm], compared: bool, out: &mut String) {
    if !compared {
        return;
    }
    if alarms.is_empty() {
        out.push_str("<p class=\"good\">Nothing changed since the earlier run.</p>\n");
        return;
    }
    out.push_str("<h2>Changed</h2>\n<table><tr><th>layout</th><th>what</th><th>rule or line</th>");
    out.push_str("<th class=\"n\">before</th><th class=\"n\">now</th></tr>\n");
    for alarm in alarms {
        let what = serde_json::to_value(alarm.what).unwrap_or_default();
        let subject = alarm.rule.as_deref().or(alarm.line.as_deref()).unwrap_or("");
        let _ = writeln!(
            out,
            "<tr><td class=\"mono\">{}</td><td class=\"bad\">{}</td><td>{}</td><td class=\"n\">{:.0} %</td>\
             <td class=\"n\">{:.0} %</td></tr>",
            escaped(&alarm.layout),
            escaped(what.as_str().unwrap_or("")),
            escaped(subject),
            alarm.before * 100.0,
            alarm.now * 100.0
        );
    }
    out.push_str("</table>\n");
}

fn layout(name: &str, tally: &Tally, old: Option<&Tally>, out: &mut String) {
    let name = if name.is_empty() { "no layout recognised" } else { name };
    let _ = writeln!(out, "<h2>{}</h2>\n<p>{} pages", escaped(name), tally.n_pages);
    for (count, what) in [
        (tally.n_drifted, "drifted"),
        (tally.n_empty, "empty"),
        (tally.n_without_date, "without date"),
        (tally.n_without_title, "without title"),
    ] {
        let _ = write!(out, "; {count} {what}");
    }
    out.push_str("</p>\n");
    plot(tally, old, out);
    lines("Kept on many pages", tally.recurring().into_iter(), out);
    lines("Longest dropped, named by no rule", tally.dropped.iter().map(|line| (line.as_str(), 0)), out);
}

/// How many pages kept how much of their text: bars of five per cent each, as shares of the pages.
fn plot(tally: &Tally, old: Option<&Tally>, out: &mut String) {
    let _ = writeln!(
        out,
        "<svg width=\"{}\" height=\"96\" role=\"img\" aria-label=\"Share of the text that was kept, pages by per cent\">",
        PLOT_WIDTH + 40
    );
    for (tally, class, inset) in [(old, "old", 0u64), (Some(tally), "new", 4)] {
        let Some(tally) = tally else { continue };
        for (bar, share) in shares(tally).into_iter().enumerate() {
            let height = share * PLOT_HEIGHT;
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{height:.1}\"/>",
                bar as u64 * PLOT_WIDTH / N_BARS as u64 + inset,
                PLOT_HEIGHT + 10.0 - height,
                18 - 2 * inset
            );
        }
    }
    for percent in [0, 25, 50, 75, 100] {
        let _ = write!(out, "<text x=\"{}\" y=\"86\">{percent} %</text>", percent * PLOT_WIDTH / 100);
    }
    out.push_str("</svg>\n");
}

fn shares(tally: &Tally) -> [f64; N_BARS] {
    let mut bars = [0.0; N_BARS];
    for (percent, n_pages) in &tally.kept_percent {
        let bar = (usize::from(*percent) * N_BARS / 100).min(N_BARS - 1);
        bars[bar] += *n_pages as f64 / tally.n_pages.max(1) as f64;
    }
    bars
}

fn lines<'a>(heading: &str, lines: impl Iterator<Item = (&'a str, u64)>, out: &mut String) {
    let rows: Vec<String> = lines
        .map(|(line, n_pages)| {
            let count = if n_pages == 0 { String::new() } else { n_pages.to_string() };
            format!("<tr><td class=\"n\">{count}</td><td>{}</td></tr>\n", escaped(line))
        })
        .collect();
    if !rows.is_empty() {
        let _ =
            writeln!(out, "<details><summary>{heading}</summary><table>{}</table></details>", rows.concat());
    }
}
