//! The steps between the threads: an event becomes a job, a job what the writing thread takes.

use crate::batch::input::{Event, stable_hash};
use crate::batch::run::work::{Done, Work};
use crate::batch::sink::tree::claims::Claim;
use crate::batch::sink::tree::filing::Filing;

/// The digest before any record.
pub(in crate::batch) const EMPTY_DIGEST: u64 = 0;

/// What travels to a worker.
pub(in crate::batch) struct Job {
    /// `None` for records that an earlier run did.
    event: Option<Event>,
    place_digest: u64,
    /// Its file, where results are files and the name is known.
    claim: Option<Claim>,
}

/// Gives a record its file, in the order of the input.
pub(in crate::batch) fn claim(event: &Event, filing: &Filing) -> Option<Claim> {
    let Event::Record(raw) = event else { return None };
    filing.claim_ahead(|| raw.known_id().map(|id| raw.naming().output_name(&id)))
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
pub(in crate::batch) fn job(event: Event, done_before: bool, claim: Option<Claim>) -> (u64, Job) {
    let (weight, place_digest) = match &event {
        Event::Record(raw) => (raw.weight(), stable_hash(raw.place.to_string().as_bytes())),
        Event::Failed(error) => (EVENT_WEIGHT, stable_hash(error.place.to_string().as_bytes())),
        Event::Skipped(reason) => (EVENT_WEIGHT, stable_hash(reason.as_bytes())),
    };
    if done_before {
        return (EVENT_WEIGHT, Job { event: None, place_digest, claim: None });
    }
    (weight, Job { event: Some(event), place_digest, claim })
}

/// Does a job.
pub(in crate::batch) fn work(job: Job, work: &Work<'_>) -> Staged {
    let claim = job.claim;
    let done = job.event.map(|event| match event {
        Event::Record(raw) => work.filed(raw, claim),
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
