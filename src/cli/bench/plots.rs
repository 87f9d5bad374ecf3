//! Plots of a measurement, as SVG. Colours are classes of the page's style, so that they follow its light.

use std::fmt::Write;

use super::measure::Results;

/// Width of the plots, in units of their own; they scale with the window.
const WIDTH: f64 = 800.0;

/// Room for the figures on the left, and for the names below.
const LEFT: f64 = 64.0;
const BELOW: f64 = 48.0;

/// Room above, for the highest figure.
const ABOVE: f64 = 14.0;

fn open(height: f64, what: &str, page: &mut String) {
    // Writing into a string cannot fail, here and below.
    let _ = writeln!(
        page,
        "<div class=\"plot\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{what}\">"
    );
}

fn close(page: &mut String) {
    page.push_str("</svg></div>\n");
}

/// A line across, and its figure on the left.
fn level(y: f64, figure: &str, page: &mut String) {
    let _ = writeln!(
        page,
        "<line class=\"axis\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{WIDTH}\" y2=\"{y:.1}\"/><text x=\"{}\" y=\"{:.1}\" \
         text-anchor=\"end\">{figure}</text>",
        LEFT - 8.0,
        y + 4.0
    );
}

/// The names of the axes: below, and up the left side.
fn names(height: f64, below: &str, left: &str, page: &mut String) {
    let middle = (LEFT + WIDTH) / 2.0;
    let up = (height - BELOW) / 2.0;
    let _ = writeln!(
        page,
        "<text class=\"name\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{below}</text><text class=\"name\" \
         transform=\"translate(12 {up}) rotate(-90)\" text-anchor=\"middle\">{left}</text>",
        height - 6.0
    );
}

/// A histogram over the logarithm of the time: five bars for each factor of ten.
pub(super) fn latency(page_ms: &[f64], page: &mut String) {
    const BARS_PER_DECADE: f64 = 5.0;
    const HEIGHT: f64 = 280.0;
    let bin = |ms: f64| (ms.max(1e-4).log10() * BARS_PER_DECADE).floor() as i64;
    let (Some(&first), Some(&last)) = (page_ms.first(), page_ms.last()) else { return };
    let (low, high) = (bin(first), bin(last));
    let mut counts = vec![0u32; usize::try_from(high - low + 1).unwrap_or(1)];
    for &ms in page_ms {
        if let Some(count) = usize::try_from(bin(ms) - low).ok().and_then(|bin| counts.get_mut(bin)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let (step, floor) = ((WIDTH - LEFT) / counts.len() as f64, HEIGHT - BELOW);
    open(HEIGHT, "Pages by time", page);
    for part in [0, 1, 2] {
        let count = most * part / 2;
        level(floor - f64::from(count) / f64::from(most) * (floor - ABOVE), &count.to_string(), page);
    }
    for (index, &count) in counts.iter().enumerate() {
        let height = f64::from(count) / f64::from(most) * (floor - ABOVE);
        let x = LEFT + index as f64 * step;
        let from = 10f64.powf((low + index as i64) as f64 / BARS_PER_DECADE);
        let _ = writeln!(
            page,
            "<rect class=\"a\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>from {from:.3} ms: \
             {count} pages</title></rect>",
            x + 1.0,
            floor - height,
            (step - 2.0).max(1.0)
        );
        // A name needs some 60 units.
        if index.is_multiple_of((60.0 / step).ceil().max(1.0) as usize) && x + 50.0 < WIDTH {
            let _ = writeln!(page, "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", floor + 16.0, short_ms(from));
        }
    }
    names(HEIGHT, "time per page, each bar from the time below it (logarithmic)", "pages", page);
    close(page);
}

pub(super) fn stages(results: &Results, page: &mut String) {
    const ROW: f64 = 26.0;
    const NAMES: f64 = 110.0;
    /// Room behind the bars for their figures.
    const FIGURES: f64 = 150.0;
    let floor = ABOVE + ROW * results.stages.len() as f64;
    let scale = WIDTH - NAMES - FIGURES;
    open(floor + BELOW, "Share of each stage", page);
    for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = NAMES + part * scale;
        let _ = writeln!(
            page,
            "<line class=\"axis\" x1=\"{x:.1}\" y1=\"{ABOVE}\" x2=\"{x:.1}\" y2=\"{floor:.1}\"/><text x=\"{x:.1}\" \
             y=\"{:.1}\" text-anchor=\"middle\">{:.0} %</text>",
            floor + 16.0,
            part * 100.0
        );
    }
    for (index, stage) in results.stages.iter().enumerate() {
        let y = ABOVE + index as f64 * ROW;
        let width = stage.share.clamp(0.0, 1.0) * scale;
        let _ = writeln!(
            page,
            "<text x=\"{1:.1}\" y=\"{0:.1}\" text-anchor=\"end\">{2}</text><rect class=\"b\" x=\"{NAMES}\" y=\"{3:.1}\" \
             width=\"{width:.1}\" height=\"18\"/><text x=\"{4:.1}\" y=\"{0:.1}\">{5:.1} %, {6:.0} MB/s</text>",
            y + 16.0,
            NAMES - 8.0,
            stage.stage,
            y + 3.0,
            NAMES + 8.0 + width,
            stage.share * 100.0,
            stage.rate.mb_per_s
        );
    }
    names(floor + BELOW, "share of the time of a page", "stage", page);
    close(page);
}

/// Measured speed over threads, and the straight line of a perfect one.
pub(super) fn scaling(results: &Results, page: &mut String) {
    const HEIGHT: f64 = 320.0;
    /// Room on the right for the figures of the last point.
    const FIGURES: f64 = 150.0;
    let Some(most) = results.scaling.iter().map(|scale| scale.threads).max() else { return };
    let floor = HEIGHT - BELOW;
    let highest = results.scaling.iter().map(|scale| scale.speedup).fold(most as f64, f64::max);
    let x = |threads: f64| LEFT + 20.0 + threads / most as f64 * (WIDTH - LEFT - 20.0 - FIGURES);
    let y = |speedup: f64| floor - speedup / highest * (floor - ABOVE);
    open(HEIGHT, "Speed-up over threads", page);
    for step in 0..=4 {
        let speedup = highest * f64::from(step) / 4.0;
        level(y(speedup), &format!("{speedup:.1}x"), page);
    }
    let points: Vec<String> = results
        .scaling
        .iter()
        .map(|scale| format!("{:.1},{:.1}", x(scale.threads as f64), y(scale.speedup)))
        .collect();
    let _ = writeln!(
        page,
        "<line class=\"ideal\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>\n<polyline class=\"course\" \
         points=\"{}\"/>",
        x(1.0),
        y(1.0),
        x(most as f64),
        y(most as f64),
        points.join(" ")
    );
    for scale in &results.scaling {
        let threads = scale.threads as f64;
        let _ = writeln!(
            page,
            "<circle class=\"c\" cx=\"{0:.1}\" cy=\"{1:.1}\" r=\"4\"/><text x=\"{2:.1}\" y=\"{3:.1}\">{4:.0} MB/s ({5:.2}x)\
             </text><text x=\"{0:.1}\" y=\"{6}\" text-anchor=\"middle\">{7}</text>",
            x(threads),
            y(scale.speedup),
            x(threads) + 8.0,
            y(scale.speedup) + 16.0,
            scale.rate.mb_per_s,
            scale.speedup,
            floor + 16.0,
            scale.threads
        );
    }
    names(HEIGHT, "threads (dashed: as many times as fast as threads)", "speed-up", page);
    close(page);
}

fn short_ms(ms: f64) -> String {
    if ms >= 10.0 {
        format!("{ms:.0} ms")
    } else if ms >= 1.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{:.0} µs", ms * 1e3)
    }
}
