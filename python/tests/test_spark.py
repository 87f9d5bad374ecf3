"""Spark as it runs on a cluster: driver, executors and Python workers are processes of their own.

One executor is killed in the middle; what is committed must be what the local run gives, byte for byte.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tamis
from pages import story

pytest.importorskip("pyspark")
pytestmark = pytest.mark.skipif(os.environ.get("TAMIS_SPARK") == "0", reason="TAMIS_SPARK=0")

N_ROWS = int(os.environ.get("TAMIS_SPARK_ROWS", "4000"))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    # Workers run this interpreter: another one has not what is installed here.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("tamis")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "128")
        .config("spark.sql.parquet.binaryAsString", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(sys_path()))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def sys_path() -> list[str]:
    """Where this package is, for the executors."""
    return [str(Path(tamis.__file__).parents[1])]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows with pages; every hundredth holds none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("spark") / "pages"
    folder.mkdir()
    numbers = list(range(N_ROWS))
    pages = [None if n % 100 == 99 else story(n, 1 + n % 7).encode() for n in numbers]
    for part in range(8):
        mine = slice(part, None, 8)
        table = pa.table({"id": numbers[mine], "html": pages[mine], "shelf": [f"s{n % 3}" for n in numbers[mine]]})
        pq.write_table(table, folder / f"part-{part}.parquet", row_group_size=100)
    return folder


def line(row: dict[str, Any]) -> str:
    row["sources"] = None if row["sources"] is None else dict(sorted(dict(row["sources"]).items()))
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def local_lines(source: Path) -> list[str]:
    """The rows that a run without Spark gives."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    result = tamis.Extractor().extract_batch(ds.dataset(source).scanner().to_reader(), id="id", carry=["shelf"])
    return sorted(line(row) for row in pa.table(result).to_pylist())


def committed_lines(folder: Path) -> list[str]:
    import pyarrow.parquet as pq

    return sorted(line(row) for row in pq.read_table(folder).to_pylist())


def executors() -> list[int]:
    """Processes of the executors."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    lines = [entry.split(None, 1) for entry in listed.splitlines()[1:]]
    return [int(pid) for pid, args in lines if "CoarseGrainedExecutorBackend" in args and "java" in args]


def started_executors() -> list[int]:
    """The same, when both are there: they start while the driver goes on."""
    for _ in range(600):
        found = executors()
        if len(found) >= 2:
            return found
        time.sleep(0.1)
    raise AssertionError(f"two executors should be there, each a process: {found}")


def test_a_killed_executor_loses_and_doubles_nothing(spark: Any, source: Path, tmp_path: Path) -> None:
    from tamis.spark import clean

    expected = local_lines(source)
    assert len(expected) == N_ROWS
    # So many tasks that the executor dies in the middle of them.
    df = spark.read.parquet(str(source)).repartition(32, "id")
    before = started_executors()
    killed = threading.Event()

    def kill() -> None:
        tracker = spark.sparkContext.statusTracker()
        while not killed.is_set():
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numTasks == 32 and stage.numCompletedTasks >= 3 for stage in stages):
                os.kill(before[0], signal.SIGKILL)
                killed.set()
            time.sleep(0.02)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    clean(df, id="id", carry=["shelf"]).write.parquet(str(tmp_path / "out"))
    assert killed.is_set(), "the run was over before an executor was killed"
    assert before[0] not in executors()
    assert committed_lines(tmp_path / "out") == expected


@pytest.mark.parametrize("n_partitions", [1, 4])
def test_partitions_change_nothing(spark: Any, source: Path, tmp_path: Path, n_partitions: int) -> None:
    from tamis.spark import clean

    df = spark.read.parquet(str(source)).where("id < 1000").coalesce(n_partitions)
    clean(df, id="id", carry=["shelf"]).write.parquet(str(tmp_path / "out"))
    expected = [text for text in local_lines(source) if int(json.loads(text)["id"]) < 1000]
    assert committed_lines(tmp_path / "out") == expected


def test_the_columns_are_the_published_ones(spark: Any) -> None:
    from tamis.spark import clean, schema

    df = spark.createDataFrame([("<p>Soup.</p>", 7)], "page string, shelf int")
    cleaned = clean(df, html="page", carry=["shelf"], blocks=True)
    assert cleaned.schema.names == [*tamis.arrow_schema(blocks=True).column_names, "shelf"]
    assert schema(blocks=True).names == tamis.arrow_schema(blocks=True).column_names
    with pytest.raises(ValueError, match="no column html"):
        clean(df)
    with pytest.raises(ValueError, match="unknown label"):
        clean(df, html="page", labels=["soup"])
