#!/usr/bin/env python3
"""Measures tamis beside its peers: the same pages in memory, one core, rounds in turn.

    python3 -m venv .venv && .venv/bin/pip install -r benches/compare/requirements.txt
    .venv/bin/python benches/compare/compare.py [--pages DIR] [--limit N] [--rounds N] [--only a,b]

Every extractor is a process of its own, pinned to one core, with all pages loaded and one pass of
warm-up behind it. A round asks each of them once, in turn, so that a machine that slows down slows all;
processor time is counted, not time on the clock. Printed are medians over the rounds, and the median of
the ratios within each round. Needs Linux (taskset, /proc) and a Rust toolchain.
"""

import argparse
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RUST = ["tamis", "dom_smoothie", "legible", "trafilatura-crate", "rs-trafilatura"]
PYTHON = ["resiliparse", "turbohtml", "trafilatura-python"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=Path, default=ROOT / "corpus-samples", help="folder of .html and .html.gz pages")
    parser.add_argument("--limit", type=int, help="take this many pages, evenly spread")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--core", type=int, default=0, help="number of the core everything runs on")
    parser.add_argument("--only", help="names of extractors, separated by commas")
    parser.add_argument("--list", action="store_true", help="list the extractors")
    return parser.parse_args()


def build():
    subprocess.run(
        ["cargo", "build", "--release", "--quiet", "--manifest-path", HERE / "peers" / "Cargo.toml",
         "--target-dir", ROOT / "target" / "compare"],
        check=True,
    )
    return ROOT / "target" / "compare" / "release" / "peers"


def chosen_pages(folder, limit, into):
    """Copies the chosen pages, so that all peers read the same folder."""
    pages = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    if not pages:
        sys.exit(f"no .html or .html.gz pages in {folder}")
    if limit and limit < len(pages):
        pages = [pages[number * len(pages) // limit] for number in range(limit)]
    for number, page in enumerate(pages):
        content = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
        (Path(into) / f"{number:06}.html").write_bytes(content)


def start(name, program, folder, core):
    command = [program, name, folder] if name in RUST else [sys.executable, HERE / "py_peer.py", name, folder]
    if shutil.which("taskset"):
        command = ["taskset", "-c", str(core), *command]
    environment = dict(os.environ, PYTHONHASHSEED="0")
    return subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            text=True, bufsize=1, env=environment)


def ask(process):
    process.stdin.write("\n")
    process.stdin.flush()
    seconds, n_text = process.stdout.readline().split()
    return float(seconds), int(n_text)


def main():
    args = arguments()
    names = args.only.split(",") if args.only else ["tamis", "resiliparse", "turbohtml", *RUST[1:], "trafilatura-python"]
    unknown = [name for name in names if name not in RUST + PYTHON]
    if args.list or unknown:
        print("extractors:", ", ".join(RUST + PYTHON))
        sys.exit(f"unknown: {', '.join(unknown)}" if unknown else 0)
    program = build()
    with tempfile.TemporaryDirectory() as folder:
        chosen_pages(args.pages, args.limit, folder)
        measure(args, names, program, folder)


def measure(args, names, program, folder):
    processes = {}
    try:
        for name in names:
            processes[name] = start(name, program, folder, args.core)
            answer = processes[name].stdout.readline().split()
            if not answer or answer[0] != "ready":
                print(f"{name} does not start: left out", file=sys.stderr)
                del processes[name]
                continue
            n_pages, n_bytes = int(answer[1]), int(answer[2])
        seconds = {name: [] for name in processes}
        n_text = {}
        for number in range(args.rounds):
            for name, process in processes.items():
                taken, n_text[name] = ask(process)
                seconds[name].append(taken)
            print(f"round {number + 1} of {args.rounds}", file=sys.stderr)
    finally:
        for process in processes.values():
            process.stdin.close()
            process.wait()
    tell(seconds, n_text, n_pages, n_bytes, args.rounds)


def tell(seconds, n_text, n_pages, n_bytes, n_rounds):
    print(f"{n_pages} pages, {n_bytes / 1e6:.1f} MB, {n_rounds} rounds, one core, processor time\n")
    print("| extractor | MB/s | pages/s | tamis is faster by | spread of that | text, kB |")
    print("|---|---|---|---|---|---|")
    for name, taken in sorted(seconds.items(), key=lambda item: statistics.median(item[1])):
        middle = statistics.median(taken)
        line = f"| {name} | {n_bytes / middle / 1e6:.1f} | {n_pages / middle:.0f} |"
        if "tamis" in seconds:
            ratios = sorted(theirs / ours for theirs, ours in zip(taken, seconds["tamis"]))
            ratio = middle / statistics.median(seconds["tamis"])
            line += f" {ratio:.2f}x | {ratios[0]:.2f} to {ratios[-1]:.2f} |"
        else:
            line += " | |"
        print(line, f"{n_text[name] / 1000:.0f} |")


if __name__ == "__main__":
    main()
