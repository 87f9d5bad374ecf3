//! The results as a table for terminals, and as one self-contained page with plots.

use std::fmt::Write;

use super::measure::Results;
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

/// The page. Plots are SVG drawn here: it opens anywhere and asks no other machine for anything.
pub(super) fn html(results: &Results) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>tamis bench</title>\n<style>\n\
         body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}\n\
         pre{background:#f4f4f4;padding:1rem;overflow-x:auto}\nsvg{width:100%;height:auto}\n\
         text{font:12px system-ui,sans-serif;fill:#333}\nh2{margin-top:2.5rem}\n</style>\n<h1>tamis bench</h1>\n",
    );
    let _ = writeln!(
        page,
        "<p>tamis {}, rules {}: {} pages, {:.1} MB, median of {} rounds on one thread: <b>{:.1} MB/s</b>, \
         {:.0} pages/s.</p>",
        results.version,
        results.rules_digest.get(..12).unwrap_or(&results.rules_digest),
        results.pages,
        mb(results.input_bytes),
        results.rounds,
        results.whole.mb_per_s,
        results.whole.pages_per_s
    );
    page.push_str("<h2>Time per page</h2>\n");
    latency_plot(results, &mut page);
    page.push_str("<h2>Where the time goes</h2>\n");
    stage_plot(results, &mut page);
    page.push_str("<h2>Threads</h2>\n");
    scaling_plot(results, &mut page);
    page.push_str("<h2>Figures</h2>\n<pre>");
    page.push_str(&escaped(&text(results)));
    page.push_str("</pre>\n</html>\n");
    page
}

/// Width of the plots, in units of their own; they scale with the window.
const WIDTH: f64 = 800.0;

/// A histogram over the logarithm of the time: five bars for each factor of ten.
fn latency_plot(results: &Results, page: &mut String) {
    const BARS_PER_DECADE: f64 = 5.0;
    const HEIGHT: f64 = 220.0;
    let bin = |ms: f64| (ms.max(1e-4).log10() * BARS_PER_DECADE).floor() as i64;
    let (Some(&first), Some(&last)) = (results.page_ms.first(), results.page_ms.last()) else { return };
    let (low, high) = (bin(first), bin(last));
    let mut counts = vec![0u32; usize::try_from(high - low + 1).unwrap_or(1)];
    for &ms in &results.page_ms {
        if let Some(count) = usize::try_from(bin(ms) - low).ok().and_then(|bin| counts.get_mut(bin)) {
            *count += 1;
        }
    }
    let most = f64::from(counts.iter().copied().max().unwrap_or(1).max(1));
    let step = WIDTH / counts.len() as f64;
    let _ = writeln!(page, "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\">", HEIGHT + 40.0);
    for (index, &count) in counts.iter().enumerate() {
        let height = f64::from(count) / most * HEIGHT;
        let x = index as f64 * step;
        let from = 10f64.powf((low + index as i64) as f64 / BARS_PER_DECADE);
        let _ = writeln!(
            page,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"#4477aa\"><title>from \
             {from:.3} ms: {count} pages</title></rect>",
            x + 1.0,
            HEIGHT - height + 10.0,
            (step - 2.0).max(1.0)
        );
        if index % 2 == 0 {
            let _ = writeln!(page, "<text x=\"{x:.1}\" y=\"{}\">{}</text>", HEIGHT + 28.0, short_ms(from));
        }
    }
    page.push_str("</svg>\n");
}

fn stage_plot(results: &Results, page: &mut String) {
    const ROW: f64 = 26.0;
    let _ =
        writeln!(page, "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\">", ROW * results.stages.len() as f64);
    for (index, stage) in results.stages.iter().enumerate() {
        let y = index as f64 * ROW;
        let width = stage.share * 520.0;
        let _ = writeln!(
            page,
            "<text x=\"0\" y=\"{0:.1}\">{1}</text><rect x=\"80\" y=\"{2:.1}\" width=\"{width:.1}\" height=\"18\" \
             fill=\"#66aa77\"/><text x=\"{3:.1}\" y=\"{0:.1}\">{4:.1} %, {5:.0} MB/s</text>",
            y + 16.0,
            stage.stage,
            y + 3.0,
            88.0 + width,
            stage.share * 100.0,
            stage.rate.mb_per_s
        );
    }
    page.push_str("</svg>\n");
}

/// Measured speed over threads, and the straight line of a perfect one.
fn scaling_plot(results: &Results, page: &mut String) {
    const HEIGHT: f64 = 260.0;
    let Some(most) = results.scaling.iter().map(|scale| scale.threads).max() else { return };
    let top = (most as f64).max(1.0);
    let x = |threads: f64| 40.0 + threads / top * (WIDTH - 140.0);
    let y = |speedup: f64| HEIGHT - speedup / top * (HEIGHT - 20.0);
    let points: Vec<String> = results
        .scaling
        .iter()
        .map(|scale| format!("{:.1},{:.1}", x(scale.threads as f64), y(scale.speedup)))
        .collect();
    let _ = writeln!(
        page,
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\">\n<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" \
         stroke=\"#bbb\" stroke-dasharray=\"4\"/>\n<polyline points=\"{}\" fill=\"none\" stroke=\"#cc6644\" \
         stroke-width=\"2\"/>",
        HEIGHT + 30.0,
        x(1.0),
        y(1.0),
        x(top),
        y(top),
        points.join(" ")
    );
    for scale in &results.scaling {
        let threads = scale.threads as f64;
        let _ = writeln!(
            page,
            "<circle cx=\"{0:.1}\" cy=\"{1:.1}\" r=\"4\" fill=\"#cc6644\"/><text x=\"{2:.1}\" y=\"{3:.1}\">{4:.0} MB/s \
             ({5:.2}x)</text><text x=\"{0:.1}\" y=\"{6}\">{7}</text>",
            x(threads),
            y(scale.speedup),
            x(threads) + 8.0,
            y(scale.speedup) + 14.0,
            scale.rate.mb_per_s,
            scale.speedup,
            HEIGHT + 22.0,
            scale.threads
        );
    }
    page.push_str("</svg>\n");
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn short_ms(ms: f64) -> String {
    if ms >= 1.0 { format!("{ms:.0} ms") } else { format!("{:.0} µs", ms * 1e3) }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
