//! What each file of a folder was made of: a line of JSON for each, in `.tamis/files.jsonl`. The report lists
//! them, and `--skip-existing` goes by them: a file counts as done when the same record of the same source was
//! cleaned with the same options and rules.
//!
//! Lines are added at checkpoints, when the files they speak of are durable; later lines hold before
//! earlier ones.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::batch::input::stable_hash;
use crate::batch::sink::tree::claims::hash_of;

/// The state of a file that holds records: its size, and when it was changed, in nanoseconds since 1970. All 0
/// where that cannot be told, as of standard input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    changed: u64,
}

impl Stamp {
    /// The state of a file now.
    pub fn of(path: &Path) -> Self {
        let Ok(metadata) = path.metadata() else { return Self::default() };
        if !metadata.is_file() {
            return Self::default();
        }
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let changed = since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX));
        Self { bytes: metadata.len(), changed }
    }

    /// False where nothing tells whether the file was changed.
    pub fn is_known(self) -> bool {
        self.changed > 0
    }

    /// When it was changed, in nanoseconds since 1970.
    pub fn changed(self) -> u64 {
        self.changed
    }
}

/// A file of the folder, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Its path below the folder.
    pub file: String,
    /// The record: a file, or a place in one.
    pub from: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// The file that held the record.
    pub source: Stamp,
    /// Digest of the options and rules.
    pub made_by: String,
}

/// Longest line, in bytes: two paths, which systems bound by 4 KiB, and escapes of every byte in them.
const MAX_LINE_BYTES: u64 = 64 << 10;

/// What is known of a file.
#[derive(Debug, Clone, Copy)]
struct Known {
    from: u64,
    bytes: u64,
    source: Stamp,
    made_by: u64,
}

/// The files of a folder, and what they were made of.
#[derive(Debug, Default)]
pub struct Ledger {
    known: HashMap<u64, Known>,
}

/// What the list tells of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is what would be written now.
    Same,
    /// It was made of something else, or in another way.
    Other,
    /// Nothing: it is not listed, or was changed since.
    Unknown,
}

impl Ledger {
    /// Reads the list; empty where there is none.
    pub fn read(path: &Path) -> Self {
        let mut ledger = Self::default();
        // A list that cannot be read to its end tells of fewer files, which are done again.
        let _ = each_line(path, &mut |filed, _| {
            let known = Known {
                from: stable_hash(filed.from.as_bytes()),
                bytes: filed.bytes,
                source: filed.source,
                made_by: stable_hash(filed.made_by.as_bytes()),
            };
            ledger.known.insert(hash_of(&filed.file), known);
        });
        ledger
    }

    /// What is known of a file of so many bytes, asked for a record.
    pub fn verdict(&self, file: u64, bytes: u64, asked: &Filed) -> Verdict {
        match self.known.get(&file) {
            None => Verdict::Unknown,
            Some(known) if known.from != stable_hash(asked.from.as_bytes()) => Verdict::Other,
            // Corrected by hand.
            Some(known) if known.bytes != bytes => Verdict::Unknown,
            Some(known) => {
                let is_same = asked.source.is_known()
                    && known.source == asked.source
                    && known.made_by == stable_hash(asked.made_by.as_bytes());
                if is_same { Verdict::Same } else { Verdict::Other }
            }
        }
    }
}

/// Calls `visit` with every line that says something, and where it begins.
///
/// # Errors
/// When the file is there and cannot be read.
fn each_line(path: &Path, visit: &mut dyn FnMut(Filed, u64)) -> io::Result<()> {
    let mut reader = match File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let (mut line, mut at) = (Vec::new(), 0);
    loop {
        line.clear();
        let n_read = reader.read_until(b'\n', &mut line)?;
        if n_read == 0 {
            return Ok(());
        }
        if let Ok(filed) = serde_json::from_slice(&line) {
            visit(filed, at);
        }
        at += n_read as u64;
    }
}

/// The first file of the list that is no longer in its folder; `None` where all are there.
pub fn gone(list: &Path, folder: &Path) -> Option<PathBuf> {
    let mut gone = None;
    // What cannot be read tells of no file.
    let _ = each_line(list, &mut |filed, _| {
        if gone.is_none() {
            gone = Some(folder.join(filed.file)).filter(|path| !path.exists());
        }
    });
    gone
}

/// Calls `visit` with the last word on each file, of the lines from a place on.
///
/// # Errors
/// When the list cannot be read.
pub fn each_file(path: &Path, from: u64, visit: &mut dyn FnMut(Filed)) -> io::Result<()> {
    let mut last = HashMap::new();
    each_line(path, &mut |filed, at| {
        if at >= from {
            last.insert(hash_of(&filed.file), at);
        }
    })?;
    each_line(path, &mut |filed, at| {
        if last.get(&hash_of(&filed.file)) == Some(&at) {
            visit(filed);
        }
    })
}

/// Bytes of the whole lines of a list: the last one of a killed run may be cut.
pub fn whole_bytes(path: &Path) -> u64 {
    let mut tail = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        let from = file.metadata()?.len().saturating_sub(MAX_LINE_BYTES);
        file.seek(SeekFrom::Start(from))?;
        file.read_to_end(&mut tail)?;
        Ok(from)
    });
    let Ok(from) = read else { return 0 };
    memchr::memrchr(b'\n', &tail).map_or(0, |at| from + at as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_done_when_nothing_differs() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("files.jsonl");
        let source = Stamp { bytes: 10, changed: 5 };
        let filed = |made_by: &str| Filed {
            file: "a.txt".into(),
            from: "in/a.html".into(),
            bytes: 3,
            source,
            made_by: made_by.into(),
        };
        let lines = [filed("old"), filed("new")].map(|filed| serde_json::to_string(&filed).unwrap());
        std::fs::write(&path, format!("{}\n{}\n{{\"file\":\"cut", lines[0], lines[1])).unwrap();
        assert_eq!(whole_bytes(&path), lines.iter().map(|line| line.len() as u64 + 1).sum::<u64>());
        let ledger = Ledger::read(&path);
        let check = |bytes, asked: Filed, expected| {
            assert_eq!(ledger.verdict(hash_of("A.txt"), bytes, &asked), expected, "{asked:?}");
        };
        check(3, filed("new"), Verdict::Same);
        check(3, filed("old"), Verdict::Other);
        check(4, filed("new"), Verdict::Unknown);
        check(3, Filed { from: "in/a.txt".into(), ..filed("new") }, Verdict::Other);
        check(3, Filed { source: Stamp { bytes: 10, changed: 6 }, ..filed("new") }, Verdict::Other);
        assert_eq!(ledger.verdict(hash_of("b.txt"), 3, &filed("new")), Verdict::Unknown);
        let mut found = Vec::new();
        each_file(&path, 0, &mut |filed| found.push(filed.made_by)).unwrap();
        assert_eq!(found, ["new"]);
    }
}
