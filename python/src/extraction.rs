//! What comes out of one page, with the names of the JSON record.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde_json::{Map, json};
use tamis::Format;
use tamis::wheel::{Blocks, Images, Links, Names, Outcome, WriteOptions};

/// One page: its clean text, its fields, and what went wrong on the way.
#[pyclass(frozen, module = "tamis")]
pub struct Extraction {
    outcome: Result<Arc<tamis::Extraction>, Failure>,
}

/// A page that could not be read.
struct Failure {
    id: String,
    error: String,
}

impl From<tamis::Extraction> for Extraction {
    fn from(extraction: tamis::Extraction) -> Self {
        Self { outcome: Ok(Arc::new(extraction)) }
    }
}

impl Extraction {
    /// A page that could not be read.
    pub fn failed(id: String, error: String) -> Self {
        Self { outcome: Err(Failure { id, error }) }
    }

    fn get<'a, T>(&'a self, read: impl FnOnce(&'a tamis::Extraction) -> T) -> Option<T> {
        self.outcome.as_deref().ok().map(read)
    }

    fn field<'a>(&'a self, read: impl FnOnce(&'a tamis::Fields) -> Option<&'a String>) -> Option<&'a str> {
        self.get(|extraction| read(&extraction.fields)).flatten().map(String::as_str)
    }

    fn list<'a>(&'a self, read: impl FnOnce(&'a tamis::Fields) -> &'a Vec<String>) -> &'a [String] {
        self.get(|extraction| read(&extraction.fields).as_slice()).unwrap_or_default()
    }

    fn json(&self, options: WriteOptions) -> String {
        let extraction = match &self.outcome {
            Ok(extraction) => extraction,
            Err(Failure { id, error }) => {
                return json!({ "id": id, "place": null, "error": error }).to_string();
            }
        };
        let mut line = write(extraction, Format::Jsonl, options);
        line.truncate(line.trim_end().len());
        line
    }

    fn written(&self, format: Format, options: WriteOptions) -> String {
        self.get(|extraction| write(extraction, format, options)).unwrap_or_default()
    }

    /// One value of the record, as Python's own `json` reads it; `None` for a page that failed.
    fn value<'py>(&self, py: Python<'py>, blocks: Blocks, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let record = parsed(py, &self.json(WriteOptions { blocks, ..WriteOptions::default() }))?;
        Ok(record.get_item(name)?.unwrap_or_else(|| py.None().into_bound(py)))
    }
}

fn write(extraction: &tamis::Extraction, format: Format, options: WriteOptions) -> String {
    let carried = Map::new();
    let mut bytes = Vec::new();
    format.writer(options).record(&Outcome::new(extraction, &carried), &mut bytes);
    // Every writer writes UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

fn shown(images: bool) -> Images {
    if images { Images::With } else { Images::Without }
}

fn parsed<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyDict>> {
    let read = py.import("json")?.getattr("loads")?;
    Ok(read.call1((json,))?.cast_into::<PyDict>()?)
}

/// A dictionary with string keys.
fn dict<'py>(py: Python<'py>, entries: &[(&str, Option<&str>)]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in entries {
        dict.set_item(name, value)?;
    }
    Ok(dict)
}

#[pymethods]
impl Extraction {
    /// The id of the document.
    #[getter]
    fn id(&self) -> &str {
        match &self.outcome {
            Ok(extraction) => &extraction.id,
            Err(failure) => &failure.id,
        }
    }

    /// The address the document came with, or the page's own canonical address.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.get(|extraction| extraction.url.as_deref()).flatten()
    }

    /// Which outlet's rules were used.
    #[getter]
    fn outlet(&self) -> Option<&str> {
        self.get(|extraction| extraction.outlet.as_deref()).flatten()
    }

    /// Which of its layouts.
    #[getter]
    fn layout(&self) -> Option<&str> {
        self.get(|extraction| extraction.layout.as_deref()).flatten()
    }

    /// Lead and body in page order, separated by one blank line.
    #[getter]
    fn text(&self) -> &str {
        self.get(|extraction| extraction.text.as_str()).unwrap_or_default()
    }

    /// The headline, without the site's name.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.field(|fields| fields.title.as_ref())
    }

    /// The standfirst.
    #[getter]
    fn lead(&self) -> Option<&str> {
        self.field(|fields| fields.lead.as_ref())
    }

    /// Who wrote it.
    #[getter]
    fn author(&self) -> Vec<&str> {
        self.list(|fields| &fields.author).iter().map(String::as_str).collect()
    }

    /// When it was published, in ISO 8601.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.field(|fields| fields.date.as_ref())
    }

    /// When it was last changed, in ISO 8601.
    #[getter]
    fn date_modified(&self) -> Option<&str> {
        self.field(|fields| fields.date_modified.as_ref())
    }

    /// Address of the archived copy that was read.
    #[getter]
    fn archived_at(&self) -> Option<&str> {
        self.field(|fields| fields.archived_at.as_ref())
    }

    /// When a collection fetched the page.
    #[getter]
    fn captured(&self) -> Option<&str> {
        self.field(|fields| fields.captured.as_ref())
    }

    /// BCP 47 tag of its language.
    #[getter]
    fn language(&self) -> Option<&str> {
        self.field(|fields| fields.language.as_ref())
    }

    /// Keywords.
    #[getter]
    fn tags(&self) -> Vec<&str> {
        self.list(|fields| &fields.tags).iter().map(String::as_str).collect()
    }

    /// The rubric.
    #[getter]
    fn section(&self) -> Option<&str> {
        self.field(|fields| fields.section.as_ref())
    }

    /// The page's own summary.
    #[getter]
    fn description(&self) -> Option<&str> {
        self.field(|fields| fields.description.as_ref())
    }

    /// Name of the site.
    #[getter]
    fn sitename(&self) -> Option<&str> {
        self.field(|fields| fields.sitename.as_ref())
    }

    /// Canonical address.
    #[getter]
    fn canonical(&self) -> Option<&str> {
        self.field(|fields| fields.canonical.as_ref())
    }

    /// Address of the lead image.
    #[getter]
    fn image(&self) -> Option<&str> {
        self.field(|fields| fields.image.as_ref())
    }

    /// Headlines of other articles.
    #[getter]
    fn related(&self) -> Vec<&str> {
        self.list(|fields| &fields.related).iter().map(String::as_str).collect()
    }

    /// Classified advertisements.
    #[getter]
    fn classifieds(&self) -> Vec<&str> {
        self.list(|fields| &fields.classifieds).iter().map(String::as_str).collect()
    }

    /// Readers' comments: author, date, text.
    #[getter]
    fn comments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for comment in self.get(|extraction| extraction.fields.comments.as_slice()).unwrap_or_default() {
            let (author, date) = (comment.author.as_deref(), comment.date.as_deref());
            list.append(dict(py, &[("author", author), ("date", date), ("text", Some(&comment.text))])?)?;
        }
        Ok(list)
    }

    /// Picture captions with their credits.
    #[getter]
    fn captions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for caption in self.get(|extraction| extraction.fields.captions.as_slice()).unwrap_or_default() {
            list.append(dict(py, &[("text", Some(&caption.text)), ("credit", caption.credit.as_deref())])?)?;
        }
        Ok(list)
    }

    /// The article's pictures: address, text that stands for each, caption.
    #[getter]
    fn images<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for image in self.get(|extraction| extraction.images.as_slice()).unwrap_or_default() {
            let (alt, caption) = (image.alt.as_deref(), image.caption.as_deref());
            list.append(dict(py, &[("src", Some(&image.src)), ("alt", alt), ("caption", caption)])?)?;
        }
        Ok(list)
    }

    /// Where in a web archive the page was found: only the command line reads archives, so `None` here.
    #[getter]
    fn source<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.value(py, Blocks::Without, "source")
    }

    /// What was wrong with the page: kind and detail of each warning.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for warning in self.get(|extraction| extraction.warnings.as_slice()).unwrap_or_default() {
            let (kind, detail) = (Some(warning.kind.name()), Some(warning.detail.as_str()));
            list.append(dict(py, &[("kind", kind), ("detail", detail)])?)?;
        }
        Ok(list)
    }

    /// Why the page could not be read at all; `None` for every page that could.
    #[getter]
    fn error(&self) -> Option<&str> {
        self.outcome.as_ref().err().map(|failure| failure.error.as_str())
    }

    /// How likely the page is each of seven kinds; `None` where rules decided.
    #[getter]
    fn kinds<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.value(py, Blocks::Without, "kinds")
    }

    /// How sure the engine is of the text, 0.0 to 1.0; `None` where rules decided.
    #[getter]
    fn confidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.value(py, Blocks::Without, "confidence")
    }

    /// How the bytes were read.
    #[getter]
    fn decoding<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.value(py, Blocks::Without, "decoding")
    }

    /// Where each field was found.
    #[getter]
    fn sources<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let sources = self.value(py, Blocks::Without, "sources")?;
        Ok(if sources.is_none() { PyDict::new(py).into_any() } else { sources })
    }

    /// Every labelled stretch of the page, kept or dropped, in page order.
    #[getter]
    fn blocks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let blocks = self.value(py, Blocks::With, "blocks")?;
        Ok(if blocks.is_none() { PyList::empty(py).into_any() } else { blocks })
    }

    /// The page as one text, which the bytes of the blocks refer to.
    #[getter]
    fn page_text(&self) -> &str {
        self.get(|extraction| extraction.page.text.as_str()).unwrap_or_default()
    }

    /// Digest of every rule in use.
    #[getter]
    fn rules_digest(&self) -> Option<&str> {
        self.get(|extraction| extraction.rules.digest.as_str())
    }

    /// Version of tamis.
    #[getter]
    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The record as a dictionary: what the command line writes with `-f jsonl`.
    #[pyo3(signature = (*, blocks = false, schema = "tamis"))]
    fn to_dict<'py>(&self, py: Python<'py>, blocks: bool, schema: &str) -> PyResult<Bound<'py, PyDict>> {
        parsed(py, &self.to_json(blocks, schema)?)
    }

    /// The record as one line of JSON.
    #[pyo3(signature = (*, blocks = false, schema = "tamis"))]
    fn to_json(&self, blocks: bool, schema: &str) -> PyResult<String> {
        let names = match schema {
            "tamis" => Names::Own,
            "trafilatura" => Names::Trafilatura,
            _ => return Err(PyValueError::new_err("schema is `tamis` or `trafilatura`")),
        };
        let blocks = if blocks { Blocks::With } else { Blocks::Without };
        Ok(self.json(WriteOptions { blocks, names, ..WriteOptions::default() }))
    }

    /// The text as Markdown; without `links`, their words alone; with `images`, pictures where they stand.
    #[pyo3(signature = (*, links = true, images = false))]
    fn to_markdown(&self, links: bool, images: bool) -> String {
        let links = if links { Links::With } else { Links::Without };
        let images = shown(images);
        self.written(Format::Markdown, WriteOptions { links, images, ..WriteOptions::default() })
    }

    /// A whole HTML page with nothing but the article in it; with `images`, its pictures, too.
    #[pyo3(signature = (*, images = false))]
    fn to_html(&self, images: bool) -> String {
        self.written(Format::Html, WriteOptions { images: shown(images), ..WriteOptions::default() })
    }

    /// The text as TEI P5 XML.
    fn to_tei(&self) -> String {
        self.get(|extraction| extraction.to_format(Format::Tei)).unwrap_or_default()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        if let Some(error) = self.error() {
            return Ok(format!("Extraction(error={})", PyString::new(py, error).repr()?));
        }
        let title = self.title().into_pyobject(py)?.repr()?;
        Ok(format!("Extraction(title={title}, text of {} characters)", self.text().chars().count()))
    }

    fn __eq__(&self, other: &Self) -> bool {
        match (&self.outcome, &other.outcome) {
            (Ok(one), Ok(other)) => one == other,
            (Err(one), Err(other)) => one.id == other.id && one.error == other.error,
            _ => false,
        }
    }
}
