//! Parquet through the command line: the rows of JSON, resumed to the same bytes, damage told.

#[path = "cli/run.rs"]
mod run;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray, StructArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use run::{Room, lines, page};
use serde_json::{Value, json};

fn jsonl(n: u64) -> String {
    (0..n)
        .map(|number| format!("{}\n", json!({ "id": format!("r{number}"), "html": page(number) })))
        .collect()
}

/// The texts of some columns, row by row.
fn rows(path: &Path, columns: &[&str]) -> Vec<BTreeMap<String, Option<String>>> {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let value = |name: &str, row: usize| {
            let array = batch.column_by_name(name).unwrap_or_else(|| panic!("a column {name}"));
            let array = array.as_string::<i32>();
            arrow_array::Array::is_valid(array, row).then(|| array.value(row).to_owned())
        };
        rows.extend((0..batch.num_rows()).map(|row| {
            columns.iter().map(|name| ((*name).to_owned(), value(name, row))).collect::<BTreeMap<_, _>>()
        }));
    }
    rows
}

/// A table of pages: `key`, `page` (a struct of `raw` and `status`), `shelf`; each tenth page is null.
fn write_pages(path: &Path, n: u64) {
    let pages: Vec<Option<Vec<u8>>> =
        (0..n).map(|number| (number % 10 != 9).then(|| page(number).into_bytes())).collect();
    let raw: ArrayRef = Arc::new(BinaryArray::from_iter(pages));
    let status: ArrayRef = Arc::new(Int64Array::from_iter_values((0..n).map(|_| 200)));
    let page = StructArray::try_from(vec![("raw", raw), ("status", status)]).unwrap();
    let batch = RecordBatch::try_from_iter([
        ("key", Arc::new(Int64Array::from_iter_values((0..n).map(|number| number as i64))) as ArrayRef),
        ("page", Arc::new(page) as ArrayRef),
        ("shelf", Arc::new(StringArray::from_iter_values((0..n).map(|number| format!("s{number}"))))),
    ])
    .unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn a_file_has_the_records_of_json() {
    let room = Room::new();
    room.write("in.jsonl", format!("{}not json\n", jsonl(90).replace("\"id\"", "\"shelf\":7,\"id\"")));
    room.run(&["clean", "in.jsonl", "-o", "out.jsonl", "-q"]).ended(1);
    room.run(&["clean", "in.jsonl", "-o", "out.parquet", "-q"]).ended(1);
    let found = rows(&room.path("out.parquet"), &["id", "text", "title", "error", "carried"]);
    let expected = lines(&room.text("out.jsonl"));
    assert_eq!(found.len(), 91);
    for (row, record) in found.iter().zip(&expected) {
        for name in ["id", "text", "title", "error"] {
            assert_eq!(row[name].as_deref(), record[name].as_str(), "{name} of {}", record["id"]);
        }
        let carried = if record["text"].is_null() { None } else { Some("{\"shelf\":7}") };
        assert_eq!(row["carried"].as_deref(), carried);
    }
    assert!(!room.path("out.parquet.tamis").exists());
}

#[test]
fn rows_are_read_by_the_names_of_columns() {
    let room = Room::new();
    write_pages(&room.path("in.parquet"), 150);
    let names = ["--html-field", "page.raw", "--id-field", "key", "-q"];
    room.run(&[&["clean", "in.parquet", "-o", "out.jsonl"][..], &names].concat()).ended(1);
    let records = lines(&room.text("out.jsonl"));
    assert_eq!(records.len(), 150, "a line for each row");
    for (number, record) in records.iter().enumerate() {
        assert_eq!(record["id"], number.to_string());
        if number % 10 == 9 {
            assert!(record["error"].as_str().unwrap().contains("page.raw"), "{record}");
        } else {
            assert_eq!(record["shelf"], format!("s{number}"));
            assert_eq!(record["page"], json!({ "status": 200 }));
            assert!(record["text"].as_str().unwrap().starts_with("The "), "{record}");
        }
    }
    // The same pages as nested JSON give the same records.
    let nested: String = (0..150)
        .map(|number| json!({ "key": number, "page": { "raw": page(number), "status": 200 }, "shelf": format!("s{number}") }))
        .map(|record| format!("{record}\n"))
        .collect();
    room.write("nested.jsonl", nested);
    room.run(&[&["clean", "nested.jsonl", "-o", "nested-out.jsonl"][..], &names].concat()).ended(0);
    let text = |records: &[Value]| -> Vec<Value> {
        records.iter().step_by(10).map(|record| record["text"].clone()).collect()
    };
    assert_eq!(text(&lines(&room.text("nested-out.jsonl"))), text(&records));
}

#[test]
fn damage_and_wrong_names_are_told() {
    let room = Room::new();
    write_pages(&room.path("in.parquet"), 30);
    let ran = room.run(&["clean", "in.parquet", "-f", "jsonl"]).ended(1);
    assert!(
        ran.stderr.contains("no column `html` and no column `text`; there are key, page, shelf"),
        "{}",
        ran.stderr
    );
    let ran = room.run(&["clean", "in.parquet", "-f", "jsonl", "--html-field", "body"]).ended(1);
    assert!(ran.stderr.contains("no column `body`; there are key, page, shelf"), "{}", ran.stderr);
    let ran = room.run(&["clean", "in.parquet", "-f", "jsonl", "--html-field", "key"]).ended(1);
    assert!(ran.stderr.contains("column `key` holds Int64"), "{}", ran.stderr);
    let whole = room.read("in.parquet");
    room.write("cut.parquet", &whole[..whole.len() / 2]);
    let ran = room.run(&["clean", "cut.parquet", "-f", "jsonl", "--html-field", "page.raw"]).ended(1);
    assert!(
        ran.stderr.contains("cut.parquet") && ran.stderr.contains("not a whole Parquet file"),
        "{}",
        ran.stderr
    );
    for (args, told) in [
        (&["-f", "parquet"][..], "needs -o"),
        (&["-o", "a.parquet", "--compress", "gz"], "--compress"),
        (&["-o", "a.parquet", "--schema", "trafilatura"], "--schema trafilatura"),
    ] {
        let ran = room.run(&[&["clean", "in.parquet"][..], args].concat()).ended(2);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}

/// Starts a run, kills it behind a checkpoint, and lets `--resume` end it.
fn kill_and_resume(room: &Room, args: &[&str], journal: &str) {
    let command = || {
        let mut command = room.command(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut child = command().spawn().unwrap();
    let has_begun = || {
        std::fs::read(room.path(journal)).is_ok_and(|bytes| {
            serde_json::from_slice::<Value>(&bytes)
                .is_ok_and(|saved| saved["state"]["events"].as_u64() > Some(0))
        })
    };
    while !has_begun() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    assert!(room.path(journal).exists(), "killed too late");
    room.run(&[args, &["--resume"]].concat()).ended(1);
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let room = Room::new();
    write_pages(&room.path("in.parquet"), 1_100);
    let args = |output| {
        let names = ["--html-field", "page.raw", "--id-field", "key", "-q"];
        [&["clean", "in.parquet", "-o", output][..], &names].concat()
    };
    room.run(&args("whole.parquet")).ended(1);
    kill_and_resume(&room, &args("cut.parquet"), "cut.parquet.tamis/journal.json");
    assert!(room.read("whole.parquet") == room.read("cut.parquet"));
    let sharded = |output| [args(output), vec!["-f", "parquet", "--shard-size", "600"]].concat();
    room.run(&sharded("whole")).ended(1);
    assert_eq!(room.names("whole"), ["part-00000.parquet", "part-00001.parquet"]);
    kill_and_resume(&room, &sharded("cut"), "cut/.tamis/journal.json");
    assert!(room.tree("whole") == room.tree("cut"));
}
