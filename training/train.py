"""Pages with truths to the weights file. See README.md.

usage: train.py --shared ../../shared --work DIR [--evaluate]
"""
import argparse
import subprocess
import time
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier

import pages as P
import tables as T
import weights as W

HERE = Path(__file__).resolve().parent
SEED = 1
MAX_ROWS = 160          # blocks of one page that a forest is grown from, drawn at random
SETS = {"wcxb-dev": "wcxb", "news": "news"}
BLOCK = dict(loss_function="CrossEntropy", iterations=300, depth=6, learning_rate=0.1, l2_leaf_reg=6,
             border_count=64, bootstrap_type="Bernoulli", subsample=0.7, rsm=0.35)
KIND = dict(loss_function="MultiClass", iterations=120, depth=4, learning_rate=0.08, l2_leaf_reg=6,
            border_count=32, bootstrap_type="Bernoulli", subsample=0.8, rsm=0.4)
COMMON = dict(random_seed=SEED, thread_count=2, verbose=False, allow_writing_files=False)


class Tool:
    """the program that computes tokens and features"""

    def __init__(self, path, work):
        self.path, self.work = str(path), work
        digest, blocks, page = self.run("names").splitlines()
        self.digest, self.names, self.page_names = int(digest), blocks.split(), page.split()

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


def kind_model(pages):
    model = CatBoostClassifier(**KIND, **COMMON, classes_count=7)
    used = [p for p in pages if p.set == "wcxb-dev"] + [p for p in pages if p.set != "wcxb-dev"][::4]
    model.fit(np.array([p.page_features for p in used]), np.array([p.kind for p in used]))
    return model


def kinds(model, pages):
    return model.predict_proba(np.array([p.page_features for p in pages])) if pages else []


def features_without(tool, pages, rates, out_of, excluded, kind_pages):
    """features of the pages of fold `out_of`, with tables and kinds learned without `excluded` folds"""
    chosen = [p for p in pages if p.fold == out_of]
    path = tool.work / "tables.bin"
    W.write(path, tool.digest, [("TOKN", T.pack(*T.learn(rates, excluded)))])
    got = tool.features(chosen, path)
    for page, (_, blocks) in zip(chosen, got):
        page.features = blocks.copy()
    model = kind_model([p for p in kind_pages if p.fold not in excluded])
    first = tool.names.index("Kind0")
    for page, probabilities in zip(chosen, kinds(model, chosen)):
        page.features[:, first:first + 7] = probabilities
    return chosen


def rows(pages):
    """features, soft labels and weights of the blocks that a forest is grown from"""
    random = np.random.default_rng(SEED)
    x, y, w = [], [], []
    for page in pages:
        n = len(page.label)
        if n == 0:
            continue
        chosen = np.arange(n) if n <= MAX_ROWS else np.sort(random.choice(n, MAX_ROWS, replace=False))
        x.append(page.features[chosen])
        y.append(page.label[chosen])
        weight = page.weight[chosen]
        w.append(weight / weight.sum() * 100)
    return np.concatenate(x), np.concatenate(y), np.concatenate(w)


def grow(pages, parameters=BLOCK):
    x, y, w = rows(pages)
    model = CatBoostClassifier(**parameters, **COMMON)
    model.fit(x, y, sample_weight=w)
    return model


def threshold(p, n, low=0.15, high=0.6):
    """as threshold.rs"""
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
    print(f"{title}: " + "  ".join(parts), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=HERE.parent / "target/fast/examples/dump_features")
    parser.add_argument("--out", type=Path, default=HERE.parent / "src/label/by_model/weights.bin")
    parser.add_argument("--evaluate", action="store_true", help="out-of-fold scores before training")
    parser.add_argument("--folds", type=int, default=P.N_FOLDS, help="outer folds to evaluate")
    a = parser.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    started = time.time()
    P.write_lists(a.shared, a.work, SETS)
    tool = Tool(a.tool, a.work)
    pages = []
    for name in SETS:
        pages += P.read(a.work, name, tool.tokens(name), a.work / f"{name}.labels")
    rates = T.site_rates(pages)
    print(f"{len(pages)} pages, {sum(len(p.label) for p in pages)} blocks, {len(rates[0])} site rates, {time.time() - started:.0f} s", flush=True)
    # page features do not depend on tables
    empty = a.work / "empty.bin"
    W.write(empty, tool.digest, [])
    for page, (features, _) in zip(pages, tool.features(pages, empty)):
        page.page_features = features.copy()
    for fold in range(P.N_FOLDS):
        features_without(tool, pages, rates, fold, [fold], pages)
    print(f"features {time.time() - started:.0f} s", flush=True)
    if a.evaluate:
        for fold in range(a.folds):
            model = grow([p for p in pages if p.fold != fold])
            for page in pages:
                if page.fold == fold and len(page.label):
                    page.p = model.predict_proba(page.features)[:, 1]
                    page.f1 = fast_f1(page, page.p)
                elif page.fold == fold:
                    page.f1 = float(not page.n_truth)
            print(f"fold {fold} {time.time() - started:.0f} s", flush=True)
        report(pages, "out of fold (fast)")
    model = grow(pages)
    W.write(a.out, tool.digest, [
        ("TOKN", T.pack(*T.learn(rates))),
        ("KIND", W.forest(kind_model(pages))),
        ("HTML", W.forest(model)),
    ])
    print(f"{a.out.stat().st_size} bytes, {time.time() - started:.0f} s")
    gains = sorted(zip(model.get_feature_importance(), tool.names), reverse=True)
    (a.work / "gains.txt").write_text("".join(f"{gain:.3f} {name}\n" for gain, name in gains))


if __name__ == "__main__":
    main()
