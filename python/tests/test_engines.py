"""The examples for other engines run, where the engine is installed; they all give the same texts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tamis
from pages import story

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
N_PAGES = 30


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_give_the_same_texts(example: Path, tmp_path: Path) -> None:
    engine = example.stem.removeprefix("with_")
    pytest.importorskip(engine)
    if engine == "ray" and not os.environ.get("TAMIS_RAY"):
        pytest.skip("a cluster of Ray takes minutes to start: TAMIS_RAY=1")
    import pyarrow as pa
    import pyarrow.parquet as pq

    pages = [story(number) for number in range(N_PAGES)]
    pq.write_table(pa.table({"id": range(N_PAGES), "html": pages}), tmp_path / "pages.parquet")
    subprocess.run([sys.executable, example], cwd=tmp_path, check=True)
    texts = pq.read_table(tmp_path / "texts.parquet").sort_by("id").to_pylist()
    found = {int(row["id"]): row["text"] for row in texts}
    assert found == {number: tamis.extract(page).text for number, page in enumerate(pages)}
