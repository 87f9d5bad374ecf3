//! A document as it arrives -> its text, cut to size and decoded, with what went wrong on the way.

use std::borrow::Cow;

use crate::decode::{Decoded, decode};
use crate::extract::Limits;
use crate::extract::markup::Markup;
use crate::page::{Decoding, Document, InputKind, Warning, WarningKind};
use crate::page_info::archive;

/// A document that was read.
pub(super) struct Input<'a> {
    pub(super) id: String,
    /// Where the page was found; never blank.
    pub(super) url: Option<String>,
    /// Where the copy was found, when it is one of an archive and `url` the page's own.
    pub(super) archived_at: Option<String>,
    pub(super) decoding: Decoding,
    /// The markup of an HTML page.
    pub(super) markup: Option<Markup<'a>>,
    /// The text of a flattened page.
    pub(super) flat: Option<Cow<'a, str>>,
    pub(super) warnings: Vec<Warning>,
}

impl<'a> Input<'a> {
    /// Reads a document. Never fails: what is wrong with it becomes a warning.
    pub(super) fn open(mut document: Document<'a>, limits: &Limits) -> Self {
        let mut warnings = Vec::new();
        warnings.extend(cut(&mut document, limits.readable_bytes()));
        let id = std::mem::take(&mut document.id).into_owned();
        let url = document.url.take().map(Cow::into_owned).filter(|url| !url.trim().is_empty());
        let own = url.as_deref().and_then(archive::original).map(str::to_owned);
        let (url, archived_at) = if own.is_some() { (own, url) } else { (url, None) };
        let decoded = decode(document);
        warn_of_decoding(&decoded, &mut warnings);
        let Decoded { text, decoding, .. } = decoded;
        let (markup, flat) = match decoding.kind {
            InputKind::Html => (Some(Markup::Source(text)), None),
            _ => (None, Some(text)),
        };
        Self { id, url, archived_at, decoding, markup, flat, warnings }
    }

    /// Takes markup as it is. Without a source there is nothing to decode.
    #[cfg(any(test, feature = "html5ever"))]
    pub(super) fn of_markup(markup: Markup<'a>, url: Option<&str>) -> Self {
        let decoding = Decoding { kind: InputKind::Html, encoding: "UTF-8", source: "utf-8", n_replaced: 0 };
        let url = url.filter(|url| !url.trim().is_empty()).map(str::to_owned);
        Self {
            id: String::new(),
            url,
            archived_at: None,
            decoding,
            markup: Some(markup),
            flat: None,
            warnings: Vec::new(),
        }
    }

    /// Bytes of the page's source or text.
    pub(super) fn n_bytes(&self) -> usize {
        let source = self.markup.as_ref().map_or(0, Markup::n_bytes);
        source + self.flat.as_ref().map_or(0, |flat| flat.len())
    }
}

/// Cuts a document that is longer than may be read, between two characters.
fn cut(document: &mut Document<'_>, max_bytes: usize) -> Option<Warning> {
    let length = document.bytes.len();
    if length <= max_bytes {
        return None;
    }
    let mut end = max_bytes;
    while end > 0 && document.bytes[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    match &mut document.bytes {
        Cow::Borrowed(bytes) => *bytes = &bytes[..end],
        Cow::Owned(bytes) => bytes.truncate(end),
    }
    let detail = format!("{length} bytes, of which the first {end} were read");
    Some(Warning { kind: WarningKind::Limit, detail })
}

fn warn_of_decoding(decoded: &Decoded<'_>, warnings: &mut Vec<Warning>) {
    if decoded.is_binary {
        warnings.push(Warning { kind: WarningKind::Binary, detail: String::new() });
    }
    let n_replaced = decoded.decoding.n_replaced;
    if n_replaced > 0 {
        let detail = format!("{n_replaced} unreadable places as {}", decoded.decoding.encoding);
        warnings.push(Warning { kind: WarningKind::BadEncoding, detail });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_cut_between_characters_and_says_so() {
        let limits = Limits::default().with_max_bytes(4);
        let input = Input::open(Document::text("été d'or"), &limits);
        assert_eq!(input.flat.as_deref(), Some("ét"));
        assert_eq!(input.warnings.len(), 1);
        let input = Input::open(Document::text("or"), &limits);
        assert!(input.flat.as_deref() == Some("or") && input.warnings.is_empty());
    }

    #[test]
    fn a_limit_beyond_32_bits_does_not_count() {
        let limits = Limits::default().with_max_bytes(usize::MAX);
        assert!(u32::try_from(3 * limits.readable_bytes()).is_ok());
    }

    #[test]
    fn a_blank_address_is_none() {
        let limits = Limits::default();
        assert_eq!(Input::open(Document::text("x").with_url("  "), &limits).url, None);
    }
}
