"""Pages of the benchmarks with their tokens, labels, sites and folds."""
import gzip
import hashlib
import json
import multiprocessing
import pickle
import struct
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

import align

N_FOLDS = 5
KINDS = ["article", "documentation", "service", "forum", "collection", "listing", "product"]
# A block weighs its words to this power: long blocks matter more, but not all.
WORD_POWER = 0.6


class Page:
    """One page: `label` is the soft label of each block, `weight` its weight (1 per page)."""


def site_of(url, ident):
    host = (urlsplit(url).hostname or ident).lower()
    return host.removeprefix("www.")


def fold_of(site):
    return zlib.crc32(site.encode()) % N_FOLDS


def write_lists(shared, work, sets):
    """every page as a file, and a list and the truths of each set, with the scoring harness's own reader"""
    sys.path.insert(0, str(shared / "quality"))
    import datasets
    for name, folder in sets.items():
        target = work / "pages" / name
        if (work / "pages" / f"{name}.tsv").exists():
            continue
        target.mkdir(parents=True, exist_ok=True)
        rows, truths = [], {}
        for number, (ident, url, html, truth) in enumerate(pages_of(shared / folder, name, datasets)):
            path = target / f"{number:05d}.html"
            path.write_bytes(html)
            address = url if folder.startswith("bench") else ""
            rows.append(f"{ident}\t{path}\t{address}\n")
            truths[ident] = truth | {"site": site_of(url, ident)}
        (work / "pages" / f"{name}.json").write_text(json.dumps(truths))
        (work / "pages" / f"{name}.tsv").write_text("".join(rows))


def pages_of(folder, name, datasets):
    """(id, address, bytes, truth) of each page: of the benchmarks as UTF-8, of the small sets as they were stored"""
    if folder.parent.name == "bench":
        for page in datasets.load(name, folder):
            yield page.id, page.url, datasets.decode(page.html()).encode("utf-8", "replace"), page.gt
        return
    for line in open(folder / "truth.jsonl", encoding="utf-8"):
        truth = json.loads(line)
        html = gzip.decompress((folder / "html" / f"{truth['id']}.html.gz").read_bytes())
        kind = "forum" if name == "harvest-forum" else "article"
        yield truth["id"], truth.get("url") or "", html, {"text": truth["text"], "title": truth.get("title"), "type": kind}


def rows_for_grafts(work, sets):
    """what grafts.py asks of the pages of some sets"""
    import datasets
    for name in sets:
        truths = json.loads((work / "pages" / f"{name}.json").read_text())
        for line in (work / "pages" / f"{name}.tsv").read_text().splitlines():
            ident, path, _ = line.split("\t")
            truth = truths[ident]
            yield {"id": f"{name}/{ident}", "path": path, "text": truth["text"], "title": truth.get("title"),
                   "site": truth["site"], "fold": fold_of(truth["site"]), "type": truth.get("type", "article"),
                   "decode": datasets.decode}


class Reader:
    def __init__(self, path):
        self.data, self.at = Path(path).read_bytes(), 0

    def u32(self):
        self.at += 4
        return struct.unpack_from("<I", self.data, self.at - 4)[0]

    def numbers(self, kind="<u4", n=None):
        n = self.u32() if n is None else n
        out = np.frombuffer(self.data, kind, n, self.at)
        self.at += 4 * n
        return out

    def text(self):
        n = self.u32()
        self.at += n
        return self.data[self.at - n:self.at].decode()


def read(work, name, tokens_path, labels_path):
    """-> pages of one set, in the order of its list"""
    truths = json.loads((work / "pages" / f"{name}.json").read_text())
    lines = (work / "pages" / f"{name}.tsv").read_text().splitlines()
    reader = Reader(tokens_path)
    cache = Path(labels_path)
    known = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    out = []
    for line in lines:
        ident = line.split("\t")[0]
        page = Page()
        page.id, page.set, page.line = ident, name, line
        site = truths[ident]["site"]
        page.site, page.fold = zlib.crc32(site.encode()), fold_of(site)
        page.kind = KINDS.index(truths[ident].get("type", "article"))
        page.truth = truths[ident]["text"]
        page.element_parent, page.element_lengths, page.element_tokens = (reader.numbers() for _ in range(3))
        page.block_element, page.block_lengths, page.block_tokens = (reader.numbers() for _ in range(3))
        page.tokens, page.address_tokens = reader.numbers(), reader.numbers()
        page.blocks = reader.text().split("\n") if len(page.block_element) else reader.text() and []
        out.append(page)
    # by what was aligned, so that a change of the program costs only the pages that it changes
    keys = [hashlib.sha256("\n".join([*page.blocks, "", page.truth]).encode("utf-8", "replace")).digest() for page in out]
    new = [(page, key) for page, key in zip(out, keys) if key not in known]
    with multiprocessing.Pool(2) as pool:
        found = pool.starmap(align.labels, [(page.blocks, page.truth) for page, _ in new], chunksize=8)
    known |= {key: labels for (_, key), labels in zip(new, found)}
    cache.write_bytes(pickle.dumps(known))
    for page, key in zip(out, keys):
        share, counts, page.n_truth = known[key]
        page.label, page.n_words = np.array(share), np.array(counts, float)
        weight = np.maximum(page.n_words, 1) ** WORD_POWER
        page.weight = weight / max(weight.sum(), 1e-9)
    return out


def read_features(path, n_page, n_block):
    """-> per page (page features, block features)"""
    reader = Reader(path)
    out = []
    while reader.at < len(reader.data):
        n = reader.u32()
        page = reader.numbers("<f4", n_page)
        out.append((page, reader.numbers("<f4", n * n_block).reshape(n, n_block)))
    return out
