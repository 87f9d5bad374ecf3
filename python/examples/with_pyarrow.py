"""pyarrow: files of any size, batch by batch, written as they are read."""

import pyarrow as pa
import pyarrow.dataset as ds
import tamis

extractor = tamis.Extractor()
pages = ds.dataset("pages.parquet").scanner(columns=["id", "html"], batch_size=256).to_reader()
texts = pa.RecordBatchReader.from_stream(extractor.extract_batch(pages, html="html", id="id"))
ds.write_dataset(texts, "texts.parquet.d", format="parquet")
ds.dataset("texts.parquet.d").to_table(columns=["id", "title", "text"]).to_pandas().to_parquet("texts.parquet")
