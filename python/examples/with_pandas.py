"""pandas: a frame in, a frame out."""

import pandas as pd
import pyarrow as pa
import tamis

extractor = tamis.Extractor()
pages = pd.read_parquet("pages.parquet")
texts = pa.table(extractor.extract_batch(pages, html="html", id="id")).to_pandas()
texts[["id", "title", "text"]].to_parquet("texts.parquet")
