//! The measuring itself.
//!
//! Every stage but two is timed while a page goes through. Tokenizer and tree builder work in turns,
//! so the tokenizer runs once more by itself behind each page, in no page's time, and what the parse
//! took beyond that is the tree builder's: the sum of the stages stays the time of the page. Behind
//! each page, and not in a pass over all, because caches are then as cold for it as for the parse.

use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::reading::{ReadTimes, Reading};
use crate::Extractor;
use crate::batch::input::Record;
use crate::extract::Stage;
use crate::output::{Outcome, Writer};

/// Pages in memory.
#[derive(Default)]
pub(super) struct Load {
    pub(super) records: Vec<Record>,
    pub(super) n_bytes: u64,
    pub(super) reading: ReadTimes,
}

/// What is measured, and how often.
pub(super) struct Plan<'a> {
    pub(super) extractor: &'a Extractor,
    pub(super) writer: &'a dyn Writer,
    pub(super) rounds: usize,
    pub(super) max_threads: usize,
    pub(super) top: usize,
}

/// Everything that was measured. Megabytes are 10^6 bytes of input.
#[derive(Debug, Serialize)]
pub(super) struct Results {
    pub(super) version: &'static str,
    pub(super) rules_digest: String,
    pub(super) pages: usize,
    pub(super) input_bytes: u64,
    pub(super) rounds: usize,
    /// One thread, everything together.
    pub(super) whole: Rate,
    pub(super) stages: Vec<StageResult>,
    pub(super) latency_ms: Latency,
    pub(super) slowest: Vec<Slow>,
    pub(super) scaling: Vec<Scale>,
    /// What the reading took before, and what more cores could do.
    pub(super) reading: Reading,
    /// Most memory the process held, in bytes; `None` where the system does not tell.
    pub(super) peak_memory_bytes: Option<u64>,
    /// The pages themselves, which are held in memory throughout.
    pub(super) loaded_bytes: u64,
    /// Median time of each page in milliseconds, sorted; for the plot.
    pub(super) page_ms: Vec<f64>,
}

/// A speed.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Rate {
    pub(super) seconds: f64,
    pub(super) mb_per_s: f64,
    pub(super) pages_per_s: f64,
}

/// One stage of the pipeline.
#[derive(Debug, Serialize)]
pub(super) struct StageResult {
    pub(super) stage: &'static str,
    #[serde(flatten)]
    pub(super) rate: Rate,
    /// Part of the whole, 0 to 1.
    pub(super) share: f64,
}

/// Time per page.
#[derive(Debug, Serialize)]
pub(super) struct Latency {
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
}

/// A slow page.
#[derive(Debug, Serialize)]
pub(super) struct Slow {
    pub(super) id: String,
    pub(super) ms: f64,
    pub(super) bytes: u64,
}

/// Speed at a number of threads.
#[derive(Debug, Serialize)]
pub(super) struct Scale {
    pub(super) threads: usize,
    #[serde(flatten)]
    pub(super) rate: Rate,
    /// Times the speed of one thread.
    pub(super) speedup: f64,
}

/// Stages of the extraction, and writing.
const N_STAGES: usize = Stage::ALL.len() + 1;

/// What a round took: each stage, and the tokenizer, which is part of the parse.
struct Round {
    stages: [Duration; N_STAGES],
    tokenizer: Duration,
}

impl Plan<'_> {
    /// Measures; `tell` hears of each step.
    pub(super) fn run(&self, load: &Load, tell: &mut dyn FnMut(&dyn Display)) -> Results {
        tell(&format_args!("{} pages, {:.1} MB; warming up", load.records.len(), load.n_bytes as f64 / 1e6));
        let mut output = Vec::new();
        for record in &load.records {
            self.page(record, &mut output);
        }
        let mut page_times = vec![Vec::with_capacity(self.rounds); load.records.len()];
        let mut rounds = Vec::with_capacity(self.rounds);
        for round in 1..=self.rounds {
            tell(&format_args!("round {round} of {} on one thread", self.rounds));
            rounds.push(self.round(load, &mut page_times, &mut output));
        }
        let scaling = self.scaling(load, tell);
        self.results(load, &rounds, page_times, scaling)
    }

    fn page(&self, record: &Record, output: &mut Vec<u8>) -> [Duration; N_STAGES] {
        let mut stages = [Duration::ZERO; N_STAGES];
        let (extraction, times) = self.extractor.extract_timed(record.document());
        stages[..Stage::ALL.len()].copy_from_slice(&times.times);
        output.clear();
        let started = Instant::now();
        self.writer.record(&Outcome::new(&extraction, &record.carried), output);
        stages[N_STAGES - 1] = started.elapsed();
        stages
    }

    fn round(&self, load: &Load, page_times: &mut [Vec<Duration>], output: &mut Vec<u8>) -> Round {
        let mut sums = Round { stages: [Duration::ZERO; N_STAGES], tokenizer: Duration::ZERO };
        for (record, times) in load.records.iter().zip(page_times) {
            let stages = self.page(record, output);
            times.push(stages.iter().sum());
            for (sum, stage) in sums.stages.iter_mut().zip(stages) {
                *sum += stage;
            }
            sums.tokenizer += self.extractor.time_tokenizer(record.document());
        }
        sums
    }

    /// The whole load on 1, 2, 4, ... threads: the best of the rounds, since whatever else runs on
    /// the machine only ever costs time.
    fn scaling(&self, load: &Load, tell: &mut dyn FnMut(&dyn Display)) -> Vec<Scale> {
        let mut counts: Vec<usize> = std::iter::successors(Some(1), |count| Some(count * 2))
            .take_while(|&count| count < self.max_threads)
            .collect();
        counts.push(self.max_threads);
        let mut scaling: Vec<Scale> = Vec::new();
        for threads in counts {
            tell(&format_args!("{threads} thread(s)"));
            let best = (0..self.rounds).map(|_| self.on_threads(load, threads)).min().unwrap_or_default();
            let rate = rate(load, best);
            let speedup = scaling.first().map_or(1.0, |first| rate.mb_per_s / first.rate.mb_per_s);
            scaling.push(Scale { threads, rate, speedup });
        }
        scaling
    }

    fn on_threads(&self, load: &Load, threads: usize) -> Duration {
        let next = AtomicUsize::new(0);
        let started = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut output = Vec::new();
                    while let Some(record) = load.records.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let extraction = self.extractor.extract(record.document());
                        output.clear();
                        self.writer.record(&Outcome::new(&extraction, &record.carried), &mut output);
                    }
                });
            }
        });
        started.elapsed()
    }

    fn results(
        &self,
        load: &Load,
        rounds: &[Round],
        page_times: Vec<Vec<Duration>>,
        scaling: Vec<Scale>,
    ) -> Results {
        let whole = median(rounds.iter().map(|round| round.stages.iter().sum()).collect());
        let stages = stage_times(rounds)
            .into_iter()
            .map(|(stage, time)| StageResult {
                stage,
                rate: rate(load, time),
                share: time.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE),
            })
            .collect();
        let mut pages: Vec<(f64, &Record)> =
            page_times.into_iter().map(|times| ms(median(times))).zip(&load.records).collect();
        pages.sort_by(|a, b| a.0.total_cmp(&b.0));
        let page_ms: Vec<f64> = pages.iter().map(|(time, _)| *time).collect();
        let slowest = pages
            .iter()
            .rev()
            .take(self.top)
            .map(|(time, record)| Slow { id: record.id.clone(), ms: *time, bytes: record.bytes.len() as u64 })
            .collect();
        Results {
            version: env!("CARGO_PKG_VERSION"),
            rules_digest: self.extractor.rules().table.digest.clone(),
            pages: load.records.len(),
            input_bytes: load.n_bytes,
            rounds: self.rounds,
            whole: rate(load, whole),
            stages,
            latency_ms: Latency {
                p50: quantile(&page_ms, 0.50),
                p95: quantile(&page_ms, 0.95),
                p99: quantile(&page_ms, 0.99),
                max: quantile(&page_ms, 1.0),
            },
            slowest,
            scaling,
            reading: Reading::of(load.reading, whole, load.n_bytes),
            peak_memory_bytes: peak_memory(),
            loaded_bytes: load.n_bytes,
            page_ms,
        }
    }
}

/// The median time of each stage, in order; the parse as tokenizer and tree.
fn stage_times(rounds: &[Round]) -> Vec<(&'static str, Duration)> {
    let of = |stage: usize| median(rounds.iter().map(|round| round.stages[stage]).collect());
    let mut times = Vec::with_capacity(N_STAGES + 1);
    for stage in Stage::ALL {
        let time = of(stage as usize);
        if stage == Stage::Parse {
            let tokenizer = median(rounds.iter().map(|round| round.tokenizer).collect());
            times.push(("tokenize", tokenizer.min(time)));
            times.push(("tree", time.saturating_sub(tokenizer)));
        } else {
            times.push((stage.name(), time));
        }
    }
    times.push(("write", of(N_STAGES - 1)));
    times
}

fn rate(load: &Load, time: Duration) -> Rate {
    let seconds = time.as_secs_f64();
    // A stage that no page passes takes no time; its speed is told as none.
    let per_second = |amount: f64| if seconds > 0.0 { amount / seconds } else { 0.0 };
    Rate {
        seconds,
        mb_per_s: per_second(load.n_bytes as f64 / 1e6),
        pages_per_s: per_second(load.records.len() as f64),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The smallest value that at least this part of the sorted values does not exceed.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// `VmHWM` of Linux: the largest resident set so far.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occur() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(
            (quantile(&values, 0.5), quantile(&values, 0.99), quantile(&values, 1.0)),
            (50.0, 99.0, 100.0)
        );
        assert_eq!(quantile(&[7.0], 0.95), 7.0);
        assert_eq!(quantile(&[], 0.95), 0.0);
    }
}
