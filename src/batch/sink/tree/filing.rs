//! Puts results into the files of a folder. Workers do that for the records whose name is known before they
//! are read: making a file costs the system more than everything else that is done one by one.
//!
//! A file is written beside its place and renamed, so nobody ever reads half of one.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use crate::batch::input::{RelativeName, stable_hash};
use crate::batch::run::compression::Compression;
use crate::batch::run::part::{PartError, part_path};
use crate::batch::sink::SinkError;
use crate::batch::sink::side_log::SideLog;
use crate::batch::sink::tree::claims::{Claim, Claims};
use crate::batch::sink::tree::ledger::{Filed, Ledger, Verdict};

/// What happens to files that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// The record fails.
    Never,
    /// They are replaced.
    Always,
    /// They stay where they are what would be written.
    Older,
}

/// The files of a folder, for all threads.
#[derive(Debug)]
pub struct Filing {
    pub(super) root: PathBuf,
    pub(super) compression: Compression,
    pub(super) overwrite: Overwrite,
    /// This run goes on with one that owned the folder, or owns it: what is there is its own.
    pub(super) is_ours: bool,
    /// The folder held nothing when the run began: nobody needs to be told which files are the run's.
    pub(super) owns_folder: bool,
    /// Digest of the options and rules.
    pub(super) made_by: String,
    /// Names noted by a part of the run that is over: their files are the run's own.
    pub(super) noted: HashSet<u64>,
    pub(super) ledger: Ledger,
    pub(super) claims: Mutex<Claiming>,
    pub(super) names: Mutex<Option<SideLog>>,
    /// Folders that were made or looked at.
    pub(super) folders: Mutex<HashSet<u64>>,
}

/// Who gives names.
#[derive(Debug)]
pub(super) struct Claiming {
    pub(super) claims: Claims,
    /// Names are given as records are read, until one comes whose id is known only when it is open. From there
    /// on they are given as results come, so that order decides and not speed.
    pub(super) is_ahead: bool,
    /// Names that were given behind that place in a part of the run that is over.
    pub(super) later: Vec<u64>,
}

/// A result that has no file.
#[derive(Debug)]
pub struct NotFiled {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub cause: io::Error,
}

impl From<NotFiled> for SinkError {
    /// Where no other file could be written either, the run ends: it can be gone on with when there is room.
    fn from(fault: NotFiled) -> Self {
        let NotFiled { path, cause } = fault;
        match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem => {
                SinkError::Stream { path, cause }
            }
            _ => SinkError::Record { path, cause },
        }
    }
}

impl Filing {
    /// A file for a record that was just read; `None` from the first one on whose name is not known yet.
    pub fn claim_ahead(&self, name: impl FnOnce() -> Option<RelativeName>) -> Option<Claim> {
        let mut claiming = lock(&self.claims);
        if !claiming.is_ahead {
            return None;
        }
        match name() {
            Some(name) => Some(claiming.claims.claim(&name)),
            None => {
                claiming.is_ahead = false;
                let later = std::mem::take(&mut claiming.later);
                claiming.claims.add(later.into_iter());
                None
            }
        }
    }

    /// A file for a result at hand.
    pub(super) fn claim(&self, name: &RelativeName) -> Claim {
        lock(&self.claims).claims.claim(name)
    }

    /// What would be noted of a file.
    pub fn filed(&self, claim: &Claim, from: &str, source: super::ledger::Stamp, bytes: u64) -> Filed {
        Filed {
            file: claim.relative.clone(),
            from: from.to_owned(),
            bytes,
            source,
            made_by: self.made_by.clone(),
        }
    }

    /// True when the result of a record is there already and is to stay.
    pub fn has(&self, claim: &Claim, asked: &Filed) -> bool {
        if self.overwrite != Overwrite::Older {
            return false;
        }
        let Ok(found) = self.root.join(&claim.relative).metadata() else { return false };
        match self.ledger.verdict(claim.hash, found.len(), asked) {
            Verdict::Same => true,
            Verdict::Other => false,
            // A file of nobody, or corrected by hand: its time tells, where the source has one.
            Verdict::Unknown => {
                let changed = Duration::from_nanos(asked.source.changed());
                !self.noted.contains(&claim.hash)
                    && asked.source.is_known()
                    && found.modified().is_ok_and(|made| made >= UNIX_EPOCH + changed)
            }
        }
    }

    /// Writes the file of a result; tells its bytes.
    ///
    /// # Errors
    /// When it cannot be written, or there is one that must stay.
    pub fn write(&self, claim: &Claim, bytes: &[u8]) -> Result<u64, NotFiled> {
        let path = self.root.join(&claim.relative);
        self.write_at(&path, claim, bytes).map_err(|cause| NotFiled { path, cause })
    }

    fn write_at(&self, path: &Path, claim: &Claim, bytes: &[u8]) -> io::Result<u64> {
        self.make_folder(path)?;
        if self.overwrite == Overwrite::Never
            && !self.is_ours
            && !self.noted.contains(&claim.hash)
            && path.symlink_metadata().is_ok()
        {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "the file exists (--force replaces it, --skip-existing passes over it)",
            ));
        }
        // Before the file, so that a resumed run knows it for its own.
        if !self.owns_folder {
            self.note('p', claim.hash).map_err(|fault| fault.cause)?;
        }
        let packed = match self.compression {
            Compression::None => None,
            _ => Some(self.compression.pack(bytes)?),
        };
        let bytes = packed.as_deref().unwrap_or(bytes);
        let part = part_path(path);
        let written = write_new(&part, bytes).and_then(|()| std::fs::rename(&part, path));
        if written.is_err() {
            // The fault itself is what the user must hear of.
            let _ = std::fs::remove_file(&part);
        }
        written.map(|()| bytes.len() as u64)
    }

    /// Notes a name, and who gave it: `p` ahead, `w` with the result.
    pub(super) fn note(&self, how: char, hash: u64) -> Result<(), PartError> {
        let mut names = lock(&self.names);
        let Some(names) = names.as_mut() else { return Ok(()) };
        names.push(&format!("{how}{hash:x}"))?;
        if self.owns_folder { Ok(()) } else { names.flush() }
    }

    /// Makes the folder of a file, and refuses to leave the output folder through a link.
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        let hash = stable_hash(folder.as_os_str().as_encoded_bytes());
        if lock(&self.folders).contains(&hash) {
            return Ok(());
        }
        std::fs::create_dir_all(folder)?;
        let mut at = self.root.clone();
        for component in folder.strip_prefix(&self.root).unwrap_or(Path::new("")).components() {
            at.push(component);
            if at.symlink_metadata()?.is_symlink() {
                return Err(io::Error::other(format!("{} is a link out of the output folder", at.display())));
            }
        }
        lock(&self.folders).insert(hash);
        Ok(())
    }
}

fn write_new(part: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = File::create_new(part).or_else(|fault| {
        if fault.kind() != io::ErrorKind::AlreadyExists {
            return Err(fault);
        }
        // Left behind by a run that was killed; whatever it is, a link is not followed.
        std::fs::remove_file(part)?;
        File::create_new(part)
    });
    file?.write_all(bytes)
}

/// Sets and logs hold at every moment, so a panic elsewhere cannot have spoiled them.
pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_ends_the_run_and_a_bad_file_only_its_record() {
        let fault = |kind: io::ErrorKind| SinkError::from(NotFiled { path: "a".into(), cause: kind.into() });
        assert!(matches!(fault(io::ErrorKind::StorageFull), SinkError::Stream { .. }));
        assert!(matches!(fault(io::ErrorKind::PermissionDenied), SinkError::Record { .. }));
    }
}
