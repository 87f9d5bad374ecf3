//! What the input of a run was, so that a run that goes on, or is asked for again, notices an input that
//! changed. Names and sizes of all files count; contents where they are sampled, times where they are not.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::batch::input::{Sources, stable_hash};

/// Files that are listed by name, so that a difference can be told; beyond them sums tell that there is one.
const MAX_LISTED: usize = 1000;

/// Beyond the first [`MAX_LISTED`] files, the contents of one in so many are sampled: opening every file
/// of a large tree twice would cost more than it finds.
const SAMPLED_IN: u64 = 64;

/// Longest file, in bytes, whose contents are read in full.
const WHOLE_BYTES: u64 = 64 << 10;

/// Places at which a longer file is read, and the bytes read there: its time and its size count, too, so that few do.
const N_SAMPLES: u64 = 4;
const SAMPLE_BYTES: u64 = 4 << 10;

/// The input of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Number of files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Digest over all of them, in order.
    digest: u64,
    /// The first of them.
    listed: Vec<Seen>,
}

/// A file as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    name: String,
    bytes: u64,
    /// Digest of its contents, or of its time.
    state: u64,
}

impl Fingerprint {
    /// Looks at every file; standard input leaves no trace.
    pub fn of(sources: &Sources) -> Self {
        let mut fingerprint = Self::default();
        sources.each_file(&mut |path| {
            let n_before = fingerprint.files;
            let is_sampled = n_before < MAX_LISTED as u64 || n_before.is_multiple_of(SAMPLED_IN);
            fingerprint.add(seen(path, is_sampled));
        });
        fingerprint
    }

    fn add(&mut self, seen: Seen) {
        self.files += 1;
        self.bytes += seen.bytes;
        for part in [stable_hash(seen.name.as_bytes()), seen.bytes, seen.state] {
            self.digest = self.digest.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ part;
        }
        if self.listed.len() < MAX_LISTED {
            self.listed.push(seen);
        }
    }

    /// What differs between this input and that of now, in words; `None` when nothing does.
    pub fn difference(&self, now: &Self) -> Option<String> {
        if (self.files, self.bytes, self.digest) == (now.files, now.bytes, now.digest) {
            return None;
        }
        let counts = if self.files == now.files {
            String::new()
        } else {
            format!("{} files then, {} now", self.files, now.files)
        };
        let names = |of: &Self| of.listed.iter().map(|seen| seen.name.clone()).collect::<BTreeSet<_>>();
        let (names_then, names_now) = (names(self), names(now));
        let first =
            |of: &BTreeSet<String>, without: &BTreeSet<String>| of.difference(without).next().cloned();
        let detail = if let Some(new) = first(&names_now, &names_then) {
            format!("{new} is new")
        } else if let Some(gone) = first(&names_then, &names_now) {
            format!("{gone} is gone")
        } else if let Some((then, _)) = self.listed.iter().zip(&now.listed).find(|(then, now)| then != now) {
            format!("{} was changed", then.name)
        } else {
            "files were changed".to_owned()
        };
        Some(if counts.is_empty() { detail } else { format!("{counts}; {detail}") })
    }
}

fn seen(path: &Path, is_sampled: bool) -> Seen {
    let name = path.to_string_lossy().into_owned();
    let Ok(metadata) = path.metadata() else { return Seen { name, bytes: 0, state: 0 } };
    // Pipes and devices must not be opened: what is read of them is gone.
    if !metadata.is_file() {
        return Seen { name, bytes: 0, state: 1 };
    }
    let bytes = metadata.len();
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let time =
        time.map_or(0, |time| time.as_secs().wrapping_mul(1_000_000_000) ^ u64::from(time.subsec_nanos()));
    let contents = if is_sampled { contents(path, bytes).unwrap_or(2) } else { 0 };
    let is_whole = is_sampled && bytes <= WHOLE_BYTES;
    Seen { name, bytes, state: if is_whole { contents } else { contents ^ time.rotate_left(17) } }
}

/// Digest of a file's contents, or of pieces of them.
fn contents(path: &Path, n_bytes: u64) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut read = Vec::new();
    if n_bytes <= WHOLE_BYTES {
        file.take(WHOLE_BYTES + 1).read_to_end(&mut read)?;
        return Ok(digest(&read));
    }
    for sample in 0..N_SAMPLES {
        file.seek(SeekFrom::Start((n_bytes - SAMPLE_BYTES) / (N_SAMPLES - 1) * sample))?;
        (&mut file).take(SAMPLE_BYTES).read_to_end(&mut read)?;
    }
    Ok(digest(&read))
}

/// Some ten times as fast as hashing byte by byte: a run begins when all is seen.
fn digest(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("BLAKE3 has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, u64, u64)]) -> Fingerprint {
        let mut fingerprint = Fingerprint::default();
        for (name, bytes, state) in files {
            fingerprint.add(Seen { name: (*name).to_owned(), bytes: *bytes, state: *state });
        }
        fingerprint
    }

    #[test]
    fn differences_are_told_in_words() {
        let then = of(&[("a", 1, 1), ("b", 2, 2)]);
        assert_eq!(then.difference(&then), None);
        let check = |now: &[(&str, u64, u64)], expected: &str| {
            assert_eq!(then.difference(&of(now)).as_deref(), Some(expected));
        };
        check(&[("a", 1, 1), ("b", 2, 3)], "b was changed");
        check(&[("a", 1, 1), ("b", 2, 2), ("c", 1, 1)], "2 files then, 3 now; c is new");
        check(&[("a", 1, 1)], "2 files then, 1 now; b is gone");
        check(&[("b", 2, 2), ("a", 1, 1)], "a was changed");
    }
}
