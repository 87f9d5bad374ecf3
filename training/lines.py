"""Flattened pages as training rows: the same pages as three programs flatten them, and clean truths."""
import hashlib
import multiprocessing
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
            text.blocks, text.truth = content.split("\n") if n else [], page.truth
            text.id, text.form, text.fold, text.kind, text.set, text.site = page.id, form, fold, page.kind, page.set, page.site
            texts.append(text)
    note_labels(work, [text for text in texts if is_taught(text)])
    return texts


def is_taught(text):
    """whether a forest is grown from it: of two programs that flatten much alike, each page's text by one"""
    return text.form in (OURS, CLEAN) or text.form == list(flatten.FLATTENERS)[text.site % len(flatten.FLATTENERS)]


def note_labels(work, texts):
    cache = work / "line-labels.pickle"
    known = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    dumps = [text for text in texts if text.form != CLEAN]
    keys = [hashlib.sha256("\n".join([*text.blocks, "", text.truth]).encode("utf-8", "replace")).digest() for text in dumps]
    new = [(text, key) for text, key in zip(dumps, keys) if key not in known]
    with multiprocessing.Pool(2) as pool:
        found = pool.starmap(align.labels, [(text.blocks, text.truth) for text, _ in new], chunksize=8)
    known |= {key: labels for (_, key), labels in zip(new, found)}
    cache.write_bytes(pickle.dumps(known))
    labels = {id(text): known[key] for text, key in zip(dumps, keys)}
    for text in texts:
        counts = [len(align.words(line)) for line in text.blocks]
        share, counts, text.n_truth = labels.get(id(text), ([1.0] * len(counts), counts, sum(counts)))
        text.label, text.n_words = np.array(share), np.array(counts, float)
        weight = np.maximum(text.n_words, 1) ** P.WORD_POWER
        text.weight = weight / max(weight.sum(), 1e-9)
