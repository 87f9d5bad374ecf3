//! One run at a time into one place. The lock is the system's own: it goes with the process, whatever
//! ends it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the file that is locked.
pub(super) const LOCK_FILE: &str = "lock";

/// A place that is this run's alone, as long as the value lives.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    /// The folder's own folder, where it was made for the lock.
    made: Option<PathBuf>,
    _file: File,
}

impl Lock {
    /// Locks a folder, which is made where it is missing; `None` when another run holds it.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        let made = parent.filter(|parent| !parent.exists()).map(Path::to_owned);
        loop {
            fs::create_dir_all(folder)?;
            let path = folder.join(LOCK_FILE);
            let file = match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
                Ok(file) => file,
                // The other run ended between the two steps, and took its folder with it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            if !lock(&file)? {
                return Ok(None);
            }
            if is_at(&file, &path) {
                return Ok(Some(Self { folder: folder.to_owned(), made, _file: file }));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Folders that hold anything stay; a lock that stays behind holds nobody up.
        let _ = fs::remove_file(self.folder.join(LOCK_FILE));
        let _ = fs::remove_dir(&self.folder);
        if let Some(made) = &self.made {
            let _ = fs::remove_dir(made);
        }
    }
}

#[cfg(unix)]
fn lock(file: &File) -> io::Result<bool> {
    match rustix::fs::flock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        // Some network file systems know no locks: the run goes without.
        Err(rustix::io::Errno::NOTSUP | rustix::io::Errno::NOSYS | rustix::io::Errno::NOLCK) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// True when the path still names the file that was locked.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

// Windows refuses to remove a folder in which a file is open, so a second run notices when it begins.
#[cfg(not(unix))]
fn lock(_file: &File) -> io::Result<bool> {
    Ok(true)
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_place_is_one_run_s_alone() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().join("out/.tamis");
        let held = Lock::take(&folder).unwrap().expect("free");
        assert!(Lock::take(&folder).unwrap().is_none());
        drop(held);
        assert!(!room.path().join("out").exists(), "what was made for the lock is gone");
        assert!(Lock::take(&folder).unwrap().is_some());
    }
}
