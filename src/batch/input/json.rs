//! JSON that is not one object per line: an array of objects, or objects over many lines. It is cut into
//! its objects here, and read by the workers as lines are.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::batch::input::buffered::read_buffered;
use crate::batch::input::json_scan::{Scan, glued_at};
use crate::batch::input::jsonl::is_readable;
use crate::batch::input::open::Form;
use crate::batch::input::{Emit, Event, InputError, InputFault, InputOptions, Place, RawRecord, Reader};

/// The objects of one stream.
pub(super) struct Json<'a> {
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: Box<dyn BufRead + 'a>,
    pub(super) options: &'a InputOptions,
}

/// What comes next in a stream.
enum Next {
    Object(Vec<u8>),
    /// An object beyond the limit, passed over.
    TooLarge,
    /// The stream ends within an object.
    CutOff(Vec<u8>),
    /// Something between the objects that is none: a number, a text.
    Other,
    End,
}

impl Reader for Json<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let limit = self.options.limits.max_record_bytes;
        let mut stream = Stream { again: Vec::new(), n_again: 0, reader: &mut *self.reader };
        for number in 1.. {
            let place =
                Place { source: Arc::clone(&self.source), record: number, member: self.member.clone() };
            let failed = |fault: InputFault| Event::Failed(InputError::new(place.clone(), fault));
            let event = match next_object(&mut stream, limit) {
                Ok(Next::Object(object) | Next::CutOff(object)) => {
                    Event::Record(RawRecord::new(place, Form::JsonLine(stream.one_of(object))))
                }
                Ok(Next::TooLarge) => failed(InputFault::TooLarge { limit }),
                Ok(Next::Other) => failed(InputFault::Damaged("JSON that is no object".into())),
                Ok(Next::End) => return ControlFlow::Continue(()),
                Err(error) => return emit(failed(error.into())),
            };
            emit(event)?;
        }
        ControlFlow::Continue(())
    }
}

/// A stream, and what of it is read again.
struct Stream<'r> {
    again: Vec<u8>,
    n_again: usize,
    reader: &'r mut dyn BufRead,
}

impl Stream<'_> {
    /// The first of several objects that were taken for one; the others are read again.
    fn one_of(&mut self, mut object: Vec<u8>) -> Vec<u8> {
        let Some(at) = glued_at(&object, is_readable) else { return object };
        let mut again = object.split_off(at);
        again.extend_from_slice(&self.again[self.n_again..]);
        (self.again, self.n_again) = (again, 0);
        while object.last().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            object.pop();
        }
        object
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_again < self.again.len() {
            return Ok(&self.again[self.n_again..]);
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if self.n_again < self.again.len() {
            self.n_again += amount;
        } else {
            self.reader.consume(amount);
        }
    }
}

fn next_object(reader: &mut dyn BufRead, limit: u64) -> io::Result<Next> {
    if let Some(other) = skip_to_object(reader)? {
        return Ok(other);
    }
    let (mut object, mut n_bytes, mut scan) = (Vec::new(), 0_u64, Scan::default());
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            // The fault is met again behind what came before it.
            Err(_) if !object.is_empty() => return Ok(Next::CutOff(object)),
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(if n_bytes > limit { Next::TooLarge } else { Next::CutOff(object) });
        }
        let end = scan.end_in(chunk);
        let used = end.unwrap_or(chunk.len());
        n_bytes += used as u64;
        if n_bytes <= limit {
            object.extend_from_slice(&chunk[..used]);
        } else if glued_at(&object, |_| false).is_some() {
            return Ok(Next::CutOff(object));
        } else {
            object = Vec::new();
        }
        reader.consume(used);
        if end.is_some() {
            return Ok(if n_bytes > limit { Next::TooLarge } else { Next::Object(object) });
        }
    }
}

/// Passes over what stands between objects; `None` before an object.
fn skip_to_object(reader: &mut dyn BufRead) -> io::Result<Option<Next>> {
    let mut is_other = false;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(Some(if is_other { Next::Other } else { Next::End }));
        }
        let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"[],\0\xEF\xBB\xBF".contains(byte);
        let n_between = if is_other {
            memchr::memchr(b'{', chunk).unwrap_or(chunk.len())
        } else {
            chunk.iter().take_while(is_between).count()
        };
        let found = chunk.get(n_between).copied();
        reader.consume(n_between);
        match found {
            None => {}
            Some(b'{') if is_other => return Ok(Some(Next::Other)),
            Some(b'{') => return Ok(None),
            Some(_) => is_other = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str) -> Vec<String> {
        let mut reader = io::BufReader::with_capacity(3, text.as_bytes());
        let mut found = Vec::new();
        loop {
            match next_object(&mut reader, 100).unwrap() {
                Next::Object(object) => found.push(String::from_utf8(object).unwrap()),
                Next::TooLarge => found.push("too large".into()),
                Next::CutOff(_) => found.push("cut off".into()),
                Next::Other => found.push("other".into()),
                Next::End => return found,
            }
            if matches!(found.last().map(String::as_str), Some("cut off" | "other")) {
                return found;
            }
        }
    }

    #[test]
    fn arrays_and_objects_are_cut() {
        assert_eq!(
            objects(r#"[{"a": "}"}, {"b": {"c": ["\"]"]}}]"#),
            [r#"{"a": "}"}"#, r#"{"b": {"c": ["\"]"]}}"#]
        );
        assert_eq!(objects("{\n \"a\": 1\n}\n{\n}\n"), ["{\n \"a\": 1\n}", "{\n}"]);
        assert_eq!(objects("[{\"a\": 1}, {\"b\": "), ["{\"a\": 1}", "cut off"]);
        assert_eq!(objects("[1, 2]"), ["other"]);
        assert_eq!(objects(&format!("[{{\"a\": \"{}\"}}, {{}}]", "x".repeat(200))), ["too large", "{}"]);
    }
}
