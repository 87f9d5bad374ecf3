"""One Python extractor as a whole program: whole_peer.py PEER INPUT OUTPUT [PART PARTS].

Reads a folder of pages or a WARC file, as users of these libraries do, and writes one JSON line with the text of
each page. PART of PARTS takes every so many pages, so that several processes share the work.
"""

import json
import logging
import sys
from pathlib import Path

logging.disable(logging.CRITICAL)


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(page):
        tree = HTMLTree.parse(bytes_to_str(page, detect_encoding(page)))
        return extract_plain_text(tree, main_content=True, alt_texts=False)

    return extract


def turbohtml():
    import turbohtml

    return lambda page: turbohtml.parse(page.decode("utf-8", "replace")).main_text()


def trafilatura():
    from trafilatura import extract

    return extract


PEERS = {"resiliparse": resiliparse, "turbohtml": turbohtml, "trafilatura-python": trafilatura}


def pages_of(source, part, parts):
    """(name, bytes) of each page: the files of a folder, or the responses of a WARC file that are HTML"""
    if source.is_dir():
        for number, path in enumerate(sorted(source.iterdir())):
            if number % parts == part:
                yield path.name, path.read_bytes()
        return
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    records = ArchiveIterator(open(source, "rb"), record_types=WarcRecordType.response)
    for number, record in enumerate(records):
        if number % parts == part and "html" in (record.http_content_type or ""):
            yield record.headers.get("WARC-Target-URI"), record.reader.read()


def main():
    extract, source = PEERS[sys.argv[1]](), Path(sys.argv[2])
    part, parts = (int(word) for word in sys.argv[4:6]) if len(sys.argv) > 4 else (0, 1)
    with open(sys.argv[3], "w", encoding="utf-8", errors="replace") as out:
        for name, page in pages_of(source, part, parts):
            try:
                text = extract(page) or ""
            except Exception:  # a page a peer cannot read gives no text; the table is about speed
                text = ""
            out.write(json.dumps({"id": name, "text": text}) + "\n")


if __name__ == "__main__":
    main()
