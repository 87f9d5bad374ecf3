#!/usr/bin/env python3
"""Measures tamis beside its peers as whole programs: pages on disk in, JSON lines out.

    .venv/bin/python benches/compare/whole.py [--tamis BIN] [--pages DIR] [--limit N] [--rounds N] [--processes N]

A folder of pages and the same pages as a WARC file with a gzip member for each record. tamis writes all fields, the
others the text alone. Rounds take turns, so that a machine that slows down slows all; the time is that on the clock,
start of the program included. Printed are medians over the rounds, and the ratios of these. `--processes 2` gives
the peers two processes, each with every second page, and tamis two threads.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import compare

ROOT = compare.ROOT
PEERS = ["resiliparse", "turbohtml", "trafilatura-python"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tamis", type=Path, default=ROOT / "target" / "release" / "tamis", help="the program")
    parser.add_argument("--pages", type=Path, default=ROOT / "corpus-samples", help="folder of .html and .html.gz pages")
    parser.add_argument("--limit", type=int, default=300, help="take this many pages, evenly spread")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--only", help="names of peers, separated by commas")
    return parser.parse_args()


def commands_of_peers(names, source, out, n_processes):
    """for each peer the commands that run beside each other"""
    script = compare.HERE / "whole_peer.py"

    def command(name, part):
        return [sys.executable, script, name, source, out / f"{name}-{part}.jsonl", str(part), str(n_processes)]

    return {name: [command(name, part) for part in range(n_processes)] for name in names}


def seconds_of(commands):
    before = time.perf_counter()
    running = [subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE) for command in commands]
    for process in running:
        _, errors = process.communicate()
        if process.returncode:
            sys.exit(f"{' '.join(map(str, process.args))}: {errors.decode(errors='replace')}")
    return time.perf_counter() - before


def measure(title, n_bytes, runs, rounds):
    seconds = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, commands in runs.items():
            taken = seconds_of(commands)
            # The first round fills the caches of the disk.
            if number:
                seconds[name].append(taken)
        print(f"{title}: round {number} of {rounds}", file=sys.stderr)
    ours = statistics.median(seconds["tamis"])
    print(f"\n{title}\n\n| program | MB/s | tamis is faster by | spread of that |\n|---|---|---|---|")
    for name, taken in sorted(seconds.items(), key=lambda item: statistics.median(item[1])):
        middle = statistics.median(taken)
        ratios = sorted(theirs / mine for theirs, mine in zip(taken, seconds["tamis"]))
        print(f"| {name} | {n_bytes / middle / 1e6:.1f} | {middle / ours:.2f}x | {ratios[0]:.2f} to {ratios[-1]:.2f} |")


def main():
    args = arguments()
    names = args.only.split(",") if args.only else PEERS
    with tempfile.TemporaryDirectory() as room:
        room = Path(room)
        folder, archives, out = room / "pages", room / "archives", room / "out"
        folder.mkdir()
        out.mkdir()
        compare.chosen_pages(args.pages, args.limit, folder)
        batches = ROOT / "benches" / "batches" / "make.py"
        n_pages = len(list(folder.iterdir()))
        n_bytes = sum(page.stat().st_size for page in folder.iterdir())
        archive = archives / "pages.warc.gz"
        archives.mkdir()
        subprocess.run([sys.executable, batches, folder, "warc.gz", str(n_pages), archive, "--max-page",
                        str(n_bytes)], check=True)
        print(f"{n_pages} pages, {n_bytes / 1e6:.1f} MB, {args.rounds} rounds, {args.processes} threads or processes")
        for title, source, peers in [
            ("folder of pages", folder, names),
            ("WARC.gz", archive, [name for name in names if name != "turbohtml"]),
        ]:
            tamis = [args.tamis, "clean", source, "-q", "--no-config", "-f", "jsonl", "-o", out / "tamis.jsonl",
                     "--force", "-j", str(args.processes)]
            runs = {"tamis": [tamis]} | commands_of_peers(peers, source, out, args.processes)
            measure(title, n_bytes, runs, args.rounds)


if __name__ == "__main__":
    main()
