//! Bytes of input per second for every stage of a page, for whole pages, and for whole pages on
//! one thread and on all: `cargo bench --bench speed`.
//!
//! Three sets: the sample pages of known outlets as HTML and as flattened text, and made-up pages
//! of nobody, composed as pages on the web are. A stage is timed inside the run of all stages, since each
//! needs what the one before left; what is reported is its own share of the time.

#[path = "speed/made.rs"]
mod made;
#[path = "speed/stages.rs"]
mod stages;

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use stages::{Probe, Source, Stage, Stages};
use tamis::page::InputKind;

/// Adds up the time of one stage.
struct Clock {
    watched: Stage,
    time: Duration,
}

impl Probe for Clock {
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        if stage != self.watched {
            return work();
        }
        let start = Instant::now();
        let done = black_box(work());
        self.time += start.elapsed();
        done
    }
}

fn sets() -> Vec<(&'static str, Vec<Source>)> {
    let samples = stages::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples"));
    let (html, text) = samples.into_iter().partition(|source| source.kind == InputKind::Html);
    vec![("outlet-html", html), ("outlet-text", text), ("generic-html", made::pages())]
}

fn each_stage(criterion: &mut Criterion, name: &str, sources: &[Source]) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(stages::n_bytes(sources) as u64));
    let mut stages = Stages::new(None);
    for stage in Stage::ALL {
        group.bench_function(stage.name(), |bencher| {
            bencher.iter_custom(|n_rounds| {
                let mut clock = Clock { watched: stage, time: Duration::ZERO };
                for _ in 0..n_rounds {
                    for source in sources {
                        black_box(stages.run(source, &mut clock));
                    }
                }
                // A stage that this set never enters still takes some time for criterion.
                clock.time.max(Duration::from_nanos(n_rounds))
            });
        });
    }
    group.bench_function("whole", |bencher| {
        bencher.iter(|| {
            for source in sources {
                black_box(stages.extractor.extract(source.document()));
            }
        });
    });
    group.finish();
}

/// All pages, taken in turn by as many threads.
fn on_threads(stages: &Stages, sources: &[Source], n_threads: usize) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
                    black_box(stages.extractor.extract(source.document()));
                }
            });
        }
    });
}

fn threads(criterion: &mut Criterion, name: &str, sources: &[Source]) {
    let mut group = criterion.benchmark_group(format!("{name}-threads"));
    group.throughput(Throughput::Bytes(stages::n_bytes(sources) as u64));
    let stages = Stages::new(None);
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    for n_threads in [1, most] {
        group.bench_function(BenchmarkId::from_parameter(n_threads), |bencher| {
            bencher.iter(|| on_threads(&stages, sources, n_threads));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for (name, sources) in sets() {
        each_stage(&mut criterion, name, &sources);
        threads(&mut criterion, name, &sources);
    }
    criterion.final_summary();
}
