//! Where results go: a stream, one file, several files of bounded length, or a tree of files.

pub(in crate::batch) mod durable;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod shard;
pub mod side_log;
pub mod tree;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use crate::batch::input::RelativeName;
use crate::batch::resume::SinkState;
use crate::batch::run::part::{Packing, PartError, PartFile};
use crate::batch::sink::tree::claims::Claim;
use crate::batch::sink::tree::ledger::Stamp;

/// Why a result could not be put where it belongs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// Only this result is lost: its own file cannot be written.
    #[error("cannot write {path}")]
    Record {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Nothing more can be written.
    #[error("cannot write {path}")]
    Stream {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A second record came where there is room for one.
    #[error("several documents need -f jsonl (or csv), or a folder as -o")]
    Several,
    /// Whoever read the output has gone.
    #[error("the output was closed")]
    Closed,
}

impl From<PartError> for SinkError {
    fn from(error: PartError) -> Self {
        SinkError::Stream { path: error.path, cause: error.cause }
    }
}

/// What became of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was written.
    Written,
    /// It was there already, from an earlier run, and stays.
    Existing,
}

/// A result on its way.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Where it stands in a tree.
    pub name: &'a RelativeName,
    /// Its file in a tree, where it was given one before it was made.
    pub claim: Option<&'a Claim>,
    /// The record it was made of.
    pub place: &'a str,
    /// The state of the file that holds the record.
    pub source: Stamp,
    /// What is written.
    pub bytes: &'a [u8],
    /// Bytes of its file, where a worker has written it.
    pub filed: Option<u64>,
}

impl<'a> Item<'a> {
    /// A result for a place where names and sources do not count.
    pub fn new(name: &'a RelativeName, bytes: &'a [u8]) -> Self {
        Item { name, claim: None, place: "", source: Stamp::default(), bytes, filed: None }
    }
}

/// A place for results.
pub trait Sink {
    /// One result.
    ///
    /// # Errors
    /// [`SinkError::Record`] when only this result is lost.
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError>;

    /// Pushes out what is buffered.
    ///
    /// # Errors
    /// When it cannot be written.
    fn flush(&mut self) -> Result<(), SinkError>;

    /// Makes everything durable; tells how far the output is.
    ///
    /// # Errors
    /// When the disk says no.
    fn checkpoint(&mut self) -> Result<SinkState, SinkError>;

    /// Everything was written.
    ///
    /// # Errors
    /// When the disk says no.
    fn finish(&mut self) -> Result<(), SinkError>;

    /// The run ends early and may be continued.
    fn abandon(&mut self);

    /// The journal is about to go: lets go of files in its folder.
    fn remove_traces(&mut self) {}
}

/// Standard output.
pub struct Stdout {
    stream: BufWriter<io::Stdout>,
}

impl Stdout {
    /// Standard output, after a preamble.
    ///
    /// # Errors
    /// When nobody reads it.
    pub fn new(preamble: &[u8]) -> Result<Self, SinkError> {
        let mut stream = BufWriter::with_capacity(64 << 10, io::stdout());
        stream.write_all(preamble).map_err(super::stdout_fault)?;
        Ok(Self { stream })
    }
}

impl Sink for Stdout {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        self.stream.write_all(item.bytes).map_err(super::stdout_fault)?;
        Ok(Put::Written)
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        self.stream.flush().map_err(super::stdout_fault)
    }

    fn checkpoint(&mut self) -> Result<SinkState, SinkError> {
        Ok(SinkState::default())
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        self.flush()
    }

    fn abandon(&mut self) {
        crate::batch::flush_quietly(&mut self.stream);
    }
}

/// Holds back the only record there should be, so that nothing is written when there are more.
pub struct One {
    inner: Box<dyn Sink>,
    held: Option<(RelativeName, Vec<u8>)>,
}

impl One {
    /// One record, for another sink.
    pub fn new(inner: Box<dyn Sink>) -> Self {
        Self { inner, held: None }
    }
}

impl Sink for One {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        if self.held.replace((item.name.clone(), item.bytes.to_vec())).is_some() {
            return Err(SinkError::Several);
        }
        Ok(Put::Written)
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<SinkState, SinkError> {
        self.inner.checkpoint()
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        if let Some((name, bytes)) = self.held.take() {
            self.inner.put(Item::new(&name, &bytes))?;
        }
        self.inner.finish()
    }

    fn abandon(&mut self) {
        self.inner.abandon();
    }
}

/// One file, or several that follow each other: `part-00000.jsonl`, `part-00001.jsonl`, ...
pub struct Files {
    /// The file, or the folder of the files.
    path: PathBuf,
    extension: String,
    packing: Packing,
    preamble: Vec<u8>,
    /// Records per file; `None` for one file.
    shard_size: Option<u64>,
    current: Option<PartFile>,
    shard: u64,
    shard_records: u64,
}

/// How a [`Files`] sink is laid out.
#[derive(Debug)]
pub struct FilesOptions {
    /// The file, or the folder of the files.
    pub path: PathBuf,
    /// Extension of the files in a folder.
    pub extension: String,
    /// How they are packed.
    pub packing: Packing,
    /// What stands at the beginning of each.
    pub preamble: Vec<u8>,
    /// Records per file; `None` for one file.
    pub shard_size: Option<u64>,
}

impl Files {
    /// Begins, or goes on where a killed run was.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(options: FilesOptions, resumed: Option<&SinkState>) -> Result<Self, SinkError> {
        let FilesOptions { path, extension, packing, preamble, shard_size } = options;
        if shard_size.is_some() {
            std::fs::create_dir_all(&path)
                .map_err(|cause| SinkError::Stream { path: path.clone(), cause })?;
        }
        let mut files = Self {
            path,
            extension,
            packing,
            preamble,
            shard_size,
            current: None,
            shard: resumed.map_or(0, |state| state.shard),
            shard_records: resumed.map_or(0, |state| state.shard_records),
        };
        match resumed {
            Some(state) if state.bytes > 0 => {
                files.current = Some(PartFile::reopen(&files.shard_path(), packing, state.bytes)?);
            }
            _ => files.begin()?,
        }
        Ok(files)
    }

    fn shard_path(&self) -> PathBuf {
        match self.shard_size {
            None => self.path.clone(),
            Some(_) => {
                let suffix = self.packing.compression.suffix();
                self.path.join(format!("part-{:05}.{}{suffix}", self.shard, self.extension))
            }
        }
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        let mut file = PartFile::create(&self.shard_path(), self.packing)?;
        file.write(&self.preamble)?;
        self.current = Some(file);
        Ok(())
    }
}

impl Sink for Files {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        if self.shard_size.is_some_and(|size| self.shard_records >= size)
            && let Some(full) = self.current.take()
        {
            full.finish()?;
            self.shard += 1;
            self.shard_records = 0;
            self.begin()?;
        }
        self.shard_records += 1;
        if let Some(file) = &mut self.current {
            file.write(item.bytes)?;
        }
        Ok(Put::Written)
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        // Readers of a file wait for it to be whole.
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<SinkState, SinkError> {
        let bytes = match &mut self.current {
            Some(file) => file.checkpoint()?,
            None => 0,
        };
        let (shard, shard_records) = (self.shard, self.shard_records);
        Ok(SinkState { shard, shard_records, bytes, ..SinkState::default() })
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        match self.current.take() {
            Some(file) => Ok(file.finish()?),
            None => Ok(()),
        }
    }

    fn abandon(&mut self) {
        self.current = None;
    }
}
