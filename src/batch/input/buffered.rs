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

/// Appends up to so many bytes of a reader. Other than [`std::io::Read::read_to_end`] it fills no memory with
/// zeros first: the thread that reads has no time for that.
///
/// # Errors
/// When the buffer cannot be filled; what came before is there.
pub(super) fn read_up_to(reader: &mut impl BufRead, n_bytes: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let mut left = n_bytes;
    while left > 0 {
        let chunk = match reader.fill_buf() {
            Ok([]) => break,
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let n_taken = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        out.extend_from_slice(&chunk[..n_taken]);
        reader.consume(n_taken);
        left -= n_taken as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let mut reader = io::BufReader::with_capacity(3, &b"abcdefgh"[..]);
        let mut out = b"x".to_vec();
        read_up_to(&mut reader, 5, &mut out).unwrap();
        assert_eq!(out, b"xabcde");
        read_up_to(&mut reader, 50, &mut out).unwrap();
        assert_eq!(out, b"xabcdefgh");
    }
}
