"""Daft: a frame in, a frame out."""

import daft
import pyarrow as pa
import pyarrow.parquet as pq
import tamis

extractor = tamis.Extractor()
pages = daft.read_parquet("pages.parquet").select("id", "html")
batches = (pa.table(extractor.extract_batch(part, html="html", id="id")) for part in pages.to_arrow_iter())
texts = daft.from_arrow(list(batches)).select("id", "title", "text")
pq.write_table(texts.to_arrow(), "texts.parquet")
