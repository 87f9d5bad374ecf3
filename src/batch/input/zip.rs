//! zip archives; WACZ is one that holds WARC files. Read from a file: the directory of a zip
//! stands at its end.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::batch::input::files::is_hidden;
use crate::batch::input::open::Found;
use crate::batch::input::sources::{Sources, Stream, not_a_page_by_name};
use crate::batch::input::unpack::BUFFER_BYTES;
use crate::batch::input::{Emit, Event, InputError, InputFault, Place, Reader, RelativeName};

/// One archive.
pub(super) struct Zip<'s> {
    pub(super) sources: &'s Sources,
    pub(super) source: Arc<str>,
    pub(super) file: File,
    pub(super) below: Arc<RelativeName>,
}

impl Reader for Zip<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let failed = |member: Option<Arc<str>>, cause: InputFault| {
            let place = Place { source: Arc::clone(&self.source), record: 0, member };
            Event::Failed(InputError::new(place, cause))
        };
        let mut archive = match ::zip::ZipArchive::new(BufReader::with_capacity(BUFFER_BYTES, &self.file)) {
            Ok(archive) => archive,
            Err(error) => return emit(failed(None, error.into())),
        };
        for index in 0..archive.len() {
            let entry = match archive.by_index(index) {
                Ok(entry) => entry,
                Err(error) => {
                    emit(failed(None, error.into()))?;
                    continue;
                }
            };
            if !entry.is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if is_wacz_index(&name) {
                emit(Event::Skipped("index of a WACZ file".into()))?;
                continue;
            }
            if is_hidden(&name) {
                emit(Event::Skipped("hidden".into()))?;
                continue;
            }
            if self.sources.options.from.is_none()
                && let Some(kind) = not_a_page_by_name(&name)
            {
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
            // Members are held against no ratio here: each is read as a page or as a container,
            // and both have their own limits.
            self.sources.stream(stream, Box::new(BufReader::with_capacity(BUFFER_BYTES, entry)), emit)?;
        }
        ControlFlow::Continue(())
    }
}

/// WACZ keeps lists of its pages as JSON lines, with their texts: the pages themselves stand in
/// the WARC files.
fn is_wacz_index(name: &str) -> bool {
    name.starts_with("pages/") || name.starts_with("indexes/")
}
