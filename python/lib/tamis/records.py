"""Types of what goes in and comes out: for annotations, and for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias, TypedDict

__all__ = [
    "ArrowArraySource",
    "ArrowStreamSource",
    "Block",
    "Caption",
    "Comment",
    "Content",
    "Decoding",
    "Image",
    "Item",
    "Source",
    "Warning",
]

#: A page.
Content: TypeAlias = "str | bytes | bytearray | memoryview"

#: A page of a stream: alone, with its address, or as fields.
Item: TypeAlias = "Content | tuple[Content, str | None] | Mapping[str, Any]"


class Comment(TypedDict):
    """A reader's comment."""

    author: str | None
    date: str | None
    text: str


class Caption(TypedDict):
    """A picture's caption."""

    text: str
    credit: str | None


class Image(TypedDict):
    """A picture of the article."""

    src: str
    alt: str | None
    caption: str | None


class Source(TypedDict):
    """Where in a web archive a page was found."""

    file: str
    offset: int
    record_id: str | None
    status: int | None
    content_type: str | None
    payload_digest: str | None


class Warning(TypedDict):
    """Something about a page that a user should know."""

    kind: str
    detail: str


class Decoding(TypedDict):
    """How the bytes were read."""

    kind: str
    encoding: str
    source: str
    replaced: int


class Block(TypedDict):
    """A labelled stretch of the page."""

    start: int
    end: int
    kind: str
    markup: str
    rule: str | None
    cause: str | None
    text: str


class ArrowArraySource(Protocol):
    """Whatever is a record batch."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


class ArrowStreamSource(Protocol):
    """Whatever has record batches one after the other: a table, a frame, a reader, a query."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
