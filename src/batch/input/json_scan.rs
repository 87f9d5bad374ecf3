//! Where JSON objects end, byte by byte; and whether JSON is one object per line.

/// Where in an object the scan stands.
#[derive(Default)]
pub(super) struct Scan {
    depth: u64,
    pub(super) in_string: bool,
    is_escaped: bool,
}

impl Scan {
    /// Where the object ends in a chunk, behind its brace.
    pub(super) fn end_in(&mut self, chunk: &[u8]) -> Option<usize> {
        for (at, &byte) in chunk.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.is_escaped => self.is_escaped = false,
                    b'\\' => self.is_escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Where a second object begins in what should be one, and is none: behind a quote too many or too few the
/// end of an object is not seen, and with a line break lost two lines are one. An object is told by the
/// name that the first one begins with.
pub(super) fn glued_at(object: &[u8], is_readable: impl FnOnce(&[u8]) -> bool) -> Option<usize> {
    let object = object.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(object);
    let name_at = memchr::memchr(b'"', object)?;
    let name_end = name_at + 2 + memchr::memchr(b'"', &object[name_at + 1..])?;
    let start = memchr::memrchr(b'{', &object[..name_at])?;
    // In a string the quotes of the name would stand behind backslashes.
    let begin = &object[start..name_end];
    let at = memchr::memmem::find(&object[name_end..], begin)? + name_end;
    (!is_readable(object)).then_some(at)
}

/// True for the beginning of JSON that is not one object per line.
pub(super) fn looks_like_values(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    if let Some(rest) = head.strip_prefix(b"[") {
        let rest = rest.trim_ascii_start();
        return rest.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""));
    }
    // An object whose first line ends before it does.
    let Some(line_end) = memchr::memchr(b'\n', head) else { return false };
    let rest = head.strip_prefix(b"{").unwrap_or_default().trim_ascii_start();
    let mut scan = Scan::default();
    rest.starts_with(b"\"") && scan.end_in(&head[..line_end]).is_none() && !scan.in_string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_object_per_line_is_told() {
        assert!(looks_like_values(b"[{\"a\": 1}"));
        assert!(looks_like_values(b"\n[\n  {\n \"a\": 1}"));
        assert!(looks_like_values(b"{\n  \"a\": 1,\n"));
        assert!(!looks_like_values(b"{\"a\": 1}\n{\"a\": 2}\n"));
        assert!(!looks_like_values(b"{\"a\": \"a long line that goes on and on"));
        assert!(!looks_like_values(b"[1] A note.\n"));
        assert!(!looks_like_values(b"{ braces in prose }\n"));
    }
}
