"""datatrove: a step that turns documents of HTML into documents of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.typeshelper import StatHints

from ._tamis import Extraction, Extractor

__all__ = ["TamisExtractor"]

#: Fields that go into the metadata of a document unless others are asked for.
FIELDS = ("title", "author", "date", "language")


class TamisExtractor(PipelineStep):  # type: ignore[misc, unused-ignore]
    """Turns the HTML in each document's text into clean text, in order.

    Documents without text are dropped; media goes, since it belongs to the page and not to its text. A
    page that cannot be read is dropped and counted as ``error``. There is no process to die and no time
    out to wait for: ``page_timeout`` of `tamis.Extractor` is the limit for one page.

    Args:
        fields: fields of the record that go into the metadata; a field that is unknown does not.
        is_text: whether the documents are flattened text instead of HTML.
        threads: threads for the pages of one task; datatrove itself runs a task for each core.
        options: those of `tamis.Extractor`.
    """

    type = "🛢 - EXTRAC"
    name = "🧺 tamis"

    def __init__(
        self,
        fields: tuple[str, ...] = FIELDS,
        is_text: bool = False,
        threads: int = 1,
        **options: Any,
    ) -> None:
        super().__init__()
        unknown = [name for name in fields if not hasattr(Extraction, name)]
        if unknown:
            raise ValueError(f"no field {', '.join(unknown)} in a record")
        Extractor(**options)  # Faults of options and rules are told before the run.
        self.fields = tuple(fields)
        self.is_text = is_text
        self.threads = threads
        self.options = options

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Cleans each document, and passes on those that have text."""
        documents: list[Document] = []
        # The iterator is read ahead of the results; what it has read waits in `documents`.
        results = Extractor(**self.options).extract_many(self._pages(data, documents), threads=self.threads)
        while True:
            with self.track_time():
                page = next(results, None)
            if page is None:
                return
            document = documents.pop(0)
            self.stat_update(StatHints.total)
            if self._filled(document, page):
                self.stat_update(StatHints.forwarded)
                self.update_doc_stats(document)
                yield document
            else:
                self.stat_update(StatHints.dropped)

    def _pages(self, data: DocumentsPipeline, documents: list[Document]) -> Iterator[dict[str, Any]]:
        for document in data:
            documents.append(document)
            kind = "text" if self.is_text else "html"
            yield {kind: document.text, "url": document.metadata.get("url"), "id": document.id}

    def _filled(self, document: Document, page: Extraction) -> bool:
        """Gives a document its text; false when there is none."""
        for warning in page.warnings:
            self.stat_update(warning["kind"])
        if page.error is not None:
            self.stat_update("error")
            return False
        document.text = page.text
        document.media = []
        for name in self.fields:
            value = getattr(page, name)
            if value:
                document.metadata[name] = value
        return bool(page.text)
