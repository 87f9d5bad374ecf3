"""Pages with truths to the weights file. See README.md.

usage: train.py --shared ../../shared --work DIR [--evaluate]
"""
import argparse
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

import lightgbm
import numpy as np

import grafts as G
import lines as L
import pages as P
import tables as T
import weights as W

HERE = Path(__file__).resolve().parent
SEED = 1
SETS = {"wcxb-dev": "bench/wcxb", "news": "bench/news", "postlight": "wide/postlight", "newspaper": "wide/newspaper",
        "mozilla": "wide/mozilla", "harvest-forum": "wide/harvest-forum", "jsonld-news": "wide/jsonld-news"}
GRAFTS = "grafts"
# How far the expected F1 of an HTML page falls short of 1 counts for so much of it. Chosen on the small sets, whose
# pages do better than the benchmarks' pages of many kinds with the same expectation. What new words and the kind of the
# page change in that, the program knows (src/label/classifier/confidence.rs).
DOUBT = 0.8
CALIBRATION = ("CALB", W.pairs([(0.0, 1 - DOUBT), (1.0, 1.0)]))
# What a page weighs in the forest of blocks: more where there are few such pages, and where the truth is sure.
SHARES = {"wcxb-dev": 1.0, "news": 2.0, "postlight": 2.0, "newspaper": 1.0, "mozilla": 1.5, "harvest-forum": 2.0,
          "jsonld-news": 2.0, GRAFTS: 1.0}
N_FORESTS = 2           # grown apart, each from its own draws; the mean of their scores counts
BLOCK = dict(objective="cross_entropy", num_iterations=150, num_leaves=16, learning_rate=0.16, lambda_l2=5,
             min_data_in_leaf=40, feature_fraction=0.25, bagging_fraction=0.7, bagging_freq=1, max_bin=63)
KIND = dict(objective="multiclass", num_class=7, num_iterations=60, num_leaves=8, learning_rate=0.1, lambda_l2=5,
            min_data_in_leaf=15, feature_fraction=0.4, bagging_fraction=0.8, bagging_freq=1, max_bin=63)
CLEAN_WEIGHT = 0.4      # of a clean text, against 1 for a dump
MAX_LINES = 200         # lines of one form of a page that a forest is grown from, drawn at random
LINE = BLOCK | dict(learning_rate=0.18)
MAX_BLOCKS = 250        # blocks of a page that a forest is grown from, drawn at random
ROWS_FOR_STOPS = 100_000
OF_ADDRESS = ["url_parts", "url_digits", "slug_words", "query", "home"]
COMMON = dict(seed=SEED, num_threads=1, verbosity=-1, deterministic=True, force_col_wise=True)


class Tool:
    """the program that computes tokens and features"""

    def __init__(self, path, work):
        self.path, self.work = str(path), work
        digest, *names = self.run("names").splitlines()
        self.digest = int(digest)
        self.names, self.page_names, self.line_names, self.text_page_names = (line.split() for line in names)

    def run(self, *arguments):
        return subprocess.run([self.path, *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    def tokens(self, name):
        out = self.work / f"{name}.tokens"
        self.run("tokens", self.work / "pages" / f"{name}.tsv", out)
        return out

    def features(self, pages, weights):
        """features of some pages with some weights"""
        chosen = self.work / "some.tsv"
        chosen.write_text("".join(page.line + "\n" for page in pages))
        self.run("features", chosen, self.work / "some.features", weights)
        return P.read_features(self.work / "some.features", len(self.page_names), len(self.names))

    def predict(self, verb, pages, weights, has_address=True):
        """what the program itself keeps of some pages with some weights: text, confidence, probabilities"""
        chosen, out = (self.work / f"some.{kind}" for kind in ("tsv", "jsonl"))
        n_columns = 3 if has_address else 2
        chosen.write_text("".join("\t".join(page.line.split("\t")[:n_columns]) + "\n" for page in pages))
        self.run(verb, chosen, out, weights)
        return [json.loads(line) for line in open(out, encoding="utf-8")]


def kind_table(pages):
    """token -> log-odds of each kind, from the tokens of the page as a whole, one vote per site"""
    votes = {}
    for page in pages:
        if page.set == "wcxb-dev":
            for token in [*page.tokens.tolist(), *page.address_tokens.tolist()]:
                votes.setdefault(token, {}).setdefault(page.site, []).append(page.kind)
    priors = np.bincount([p.kind for p in pages if p.set == "wcxb-dev"], minlength=7).astype(float)
    priors /= priors.sum()
    table = {}
    for token, sites in votes.items():
        if len(sites) < 3:
            continue
        counts = np.zeros(7)
        for found in sites.values():
            counts += np.bincount(found, minlength=7) / len(found)
        rate = (counts + 3 * priors) / (counts.sum() + 3)
        odds = np.log(rate / priors)
        table[token] = np.clip(np.round(odds * T.UNIT), -127, 127)
    return table


def kind_odds(table, tokens):
    """as KindTable::mean_odds"""
    known = [table[token] for token in tokens if token in table]
    return np.sum(known, axis=0) / T.UNIT / (len(known) + 1) if known else np.zeros(7)


def kind_features(tool, table, page, has_address=True):
    """the figures of a page from which its kind is told; as if its address were not known without `has_address`"""
    figures = page.page_features[:-7].copy()
    if not has_address:
        figures[[tool.page_names.index(name) for name in OF_ADDRESS]] = 0
    tokens = [page.tokens, page.address_tokens] if has_address else [page.tokens]
    odds = kind_odds(table, np.concatenate(tokens).tolist())
    return np.append(figures, np.clip(np.rint(odds * 12), -127, 127))  # as Scale::Odds


def pack_kinds(table):
    tokens = sorted(table)
    return (len(tokens).to_bytes(4, "little") + np.array(tokens, "<u4").tobytes()
            + np.array([table[token] for token in tokens], np.int8).tobytes())


def fit_kinds(x, y):
    return lightgbm.train(KIND | COMMON, lightgbm.Dataset(x, y))


def used_for_kinds(pages):
    """all pages of the set that tells kinds; a quarter of the news, which are articles all"""
    return [p for p in pages if p.set == "wcxb-dev"] + [p for p in pages if p.set == "news"][::4]


def kind_sections(tool, pages, folds):
    """-> table and model of kinds as sections of the weights file, and both themselves. Each training page is there
    with its address and without; its odds come from the table without its fold"""
    tables = {fold: kind_table([p for p in pages if p.fold != fold]) for fold in folds}
    used = used_for_kinds(pages)
    x = np.array([kind_features(tool, tables[p.fold], p, has_address) for has_address in (True, False) for p in used])
    model = fit_kinds(x, np.array([p.kind for p in used] * 2))
    table = kind_table(pages)
    return table, model, [("KTOK", pack_kinds(table)), ("KIND", W.kind_forests(model))]


def note_kinds(tool, pages, fold):
    """page.kinds for the pages of a fold, learned from the others; -> table and model of kinds as sections"""
    rest = [p for p in pages if p.fold != fold]
    table, model, sections = kind_sections(tool, rest, [f for f in range(P.N_FOLDS) if f != fold])
    chosen = [p for p in pages if p.fold == fold]
    for name, has_address in (("kinds", True), ("bare_kinds", False)):
        x = np.array([kind_features(tool, table, p, has_address) for p in chosen])
        for page, probabilities in zip(chosen, model.predict(x)):
            setattr(page, name, probabilities)
    return sections


def tables_without(rates, excluded):
    return ("TOKN", T.pack(*T.learn(rates, excluded)))


def features_without(tool, pages, rates, fold):
    """features of the pages of a fold, with tables learned without it; -> those tables as sections"""
    chosen = [p for p in pages if p.fold == fold]
    tables = tables_without(rates, [fold])
    path = tool.work / "tables.bin"
    W.write(path, tool.digest, [tables])
    for page, (figures, blocks) in zip(chosen, tool.features(chosen, path)):
        page.page_features, page.features = figures.copy(), blocks.astype(np.int8)
    return [tables]


def rows(pages, most):
    """features, soft labels and weights of the blocks that a forest is grown from"""
    random = np.random.default_rng(SEED)
    x, y, w = [], [], []
    for page in pages:
        n = len(page.label)
        if n == 0:
            continue
        chosen = np.arange(n) if n <= most else np.sort(random.choice(n, most, replace=False))
        x.append(page.features[chosen])
        y.append(page.label[chosen])
        weight = page.weight[chosen]
        w.append(weight / weight.sum() * 100 * getattr(page, "share", 1.0))
    return np.concatenate(x).astype(np.float32), np.concatenate(y), np.concatenate(w)


def grow(pages, parameters=BLOCK, most=sys.maxsize):
    """-> the models and their section of the weights file"""
    x, y, w = rows(pages, most)
    models = [lightgbm.train(parameters | COMMON | dict(seed=SEED + number), lightgbm.Dataset(x, y, weight=w))
              for number in range(N_FORESTS)]
    return models, W.forest(models, x[::len(x) // ROWS_FOR_STOPS + 1])


def threshold(p, n, low=0.15, high=0.6):
    """as threshold.rs"""
    if n.sum() >= 1000 and p.max() < low:
        low = 0.0
    order = np.argsort(-p, kind="stable")
    kept, right = np.cumsum(n[order]), np.cumsum((p * n)[order])
    f = 2 * right / np.maximum(kept + (p * n).sum(), 1)
    sorted_p = p[order]
    following = np.append(sorted_p[1:], 0)
    f[(following >= high) | (sorted_p < low) | (following == sorted_p)] = -1
    best = np.argmax(f)
    return (min(sorted_p[best], high), f[best]) if f[best] > 0 else (high, 0)


def fast_f1(page, p):
    """word F1 as the labels of the blocks tell it"""
    cut, _ = threshold(p, page.n_words)
    keep = p >= cut
    kept = page.n_words[keep].sum()
    right = (page.n_words * page.label)[keep].sum()
    if not page.n_truth:
        return float(kept == 0)
    precision, recall = right / max(kept, 1), min(right / page.n_truth, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def report(pages, title):
    scored = [p for p in pages if hasattr(p, "f1")]
    dev = [p for p in scored if p.set == "wcxb-dev"]
    news = [p for p in scored if p.set == "news"]
    parts = [f"dev {np.mean([p.f1 for p in dev]):.4f}"]
    for number, kind in enumerate(P.KINDS):
        of_kind = [p.f1 for p in dev if p.kind == number]
        parts.append(f"{kind[:4]} {np.mean(of_kind):.3f}")
    low = sum(p.f1 < 0.8 for p in dev if p.kind == 0)
    parts.append(f"low articles {low}")
    if news:
        parts.append(f"news {np.mean([p.f1 for p in news]):.4f} low {sum(p.f1 < 0.8 for p in news)}")
    for name in [name for name in SETS if name not in ("wcxb-dev", "news")]:
        parts.append(f"{name} {np.mean([p.f1 for p in scored if p.set == name]):.4f}")
    print(f"{title}: " + "  ".join(parts), flush=True)


def grow_lines(texts):
    texts = [text for text in texts if hasattr(text, "label")]
    for text in texts:
        text.share = CLEAN_WEIGHT if text.form == L.CLEAN else 1.0
    return grow(texts, LINE, MAX_LINES)


def note_text_kinds(tool, texts, wants_folds):
    """-> a model of the kinds of flattened pages without each fold, if it is wanted, and of all"""
    def fit(chosen):
        used = [t for t in chosen if t.form != L.CLEAN and (t.set == "wcxb-dev" or t.site % 4 == 0)]
        return fit_kinds(np.array([t.page_features for t in used]), np.array([t.kind for t in used]))
    models = [fit([t for t in texts if t.fold != fold]) for fold in range(P.N_FOLDS) if wants_folds]
    return models + [fit(texts)]


def evaluate(tool, verb, pages, folds, sections_of, started):
    """what the program makes of each page with weights that never saw its site: page.p, .f1, .text, .fields, and
    .bare_text where nobody tells the page's address"""
    for fold in folds:
        weights = tool.work / f"{verb}-{fold}.weights"
        W.write(weights, tool.digest, sections_of(fold))
        chosen = [p for p in pages if p.fold == fold]
        for page, told in zip(chosen, tool.predict(verb, chosen, weights)):
            page.text = told["text"]
            if verb == "predict":
                page.confidence = told["confidence"]
            page.fields = {field: told[field] for field in ("title", "date", "author")}
            page.p = np.array(told["probabilities"])
            if not hasattr(page, "label"):
                continue
            page.f1 = fast_f1(page, page.p) if len(page.label) else float(not page.n_truth)
            if len(page.label):
                page.expected = threshold(page.p, page.n_words)[1]
        if verb == "predict":
            for page, told in zip(chosen, tool.predict(verb, chosen, weights, has_address=False)):
                page.bare_text = told["text"]
        print(f"{verb}: fold {fold} {time.time() - started:.0f} s", flush=True)


def curve(pages, n_points=12):
    """expected F1 against the F1 reached, in equal shares of the pages, made to rise"""
    if not pages:
        return []
    ordered = sorted(pages, key=lambda p: p.expected)
    points = [(float(np.mean([p.expected for p in part])), float(np.mean([p.f1 for p in part])))
              for part in np.array_split(np.array(ordered, dtype=object), n_points)]
    best, out = 0.0, []
    for expected, f1 in points:
        best = max(best, f1)
        out.append((expected, best))
    return out


def note_confidence(pages):
    """page.confidence as the program would tell it, calibrated on the pages of the other folds"""
    judged = [p for p in pages if hasattr(p, "expected")]
    for fold in {p.fold for p in judged}:
        points = curve([p for p in judged if p.fold != fold])
        for page in [p for p in judged if p.fold == fold and points]:
            page.confidence = float(np.interp(page.expected, *zip(*points)))


def write_results(path, pages, text="text"):
    """out-of-fold text and fields of each page, for the scoring harness, and how sure the program is of the text"""
    with open(path, "w", encoding="utf-8") as out:
        for page in pages:
            if hasattr(page, text):
                told = {"id": page.id, "text": getattr(page, text), "confidence": getattr(page, "confidence", None)}
                out.write(json.dumps(told | page.fields) + "\n")


def looks_clean(p, n):
    """as threshold.rs"""
    return n[p < 0.2].sum() <= 0.03 * n.sum()


def report_texts(texts):
    scored = [t for t in texts if hasattr(t, "f1") and len(t.label)]
    for form in L.FORMS:
        for text in scored:
            if text.form == form and looks_clean(text.p, text.n_words):
                kept = text.n_words.sum()
                right = (text.n_words * text.label).sum()
                text.f1 = 2 * right / max(kept + text.n_truth, 1)
                text.whole = True
        chosen = [t for t in scored if t.form == form]
        articles = [t for t in chosen if t.kind == 0 and t.set == "wcxb-dev"]
        dev = [t for t in chosen if t.set == "wcxb-dev"]
        whole = np.mean([hasattr(t, "whole") for t in dev]), np.mean([hasattr(t, "whole") for t in articles])
        print(f"{form}: dev {np.mean([t.f1 for t in dev]):.4f} articles {np.mean([t.f1 for t in articles]):.4f}"
              f" taken for clean {whole[0]:.3f} {whole[1]:.3f}", flush=True)


def measure(a, tool, pages, page_sections, texts, text_kinds, started):
    """out-of-fold scores and texts; the calibration that follows from them"""
    folds = range(a.folds)

    def blocks_without(fold):
        forest = grow([p for p in pages if p.fold != fold], most=MAX_BLOCKS)[1]
        return page_sections[fold] + [CALIBRATION, ("HTML", forest)]

    def lines_without(fold):
        _, forest = grow_lines([t for t in texts if t.fold != fold])
        return page_sections[fold][:1] + [("KINT", W.kind_forests(text_kinds[fold])), ("TEXT", forest)]

    originals = [p for p in pages if p.set != GRAFTS]
    evaluate(tool, "predict", originals, folds, blocks_without, started)
    pages = originals
    report(pages, "out of fold (fast)")
    for name in SETS:
        write_results(a.work / f"oof-{name}.jsonl", [p for p in pages if p.set == name])
        write_results(a.work / f"oof-{name}-bare.jsonl", [p for p in pages if p.set == name], "bare_text")
    sections = []
    (a.work / "oof.pickle").write_bytes(pickle.dumps((tool.names, pages)))
    if texts:
        evaluate(tool, "clean", texts, folds, lines_without, started)
        report_texts(texts)
        note_confidence([t for t in texts if t.form != L.CLEAN])
        for name, form in [(name, form) for name in SETS for form in L.FORMS]:
            chosen = [t for t in texts if t.set == name and t.form == form]
            write_results(a.work / f"oof-{name}-{form}.jsonl", chosen)
        dumps = [t for t in texts if hasattr(t, "expected") and t.form != L.CLEAN]
        sections.append(("CALT", W.pairs(curve(dumps))))
    return sections


def read_pages(a, tool):
    """-> all pages with labels and weights, grafted copies last, and the site rates of the others"""
    pages = []
    for name in [*SETS, GRAFTS]:
        pages += P.read(a.work, name, tool.tokens(name), a.work / f"{name}.labels")
    for page in pages:
        page.share = SHARES[page.set]
    # What is grafted in stands on a page of its own already.
    return pages, T.site_rates([p for p in pages if p.set != GRAFTS])


def read_texts(a, tool, pages, token_sections):
    """-> all flattened pages with labels and features"""
    for name in SETS:
        L.write_forms(tool, a.work, name)
    originals = [p for p in pages if p.set != GRAFTS]
    L.write_truths(a.work, originals)
    return L.read(tool, a.work, originals, lambda fold: token_sections[fold])


def block_sections(a, tool, pages, rates):
    models, forest = grow(pages, most=MAX_BLOCKS)
    gains = sorted(zip(sum(model.feature_importance("gain") for model in models), tool.names), reverse=True)
    (a.work / "gains.txt").write_text("".join(f"{gain:.0f} {name}\n" for gain, name in gains))
    kinds = kind_sections(tool, pages, range(P.N_FOLDS))[2]
    return [("TOKN", T.pack(*T.learn(rates))), *kinds, CALIBRATION, ("HTML", forest)]


def report_kinds(pages):
    dev = [p for p in pages if p.set == "wcxb-dev"]
    right, bare = (np.mean([getattr(p, name).argmax() == p.kind for p in dev]) for name in ("kinds", "bare_kinds"))
    print(f"kinds right {right:.3f}, without addresses {bare:.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=HERE.parent / "target/fast/examples/dump_features")
    parser.add_argument("--out", type=Path, default=HERE.parent / "src/label/classifier/weights.bin")
    parser.add_argument("--evaluate", action="store_true", help="out-of-fold scores too")
    parser.add_argument("--no-text", action="store_true", help="leave the model of flattened text out")
    parser.add_argument("--folds", type=int, default=P.N_FOLDS, help="outer folds to evaluate")
    a = parser.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    started = time.time()

    def tell(what):
        print(f"{what}: {time.time() - started:.0f} s", flush=True)

    P.write_lists(a.shared, a.work, SETS)
    G.write(a.work, P.rows_for_grafts(a.work, SETS))
    tell("pages and grafts")
    tool = Tool(a.tool, a.work)
    pages, rates = read_pages(a, tool)
    tell(f"labels of {sum(len(p.label) for p in pages)} blocks of {len(pages)} pages")
    token_sections = [features_without(tool, pages, rates, fold) for fold in range(P.N_FOLDS)]
    tell("features")
    sections = block_sections(a, tool, pages, rates)
    W.write(a.out, tool.digest, sections)
    tell("forest of blocks")
    texts, text_kinds = [], []
    if not a.no_text:
        texts = read_texts(a, tool, pages, token_sections)
        tell("labels and features of lines")
        text_kinds = note_text_kinds(tool, texts, a.evaluate)
        sections += [("KINT", W.kind_forests(text_kinds[-1])), ("TEXT", grow_lines(texts)[1])]
        W.write(a.out, tool.digest, sections)
        tell("forest of lines")
    if a.evaluate:
        page_sections = [tables + note_kinds(tool, pages, fold) for fold, tables in enumerate(token_sections)]
        report_kinds(pages)
        sections += measure(a, tool, pages, page_sections, texts, text_kinds, started)
        W.write(a.out, tool.digest, sections)
    for name, content in sections:
        print(name, len(content))
    tell(f"{a.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
