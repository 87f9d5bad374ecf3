"""Ray Data: an extractor for each actor, batches as Arrow tables."""

import pyarrow as pa
import pyarrow.parquet as pq
import ray
import tamis


class Clean:
    def __init__(self) -> None:
        self.extractor = tamis.Extractor()

    def __call__(self, batch: pa.Table) -> pa.Table:
        return pa.table(self.extractor.extract_batch(batch, html="html", id="id"))


pages = ray.data.read_parquet("pages.parquet")
texts = pages.map_batches(Clean, batch_format="pyarrow", batch_size=256, compute=ray.data.ActorPoolStrategy(size=1))
pq.write_table(pa.concat_tables(pa.table(batch) for batch in texts.iter_batches(batch_format="pyarrow")), "texts.parquet")
