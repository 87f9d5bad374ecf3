"""The word-F1 on small sets that the classifier was never tuned to: SHARED/wide.

Each set counts once, however many pages it has. Its pages go in as they were stored, without an address. Five sets are
in training; with the folder of `training/train.py --evaluate` their text is that of models that have not seen the
page's site. The others were never trained on.
"""
import collections
import gzip
import json
import re
from pathlib import Path

TRAINED = {"harvest-forum", "jsonld-news", "mozilla", "newspaper", "postlight"}
# A tool's own test set says nothing of that tool, and its truth is that tool's output.
NOT_COUNTED_AS_WON = {"mozilla"}
IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
WORD = re.compile(rf"[{IDEOGRAPHS}]|[^\W{IDEOGRAPHS}]+")
# Languages with fewer pages are not told.
MIN_PAGES = 10


def words(text):
    return collections.Counter(WORD.findall((text or "").lower()))


def recall_and_f1(got, truth):
    a, b = words(got), words(truth)
    n = sum((a & b).values())
    if not b:
        return 1.0, float(not a)
    return (n / sum(b.values()), 2 * n / (sum(a.values()) + sum(b.values()))) if n else (0.0, 0.0)


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def pages_of(folder, work):
    """-> the truths of a set, and a list of its pages as they were stored"""
    truths = [json.loads(line) for line in open(folder / "truth.jsonl", encoding="utf-8")]
    target = work / "wide" / folder.name
    target.mkdir(parents=True, exist_ok=True)
    listed = work / f"wide-{folder.name}.tsv"
    for truth in truths:
        path = target / f"{truth['id']}.html"
        if not path.exists():
            path.write_bytes(gzip.decompress((folder / "html" / f"{truth['id']}.html.gz").read_bytes()))
    listed.write_text("".join(f"{t['id']}\t{target}/{t['id']}.html\n" for t in truths), encoding="utf-8")
    return truths


def measure(a, table, records, load):
    """prints and holds the figures of all sets; `records` runs the program over a list, `load` reads its output"""
    root = Path(a.shared) / "wide"
    peers = json.loads((root / "peers.json").read_text())
    means, won, low, languages, sure = {}, [], 0, collections.defaultdict(list), []
    for folder in sorted(path.parent for path in root.glob("*/truth.jsonl")):
        name = folder.name
        if name == "htmldate":
            continue
        truths = pages_of(folder, a.work)
        known = a.oof / f"oof-{name}.jsonl" if a.oof and name in TRAINED else None
        star = " *" if name in TRAINED and not known else ""
        found = load(known) if known else records(a.tool, a.work, "html", f"wide-{name}")
        scores = [recall_and_f1(found.get(t["id"], {}).get("text"), t["text"]) for t in truths]
        if any(truth.get("partial") for truth in truths):
            table(f"wide {name} recall{star}", mean(recall for recall, _ in scores))
            continue
        means[name] = mean(f1 for _, f1 in scores)
        table(f"wide {name}{star}", means[name])
        low += sum(f1 < 0.5 for _, f1 in scores)
        if means[name] > max(peers[name].values()) and name not in NOT_COUNTED_AS_WON:
            won.append(name)
        for truth, (_, f1) in zip(truths, scores):
            languages[truth.get("lang") or "unknown"].append(f1)
            confidence = found.get(truth["id"], {}).get("confidence")
            if confidence is not None:
                sure.append((confidence, f1))
    star = "" if a.oof else " *"
    table(f"wide mean of {len(means)} sets{star}", mean(means.values()))
    table(f"wide sets won against the best tool{star}", len(won))
    table(f"wide pages under .5{star}", low, lower=True)
    for language, scores in sorted(languages.items(), key=lambda pair: -len(pair[1])):
        if len(scores) >= MIN_PAGES:
            print(f"  {language}: {mean(scores):.3f} of {len(scores)} pages")
    show_calibration(sure)


def show_calibration(sure):
    """of pages with some confidence the mean F1, in ten equal parts, and the greatest difference"""
    sure.sort()
    parts = [sure[part * len(sure) // 10:(part + 1) * len(sure) // 10] for part in range(10)]
    pairs = [(mean(c for c, _ in part), mean(f for _, f in part)) for part in parts if part]
    print("  confidence / word-F1: " + "  ".join(f"{c:.2f}/{f:.2f}" for c, f in pairs))
    print(f"  greatest difference {max((abs(c - f) for c, f in pairs), default=0):.3f}")
