//! Kinds of damage, each as it was reported of real files.

use crate::build::{Kind, Page, Random, gzip};

/// Which pages are damaged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// One of three.
    Each,
    /// The last one: what is cut off has nothing behind it.
    Last,
    /// None: what stands behind them.
    Behind,
}

impl Where {
    /// True for a page that is damaged.
    pub(crate) fn is_hit(self, at: usize, n_pages: usize) -> bool {
        match self {
            Where::Each => at % 3 == 1,
            Where::Last => at + 1 == n_pages,
            Where::Behind => false,
        }
    }
}

/// One kind of damage.
pub(crate) struct Damage {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) where_: Where,
    /// Done to the page, before it is put into the container.
    pub(crate) page: fn(&mut Page, &mut Random),
    /// Done to its piece of the container.
    pub(crate) piece: fn(&mut Vec<u8>, &mut Random),
}

const fn piece(name: &'static str, kind: Kind, piece: fn(&mut Vec<u8>, &mut Random)) -> Damage {
    Damage { name, kind, where_: Where::Each, page: |_, _| {}, piece }
}

const fn last(name: &'static str, kind: Kind, piece: fn(&mut Vec<u8>, &mut Random)) -> Damage {
    Damage { name, kind, where_: Where::Last, page: |_, _| {}, piece }
}

const fn behind(name: &'static str, kind: Kind, piece: fn(&mut Vec<u8>, &mut Random)) -> Damage {
    Damage { name, kind, where_: Where::Behind, page: |_, _| {}, piece }
}

const fn page(name: &'static str, kind: Kind, page: fn(&mut Page, &mut Random)) -> Damage {
    Damage { name, kind, where_: Where::Each, page, piece: |_, _| {} }
}

use Kind::*;

pub(crate) const ALL: [Damage; 107] = [
    piece("a length that is too large", Warc, |bytes, random| {
        change_length(bytes, 1 + random.below(14) as i64)
    }),
    piece("a length that is too small", Warc, |bytes, random| {
        change_length(bytes, -1 - random.below(900) as i64)
    }),
    piece("a length that takes in the next record", Warc, |bytes, random| {
        change_length(bytes, 200 + random.below(500) as i64);
    }),
    piece("no length", Warc, |bytes, _| replace(bytes, "Content-Length", "Content-Lenght")),
    piece("a length that is no number", Warc, |bytes, _| {
        replace(bytes, "Content-Length: ", "Content-Length: x")
    }),
    piece("a version line that is none", Warc, |bytes, _| replace(bytes, "WARC/1.0\r\n", "WXRC/1.0\r\n")),
    piece("a record that was cut", Warc, cut),
    piece("bytes between the records", Warc, |bytes, random| bytes.extend(vec![b'#'; 1 + random.below(300)])),
    piece("no line breaks behind a record", Warc, |bytes, _| bytes.truncate(bytes.len() - 4)),
    page("no status line", Warc, |page, _| page.http = page.http.replace("HTTP/1.1 200 OK\r\n", "")),
    page("no header", Warc, |page, _| page.http.clear()),
    page("an odd status line", Warc, |page, _| {
        page.http = page.http.replace("HTTP/1.1 200 OK", "http/2  200")
    }),
    page("chunks that do not end", Warc, |page, _| chunk(page, |body| body.truncate(body.len() - 5))),
    page("a chunk of another size", Warc, |page, random| {
        let at = random.below(100);
        chunk(page, |body| body.splice(at..at, *b"xx").for_each(drop));
    }),
    page("packed, as nothing tells", Warc, |page, _| page.body = gzip(&page.body)),
    page("not packed, as is told", Warc, |page, _| tell(page, "Content-Encoding: gzip")),
    page("packed data that is cut", Warc, |page, _| {
        tell(page, "Content-Encoding: gzip");
        page.body = gzip(&page.body);
        page.body.truncate(page.body.len() * 2 / 3);
    }),
    page("packed data with a wrong sum", Warc, |page, _| {
        tell(page, "Content-Encoding: gzip");
        page.body = gzip(&page.body);
        let end = page.body.len();
        page.body[end - 6] ^= 1;
    }),
    last("cut off", Warc, cut),
    piece("a bit in a member", WarcGz, |bytes, random| flip(bytes, random)),
    piece("a member that was cut", WarcGz, cut),
    piece("bytes between the members", WarcGz, |bytes, random| {
        bytes.extend(vec![b'#'; 1 + random.below(300)])
    }),
    piece("zeros between the members", WarcGz, |bytes, random| bytes.extend(vec![0; 1 + random.below(2000)])),
    piece("a member with a wrong sum", WarcGz, |bytes, _| {
        let end = bytes.len();
        bytes[end - 6] ^= 1;
    }),
    last("cut off in a member", WarcGz, cut),
    piece("a bit in a frame", WarcZst, |bytes, random| flip(bytes, random)),
    piece("a frame that was cut", WarcZst, cut),
    piece("bytes between the frames", WarcZst, |bytes, random| {
        bytes.extend(vec![b'#'; 1 + random.below(300)])
    }),
    piece("a length that is too large", Arc, |bytes, _| replace(bytes, "text/html 1", "text/html 2")),
    piece("a record that was cut", Arc, cut),
    piece("a bit in a member", ArcGz, |bytes, random| flip(bytes, random)),
    piece("a line that was cut", Jsonl, |bytes, random| {
        cut(bytes, random);
        bytes.push(b'\n');
    }),
    piece("no line break behind a record", Jsonl, |bytes, _| bytes.truncate(bytes.len() - 1)),
    piece("line breaks in a text", Jsonl, |bytes, _| replace(bytes, "\\n", "\n")),
    piece("half a surrogate", Jsonl, |bytes, _| replace(bytes, "\"label\":7", "\"label\":\"\\ud800\"")),
    piece("a comma behind a record", Jsonl, |bytes, _| replace(bytes, "}\n", "},\n")),
    piece("a word that is no JSON", Jsonl, |bytes, _| replace(bytes, ":7", ":NaN")),
    last("cut off", Jsonl, cut),
    piece("a quote too few", Json, |bytes, _| replace(bytes, "\",\"label", ",\"label")),
    piece("a number between the records", Json, |bytes, _| bytes.extend_from_slice(b"7, ")),
    piece("a quote too few", IndentedJson, |bytes, _| replace(bytes, "\"html\": \"", "\"html\": ")),
    piece("a quote too few", Csv, |bytes, _| replace(bytes, "</html>\"", "</html>")),
    piece("quotes that are not doubled", Csv, |bytes, _| {
        *bytes = String::from_utf8_lossy(bytes).replace("\"\"", "\"").into_bytes();
    }),
    piece("a quote too few", Tsv, |bytes, _| replace(bytes, "</html>\"", "</html>")),
    last("cut off", Csv, cut),
    piece("a header that is damaged", Tar, |bytes, random| bytes[100 + random.below(30)] = b'x'),
    piece("bytes that were lost", Tar, |bytes, random| {
        // Behind the first words of the text: of a tar member nothing tells which bytes are missing.
        let at = 1100 + random.below(300);
        bytes.drain(at..at + 1 + random.below(400));
    }),
    last("cut off", Tar, |bytes, random| bytes.truncate(900 + random.below(300))),
    piece("a bit in a member", Zip, |bytes, random| flip(bytes, random)),
    piece("bytes between the members", Zip, |bytes, random| bytes.extend(vec![b'#'; 1 + random.below(300)])),
    piece("bytes that were lost", Zip, |bytes, random| {
        let at = 100 + random.below(200);
        bytes.drain(at..at + 1 + random.below(100));
    }),
    behind("no directory", Zip, |bytes, _| bytes.clear()),
    behind("half of the directory", StoredZip, cut),
    piece("a page that was cut", PackedFolder, cut),
    page("chunks told and not there", Warc, |page, _| tell(page, "Transfer-Encoding: chunked")),
    page("chunks with notes behind their sizes", Warc, |page, _| {
        chunk(page, |body| replace(body, "\r\n", ";note=\"a;b\"\r\n"));
    }),
    page("another packing than is told", Warc, |page, _| {
        tell(page, "Content-Encoding: br");
        page.body = gzip(&page.body);
    }),
    page("packed twice, told once", Warc, |page, _| {
        tell(page, "Content-Encoding: gzip");
        page.body = gzip(&gzip(&page.body));
    }),
    page("brotli that is cut", Warc, |page, _| {
        tell(page, "Content-Encoding: br");
        page.body = stored_brotli(&page.body);
        page.body.truncate(page.body.len() * 2 / 3);
    }),
    page("zeros behind the packed data", Warc, |page, _| {
        tell(page, "Content-Encoding: gzip");
        page.body = gzip(&page.body);
        page.body.extend([0; 900]);
    }),
    page("chunks of packed data that is cut", Warc, |page, _| {
        page.body = gzip(&page.body);
        page.body.truncate(page.body.len() * 2 / 3);
        chunk(page, |_| {});
        tell(page, "Content-Encoding: gzip");
    }),
    page("a header with line feeds alone", Warc, |page, _| page.http = page.http.replace('\r', "")),
    page("a line in the header that is none", Warc, |page, _| tell(page, "no colon at all")),
    page("bytes that are no UTF-8", Warc, |page, random| {
        let at = between_sentences(&page.body, page.body.len() / 2 + random.below(300));
        spoil(&mut page.body, at);
    }),
    page("zeros in a page", Warc, |page, random| {
        let at = between_sentences(&page.body, page.body.len() / 2 + random.below(300));
        page.body.splice(at..at, [0; 30]).for_each(drop);
    }),
    piece("line feeds alone", Warc, |bytes, _| {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let head: Vec<u8> = bytes[..end].iter().copied().filter(|byte| *byte != b'\r').collect();
        bytes.splice(..end, head).for_each(drop);
    }),
    piece("a length with a sign", Warc, |bytes, _| replace(bytes, "Content-Length: ", "Content-Length: +")),
    piece("two lengths", Warc, |bytes, _| {
        replace(bytes, "Content-Length: ", "Content-Length: 7\r\nContent-Length: ")
    }),
    piece("zeros between the records", Warc, |bytes, random| bytes.extend(vec![0; 1 + random.below(2000)])),
    piece("many line breaks behind a record", Warc, |bytes, _| bytes.extend(b"\r\n".repeat(50))),
    piece("bytes lost at the beginning", Warc, |bytes, random| drop(bytes.drain(..1 + random.below(40)))),
    piece("a beginning that stands twice", Warc, |bytes, random| {
        let head = bytes[..20 + random.below(200)].to_vec();
        bytes.splice(..0, head).for_each(drop);
    }),
    piece("zeros in a member", WarcGz, |bytes, _| {
        let at = bytes.len() / 2;
        bytes[at..at + 40].fill(0);
    }),
    piece("a member without its head", WarcGz, |bytes, _| drop(bytes.drain(..10))),
    last("cut off in a frame", WarcZst, cut),
    piece("zeros between the frames", WarcZst, |bytes, random| bytes.extend(vec![0; 1 + random.below(2000)])),
    piece("a length that is too small", Arc, |bytes, _| replace(bytes, "text/html 1", "text/html ")),
    piece("bytes between the records", Arc, |bytes, random| bytes.extend(vec![b'#'; 1 + random.below(300)])),
    piece("a member that was cut", ArcGz, cut),
    piece("bytes that are no UTF-8", Jsonl, |bytes, random| {
        let at = between_sentences(bytes, bytes.len() / 2 + random.below(300));
        spoil(bytes, at);
    }),
    piece("zeros in a line", Jsonl, |bytes, random| {
        let at = between_sentences(bytes, bytes.len() / 2 + random.below(300));
        bytes.splice(at..at, [0; 30]).for_each(drop);
    }),
    piece("zeros between the lines", Jsonl, |bytes, random| bytes.extend(vec![0; 1 + random.below(900)])),
    piece("a key without quotes", Jsonl, |bytes, _| replace(bytes, "\"label\"", "label")),
    piece("single quotes", Jsonl, |bytes, _| replace(bytes, ":7", ":'a'")),
    piece("a line of words", Jsonl, |bytes, _| bytes.extend_from_slice(b"and so on, and so on\n")),
    piece("a key twice", Jsonl, |bytes, _| replace(bytes, "{", "{\"label\":1,")),
    piece("values in values without end", Jsonl, |bytes, _| {
        let deep = format!(":{}7{}", "[".repeat(9000), "]".repeat(9000));
        replace(bytes, ":7", &deep);
    }),
    piece("a line that was cut", WindowsJsonl, |bytes, random| {
        cut(bytes, random);
        bytes.extend_from_slice(b"\r\n");
    }),
    piece("an object that was cut", Json, |bytes, random| {
        cut(bytes, random);
        bytes.extend_from_slice(b"\n, ");
    }),
    last("cut off", Json, cut),
    piece("a comma too few", Json, |bytes, _| bytes.truncate(bytes.len() - 2)),
    piece("a cell too few", Csv, |bytes, _| replace(bytes, ",7\n", "\n")),
    piece("cells too many", Csv, |bytes, _| replace(bytes, ",7\n", ",7,8,9\n")),
    piece("the header again", Csv, |bytes, _| bytes.extend_from_slice(b"id,html,label\n")),
    piece("zeros in a row", Csv, |bytes, random| {
        let at = between_sentences(bytes, bytes.len() / 2 + random.below(300));
        bytes.splice(at..at, [0; 30]).for_each(drop);
    }),
    piece("bytes that are no UTF-8", Csv, |bytes, random| {
        let at = between_sentences(bytes, bytes.len() / 2 + random.below(300));
        spoil(bytes, at);
    }),
    piece("empty lines", Csv, |bytes, _| bytes.extend_from_slice(b"\n\n\n")),
    piece("a quote too few", WideCsv, |bytes, _| replace(bytes, "</html>\"", "</html>")),
    piece("a sum of the header that is wrong", Tar, |bytes, _| bytes[150] ^= 1),
    piece("a size that is no number", Tar, |bytes, _| bytes[124..135].fill(b'z')),
    piece("zeros between the members", Tar, |bytes, random| {
        bytes.extend(vec![0; 512 * (1 + random.below(5))])
    }),
    piece("a wrong sum", Zip, |bytes, _| bytes[14] ^= 0xFF),
    piece("a wrong size", Zip, |bytes, random| bytes[18] ^= 1 + random.below(200) as u8),
    piece("a bit in a member", StoredZip, |bytes, random| flip(bytes, random)),
    behind("a directory of which a byte is wrong", Zip, |bytes, random| {
        let at = random.below(bytes.len());
        bytes[at] ^= 0x55;
    }),
    piece("a bit in a page", PackedFolder, |bytes, random| flip(bytes, random)),
    piece("zeros in a page", Folder, |bytes, random| {
        let at = between_sentences(bytes, bytes.len() / 2 + random.below(300));
        bytes.splice(at..at, [0; 30]).for_each(drop);
    }),
];

fn replace(bytes: &mut Vec<u8>, from: &str, to: &str) {
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect(from);
    bytes.splice(at..at + from.len(), to.bytes());
}

fn change_length(bytes: &mut Vec<u8>, by: i64) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (_, after) = text.split_once("Content-Length: ").unwrap();
    let (length, _) = after.split_once('\r').unwrap();
    let changed = length.parse::<i64>().unwrap() + by;
    replace(bytes, &format!("Content-Length: {length}\r"), &format!("Content-Length: {changed}\r"));
}

fn cut(bytes: &mut Vec<u8>, random: &mut Random) {
    bytes.truncate(bytes.len() / 2 + random.below(bytes.len() / 3));
}

fn flip(bytes: &mut [u8], random: &mut Random) {
    let at = bytes.len() / 2 + random.below(bytes.len() / 3);
    bytes[at] ^= 1 << random.below(8);
}

/// Where a sentence ends behind a place: zeros within a tag make another one of it.
fn between_sentences(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].windows(6).position(|window| window == b". The ").expect("a sentence") + 1
}

/// Letters in UTF-8, and among them bytes that are none.
fn spoil(bytes: &mut Vec<u8>, at: usize) {
    bytes
        .splice(at..at, b" na\xC3\xAFve caf\xC3\xA9 se\xC3\xB1or \xFF\xC3 \xC3\xBCber ".iter().copied())
        .for_each(drop);
}

fn tell(page: &mut Page, line: &str) {
    page.http = page.http.replace("\r\n\r\n", &format!("\r\n{line}\r\n\r\n"));
}

fn chunk(page: &mut Page, damage: impl FnOnce(&mut Vec<u8>)) {
    tell(page, "Transfer-Encoding: chunked");
    let mut body = Vec::new();
    for chunk in page.body.chunks(700) {
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    damage(&mut body);
    page.body = body;
}

/// Brotli that packs nothing: blocks of bytes as they are, and an empty last one.
fn stored_brotli(bytes: &[u8]) -> Vec<u8> {
    // A window of 16 bits, then per block: not the last, four nibbles of size, as it is.
    let mut out = Vec::new();
    for (at, block) in bytes.chunks(1 << 16).enumerate() {
        let size = u32::try_from(block.len() - 1).unwrap();
        let head = (size << 3) | (1 << 19);
        let (head, n_bits) = if at == 0 { (head << 1, 21) } else { (head, 20) };
        out.extend_from_slice(&head.to_le_bytes()[..usize::div_ceil(n_bits, 8)]);
        out.extend_from_slice(block);
    }
    out.push(3);
    out
}
