//! Where results go: a stream, one file, several files of bounded length, or a tree of files.

pub(in crate::batch) mod durable;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod shard;
pub mod side_log;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::batch::input::{RelativeName, stable_hash};
use crate::batch::resume::SinkState;
use crate::batch::run::compression::Compression;
use crate::batch::run::part::{Packing, PartError, PartFile, part_path};
use crate::batch::sink::durable::Fresh;
use crate::batch::sink::side_log::SideLog;

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
    /// The file it was made of.
    pub source: &'a str,
    /// What is written.
    pub bytes: &'a [u8],
}

/// A place for results.
pub trait Sink {
    /// One result.
    ///
    /// # Errors
    /// [`SinkError::Record`] when only this result is lost.
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError>;

    /// A record whose result is there already ([`Existing::has`]): its name is given.
    ///
    /// # Errors
    /// When that cannot be noted.
    fn pass_over(&mut self, _name: &RelativeName) -> Result<(), SinkError> {
        Ok(())
    }

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
    held: Option<(RelativeName, String, Vec<u8>)>,
}

impl One {
    /// One record, for another sink.
    pub fn new(inner: Box<dyn Sink>) -> Self {
        Self { inner, held: None }
    }
}

impl Sink for One {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        let held = (item.name.clone(), item.source.to_owned(), item.bytes.to_vec());
        if self.held.replace(held).is_some() {
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
        if let Some((name, source, bytes)) = self.held.take() {
            self.inner.put(Item { name: &name, source: &source, bytes: &bytes })?;
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

/// A folder that mirrors the input, one file per record.
pub struct Tree {
    root: PathBuf,
    extension: String,
    compression: Compression,
    overwrite: Overwrite,
    /// Hashes of the names given, upper and lower case alike.
    taken: HashSet<u64>,
    /// Hashes of names that a killed run may have written after its last checkpoint.
    half_done: HashSet<u64>,
    names: Option<SideLog>,
    /// The folder that was made or looked at last.
    folder: Option<PathBuf>,
    /// Written since the last checkpoint.
    fresh: Fresh,
    owns_folder: bool,
    /// This run goes on with one that owned the folder.
    may_replace: bool,
}

/// What happens to files that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// The record fails.
    Never,
    /// They are replaced.
    Always,
    /// They stay, unless they are older than what they were made of.
    Older,
}

/// The files of a tree that an earlier run made.
#[derive(Debug, Clone)]
pub struct Existing {
    /// The folder.
    pub root: PathBuf,
    /// What is added to a name: `.txt`, `.md.gz`.
    pub suffix: String,
}

impl Existing {
    /// True when the result of a record is there and not older than its source.
    pub fn has(&self, name: &RelativeName, source: &str) -> bool {
        is_fresh(&self.root.join(format!("{}{}", name.as_str(), self.suffix)), source)
    }
}

/// True for a file that is there and not older than what it was made of.
fn is_fresh(path: &Path, source: &str) -> bool {
    let time = |path: &Path| path.metadata().and_then(|metadata| metadata.modified());
    match (time(path), time(Path::new(source))) {
        (Ok(made), Ok(changed)) => made >= changed,
        // Standard input has no time.
        (Ok(_), Err(_)) => true,
        (Err(_), _) => false,
    }
}

/// How a [`Tree`] is laid out.
#[derive(Debug)]
pub struct TreeOptions {
    /// The folder.
    pub root: PathBuf,
    /// Extension of the files.
    pub extension: String,
    /// How they are packed.
    pub compression: Compression,
    /// What happens to files that are there already.
    pub overwrite: Overwrite,
    /// File of the journal that lists the names given.
    pub names: Option<PathBuf>,
    /// The folder held nothing when the run began.
    pub owns_folder: bool,
}

impl Tree {
    /// Begins, or goes on after a killed run.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(options: TreeOptions, resumed: Option<&SinkState>) -> Result<Self, SinkError> {
        let TreeOptions { root, extension, compression, overwrite, names, owns_folder } = options;
        std::fs::create_dir_all(&root).map_err(|cause| SinkError::Stream { path: root.clone(), cause })?;
        let (mut taken, mut half_done) = (HashSet::new(), HashSet::new());
        let names = match names {
            None => None,
            Some(path) => {
                let hash = |line: &str| u64::from_str_radix(line, 16).ok();
                Some(SideLog::open(
                    &path,
                    resumed.map_or(0, |state| state.names_bytes),
                    &mut |line| taken.extend(hash(line)),
                    &mut |line| half_done.extend(hash(line)),
                )?)
            }
        };
        let may_replace = owns_folder && resumed.is_some();
        Ok(Self {
            root,
            extension,
            compression,
            overwrite,
            taken,
            half_done,
            names,
            folder: None,
            fresh: Fresh::default(),
            owns_folder,
            may_replace,
        })
    }

    /// A path that no record has yet. Two records of one name: the later one is numbered.
    fn claim(&mut self, name: &RelativeName) -> (PathBuf, u64) {
        let mut number = 1;
        loop {
            let stem =
                if number == 1 { name.as_str().to_owned() } else { format!("{}~{number}", name.as_str()) };
            let relative = format!("{stem}.{}{}", self.extension, self.compression.suffix());
            let hash = stable_hash(relative.to_lowercase().as_bytes());
            if self.taken.insert(hash) {
                return (self.root.join(relative), hash);
            }
            number += 1;
        }
    }

    fn write(&mut self, path: &Path, hash: u64, bytes: &[u8]) -> io::Result<()> {
        self.make_folder(path)?;
        if self.overwrite == Overwrite::Never
            && !self.may_replace
            && !self.half_done.contains(&hash)
            && path.symlink_metadata().is_ok()
        {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "the file exists (--force replaces it, --skip-existing passes over it)",
            ));
        }
        // Before the file, so that a resumed run knows it for its own.
        self.note_name(hash).map_err(|error| error.cause)?;
        let part = part_path(path);
        let written = write_new(&part, bytes, self.compression).and_then(|()| std::fs::rename(&part, path));
        if written.is_err() {
            // The fault itself is what the user must hear of.
            let _ = std::fs::remove_file(&part);
        } else if self.names.is_some() {
            self.fresh.add(path);
        }
        written
    }

    fn note_name(&mut self, hash: u64) -> Result<(), PartError> {
        match &mut self.names {
            Some(names) => names.push(&format!("{hash:x}")).and_then(|()| names.flush()),
            None => Ok(()),
        }
    }

    fn sync(&mut self) -> Result<(), SinkError> {
        let fault = |cause| SinkError::Stream { path: self.root.clone(), cause };
        self.fresh.sync(&self.root).map_err(fault)
    }

    /// Makes the folder of a file, and refuses to leave the output folder through a link.
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        if self.folder.as_deref() == Some(folder) {
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
        self.folder = Some(folder.to_owned());
        Ok(())
    }
}

impl Sink for Tree {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        let (path, hash) = self.claim(item.name);
        if self.overwrite == Overwrite::Older
            && !self.half_done.contains(&hash)
            && is_fresh(&path, item.source)
        {
            self.note_name(hash)?;
            return Ok(Put::Existing);
        }
        match self.write(&path, hash, item.bytes) {
            Ok(()) => Ok(Put::Written),
            Err(cause) => Err(SinkError::Record { path, cause }),
        }
    }

    fn pass_over(&mut self, name: &RelativeName) -> Result<(), SinkError> {
        let (_, hash) = self.claim(name);
        Ok(self.note_name(hash)?)
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<SinkState, SinkError> {
        self.sync()?;
        let names_bytes = match &mut self.names {
            Some(names) => names.checkpoint()?,
            None => 0,
        };
        Ok(SinkState { names_bytes, owns_folder: self.owns_folder, ..SinkState::default() })
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        // The journal goes next: from then on nobody would do these files again.
        self.sync()
    }

    fn abandon(&mut self) {}

    fn remove_traces(&mut self) {
        self.names = None;
    }
}

fn write_new(part: &Path, bytes: &[u8], compression: Compression) -> io::Result<()> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(part)?;
    if compression == Compression::None {
        file.write_all(bytes)
    } else {
        file.write_all(&compression.pack(bytes)?)
    }
}
