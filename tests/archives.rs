//! Web archives as they are found: odd status lines and types, bodies packed in every way, chunks left in,
//! wrong lengths, damaged members, dictionaries, and ARC. Every page that is there comes out, and what
//! damage cost is told.

#![cfg(all(feature = "warc", feature = "zstd"))]

#[path = "cli/run.rs"]
mod run;

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use run::{Ran, Room, page};
use serde_json::Value;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ::zstd::encode_all(bytes, 3).unwrap()
}

/// brotli data (RFC 7932) of one block that is not compressed, and an empty last one.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    assert!(bytes.len() <= 1 << 16);
    // From the lowest bit: window of 64 KB, not the last, 4 digits of length, the length, uncompressed.
    let bits = (u32::try_from(bytes.len()).unwrap() - 1) << 4 | 1 << 20;
    let mut packed = bits.to_le_bytes()[..3].to_vec();
    packed.extend_from_slice(bytes);
    packed.push(3);
    packed
}

fn chunked(bytes: &[u8], step: usize) -> Vec<u8> {
    let mut body = Vec::new();
    for chunk in bytes.chunks(step) {
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    body
}

fn http(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\r\n\r\n", body].concat()
}

/// A record whose length is told too long by `by` bytes.
fn record_with_length(kind: &str, id: &str, content_type: &str, block: &[u8], by: i64) -> Vec<u8> {
    let length = i64::try_from(block.len()).unwrap() + by;
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{id}>\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n\
         WARC-Target-URI: http://e.org/{id}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn response(id: &str, block: &[u8]) -> Vec<u8> {
    record_with_length("response", id, "application/http; msgtype=response", block, 0)
}

fn plain(id: &str, number: u64) -> Vec<u8> {
    response(id, &http("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8", page(number).as_bytes()))
}

fn clean(room: &Room, input: &str, more: &[&str]) -> Ran {
    let mut args = vec!["clean", input, "-f", "jsonl", "--report", "r.json"];
    args.extend_from_slice(more);
    room.run(&args)
}

fn texts(ran: &Ran) -> Vec<(String, String)> {
    let of = |record: &Value, name: &str| record[name].as_str().unwrap_or("").to_owned();
    ran.records().iter().map(|record| (of(record, "id"), of(record, "text"))).collect()
}

fn warnings(record: &Value) -> Vec<&str> {
    record["warnings"].as_array().unwrap().iter().map(|warning| warning["kind"].as_str().unwrap()).collect()
}

/// The text of `page(number)`, by way of a plain file.
fn expected(room: &Room, number: u64) -> String {
    room.write("one.html", page(number));
    texts(&clean(room, "one.html", &[]).ended(0))[0].1.clone()
}

#[test]
fn headers_are_read_as_they_are_found() {
    let room = Room::new();
    let heads = [
        "HTTP/2 200\r\nContent-Type: text/html",
        "http/1.1 200 ok\r\ncontent-type:text/html",
        "HTTP/1.1  200\r\nContent-Type: text/html",
        "HTTP/1.1200 OK\r\nContent-Type: text/html",
        "ICY 200 OK\r\nContent-Type: text/html",
        "200 OK\r\nContent-Type: text/html",
        "Server: none\r\nContent-Type: text/html",
        "HTTP/1.1 OK\r\nContent-Type: text/html",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html",
        "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html,text/html; charset=utf-8",
        "HTTP/1.1 200 OK\r\nContent-Type: \"text/html\"",
        "HTTP/1.1 200 OK\r\nContent-Type: */*",
        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream",
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml",
        "HTTP/1.1 200 OK\r\nContent-Type:",
        "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\n: no name\r\nno colon\r\nContent-Type: text/html",
        "HTTP/1.1 203 Other\r\nSet-Cookie: \u{FFFD}",
    ];
    let mut warc: Vec<u8> =
        heads.iter().flat_map(|head| response("page", &http(head, page(1).as_bytes()))).collect();
    // No header at all, and one that no blank line ends.
    warc.extend(response("page", page(1).as_bytes()));
    warc.extend(response("page", format!("HTTP/1.1 200 OK\r\nA: b\r\n{}", page(1)).as_bytes()));
    warc.extend(record_with_length(
        "response",
        "page",
        "message/http",
        &http(heads[0], page(1).as_bytes()),
        0,
    ));
    warc.extend(record_with_length("response", "page", "text/html", page(1).as_bytes(), 0));
    warc.extend(record_with_length("conversion", "page", "text/html", page(1).as_bytes(), 0));
    for (status, content_type) in
        [("301 Moved", "text/html"), ("200 OK", "image/png"), ("200 OK", "video/mp4; x=1")]
    {
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}");
        warc.extend(response("no page", &http(&head, b"\x89PNG\0\0")));
    }
    room.write("a.warc", warc);
    let ran = clean(&room, "a.warc", &[]).ended(0);
    let text = expected(&room, 1);
    let found = texts(&ran);
    assert_eq!(found.len(), heads.len() + 5, "{}", ran.stderr);
    for (at, (_, found)) in found.iter().enumerate() {
        assert_eq!(*found, text, "record {}: {:?}", at + 1, heads.get(at));
    }
    assert!(ran.stderr.contains("HTTP redirect 1, image/png 1, video/mp4 1"), "{}", ran.stderr);
    assert_eq!(ran.records()[0]["warc"]["date"], "2021-03-04T05:06:07Z");
}

#[test]
fn bodies_are_unpacked_whatever_is_said_of_them() {
    let room = Room::new();
    let html = page(1);
    let html = html.as_bytes();
    let body = |headers: &str, body: &[u8]| {
        http(&format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}"), body)
    };
    let whole = [
        body("Content-Encoding: gzip", &gzip(html)),
        body("Content-Encoding: gzip", html),
        body("Content-Encoding: gzip, identity", &gzip(html)),
        body("Content-Encoding: gzip, gzip", &gzip(&gzip(html))),
        body("Content-Encoding: \"gzip\"", &gzip(html)),
        body("Content-Encoding: deflate", &zlib(html)),
        body("Content-Encoding: deflate", &deflate(html)),
        body("Content-Encoding: deflate", &gzip(html)),
        body("Content-Encoding: br", &brotli(html)),
        body("Content-Encoding: br", html),
        body("Content-Encoding: gzip, br", &brotli(&gzip(html))),
        body("Content-Encoding: zstd", &zstd(html)),
        body("X-Nothing: said", &gzip(html)),
        body("X-Nothing: said", &brotli(html)),
        body("X-Nothing: said", &[gzip(html), vec![0; 512]].concat()),
        body("Transfer-Encoding: gzip, chunked", &chunked(&gzip(html), 300)),
        body("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", &chunked(&gzip(html), 300)),
        body("Transfer-Encoding: chunked", &chunked(html, 180)),
        body("Transfer-Encoding: chunked", html),
        body("X-Nothing: said", &chunked(html, 180)),
    ];
    let packed = gzip(html);
    let mut bad_sum = packed.clone();
    let at = bad_sum.len() - 6;
    bad_sum[at] ^= 1;
    let sizes = chunked(html, 180);
    let damaged = [
        body("Content-Encoding: gzip", &bad_sum),
        body("Content-Encoding: gzip", &packed[..packed.len() - 8]),
        body("Content-Encoding: gzip", &[packed.clone(), b"<!-- tail -->".to_vec()].concat()),
        body("Transfer-Encoding: chunked", &sizes[..sizes.len() - 5]),
        body(
            "Transfer-Encoding: chunked",
            String::from_utf8_lossy(&sizes).replacen("\r\nb4\r\n", "\r\nzz\r\n", 1).as_bytes(),
        ),
        body(
            "Transfer-Encoding: chunked",
            String::from_utf8_lossy(&sizes).replacen("\r\nb4\r\n", "\r\nb1\r\n", 1).as_bytes(),
        ),
        body(
            "Transfer-Encoding: chunked",
            String::from_utf8_lossy(&sizes).replacen("\r\nb4\r\n", "\r\nfff4\r\n", 1).as_bytes(),
        ),
    ];
    let half = |bytes: &[u8]| bytes[..bytes.len() * 3 / 4].to_vec();
    let in_part = [
        body("Content-Encoding: gzip", &half(&gzip(html))),
        body("Content-Encoding: br", &half(&brotli(html))),
        body("Content-Encoding: deflate", &half(&zlib(html))),
        body("Content-Encoding: deflate", &half(&deflate(html))),
        body("Transfer-Encoding: chunked", &half(&chunked(html, 400))),
    ];
    let blocks = whole.iter().chain(&damaged).chain(&in_part);
    room.write("a.warc", blocks.flat_map(|block| response("page", block)).collect::<Vec<u8>>());
    let ran = clean(&room, "a.warc", &[]).ended(0);
    let (records, text) = (ran.records(), expected(&room, 1));
    for (at, record) in records.iter().enumerate() {
        let is_whole = at < whole.len();
        let found = record["text"].as_str().unwrap();
        assert_eq!(warnings(record).contains(&"damaged"), !is_whole, "record {}: {record}", at + 1);
        if at < whole.len() + damaged.len() {
            assert_eq!(found, text, "record {}", at + 1);
        } else {
            assert!(found.len() > text.len() / 3 && text.starts_with(&found[..found.len() / 2]), "{record}");
        }
    }
    assert_eq!(records.len(), whole.len() + damaged.len() + in_part.len());
    assert!(ran.stderr.contains("12 damaged"), "{}", ran.stderr);
}

#[test]
fn a_wrong_length_costs_nothing() {
    let room = Room::new();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8";
    let neighbour = i64::try_from(plain("b", 2).len()).unwrap();
    let lengths: Vec<i64> = (1..90)
        .chain(-90..0)
        .chain([neighbour, neighbour - 1, neighbour + 4, 5000, 1 << 40, -100_000])
        .collect();
    let texts_of = |number| expected(&room, number);
    let (one, two, three) = (texts_of(1), texts_of(2), texts_of(3));
    for by in lengths {
        let block = http(head, page(1).as_bytes());
        let a = record_with_length("response", "a", "application/http", &block, by);
        let (b, c) = (plain("b", 2), plain("c", 3));
        room.write("a.warc", [a.clone(), b.clone(), c.clone()].concat());
        room.write("a.warc.gz", [gzip(&a), gzip(&b), gzip(&c)].concat());
        room.write("a.warc.zst", [zstd(&a), zstd(&b), zstd(&c)].concat());
        // All three forms for a few lengths; a process for each of them takes its time.
        let inputs: &[&str] =
            if by % 30 == 1 || by > 1000 { &["a.warc", "a.warc.gz", "a.warc.zst"] } else { &["a.warc"] };
        if by % 7 != 0 && inputs.len() == 1 && !(3..14).contains(&by) {
            continue;
        }
        for input in inputs {
            let ran = clean(&room, input, &[]);
            let found = texts(&ran);
            let expected = [("a", &one), ("b", &two), ("c", &three)];
            let expected = expected.map(|(id, text)| (id.to_owned(), text.clone()));
            assert_eq!(found, expected, "{input}, {by} bytes: {}", ran.stderr);
            assert_eq!(ran.code, Some(0));
        }
    }
    // Lengths counted in characters; none at all; no number.
    let wide = page(1).replace("<p>", "<p>Ĉiuj homoj: ");
    let short = i64::try_from(wide.chars().count()).unwrap() - i64::try_from(wide.len()).unwrap();
    let block = http(head, wide.as_bytes());
    let a = record_with_length("response", "a", "application/http", &block, short);
    let without = String::from_utf8(plain("b", 2)).unwrap().replace("Content-Length", "Length");
    let odd = String::from_utf8(plain("c", 3)).unwrap().replace("Content-Length: ", "Content-Length: about ");
    room.write("a.warc", [a, without.into_bytes(), odd.into_bytes(), plain("d", 4)].concat());
    let ran = clean(&room, "a.warc", &[]).ended(0);
    let found = texts(&ran);
    assert_eq!(found.len(), 4, "{}", ran.stderr);
    assert!(found[0].1.contains("Ĉiuj homoj") && found[1].1 == two && found[2].1 == three);
    assert!(ran.records()[..3].iter().all(|record| warnings(record).contains(&"damaged")), "{}", ran.text());
    assert!(warnings(&ran.records()[3]).is_empty());
}

#[test]
fn records_that_are_quoted_or_padded_are_left_alone() {
    let room = Room::new();
    let quoted = String::from_utf8(plain("inner", 2)).unwrap();
    let html = page(1).replace("</article>", &format!("<pre>\r\n\r\n{quoted}</pre></article>"));
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}", html.len());
    let quoting = response("a", &http(&head, html.as_bytes()));
    let folded = String::from_utf8(plain("b", 2)).unwrap().replace("http://e.org/b", "<http://e.org/\r\n b>");
    let bytes = [&b"\xEF\xBB\xBF"[..], &quoting, b"\0\0\0\r\n", folded.as_bytes(), &[0; 600]].concat();
    room.write("a.warc", &bytes);
    room.write("a.warc.gz", [gzip(&quoting), gzip(b""), gzip(folded.as_bytes()), vec![0; 600]].concat());
    for input in ["a.warc", "a.warc.gz"] {
        let ran = clean(&room, input, &[]).ended(0);
        let records = ran.records();
        let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["a", "b"], "{input}: {}", ran.stderr);
        assert_eq!(records[1]["url"], "http://e.org/b");
        assert!(records.iter().all(|record| warnings(record).is_empty()), "{}", ran.text());
    }
}

#[test]
fn a_damaged_member_costs_no_neighbour() {
    let room = Room::new();
    let n = 5;
    let records: Vec<Vec<u8>> = (0..n).map(|number| plain(&format!("r{number}"), number)).collect();
    let expected: Vec<String> = (0..n).map(|number| expected(&room, number)).collect();
    type Pack = fn(&[u8]) -> Vec<u8>;
    let pack: [(&str, Pack); 2] = [("a.warc.gz", gzip), ("a.warc.zst", zstd)];
    for (name, pack) in pack {
        for damage in 0..8 {
            let mut members: Vec<Vec<u8>> = records.iter().map(|record| pack(record)).collect();
            let member = &mut members[2];
            let middle = member.len() / 2;
            match damage {
                0 => member.truncate(middle),
                1 => member[middle] ^= 0xFF,
                2 => member[0] ^= 0xFF,
                3 => drop(member.drain(..20)),
                4 => drop(member.drain(middle..middle + 40)),
                5 => member.splice(middle..middle, *b"some bytes of another file").for_each(drop),
                6 => member.iter_mut().skip(middle).take(64).for_each(|byte| *byte = 0),
                _ => drop(member.split_off(30)),
            }
            room.write(name, members.concat());
            let ran = clean(&room, name, &[]);
            let found = texts(&ran);
            for at in [0, 1, 3, 4] {
                let id = format!("r{at}");
                let text = found.iter().find(|(found, _)| *found == id).map(|(_, text)| text);
                assert_eq!(text, Some(&expected[at]), "{name}, damage {damage}, {id}: {}", ran.stderr);
            }
            let part =
                ran.records().into_iter().find(|record| record["id"] == "r2" && record.get("text").is_some());
            let is_told = part.is_none_or(|record| warnings(&record).contains(&"damaged"));
            assert!(
                is_told && (ran.code == Some(1) || ran.stderr.contains("1 damaged")),
                "{name}, {damage}: {}",
                ran.stderr
            );
        }
    }
}

#[test]
fn dictionaries_and_long_windows_of_zstd() {
    let room = Room::new();
    let records: Vec<Vec<u8>> = (0..4).map(|number| plain(&format!("r{number}"), number)).collect();
    let dictionary = page(9).into_bytes();
    let with_dictionary = |record: &Vec<u8>| {
        let mut encoder = ::zstd::Encoder::with_dictionary(Vec::new(), 3, &dictionary).unwrap();
        encoder.write_all(record).unwrap();
        encoder.finish().unwrap()
    };
    let skippable = |kind: u8, bytes: &[u8]| {
        let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        [&[0x50 + kind, 0x2A, 0x4D, 0x18], &size[..], bytes].concat()
    };
    let frames: Vec<u8> = records.iter().flat_map(with_dictionary).collect();
    let plain: Vec<u8> = records.iter().flat_map(|record| zstd(record)).collect();
    let long = {
        let mut encoder = ::zstd::Encoder::new(Vec::new(), 3).unwrap();
        encoder.window_log(29).unwrap();
        for record in &records {
            encoder.write_all(record).unwrap();
        }
        encoder.finish().unwrap()
    };
    room.write("plain-dictionary.warc.zst", [skippable(13, &dictionary), frames.clone()].concat());
    room.write("packed-dictionary.warc.zst", [skippable(13, &zstd(&dictionary)), frames].concat());
    room.write("note-first.warc.zst", [skippable(0, b"a note"), plain.clone()].concat());
    room.write("note-last.warc.zst", [plain, skippable(7, b"a note")].concat());
    room.write("long.warc.zst", long);
    for input in ["plain-dictionary", "packed-dictionary", "note-first", "note-last", "long"] {
        let input = format!("{input}.warc.zst");
        let ran = clean(&room, &input, &[]).ended(0);
        assert_eq!(ran.records().len(), 4, "{input}: {}", ran.stderr);
    }
    // What is held is bounded, and the message says how to allow more.
    let line = format!("{}\n", "a line of text, and ".repeat(4000));
    let mut encoder = ::zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(27).unwrap();
    for _ in 0..40 {
        encoder.write_all(line.as_bytes()).unwrap();
    }
    room.write("x.jsonl.zst", encoder.finish().unwrap());
    let ran = clean(&room, "x.jsonl.zst", &["--max-window", "1MiB", "-q"]).ended(1);
    assert!(ran.stderr.contains("--max-window"), "{}", ran.stderr);
}

#[test]
fn arc_files_are_read() {
    let room = Room::new();
    let head = "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n";
    let block = |number| http("HTTP/1.0 200 OK\r\nContent-Type: text/html", page(number).as_bytes());
    let record = |number: u64, by: i64| {
        let block = block(number);
        let length = i64::try_from(block.len()).unwrap() + by;
        let line = format!("http://e.org/{number} 10.0.0.1 20040218093012 text/html {length}\n");
        [line.as_bytes(), &block, b"\n"].concat()
    };
    let first = format!("filedesc://a.arc 0.0.0.0 20040218093012 text/plain {}\n{head}\n", head.len());
    let records = [first.clone().into_bytes(), record(1, 0), record(2, 0), record(3, 0)];
    room.write("a.arc", records.concat());
    room.write("a.arc.gz", records.iter().flat_map(|record| gzip(record)).collect::<Vec<u8>>());
    room.write("no-name", records.concat());
    room.write("lengths.arc", [first.into_bytes(), record(1, 9), record(2, -40), record(3, 0)].concat());
    for input in ["a.arc", "a.arc.gz", "no-name", "lengths.arc"] {
        let ran = clean(&room, input, &[]).ended(0);
        let records = ran.records();
        let urls: Vec<&str> = records.iter().map(|record| record["url"].as_str().unwrap()).collect();
        assert_eq!(urls, ["http://e.org/1", "http://e.org/2", "http://e.org/3"], "{input}: {}", ran.stderr);
        assert_eq!(records[1]["text"], expected(&room, 2).as_str(), "{input}");
        assert_eq!(records[1]["warc"]["date"], "2004-02-18T09:30:12Z");
    }
}

#[test]
fn records_tell_where_they_were_found() {
    let room = Room::new();
    let told = |id: &str, number: u64| {
        let block = http(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8",
            page(number).replace("<p>", "<p><a href='next.html'>Next</a> ").as_bytes(),
        );
        let record = String::from_utf8(response(id, &block)).unwrap();
        record.replacen("WARC-Date", "WARC-Payload-Digest: sha1:ABC\r\nWARC-Date", 1).into_bytes()
    };
    let records = [told("one", 1), told("two", 2)];
    let packed = records.each_ref().map(|record| gzip(record));
    for (name, parts) in [("a.warc", &records), ("a.warc.gz", &packed)] {
        room.write(name, parts.concat());
        let ran = clean(&room, name, &[]);
        for (number, record) in ran.records().iter().enumerate() {
            let source = &record["source"];
            assert_eq!(record["captured"], "2021-03-04T05:06:07Z");
            assert!(source["file"].as_str().unwrap().ends_with(name), "{source}");
            assert_eq!(source["offset"], [0, parts[0].len()][number], "{name}");
            assert_eq!(source["record_id"], ["one", "two"][number]);
            assert_eq!(source["status"], 200);
            assert_eq!(source["content_type"], "text/html; charset=utf-8");
            assert_eq!(source["payload_digest"], "sha1:ABC");
        }
        assert_eq!(ran.records().len(), 2);
    }
    room.write("b.html", page(1));
    assert_eq!(clean(&room, "b.html", &[]).records()[0]["source"], Value::Null);
}
