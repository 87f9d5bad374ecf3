"""What a page costs from Python, beside the command line and, with --peers, beside other packages.

``python python/bench.py FOLDER [--rounds 3] [--peers]``: every file below FOLDER is a page (``.gz`` unpacked).
Figures are seconds of processor time, one thread, so that a busy machine changes them little; rounds are
interleaved.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tamis

#: Rows of a batch, as the chapter on Spark advises.
BATCH_ROWS = 64


def pages_of(folder: Path) -> list[bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes() for path in files]


def cost(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def command_line(folder: str) -> float:
    """The command line over the same pages, its start included."""

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    began = spent()
    command = [sys.executable, "-m", "tamis", "clean", folder, "-f", "jsonl", "-j", "1", "-q"]
    subprocess.run([*command, "--force", "-o", f"{folder}.jsonl"], check=False)
    return spent() - began


def own(pages: list[bytes], rounds: int) -> None:
    import pyarrow as pa

    extractor = tamis.Extractor()
    starts = range(0, len(pages), BATCH_ROWS)
    batches = [pa.record_batch({"html": pa.array(pages[at : at + BATCH_ROWS], pa.binary())}) for at in starts]
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            Path(folder, f"{number:06}.html").write_bytes(page)
        for _ in range(rounds):
            figures = {
                "command line": command_line(folder),
                "extract, text": cost(lambda: [extractor.extract(page).text for page in pages]),
                "extract, record": cost(lambda: [extractor.extract(page).to_json() for page in pages]),
                "extract_batch": cost(lambda: [extractor.extract_batch(batch) for batch in batches]),
            }
            print(", ".join(f"{name} {seconds:.2f} s" for name, seconds in figures.items()), flush=True)


def peers(pages: list[bytes]) -> None:
    """How many times as long others take for the same pages, page after page in turn."""
    import logging

    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    logging.disable(logging.CRITICAL)
    extractor = tamis.Extractor()
    others: dict[str, Callable[[bytes], object]] = {
        "resiliparse": lambda page: extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True),
        "trafilatura": lambda page: trafilatura.extract(page),
    }
    for name, extract in others.items():
        ours = theirs = 0.0
        for page in pages:
            ours += cost(lambda page=page: extractor.extract(page).text)  # type: ignore[misc]
            theirs += cost(lambda page=page: extract(page))  # type: ignore[misc]
        print(f"{name}: {theirs / ours:.2f} times as long, {len(pages)} pages", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th page")
    arguments = parser.parse_args()
    pages = pages_of(arguments.folder)[:: arguments.every]
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB")
    own(pages, arguments.rounds)
    if arguments.peers:
        peers(pages)


if __name__ == "__main__":
    main()
