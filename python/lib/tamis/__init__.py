"""Separates an article from all that surrounds it, in raw HTML and in flattened text dumps.

>>> import tamis
>>> page = tamis.extract("<title>Soup</title><h1>Soup</h1><p>It was served at noon, and everybody came.</p>")
>>> page.title
'Soup'
"""

from ._tamis import (
    ArrowSchema,
    Batch,
    BatchStream,
    Extraction,
    Extractions,
    Extractor,
    RulesError,
    __version__,
    arrow_schema,
    extract,
    extract_text,
)
from .files import CleanError, clean_files

__all__ = [
    "ArrowSchema",
    "Batch",
    "BatchStream",
    "CleanError",
    "Extraction",
    "Extractions",
    "Extractor",
    "RulesError",
    "__version__",
    "arrow_schema",
    "clean_files",
    "extract",
    "extract_text",
]
