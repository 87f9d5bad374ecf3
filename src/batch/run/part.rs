//! A file that grows under a temporary name and gets its own when it is whole; plain or packed.
//!
//! A packed file is a row of blocks of [`BLOCK_BYTES`], each a gzip member or a zstd frame of its own: they are packed
//! beside each other on several threads, and those who read the file unpack them so. A checkpoint ends a block,
//! too. So a resumed run can cut the file there and go on, and its bytes are those of a run that was never
//! interrupted, on any number of threads.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::batch::run::compression::Compression;
use crate::batch::run::packers::Packers;
use crate::batch::sink::durable::sync_name;

/// Bytes of a block before it is packed. The window of gzip is a 32nd of it, so that no more than some hundredths
/// of a percent are lost at its beginning; zstd at level 3 loses about two percent to one frame for all.
pub const BLOCK_BYTES: usize = 1 << 20;

/// How an output is packed, and on how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packing {
    /// How.
    pub compression: Compression,
    /// Threads that pack; up to one is the writing thread itself.
    pub threads: usize,
}

impl From<Compression> for Packing {
    /// On the writing thread.
    fn from(compression: Compression) -> Self {
        Packing { compression, threads: 1 }
    }
}

/// Cannot write a file.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}")]
pub struct PartError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: io::Error,
}

/// A file on its way.
#[derive(Debug)]
pub struct PartFile {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
    compression: Compression,
    /// What the next block will hold.
    block: Vec<u8>,
    /// Blocks on their way.
    packers: Packers,
    n_bytes: u64,
}

impl PartFile {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(path: &Path, packing: impl Into<Packing>) -> Result<Self, PartError> {
        let part = part_path(path);
        // Its name must be durable before a journal speaks of its bytes.
        let file = File::create(&part).and_then(|file| sync_name(&part).map(|()| file));
        Self::new(path, part, file, packing.into(), 0)
    }

    /// Goes on with a file of which the first `n_bytes` are known to be good.
    ///
    /// # Errors
    /// When it is not there, or shorter.
    pub fn reopen(path: &Path, packing: impl Into<Packing>, n_bytes: u64) -> Result<Self, PartError> {
        let part = part_path(path);
        // A run that was killed between the last rename and its end has the whole file already.
        if !part.exists() && path.exists() {
            std::fs::rename(path, &part).map_err(|cause| PartError { path: path.to_owned(), cause })?;
        }
        let file = OpenOptions::new().write(true).open(&part).and_then(|mut file| {
            if file.metadata()?.len() < n_bytes {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "shorter than its journal says"));
            }
            file.set_len(n_bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        });
        Self::new(path, part, file, packing.into(), n_bytes)
    }

    fn new(
        path: &Path,
        part: PathBuf,
        file: io::Result<File>,
        Packing { compression, threads }: Packing,
        n_bytes: u64,
    ) -> Result<Self, PartError> {
        // What this build cannot pack is said before anything is done.
        let opened = file.and_then(|file| compression.pack(&[]).map(|_| file));
        let file = opened.map_err(|cause| PartError { path: path.to_owned(), cause })?;
        Ok(Self {
            path: path.to_owned(),
            part,
            file: BufWriter::with_capacity(256 << 10, file),
            compression,
            block: Vec::new(),
            packers: Packers::new(compression, threads),
            n_bytes,
        })
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PartError> {
        let written = if self.compression == Compression::None {
            self.n_bytes += bytes.len() as u64;
            self.file.write_all(bytes)
        } else {
            self.block.extend_from_slice(bytes);
            if self.block.len() < BLOCK_BYTES { Ok(()) } else { self.end_block() }
        };
        written.map_err(|cause| self.error(cause))
    }

    /// Ends the block, makes everything durable, tells how long the file is.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn checkpoint(&mut self) -> Result<u64, PartError> {
        let ended = if self.block.is_empty() { Ok(()) } else { self.end_block() };
        let done = ended
            .and_then(|()| self.drain(0))
            .and_then(|()| self.file.flush())
            .and_then(|()| self.file.get_ref().sync_data());
        done.map_err(|cause| self.error(cause))?;
        Ok(self.n_bytes)
    }

    /// Gives the file its own name.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn finish(mut self) -> Result<(), PartError> {
        if self.n_bytes == 0 && self.packers.is_empty() && self.block.is_empty() {
            // An empty packed file still needs a member to be one.
            self.end_block().map_err(|cause| self.error(cause))?;
        }
        self.checkpoint()?;
        let renamed = std::fs::rename(&self.part, &self.path).and_then(|()| sync_name(&self.path));
        renamed.map_err(|cause| self.error(cause))
    }

    /// Pushes what is buffered to the file, for readers that follow it.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn flush(&mut self) -> Result<(), PartError> {
        self.file.flush().map_err(|cause| self.error(cause))
    }

    /// Hands the block over, and writes those that are packed by now.
    fn end_block(&mut self) -> io::Result<()> {
        if self.compression == Compression::None {
            return Ok(());
        }
        self.packers.pack(std::mem::take(&mut self.block));
        self.drain(self.packers.width())
    }

    /// Writes packed blocks, in order, until no more than so many are on their way; and any that are ready.
    fn drain(&mut self, most: usize) -> io::Result<()> {
        while let Some(packed) = self.packers.next(most)? {
            self.n_bytes += packed.len() as u64;
            self.file.write_all(&packed)?;
        }
        Ok(())
    }

    fn error(&self, cause: io::Error) -> PartError {
        PartError { path: self.path.clone(), cause }
    }
}

/// The temporary name, beside the final one so that renaming never crosses a file system.
pub fn part_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}
