//! JSON that is not one object per line: an array of objects, or objects over many lines. It is cut into
//! its objects here, and read by the workers as lines are.

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::batch::input::json_scan::Scan;
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
    /// The stream ends within an object of so many bytes.
    CutOff(u64),
    /// Something between the objects that is none: a number, a text.
    Other,
    End,
}

impl Reader for Json<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let limit = self.options.limits.max_record_bytes;
        for number in 1.. {
            let place =
                Place { source: Arc::clone(&self.source), record: number, member: self.member.clone() };
            let event = match next_object(&mut *self.reader, limit) {
                Ok(Next::Object(object)) => Event::Record(RawRecord::new(place, Form::JsonLine(object))),
                Ok(Next::TooLarge) => Event::Failed(InputError::new(place, InputFault::TooLarge { limit })),
                Ok(Next::Other) => {
                    let fault = InputFault::Damaged("JSON that is no object".into());
                    emit(Event::Failed(InputError::new(place, fault)))?;
                    return ControlFlow::Continue(());
                }
                Ok(Next::CutOff(got)) => {
                    let fault = InputFault::Damaged(format!("cut off after {got} bytes of a JSON object"));
                    emit(Event::Failed(InputError::new(place, fault)))?;
                    return ControlFlow::Continue(());
                }
                Ok(Next::End) => return ControlFlow::Continue(()),
                Err(error) => return emit(Event::Failed(InputError::new(place, error))),
            };
            emit(event)?;
        }
        ControlFlow::Continue(())
    }
}

fn next_object(reader: &mut dyn BufRead, limit: u64) -> io::Result<Next> {
    if let Some(other) = skip_to_object(reader)? {
        return Ok(other);
    }
    let (mut object, mut n_bytes, mut scan) = (Vec::new(), 0_u64, Scan::default());
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(Next::CutOff(n_bytes));
        }
        let end = scan.end_in(chunk);
        let used = end.unwrap_or(chunk.len());
        n_bytes += used as u64;
        if n_bytes <= limit {
            object.extend_from_slice(&chunk[..used]);
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
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(Some(Next::End));
        }
        let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"[],\xEF\xBB\xBF".contains(byte);
        let n_between = chunk.iter().take_while(is_between).count();
        let found = chunk.get(n_between).copied();
        reader.consume(n_between);
        match found {
            None => {}
            Some(b'{') => return Ok(None),
            Some(_) => return Ok(Some(Next::Other)),
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
