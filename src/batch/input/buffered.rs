//! What every reader that holds a buffer of its own reads by.

use std::io::{self, BufRead};

/// [`std::io::Read::read`] of a reader by its buffer.
///
/// # Errors
/// When the buffer cannot be filled.
pub(super) fn read_buffered(reader: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let chunk = reader.fill_buf()?;
    let n_bytes = chunk.len().min(buffer.len());
    buffer[..n_bytes].copy_from_slice(&chunk[..n_bytes]);
    reader.consume(n_bytes);
    Ok(n_bytes)
}
