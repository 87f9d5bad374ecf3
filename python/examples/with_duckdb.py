"""DuckDB: a query in, a stream of batches out; a table larger than memory passes through."""

import duckdb
import tamis

extractor = tamis.Extractor()
# The pages are read while the texts are written: each has a connection of its own.
pages = duckdb.connect().sql("SELECT id, html FROM 'pages.parquet'")
texts = extractor.extract_batch(pages, html="html", id="id")
duckdb.sql("COPY (SELECT id, title, text FROM texts) TO 'texts.parquet' (FORMAT parquet)")
