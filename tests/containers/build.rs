//! Containers of pages, made piece by piece, so that a piece can be damaged.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::run::{self, Room};

/// Numbers that look random, the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % n
    }
}

/// A page, and what stands before it in a web archive.
#[derive(Clone)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) html: String,
    pub(crate) http: String,
    pub(crate) body: Vec<u8>,
}

impl Page {
    /// A page of a group of pages.
    pub(crate) fn new(at: usize, group: usize, seed: u64) -> Self {
        let html = run::page((at + 10_000 * group) as u64 + 1_000_000 * seed);
        let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".to_owned();
        Self { name: format!("p{at:05}.html"), body: html.clone().into_bytes(), html, http }
    }
}

/// Containers and packings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Folder,
    PackedFolder,
    Tar,
    TarGz,
    TarZst,
    Zip,
    StoredZip,
    ZipStream,
    Warc,
    WarcGz,
    /// One member for all records.
    WarcGzOne,
    WarcZst,
    WarcZstOne,
    Arc,
    ArcGz,
    Jsonl,
    JsonlGz,
    JsonlZst,
    /// With the marks and line ends of Windows.
    WindowsJsonl,
    Json,
    IndentedJson,
    Csv,
    CsvGz,
    /// In UTF-16, between semicolons.
    WideCsv,
    Tsv,
    /// An archive in an archive.
    TarInZip,
}

use Kind::*;

impl Kind {
    pub(crate) const ALL: [Kind; 26] = [
        Folder,
        PackedFolder,
        Tar,
        TarGz,
        TarZst,
        Zip,
        StoredZip,
        ZipStream,
        Warc,
        WarcGz,
        WarcGzOne,
        WarcZst,
        WarcZstOne,
        Arc,
        ArcGz,
        Jsonl,
        JsonlGz,
        JsonlZst,
        WindowsJsonl,
        Json,
        IndentedJson,
        Csv,
        CsvGz,
        WideCsv,
        Tsv,
        TarInZip,
    ];

    /// The pieces of a container: what stands before the pages, one piece a page, what stands behind them.
    pub(crate) fn pieces(self, pages: &[Page]) -> Vec<Vec<u8>> {
        let mut pieces = match self {
            Json | IndentedJson => vec![b"[".to_vec()],
            Csv | CsvGz => vec![b"id,html,label\n".to_vec()],
            WideCsv => vec![b"id;html;label\r\n".to_vec()],
            Tsv => vec![b"id\thtml\tlabel\n".to_vec()],
            Arc | ArcGz => vec![self.packed(arc("filedesc://a.arc", "1 0 Made\n"))],
            _ => Vec::new(),
        };
        for (at, page) in pages.iter().enumerate() {
            let is_last = at + 1 == pages.len();
            pieces.push(self.packed(self.piece(page, is_last)));
        }
        match self {
            Json | IndentedJson => pieces.push(b"]\n".to_vec()),
            Tar | TarGz | TarZst | TarInZip => pieces.push(vec![0; 1024]),
            Zip | StoredZip | ZipStream => {
                let directory = directory(&pieces);
                pieces.push(directory);
            }
            _ => {}
        }
        pieces
    }

    /// Pieces behind the last page.
    pub(crate) fn n_behind(self) -> usize {
        let has_end = matches!(
            self,
            Json | IndentedJson | Tar | TarGz | TarZst | TarInZip | Zip | StoredZip | ZipStream
        );
        usize::from(has_end)
    }

    fn piece(self, page: &Page, is_last: bool) -> Vec<u8> {
        let record = || serde_json::json!({ "id": page.name, "html": page.html, "label": 7 });
        let comma = if is_last { "" } else { ", " };
        match self {
            Folder | PackedFolder => page.html.clone().into_bytes(),
            Tar | TarGz | TarZst | TarInZip => tar(page),
            Zip | ZipStream => zip(page, true),
            StoredZip => zip(page, false),
            Warc | WarcGz | WarcGzOne | WarcZst | WarcZstOne => warc(page),
            Arc | ArcGz => arc("http://e.org/a", &(page.http.clone() + &page.html)),
            Jsonl | JsonlGz | JsonlZst => format!("{}\n", record()).into_bytes(),
            WindowsJsonl => format!("{}\r\n", record()).into_bytes(),
            Json => format!("{}{comma}", record()).into_bytes(),
            IndentedJson => format!("{:#}{comma}\n", record()).into_bytes(),
            Csv | CsvGz | WideCsv | Tsv => {
                let separator = match self {
                    Tsv => "\t",
                    WideCsv => ";",
                    _ => ",",
                };
                let html = format!("\"{}\"", page.html.replace('"', "\"\""));
                format!("{}\n", [&page.name, &html, "7"].join(separator)).into_bytes()
            }
        }
    }

    /// Archives whose members are packed one by one.
    fn packed(self, piece: Vec<u8>) -> Vec<u8> {
        match self {
            WarcGz | ArcGz | PackedFolder => gzip(&piece),
            WarcZst => summed_frame(&piece),
            _ => piece,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Folder | PackedFolder => "made",
            Tar => "made.tar",
            TarGz => "made.tar.gz",
            TarZst => "made.tar.zst",
            Zip | StoredZip => "made.zip",
            // In a tar archive, where it cannot be read from its end.
            ZipStream => "outer.tar",
            Warc => "made.warc",
            WarcGz | WarcGzOne => "made.warc.gz",
            WarcZst | WarcZstOne => "made.warc.zst",
            Arc => "made.arc",
            ArcGz => "made.arc.gz",
            Jsonl | WindowsJsonl => "made.jsonl",
            JsonlGz => "made.jsonl.gz",
            JsonlZst => "made.jsonl.zst",
            Json | IndentedJson => "made.json",
            Csv | WideCsv => "made.csv",
            CsvGz => "made.csv.gz",
            Tsv => "made.tsv",
            TarInZip => "made.zip",
        }
    }
}

/// Writes a container into a folder; its name.
pub(crate) fn write(room: &Room, folder: &str, kind: Kind, pieces: &[Vec<u8>]) -> String {
    let name = format!("{folder}/{}", kind.name());
    let whole = pieces.concat();
    let bytes = match kind {
        Folder | PackedFolder => {
            let extension = if kind == Folder { "html" } else { "html.gz" };
            for (at, piece) in pieces.iter().enumerate() {
                room.write(&format!("{name}/p{at:05}.{extension}"), piece);
            }
            return name;
        }
        TarGz | JsonlGz | CsvGz | WarcGzOne => gzip(&whole),
        WindowsJsonl => [b"\xEF\xBB\xBF", &whole[..]].concat(),
        WideCsv => wide(&String::from_utf8(whole).unwrap()),
        TarInZip => {
            let member = zip_member("inner.tar", &whole, true);
            let directory = directory(std::slice::from_ref(&member));
            [member, directory].concat()
        }
        TarZst | JsonlZst | WarcZstOne => ::zstd::encode_all(&*whole, 3).unwrap(),
        ZipStream => tar_member("made.zip", &whole),
        _ => whole,
    };
    room.write(&name, bytes);
    name
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// With a sum at its end: without one, nobody can tell a bit that was flipped.
fn summed_frame(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn warc(page: &Page) -> Vec<u8> {
    let block = [page.http.as_bytes(), &page.body].concat();
    let name = &page.name;
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <{name}>\r\nWARC-Target-URI: http://e.org/{name}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), &block, b"\r\n\r\n"].concat()
}

fn arc(url: &str, block: &str) -> Vec<u8> {
    format!("{url} 10.0.0.1 20040218093012 text/html {}\n{block}\n", block.len()).into_bytes()
}

fn tar(page: &Page) -> Vec<u8> {
    tar_member(&page.name, page.html.as_bytes())
}

fn tar_member(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(124, &format!("{:011o}\0", bytes.len()));
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let padding = vec![0; (512 - bytes.len() % 512) % 512];
    [header, bytes.to_vec(), padding].concat()
}

fn wide(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn zip(page: &Page, is_deflated: bool) -> Vec<u8> {
    zip_member(&page.name, page.html.as_bytes(), is_deflated)
}

fn zip_member(name: &str, bytes: &[u8], is_deflated: bool) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    let deflated = encoder.finish().unwrap();
    let (method, packed) = if is_deflated { (8, deflated) } else { (0, bytes.to_vec()) };
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    let mut member = b"PK\x03\x04\x14\0\0\0".to_vec();
    member.extend_from_slice(&[method, 0, 0, 0, 0x21, 0x50]);
    for number in [sum.sum() as usize, packed.len(), bytes.len()] {
        member.extend_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
    }
    member.extend_from_slice(&[u8::try_from(name.len()).unwrap(), 0, 0, 0]);
    [member, name.as_bytes().to_vec(), packed].concat()
}

/// What stands at the end of a zip archive of these members.
fn directory(members: &[Vec<u8>]) -> Vec<u8> {
    let (mut directory, mut at) = (Vec::new(), 0_u32);
    for member in members {
        let name_end = 30 + usize::from(member[26]);
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&member[4..30]);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(&member[30..name_end]);
        at += u32::try_from(member.len()).unwrap();
    }
    let (n_members, n_bytes) =
        (u16::try_from(members.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    directory.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    directory.extend_from_slice(&n_members.to_le_bytes());
    directory.extend_from_slice(&n_members.to_le_bytes());
    directory.extend_from_slice(&n_bytes.to_le_bytes());
    directory.extend_from_slice(&at.to_le_bytes());
    directory.extend_from_slice(&[0, 0]);
    directory
}
