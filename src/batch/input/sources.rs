//! Everything a run reads, in the order it was named: files, directories, archives, standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::input::files::walk;
use crate::batch::input::guess::{
    Container, Packing, by_content, by_name, is_no_page, looks_like_html, page_name, without_extensions,
};
use crate::batch::input::json::Json;
use crate::batch::input::jsonl::Jsonl;
use crate::batch::input::kinds::{by_mark, is_about_folder, no_page_by_form, no_page_by_lines};
use crate::batch::input::open::{Form, Found, refused};
use crate::batch::input::unpack::{BUFFER_BYTES, unpack_stream};
use crate::batch::input::utf16::{self, Utf16};
use crate::batch::input::{
    Emit, Event, InputError, InputFault, InputOptions, Naming, Place, RawRecord, Reader, RelativeName,
};
use crate::page::InputKind;

/// Bytes looked at to guess what a stream holds: the magic of a tar header stands at byte 257.
/// That of a mail, or the root of an XML file, may stand further on.
const HEAD_BYTES: usize = 4096;

/// Files that are looked into for the columns of a table.
#[cfg(feature = "csv")]
const MAX_FILES_FOR_COLUMNS: usize = 100;

/// Bytes that are looked at for the header of a table, or the names of a first record.
#[cfg(feature = "csv")]
const MAX_HEADER_BYTES: usize = 4 << 20;

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
                self.file(path, &name, Found::Named, emit)?;
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

    /// The fields that records carry, as the first of them tell; for tables, whose header stands before all
    /// rows.
    #[cfg(feature = "csv")]
    pub fn carried_columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        let mut n_files = 0;
        self.each_file(&mut |path| {
            n_files += 1;
            if n_files > MAX_FILES_FOR_COLUMNS {
                return;
            }
            for name in self.columns_of(path).unwrap_or_default() {
                // Carried under this name where it bears one of ours.
                if !columns.contains(&name) {
                    columns.push(name);
                }
            }
        });
        columns
    }

    #[cfg(feature = "csv")]
    fn columns_of(&self, path: &Path) -> io::Result<Vec<String>> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let named = self.options.from.or_else(|| by_name(&name).0);
        if !path.is_file()
            || !matches!(named, None | Some(Container::Csv | Container::Jsonl | Container::Warc))
        {
            return Ok(Vec::new());
        }
        let reader = Box::new(BufReader::new(File::open(path)?));
        let (head, reader) = head(reader, 4)?;
        let unpacked = unpack_stream(reader, Packing::of(&head), &self.options);
        let (head, _) = self::head(unpacked, MAX_HEADER_BYTES)?;
        let (container, head, _) = self.container(named, head, Box::new(io::empty()));
        Ok(match container {
            Some(Container::Csv) => crate::batch::input::csv::carried_columns(&head, &self.options),
            Some(Container::Jsonl | Container::Json) => {
                crate::batch::input::jsonl::carried_columns(&head, &self.options.fields)
            }
            Some(Container::Warc) => vec!["warc".to_owned()],
            _ => Vec::new(),
        })
    }

    /// One directory is mirrored as it is; of several, each under its own name.
    fn directory(&self, root: &Path, many: bool, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let prefix = match root.file_name() {
            Some(name) if many => format!("{}/", name.to_string_lossy()),
            _ => String::new(),
        };
        walk(root, &self.options, emit, &mut |path, relative, emit| {
            let name = format!("{prefix}{}", relative.to_string_lossy());
            // Where the user says what the files hold, their names have no say.
            if self.options.from.is_none()
                && let Some(kind) = not_a_page_by_name(&name)
            {
                return emit(Event::Skipped(kind.into()));
            }
            self.file(path, &name, Found::InFolder, emit)
        })
    }

    fn file(&self, path: &Path, name: &str, found: Found, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let container = self.options.from.or(by_name(name).0);
        match container {
            // The worker looks at what it reads: a table may be called `.txt`, too.
            Some(Container::Page(InputKind::Text))
                if self.options.from.is_none() && looks_like_records(path, &self.options) =>
            {
                self.container_file(path, name, (None, found), emit)
            }
            Some(Container::Page(_)) => self.page_file(path, name, (container, found), emit),
            _ => self.container_file(path, name, (container, found), emit),
        }
    }

    fn page_file(
        &self,
        path: &Path,
        name: &str,
        (container, found): (Option<Container>, Found),
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        // A path that is a pipe or a device has no length; what cannot be asked is asked again by
        // the worker, which reports it.
        let n_bytes =
            path.metadata().map_or(0, |metadata| metadata.len()).min(self.options.limits.max_page_bytes);
        self.bytes_read.fetch_add(n_bytes, Ordering::Relaxed);
        let place = Place::file(path.to_string_lossy());
        let form = Form::File { path: path.to_owned(), container, found, n_bytes };
        let name = page_name(name, self.options.keep_extension);
        emit(Event::Record(RawRecord::new(place, form).with_path(name)))
    }

    fn container_file(
        &self,
        path: &Path,
        name: &str,
        (container, found): (Option<Container>, Found),
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
            let mut head = Vec::new();
            // What is no archive goes through all that is known of files below.
            // What is read of a pipe is gone.
            let is_looked_at = container.is_none() && path.is_file();
            let looked = if is_looked_at { (&file).take(64).read_to_end(&mut head) } else { Ok(0) };
            let is_named_zip = container == Some(Container::Zip);
            let is_zip = is_named_zip || looked.is_ok() && head.starts_with(b"PK\x03\x04");
            if let Some(kind) = by_mark(&head).filter(|_| is_zip) {
                return emit(refused(kind, found, Place::file(source)));
            }
            if let Err(error) = io::Seek::rewind(&mut &file) {
                // Pipes cannot be rewound, and need not be: nothing of them was read.
                if error.kind() != io::ErrorKind::NotSeekable {
                    return emit(failed(error.into()));
                }
            }
            if is_zip {
                let below = Arc::new(RelativeName::from_path(without_extensions(name)));
                return crate::batch::input::zip::Zip { sources: self, source, file, below, found }
                    .read(emit);
            }
        }
        let watched = Watched { file, n_bytes: &self.bytes_read };
        let reader = Box::new(BufReader::with_capacity(BUFFER_BYTES, watched));
        let stream = Stream { source, member: None, name, container, found, depth: 0, below: None };
        self.stream(stream, reader, emit)
    }

    fn standard_input(&self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let reader = Box::new(BufReader::with_capacity(BUFFER_BYTES, io::stdin().lock()));
        let stream = Stream {
            source: "-".into(),
            member: None,
            name: "stdin",
            container: self.options.from,
            found: Found::Named,
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
        // user named the container, only the packing is looked at. A file does not wait.
        let is_told = self.options.from.is_some() || !Path::new(&*stream.source).is_file();
        let wanted = if stream.container.is_some() && is_told { 4 } else { HEAD_BYTES };
        let (head, reader) = match head(reader, wanted) {
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
        let Stream { source, member, name, depth, found, .. } = stream;
        let place = Place { source: Arc::clone(&source), record: 0, member: member.clone() };
        if stream.container.is_none()
            && let Some(kind) = no_page_by_form(&head)
        {
            return emit(refused(kind, found, place));
        }
        let (container, head, reader_now) = self.container(named, head, reader);
        reader = reader_now;
        if stream.container.is_none()
            && let Some(Container::Page(_)) = container
            && let Some(kind) = no_page_by_lines(&head)
        {
            return emit(refused(kind, found, place));
        }
        let own_name = match container {
            Some(Container::Page(_)) => page_name(name, self.options.keep_extension).to_owned(),
            _ => without_extensions(name).to_owned(),
        };
        let below = stream.below.clone();
        let inside = Arc::new(match &below {
            Some(below) => below.below(&own_name),
            None => RelativeName::from_path(&own_name),
        });
        let mut emit_inside = |event| emit(settle(event, &inside));
        match container {
            None => emit(refused("binary data", found, place)),
            Some(Container::Page(kind)) => {
                let mut event = self.page_of_stream(kind, reader, place);
                if let Event::Record(record) = &mut event {
                    record.naming = Naming { below, path: Some(own_name) };
                }
                emit(event)
            }
            Some(Container::Jsonl) => {
                Jsonl { source, member, reader, options: &self.options }.read(&mut emit_inside)
            }
            Some(Container::Json) => {
                Json { source, member, reader, options: &self.options }.read(&mut emit_inside)
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
            #[cfg(feature = "archives")]
            Some(Container::Zip) if depth < MAX_DEPTH => crate::batch::input::zip_stream::ZipStream {
                sources: self,
                source,
                member,
                reader: &mut *reader,
                below: inside,
                depth,
                only: None,
            }
            .read(emit),
            #[allow(
                unreachable_patterns,
                reason = "reached only when a container is compiled out, or nested too deep"
            )]
            Some(container) => {
                let what = match container {
                    Container::Parquet if cfg!(feature = "parquet") => "Parquet out of a stream",
                    Container::Parquet => "Parquet",
                    _ if depth >= MAX_DEPTH => "archives that lie so deep in archives",
                    _ => "this container here",
                };
                emit(Event::Failed(InputError::new(place, InputFault::Unsupported(what))))
            }
        }
    }

    /// A page at hand: where the stream ends in a fault, what came before it.
    fn page_of_stream(&self, kind: InputKind, reader: Box<dyn BufRead + '_>, place: Place) -> Event {
        let mut bytes = Vec::new();
        let limit = self.options.limits.max_page_bytes.saturating_add(1);
        let damage = match reader.take(limit).read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() => return Event::Failed(InputError::new(place, error)),
            read => read.err().map(|error| format!("cannot be read to its end: {error}")),
        };
        Event::Record(RawRecord::new(place, Form::Page { bytes, kind, damage }))
    }

    /// What a stream holds, by its name unless its first bytes say otherwise; tables in UTF-16 are decoded.
    fn container<'a>(
        &self,
        named: Option<Container>,
        head: Vec<u8>,
        reader: Box<dyn BufRead + 'a>,
    ) -> (Option<Container>, Vec<u8>, Box<dyn BufRead + 'a>) {
        let (mut head, mut reader, may_be_text) = (head, reader, !matches!(named, Some(Container::Warc)));
        if may_be_text && let Some(encoding) = utf16::encoding(&head) {
            let decoded = encoding.decode_without_bom_handling(&head[..head.len() & !1]).0;
            let decoded = decoded.trim_start_matches('\u{FEFF}').as_bytes().to_vec();
            let container = self.by_content(named, &decoded);
            // Pages are decoded where all pages are.
            if !matches!(container, None | Some(Container::Page(_))) {
                reader = Box::new(Utf16::new(reader, encoding));
                head = decoded;
            }
        }
        (self.by_content(named, &head), head, reader)
    }

    fn by_content(&self, named: Option<Container>, head: &[u8]) -> Option<Container> {
        let found = by_content(head);
        #[cfg(feature = "csv")]
        let is_table = crate::batch::input::csv::looks_like_table(head, &self.options.fields);
        #[cfg(not(feature = "csv"))]
        let is_table = false;
        match (named, found) {
            (Some(Container::Jsonl), Some(Container::Json)) => found,
            (Some(Container::Page(InputKind::Text)), _) if is_table => Some(Container::Csv),
            (
                Some(Container::Page(InputKind::Text)),
                Some(Container::Warc | Container::Json | Container::Jsonl),
            ) => found,
            (Some(Container::Page(InputKind::Text)), _) if looks_like_html(head) => {
                Some(Container::Page(InputKind::Html))
            }
            (Some(_), _) => named,
            (None, Some(Container::Page(_))) if is_table => Some(Container::Csv),
            (None, _) => found,
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

/// True for a text file that holds records: a table, JSON, an archive.
fn looks_like_records(path: &Path, options: &InputOptions) -> bool {
    let mut head = Vec::new();
    // A pipe must not be looked into: what is read of it is gone.
    if !path.is_file() || File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head)).is_err() {
        return false;
    }
    if let Some(encoding) = utf16::encoding(&head) {
        head = encoding.decode_without_bom_handling(&head[..head.len() & !1]).0.into_owned().into_bytes();
    }
    #[cfg(feature = "csv")]
    if crate::batch::input::csv::looks_like_table(&head, &options.fields) {
        return true;
    }
    matches!(by_content(&head), Some(Container::Warc | Container::Json | Container::Jsonl))
}

/// What a file in a folder or an archive is by its name, where that says that it is no page.
pub(super) fn not_a_page_by_name(name: &str) -> Option<&'static str> {
    if is_about_folder(name) {
        return Some("README or licence");
    }
    is_no_page(name).then_some("no page by its name")
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
    /// How it was come upon.
    pub(super) found: Found,
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
    let fault = reader.by_ref().take(wanted as u64).read_to_end(&mut head).err();
    let first = io::Cursor::new(head.clone());
    match fault {
        None => Ok((head, Box::new(first.chain(reader)))),
        // What came before the fault is read, and the fault met again behind it.
        Some(fault) if !head.is_empty() => Ok((head, Box::new(first.chain(Faulty(fault))))),
        Some(fault) => Err(fault),
    }
}

/// A stream that ends in a fault, whoever asks.
struct Faulty(io::Error);

impl Read for Faulty {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.fill_buf().map(|_| 0)
    }
}

impl BufRead for Faulty {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Err(io::Error::new(self.0.kind(), self.0.to_string()))
    }

    fn consume(&mut self, _: usize) {}
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
