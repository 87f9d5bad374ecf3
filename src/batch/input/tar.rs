//! tar archives: every regular member that is a page or a container of pages.

use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::batch::input::files::is_hidden;
use crate::batch::input::open::Found;
use crate::batch::input::sources::{Sources, Stream, not_a_page_by_name};
use crate::batch::input::unpack::BUFFER_BYTES;
use crate::batch::input::{Emit, Event, InputError, Place, Reader, RelativeName};

/// One archive.
pub(super) struct Tar<'s, 'r, 'b> {
    pub(super) sources: &'s Sources,
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: &'r mut Box<dyn BufRead + 'b>,
    pub(super) below: Arc<RelativeName>,
    pub(super) depth: u8,
}

impl Reader for Tar<'_, '_, '_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let mut archive = ::tar::Archive::new(&mut *self.reader);
        let failed = |member: Option<Arc<str>>, error: std::io::Error| {
            let place = Place { source: Arc::clone(&self.source), record: 0, member };
            Event::Failed(InputError::new(place, error))
        };
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return emit(failed(self.member.clone(), error)),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                // Behind a damaged header nothing can be found again.
                Err(error) => return emit(failed(self.member.clone(), error)),
            };
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let member: Arc<str> = match &self.member {
                Some(outer) => format!("{outer}/{name}").into(),
                None => name.as_str().into(),
            };
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
                member: Some(member),
                name: &name,
                container: None,
                found: Found::InFolder,
                depth: self.depth + 1,
                below: Some(Arc::clone(&self.below)),
            };
            self.sources.stream(stream, Box::new(BufReader::with_capacity(BUFFER_BYTES, entry)), emit)?;
        }
        ControlFlow::Continue(())
    }
}
