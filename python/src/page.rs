//! A page as Python hands it over becomes a [`Page`] of its own, or says why it is none.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyMapping, PyMemoryView, PyString, PyTuple};
use tamis::{Document, InputKind};

/// What Python's own text is read as, whatever the page declares: its bytes are UTF-8 by then.
const TEXT_CHARSET: &str = "utf-8";

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of a page, lent by Python where it can be.
pub struct Content<'a> {
    bytes: Cow<'a, [u8]>,
    charset: Option<Cow<'a, str>>,
}

impl<'a> Content<'a> {
    /// Text, bytes, or what has the bytes of a page in a buffer.
    ///
    /// # Errors
    /// It is none of these.
    pub fn of(value: &'a Bound<'_, PyAny>, charset: Option<&'a str>) -> PyResult<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Self { bytes: text_bytes(text)?, charset: Some(TEXT_CHARSET.into()) });
        }
        let charset = charset.map(Cow::Borrowed);
        if let Ok(bytes) = value.cast::<PyBytes>() {
            return Ok(Self { bytes: bytes.as_bytes().into(), charset });
        }
        if let Ok(bytes) = value.cast::<PyByteArray>() {
            return Ok(Self { bytes: bytes.to_vec().into(), charset });
        }
        if value.cast::<PyMemoryView>().is_ok() {
            let bytes: Vec<u8> = value.call_method0("tobytes")?.extract()?;
            return Ok(Self { bytes: bytes.into(), charset });
        }
        let kind = value.get_type();
        Err(PyTypeError::new_err(format!("a page is str or bytes, not {}", kind.name()?)))
    }

    /// The same, owning its bytes.
    pub fn into_owned(self) -> Content<'static> {
        Content {
            bytes: Cow::Owned(self.bytes.into_owned()),
            charset: self.charset.map(|charset| Cow::Owned(charset.into_owned())),
        }
    }

    /// The document, in this kind.
    pub fn document(&self, kind: InputKind) -> Document<'_> {
        let bytes: &[u8] = &self.bytes;
        let document = match kind {
            InputKind::Html => Document::html(bytes),
            InputKind::Text => Document::text(bytes),
            _ => Document::unknown(bytes),
        };
        match &self.charset {
            Some(charset) => document.with_charset(charset.as_ref()),
            None => document,
        }
    }
}

/// UTF-8 of a text. Halves of surrogate pairs have none: they become bytes that are no UTF-8, which the decoder
/// replaces and counts. The mark in front keeps it from taking them for another encoding.
fn text_bytes<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(text) = text.to_str() {
        return Ok(text.as_bytes().into());
    }
    let encoded: Vec<u8> = text.call_method1("encode", ("utf-8", "surrogatepass"))?.extract()?;
    Ok([BYTE_ORDER_MARK, encoded.as_slice()].concat().into())
}

/// A page and all that is known of it, owned: it goes to a worker.
pub struct Page {
    /// Its id; empty where it has none.
    pub id: String,
    url: Option<String>,
    kind: InputKind,
    content: Content<'static>,
}

/// A page of a stream that cannot be read.
pub struct NoPage {
    /// Its id, where that much could be read.
    pub id: String,
    /// Why not.
    pub error: String,
}

impl Page {
    /// One item of a stream: the page alone, `(page, url)`, or a mapping with `html` or `text`, and perhaps
    /// `url` and `id`.
    pub fn of(item: &Bound<'_, PyAny>) -> Result<Self, NoPage> {
        let mut id = String::new();
        Self::read(item, &mut id).map_err(|error| NoPage { id, error: error.value(item.py()).to_string() })
    }

    fn read(item: &Bound<'_, PyAny>, id: &mut String) -> PyResult<Self> {
        if let Ok(pair) = item.cast::<PyTuple>() {
            let (page, url): (Bound<'_, PyAny>, Option<String>) = pair.extract().map_err(|_| {
                PyTypeError::new_err(
                    "a tuple must be (page, url): the page str or bytes, the url str or None",
                )
            })?;
            return Self::html(&page, url);
        }
        if item.cast::<PyDict>().is_err()
            && let Ok(fields) = item.cast::<PyMapping>()
            && !fields.is_instance_of::<PyString>()
        {
            return Self::from_fields(fields.as_any(), id);
        }
        if item.is_instance_of::<PyDict>() {
            return Self::from_fields(item, id);
        }
        Self::html(item, None)
    }

    fn html(page: &Bound<'_, PyAny>, url: Option<String>) -> PyResult<Self> {
        let content = Content::of(page, None)?.into_owned();
        Ok(Self { id: String::new(), url, kind: InputKind::Html, content })
    }

    fn from_fields(fields: &Bound<'_, PyAny>, id: &mut String) -> PyResult<Self> {
        let get = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            let value = fields.call_method1("get", (name,))?;
            Ok(if value.is_none() { None } else { Some(value) })
        };
        let word = |name: &str| -> PyResult<Option<String>> {
            get(name)?.map(|value| Ok(value.str()?.to_string_lossy().into_owned())).transpose()
        };
        *id = word("id")?.unwrap_or_default();
        let (kind, page) = match get("html")? {
            Some(html) => (InputKind::Html, html),
            None => match get("text")? {
                Some(text) => (InputKind::Text, text),
                None => return Err(PyTypeError::new_err("no field `html` and no field `text`")),
            },
        };
        let content = Content::of(&page, None)?.into_owned();
        Ok(Self { id: id.clone(), url: word("url")?, kind, content })
    }

    /// What it weighs in memory.
    pub fn n_bytes(&self) -> usize {
        self.content.bytes.len()
    }

    /// The page as it goes to the extractor.
    pub fn document(&self) -> Document<'_> {
        let document = self.content.document(self.kind).with_id(self.id.as_str());
        match &self.url {
            Some(url) => document.with_url(url.as_str()),
            None => document,
        }
    }
}
