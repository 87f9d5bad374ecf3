//! A raw record becomes a record: the costly half of reading, done by the workers.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Map;

use crate::batch::input::guess::{Container, by_content, looks_like_html};
use crate::batch::input::kinds::no_page;
use crate::batch::input::unpack::{Unpacked, unpack_page};
use crate::batch::input::{Event, InputError, InputFault, InputOptions, Place, Record, RelativeName};
use crate::page::InputKind;

/// A record whose beginning and end are known, and nothing more.
#[derive(Debug)]
pub struct RawRecord {
    /// Where it stands.
    pub place: Place,
    pub(super) form: Form,
    pub(super) naming: Naming,
}

/// What the name of a record's output is made of.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// Folder of the container in the output.
    pub(super) below: Option<Arc<RelativeName>>,
    /// Path of the record itself, where it has one.
    pub(super) path: Option<String>,
}

impl Naming {
    /// Where the record's output stands below the output folder, without extension.
    pub fn output_name(&self, id: &str) -> RelativeName {
        match (&self.below, &self.path) {
            (None, Some(path)) => RelativeName::from_path(path),
            (None, None) => RelativeName::from_path(&crate::batch::input::safe_component(id)),
            (Some(below), Some(path)) => below.below(path),
            (Some(below), None) => below.join(id),
        }
    }
}

/// What a reader hands over.
#[derive(Debug)]
pub(super) enum Form {
    /// A file not yet opened.
    File { path: PathBuf, container: Option<Container>, found: Found, n_bytes: u64 },
    /// A page at hand, packed or not.
    Page { bytes: Vec<u8>, kind: InputKind, damage: Option<String> },
    /// One line of JSON.
    JsonLine(Vec<u8>),
    /// One row of a table.
    #[cfg(feature = "csv")]
    Row { header: Arc<[String]>, row: super::csv_rows::Row },
    /// One row of a Parquet file.
    #[cfg(feature = "parquet")]
    ParquetRow(Box<super::parquet::ParquetRow>),
    /// One WARC record that holds a page.
    #[cfg(feature = "warc")]
    Warc(Box<super::warc::WarcRecord>),
}

/// How a file was come upon: what the user named must be read or refused, what merely lies about is passed
/// over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Named,
    InFolder,
}

/// A file that is no page by its content.
pub(super) fn refused(kind: &'static str, found: Found, place: Place) -> Event {
    match found {
        Found::Named => Event::Failed(InputError::new(place, InputFault::NoPageByContent(kind))),
        Found::InFolder => Event::Skipped(kind.into()),
    }
}

/// What a raw record turns out to be.
#[derive(Debug)]
pub enum Opened {
    /// A page.
    Page(Record),
    /// No page, and no fault: a picture, a redirect.
    Skipped(Cow<'static, str>),
}

/// Weight of a record that is only a path so far, beyond its bytes: what a worker allocates for it.
const BASE_WEIGHT: u64 = 16 << 10;

impl RawRecord {
    pub(super) fn new(place: Place, form: Form) -> Self {
        Self { place, form, naming: Naming::default() }
    }

    pub(super) fn with_path(mut self, path: impl Into<String>) -> Self {
        self.naming.path = Some(path.into());
        self
    }

    /// Bytes the record will hold in memory, roughly: what bounds the records in flight.
    pub fn weight(&self) -> u64 {
        BASE_WEIGHT
            + match &self.form {
                Form::File { n_bytes, .. } => *n_bytes,
                Form::Page { bytes, .. } => bytes.len() as u64,
                Form::JsonLine(line) => 2 * line.len() as u64,
                #[cfg(feature = "csv")]
                Form::Row { row, .. } => 2 * row.bytes.len() as u64,
                #[cfg(feature = "parquet")]
                Form::ParquetRow(row) => row.weight(),
                #[cfg(feature = "warc")]
                Form::Warc(record) => 2 * record.block.len() as u64,
            }
    }

    /// What the name of its output is made of.
    pub fn naming(&self) -> Naming {
        self.naming.clone()
    }

    /// The id, where it is known before the record is opened.
    pub fn known_id(&self) -> Option<String> {
        match &self.form {
            Form::File { .. } | Form::Page { .. } => Some(page_id(&self.place)),
            #[cfg(feature = "warc")]
            Form::Warc(record) => Some(record.id(&self.place)),
            _ => None,
        }
    }

    /// Reads the record.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or holds no page where one was promised.
    pub fn open(self, options: &InputOptions) -> Result<Opened, InputError> {
        let id = self.known_id();
        let Self { place, form, .. } = self;
        let opened = match form {
            Form::File { path, container, found, n_bytes } => open_file(&path, container, n_bytes, options)
                .and_then(|(kind, bytes)| match kind_of(&bytes.bytes).filter(|_| options.from.is_none()) {
                    None => Ok(page(kind, bytes, &place, options)),
                    Some(name) if found == Found::Named => Err(InputFault::NoPageByContent(name)),
                    Some(name) => Ok(Opened::Skipped(name.into())),
                }),
            Form::Page { bytes, kind, damage } => unpack_page(bytes, options.limits).map(|unpacked| {
                let damage = damage.or(unpacked.damage);
                page(kind, Unpacked { bytes: unpacked.bytes, damage }, &place, options)
            }),
            Form::JsonLine(line) => match crate::batch::input::jsonl::parse(&line, &place, &options.fields) {
                Ok(record) => Ok(Opened::Page(record)),
                Err(cause) => {
                    let id = crate::batch::input::jsonl::id_of(&line, &options.fields);
                    return Err(InputError { place, id, cause: Box::new(cause) });
                }
            },
            #[cfg(feature = "csv")]
            Form::Row { header, row } => {
                crate::batch::input::csv::parse(&header, &row, &place, &options.fields).map(Opened::Page)
            }
            #[cfg(feature = "parquet")]
            Form::ParquetRow(row) => return row.open(&place, &options.fields).map(Opened::Page),
            #[cfg(feature = "warc")]
            Form::Warc(record) => record.open(&place, options.limits),
        };
        opened.map_err(|cause| InputError { place, id, cause: Box::new(cause) })
    }
}

/// The kind of a file that is named like a page and is none: records, too, are read only under their own names.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    no_page(bytes).or_else(|| match by_content(&bytes[..bytes.len().min(4096)]) {
        Some(Container::Json | Container::Jsonl) => Some("JSON (--from json or jsonl reads it)"),
        Some(Container::Warc) => Some("a web archive (--from warc reads it)"),
        Some(Container::Zip) => Some("a zip archive (--from zip reads it)"),
        Some(Container::Tar) => Some("a tar archive (--from tar reads it)"),
        _ => None,
    })
}

fn page(kind: InputKind, page: Unpacked, place: &Place, options: &InputOptions) -> Opened {
    Opened::Page(Record {
        id: page_id(place),
        url: options.url.clone(),
        charset: None,
        kind,
        bytes: page.bytes,
        carried: Map::new(),
        capture: None,
        damage: page.damage.into_iter().collect(),
    })
}

fn open_file(
    path: &std::path::Path,
    container: Option<Container>,
    n_bytes: u64,
    options: &InputOptions,
) -> Result<(InputKind, Unpacked), InputFault> {
    // One byte beyond the limit is enough for the extraction to see that it was passed. A packed
    // page may be as long as a plain one in the worst case.
    let limit = options.limits.max_page_bytes.saturating_add(1);
    let expected = usize::try_from(n_bytes.min(limit)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(expected + 1);
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    let page = unpack_page(bytes, options.limits)?;
    let kind = match container {
        Some(Container::Page(InputKind::Text)) if options.from.is_none() && looks_like_html(&page.bytes) => {
            InputKind::Html
        }
        Some(Container::Page(kind)) => kind,
        // A name that says nothing: the extraction looks at the bytes.
        _ => match by_content(&page.bytes) {
            Some(Container::Page(kind)) => kind,
            _ => InputKind::Auto,
        },
    };
    Ok((kind, page))
}

/// A page without an id of its own goes by its place.
fn page_id(place: &Place) -> String {
    match &place.member {
        None => place.source.to_string(),
        Some(member) => format!("{}#{member}", place.source),
    }
}
