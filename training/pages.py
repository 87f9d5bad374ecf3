"""Pages of the benchmarks with their tokens, labels, sites and folds."""
import hashlib
import json
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
    """every page as a UTF-8 file, and a list per set, with the scoring harness's own reader"""
    sys.path.insert(0, str(shared / "quality"))
    import datasets
    for name, folder in sets.items():
        target = work / "pages" / name
        if (work / "pages" / f"{name}.tsv").exists():
            continue
        target.mkdir(parents=True, exist_ok=True)
        rows, truths = [], {}
        for number, page in enumerate(datasets.load(name, shared / "bench" / folder)):
            path = target / f"{number:05d}.html"
            path.write_bytes(datasets.decode(page.html()).encode("utf-8", "replace"))
            rows.append(f"{page.id}\t{path}\t{page.url}\n")
            truths[page.id] = page.gt
        (work / "pages" / f"{name}.json").write_text(json.dumps(truths))
        (work / "pages" / f"{name}.tsv").write_text("".join(rows))


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
    digest = hashlib.sha256(reader.data).hexdigest()
    cache = Path(labels_path)
    known = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    if known.get("digest") != digest:
        known = {"digest": digest, "labels": {}}
    out = []
    for line in lines:
        ident, _, url = line.split("\t")
        page = Page()
        page.id, page.set, page.line = ident, name, line
        page.site = zlib.crc32(site_of(url, ident).encode())
        page.fold = fold_of(site_of(url, ident))
        page.kind = KINDS.index(truths[ident].get("type", "article"))
        page.truth = truths[ident]["text"]
        page.element_parent, page.element_lengths, page.element_tokens = (reader.numbers() for _ in range(3))
        page.block_element, page.block_lengths, page.block_tokens = (reader.numbers() for _ in range(3))
        page.tokens, page.address_tokens = reader.numbers(), reader.numbers()
        page.blocks = reader.text().split("\n") if len(page.block_element) else reader.text() and []
        if ident not in known["labels"]:
            known["labels"][ident] = align.labels(page.blocks, page.truth)
        share, counts, page.n_truth = known["labels"][ident]
        page.label, page.n_words = np.array(share), np.array(counts, float)
        weight = np.maximum(page.n_words, 1) ** WORD_POWER
        page.weight = weight / max(weight.sum(), 1e-9)
        out.append(page)
    cache.write_bytes(pickle.dumps(known))
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
