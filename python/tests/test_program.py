"""The command line inside the package, and runs over files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import tamis
from pages import story


def run(*args: str, **settings: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tamis", *args], capture_output=True, text=True, check=False, **settings  # type: ignore
    )


def test_the_same_program() -> None:
    assert run("--version").stdout.strip() == f"tamis {tamis.__version__}"
    assert run("clean", "--no-such-flag").returncode == 2
    done = run("clean", "-f", "jsonl", "--from", "html", input=story(2))
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record == tamis.extract(story(2), id=record["id"]).to_dict()


def test_records_are_those_of_the_command_line(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    pages = [story(number, 1 + number % 9) for number in range(200)]
    lines = [json.dumps({"id": str(number), "html": page}) for number, page in enumerate(pages)]
    source.write_text("\n".join(lines))
    report = tamis.clean_files(source, tmp_path / "out.jsonl", threads=2)
    assert report["totals"]["written"] == 200
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    items = [{"id": number, "html": page} for number, page in enumerate(pages)]
    assert records == [page.to_dict() for page in tamis.Extractor().extract_many(items)]


def test_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(tamis.CleanError, match="no-such") as told:
        tamis.clean_files(tmp_path, tmp_path / "out", no_such=True)
    assert told.value.status == 2 and told.value.report is None
    source = tmp_path / "in.jsonl"
    source.write_text('{"html": "<p>Soup.</p>"}\nnot json\n')
    with pytest.raises(tamis.CleanError) as told:
        tamis.clean_files(source, tmp_path / "out.jsonl")
    assert told.value.status == 1
    assert told.value.report is not None and told.value.report["totals"]["failed"] == 1
    report = tamis.clean_files(source, tmp_path / "out.jsonl", check=False, force=True)
    assert report["totals"]["failed"] == 1


def test_importing_is_quick() -> None:
    code = "import time; began = time.perf_counter(); import tamis; print(time.perf_counter() - began)"
    times = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    assert min(times) < 0.05, times
