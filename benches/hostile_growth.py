#!/usr/bin/env python3
"""Counts instructions for every hostile page at two sizes (valgrind, so no machine's load matters).

    cargo bench --no-run --bench hostile
    benches/hostile_growth.py target/release/deps/hostile-*

Prints instructions per byte at both sizes and how much the count grows with a page ten times the size;
marks growth above 12.
"""
import re
import subprocess
import sys

SIZES = (50_000, 500_000)


def count(program, case, size):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*parse_one*"]
    run = subprocess.run(command + [program, "--one", str(case), str(size)], capture_output=True, text=True)
    if run.returncode != 0:
        return None
    name, n_bytes = run.stdout.strip().rsplit(" ", 1)
    return name, int(n_bytes), int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def main():
    case = 0
    while True:
        counts = [count(sys.argv[1], case, size) for size in SIZES]
        if None in counts:
            break
        (name, small, few), (_, large, many) = counts
        growth = many / few
        mark = "  <--" if growth > 12 else ""
        print(f"{name:42} {few / small:7.1f} {many / large:7.1f} instructions/byte, growth {growth:5.2f}{mark}", flush=True)
        case += 1


main()
