"""Prints what the program reaches on the benchmark pages, and holds it to its floors.

usage: quality.py --work DIR [--shared ../../../shared] [--oof DIR] [--set-floors]

Pages go through `examples/quality_records.rs`, so through the whole engine, and are scored with the
metrics of the scoring harness in SHARED/quality. The shipped weights have seen wcxb-dev and news:
figures marked * are from the pages they were learned from and only guard against accidents. With
`--oof DIR` (the work folder of `training/train.py --evaluate`) the word-F1 of these sets are those of
models that have not seen the page's site.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import wide

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETS = {"wcxb-dev": "wcxb", "news": "news", "trafilatura": "trafilatura-eval"}
FLATTENED = ["html-text", "inscriptis"]
# What may be lost to noise before the gate closes.
SLACK = 0.002


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def write_pages(work, name, pages, datasets):
    folder = work / name
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, page in enumerate(pages):
        path = folder / f"{number:05d}.html"
        if not path.exists():
            path.write_bytes(datasets.decode(page.html()).encode("utf-8", "replace"))
        rows.append(f"{page.id}\t{path}\t{page.url}\n")
    (work / f"{name}.tsv").write_text("".join(rows), encoding="utf-8")
    bare = "".join(row.rsplit("\t", 1)[0] + "\n" for row in rows)
    (work / f"{name}-bare.tsv").write_text(bare, encoding="utf-8")


def write_texts(work, name, pages, texts):
    folder = work / name
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, (page, text) in enumerate(zip(pages, texts)):
        path = folder / f"{number:05d}.txt"
        path.write_text(text, encoding="utf-8", errors="replace")
        rows.append(f"{page.id}\t{path}\n")
    (work / f"{name}.tsv").write_text("".join(rows), encoding="utf-8")


def records(tool, work, kind, name):
    out = work / f"{name}.jsonl"
    subprocess.run([tool, kind, work / f"{name}.tsv", out], check=True)
    return load(out)


def load(path):
    with open(path, encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def word_f1(metrics, pages, found):
    return [metrics.word_prf(found.get(p.id, {}).get("text") or "", p.gt["text"])[2] for p in pages]


def segment_f(metrics, pages, found):
    counts = [metrics.segment_counts(found.get(p.id, {}).get("text") or "", p.gt["with"] or [], p.gt["without"] or [])
              for p in pages]
    tp, fp, fn, _ = map(sum, zip(*counts))
    return 2 * tp / (2 * tp + fp + fn)


def empties(pages, found):
    with_truth = [p for p in pages if p.gt.get("text") or p.gt.get("with")]
    return sum(not (found.get(p.id, {}).get("text") or "").strip() for p in with_truth) / len(with_truth)


def fields(metrics, pages, found):
    """exact matches among the pages with a truth, and values given where there is none"""
    for key, norm in (("title", metrics.norm_title), ("date", metrics.norm_date), ("author", metrics.norm_author)):
        pairs = [(norm(p.gt.get(key)), norm(found.get(p.id, {}).get(key))) for p in pages if key in p.gt]
        told = [(want, got) for want, got in pairs if want]
        invented = sum(bool(got) for want, got in pairs if not want)
        yield key, mean(want == got for want, got in told), invented


def flattened(pages, name, work):
    import html_text
    import inscriptis
    flatten = {"html-text": html_text.extract_text, "inscriptis": inscriptis.get_text}[name]
    folder = work / "wcxb-dev"
    for number, _ in enumerate(pages):
        try:
            yield flatten((folder / f"{number:05d}.html").read_text(encoding="utf-8"))
        except Exception:  # the libraries give up on some broken pages
            yield ""


def measure(a, table):
    sys.path.insert(0, str(a.shared / "quality"))
    import datasets
    import metrics
    sets = {name: datasets.load(name, a.shared / "bench" / folder) for name, folder in SETS.items()}
    for name, pages in sets.items():
        write_pages(a.work, name, pages, datasets)
    found = {name: records(a.tool, a.work, "html", name) for name in SETS}
    texts, star = found, " *"
    if a.oof:
        texts = found | {name: load(a.oof / f"oof-{name}.jsonl") for name in ("wcxb-dev", "news")}
        star = ""
    dev = sets["wcxb-dev"]
    scores = word_f1(metrics, dev, texts["wcxb-dev"])
    table(f"wcxb-dev word-F1{star}", mean(scores))
    kinds = ["article", "documentation", "service", "forum", "listing", "collection", "product"]
    for kind in kinds:
        table(f"wcxb-dev {kind}{star}", mean(f for p, f in zip(dev, scores) if p.gt["type"] == kind))
    low = sum(f < 0.8 for p, f in zip(dev, scores) if p.gt["type"] == "article")
    table(f"wcxb-dev articles under .8{star}", low, lower=True)
    news_scores = word_f1(metrics, sets["news"], texts["news"])
    table(f"news word-F1{star}", mean(news_scores))
    table(f"news pages under .8{star}", sum(f < 0.8 for f in news_scores), lower=True)
    if a.oof:
        show_calibration(dev + sets["news"], scores + news_scores, texts["wcxb-dev"] | texts["news"])
    table("trafilatura set F", segment_f(metrics, sets["trafilatura"], found["trafilatura"]))
    measure_bare(a, table, metrics, sets, star)
    for name, pages in sets.items():
        table(f"{name} empty pages{'' if name == 'trafilatura' else star}", empties(pages, texts[name]), lower=True)
    for name in ("wcxb-dev", "news"):
        for key, exact, invented in fields(metrics, sets[name], texts[name]):
            # Whose name a page shows hangs on its kind, which is learned.
            mark = star if key == "author" else ""
            table(f"{name} {key} exact{mark}", exact)
            if name == "wcxb-dev" and key != "title":
                table(f"{name} {key} invented{mark}", invented, lower=True)
    if not a.quick:
        measure_texts(a, table, metrics, dev, star)
    wide.measure(a, table, records, load)


def measure_bare(a, table, metrics, sets, star):
    """the same pages when nobody tells their addresses"""
    for name in ("wcxb-dev", "news"):
        known = load(a.oof / f"oof-{name}-bare.jsonl") if a.oof else records(a.tool, a.work, "html", f"{name}-bare")
        table(f"{name} word-F1, no address given{star}", mean(word_f1(metrics, sets[name], known)))
    known = records(a.tool, a.work, "html", "trafilatura-bare")
    table("trafilatura set F, no address given", segment_f(metrics, sets["trafilatura"], known))


def show_calibration(pages, scores, found):
    """of pages with some confidence the mean F1, in ten parts of about equal size"""
    told = [(found.get(page.id, {}).get("confidence"), f) for page, f in zip(pages, scores)]
    told = sorted(pair for pair in told if pair[0] is not None)
    print("confidence, word-F1 of the pages that have it (mean), pages:")
    for part in range(10):
        pairs = told[part * len(told) // 10:(part + 1) * len(told) // 10]
        confidence, f1 = mean(c for c, _ in pairs), mean(f for _, f in pairs)
        print(f"  {confidence:.3f}   {f1:.3f} {'#' * round(40 * f1):40} {len(pairs)}")


def measure_texts(a, table, metrics, dev, star):
    articles = [p.gt["type"] == "article" for p in dev]
    for name in FLATTENED:
        if a.oof:
            got = load(a.oof / f"oof-wcxb-dev-{name}.jsonl")
        else:
            write_texts(a.work, name, dev, flattened(dev, name, a.work))
            got = records(a.tool, a.work, "text", name)
        scores = word_f1(metrics, dev, got)
        table(f"flattened by {name} word-F1{star}", mean(scores))
        table(f"flattened by {name} articles{star}", mean(f for f, is_article in zip(scores, articles) if is_article))
    write_texts(a.work, "truths", dev, [p.gt["text"] for p in dev])
    if a.oof:
        got = load(a.oof / "oof-wcxb-dev-clean.jsonl")
    else:
        got = records(a.tool, a.work, "text", "truths")
    kept, same = [], []
    for page, is_article in zip(dev, articles):
        want = metrics.WORD.findall(page.gt["text"])
        have = metrics.WORD.findall(got.get(page.id, {}).get("text") or "")
        if want:
            kept.append(min(len(have) / len(want), 1.0))
            if is_article:
                same.append(want == have)
    table(f"clean truths, words kept{star}", mean(kept))
    table(f"clean truths, articles unchanged{star}", mean(same))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--work", type=Path, required=True, help="folder for pages and records")
    parser.add_argument("--oof", type=Path, help="work folder of training/train.py --evaluate")
    parser.add_argument("--tool", type=Path, default=ROOT / "target/release/examples/quality_records")
    parser.add_argument("--quick", action="store_true", help="leave the flattened pages out")
    parser.add_argument("--set-floors", action="store_true", help="make these figures the floors")
    a = parser.parse_args()
    floors_path = HERE / "floors.json"
    floors = json.loads(floors_path.read_text()) if floors_path.exists() else {}
    got, faults = {}, []

    def table(name, value, lower=False):
        shown = f"{value:.3f}" if isinstance(value, float) else str(value)
        floor = floors.get(name)
        mark = ""
        if floor is not None:
            slack = SLACK if isinstance(value, float) else 0
            fell = value > floor + slack if lower else value < floor - slack
            mark = "  BELOW ITS FLOOR" if fell else ""
            if fell:
                faults.append(name)
        print(f"{name:45} {shown:>8}   floor {floor if floor is not None else '-'}{mark}", flush=True)
        got[name] = round(value, 4)

    measure(a, table)
    if a.set_floors:
        floors_path.write_text(json.dumps(floors | got, indent=1) + "\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
