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
from catboost import CatBoostClassifier

import lines as L
import pages as P
import tables as T
import weights as W

HERE = Path(__file__).resolve().parent
SEED = 1
SETS = {"wcxb-dev": "wcxb", "news": "news"}
N_FORESTS = 2           # grown apart, each from its own draws; the mean of their scores counts
BLOCK = dict(objective="cross_entropy", num_iterations=150, num_leaves=16, learning_rate=0.16, lambda_l2=5,
             min_data_in_leaf=40, feature_fraction=0.25, bagging_fraction=0.7, bagging_freq=1, max_bin=63)
KIND = dict(loss_function="MultiClass", iterations=120, depth=4, learning_rate=0.08, l2_leaf_reg=6,
            border_count=32, bootstrap_type="Bernoulli", subsample=0.8, rsm=0.4)
NEWS_WEIGHT = 2.0       # of a page of news, against 1 for the others, of which there are three times as many
CLEAN_WEIGHT = 0.4      # of a clean text, against 1 for a dump
MAX_LINES = 200         # lines of one form of a page that a forest is grown from, drawn at random
LINE = BLOCK | dict(learning_rate=0.18)
ROWS_FOR_STOPS = 100_000
ALLOWANCE = 0.25        # how much below the best threshold a page is cut that is no article, as in threshold.rs
OF_ADDRESS = ["url_parts", "url_digits", "slug_words", "query", "home"]
COMMON = dict(seed=SEED, num_threads=2, verbosity=-1, deterministic=True, force_col_wise=True)
KIND_COMMON = dict(random_seed=SEED, thread_count=2, verbose=False, allow_writing_files=False)


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


    def predict(self, verb, pages, sections, has_address=True):
        """what the program itself keeps of some pages with some weights: text, confidence, probabilities"""
        weights, chosen, out = (self.work / f"some.{kind}" for kind in ("weights", "tsv", "jsonl"))
        W.write(weights, self.digest, sections)
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
    return np.append(figures, kind_odds(table, np.concatenate(tokens).tolist()))


def pack_kinds(table):
    tokens = sorted(table)
    return (len(tokens).to_bytes(4, "little") + np.array(tokens, "<u4").tobytes()
            + np.array([table[token] for token in tokens], np.int8).tobytes())


def fit_kinds(x, y):
    model = CatBoostClassifier(**KIND, **KIND_COMMON, classes_count=7)
    model.fit(x, y)
    return model


def used_for_kinds(pages):
    """all pages of the set that tells kinds; a quarter of the news, which are articles all"""
    return [p for p in pages if p.set == "wcxb-dev"] + [p for p in pages if p.set != "wcxb-dev"][::4]


def kind_model(tool, pages, tables, has_address):
    """model of kinds; the kind odds of each training page come from the table without its fold"""
    used = used_for_kinds(pages)
    x = np.array([kind_features(tool, tables[p.fold], p, has_address) for p in used])
    return fit_kinds(x, np.array([p.kind for p in used]))


def kind_sections(tool, pages, folds):
    """-> table and model of kinds for pages with addresses; both, and the model for those without, as sections
    of the weights file"""
    tables = {fold: kind_table([p for p in pages if p.fold != fold]) for fold in folds}
    table = kind_table(pages)
    model, bare = (kind_model(tool, pages, tables, has_address) for has_address in (True, False))
    return table, model, [("KTOK", pack_kinds(table)), ("KIND", W.kind_forest(model)), ("KINB", W.kind_forest(bare))]


def note_kinds(tool, pages, training_pages, folds):
    """page.kinds for `pages`, learned from `training_pages`, which hold none of their sites; -> those sections"""
    table, model, sections = kind_sections(tool, training_pages, folds)
    x = np.array([kind_features(tool, table, p) for p in pages])
    for page, probabilities in zip(pages, model.predict_proba(x)):
        page.kinds = probabilities
    return sections


def tables_without(rates, excluded):
    return ("TOKN", T.pack(*T.learn(rates, excluded)))


def features_without(tool, pages, rates, fold):
    """features of the pages of a fold, with tables and kinds learned without it; -> those sections"""
    chosen = [p for p in pages if p.fold == fold]
    tables = tables_without(rates, [fold])
    path = tool.work / "tables.bin"
    W.write(path, tool.digest, [tables])
    got = tool.features(chosen, path)
    rest = [p for p in pages if p.fold != fold]
    sections = note_kinds(tool, chosen, rest, [f for f in range(P.N_FOLDS) if f != fold])
    first = tool.names.index("Kind0")
    for page, (_, blocks) in zip(chosen, got):
        page.features = blocks.astype(np.int8)
        page.features[:, first:first + 7] = share_codes(page.kinds)
    return [tables] + sections


def share_codes(shares):
    """as Scale::Share"""
    return np.rint(np.sqrt(shares) * 127).astype(np.int8)


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


def log_odds(p):
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(clipped / (1 - clipped))


def fast_f1(page, p):
    """word F1 as the labels of the blocks tell it"""
    cut, _ = threshold(p, page.n_words)
    keep = log_odds(p) >= log_odds(cut) - ALLOWANCE * (1 - page.kinds[0])
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
    print(f"{title}: " + "  ".join(parts), flush=True)


def grow_lines(texts):
    for text in texts:
        text.share = CLEAN_WEIGHT if text.form == L.CLEAN else 1.0
    return grow(texts, LINE, MAX_LINES)


def note_text_kinds(tool, texts):
    """kinds of flattened pages, out of fold, into the columns; -> a model without each fold, and of all"""
    def fit(chosen):
        used = [t for t in chosen if t.form != L.CLEAN and (t.set == "wcxb-dev" or t.site % 4 == 0)]
        return fit_kinds(np.array([t.page_features for t in used]), np.array([t.kind for t in used]))
    first = tool.line_names.index("Kind0")
    models = []
    for fold in range(P.N_FOLDS):
        chosen = [t for t in texts if t.fold == fold]
        models.append(fit([t for t in texts if t.fold != fold]))
        for text, p in zip(chosen, models[-1].predict_proba(np.array([t.page_features for t in chosen]))):
            text.kinds = p
            text.features[:, first:first + 7] = share_codes(p)
    return models + [fit(texts)]


def evaluate(tool, verb, pages, folds, sections_of, started):
    """what the program makes of each page with weights that never saw its site: page.p, .f1, .text, .fields, and
    .bare_text where nobody tells the page's address"""
    for fold in folds:
        sections = sections_of(fold)
        chosen = [p for p in pages if p.fold == fold]
        for page, told in zip(chosen, tool.predict(verb, chosen, sections)):
            page.text = told["text"]
            page.fields = {field: told[field] for field in ("title", "date", "author")}
            page.p = np.array(told["probabilities"])
            page.f1 = fast_f1(page, page.p) if len(page.label) else float(not page.n_truth)
            if len(page.label):
                page.expected = threshold(page.p, page.n_words)[1]
        if verb == "predict":
            for page, told in zip(chosen, tool.predict(verb, chosen, sections, has_address=False)):
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
    scored = [t for t in texts if hasattr(t, "p") and len(t.label)]
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
        return page_sections[fold] + [("HTML", grow([p for p in pages if p.fold != fold])[1])]

    def lines_without(fold):
        _, forest = grow_lines([t for t in texts if t.fold != fold])
        return page_sections[fold][:1] + [("KINT", W.kind_forest(text_kinds[fold])), ("TEXT", forest)]

    evaluate(tool, "predict", pages, folds, blocks_without, started)
    report(pages, "out of fold (fast)")
    note_confidence(pages)
    for name in SETS:
        write_results(a.work / f"oof-{name}.jsonl", [p for p in pages if p.set == name])
        write_results(a.work / f"oof-{name}-bare.jsonl", [p for p in pages if p.set == name], "bare_text")
    sections = [("CALB", W.pairs(curve([p for p in pages if hasattr(p, "expected")])))]
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=HERE.parent / "target/fast/examples/dump_features")
    parser.add_argument("--out", type=Path, default=HERE.parent / "src/label/classifier/weights.bin")
    parser.add_argument("--evaluate", action="store_true", help="out-of-fold scores before training")
    parser.add_argument("--no-text", action="store_true", help="leave the model of flattened text out")
    parser.add_argument("--folds", type=int, default=P.N_FOLDS, help="outer folds to evaluate")
    a = parser.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    started = time.time()
    P.write_lists(a.shared, a.work, SETS)
    tool = Tool(a.tool, a.work)
    pages = []
    for name in SETS:
        pages += P.read(a.work, name, tool.tokens(name), a.work / f"{name}.labels")
    for page in pages:
        page.share = NEWS_WEIGHT if page.set == "news" else 1.0
    rates = T.site_rates(pages)
    print(f"{len(pages)} pages, {sum(len(p.label) for p in pages)} blocks, {len(rates[0])} site rates, {time.time() - started:.0f} s", flush=True)
    # page features do not depend on tables
    empty = a.work / "empty.bin"
    W.write(empty, tool.digest, [])
    for page, (features, _) in zip(pages, tool.features(pages, empty)):
        page.page_features = features.copy()
    page_sections = [features_without(tool, pages, rates, fold) for fold in range(P.N_FOLDS)]
    dev = [p for p in pages if p.set == "wcxb-dev"]
    right = np.mean([p.kinds.argmax() == p.kind for p in dev])
    print(f"features {time.time() - started:.0f} s, kinds right {right:.3f}", flush=True)
    (a.work / "features.pickle").write_bytes(pickle.dumps((tool.names, pages)))
    texts, text_kinds = [], []
    if not a.no_text:
        for name in SETS:
            L.write_forms(tool, a.work, name)
        L.write_truths(a.work, pages)
        texts = L.read(tool, a.work, pages, lambda fold: page_sections[fold][:1])
        text_kinds = note_text_kinds(tool, texts)
        print(f"lines {time.time() - started:.0f} s, {sum(len(t.label) for t in texts)} lines", flush=True)
        (a.work / "lines.pickle").write_bytes(pickle.dumps((tool.line_names, texts)))
    models, forest = grow(pages)
    sections = [
        ("TOKN", T.pack(*T.learn(rates))),
        *kind_sections(tool, pages, range(P.N_FOLDS))[2],
        ("HTML", forest),
    ]
    gains = sorted(zip(sum(model.feature_importance("gain") for model in models), tool.names), reverse=True)
    (a.work / "gains.txt").write_text("".join(f"{gain:.0f} {name}\n" for gain, name in gains))
    W.write(a.out, tool.digest, sections)
    print(f"forest of blocks {time.time() - started:.0f} s", flush=True)
    if texts:
        sections += [("KINT", W.kind_forest(text_kinds[-1])), ("TEXT", grow_lines(texts)[1])]
        W.write(a.out, tool.digest, sections)
        print(f"forest of lines {time.time() - started:.0f} s", flush=True)
    if a.evaluate:
        sections += measure(a, tool, pages, page_sections, texts, text_kinds, started)
        W.write(a.out, tool.digest, sections)
    for name, content in sections:
        print(name, len(content))
    print(f"{a.out.stat().st_size} bytes, {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
