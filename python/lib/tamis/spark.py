"""Spark: a column of pages becomes columns of records, on the executors.

Needs pyspark and, on every node, this package. Nothing of it is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ._tamis import Extractor, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

__all__ = ["clean", "schema"]

#: One extractor for each set of options in a worker: Spark keeps its Python workers, and the rules are
#: compiled once.
_EXTRACTORS: dict[str, Extractor] = {}


def schema(df: DataFrame | None = None, carry: Sequence[str] = (), *, blocks: bool = False) -> StructType:
    """The columns that `clean` gives."""
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    own = from_arrow_schema(pa.schema(arrow_schema(blocks=blocks)))
    carried = [df.schema[name] for name in carry] if df is not None else []
    return StructType([*own.fields, *carried])


def clean(
    df: DataFrame,
    html: str | None = "html",
    *,
    text: str | None = None,
    url: str | None = "url",
    id: str | None = None,
    carry: Sequence[str] = (),
    blocks: bool = False,
    **options: Any,
) -> DataFrame:
    """Cleans the pages of a data frame: one row for each row, in their order.

    ``html``, ``text``, ``url`` and ``id`` name columns, ``carry`` those that go through; ``options`` are
    those of `tamis.Extractor`. Rules are given as text, or as paths that every node has. Only the columns
    that are named travel to the Python workers.

    A page that cannot be read is a row with ``error``; it never fails its task.
    """
    names = [name for name in (html, text, url, id, *carry) if name]
    known = set(df.columns)
    wanted = [name for name in dict.fromkeys(name.split(".")[0] if name not in known else name for name in names)]
    missing = [name for name in wanted if name not in known and name != "url"]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(df.columns)}")
    Extractor(**options)  # Faults of options and rules are told here, not by every task.
    settings = {
        "html": html,
        "text": text,
        "url": url,
        "id": id,
        "carry": list(carry),
        "blocks": blocks,
    }

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _cleaned(batches, settings, options)

    selected = df.select(*[f"`{name}`" for name in wanted if name in known])
    return selected.mapInArrow(run, schema(df, carry, blocks=blocks))


def _cleaned(
    batches: Iterator[pa.RecordBatch], settings: dict[str, Any], options: dict[str, Any]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    key = repr(sorted(options.items()))
    if key not in _EXTRACTORS:
        _EXTRACTORS[key] = Extractor(**options)
    for batch in batches:
        yield pa.record_batch(_EXTRACTORS[key].extract_batch(batch, **settings))
