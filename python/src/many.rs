//! Many pages on several threads: results come in the order of the pages, and only so many pages are in
//! memory at a time.
//!
//! Python's iterator is read on the thread that asks for results, and only there. Workers never touch the
//! interpreter, so a program may end, or drop the iterator, at any time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use std::sync::Mutex;

use crate::extraction::Extraction;
use crate::extractor::extract_one;
use crate::page::Page;

/// Pages read ahead for each thread: enough that no thread waits while a slow page holds up the results.
const AHEAD_PER_THREAD: usize = 16;

/// Bytes of pages read ahead, all threads together; a single larger page passes alone.
const MAX_BYTES_AHEAD: usize = 64 << 20;

/// How often a wait looks whether the user has pressed Ctrl-C.
const LOOK_FOR_SIGNALS: Duration = Duration::from_millis(100);

/// The results of `extract_many`, one after the other.
#[pyclass(frozen, module = "tamis")]
pub struct Extractions {
    pages: Py<PyIterator>,
    state: Mutex<State>,
}

struct State {
    /// `None` with a single thread: then pages are extracted as they are asked for.
    workers: Option<Sender<Job>>,
    engine: Arc<tamis::Extractor>,
    max_pages: usize,
    waiting: VecDeque<Waiting>,
    n_bytes: usize,
    /// What the pages' iterator raised, told when the pages before it are through.
    fault: Option<PyErr>,
    is_read: bool,
}

struct Job {
    page: Page,
    result: Sender<Extraction>,
}

/// A result that will come.
struct Waiting {
    n_bytes: usize,
    result: Receiver<Extraction>,
}

impl Extractions {
    /// Starts the threads; pages are read when the first result is asked for.
    pub fn begin(engine: Arc<tamis::Extractor>, pages: &Bound<'_, PyAny>, threads: usize) -> PyResult<Self> {
        let threads = match threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let state = State {
            workers: if threads == 1 { None } else { Some(start(&engine, threads)?) },
            engine,
            max_pages: threads * AHEAD_PER_THREAD,
            waiting: VecDeque::new(),
            n_bytes: 0,
            fault: None,
            is_read: false,
        };
        Ok(Self { pages: pages.try_iter()?.unbind(), state: Mutex::new(state) })
    }
}

/// Threads that end when nobody can send them a page any more.
fn start(engine: &Arc<tamis::Extractor>, threads: usize) -> PyResult<Sender<Job>> {
    let (sender, jobs) = unbounded::<Job>();
    for _ in 0..threads {
        let (engine, jobs) = (Arc::clone(engine), jobs.clone());
        std::thread::Builder::new().name("tamis".to_owned()).spawn(move || {
            for Job { page, result } in jobs {
                // Nobody waits any more where the iterator was dropped.
                let _ = result.send(extract_one(&engine, page.document()));
            }
        })?;
    }
    Ok(sender)
}

#[pymethods]
impl Extractions {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Extraction>> {
        let Ok(mut state) = self.state.try_lock() else {
            return Err(pyo3::exceptions::PyValueError::new_err(
                "two threads ask for the next result at once",
            ));
        };
        state.read_ahead(self.pages.bind(py));
        match state.waiting.pop_front() {
            Some(waiting) => {
                state.n_bytes -= waiting.n_bytes;
                wait(py, &waiting.result).map(Some)
            }
            None => state.fault.take().map_or(Ok(None), Err),
        }
    }
}

impl State {
    fn read_ahead(&mut self, pages: &Bound<'_, PyIterator>) {
        let max_pages = if self.workers.is_some() { self.max_pages } else { 1 };
        let mut n_read = 0;
        while !self.is_read && self.waiting.len() < max_pages && self.n_bytes < MAX_BYTES_AHEAD {
            // Whoever waits for a result that is there need not wait for pages that are not.
            if n_read > 0 && self.waiting.front().is_some_and(|first| !first.result.is_empty()) {
                break;
            }
            n_read += 1;
            match pages.clone().next() {
                Some(Ok(item)) => self.send(&item),
                Some(Err(fault)) => {
                    self.fault = Some(fault);
                    self.is_read = true;
                }
                None => self.is_read = true,
            }
        }
        if self.is_read {
            // The threads end with the pages they have.
            self.workers = None;
        }
    }

    fn send(&mut self, item: &Bound<'_, PyAny>) {
        let (result, receiver) = bounded(1);
        let n_bytes = match Page::of(item) {
            Ok(page) => {
                let n_bytes = page.n_bytes();
                match &self.workers {
                    // The threads are there as long as the sender is.
                    Some(workers) => drop(workers.send(Job { page, result })),
                    None => {
                        let engine = &self.engine;
                        let extraction = item.py().detach(|| extract_one(engine, page.document()));
                        drop(result.send(extraction));
                    }
                }
                n_bytes
            }
            Err(no_page) => {
                drop(result.send(Extraction::failed(no_page.id, no_page.error)));
                0
            }
        };
        self.n_bytes += n_bytes;
        self.waiting.push_back(Waiting { n_bytes, result: receiver });
    }
}

/// Waits for a result without the interpreter's lock, and looks for Ctrl-C now and then.
fn wait(py: Python<'_>, result: &Receiver<Extraction>) -> PyResult<Extraction> {
    loop {
        match py.detach(|| result.recv_timeout(LOOK_FOR_SIGNALS)) {
            Ok(extraction) => return Ok(extraction),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                let error = "the thread that worked on the page has gone; this is a bug".to_owned();
                return Ok(Extraction::failed(String::new(), error));
            }
        }
    }
}
