//! Everything a run reads, in the order it was named: files, directories, archives, standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::input::files::walk;
use crate::batch::input::guess::{Container, Packing, by_content, by_name, is_no_page, without_extensions};
use crate::batch::input::jsonl::Jsonl;
use crate::batch::input::open::Form;
use crate::batch::input::unpack::{BUFFER_BYTES, unpack_stream};
use crate::batch::input::{
    Emit, Event, InputError, InputFault, InputOptions, Place, RawRecord, Reader, RelativeName,
};

/// Bytes looked at to guess what a stream holds: the magic of a tar header stands at byte 257.
const HEAD_BYTES: usize = 512;

/// How deep archives may lie in archives.
const MAX_DEPTH: u8 = 3;

/// The paths of a run.
#[derive(Debug)]
pub struct Sources {
    /// Files and directories; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// How to read them.
    pub options: InputOptions,
    /// Bytes of files read so far, packed as they are; for those who watch.
    pub bytes_read: Arc<AtomicU64>,
}

impl Reader for Sources {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let many = self.paths.len() > 1;
        for path in &self.paths {
            if path.as_os_str() == "-" {
                self.standard_input(emit)?;
            } else if path.is_dir() {
                self.directory(path, many, emit)?;
            } else {
                let name = path.file_name().map_or_else(|| "page".into(), |name| name.to_string_lossy());
                self.file(path, &name, emit)?;
            }
        }
        ControlFlow::Continue(())
    }
}

impl Sources {
    /// Calls `visit` with every file that the run would look at, in order; standard input is none.
    pub fn each_file(&self, visit: &mut dyn FnMut(&Path)) {
        for path in self.paths.iter().filter(|path| path.as_os_str() != "-") {
            if path.is_dir() {
                let _ = walk(path, &self.options, &mut |_| ControlFlow::Continue(()), &mut |path, _, _| {
                    visit(path);
                    ControlFlow::Continue(())
                });
            } else {
                visit(path);
            }
        }
    }

    /// One directory is mirrored as it is; of several, each under its own name.
    fn directory(&self, root: &Path, many: bool, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let prefix = match root.file_name() {
            Some(name) if many => format!("{}/", name.to_string_lossy()),
            _ => String::new(),
        };
        walk(root, &self.options, emit, &mut |path, relative, emit| {
            let name = format!("{prefix}{}", relative.to_string_lossy());
            if is_no_page(&name) {
                return emit(Event::Skipped("no page by its name".into()));
            }
            self.file(path, &name, emit)
        })
    }

    fn file(&self, path: &Path, name: &str, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let container = self.options.from.or(by_name(name).0);
        match container {
            Some(Container::Page(_)) => self.page_file(path, name, container, emit),
            _ => self.container_file(path, name, container, emit),
        }
    }

    fn page_file(
        &self,
        path: &Path,
        name: &str,
        container: Option<Container>,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        // A path that is a pipe or a device has no length; what cannot be asked is asked again by
        // the worker, which reports it.
        let n_bytes =
            path.metadata().map_or(0, |metadata| metadata.len()).min(self.options.limits.max_page_bytes);
        self.bytes_read.fetch_add(n_bytes, Ordering::Relaxed);
        let place = Place::file(path.to_string_lossy());
        let form = Form::File { path: path.to_owned(), container, n_bytes };
        emit(Event::Record(RawRecord::new(place, form).with_path(without_extensions(name))))
    }

    fn container_file(
        &self,
        path: &Path,
        name: &str,
        container: Option<Container>,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        let source: Arc<str> = path.to_string_lossy().into();
        let failed =
            |cause: InputFault| Event::Failed(InputError::new(Place::file(Arc::clone(&source)), cause));
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return emit(failed(error.into())),
        };
        #[cfg(feature = "parquet")]
        if container == Some(Container::Parquet) {
            let inside = Arc::new(RelativeName::from_path(without_extensions(name)));
            return crate::batch::input::parquet::Parquet { source, file, options: &self.options }
                .read(&mut |event| emit(settle(event, &inside)));
        }
        #[cfg(feature = "archives")]
        {
            let mut head = [0; 4];
            let is_zip = container == Some(Container::Zip)
                || (container.is_none() && (&file).read_exact(&mut head).is_ok() && head == *b"PK\x03\x04");
            if let Err(error) = io::Seek::rewind(&mut &file) {
                // Pipes cannot be rewound, and need not be: nothing of them was read.
                if error.kind() != io::ErrorKind::NotSeekable {
                    return emit(failed(error.into()));
                }
            }
            if is_zip {
                let below = Arc::new(RelativeName::from_path(without_extensions(name)));
                return crate::batch::input::zip::Zip { sources: self, source, file, below }.read(emit);
            }
        }
        let watched = Watched { file, n_bytes: &self.bytes_read };
        let reader = Box::new(BufReader::with_capacity(BUFFER_BYTES, watched));
        let stream = Stream { source, member: None, name, container, depth: 0, below: None };
        self.stream(stream, reader, emit)
    }

    fn standard_input(&self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let reader = Box::new(BufReader::with_capacity(BUFFER_BYTES, io::stdin().lock()));
        let stream = Stream {
            source: "-".into(),
            member: None,
            name: "stdin",
            container: self.options.from,
            depth: 0,
            below: None,
        };
        self.stream(stream, reader, emit)
    }

    /// Reads a stream of whatever kind.
    pub(super) fn stream<'a>(
        &'a self,
        stream: Stream<'_>,
        reader: Box<dyn BufRead + 'a>,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        let place = Place { source: Arc::clone(&stream.source), record: 0, member: stream.member.clone() };
        let fail = |cause: InputFault| Event::Failed(InputError::new(place.clone(), cause));
        // A co-process must not be made to wait for the first bytes of its second line: where the
        // user named the container, only the packing is looked at.
        let (head, reader) = match head(reader, if stream.container.is_some() { 4 } else { HEAD_BYTES }) {
            Ok(found) => found,
            Err(error) => return emit(fail(error.into())),
        };
        let packing = Packing::of(&head);
        let named = stream.container.or_else(|| by_name(stream.name).0);
        #[cfg(feature = "warc")]
        if packing != Packing::Plain && named == Some(Container::Warc) {
            return self.packed_warc(stream, reader, emit);
        }
        if packing == Packing::Plain {
            return self.plain_stream(stream, named, head, reader, emit);
        }
        let unpacked = unpack_stream(reader, packing, &self.options);
        match self::head(unpacked, HEAD_BYTES) {
            Ok((head, unpacked)) => self.plain_stream(stream, named, head, unpacked, emit),
            Err(error) => emit(fail(error.into())),
        }
    }

    fn plain_stream<'a>(
        &'a self,
        stream: Stream<'_>,
        named: Option<Container>,
        head: Vec<u8>,
        mut reader: Box<dyn BufRead + 'a>,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        let container = named.or_else(|| by_content(&head));
        let Stream { source, member, name, depth, .. } = stream;
        let own_name = without_extensions(name).to_owned();
        let place = Place { source: Arc::clone(&source), record: 0, member: member.clone() };
        let below = stream.below.clone();
        let inside = Arc::new(match &below {
            Some(below) => below.below(&own_name),
            None => RelativeName::from_path(&own_name),
        });
        let mut emit_inside = |event| emit(settle(event, &inside));
        match container {
            None => emit(Event::Skipped("no text".into())),
            Some(Container::Page(kind)) => {
                let mut bytes = Vec::new();
                let limit = self.options.limits.max_page_bytes.saturating_add(1);
                match reader.take(limit).read_to_end(&mut bytes) {
                    Ok(_) => {
                        let form = Form::Page { bytes, kind };
                        let mut record = RawRecord::new(place, form).with_path(own_name);
                        record.naming.below = below;
                        emit(Event::Record(record))
                    }
                    Err(error) => emit(Event::Failed(InputError::new(place, error))),
                }
            }
            Some(Container::Jsonl) => {
                Jsonl { source, member, reader, options: &self.options }.read(&mut emit_inside)
            }
            #[cfg(feature = "csv")]
            Some(Container::Csv) => {
                crate::batch::input::csv::Csv { source, member, reader, options: &self.options }
                    .read(&mut emit_inside)
            }
            #[cfg(feature = "warc")]
            Some(Container::Warc) => {
                crate::batch::input::warc::Warc::plain(source, member, reader, &self.options)
                    .read(&mut emit_inside)
            }
            #[cfg(feature = "archives")]
            Some(Container::Tar) if depth < MAX_DEPTH => crate::batch::input::tar::Tar {
                sources: self,
                source,
                member,
                reader: &mut reader,
                below: inside,
                depth,
            }
            .read(emit),
            Some(Container::Zip) => emit(Event::Failed(InputError::new(place, InputFault::NeedsFile))),
            #[allow(
                unreachable_patterns,
                reason = "reached only when a container is compiled out, or nested too deep"
            )]
            Some(_) => {
                let _ = depth;
                emit(Event::Failed(InputError::new(place, InputFault::Unsupported("this container here"))))
            }
        }
    }

    #[cfg(feature = "warc")]
    fn packed_warc<'a>(
        &'a self,
        stream: Stream<'_>,
        reader: Box<dyn BufRead + 'a>,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        let own_name = without_extensions(stream.name);
        let inside = Arc::new(match &stream.below {
            Some(below) => below.below(own_name),
            None => RelativeName::from_path(own_name),
        });
        crate::batch::input::warc::Warc::packed(stream.source, stream.member, reader, &self.options)
            .read(&mut |event| emit(settle(event, &inside)))
    }
}

/// A stream and what is known of it.
#[derive(Debug)]
pub(super) struct Stream<'n> {
    /// The file as the user named it.
    pub(super) source: Arc<str>,
    /// The member of it.
    pub(super) member: Option<Arc<str>>,
    /// Name that may tell what it holds.
    pub(super) name: &'n str,
    /// What it holds, if the user said so.
    pub(super) container: Option<Container>,
    /// How many archives it lies in.
    pub(super) depth: u8,
    /// Folder of the archive in the output.
    pub(super) below: Option<Arc<RelativeName>>,
}

/// Gives a record its folder in the output.
fn settle(event: Event, inside: &Arc<RelativeName>) -> Event {
    match event {
        Event::Record(mut record) => {
            record.naming.below = Some(Arc::clone(inside));
            Event::Record(record)
        }
        other => other,
    }
}

/// The first bytes of a stream, and the stream with those bytes still in it.
fn head<'a>(
    mut reader: Box<dyn BufRead + 'a>,
    wanted: usize,
) -> io::Result<(Vec<u8>, Box<dyn BufRead + 'a>)> {
    let buffered = reader.fill_buf()?;
    if buffered.len() >= wanted {
        let head = buffered[..wanted].to_vec();
        return Ok((head, reader));
    }
    let mut head = Vec::new();
    reader.by_ref().take(wanted as u64).read_to_end(&mut head)?;
    let chained = io::Cursor::new(head.clone()).chain(reader);
    Ok((head, Box::new(chained)))
}

/// A file whose bytes are counted as they are read.
struct Watched<'a> {
    file: File,
    n_bytes: &'a AtomicU64,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.file.read(buffer)?;
        self.n_bytes.fetch_add(n_bytes as u64, Ordering::Relaxed);
        Ok(n_bytes)
    }
}
