#!/usr/bin/env python3
"""Peak memory of one page, held against the promise: at most 6 times the page's size plus 32 MB.

    cargo build --release
    benches/gates/memory.py [--program target/release/tamis] [--sizes 1,10,50] [--shapes "small divs,prose"]
    benches/gates/memory.py --sizes "" --flat 100000

Makes pages of several shapes and sizes (MB), cleans each in a process of its own, and reads from the system
how much memory that process held at most: program, rules, classifier and output included. `--flat N` cleans
N small pages behind a large one in one process, and holds its peak against that of a tenth of them. Linux
only. Exits with 1 when a page takes more.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

MB = 1_000_000
FACTOR, FREE = 6, 32 * 1024 * 1024
# What a tenth of the pages may take less than all of them: the size of what waits to be written.
FLAT_SLACK = 4 * MB

WORDS = "the river rose again last night and the bakers of the lower town carried their flour upstairs ".split()


def sentence(number):
    start = number % len(WORDS)
    return " ".join(WORDS[start:] + WORDS[:start]).capitalize() + f" for the {number}th time."


# What the page begins with, and what it goes on with.
SHAPES = {
    "prose": ("", lambda i: f"<p>{sentence(i)} {sentence(i + 5)} {sentence(i + 9)}</p>\n"),
    "short paragraphs": ("", lambda i: f"<p>{sentence(i)}</p>\n"),
    "latin-1": ("", lambda i: f"<p>{sentence(i)} {sentence(i + 5)} \xe9t\xe9</p>\n"),
    "links": ("", lambda i: f'<li><a href="/page/{i}">{WORDS[i % len(WORDS)]} {i}</a></li>\n'),
    "small divs": ("", lambda i: "<div>x</div>"),
    "empty divs": ("", lambda i: "<div></div>"),
    "unclosed divs": ("", lambda i: "<div>x"),
    "line breaks": ("", lambda i: "x<br>"),
    "attributes": ("", lambda i: f'<div class="c{i % 97} d{i}" id="n{i}" data-a="{i}" style="top:{i}px"></div>\n'),
    "short attributes": ("", lambda i: "<p a b c d e f g h i j k>"),
    "entities": ("", lambda i: "&amp;&eacute;&#233; "),
    "entities in cells": ("<table>", lambda i: f"<tr><td>&eacute;{i}<td>&lt;<td>&amp;"),
    "table cells": ("<table>", lambda i: f"<tr><td>{i}<td>{i + 1}<td>x"),
    "unclosed tags": ("", lambda i: "<b><i><p>x"),
    "unknown names": ("", lambda i: f"<x{i}>"),
    "script": ("", lambda i: f'<script>var a{i}="{sentence(i)}";</script>\n'),
    "blank": ("", lambda i: " \n\t "),
    "carriage returns": ("", lambda i: "a line\r\n"),
}


def page(shape, size):
    head, piece = SHAPES[shape]
    parts = ["<!doctype html><title>A page</title><body>" + head]
    length, number = len(parts[0]), 0
    while length < size:
        parts.append(piece(number))
        length += len(parts[-1])
        number += 1
    return "".join(parts).encode("latin-1" if shape == "latin-1" else "utf-8")


def write_page(path, shape, size):
    with open(path, "wb") as file:
        file.write(page(shape, size))


def write_many(path, n_small):
    """A large page and many small ones, each a record."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"id": "large", "html": page("short paragraphs", 5 * MB).decode()}) + "\n")
        small = page("prose", 4000).decode()
        for number in range(n_small):
            file.write(json.dumps({"id": number, "html": small.replace("river", f"river {number}")}) + "\n")


def elsewhere(what, *words):
    """Runs a part of this script as a process of its own: what a process ever held counts for its children."""
    subprocess.run([sys.executable, __file__, "--make", what, *map(str, words)], check=True)


def peak(program, path):
    """Most bytes that cleaning took, and how it ended."""
    command = [program, "--no-config", "clean", "--quiet", "--threads", "1", "--format", "jsonl", path]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024, child.returncode


def one_page(program, folder, shape, size):
    path = os.path.join(folder, "page.html")
    elsewhere("page", path, shape, size * MB)
    length = os.path.getsize(path)
    used, code = peak(program, path)
    allowed = FACTOR * length + FREE
    # 3 says that nothing was extracted, which is right for a page without text.
    fault = f"exit status {code}" if code not in (0, 3) else "too much" if used > allowed else ""
    print(f"{shape:20} {size:3} MB {used / MB:8.1f} MB of {allowed / MB:6.1f}  {fault}".rstrip(), flush=True)
    return bool(fault)


def many_pages(program, folder, n_small):
    peaks = []
    for number in (n_small // 10, n_small):
        path = os.path.join(folder, "many.jsonl")
        elsewhere("many", path, number)
        used, code = peak(program, path)
        print(f"a large page, then {number} small ones: {used / MB:.1f} MB, exit status {code}", flush=True)
        peaks.append(used)
    return peaks[1] > peaks[0] + FLAT_SLACK


def main():
    if sys.argv[1:2] == ["--make"]:
        what, path, *rest = sys.argv[2:]
        return write_many(path, int(rest[0])) if what == "many" else write_page(path, rest[0], int(rest[1]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/tamis")
    parser.add_argument("--sizes", default="1,10,50", help="sizes of the pages in MB, by commas")
    parser.add_argument("--shapes", default=",".join(SHAPES), help="only these, by commas")
    parser.add_argument("--flat", type=int, default=0, metavar="N", help="also clean so many small pages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(size) for size in arguments.sizes.split(",") if size]
        shapes = arguments.shapes.split(",")
        faults = sum(one_page(arguments.program, folder, shape, size) for shape in shapes for size in sizes)
        if arguments.flat:
            faults += many_pages(arguments.program, folder, arguments.flat)
    sys.exit(1 if faults else 0)


main()
