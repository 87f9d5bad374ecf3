"""One Python extractor, asked for rounds: py_peer.py PEER FOLDER.

Speaks as the Rust peers do (peers/src/main.rs): loads all pages, warms up, prints `ready PAGES BYTES`,
then for each line on standard input goes through the pages once and prints processor seconds and
bytes of text.
"""

import logging
import sys
import time
from pathlib import Path

logging.disable(logging.CRITICAL)


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return lambda page: extract_plain_text(HTMLTree.parse(page), main_content=True, alt_texts=False)


def turbohtml():
    from turbohtml import parse

    return lambda page: parse(page).main_text()


def trafilatura():
    from trafilatura import extract

    return extract


PEERS = {"resiliparse": resiliparse, "turbohtml": turbohtml, "trafilatura-python": trafilatura}


def main():
    extract = PEERS[sys.argv[1]]()
    paths = sorted(Path(sys.argv[2]).rglob("*.html"))
    pages = [path.read_bytes().decode("utf-8", "replace") for path in paths]

    def run():
        total = 0
        for page in pages:
            try:
                total += len((extract(page) or "").encode())
            except Exception:  # a page a peer cannot read gives no text; the table is about speed
                pass
        return total

    run()
    print("ready", len(pages), sum(len(page.encode()) for page in pages), flush=True)
    for _ in sys.stdin:
        before = time.process_time()
        n_text = run()
        print(time.process_time() - before, n_text, flush=True)


if __name__ == "__main__":
    main()
