//! What a run tells while it goes: a bar on a terminal, otherwise one line a minute; failed records
//! by name, warnings when asked for; the sums at the end.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::args::{LogArg, RunArgs};
use super::status;
use crate::batch::run::account::{Class, Totals};
use crate::batch::run::work::{EXISTS, Failure, Finished};
use crate::batch::{Ending, Observer, Seen};
use crate::output::printable::one_line;

/// Time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(60);

/// Time a run must last for a bar to be worth its flicker.
const BEFORE_BAR: Duration = Duration::from_millis(800);

/// Time between two looks of the bar.
const BETWEEN_BARS: Duration = Duration::from_millis(200);

/// Steps of a bar.
const BAR_STEPS: u64 = 1_000;

/// Speaks to standard error.
pub(super) struct Progress {
    json: bool,
    quiet: bool,
    verbose: bool,
    single: bool,
    started: Instant,
    last: Instant,
    /// Bytes of the input files read so far.
    bytes_read: Arc<AtomicU64>,
    /// Bytes of all input files, once they are counted; 0 before, and for standard input.
    total_bytes: Arc<AtomicU64>,
    bar: Option<ProgressBar>,
    is_terminal: bool,
    /// Files that were there already and were not replaced: one message for all of them.
    n_existing: u64,
}

impl Progress {
    /// Begins; the size of the input is counted on the side.
    pub(super) fn begin(args: &RunArgs, paths: &[PathBuf], bytes_read: Arc<AtomicU64>, single: bool) -> Self {
        let is_terminal = std::io::stderr().is_terminal() && args.log == LogArg::Text;
        let total_bytes = Arc::new(AtomicU64::new(0));
        if is_terminal && !args.quiet && !single {
            count_bytes(paths.to_vec(), Arc::clone(&total_bytes));
        }
        Self {
            json: super::clean::log_is_json(args.log),
            quiet: args.quiet,
            verbose: args.verbose,
            single,
            started: Instant::now(),
            last: Instant::now(),
            bytes_read,
            total_bytes,
            bar: None,
            is_terminal,
            n_existing: 0,
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// The sums, at the end.
    pub(super) fn summary(&self, totals: &Totals, ending: Ending) {
        if self.json {
            let mut line = json!({ "event": "end", "seconds": self.started.elapsed().as_secs_f64() });
            line["totals"] = json!(totals);
            return json_line(&line);
        }
        if ending == Ending::Interrupted {
            status::note("interrupted");
        }
        if self.n_existing > 1 && !self.verbose {
            status::note(format_args!(
                "{} files exist and were left as they are (-v lists them)",
                self.n_existing
            ));
        }
        if ending == Ending::TooManyErrors {
            status::note("ended early: too many failed records");
        }
        // A single document that was passed over would otherwise end without a word.
        let is_told = !self.single || !totals.skipped.is_empty();
        if self.quiet || !is_told || ending == Ending::OutputClosed {
            return;
        }
        status::note(format_args!("{} in {}", totals.summary(), seconds(self.started.elapsed())));
        if totals.read == 0 && totals.skipped.is_empty() {
            status::note("no page was found in the input");
        }
    }

    fn tick(&mut self, totals: &Totals) {
        if self.quiet || self.single {
            return;
        }
        let now = Instant::now();
        if self.is_terminal {
            let wait = if self.bar.is_some() { BETWEEN_BARS } else { BEFORE_BAR };
            if now - self.last >= wait {
                self.last = now;
                self.draw(totals);
            }
        } else if now - self.last >= BETWEEN_LINES {
            self.last = now;
            self.line(totals);
        }
    }

    fn draw(&mut self, totals: &Totals) {
        let share = self.share();
        let message = describe(totals, self.started.elapsed(), share);
        show(self.bar.get_or_insert_with(new_bar), share, message);
    }

    fn line(&self, totals: &Totals) {
        if self.json {
            let mut line = json!({ "event": "progress", "seconds": self.started.elapsed().as_secs_f64() });
            line["totals"] = json!(totals);
            json_line(&line);
        } else {
            status::note(describe(totals, self.started.elapsed(), self.share()));
        }
    }

    fn share(&self) -> Option<Share> {
        Share::of(&self.bytes_read, &self.total_bytes)
    }

    fn say(&self, speak: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(speak),
            None => speak(),
        }
    }

    fn failed(&mut self, failure: &Failure) {
        self.n_existing += u64::from(failure.reason == EXISTS);
        if failure.reason == EXISTS && self.n_existing > 1 && !self.verbose && !self.json {
            return;
        }
        if self.json {
            return json_line(&json!({
                "event": "failed", "id": failure.id, "place": failure.place, "reason": failure.reason,
                "error": failure.cause,
            }));
        }
        let id =
            if failure.place.contains(&failure.id) { String::new() } else { format!(" ({})", failure.id) };
        self.say(|| status::error(format_args!("{}{id}: {}", failure.place, failure.cause)));
    }

    fn finished(&self, finished: &Finished, class: &Class) {
        let tell_class = self.single && !matches!(class, Class::Written);
        if self.quiet || !(self.verbose || tell_class) {
            return;
        }
        for (kind, detail) in &finished.warnings {
            if self.json {
                json_line(&json!({
                    "event": "warning", "id": finished.id, "kind": kind.name(), "detail": detail,
                }));
            } else {
                let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
                self.say(|| status::warning(format_args!("{}: {}{detail}", finished.id, kind.name())));
            }
        }
    }
}

impl Observer for Progress {
    fn record(&mut self, seen: &Seen<'_>, totals: &Totals) {
        match seen {
            Seen::Failed(failure) => self.failed(failure),
            Seen::Finished(finished, class) => self.finished(finished, class),
            Seen::Passed => {}
        }
        self.tick(totals);
    }
}

/// How much of the input is read, where that is known.
#[derive(Clone, Copy)]
struct Share {
    read: f64,
    total_bytes: u64,
}

impl Share {
    fn of(bytes_read: &AtomicU64, total_bytes: &AtomicU64) -> Option<Self> {
        let total = total_bytes.load(Ordering::Relaxed);
        let read = bytes_read.load(Ordering::Relaxed) as f64 / total.max(1) as f64;
        (total > 0).then_some(Self { read: read.min(1.0), total_bytes: total })
    }

    /// What is most wanted stands first: a narrow terminal shows no more.
    fn describe(self, elapsed: Duration) -> String {
        let total = self.total_bytes as f64 / 1e6;
        let total = if total < 10.0 { format!("{total:.1}") } else { format!("{total:.0}") };
        let mut text = format!("{:.0} % of {total} MB", self.read * 100.0);
        if self.read > 0.0 {
            text.push_str(&format!(", {} left", seconds(elapsed.mul_f64((1.0 - self.read) / self.read))));
        }
        text
    }
}

fn describe(totals: &Totals, elapsed: Duration, share: Option<Share>) -> String {
    let rate = totals.input_bytes as f64 / 1e6 / elapsed.as_secs_f64().max(0.001);
    let sums = format!("{} records, {} failed, {rate:.1} MB/s", totals.read, totals.n_failed());
    match share {
        Some(share) => format!("{}, {sums}", share.describe(elapsed)),
        None => sums,
    }
}

fn new_bar() -> ProgressBar {
    ProgressBar::with_draw_target(Some(BAR_STEPS), ProgressDrawTarget::stderr())
}

/// Draws the bar, or a wheel where the end is not known. The text is cut where the terminal ends.
fn show(bar: &ProgressBar, share: Option<Share>, message: String) {
    let template = if share.is_some() { "{bar:8} {wide_msg}" } else { "{spinner} {wide_msg}" };
    // The template is ours and constant; a fault in it would leave the default look.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    if let Some(share) = share {
        bar.set_position((share.read * BAR_STEPS as f64) as u64);
    }
    bar.set_message(message);
    bar.tick();
}

/// Runs a first pass over all input with a bar of its own; `bytes_read` counts on the way.
pub(super) fn watched<T>(
    args: &RunArgs,
    paths: &[PathBuf],
    bytes_read: &AtomicU64,
    what: &str,
    work: impl FnOnce() -> T,
) -> T {
    if args.quiet || args.log != LogArg::Text || !std::io::stderr().is_terminal() {
        return work();
    }
    let total_bytes = Arc::new(AtomicU64::new(0));
    count_bytes(paths.to_vec(), Arc::clone(&total_bytes));
    let done = AtomicBool::new(false);
    let draw = || {
        let (started, mut bar) = (Instant::now(), None);
        while !done.load(Ordering::Relaxed) {
            std::thread::sleep(BETWEEN_BARS);
            if started.elapsed() >= BEFORE_BAR {
                let share = Share::of(bytes_read, &total_bytes);
                let told =
                    share.map_or(String::new(), |share| format!(": {}", share.describe(started.elapsed())));
                show(bar.get_or_insert_with(new_bar), share, format!("{what}{told}"));
            }
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(draw);
        // Set on a panic, too: the thread that draws would wait for ever.
        let _ended = SetOnDrop(&done);
        work()
    })
}

struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..=9 => format!("{:.1} s", duration.as_secs_f64()),
        10..=119 => format!("{} s", duration.as_secs()),
        120..=7199 => format!("{} min", duration.as_secs() / 60),
        more => format!("{:.1} h", more as f64 / 3600.0),
    }
}

fn json_line(line: &serde_json::Value) {
    let mut bytes = Vec::new();
    crate::output::json::to_json(line, crate::output::json::Layout::OneLine, &mut bytes);
    bytes.push(b'\n');
    // With standard error gone there is nobody to tell.
    let _ = std::io::stderr().write_all(&bytes);
}

/// Sums the sizes of the input files, on a thread of its own: a large tree takes a while.
fn count_bytes(paths: Vec<PathBuf>, total: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let mut sum = 0;
        for path in paths {
            let files = ignore::WalkBuilder::new(path).standard_filters(false).follow_links(true).build();
            sum += files
                .flatten()
                .filter_map(|entry| entry.metadata().ok())
                .filter(|metadata| metadata.is_file())
                .map(|metadata| metadata.len())
                .sum::<u64>();
        }
        total.store(sum, Ordering::Relaxed);
    });
}

/// An id as it may stand in a message.
pub(super) fn shown(id: &str) -> String {
    one_line(id)
}
