//! How long a page takes, as far as the machine lets one know.

use std::time::Instant;

/// Time this thread has worked, in seconds: what the system counts, where it tells (Linux), so that other work
/// on the machine does not matter; else what the clock says.
fn work_time(start: Instant) -> f64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Seconds that this thread works on something, once, and what comes of it.
pub(crate) fn once<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let before = work_time(start);
    let made = std::hint::black_box(work());
    (work_time(start) - before, made)
}

/// Seconds of work for one round: the mean over so many rounds that they take `min_seconds` together.
pub(crate) fn seconds_of(work: &mut dyn FnMut(&str) -> usize, page: &str, min_seconds: f64) -> f64 {
    /// The system's clock ticks every few milliseconds.
    const ROUNDS_BETWEEN_LOOKS: usize = 3;
    // The first round finds the memory; a slow one is enough.
    let (first, _) = once(|| work(page));
    if first > min_seconds {
        return first;
    }
    let start = Instant::now();
    let before = work_time(start);
    let mut n_rounds = 0.0;
    loop {
        for _ in 0..ROUNDS_BETWEEN_LOOKS {
            std::hint::black_box(work(page));
            n_rounds += 1.0;
        }
        let seconds = work_time(start) - before;
        if seconds > min_seconds {
            return seconds / n_rounds;
        }
    }
}
