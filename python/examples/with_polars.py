"""Polars: a frame in, a frame out."""

import polars as pl
import tamis

extractor = tamis.Extractor()
pages = pl.read_parquet("pages.parquet")
texts = pl.DataFrame(extractor.extract_batch(pages, html="html", id="id"))
texts.select("id", "title", "text").write_parquet("texts.parquet")
