"""Many pages: in order, with bounded memory, nothing lost."""

import itertools
import time

import pytest
import tamis
from pages import ODD, story

EXTRACTOR = tamis.Extractor()


@pytest.mark.parametrize("threads", [0, 1, 2, 5])
def test_order_is_kept(threads: int) -> None:
    pages = [story(number, 2 + number % 30) for number in range(300)]
    results = list(EXTRACTOR.extract_many(pages, threads=threads))
    assert results == [EXTRACTOR.extract(page) for page in pages]


@pytest.mark.parametrize("threads", [1, 3])
def test_only_so_many_pages_are_read_ahead(threads: int) -> None:
    n_read = 0

    def pages():  # type: ignore[no-untyped-def]
        nonlocal n_read
        for number in itertools.count():
            n_read += 1
            yield story(number)

    results = EXTRACTOR.extract_many(pages(), threads=threads)
    for number, result in enumerate(itertools.islice(results, 100)):
        assert result.title == f"Bridge {number} opens again"
    assert n_read <= 100 + threads * 16


@pytest.mark.parametrize("threads", [1, 3])
def test_odd_items_have_their_place(threads: int) -> None:
    items = [story(1), None, 3, {"id": 7, "html": story(2)}, {"text": "Plain text."}, {"id": "x"}, (story(3), None)]
    items += [("a", "b", "c"), *ODD, story(4)]
    results = list(EXTRACTOR.extract_many(items, threads=threads))  # type: ignore[arg-type]
    assert len(results) == len(items)
    errors = [number for number, result in enumerate(results) if result.error]
    assert errors == [1, 2, 5, 7]
    assert results[3].id == "7" and results[5].id == "x"
    assert results[4].text == "Plain text."
    assert results[5].to_dict() == {"id": "x", "place": None, "error": results[5].error}
    assert results[-1].title == "Bridge 4 opens again"


@pytest.mark.parametrize("threads", [1, 3])
def test_what_the_iterator_raises_comes_after_the_pages_before_it(threads: int) -> None:
    def pages():  # type: ignore[no-untyped-def]
        yield story(0)
        yield story(1)
        raise OSError("the disk is gone")

    results = EXTRACTOR.extract_many(pages(), threads=threads)
    assert [next(results).title for _ in range(2)] == ["Bridge 0 opens again", "Bridge 1 opens again"]
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)
    assert list(results) == []


def test_a_slow_source_holds_up_no_result() -> None:
    def pages():  # type: ignore[no-untyped-def]
        for number in range(3):
            yield story(number)
            time.sleep(0.3)

    began = time.monotonic()
    next(EXTRACTOR.extract_many(pages(), threads=2))
    assert time.monotonic() - began < 0.8


def test_an_iterator_may_be_dropped() -> None:
    for _ in range(20):
        next(EXTRACTOR.extract_many((story(number) for number in range(100)), threads=4))
