//! Tables and JSON lines in UTF-16, as spreadsheets and PowerShell write them, become UTF-8 on the way.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

use crate::batch::input::buffered::read_buffered;

/// Bytes decoded at a time.
const STEP_BYTES: usize = 16 << 10;

/// A stream of UTF-8.
pub(super) struct Utf16<'a> {
    inner: Box<dyn BufRead + 'a>,
    decoder: Decoder,
    decoded: Vec<u8>,
    n_read: usize,
    is_over: bool,
}

/// The form of UTF-16 that bytes show: by their mark, or by a NUL in every other of the first characters,
/// which in tables are ASCII.
pub(super) fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        [a, 0, b, 0, ..] if ![a, b].contains(&&0) => Some(UTF_16LE),
        [0, a, 0, b, ..] if ![a, b].contains(&&0) => Some(UTF_16BE),
        _ => None,
    }
}

impl<'a> Utf16<'a> {
    pub(super) fn new(inner: Box<dyn BufRead + 'a>, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, decoded: Vec::new(), n_read: 0, is_over: false }
    }
}

impl Read for Utf16<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for Utf16<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.n_read == self.decoded.len() && !self.is_over {
            let chunk = self.inner.fill_buf()?;
            let chunk = &chunk[..chunk.len().min(STEP_BYTES)];
            self.is_over = chunk.is_empty();
            // Three bytes for each unit, and room for what the decoder held back.
            self.decoded.resize(3 * STEP_BYTES, 0);
            let (_, n_used, n_decoded, _) =
                self.decoder.decode_to_utf8(chunk, &mut self.decoded, self.is_over);
            self.decoded.truncate(n_decoded);
            self.n_read = 0;
            self.inner.consume(n_used);
        }
        Ok(&self.decoded[self.n_read..])
    }

    fn consume(&mut self, amount: usize) {
        self.n_read += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_with_and_without_a_mark() {
        let text = "id,text\n1,\u{fb}n mot \u{1F600}\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [with(&[0xFF, 0xFE], &little), with(&[0xFE, 0xFF], &big), little.clone(), big.clone()] {
            let encoding = encoding(&bytes).expect("UTF-16");
            let mut read = String::new();
            Utf16::new(Box::new(io::Cursor::new(bytes)), encoding).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
        assert!(encoding(b"id,text").is_none());
    }
}
