"""Call sites as trafilatura's documentation has them, run against both packages."""

import json
import warnings
from typing import Any

import pytest
from pages import story
from tamis.compat import trafilatura as ours

theirs = pytest.importorskip("trafilatura")

URL = "https://www.valley.example/bridge"
TABLE = story(1).replace(
    "</article>",
    "<table><tr><th>Day</th><th>Walkers on the bridge</th></tr><tr><td>Sunday</td><td>four thousand</td></tr></table></article>",
)
LINKED = story(2).replace("half of the valley", '<a href="/valley">half of the valley</a>')

CALLS: dict[str, Any] = {
    "plain": lambda t, html: t.extract(html),
    "url": lambda t, html: t.extract(html, URL),
    "no comments": lambda t, html: t.extract(html, include_comments=False),
    "no tables": lambda t, html: t.extract(html, include_comments=False, include_tables=False, no_fallback=True),
    "links": lambda t, html: t.extract(html, include_links=True),
    "formatting": lambda t, html: t.extract(html, include_formatting=True, include_links=True, include_images=True),
    "precision": lambda t, html: t.extract(html, favor_precision=True),
    "recall": lambda t, html: t.extract(html, favor_recall=True),
    "fast": lambda t, html: t.extract(html, fast=True),
    "json": lambda t, html: t.extract(html, output_format="json", include_comments=False),
    "json with metadata": lambda t, html: t.extract(html, URL, output_format="json", with_metadata=True),
    "markdown": lambda t, html: t.extract(html, output_format="markdown", with_metadata=True),
    "xml": lambda t, html: t.extract(html, output_format="xml", include_comments=False),
    "xmltei": lambda t, html: t.extract(html, output_format="xmltei"),
    "csv": lambda t, html: t.extract(html, output_format="csv"),
    "html": lambda t, html: t.extract(html, output_format="html"),
    "language": lambda t, html: t.extract(html, target_language="en"),
    "record id": lambda t, html: t.extract(html, record_id="7", output_format="xml", with_metadata=True),
    "only with metadata": lambda t, html: t.extract(html, only_with_metadata=True, url=URL),
    "dedup": lambda t, html: t.extract(html, deduplicate=True),
    "prune": lambda t, html: t.extract(html, prune_xpath="//footer"),
    "bare": lambda t, html: t.bare_extraction(html).as_dict(),
    "bare with metadata": lambda t, html: t.bare_extraction(html, url=URL, with_metadata=True).as_dict(),
    "bare title": lambda t, html: t.bare_extraction(html, with_metadata=True).title,
    "with metadata": lambda t, html: t.extract_with_metadata(html, url=URL).as_dict(),
    "bytes": lambda t, html: t.extract(html.encode()),
    "html2txt": lambda t, html: t.html2txt(html),
    "nothing": lambda t, html: t.extract("<html><body></body></html>"),
}

@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("html", [story(0), TABLE, LINKED], ids=["plain", "table", "links"])
def test_call_sites_run_unchanged(name: str, html: str) -> None:
    call = CALLS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = call(theirs, html)
    found = call(ours, html)
    assert (found is None) == (expected is None)
    if isinstance(expected, dict):
        assert list(found) == list(expected)
    else:
        assert type(found) is type(expected)
    if name.startswith("json"):
        assert list(json.loads(found)) == list(json.loads(expected))
        for key, value in json.loads(expected).items():
            if value is not None and json.loads(found)[key] is not None:
                assert type(json.loads(found)[key]) is type(value), key


def test_what_the_parameters_do() -> None:
    assert "four thousand" in (ours.extract(TABLE) or "")
    assert "four thousand" not in (ours.extract(TABLE, include_tables=False) or "")
    assert "[half of the valley](" in (ours.extract(LINKED, include_links=True) or "")
    assert "](" not in (ours.extract(LINKED) or "")
    assert (ours.extract(story(), output_format="markdown") or "").count("\n\n") >= 4
    assert ours.extract(story(), target_language="de") is None
    header = ours.extract(story(), URL, with_metadata=True) or ""
    assert header.startswith("---\ntitle: Bridge 0 opens again\nauthor: Jane Doe\nurl: https://www.valley")
    with pytest.raises(ValueError, match="python"):
        ours.extract(story(), output_format="python")
    with pytest.raises(TypeError):
        ours.extract(story(), no_such=True)  # type: ignore[call-arg]
    assert ours.bare_extraction(story(), URL, only_with_metadata=True, url_blacklist={URL}) is None
    page = ours.bare_extraction(story(), with_metadata=True, author_blacklist={"Jane Doe"})
    assert isinstance(page, ours.Document) and page.author is None


def test_elements_and_answers_are_pages_too() -> None:
    lxml_html = pytest.importorskip("lxml.html")
    assert ours.extract(lxml_html.fromstring(story())) == ours.extract(story())

    class Answer:
        data = story().encode()

    assert ours.extract(Answer()) == ours.extract(story())
    assert ours.extract(None) is None


def test_the_text_is_that_of_the_record() -> None:
    import tamis

    record = tamis.extract(story(), url=URL).to_dict(schema="trafilatura")
    written = json.loads(ours.extract(story(), URL, output_format="json", with_metadata=True) or "")
    assert written | {"filedate": None} == record
