//! The steps between the threads: an event becomes a job, a job what the writing thread takes.

use std::collections::HashSet;

use crate::batch::input::{Event, stable_hash};
use crate::batch::run::work::{Done, Work};

/// The digest before any record.
pub(in crate::batch) const EMPTY_DIGEST: u64 = 0;

/// What travels to a worker.
pub(in crate::batch) struct Job {
    /// `None` for records that an earlier run did.
    event: Option<Event>,
    place_digest: u64,
    /// The record may be passed over when its result is there: no other record has its name.
    may_exist: bool,
}

/// The names of records so far, where results that are there are passed over. Of two records of one
/// name, the second has a number in its file's name, so the first one's file tells nothing of it.
#[derive(Default)]
pub(in crate::batch) struct Names(HashSet<u64>);

impl Names {
    /// True for a record with a name of its own.
    pub(in crate::batch) fn add(&mut self, event: &Event) -> bool {
        let Event::Record(raw) = event else { return false };
        let Some(id) = raw.known_id() else { return false };
        let name = raw.naming().output_name(&id);
        self.0.insert(stable_hash(name.as_str().to_lowercase().as_bytes()))
    }
}

/// What travels to the writing thread.
pub(in crate::batch) struct Staged {
    /// `None` for records that an earlier run did.
    pub(in crate::batch) done: Option<Done>,
    /// Digest of the record's place.
    pub(in crate::batch) place_digest: u64,
}

/// Weight of an event without bytes.
const EVENT_WEIGHT: u64 = 256;

/// Makes a job of an event.
pub(in crate::batch) fn job(event: Event, done_before: bool, may_exist: bool) -> (u64, Job) {
    let (weight, place_digest) = match &event {
        Event::Record(raw) => (raw.weight(), stable_hash(raw.place.to_string().as_bytes())),
        Event::Failed(error) => (EVENT_WEIGHT, stable_hash(error.place.to_string().as_bytes())),
        Event::Skipped(reason) => (EVENT_WEIGHT, stable_hash(reason.as_bytes())),
    };
    if done_before {
        return (EVENT_WEIGHT, Job { event: None, place_digest, may_exist: false });
    }
    (weight, Job { event: Some(event), place_digest, may_exist })
}

/// Does a job.
pub(in crate::batch) fn work(job: Job, work: &Work<'_>) -> Staged {
    let may_exist = job.may_exist;
    let done = job.event.map(|event| match event {
        Event::Record(raw) => match work.existing(&raw).filter(|_| may_exist) {
            Some(name) => Done::Existing(name),
            None => work.record(raw),
        },
        Event::Failed(error) => work.failed(&error),
        // Counted once, however many parts the batch has.
        Event::Skipped(_) if work.shard.is_some_and(|shard| shard.index > 0) => Done::OtherShard,
        Event::Skipped(reason) => Done::Skipped(reason),
    });
    Staged { done, place_digest: job.place_digest }
}

/// The digest of everything before, and one more place.
pub(in crate::batch) fn extend_digest(digest: u64, place_digest: u64) -> u64 {
    digest.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ place_digest
}
