//! What must outlive a power cut, at the moments when the journal says so.
//!
//! A journal that speaks of files which the disk does not hold yet is worse than none. So at every
//! checkpoint, before the journal is replaced, all it speaks of is made durable: growing files are
//! synced one by one, a folder of many small ones all at once ([`Fresh::sync`]), and renamed files
//! by their folder. Between checkpoints nothing is synced; after a power cut those records are
//! done again, over whatever the disk kept of them.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Makes the names in a folder durable: what was created or renamed there.
///
/// # Errors
/// When the disk says no.
pub(in crate::batch) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Other systems than Unix neither open folders nor need this.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Makes the name of a file durable.
///
/// # Errors
/// When the disk says no.
pub(in crate::batch) fn sync_name(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => sync_folder(folder),
        _ => sync_folder(Path::new(".")),
    }
}

/// Files written below a folder and not yet synced.
#[derive(Debug, Default)]
pub(in crate::batch) struct Fresh {
    /// Their paths, where they are synced one by one.
    files: Vec<PathBuf>,
    is_any: bool,
}

impl Fresh {
    /// Notes a file.
    pub(in crate::batch) fn add(&mut self, path: impl FnOnce() -> PathBuf) {
        self.is_any = true;
        if cfg!(not(target_os = "linux")) {
            self.files.push(path());
        }
    }

    /// Makes all files noted durable, and their names.
    ///
    /// # Errors
    /// When the disk says no.
    pub(in crate::batch) fn sync(&mut self, root: &Path) -> io::Result<()> {
        if !self.is_any {
            return Ok(());
        }
        sync_all(root, &self.files)?;
        self.files.clear();
        self.is_any = false;
        Ok(())
    }
}

/// One call for the whole file system: for the files of a checkpoint some 50 times faster than one
/// call for each of them.
#[cfg(target_os = "linux")]
fn sync_all(root: &Path, _files: &[PathBuf]) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(root)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_all(_root: &Path, files: &[PathBuf]) -> io::Result<()> {
    let mut folders: Vec<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    for file in files {
        // Windows syncs only what is open for writing.
        std::fs::OpenOptions::new().write(true).open(file)?.sync_data()?;
    }
    folders.into_iter().try_for_each(sync_folder)
}
