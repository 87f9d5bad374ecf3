"""One page: values, types, and pages that are none."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import tamis
from pages import ODD, story


def test_attributes_are_those_of_the_record() -> None:
    page = tamis.extract(story(3), url="https://valley.example/bridge", id="3")
    record = page.to_dict()
    for name, value in record.items():
        assert getattr(page, name) == value, name
    assert page.title == "Bridge 3 opens again"
    assert page.author == ["Jane Doe"]
    assert page.date is not None and page.date.startswith("2024-05-04")
    assert page.text.startswith("Buses will use") or "stone" in page.text
    assert page.error is None
    assert json.loads(page.to_json()) == record


def test_blocks_tile_the_page() -> None:
    page = tamis.extract(story())
    raw = page.page_text.encode()
    assert page.blocks
    for block in page.blocks:
        assert raw[block["start"] : block["end"]].decode() == block["text"]
    assert page.to_dict(blocks=True)["blocks"] == page.blocks


def test_bytes_and_text_are_one_thing() -> None:
    html = story().replace("Valley", "Vallée")
    assert tamis.extract(html) == tamis.extract(html.encode())
    assert tamis.extract(html) == tamis.extract(bytearray(html.encode()))
    assert tamis.extract(html) == tamis.extract(memoryview(html.encode()))


def test_text_is_read_as_such_whatever_the_page_declares() -> None:
    html = "<meta charset=shift_jis><p>" + "The word is plain ASCII, and so it stays ~ here. " * 5
    assert "~" in tamis.extract(html).text


def test_flattened_text() -> None:
    page = tamis.extract_text("A note that nobody decorated.", id="n")
    assert (page.text, page.id, page.decoding["kind"]) == ("A note that nobody decorated.", "n", "text")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_pages_never_raise(odd: "str | bytes") -> None:
    page = tamis.extract(odd)
    assert isinstance(page.text, str)
    assert page.to_dict()["id"] == ""
    page.to_markdown()
    repr(page)


def test_halves_of_surrogate_pairs_are_replaced_and_told() -> None:
    page = tamis.extract("<p>" + "The soup was served at noon \ud800 and everybody came. " * 3 + "</p>")
    assert "\ufffd" in page.text
    assert "bad-encoding" in [warning["kind"] for warning in page.warnings]


def test_what_is_no_page_at_all_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError, match="str or bytes, not int"):
        tamis.extract(3)  # type: ignore[arg-type]


def test_formats() -> None:
    page = tamis.extract(story())
    assert "# " not in page.text
    assert page.to_markdown().count("\n\n") >= 4
    assert page.to_html().startswith("<!DOCTYPE html>") or page.to_html().startswith("<!doctype html>")
    assert "<TEI" in page.to_tei()


def test_options() -> None:
    assert tamis.Extractor(labels=["title"]).extract(story()).text == "Bridge 0 opens again"
    short = tamis.Extractor(max_page_bytes=200).extract(story())
    assert "limit" in [warning["kind"] for warning in short.warnings]
    with pytest.raises(ValueError, match="unknown label `subtitle`"):
        tamis.Extractor(labels=["subtitle"])
    with pytest.raises(ValueError, match="unknown outlet `nobody`"):
        tamis.Extractor(outlet="nobody")
    with pytest.raises(ValueError, match="exclude each other"):
        tamis.Extractor(precision=True, recall=True)


RULES = """
schema = 1
[outlet]
id = "valley-post"
name = "The Valley Post"
domains = ["valley.example"]
language = "en"

[[layout]]
id = "2024"
when = [{ css = "article.valley" }]

[[layout.rule]]
id = "lamps"
label = "promo"
why = "a test"
match = [{ css = "p.lamps" }]
"""


def test_rules_as_text_and_as_files(tmp_path) -> None:  # type: ignore[no-untyped-def]
    html = story().replace("<article>", "<article class=valley>").replace("<p>Nobody", "<p class=lamps>Nobody")
    path = tmp_path / "valley.toml"
    path.write_text(RULES)
    plain = tamis.extract(html)
    assert plain.outlet is None and "lamps" in plain.text
    for rules in ([RULES], [path], [str(path)], [tmp_path]):
        page = tamis.Extractor(rules=rules).extract(html)
        assert page.outlet == "valley-post"
        assert "lamps" not in page.text
    with pytest.raises(tamis.RulesError, match="outlett"):
        tamis.Extractor(rules=["schema = 1\n[outlett]\n"])
    with pytest.raises(tamis.RulesError, match="nowhere.toml"):
        tamis.Extractor(rules=["nowhere.toml"])


def test_one_extractor_for_many_threads() -> None:
    extractor = tamis.Extractor()
    pages = [story(number) for number in range(200)]
    expected = [extractor.extract(page) for page in pages]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(extractor.extract, pages)) == expected


def test_the_lock_is_released() -> None:
    """Another thread goes on while a large page is extracted."""
    large = story(0, 40_000)
    seen = 0
    done = threading.Event()

    def count() -> None:
        nonlocal seen
        while not done.is_set():
            seen += 1
            done.wait(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    tamis.extract(large)
    done.set()
    thread.join()
    assert seen > 2
