//! Lines that belong to a journal and only grow: what a resumed run must know of the records
//! before it, without reading them again.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::batch::run::part::PartError;

/// A growing file of lines.
#[derive(Debug)]
pub struct SideLog {
    path: PathBuf,
    file: BufWriter<File>,
    n_bytes: u64,
}

impl SideLog {
    /// Opens a log of which the first `n_bytes` hold; calls `old` with each of their lines, and
    /// `beyond` with each later one, which a killed run wrote and which are cut off.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn open(
        path: &Path,
        n_bytes: u64,
        old: &mut dyn FnMut(&str),
        beyond: &mut dyn FnMut(&str),
    ) -> Result<Self, PartError> {
        let fail = |cause| PartError { path: path.to_owned(), cause };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(fail)?;
        read_lines(&file, n_bytes, old, beyond).map_err(fail)?;
        file.set_len(n_bytes).and_then(|()| file.seek(SeekFrom::End(0))).map_err(fail)?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), n_bytes })
    }

    /// Appends a line.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn push(&mut self, line: &str) -> Result<(), PartError> {
        self.n_bytes += line.len() as u64 + 1;
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|cause| PartError { path: self.path.clone(), cause })
    }

    /// Hands the lines to the operating system, where they outlive this process.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn flush(&mut self) -> Result<(), PartError> {
        self.file.flush().map_err(|cause| PartError { path: self.path.clone(), cause })
    }

    /// Makes the lines durable, and tells how long the file is.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn checkpoint(&mut self) -> Result<u64, PartError> {
        let done = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        done.map_err(|cause| PartError { path: self.path.clone(), cause })?;
        Ok(self.n_bytes)
    }
}

fn read_lines(
    file: &File,
    n_bytes: u64,
    old: &mut dyn FnMut(&str),
    beyond: &mut dyn FnMut(&str),
) -> io::Result<()> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let mut at = 0;
    loop {
        line.clear();
        let n_read = reader.read_until(b'\n', &mut line)?;
        if n_read == 0 {
            return Ok(());
        }
        at += n_read as u64;
        // The last line of a killed run may be cut.
        let Ok(text) = std::str::from_utf8(line.trim_ascii_end()) else { continue };
        if at <= n_bytes { old(text) } else { beyond(text) }
    }
}
