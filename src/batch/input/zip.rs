//! zip archives; WACZ is one that holds WARC files. Read from a file: the directory of a zip
//! stands at its end. Where that is damaged, the members are read as they stand.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;

use ::zip::result::ZipError;

use crate::batch::input::files::is_hidden;
use crate::batch::input::open::{Found, refused};
use crate::batch::input::sources::{Sources, Stream, not_a_page_by_name};
use crate::batch::input::unpack::BUFFER_BYTES;
use crate::batch::input::zip_stream::ZipStream;
use crate::batch::input::{Emit, Event, InputError, InputFault, Place, Reader, RelativeName};

/// Why a member is not read by the directory.
const NOT_THERE: &str = "another member stands where the directory says";

/// Members that tell an archive that is a document or a program.
const OFFICE: [(&str, &str); 4] = [
    ("[Content_Types].xml", "an Office file"),
    ("mimetype", "an OpenDocument file or a book"),
    ("META-INF/MANIFEST.MF", "a program"),
    ("AndroidManifest.xml", "a program"),
];

/// One archive.
pub(super) struct Zip<'s> {
    pub(super) sources: &'s Sources,
    pub(super) source: Arc<str>,
    pub(super) file: File,
    pub(super) below: Arc<RelativeName>,
    pub(super) found: Found,
}

impl Reader for Zip<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let failed = |member: Option<Arc<str>>, cause: InputFault| {
            let place = Place { source: Arc::clone(&self.source), record: 0, member };
            Event::Failed(InputError::new(place, cause))
        };
        let mut archive = match ::zip::ZipArchive::new(BufReader::with_capacity(BUFFER_BYTES, &self.file)) {
            Ok(archive) => archive,
            Err(error) => {
                emit(failed(None, error.into()))?;
                return self.without_directory(None, emit);
            }
        };
        if let Some(kind) = self.sources.options.from.is_none().then(|| document(&archive)).flatten() {
            return emit(refused(kind, self.found, Place::file(Arc::clone(&self.source))));
        }
        let mut lost = self.misplaced(&mut archive);
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).and_then(Result::ok).map(Cow::into_owned);
            let entry = match (archive.by_index(index), name) {
                (_, Some(name)) if lost.contains_key(&name) => continue,
                (Ok(entry), _) => entry,
                (Err(error), Some(name)) => {
                    lost.insert(name, error.into());
                    continue;
                }
                (Err(error), None) => {
                    emit(failed(None, error.into()))?;
                    continue;
                }
            };
            if !entry.is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if let Some(kind) = passed_over(self.sources, &name) {
                emit(Event::Skipped(kind.into()))?;
                continue;
            }
            let stream = Stream {
                source: Arc::clone(&self.source),
                member: Some(name.as_str().into()),
                name: &name,
                container: None,
                found: Found::InFolder,
                depth: 1,
                below: Some(Arc::clone(&self.below)),
            };
            // No ratio is held against members: each has the limits of a page or of a container.
            self.sources.stream(stream, Box::new(BufReader::with_capacity(BUFFER_BYTES, entry)), emit)?;
        }
        if lost.is_empty() {
            return ControlFlow::Continue(());
        }
        // They may stand elsewhere than the directory says.
        self.without_directory(Some(&mut lost), emit)?;
        for (name, fault) in lost {
            emit(failed(Some(name.into()), fault))?;
        }
        ControlFlow::Continue(())
    }
}

impl Zip<'_> {
    /// Members that do not stand where the directory says. Where it does not begin where it says of itself, bytes were
    /// put in: in front of all members, or between two of them, and then another may stand at the place of one.
    fn misplaced(&self, archive: &mut ::zip::ZipArchive<BufReader<&File>>) -> BTreeMap<String, InputFault> {
        /// Bytes of a member's head in front of its name.
        const HEAD_BYTES: u64 = 30;
        if archive.offset() == 0 {
            return BTreeMap::new();
        }
        let n_members = archive.len();
        let mut elsewhere = |index: usize| -> Option<String> {
            let entry = archive.by_index_raw(index).ok()?;
            let (start, raw) = (entry.header_start(), entry.name_raw().to_vec());
            let name = entry.name().ok()?.into_owned();
            drop(entry);
            let mut file = &self.file;
            file.seek(SeekFrom::Start(start + HEAD_BYTES)).ok()?;
            let mut own = vec![0; raw.len()];
            file.read_exact(&mut own).ok()?;
            (own != raw).then_some(name)
        };
        let fault = |name| (name, ZipError::InvalidArchive(Cow::Borrowed(NOT_THERE)).into());
        (0..n_members).filter_map(&mut elsewhere).map(fault).collect()
    }

    /// Reads the members as they stand, all of them or those that were lost.
    fn without_directory(
        &self,
        only: Option<&mut BTreeMap<String, InputFault>>,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        let mut file = &self.file;
        if file.rewind().is_err() {
            return ControlFlow::Continue(());
        }
        let mut reader = BufReader::with_capacity(BUFFER_BYTES, file);
        ZipStream {
            sources: self.sources,
            source: Arc::clone(&self.source),
            member: None,
            reader: &mut reader,
            below: Arc::clone(&self.below),
            depth: 0,
            only,
        }
        .read(emit)
    }
}

/// What an archive is that holds a document or a program.
fn document<R>(archive: &::zip::ZipArchive<R>) -> Option<&'static str>
where
    R: std::io::Read + Seek,
{
    OFFICE.iter().find(|(name, _)| archive.index_for_name(name).is_some()).map(|(_, kind)| *kind)
}

/// What a member is by its name, where that says that it is no page.
pub(super) fn passed_over(sources: &Sources, name: &str) -> Option<&'static str> {
    if is_wacz_index(name) {
        return Some("index of a WACZ file");
    }
    if is_hidden(name) {
        return Some("hidden");
    }
    if sources.options.from.is_none() { not_a_page_by_name(name) } else { None }
}

/// WACZ keeps lists of its pages as JSON lines, with their texts: the pages themselves stand in
/// the WARC files.
fn is_wacz_index(name: &str) -> bool {
    name.starts_with("pages/") || name.starts_with("indexes/")
}
