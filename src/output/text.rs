//! The clean text and nothing else, ended by a line break.

use super::printable::{one_line, printable};
use super::{Outcome, TitleLine, WriteOptions, Writer};

/// Plain text.
#[derive(Debug)]
pub struct Text {
    /// Only [`WriteOptions::title`] matters.
    pub options: WriteOptions,
}

impl Writer for Text {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let title = match self.options.title {
            TitleLine::With => outcome.extraction.fields.title.as_deref().map(one_line),
            TitleLine::Without => None,
        };
        let parts = [title.unwrap_or_default(), printable(&outcome.extraction.text).into_owned()];
        let mut first = true;
        for part in parts.iter().filter(|part| !part.is_empty()) {
            if !first {
                out.push(b'\n');
            }
            out.extend_from_slice(part.as_bytes());
            out.push(b'\n');
            first = false;
        }
    }
}
