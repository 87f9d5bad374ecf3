"""Flattened pages as training rows: the same pages as three programs flatten them, and clean truths."""
import pickle
from pathlib import Path

import numpy as np

import align
import flatten
import pages as P
import weights as W

OURS = "ours"
CLEAN = "clean"
FORMS = [OURS, *flatten.FLATTENERS, CLEAN]


class Text:
    """one flattened form of one page"""


def write_forms(tool, work, name):
    """work/flat/FORM/SET/NUMBER.txt for every form"""
    for form in flatten.FLATTENERS:
        flatten.flatten(work, name, form)
    ours = work / "flat" / OURS / name
    ours.mkdir(parents=True, exist_ok=True)
    tool.run("flatten", work / "pages" / f"{name}.tsv", ours)


def write_truths(work, pages):
    clean = work / "flat" / CLEAN
    for number, page in numbered(pages):
        path = clean / page.set / f"{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.truth, encoding="utf-8")


def numbered(pages):
    counts = {}
    for page in pages:
        number = counts.get(page.set, 0)
        counts[page.set] = number + 1
        yield number, page


def read(tool, work, pages, sections_without):
    """-> texts with features; `sections_without(fold)` are the tables for a fold"""
    cache_path = work / "line-labels.pickle"
    cache = pickle.loads(cache_path.read_bytes()) if cache_path.exists() else {}
    texts = []
    weights = work / "tables.bin"
    for fold in range(P.N_FOLDS):
        W.write(weights, tool.digest, sections_without(fold))
        wanted = [(form, number, page) for number, page in numbered(pages) if page.fold == fold for form in FORMS]
        lines = [f"{page.id}\t{work}/flat/{form}/{page.set}/{number:05d}.txt\n" for form, number, page in wanted]
        chosen, out = work / "some-text.tsv", work / "some-text.features"
        chosen.write_text("".join(lines))
        tool.run("lines", chosen, out, weights)
        reader = P.Reader(out)
        for (form, _, page), line in zip(wanted, lines):
            text = Text()
            text.line = line.rstrip("\n")
            n = reader.u32()
            text.page_features = reader.numbers("<f4", len(tool.text_page_names)).copy()
            text.features = reader.numbers("<f4", n * len(tool.line_names)).reshape(n, len(tool.line_names)).astype(np.int8)
            content = reader.text()
            lines_ = content.split("\n") if n else []
            text.blocks = lines_
            text.id, text.form, text.fold, text.kind, text.set, text.site = page.id, form, fold, page.kind, page.set, page.site
            if form == CLEAN:
                counts = [len(align.words(line)) for line in lines_]
                share, n_truth = [1.0] * len(lines_), sum(counts)
            else:
                key = (form, page.set, page.id, hash_of(content))
                if key not in cache:
                    cache[key] = align.labels(lines_, page.truth)
                share, counts, n_truth = cache[key]
            text.label, text.n_words, text.n_truth = np.array(share), np.array(counts, float), n_truth
            weight = np.maximum(text.n_words, 1) ** P.WORD_POWER
            text.weight = weight / max(weight.sum(), 1e-9)
            texts.append(text)
    cache_path.write_bytes(pickle.dumps(cache))
    return texts


def hash_of(content):
    import zlib
    return zlib.crc32(content.encode())
