"""trafilatura's calls, answered by tamis.

``from tamis.compat import trafilatura`` or ``from tamis.compat.trafilatura import extract`` stands where
``import trafilatura`` stood. Names, parameters, types and the answer ``None`` for a page without text are
trafilatura's; the text is tamis's. The chapter "Moving from trafilatura" lists what differs.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from .. import _tamis

__all__ = ["Document", "bare_extraction", "extract", "extract_with_metadata", "html2txt"]

LOGGER = logging.getLogger(__name__)

#: What `extract` can write.
FORMATS = ("csv", "html", "json", "markdown", "txt", "xml", "xmltei")

#: Fields of the header of txt and markdown, in trafilatura's order.
_HEADER = (
    "title",
    "author",
    "url",
    "hostname",
    "description",
    "sitename",
    "date",
    "categories",
    "tags",
    "fingerprint",
    "id",
    "license",
)


class Document:
    """All that is known of one page, under trafilatura's names."""

    __slots__ = (
        "title",
        "author",
        "url",
        "hostname",
        "description",
        "sitename",
        "date",
        "categories",
        "tags",
        "fingerprint",
        "id",
        "license",
        "body",
        "comments",
        "commentsbody",
        "raw_text",
        "text",
        "language",
        "image",
        "pagetype",
        "filedate",
    )

    def __init__(self) -> None:
        self.title: str | None = None
        self.author: str | None = None
        self.url: str | None = None
        self.hostname: str | None = None
        self.description: str | None = None
        self.sitename: str | None = None
        self.date: str | None = None
        self.categories: list[str] | None = None
        self.tags: list[str] | None = None
        self.fingerprint: str | None = None
        self.id: str | None = None
        self.license: str | None = None
        self.body = ElementTree.Element("body")
        self.comments: str | None = None
        self.commentsbody = ElementTree.Element("body")
        self.raw_text: str | None = None
        self.text: str | None = None
        self.language: str | None = None
        self.image: str | None = None
        self.pagetype: str | None = None
        self.filedate: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The attributes as a dictionary."""
        return {name: getattr(self, name) for name in self.__slots__}


class _Options:
    """The parameters of a call, once: those of an ``options`` object win."""

    def __init__(self, options: object | None, **parameters: Any) -> None:
        #: How trafilatura's own options object names them.
        names = {
            "favor_precision": "precision",
            "favor_recall": "recall",
            "include_comments": "comments",
            "include_tables": "tables",
            "include_links": "links",
            "include_images": "images",
            "include_formatting": "formatting",
            "output_format": "format",
            "target_language": "lang",
        }
        self.values = dict(parameters)
        if options is not None:
            focus = getattr(options, "focus", None)
            for name in parameters:
                found = getattr(options, names.get(name, name), None)
                if found is not None:
                    self.values[name] = found
            if focus in ("precision", "recall"):
                self.values[f"favor_{focus}"] = True

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


@lru_cache(maxsize=None)
def _extractor(precision: bool, recall: bool) -> _tamis.Extractor:
    return _tamis.Extractor(precision=precision, recall=recall)


def extract(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: object = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: object | None = None,
    options: object | None = None,
) -> str | None:
    """The text of a page in a format, or None where there is none."""
    told = _Options(
        options,
        url=url,
        favor_precision=favor_precision,
        favor_recall=favor_recall,
        include_comments=include_comments,
        output_format=output_format,
        target_language=target_language,
        include_tables=include_tables,
        include_images=include_images,
        include_formatting=include_formatting,
        include_links=include_links,
        with_metadata=with_metadata,
        only_with_metadata=only_with_metadata,
        url_blacklist=url_blacklist,
        author_blacklist=author_blacklist,
    )
    if told.output_format == "python":
        raise ValueError("'python' format only usable in bare_extraction() function")
    if told.output_format not in FORMATS:
        raise ValueError(f"unknown format {told.output_format!r}; one of {', '.join(FORMATS)}")
    told.values["with_metadata"] = told.with_metadata or told.only_with_metadata
    found = _document(filecontent, told, prune_xpath)
    if found is None:
        return None
    document, page, record = found
    document.id = record_id
    document.fingerprint = record["fingerprint"]
    return _written(document, page, told)


def extract_with_metadata(filecontent: Any, url: str | None = None, **parameters: Any) -> Document | None:
    """The page with its metadata; ``text`` holds it in the format that was asked for."""
    record_id = parameters.pop("record_id", None)
    output_format = parameters.pop("output_format", "txt")
    text = extract(
        filecontent, url, record_id=record_id, output_format=output_format, with_metadata=True, **parameters
    )
    for name in ("tei_validation", "settingsfile"):
        parameters.pop(name, None)
    document = bare_extraction(filecontent, url, with_metadata=True, **parameters)
    if text is None or not isinstance(document, Document):
        return None
    document.id, document.text = record_id, text
    return document


def bare_extraction(
    filecontent: Any,
    url: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "python",
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: object = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    as_dict: bool = False,
    prune_xpath: str | list[str] | None = None,
    config: object | None = None,
    options: object | None = None,
) -> Document | dict[str, Any] | None:
    """The page as Python values, or None where there is no text."""
    told = _Options(
        options,
        url=url,
        favor_precision=favor_precision,
        favor_recall=favor_recall,
        include_comments=include_comments,
        target_language=target_language,
        include_tables=include_tables,
        include_images=include_images,
        include_formatting=include_formatting,
        include_links=include_links,
        with_metadata=with_metadata,
        only_with_metadata=only_with_metadata,
        url_blacklist=url_blacklist,
        author_blacklist=author_blacklist,
    )
    told.values["output_format"] = "python"
    told.values["with_metadata"] = told.with_metadata or told.only_with_metadata
    found = _document(filecontent, told, prune_xpath)
    if found is None:
        return None
    return found[0].as_dict() if as_dict else found[0]


def html2txt(content: Any, clean: bool = True) -> str:
    """All that a page shows, on one line, its menus included."""
    html = _source(content)
    if html is None:
        return ""
    return " ".join(_extractor(False, False).extract(html).page_text.split())


def _source(content: Any) -> str | bytes | None:
    """The source of a page: text, bytes, an answer of urllib3 or trafilatura, an element of lxml."""
    if isinstance(content, (str, bytes, bytearray)):
        return bytes(content) if isinstance(content, bytearray) else content
    if type(content).__module__.startswith("lxml."):
        from lxml import etree  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return str(etree.tostring(content, encoding="unicode", method="html"))
    data = getattr(content, "data", None)
    if isinstance(data, (str, bytes)):
        return data
    LOGGER.error("not a page: %s", type(content).__name__)
    return None


def _pruned(html: str | bytes, expressions: str | list[str]) -> str:
    """The page without the elements that the expressions name. XPath needs lxml, which whoever used
    trafilatura has."""
    try:
        from lxml import etree
        from lxml import html as lxml_html
    except ImportError as fault:
        raise NotImplementedError("prune_xpath needs the package lxml") from fault
    tree = lxml_html.fromstring(html)
    for expression in [expressions] if isinstance(expressions, str) else expressions:
        for element in tree.xpath(expression):
            element.drop_tree()
    return str(etree.tostring(tree, encoding="unicode", method="html"))


def _document(
    filecontent: Any, told: _Options, prune_xpath: str | list[str] | None
) -> tuple[Document, _tamis.Extraction, dict[str, Any]] | None:
    html = _source(filecontent)
    if html is None:
        return None
    if prune_xpath is not None:
        html = _pruned(html, prune_xpath)
    precision = bool(told.favor_precision)
    extractor = _extractor(precision, bool(told.favor_recall) and not precision)
    page = extractor.extract(html, url=told.url)
    record = json.loads(page.to_json(schema="trafilatura")) if page.error is None else None
    if record is None or not (record["text"] or record["comments"]):
        LOGGER.warning("discarding data: %s", told.url)
        return None
    language = page.language
    if told.target_language and language and language.split("-")[0].lower() != told.target_language.lower():
        LOGGER.warning("discarding data: %s", told.url)
        return None
    document = Document()
    if told.with_metadata:
        _fill(document, page, record, told.author_blacklist)
        if document.url in (told.url_blacklist or ()):
            return None
        if told.only_with_metadata and not (document.date and document.title and document.url):
            return None
    if told.with_metadata or told.target_language:
        document.language = language
    document.text = _text(page, told)
    document.raw_text = document.text
    document.body = _body(page, bool(told.include_tables))
    if told.include_comments:
        document.comments = record["comments"]
        for comment in page.comments:
            ElementTree.SubElement(document.commentsbody, "p").text = comment["text"]
    return document, page, record


def _fill(
    document: Document, page: _tamis.Extraction, record: dict[str, Any], author_blacklist: set[str] | None
) -> None:
    unwanted = {name.lower() for name in author_blacklist or ()}
    authors = [name for name in page.author if name.lower() not in unwanted]
    document.title = record["title"]
    document.author = "; ".join(authors) or None
    document.url = record["source"]
    document.hostname = record["hostname"]
    document.description = record["excerpt"]
    document.sitename = record["source-hostname"]
    document.date = record["date"]
    document.categories = [page.section] if page.section else []
    document.tags = page.tags
    document.image = record["image"]
    document.filedate = record["filedate"] or date.today().isoformat()


def _rows(page: _tamis.Extraction) -> set[str]:
    """The lines that are rows of tables."""
    return {" ".join(block["text"].split()) for block in page.blocks if "row" in block["markup"]}


def _text(page: _tamis.Extraction, told: _Options) -> str:
    if told.include_formatting or told.include_links or told.output_format == "markdown":
        text = page.to_markdown(links=bool(told.include_links)).strip()
        if not told.include_tables:
            text = re.sub(r"(?m)^\|.*\n?", "", text).strip()
        return text
    lines = page.text.replace("\n\n", "\n")
    if told.include_tables:
        return lines
    rows = _rows(page)
    return "\n".join(line for line in lines.split("\n") if " ".join(line.split()) not in rows)


#: trafilatura's elements for our markup.
_ELEMENTS = {"paragraph": "p", "none": "p", "caption": "p", "list-item": "item", "quote": "quote", "code": "code"}


def _body(page: _tamis.Extraction, with_tables: bool) -> ElementTree.Element:
    body = ElementTree.Element("body")
    parent, kind = body, ""
    for block in page.blocks:
        if block["kind"] not in ("lead", "body"):
            continue
        markup = block["markup"]
        group = "list" if markup == "list-item" else "table" if "row" in markup else ""
        if group == "table" and not with_tables:
            continue
        if group != kind:
            parent = ElementTree.SubElement(body, group) if group else body
            kind = group
        text = " ".join(block["text"].split())
        if group == "table":
            cell = ElementTree.SubElement(ElementTree.SubElement(parent, "row"), "cell")
            cell.text = text
        elif re.fullmatch("h[1-6]", markup):
            ElementTree.SubElement(parent, "head", rend=markup).text = text
        else:
            ElementTree.SubElement(parent, _ELEMENTS.get(markup, "p")).text = text
    return body


def _written(document: Document, page: _tamis.Extraction, told: _Options) -> str:
    format = told.output_format
    if format == "json":
        return _json(document, bool(told.with_metadata))
    if format == "csv":
        return _csv(document)
    if format == "xml":
        return _xml(document)
    if format == "xmltei":
        return page.to_tei()
    if format == "html":
        return page.to_html()
    header = _header(document) if told.with_metadata else ""
    parts = [document.text or "", (document.comments or "") if told.include_comments else ""]
    return header + "\n".join(part for part in parts if part)


def _header(document: Document) -> str:
    lines = []
    for name in _HEADER:
        value = getattr(document, name)
        if value:
            lines.append(f"{name}: {_scalar(value) if isinstance(value, str) else value}\n")
    return f"---\n{''.join(lines)}---\n"


def _scalar(value: str) -> str:
    """A text as YAML reads it back: quoted where it could be taken for something else."""
    plain = re.fullmatch(r"[A-Za-z/][^\n#]*", value) and ": " not in value and not value.endswith(":")
    reserved = value.lower() in ("true", "false", "yes", "no", "on", "off", "null", "none", "y", "n")
    return value if plain and not reserved and value == value.strip() else json.dumps(value, ensure_ascii=False)


def _json(document: Document, with_metadata: bool) -> str:
    text, comments = document.text or "", document.comments or ""
    if not with_metadata:
        return json.dumps({"text": text, "comments": comments}, ensure_ascii=False)
    record: dict[str, Any] = {
        "title": document.title,
        "author": document.author,
        "hostname": document.hostname,
        "date": document.date,
        "fingerprint": document.fingerprint,
        "id": document.id,
        "license": document.license,
        "comments": comments,
        "raw_text": " ".join((document.raw_text or "").split()),
        "text": text,
        "language": document.language,
        "image": document.image,
        "pagetype": document.pagetype,
        "filedate": document.filedate,
        "source": document.url,
        "source-hostname": document.sitename,
        "excerpt": document.description,
        "categories": ";".join(document.categories or []),
        "tags": ";".join(document.tags or []),
    }
    return json.dumps(record, ensure_ascii=False)


def _csv(document: Document) -> str:
    values: Iterable[str | None] = (
        document.url,
        document.id,
        document.fingerprint,
        document.hostname,
        document.title,
        document.image,
        document.date,
        document.text,
        document.comments,
        document.license,
        document.pagetype,
    )
    out = io.StringIO()
    csv.writer(out, delimiter="\t", quoting=csv.QUOTE_MINIMAL).writerow([value or "null" for value in values])
    return out.getvalue()


def _xml(document: Document) -> str:
    root = ElementTree.Element("doc")
    names = ("sitename", "title", "author", "date", "url", "hostname", "description", "id", "fingerprint")
    for name in (*names, "image", "language"):
        if value := getattr(document, name):
            root.set(name, value)
    for name in ("categories", "tags"):
        if values := getattr(document, name):
            root.set(name, ";".join(values))
    main = ElementTree.SubElement(root, "main")
    main.extend(list(document.body))
    comments = ElementTree.SubElement(root, "comments")
    comments.extend(list(document.commentsbody))
    for element in root.iter():
        element.text = _printable(element.text)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _printable(text: str | None) -> str | None:
    """A text without the characters that XML cannot hold."""
    return text if text is None else re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
