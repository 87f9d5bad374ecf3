//! The results as a table for terminals, and as one self-contained page with plots.

use std::fmt::Write;

use super::measure::Results;
use super::plots;
use crate::output::printable::one_line;

/// The table.
pub(super) fn text(results: &Results) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = table(results, &mut text);
    text
}

fn table(results: &Results, out: &mut String) -> std::fmt::Result {
    writeln!(out, "{} pages, {:.1} MB, {} rounds", results.pages, mb(results.input_bytes), results.rounds)?;
    writeln!(out)?;
    writeln!(out, "{:<12}{:>12}{:>14}{:>9}", "stage", "MB/s", "pages/s", "share")?;
    for stage in &results.stages {
        let rate = stage.rate;
        writeln!(
            out,
            "{:<12}{:>12.1}{:>14.0}{:>8.1}%",
            stage.stage,
            rate.mb_per_s,
            rate.pages_per_s,
            stage.share * 100.0
        )?;
    }
    let whole = results.whole;
    writeln!(out, "{:<12}{:>12.1}{:>14.0}{:>8.1}%", "whole page", whole.mb_per_s, whole.pages_per_s, 100.0)?;
    let latency = &results.latency_ms;
    writeln!(out)?;
    writeln!(
        out,
        "per page     p50 {:.3} ms   p95 {:.3} ms   p99 {:.3} ms   max {:.3} ms",
        latency.p50, latency.p95, latency.p99, latency.max
    )?;
    writeln!(out, "slowest")?;
    for slow in &results.slowest {
        writeln!(out, "{:>12.3} ms  {:>9.1} kB  {}", slow.ms, slow.bytes as f64 / 1e3, one_line(&slow.id))?;
    }
    writeln!(out)?;
    writeln!(out, "{:<12}{:>12}{:>14}{:>9}", "threads", "MB/s", "pages/s", "speed-up")?;
    for scale in &results.scaling {
        let rate = scale.rate;
        writeln!(
            out,
            "{:<12}{:>12.1}{:>14.0}{:>8.2}x",
            scale.threads, rate.mb_per_s, rate.pages_per_s, scale.speedup
        )?;
    }
    projection(results, out)?;
    if let Some(peak) = results.peak_memory_bytes {
        writeln!(out)?;
        writeln!(
            out,
            "peak memory {:.1} MB, of which {:.1} MB are the loaded pages",
            mb(peak),
            mb(results.loaded_bytes)
        )?;
    }
    Ok(())
}

/// What the reader's share means for machines of more cores.
fn projection(results: &Results, out: &mut String) -> std::fmt::Result {
    let reading = &results.reading;
    writeln!(out)?;
    writeln!(
        out,
        "reading      {:.3} s on one thread, {:.1} % of all processor time; {:.3} s more on any thread",
        reading.serial_seconds,
        reading.serial_share * 100.0,
        reading.parallel_seconds
    )?;
    for projected in &reading.projected {
        writeln!(
            out,
            "{:<12}{:>12.1}{:>14}{:>8.2}x",
            format!("{} cores", projected.cores),
            projected.mb_per_s,
            "projected",
            projected.speedup
        )?;
    }
    Ok(())
}

/// The look of the page: light or dark as the reader has it. Plots keep a size at which they can be read, and
/// are moved sideways where the window is narrower.
const STYLE: &str = "\
    :root{color-scheme:light dark;--back:#fff;--ink:#222;--quiet:#666;--line:#ccc;--box:#f4f4f4;--a:#4477aa;\
    --b:#338855;--c:#bb5533}\n\
    @media(prefers-color-scheme:dark){:root{--back:#16181c;--ink:#e4e4e4;--quiet:#a0a4aa;--line:#3c4148;\
    --box:#22252b;--a:#77aadd;--b:#66bb88;--c:#ee8866}}\n\
    body{font:15px/1.5 system-ui,sans-serif;max-width:54rem;margin:2rem auto;padding:0 1rem;\
    background:var(--back);color:var(--ink)}\n\
    pre{background:var(--box);padding:1rem;overflow-x:auto}h2{margin-top:2.5rem}\n\
    .plot{overflow-x:auto}svg{display:block;width:100%;min-width:40rem;height:auto}\n\
    text{font:12px system-ui,sans-serif;fill:var(--ink)}.axis{stroke:var(--line)}.name{fill:var(--quiet)}\n\
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:var(--quiet)}\
    dd{margin:0;overflow-wrap:anywhere}\n\
    .a{fill:var(--a)}.b{fill:var(--b)}.c{fill:var(--c)}.course{fill:none;stroke:var(--c);stroke-width:2}\n\
    .ideal{stroke:var(--quiet);stroke-dasharray:4}\n";

/// The page. Plots are SVG drawn here: it opens anywhere and asks no other machine for anything.
pub(super) fn html(results: &Results, made: &Made) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>tamis bench</title>\n\
         <style>\n{STYLE}</style>\n<h1>tamis bench</h1>\n"
    );
    let _ = writeln!(
        page,
        "<p>{} pages, {:.1} MB, median of {} rounds on one thread: <b>{:.1} MB/s</b>, {:.0} pages/s.</p>",
        results.pages,
        mb(results.input_bytes),
        results.rounds,
        results.whole.mb_per_s,
        results.whole.pages_per_s
    );
    let rules = results.rules_digest.get(..12).unwrap_or(&results.rules_digest);
    let facts = [
        ("Command", made.command.as_str()),
        ("Date", made.date.as_str()),
        ("Machine", made.machine.as_str()),
        ("Program", &format!("tamis {}, rules {rules}", results.version)),
    ];
    page.push_str("<dl>\n");
    for (name, fact) in facts {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escaped(&one_line(fact)));
    }
    page.push_str("</dl>\n<h2>Time per page</h2>\n");
    plots::latency(&results.page_ms, &mut page);
    page.push_str("<h2>Where the time goes</h2>\n");
    plots::stages(results, &mut page);
    page.push_str("<h2>Threads</h2>\n");
    plots::scaling(results, &mut page);
    page.push_str("<h2>Figures</h2>\n<pre>");
    page.push_str(&escaped(&text(results)));
    page.push_str("</pre>\n</html>\n");
    page
}

/// When, where and how the figures were measured.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) command: String,
    pub(super) date: String,
    pub(super) machine: String,
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
