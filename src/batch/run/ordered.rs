//! Producer, workers, consumer: results come out in the order of the input, and what is in flight
//! never exceeds a number of bytes, however unevenly the work is spread.
//!
//! The workers are the threads of a rayon pool. The producer runs on a thread of its own that is not waited
//! for when the run is stopped: it may sit in a read that never returns.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select, unbounded};
use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};

/// How often a waiting consumer looks whether the user has stopped the run.
const LOOK_FOR_STOP: Duration = Duration::from_millis(50);

/// Work waiting per thread: enough that no worker waits for the producer to be scheduled.
const QUEUE_PER_THREAD: usize = 8;

/// How wide the run is.
#[derive(Debug, Clone, Copy)]
pub struct OrderedOptions {
    /// Worker threads; 0 for as many as `RAYON_NUM_THREADS` says, else one for each processor.
    pub threads: usize,
    /// Total weight in flight; a single item beyond it passes alone.
    pub max_in_flight: u64,
    /// Everything on the calling thread, item by item, which costs no hand-over: for one thread, and for input that
    /// never lets it wait.
    pub in_line: bool,
}

/// Takes results, in order, on the calling thread.
pub trait Consumer<O> {
    /// What ends the run.
    type Error;

    /// One result; `Break` ends the run.
    ///
    /// # Errors
    /// Ends the run.
    fn take(&mut self, result: O) -> Result<ControlFlow<()>, Self::Error>;

    /// Nothing is ready just now.
    ///
    /// # Errors
    /// Ends the run.
    fn idle(&mut self) -> Result<ControlFlow<()>, Self::Error>;

    /// The error for a fault of the run itself.
    fn fault(&mut self, fault: Fault) -> Self::Error;
}

/// A fault of the run itself.
#[derive(Debug)]
pub enum Fault {
    /// The producer panicked.
    ReaderPanicked,
    /// The workers cannot be started.
    NoThreads(ThreadPoolBuildError),
}

/// Runs `produce` on its own thread, `work` on the workers, `consumer` here.
///
/// # Errors
/// Whatever the consumer returns.
pub fn run<I, O, C>(
    options: &OrderedOptions,
    stop: &Arc<AtomicBool>,
    produce: impl FnOnce(&mut dyn FnMut(u64, I) -> ControlFlow<()>) + Send + 'static,
    work: &(dyn Fn(I) -> O + Sync),
    consumer: &mut C,
) -> Result<(), C::Error>
where
    I: Send + 'static,
    O: Send,
    C: Consumer<O>,
{
    if options.in_line {
        return in_line(produce, work, consumer);
    }
    let pool = match ThreadPoolBuilder::new().num_threads(options.threads).build() {
        Ok(pool) => pool,
        Err(error) => return Err(consumer.fault(Fault::NoThreads(error))),
    };
    let threads = pool.current_num_threads();
    let gate = Arc::new(Gate::new(options.max_in_flight));
    let panicked = Arc::new(AtomicBool::new(false));
    let (jobs_in, jobs_out) = bounded(threads * QUEUE_PER_THREAD);
    let (quit_in, quit_out) = bounded::<()>(0);
    spawn_producer(produce, Arc::clone(&gate), Arc::clone(&panicked), jobs_in);
    pool.in_place_scope(|scope| {
        let (results_in, results_out) = unbounded();
        for _ in 0..threads {
            let (jobs, quit, results) = (jobs_out.clone(), quit_out.clone(), results_in.clone());
            scope.spawn(move |_| worker(&jobs, &quit, &results, work));
        }
        drop((results_in, jobs_out));
        let result = consume(&results_out, &gate, stop, consumer);
        gate.close();
        drop(quit_in);
        result
    })?;
    if panicked.load(Ordering::SeqCst) { Err(consumer.fault(Fault::ReaderPanicked)) } else { Ok(()) }
}

/// The same on the calling thread.
fn in_line<I, O, C: Consumer<O>>(
    produce: impl FnOnce(&mut dyn FnMut(u64, I) -> ControlFlow<()>),
    work: &(dyn Fn(I) -> O + Sync),
    consumer: &mut C,
) -> Result<(), C::Error> {
    let mut ended = Ok(());
    let mut looked = Instant::now();
    let mut one = |item: I| {
        let flow = consumer.take(work(item))?;
        if flow.is_break() || looked.elapsed() < LOOK_FOR_STOP {
            return Ok(flow);
        }
        looked = Instant::now();
        consumer.idle()
    };
    let mut send = |_: u64, item: I| match one(item) {
        Ok(flow) => flow,
        Err(error) => {
            ended = Err(error);
            ControlFlow::Break(())
        }
    };
    let produced = catch_unwind(AssertUnwindSafe(|| produce(&mut send)));
    ended?;
    produced.map_err(|_| consumer.fault(Fault::ReaderPanicked))
}

type Numbered<T> = (u64, u64, T);

fn spawn_producer<I: Send + 'static>(
    produce: impl FnOnce(&mut dyn FnMut(u64, I) -> ControlFlow<()>) + Send + 'static,
    gate: Arc<Gate>,
    panicked: Arc<AtomicBool>,
    jobs: Sender<Numbered<I>>,
) {
    std::thread::spawn(move || {
        let mut number = 0;
        let mut send = |weight: u64, item: I| {
            if !gate.enter(weight) || jobs.send((number, weight, item)).is_err() {
                return ControlFlow::Break(());
            }
            number += 1;
            ControlFlow::Continue(())
        };
        if catch_unwind(AssertUnwindSafe(|| produce(&mut send))).is_err() {
            panicked.store(true, Ordering::SeqCst);
        }
        drop(jobs);
    });
}

fn worker<I, O>(
    jobs: &Receiver<Numbered<I>>,
    quit: &Receiver<()>,
    results: &Sender<Numbered<O>>,
    work: &(dyn Fn(I) -> O + Sync),
) {
    loop {
        select! {
            recv(jobs) -> job => {
                let Ok((number, weight, item)) = job else { return };
                if results.send((number, weight, work(item))).is_err() {
                    return;
                }
            }
            recv(quit) -> _ => return,
        }
    }
}

fn consume<O, C: Consumer<O>>(
    results: &Receiver<Numbered<O>>,
    gate: &Gate,
    stop: &AtomicBool,
    consumer: &mut C,
) -> Result<(), C::Error> {
    let mut next = 0;
    let mut waiting: BTreeMap<u64, (u64, O)> = BTreeMap::new();
    loop {
        let (number, weight, result) = match results.try_recv() {
            Ok(result) => result,
            Err(_) => {
                if consumer.idle()?.is_break() {
                    return Ok(());
                }
                match wait(results, gate, stop) {
                    Some(result) => result,
                    None => return Ok(()),
                }
            }
        };
        waiting.insert(number, (weight, result));
        while let Some((weight, result)) = waiting.remove(&next) {
            next += 1;
            let flow = consumer.take(result)?;
            gate.leave(weight);
            if flow.is_break() {
                return Ok(());
            }
        }
    }
}

/// The next result; `None` when there will be none.
fn wait<O>(results: &Receiver<Numbered<O>>, gate: &Gate, stop: &AtomicBool) -> Option<Numbered<O>> {
    loop {
        match results.recv_timeout(LOOK_FOR_STOP) {
            Ok(result) => return Some(result),
            Err(RecvTimeoutError::Disconnected) => return None,
            // Stopped, and nothing on its way: the producer may wait for input for ever.
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) && gate.is_empty() => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Lets items in while their weight is within bounds.
struct Gate {
    state: Mutex<GateState>,
    freed: Condvar,
    max: u64,
}

#[derive(Default)]
struct GateState {
    weight: u64,
    n_items: u64,
    closed: bool,
}

impl Gate {
    fn new(max: u64) -> Self {
        Self { state: Mutex::default(), freed: Condvar::new(), max }
    }

    /// Waits until there is room; false when the run is over.
    fn enter(&self, weight: u64) -> bool {
        let mut state = self.lock();
        while !state.closed && state.n_items > 0 && state.weight + weight > self.max {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.weight += weight;
        state.n_items += 1;
        !state.closed
    }

    fn leave(&self, weight: u64) {
        let mut state = self.lock();
        state.weight -= weight;
        state.n_items -= 1;
        drop(state);
        self.freed.notify_one();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.freed.notify_all();
    }

    fn is_empty(&self) -> bool {
        self.lock().n_items == 0
    }

    /// The counters hold at every moment, so a panic elsewhere cannot have spoiled them.
    fn lock(&self) -> std::sync::MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Collect(Vec<u64>, usize);

    impl Consumer<u64> for Collect {
        type Error = &'static str;

        fn take(&mut self, result: u64) -> Result<ControlFlow<()>, Self::Error> {
            self.0.push(result);
            Ok(if self.0.len() == self.1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        }

        fn idle(&mut self) -> Result<ControlFlow<()>, Self::Error> {
            Ok(ControlFlow::Continue(()))
        }

        fn fault(&mut self, fault: Fault) -> Self::Error {
            match fault {
                Fault::ReaderPanicked => "panicked",
                Fault::NoThreads(_) => "no threads",
            }
        }
    }

    fn numbers(n: u64) -> impl FnOnce(&mut dyn FnMut(u64, u64) -> ControlFlow<()>) + Send + 'static {
        move |send| {
            for number in 0..n {
                if send(number % 7, number).is_break() {
                    return;
                }
            }
        }
    }

    #[test]
    fn order_holds_for_any_number_of_threads() {
        for (threads, in_line) in [(1, true), (1, false), (2, false), (16, false)] {
            let mut collect = Collect(Vec::new(), usize::MAX);
            let options = OrderedOptions { threads, max_in_flight: 20, in_line };
            let stop = Arc::default();
            let work = |n: u64| {
                if n.is_multiple_of(5) {
                    std::thread::yield_now();
                }
                n
            };
            run(&options, &stop, numbers(2_000), &work, &mut collect).unwrap();
            assert_eq!(collect.0, (0..2_000).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_consumer_can_end_the_run_and_a_producer_that_panics_is_told() {
        for in_line in [true, false] {
            let options = OrderedOptions { threads: 2, max_in_flight: 20, in_line };
            let mut collect = Collect(Vec::new(), 3);
            run(&options, &Arc::default(), numbers(u64::MAX), &|n| n, &mut collect).unwrap();
            assert_eq!(collect.0, [0, 1, 2]);
            let produce = |send: &mut dyn FnMut(u64, u64) -> ControlFlow<()>| {
                let _ = send(1, 1);
                panic!("on purpose");
            };
            let mut collect = Collect(Vec::new(), usize::MAX);
            assert_eq!(run(&options, &Arc::default(), produce, &|n| n, &mut collect), Err("panicked"));
        }
    }

    #[test]
    fn a_stopped_run_does_not_wait_for_a_producer_that_never_returns() {
        let stop: Arc<AtomicBool> = Arc::default();
        let inner = Arc::clone(&stop);
        let produce = move |send: &mut dyn FnMut(u64, u64) -> ControlFlow<()>| {
            let _ = send(1, 1);
            inner.store(true, Ordering::SeqCst);
            loop {
                std::thread::park();
            }
        };
        let options = OrderedOptions { threads: 1, max_in_flight: 20, in_line: false };
        let mut collect = Collect(Vec::new(), usize::MAX);
        run(&options, &stop, produce, &|n| n, &mut collect).unwrap();
        assert_eq!(collect.0, [1]);
    }
}
