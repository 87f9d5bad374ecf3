"""Arrow in and out: every string and binary type, nulls, slices, chunks; one row for each row."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import tamis
from pages import ODD, story

EXTRACTOR = tamis.Extractor()
PAGES = [story(number, 1 + number % 7) for number in range(20)]
TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.large_binary(),
    pa.binary_view(),
]


def record(page: tamis.Extraction) -> dict[str, Any]:
    """A record as its row should be."""
    return {**page.to_dict(), "error": None}


def rows(result: Any) -> list[dict[str, Any]]:
    """The rows of a result; maps come out of pyarrow as pairs."""
    listed = pa.table(result).to_pylist()
    for row in listed:
        row["sources"] = None if row["sources"] is None else dict(row["sources"])
    return listed


def array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_string(kind) and not pa.types.is_large_string(kind) and kind != pa.string_view():
        values = [value.encode() if isinstance(value, str) else value for value in values]
    return pa.array(values, kind)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_every_string_and_binary_type(kind: pa.DataType) -> None:
    values = [*PAGES, None, "", "short"]
    batch = pa.record_batch({"html": array(values, kind)})
    found = rows(EXTRACTOR.extract_batch(batch))
    assert len(found) == len(values)
    expected = [record(page) for page in EXTRACTOR.extract_many([value or b"" for value in values])]
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        expected = [record(EXTRACTOR.extract(value or "")) for value in values]
    else:
        expected = [record(EXTRACTOR.extract((value or "").encode())) for value in values]
    expected[20] = {name: None for name in expected[20]} | {"id": "", "error": "no page: the row is null"}
    assert found == expected


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_slices_and_dictionaries(kind: pa.DataType) -> None:
    plain = pa.record_batch({"html": array(PAGES, kind)})
    whole = rows(EXTRACTOR.extract_batch(plain))
    assert rows(EXTRACTOR.extract_batch(plain.slice(5, 7))) == whole[5:12]
    indices = pa.array([3, None, 3, 0, 19], pa.int32())
    encoded = pa.record_batch({"html": pa.DictionaryArray.from_arrays(indices, array(PAGES, kind))})
    found = rows(EXTRACTOR.extract_batch(encoded))
    assert [found[0], found[2], found[3], found[4]] == [whole[3], whole[3], whole[0], whole[19]]
    assert found[1]["error"]
    assert rows(EXTRACTOR.extract_batch(encoded.slice(3, 2))) == [whole[0], whole[19]]
    nothing = pa.DictionaryArray.from_arrays(pa.array([None], pa.int8()), array([], kind))
    assert rows(EXTRACTOR.extract_batch(pa.record_batch({"html": nothing})))[0]["error"]


def test_chunked_streams_keep_their_batches() -> None:
    table = pa.table({"html": pa.chunked_array([PAGES[:3], [], PAGES[3:4], PAGES[4:]])})
    stream = EXTRACTOR.extract_batch(table)
    assert isinstance(stream, tamis.BatchStream)
    assert rows(stream) == [record(page) for page in EXTRACTOR.extract_many(PAGES)]
    with pytest.raises(ValueError, match="read already"):
        pa.table(stream)
    sizes = [len(batch) for batch in EXTRACTOR.extract_batch(table)]
    assert sum(sizes) == 20 and len(sizes) > 1


def test_streams_are_read_as_they_are_asked_for() -> None:
    n_read = 0

    def batches():  # type: ignore[no-untyped-def]
        nonlocal n_read
        for page in PAGES:
            n_read += 1
            yield pa.record_batch({"html": [page]})

    source = pa.RecordBatchReader.from_batches(pa.schema({"html": pa.string()}), batches())
    reader = pa.RecordBatchReader.from_stream(EXTRACTOR.extract_batch(source))
    assert reader.read_next_batch().num_rows == 1
    assert n_read == 1
    assert len(list(reader)) == 19


def test_empty_batches() -> None:
    batch = pa.record_batch({"html": pa.array([], pa.string())})
    result = EXTRACTOR.extract_batch(batch)
    assert isinstance(result, tamis.Batch) and len(result) == 0
    assert pa.schema(tamis.arrow_schema()).equals(pa.record_batch(result).schema)
    stream = EXTRACTOR.extract_batch(pa.table({"html": pa.array([], pa.string())}))
    assert pa.table(stream).num_rows == 0


def test_columns_are_chosen_by_name_and_carried() -> None:
    batch = pa.record_batch(
        {
            "page": pa.array([{"raw": PAGES[0].encode()}, None, {"raw": None}]),
            "plain": [None, "A note that nobody decorated.", None],
            "where": ["https://valley.example/0", None, None],
            "key": pa.array([7, 8, 9], pa.uint16()),
            "shelf": [[1, 2], None, []],
            "price": [1.5, None, 2.5],
        }
    )
    found = rows(
        EXTRACTOR.extract_batch(
            batch, html="page.raw", text="plain", url="where", id="key", carry=["shelf", "price"], blocks=True
        )
    )
    assert [row["id"] for row in found] == ["7", "8", "9"]
    assert [row["shelf"] for row in found] == [[1, 2], None, []]
    assert [row["price"] for row in found] == [1.5, None, 2.5]
    assert found[0]["title"] == "Bridge 0 opens again" and found[0]["url"] == "https://valley.example/0"
    assert found[0]["blocks"] == EXTRACTOR.extract(PAGES[0]).blocks
    assert found[1]["text"] == "A note that nobody decorated."
    assert found[2]["error"] == "no page: the row is null" and found[2]["text"] is None


def test_wrong_columns_are_told_before_any_page() -> None:
    batch = pa.record_batch({"html": [1], "body": ["<p>Soup.</p>"]})
    with pytest.raises(ValueError, match=r"no column `page`; there are html, body"):
        EXTRACTOR.extract_batch(batch, html="page")
    with pytest.raises(ValueError, match=r"column `html` holds Int64; it may hold text or bytes"):
        EXTRACTOR.extract_batch(batch)
    with pytest.raises(ValueError, match="carry: no column `shelf`"):
        EXTRACTOR.extract_batch(batch, html="body", carry=["shelf"])
    with pytest.raises(ValueError, match="carry: `text` is the name of a column of tamis"):
        EXTRACTOR.extract_batch(batch.append_column("text", pa.array(["x"])), html="body", carry=["text"])
    with pytest.raises(ValueError, match="name a column"):
        EXTRACTOR.extract_batch(batch, html=None)
    with pytest.raises(ValueError, match="no column `link`"):
        EXTRACTOR.extract_batch(batch, html="body", url="link")


def test_odd_pages_have_their_rows() -> None:
    pages = [odd if isinstance(odd, bytes) else odd.encode("utf-8", "surrogatepass") for odd in ODD]
    found = rows(EXTRACTOR.extract_batch(pa.record_batch({"html": pa.array(pages, pa.binary())})))
    assert found == [record(EXTRACTOR.extract(page)) for page in pages]


def test_text_that_is_no_utf_8_after_all() -> None:
    """Whoever builds a string column by hand may put anything into it."""
    raw = pa.array([b"<p>\xff\xfe half \xed\xa0\x80</p>", b"<p>Soup.</p>"], pa.binary())
    batch = pa.record_batch({"html": raw.cast(pa.binary()).view(pa.string())})
    found = rows(EXTRACTOR.extract_batch(batch))
    assert len(found) == 2


def test_the_schema_is_the_published_one() -> None:
    """docs/arrow.md lists the columns; so does the code."""
    schema = pa.schema(tamis.arrow_schema(blocks=True))
    listed = {field.name: str(field.type) for field in schema}
    chapter = (Path(__file__).parents[2] / "docs/arrow.md").read_text()
    table = [line.split("|")[1:3] for line in chapter.splitlines() if line.startswith("| `")]
    assert {name.strip(" `"): kind.strip(" `") for name, kind in table} == listed
    assert json.loads(EXTRACTOR.extract(PAGES[0]).to_json(blocks=True)).keys() == listed.keys() - {"error"}
