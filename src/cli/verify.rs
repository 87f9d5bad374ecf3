//! `--verify N`: every Nth page parsed a second time by html5ever, and what came of it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::status;
use crate::{Document, Extractor, Verdict};

/// Differences that are named on standard error; the others are counted.
const MAX_NAMED: u64 = 20;

/// Counts pages, and verifies every Nth.
pub(super) struct Verifier {
    every: u64,
    n_seen: AtomicU64,
    n_verified: AtomicU64,
    n_limited: AtomicU64,
    /// The pages that differ, and where.
    differences: Mutex<Vec<(String, String)>>,
}

impl Verifier {
    /// Verifies the first of every so many pages.
    pub(super) fn new(every: u64) -> Self {
        Self {
            every: every.max(1),
            n_seen: AtomicU64::new(0),
            n_verified: AtomicU64::new(0),
            n_limited: AtomicU64::new(0),
            differences: Mutex::new(Vec::new()),
        }
    }

    /// Sees one page go by, and verifies it when it is its turn.
    pub(super) fn see(&self, extractor: &Extractor, document: &Document<'_>) {
        if !self.n_seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.every) {
            return;
        }
        match extractor.verify(document.clone()) {
            Verdict::Same => self.n_verified.fetch_add(1, Ordering::Relaxed),
            Verdict::NoMarkup => 0,
            Verdict::Limited => self.n_limited.fetch_add(1, Ordering::Relaxed),
            Verdict::Different(place) => {
                self.note(document.id.as_ref(), place);
                self.n_verified.fetch_add(1, Ordering::Relaxed)
            }
        };
    }

    fn note(&self, id: &str, place: String) {
        let mut differences = self.differences.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if (differences.len() as u64) < MAX_NAMED {
            status::warning(format_args!("{id}: our parse differs from html5ever's: {place}"));
        }
        differences.push((id.to_owned(), place));
    }

    /// Pages that differ.
    pub(super) fn n_different(&self) -> usize {
        self.differences.lock().unwrap_or_else(std::sync::PoisonError::into_inner).len()
    }

    /// One line for the user.
    pub(super) fn summary(&self) -> String {
        let (n_verified, n_limited) =
            (self.n_verified.load(Ordering::Relaxed), self.n_limited.load(Ordering::Relaxed));
        let limited = match n_limited {
            0 => String::new(),
            _ => format!(" ({n_limited} more reach a limit and were not compared)"),
        };
        format!("{n_verified} pages verified against html5ever, {} differ{limited}", self.n_different())
    }

    /// The same for the report, each difference named.
    pub(super) fn report(&self) -> Value {
        let mut differences =
            self.differences.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        // Threads finish in any order.
        differences.sort();
        let named: Vec<Value> =
            differences.iter().map(|(id, place)| json!({ "id": id, "difference": place })).collect();
        json!({
            "every": self.every,
            "pages": self.n_verified.load(Ordering::Relaxed),
            "not_compared": self.n_limited.load(Ordering::Relaxed),
            "differences": named,
        })
    }
}
