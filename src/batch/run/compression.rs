//! How output is packed: one gzip member or zstd frame at a time.

use std::io::{self, Write};

use flate2::write::GzEncoder;

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

    /// Packs bytes at hand: one member or frame.
    ///
    /// # Errors
    /// When the build cannot pack so.
    pub fn pack(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Compression::None => Ok(bytes.to_vec()),
            Compression::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                encoder.write_all(bytes)?;
                encoder.finish()
            }
            #[cfg(feature = "zstd")]
            Compression::Zstd => zstd::bulk::compress(bytes, 3),
            #[cfg(not(feature = "zstd"))]
            Compression::Zstd => {
                Err(io::Error::new(io::ErrorKind::Unsupported, "this build of tamis cannot write zstd"))
            }
        }
    }
}
