"""Makes a batch to measure: many pages with ids of their own, in one of the containers.

    python3 benches/batches/make.py PAGES KIND N OUT [--max-page BYTES]

PAGES  a folder of pages (.html, .htm, .txt, each maybe .gz), searched all the way down; several are
       separated by colons. Files ending in .clean.txt are truths, and left out.
KIND   tree | warc | warc.gz | jsonl | jsonl.zst (needs the program `zstd`)
N      records; pages are repeated in turn, so that every stretch of the batch holds the same mix
OUT    the folder of the tree, or the file

Every record is unlike every other one: id, address and, in HTML, a comment at the end of the page
tell its number. gzip is level 6, one member per record, as web archives have it; zstd is level 3.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
from pathlib import Path


def pages(folders, max_bytes):
    """The pages of the folders, unpacked, in an order that is mixed but always the same."""
    found = []
    for folder in folders.split(":"):
        for path in sorted(Path(folder).rglob("*")):
            name = path.name.removesuffix(".gz")
            if not name.endswith((".html", ".htm", ".txt")) or name.endswith(".clean.txt"):
                continue
            page = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            if 0 < len(page) <= max_bytes:
                found.append((page, not name.endswith(".txt")))
    random.Random(1).shuffle(found)
    return found


def numbered(page, is_html, number):
    """The page as record `number`: HTML tells it in a comment, text stays as it is."""
    return page + b"\n<!-- %d -->" % number if is_html else page


def as_tree(found, n, out):
    for number in range(n):
        page, is_html = found[number % len(found)]
        folder = out / f"{number // 1000:04d}"
        if number % 1000 == 0:
            folder.mkdir(parents=True)
        name = f"{number:08d}.{'html' if is_html else 'txt'}"
        (folder / name).write_bytes(numbered(page, is_html, number))


def warc_record(page, is_html, number):
    kind = b"text/html" if is_html else b"text/plain"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind, numbered(page, is_html, number))
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:page:%08d>\r\n"
        b"WARC-Target-URI: http://example.org/%08d\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (number, number, len(block), block)
    )


def as_warc(found, n, out, packed):
    with open(out, "wb") as file:
        for number in range(n):
            record = warc_record(*found[number % len(found)], number)
            file.write(gzip.compress(record, 6) if packed else record)


def as_jsonl(found, n, out, packed):
    target = open(out, "wb")
    command = ["zstd", "-q", "-3", "-T1", "-c"] if packed else ["cat"]
    with target, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=target) as pipe:
        for number in range(n):
            page, is_html = found[number % len(found)]
            text = numbered(page, is_html, number).decode("utf-8", "replace")
            record = {
                "id": f"{number:08d}",
                "url": f"http://example.org/{number:08d}",
                "html" if is_html else "text": text,
            }
            pipe.stdin.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        pipe.stdin.close()
        if pipe.wait() != 0:
            sys.exit(f"{command[0]} failed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages")
    parser.add_argument("kind", choices=["tree", "warc", "warc.gz", "jsonl", "jsonl.zst"])
    parser.add_argument("n", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--max-page", type=int, default=80_000, help="leave out larger pages, in bytes")
    args = parser.parse_args()
    found = pages(args.pages, args.max_page)
    if not found:
        sys.exit("no pages there")
    if args.kind == "tree":
        as_tree(found, args.n, args.out)
    elif args.kind.startswith("warc"):
        as_warc(found, args.n, args.out, args.kind.endswith(".gz"))
    else:
        as_jsonl(found, args.n, args.out, args.kind.endswith(".zst"))
    n_bytes = sum(len(found[number % len(found)][0]) for number in range(args.n))
    print(f"{args.n} records of {len(found)} different pages, {n_bytes / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
