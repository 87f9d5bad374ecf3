//! Parquet: results wait as packed lines of JSON beside the journal, and become a file when all of it is there.
//!
//! A Parquet file says at its end where everything is, so nobody can go on with half of one. The lines can be
//! cut at a checkpoint, as any output of lines; the file is made of them in one go, and made again when the run
//! was killed meanwhile. The same lines give the same bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Codec, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::batch::resume::SinkState;
use crate::batch::run::compression::Compression;
use crate::batch::run::part::{PartFile, part_path};
use crate::batch::sink::durable::sync_name;
use crate::batch::sink::{Item, Put, Sink, SinkError};
use crate::output::arrow::{ArrowFault, Rows, Table};

/// Text of a row group, roughly: large enough for readers to fetch it in one piece, small enough to be held.
const ROW_GROUP_BYTES: usize = 32 << 20;

/// One Parquet file, or several that follow each other.
pub struct ParquetFiles {
    options: ParquetOptions,
    lines: Option<PartFile>,
    shard: u64,
    shard_records: u64,
    /// The first shard whose lines a killed run may need again.
    first_needed: u64,
}

/// How [`ParquetFiles`] are laid out.
#[derive(Debug)]
pub struct ParquetOptions {
    /// The file, or the folder of the files.
    pub path: PathBuf,
    /// Folder of the journal, for the lines.
    pub journal: PathBuf,
    /// Records per file; `None` for one file.
    pub shard_size: Option<u64>,
    /// The columns.
    pub table: Table,
}

impl ParquetFiles {
    /// Begins, or goes on where a killed run was.
    ///
    /// # Errors
    /// When a file cannot be opened.
    pub fn open(options: ParquetOptions, resumed: Option<&SinkState>) -> Result<Self, SinkError> {
        if options.shard_size.is_some() {
            std::fs::create_dir_all(&options.path)
                .map_err(|cause| SinkError::Stream { path: options.path.clone(), cause })?;
        }
        let shard = resumed.map_or(0, |state| state.shard);
        let shard_records = resumed.map_or(0, |state| state.shard_records);
        let mut files = Self { options, lines: None, shard, shard_records, first_needed: shard };
        let lines = files.lines_path(shard);
        files.lines = Some(match resumed {
            Some(state) if state.bytes > 0 => PartFile::reopen(&lines, Compression::Zstd, state.bytes)?,
            _ => PartFile::create(&lines, Compression::Zstd)?,
        });
        Ok(files)
    }

    fn lines_path(&self, shard: u64) -> PathBuf {
        self.options.journal.join(format!("lines-{shard:05}.jsonl.zst"))
    }

    fn file_path(&self) -> PathBuf {
        match self.options.shard_size {
            None => self.options.path.clone(),
            Some(_) => self.options.path.join(format!("part-{:05}.parquet", self.shard)),
        }
    }

    /// Makes the file of the lines so far.
    fn close(&mut self) -> Result<(), SinkError> {
        let Some(lines) = self.lines.take() else { return Ok(()) };
        lines.finish()?;
        let path = self.file_path();
        convert(&self.lines_path(self.shard), &path, self.options.table)
            .map_err(|cause| SinkError::Stream { path, cause })
    }
}

impl Sink for ParquetFiles {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        if self.options.shard_size.is_some_and(|size| self.shard_records >= size) {
            self.close()?;
            self.shard += 1;
            self.shard_records = 0;
            self.lines = Some(PartFile::create(&self.lines_path(self.shard), Compression::Zstd)?);
        }
        self.shard_records += 1;
        if let Some(lines) = &mut self.lines {
            lines.write(item.bytes)?;
        }
        Ok(Put::Written)
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<SinkState, SinkError> {
        let bytes = match &mut self.lines {
            Some(lines) => lines.checkpoint()?,
            None => 0,
        };
        // The journal in force until now may speak of any shard since its own.
        for shard in self.first_needed.saturating_sub(1)..self.first_needed {
            match std::fs::remove_file(self.lines_path(shard)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(SinkError::Stream { path: self.lines_path(shard), cause });
                }
                _ => {}
            }
        }
        self.first_needed = self.shard;
        let (shard, shard_records) = (self.shard, self.shard_records);
        Ok(SinkState { shard, shard_records, bytes, ..SinkState::default() })
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        self.close()
    }

    fn abandon(&mut self) {
        self.lines = None;
    }
}

/// Writes the file of the lines, under a temporary name until it is whole.
fn convert(lines: &Path, path: &Path, table: Table) -> io::Result<()> {
    let part = part_path(path);
    let properties = WriterProperties::builder()
        .set_compression(Codec::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut rows = Rows::new(table).map_err(io::Error::other)?;
    let file = File::create(&part)?;
    let mut writer =
        ArrowWriter::try_new(file.try_clone()?, rows.schema(), Some(properties)).map_err(io::Error::other)?;
    let mut reader = BufReader::new(zstd::stream::read::Decoder::new(File::open(lines)?)?);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        match rows.push_line(&line) {
            Err(ArrowFault::Full) => {
                end_group(&mut rows, &mut writer)?;
                rows.push_line(&line).map_err(io::Error::other)?;
            }
            other => other.map_err(io::Error::other)?,
        }
        line.clear();
        if rows.n_text_bytes() >= ROW_GROUP_BYTES {
            end_group(&mut rows, &mut writer)?;
        }
    }
    end_group(&mut rows, &mut writer)?;
    writer.close().map_err(io::Error::other)?;
    file.sync_data()?;
    std::fs::rename(&part, path)?;
    sync_name(path)
}

fn end_group(rows: &mut Rows, writer: &mut ArrowWriter<File>) -> io::Result<()> {
    let batch = rows.take().map_err(io::Error::other)?;
    let written: Result<(), ParquetError> = writer.write(&batch).and_then(|()| writer.flush());
    written.map_err(io::Error::other)
}
