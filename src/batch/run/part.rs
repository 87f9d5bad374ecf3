//! A file that grows under a temporary name and gets its own when it is whole; plain or packed.
//!
//! At a checkpoint a packed file ends its gzip member or zstd frame. So a resumed run can cut the
//! file there and go on, and its bytes are those of a run that was never interrupted.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;

use crate::batch::sink::durable::sync_name;

/// How an output is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// gzip, level 6.
    Gzip,
    /// zstd, level 3.
    Zstd,
}

impl Compression {
    /// What follows the extension of the format: empty, `.gz` or `.zst`.
    pub fn suffix(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => ".gz",
            Compression::Zstd => ".zst",
        }
    }

    /// Packs bytes at hand.
    ///
    /// # Errors
    /// When the build cannot pack so.
    pub fn pack(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut packer = Packer::new(self)?;
        let mut packed = Vec::new();
        packer.write(bytes, &mut packed)?;
        packer.end(&mut packed)?;
        Ok(packed)
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
    packer: Packer,
    /// Packed bytes, not yet in the file.
    packed: Vec<u8>,
    n_bytes: u64,
}

impl PartFile {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(path: &Path, compression: Compression) -> Result<Self, PartError> {
        let part = part_path(path);
        // Its name must be durable before a journal speaks of its bytes.
        let file = File::create(&part).and_then(|file| sync_name(&part).map(|()| file));
        Self::new(path, part, file, compression, 0)
    }

    /// Goes on with a file of which the first `n_bytes` are known to be good.
    ///
    /// # Errors
    /// When it is not there, or shorter.
    pub fn reopen(path: &Path, compression: Compression, n_bytes: u64) -> Result<Self, PartError> {
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
        Self::new(path, part, file, compression, n_bytes)
    }

    fn new(
        path: &Path,
        part: PathBuf,
        file: io::Result<File>,
        compression: Compression,
        n_bytes: u64,
    ) -> Result<Self, PartError> {
        let opened = file.and_then(|file| Ok((file, Packer::new(compression)?)));
        match opened {
            Ok((file, packer)) => Ok(Self {
                path: path.to_owned(),
                part,
                file: BufWriter::with_capacity(256 << 10, file),
                packer,
                packed: Vec::new(),
                n_bytes,
            }),
            Err(cause) => Err(PartError { path: path.to_owned(), cause }),
        }
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PartError> {
        let written = if self.packer.is_plain() {
            self.n_bytes += bytes.len() as u64;
            self.file.write_all(bytes)
        } else {
            self.packer.write(bytes, &mut self.packed).and_then(|()| self.drain())
        };
        written.map_err(|cause| self.error(cause))
    }

    /// Ends the member, makes everything durable, tells how long the file is.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn checkpoint(&mut self) -> Result<u64, PartError> {
        let done = self
            .packer
            .end(&mut self.packed)
            .and_then(|()| self.drain())
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
        if self.n_bytes == 0 {
            // An empty packed file still needs a member to be one.
            self.packer.write(&[], &mut self.packed).map_err(|cause| self.error(cause))?;
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

    fn drain(&mut self) -> io::Result<()> {
        self.n_bytes += self.packed.len() as u64;
        self.file.write_all(&self.packed)?;
        self.packed.clear();
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

enum Packer {
    Plain,
    Gzip(Option<GzEncoder<Vec<u8>>>),
    #[cfg(feature = "zstd")]
    Zstd(Option<zstd::stream::write::Encoder<'static, Vec<u8>>>),
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_plain() { "Plain" } else { "Packing" })
    }
}

impl Packer {
    fn new(compression: Compression) -> io::Result<Self> {
        match compression {
            Compression::None => Ok(Packer::Plain),
            Compression::Gzip => Ok(Packer::Gzip(None)),
            #[cfg(feature = "zstd")]
            Compression::Zstd => Ok(Packer::Zstd(None)),
            #[cfg(not(feature = "zstd"))]
            Compression::Zstd => {
                Err(io::Error::new(io::ErrorKind::Unsupported, "this build of tamis cannot write zstd"))
            }
        }
    }

    fn is_plain(&self) -> bool {
        matches!(self, Packer::Plain)
    }

    fn write(&mut self, bytes: &[u8], packed: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Packer::Plain => packed.extend_from_slice(bytes),
            Packer::Gzip(encoder) => {
                let encoder =
                    encoder.get_or_insert_with(|| GzEncoder::new(Vec::new(), flate2::Compression::new(6)));
                encoder.write_all(bytes)?;
                packed.append(encoder.get_mut());
            }
            #[cfg(feature = "zstd")]
            Packer::Zstd(encoder) => {
                if encoder.is_none() {
                    *encoder = Some(zstd::stream::write::Encoder::new(Vec::new(), 3)?);
                }
                if let Some(encoder) = encoder {
                    encoder.write_all(bytes)?;
                    packed.append(encoder.get_mut());
                }
            }
        }
        Ok(())
    }

    /// Ends the member, if one was begun.
    fn end(&mut self, packed: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Packer::Plain => {}
            Packer::Gzip(encoder) => {
                if let Some(encoder) = encoder.take() {
                    packed.append(&mut encoder.finish()?);
                }
            }
            #[cfg(feature = "zstd")]
            Packer::Zstd(encoder) => {
                if let Some(encoder) = encoder.take() {
                    packed.append(&mut encoder.finish()?);
                }
            }
        }
        Ok(())
    }
}
