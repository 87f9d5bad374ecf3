//! Paths, archives and streams become raw records, one file per container.
//!
//! Reading is split in two. A [`Reader`] runs on one thread and only finds where records begin and
//! end; [`RawRecord::open`] runs on the workers and does the costly rest (reading a file, inflating
//! it, parsing a JSON line, undoing HTTP encodings). Broken input becomes a failed record with its
//! place; what can still be read after it is read. This module knows no rule and no output.

mod ahead;
mod buffered;
mod code_page;
#[cfg(feature = "arrow")]
pub mod columns;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_rows;
mod files;
#[cfg(feature = "zstd")]
mod frame_header;
#[cfg(feature = "zstd")]
mod frames;
mod guess;
mod json;
mod json_scan;
mod jsonl;
mod kinds;
mod lenient_json;
mod lines;
mod members;
mod names;
mod numbers;
mod open;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod sources;
#[cfg(feature = "archives")]
mod tar;
mod unpack;
mod utf16;
#[cfg(feature = "warc")]
mod warc;
#[cfg(feature = "archives")]
mod zip;
#[cfg(feature = "archives")]
mod zip_stream;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

pub use crate::batch::input::guess::{Container, Packing};
pub use crate::batch::input::names::{RelativeName, safe_component};
pub use crate::batch::input::open::{Naming, Opened, RawRecord};
pub use crate::batch::input::sources::Sources;
pub(crate) use crate::text::hash::stable_hash;

use crate::output::Source;
use crate::page::{Document, InputKind};

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it, or `-`.
    pub source: Arc<str>,
    /// Number of the record in its container, from 1; 0 where the file is the record.
    pub record: u64,
    /// Name of the member that holds it, in archives.
    pub member: Option<Arc<str>>,
}

impl Place {
    /// A file that is one record.
    pub fn file(source: impl Into<Arc<str>>) -> Self {
        Self { source: source.into(), record: 0, member: None }
    }

    /// A numbered record in a container.
    pub fn record(source: &Arc<str>, record: u64) -> Self {
        Self { source: Arc::clone(source), record, member: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.member, self.record) {
            (None, 0) => f.write_str(&self.source),
            (None, record) => write!(f, "record {record} of {}", self.source),
            (Some(member), 0) => write!(f, "{member} in {}", self.source),
            (Some(member), record) => write!(f, "record {record} of {member} in {}", self.source),
        }
    }
}

/// A record, ready to be extracted.
#[derive(Debug, Clone)]
pub struct Record {
    /// The path as given, or the record's own id.
    pub id: String,
    /// Where the page was found.
    pub url: Option<String>,
    /// The `charset` of the HTTP header.
    pub charset: Option<String>,
    /// How to read the bytes.
    pub kind: InputKind,
    /// The page.
    pub bytes: Vec<u8>,
    /// Fields of the record that are none of the above.
    pub carried: Map<String, Value>,
    /// Where in a web archive it was found, and when it was captured.
    pub capture: Option<Box<Capture>>,
    /// What was wrong on the way here, in words: the page is what could still be read.
    pub damage: Vec<String>,
}

/// What a web archive tells of a page.
#[derive(Debug, Clone, Default)]
pub struct Capture {
    /// When it was captured, in ISO 8601.
    pub date: Option<String>,
    /// Where it stands.
    pub source: Source,
}

impl Record {
    /// The page as it goes to the extractor. Lent, so that its bytes are read where they are.
    pub fn document(&self) -> Document<'_> {
        Document {
            id: self.id.as_str().into(),
            url: self.url.as_deref().map(Into::into),
            charset: self.charset.as_deref().map(Into::into),
            kind: self.kind,
            bytes: self.bytes.as_slice().into(),
        }
    }
}

/// What a reader meets.
#[derive(Debug)]
pub enum Event {
    /// A record.
    Record(RawRecord),
    /// Something that is no page, and says so: a picture, an HTTP request.
    Skipped(Cow<'static, str>),
    /// A record that cannot be read.
    Failed(InputError),
}

/// Takes events one by one; `Break` asks the reader to stop.
pub type Emit<'e> = dyn FnMut(Event) -> ControlFlow<()> + 'e;

/// Finds the records of one container.
pub trait Reader {
    /// Hands every record to `emit`, in order. Faults are events, too.
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()>;
}

/// A record that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {place}")]
pub struct InputError {
    /// Where it stands.
    pub place: Place,
    /// Its id, where that much could be read.
    pub id: Option<String>,
    /// Why it could not.
    #[source]
    pub cause: Box<InputFault>,
}

impl InputError {
    /// A fault at a place.
    pub fn new(place: Place, cause: impl Into<InputFault>) -> Self {
        Self { place, id: None, cause: Box::new(cause.into()) }
    }
}

/// Why a record could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputFault {
    /// The operating system or a decompressor says no.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A walk through a directory failed there.
    #[error(transparent)]
    Walk(#[from] ignore::Error),
    /// A link leads to a folder that holds it.
    #[error("a link to {ancestor}, which holds it")]
    LinkLoop {
        /// The folder.
        ancestor: PathBuf,
    },
    /// The line is no JSON object.
    #[error("not a JSON object: {0}")]
    Json(#[source] serde_json::Error),
    /// The zip file is damaged.
    #[cfg(feature = "archives")]
    #[error(transparent)]
    Zip(#[from] ::zip::result::ZipError),
    /// The record has neither of the fields that may hold a page.
    #[error("no field `{html}` and no field `{text}`")]
    NoPage {
        /// Name of the field for HTML.
        html: String,
        /// Name of the field for text.
        text: String,
    },
    /// The table has neither of the columns that may hold a page.
    #[error(
        "no column `{html}` and no column `{text}`; its columns are: {found} (--html-field and --text-field name \
         others, --delimiter what parts them)"
    )]
    NoColumn {
        /// Name of the column for HTML.
        html: String,
        /// Name of the column for text.
        text: String,
        /// The columns that are there.
        found: String,
    },
    /// A file that holds no page, by its content.
    #[error("this looks like {0}, which holds no page that tamis can read")]
    NoPageByContent(&'static str),
    /// The header of a WARC record makes no sense.
    #[error("not a WARC record: {0}")]
    Warc(&'static str),
    /// The HTTP response inside a record makes no sense.
    #[error("not an HTTP response: {0}")]
    Http(&'static str),
    /// The record is damaged, and nothing can be read of it.
    #[error("{0}")]
    Damaged(String),
    /// The stream ends inside the record.
    #[error("cut off after {got} of {expected} bytes")]
    CutOff {
        /// Bytes that were there.
        got: u64,
        /// Bytes that were announced.
        expected: u64,
    },
    /// Larger than allowed.
    #[error("over the limit of {limit} bytes per record")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The Parquet file is damaged, or none.
    #[error("not a whole Parquet file: {0}")]
    Parquet(String),
    /// The table has no such column, or none of that type.
    #[cfg(feature = "arrow")]
    #[error(transparent)]
    Column(#[from] columns::ColumnFault),
    /// The build has no reader for it.
    #[error("this build of tamis cannot read {0}")]
    Unsupported(&'static str),
}

/// How to read.
#[derive(Debug, Clone)]
pub struct InputOptions {
    /// The container, if not to be guessed.
    pub from: Option<Container>,
    /// Address of the page, for a single page.
    pub url: Option<String>,
    /// Names of the fields in JSON and CSV records.
    pub fields: FieldNames,
    /// Globs of paths that are passed over in directories.
    pub exclude: globset::GlobSet,
    /// What the run itself writes: never read again.
    pub own_output: Vec<PathBuf>,
    /// Threads that unpack members of packed files ahead of the reader; 0 unpacks as it reads.
    pub n_unpackers: usize,
    /// What parts the columns of tables, if not to be guessed.
    pub delimiter: Option<u8>,
    /// Whether names of outputs keep the extension of the page.
    pub keep_extension: bool,
    /// Limits.
    pub limits: InputLimits,
}

/// Where JSON and CSV records keep what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames {
    /// Field with HTML.
    pub html: String,
    /// Field with flattened text.
    pub text: String,
    /// Field with the address.
    pub url: String,
    /// Field with the id.
    pub id: String,
}

impl Default for FieldNames {
    fn default() -> Self {
        Self { html: "html".into(), text: "text".into(), url: "url".into(), id: "id".into() }
    }
}

/// What a record may cost to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputLimits {
    /// Bytes of a page that are read; the rest of a longer page is left, which the extraction
    /// reports.
    pub max_page_bytes: u64,
    /// Bytes of a record in a container (a JSON line, a WARC record); a longer one fails.
    pub max_record_bytes: u64,
    /// How many times its own size a packed record may unpack to, beyond the first
    /// [`FREE_UNPACKED`] bytes.
    pub max_ratio: u64,
    /// Longest window of zstd data, in bytes: what is held of the data that was unpacked.
    pub max_window_bytes: u64,
}

impl InputLimits {
    /// True when so many unpacked bytes cannot honestly come from so few.
    fn are_exceeded(&self, unpacked: u64, packed: u64) -> bool {
        unpacked > FREE_UNPACKED && unpacked - FREE_UNPACKED > packed.saturating_mul(self.max_ratio)
    }
}

/// Unpacked bytes that no ratio is held against: blank pages pack well.
pub const FREE_UNPACKED: u64 = 16 << 20;
