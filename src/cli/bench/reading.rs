//! What the reading of a load takes, and what that means for machines of more cores.
//!
//! One thread finds where records begin and end; opening them, and unpacking ahead, is done by others. So the
//! share of the one thread in all processor time bounds how many cores a run can keep busy (Amdahl's law).

use std::time::Duration;

use serde::Serialize;

/// Numbers of cores that are told.
const CORES: [u32; 3] = [4, 16, 64];

/// Processor time of reading a load.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ReadTimes {
    /// On the one thread that reads.
    pub(super) serial: Duration,
    /// Opening records, and unpacking ahead: on any thread.
    pub(super) parallel: Duration,
}

/// Reading in the results. Seconds of processor time.
#[derive(Debug, Serialize)]
pub(super) struct Reading {
    /// On the one thread that reads.
    pub(super) serial_seconds: f64,
    /// Opening records and unpacking ahead, on any thread.
    pub(super) parallel_seconds: f64,
    /// Part of the one thread in all processor time of a run, 0 to 1.
    pub(super) serial_share: f64,
    /// What a run could do on more cores, from these times: a projection, nothing that was measured.
    pub(super) projected: Vec<Projected>,
}

/// A run on a number of cores.
#[derive(Debug, Serialize)]
pub(super) struct Projected {
    pub(super) cores: u32,
    /// Times the speed of one core.
    pub(super) speedup: f64,
    pub(super) mb_per_s: f64,
}

impl Reading {
    /// For a load of so many bytes of pages that takes `cleaning` on one thread.
    pub(super) fn of(times: ReadTimes, cleaning: Duration, n_bytes: u64) -> Self {
        let [serial, parallel, cleaning] =
            [times.serial, times.parallel, cleaning].map(|time| time.as_secs_f64());
        let whole = serial + parallel + cleaning;
        let projected = CORES.map(|cores| {
            // The reader has a core of its own as long as it needs one.
            let seconds = (whole / f64::from(cores)).max(serial).max(f64::MIN_POSITIVE);
            Projected { cores, speedup: whole / seconds, mb_per_s: n_bytes as f64 / 1e6 / seconds }
        });
        Self {
            serial_seconds: serial,
            parallel_seconds: parallel,
            serial_share: serial / whole.max(f64::MIN_POSITIVE),
            projected: projected.into(),
        }
    }
}

/// Tells the reader's processor time from that of the others.
pub(super) struct Clock {
    thread: Duration,
    process: Duration,
    worker: Duration,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { thread: thread_time(), process: process_time(), worker: Duration::ZERO }
    }

    /// Runs what a worker would do.
    pub(super) fn worker<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let started = thread_time();
        let done = work();
        self.worker += thread_time().saturating_sub(started);
        done
    }

    pub(super) fn stop(self) -> ReadTimes {
        let thread = thread_time().saturating_sub(self.thread);
        let process = process_time().saturating_sub(self.process);
        ReadTimes {
            serial: thread.saturating_sub(self.worker),
            parallel: process.saturating_sub(thread) + self.worker,
        }
    }
}

#[cfg(target_os = "linux")]
fn thread_time() -> Duration {
    clock(rustix::time::ClockId::ThreadCPUTime)
}

#[cfg(target_os = "linux")]
fn process_time() -> Duration {
    clock(rustix::time::ClockId::ProcessCPUTime)
}

#[cfg(target_os = "linux")]
fn clock(id: rustix::time::ClockId) -> Duration {
    let time = rustix::time::clock_gettime(id);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Where processor time cannot be asked for, the clock on the wall stands for it.
#[cfg(not(target_os = "linux"))]
fn thread_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

#[cfg(not(target_os = "linux"))]
fn process_time() -> Duration {
    thread_time()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_bounds_what_more_cores_can_do() {
        let seconds = Duration::from_secs;
        let times = ReadTimes { serial: seconds(1), parallel: seconds(4) };
        let reading = Reading::of(times, seconds(15), 40_000_000);
        assert_eq!(reading.serial_share, 0.05);
        let speedups: Vec<f64> = reading.projected.iter().map(|projected| projected.speedup).collect();
        assert_eq!(speedups, [4.0, 16.0, 20.0]);
        assert_eq!(reading.projected[2].mb_per_s, 40.0);
    }

    #[test]
    fn work_of_others_is_not_the_readers() {
        let mut clock = Clock::start();
        let sum: u64 = clock.worker(|| (0..2_000_000_u64).map(std::hint::black_box).sum());
        let times = clock.stop();
        assert!(sum > 0 && times.parallel > times.serial, "{times:?}");
    }
}
