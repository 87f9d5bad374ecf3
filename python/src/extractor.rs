//! The extractor with its rules and options, shared by any number of threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use tamis::wheel::{FieldNames, chain, panic_text, read_overlays};
use tamis::{Bias, Document, InputKind, Label, Limits, Options, RuleSet};

use crate::arrow;
use crate::extraction::Extraction;
use crate::many::Extractions;
use crate::page::Content;

create_exception!(tamis, RulesError, PyValueError, "A rule file has faults, or cannot be read.");

/// Turns pages into extractions. Built once, used from any number of threads.
#[pyclass(frozen, module = "tamis")]
pub struct Extractor {
    /// Shared with the threads that outlive a call.
    pub engine: Arc<tamis::Extractor>,
}

/// Extracts one page; a panic, which is a bug of tamis, costs that page only.
pub fn extract_one(engine: &tamis::Extractor, document: Document<'_>) -> Extraction {
    let id = document.id.to_string();
    match catch_unwind(AssertUnwindSafe(|| engine.extract(document))) {
        Ok(extraction) => extraction.into(),
        Err(panic) => Extraction::failed(id, panic_text(&*panic)),
    }
}

#[pymethods]
impl Extractor {
    /// Builds an extractor: rules are read and compiled here, once.
    #[new]
    #[pyo3(signature = (*, rules = None, outlet = None, generic = false, precision = false, recall = false,
                        labels = None, keep_spaces = false, max_page_bytes = None, max_depth = None,
                        max_nodes = None, page_timeout = Some(30.0)))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword of Python's constructor")]
    fn new(
        py: Python<'_>,
        rules: Option<Vec<Bound<'_, PyAny>>>,
        outlet: Option<String>,
        generic: bool,
        precision: bool,
        recall: bool,
        labels: Option<Vec<String>>,
        keep_spaces: bool,
        max_page_bytes: Option<usize>,
        max_depth: Option<u16>,
        max_nodes: Option<u32>,
        page_timeout: Option<f64>,
    ) -> PyResult<Self> {
        let rules = rule_set(py, &rules.unwrap_or_default())?;
        let mut options = Options::default().with_generic(generic).with_bias(bias(precision, recall)?);
        if let Some(outlet) = outlet {
            known_outlet(&outlet, &rules)?;
            options = options.with_outlet(outlet);
        }
        if let Some(labels) = labels {
            options = options.with_labels(labels_of(&labels)?);
        }
        if keep_spaces {
            options = options.with_spaces(tamis::Spaces::Keep);
        }
        let mut limits = Limits::default().with_max_time(seconds(page_timeout)?);
        if let Some(max_bytes) = max_page_bytes {
            limits = limits.with_max_bytes(max_bytes);
        }
        if let Some(max_depth) = max_depth {
            limits = limits.with_max_depth(max_depth);
        }
        if let Some(max_nodes) = max_nodes {
            limits = limits.with_max_nodes(max_nodes);
        }
        let engine = tamis::Extractor::with_options(rules, options.with_limits(limits));
        Ok(Self { engine: Arc::new(engine) })
    }

    /// Extracts an HTML page. Never raises for a page: see `warnings` and `error`.
    #[pyo3(signature = (html, *, url = None, id = "", charset = None))]
    fn extract(
        &self,
        py: Python<'_>,
        html: &Bound<'_, PyAny>,
        url: Option<&str>,
        id: &str,
        charset: Option<&str>,
    ) -> PyResult<Extraction> {
        let content = Content::of(html, charset)?;
        Ok(page(py, &self.engine, content.document(InputKind::Html).with_id(id), url))
    }

    /// Extracts a page that some other program turned into text.
    #[pyo3(signature = (text, *, url = None, id = ""))]
    fn extract_text(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        url: Option<&str>,
        id: &str,
    ) -> PyResult<Extraction> {
        let content = Content::of(text, None)?;
        Ok(page(py, &self.engine, content.document(InputKind::Text).with_id(id), url))
    }

    /// Extracts many pages on several threads; results come in the order of the pages.
    #[pyo3(signature = (pages, *, threads = 0))]
    fn extract_many(&self, pages: &Bound<'_, PyAny>, threads: usize) -> PyResult<Extractions> {
        Extractions::begin(Arc::clone(&self.engine), pages, threads)
    }

    /// Extracts the rows of a record batch, a table or a stream of batches: anything with Arrow's PyCapsule
    /// interface. Gives a batch for a batch and a stream for a stream, one row for each row, in order.
    #[pyo3(signature = (batch, *, html = Some("html".into()), text = None, url = Some("url".into()), id = None,
                        carry = Vec::new(), blocks = false))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword of Python's method")]
    fn extract_batch(
        &self,
        py: Python<'_>,
        batch: pyo3_arrow::input::AnyRecordBatch,
        html: Option<String>,
        text: Option<String>,
        url: Option<String>,
        id: Option<String>,
        carry: Vec<String>,
        blocks: bool,
    ) -> PyResult<Py<PyAny>> {
        let mut names = FieldNames::default();
        (names.html, names.text) = (html.unwrap_or_default(), text.unwrap_or_default());
        (names.url, names.id) = (url.unwrap_or_default(), id.unwrap_or_default());
        if names.html.is_empty() && names.text.is_empty() {
            return Err(PyValueError::new_err("name a column: html=... or text=..."));
        }
        let engine = Arc::clone(&self.engine);
        let plan = arrow::Plan { engine, names, carry, blocks: arrow::blocks_of(blocks) };
        arrow::extract_batch(py, plan, batch)
    }

    /// Digest of every rule in use.
    #[getter]
    fn rules_digest(&self) -> &str {
        &self.engine.rules().table.digest
    }

    fn __repr__(&self) -> String {
        format!("Extractor(rules_digest='{}')", self.rules_digest())
    }
}

fn page(py: Python<'_>, engine: &tamis::Extractor, document: Document<'_>, url: Option<&str>) -> Extraction {
    let document = match url {
        Some(url) => document.with_url(url),
        None => document,
    };
    py.detach(|| extract_one(engine, document))
}

/// The extractor of the functions at the top of the package.
fn default_engine() -> &'static tamis::Extractor {
    static ENGINE: OnceLock<tamis::Extractor> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let limits = Limits::default().with_max_time(Duration::from_secs(30));
        tamis::Extractor::with_options(RuleSet::embedded(), Options::default().with_limits(limits))
    })
}

/// Extracts an HTML page with the default extractor.
#[pyfunction]
#[pyo3(signature = (html, *, url = None, id = "", charset = None))]
pub fn extract(
    py: Python<'_>,
    html: &Bound<'_, PyAny>,
    url: Option<&str>,
    id: &str,
    charset: Option<&str>,
) -> PyResult<Extraction> {
    let content = Content::of(html, charset)?;
    let engine = py.detach(default_engine);
    Ok(page(py, engine, content.document(InputKind::Html).with_id(id), url))
}

/// Extracts a flattened page with the default extractor.
#[pyfunction]
#[pyo3(signature = (text, *, url = None, id = ""))]
pub fn extract_text(
    py: Python<'_>,
    text: &Bound<'_, PyAny>,
    url: Option<&str>,
    id: &str,
) -> PyResult<Extraction> {
    let content = Content::of(text, None)?;
    let engine = py.detach(default_engine);
    Ok(page(py, engine, content.document(InputKind::Text).with_id(id), url))
}

/// The rules of the crate with those of the user laid over them. A text with a line break is a rule file
/// itself, everything else the path of one, or of a folder of them.
fn rule_set(py: Python<'_>, rules: &[Bound<'_, PyAny>]) -> PyResult<RuleSet> {
    if rules.is_empty() {
        return Ok(py.detach(RuleSet::embedded));
    }
    let mut texts: Vec<(String, String)> = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        match rule.cast::<PyString>() {
            Ok(text) if text.to_str()?.contains('\n') => {
                texts.push((format!("<rules {}>", number + 1), text.to_str()?.to_owned()));
            }
            _ => texts.extend(read_overlays(&[rule.extract::<PathBuf>()?]).map_err(rules_error)?),
        }
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    py.detach(|| RuleSet::from_overlays(&texts)).map_err(rules_error)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn rules_error(error: tamis::RulesError) -> PyErr {
    let message = match &error {
        tamis::RulesError::Faulty(faults) => {
            faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        other => chain(other),
    };
    RulesError::new_err(message)
}

fn known_outlet(outlet: &str, rules: &RuleSet) -> PyResult<()> {
    let mut known: Vec<&str> = rules.layouts.iter().map(|layout| layout.outlet.as_str()).collect();
    known.dedup();
    if known.contains(&outlet) {
        return Ok(());
    }
    Err(PyValueError::new_err(format!("unknown outlet `{outlet}`; one of {}", known.join(", "))))
}

fn bias(precision: bool, recall: bool) -> PyResult<Bias> {
    match (precision, recall) {
        (true, true) => Err(PyValueError::new_err("precision and recall exclude each other")),
        (true, false) => Ok(Bias::Precision),
        (false, true) => Ok(Bias::Recall),
        (false, false) => Ok(Bias::Balanced),
    }
}

fn labels_of(words: &[String]) -> PyResult<Vec<Label>> {
    let label = |word: &String| {
        word.parse::<Label>().map_err(|unknown| {
            let names: Vec<&str> = Label::ALL.iter().map(|label| label.name()).collect();
            PyValueError::new_err(format!("{unknown}; one of {}", names.join(", ")))
        })
    };
    words.iter().map(label).collect()
}

/// Seconds as a time; `None` and 0 for as long as it takes.
fn seconds(seconds: Option<f64>) -> PyResult<Option<Duration>> {
    match seconds {
        None => Ok(None),
        Some(0.0) => Ok(None),
        Some(seconds) => Duration::try_from_secs_f64(seconds)
            .map(Some)
            .map_err(|fault| PyValueError::new_err(format!("page_timeout: {fault}"))),
    }
}
