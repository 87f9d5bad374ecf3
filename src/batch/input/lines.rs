//! Lines of bytes with a cap: a line beyond it is passed over without being held in memory.

use std::io::{self, BufRead};

/// One line, without its line break.
pub(super) enum Line {
    /// A line within the cap.
    Whole(Vec<u8>),
    /// A line beyond the cap; the stream stands after it.
    TooLong,
}

/// The next line; `None` at the end.
pub(super) fn next_line(reader: &mut dyn BufRead, cap: u64) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // The fault is met again behind what came before it.
            Err(_) if !line.is_empty() => break,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        any = true;
        let (part, used, done) = match memchr::memchr(b'\n', chunk) {
            Some(end) => (&chunk[..end], end + 1, true),
            None => (chunk, chunk.len(), false),
        };
        if too_long || (line.len() + part.len()) as u64 > cap {
            too_long = true;
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        reader.consume(used);
        if done {
            break;
        }
    }
    if !any {
        return Ok(None);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(if too_long { Line::TooLong } else { Line::Whole(line) }))
}
