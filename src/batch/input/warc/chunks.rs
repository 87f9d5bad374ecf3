//! Bodies that were sent in chunks (RFC 9112, section 7.1) and kept with the sizes between them. Servers
//! close early, and archives cut and miscount: what can be joined is joined.

use crate::batch::input::unpack::Unpacked;

/// Most digits of a chunk's size: more are no size.
const MAX_DIGITS: usize = 16;

/// Longest line that is taken for a damaged size and left out, in bytes.
const MAX_BAD_SIZE_BYTES: usize = 16;

/// Joins a chunked body; `None` when it is not chunked. After a fault the join goes on at the next chunk
/// that is whole, and what stands between is kept.
pub(super) fn join(body: &[u8]) -> Option<Unpacked> {
    let mut rest = body;
    while let Some(after) = line_break(rest) {
        rest = after;
    }
    match size_line(rest) {
        Some((0, _)) if !rest.starts_with(b"0") => return None,
        Some(_) => {}
        // The first size may be the damaged one: whole chunks further on tell.
        None => drop(find_chunk(rest).filter(|&at| is_chunked_unsaid(&rest[at..]))?),
    }
    let mut joined = Unpacked { bytes: Vec::with_capacity(body.len()), damage: None };
    loop {
        let Some((size, data)) = size_line(rest) else {
            if rest.is_empty() {
                joined.damage.get_or_insert_with(|| "its last chunk is missing".into());
                return Some(joined);
            }
            rest = mend(rest, &mut joined);
            continue;
        };
        if size == 0 {
            return Some(joined);
        }
        match data.get(size..).and_then(|after| end_of_chunk(after)) {
            Some(after) => {
                joined.bytes.extend_from_slice(&data[..size]);
                rest = after;
            }
            None if size >= data.len() && find_chunk(data).is_none() => {
                joined.bytes.extend_from_slice(data);
                joined.damage.get_or_insert_with(|| "cut off in a chunk".into());
                return Some(joined);
            }
            None => rest = mend(rest, &mut joined),
        }
    }
}

/// Behind a chunk: a line break, or the end of the body.
fn end_of_chunk(after: &[u8]) -> Option<&[u8]> {
    if after.is_empty() { Some(after) } else { line_break(after) }
}

/// Keeps what stands before the next whole chunk, without the line that should have been a size.
fn mend<'b>(rest: &'b [u8], joined: &mut Unpacked) -> &'b [u8] {
    joined.damage.get_or_insert_with(|| "the size of a chunk is wrong".into());
    let line_end = memchr::memchr(b'\n', rest).map_or(0, |at| at + 1);
    let line = rest[..line_end].trim_ascii();
    let is_size = line.len() <= MAX_BAD_SIZE_BYTES && !line.contains(&b'<');
    let data = if is_size { &rest[line_end..] } else { rest };
    let (kept, next) = find_chunk(data).map_or((data, &data[data.len()..]), |at| data.split_at(at));
    let kept = if next.is_empty() { kept } else { without_line_break(kept) };
    joined.bytes.extend_from_slice(kept);
    next
}

/// Where the next whole chunk begins: behind a line break, with the next size or the end behind it.
fn find_chunk(data: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(data, b"\r\n").map(|at| at + 2).find(|&at| {
        size_line(&data[at..]).is_some_and(|(size, chunk)| {
            size == 0 && chunk.trim_ascii().is_empty()
                || size > 0
                    && chunk
                        .get(size..)
                        .and_then(end_of_chunk)
                        .is_some_and(|after| after.is_empty() || size_line(after).is_some())
        })
    })
}

/// The size in front of a chunk, and what follows its line.
fn size_line(rest: &[u8]) -> Option<(usize, &[u8])> {
    let line_end = memchr::memchr(b'\n', rest)?;
    let size = rest[..line_end].split(|&byte| byte == b';').next()?.trim_ascii();
    let digits = size.strip_prefix(b"0x").unwrap_or(size);
    if digits.is_empty() || digits.len() > MAX_DIGITS || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((size, &rest[line_end + 1..]))
}

fn line_break(rest: &[u8]) -> Option<&[u8]> {
    rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))
}

fn without_line_break(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r\n").unwrap_or(bytes)
}

/// True for a body that is chunked though no header says so: a size, exactly so many bytes, and the next
/// size, twice.
pub(super) fn is_chunked_unsaid(body: &[u8]) -> bool {
    let next = |rest| {
        let (size, chunk) = size_line(rest)?;
        if size == 0 { Some(&rest[rest.len()..]) } else { line_break(chunk.get(size..)?) }
    };
    next(body).and_then(next).is_some_and(|rest| rest.is_empty() || size_line(rest).is_some())
        && size_line(body).is_some_and(|(size, _)| size > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &[u8], expected: &str, is_damaged: bool) {
        let joined = join(body).expect("chunked");
        assert_eq!(String::from_utf8_lossy(&joined.bytes), expected);
        assert_eq!(joined.damage.is_some(), is_damaged, "{:?}", joined.damage);
    }

    #[test]
    fn chunks_are_joined() {
        check(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde", false);
        check(b"\r\n0003 \r\nabc\r\n0x2\r\nde\r\n0\r\nTrailer: x\r\n\r\n", "abcde", false);
        check(b"3\nabc\n2\nde\n0\n\n", "abcde", false);
        assert!(join(b"<html>\n<p>").is_none());
        assert!(join(b"").is_none());
    }

    #[test]
    fn a_fault_costs_no_chunk() {
        check(b"a\r\ncut", "cut", true);
        check(b"3\r\nabc\r\n", "abc", true);
        check(b"3\r\nabc\r\n2\r\nde", "abcde", true);
        check(b"3\r\nabc\r\nzz\r\ndef\r\n2\r\ngh\r\n0\r\n\r\n", "abcdefgh", true);
        check(b"3\r\nabc\r\n9999\r\ndef\r\n2\r\ngh\r\n0\r\n\r\n", "abcdefgh", true);
        check(b"3\r\nabc\r\n1\r\ndef\r\n2\r\ngh\r\n0\r\n\r\n", "abcdefgh", true);
        check(b"xx3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", true);
        check(b"3\rxx\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", true);
        assert!(join(b"<p>a\r\nb\r\n12\r\nc</p>\r\n").is_none());
        check(b"3\r\nabc\r\n<p>no size\r\nat all", "abc<p>no size\r\nat all", true);
    }

    #[test]
    fn chunks_that_no_header_tells_of() {
        assert!(is_chunked_unsaid(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
        assert!(is_chunked_unsaid(b"3\r\nabc\r\n0\r\n\r\n"));
        assert!(!is_chunked_unsaid(b"3\r\nmen in a boat\r\n"));
        assert!(!is_chunked_unsaid(b"1984\n"));
    }
}
