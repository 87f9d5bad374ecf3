"""What each pass behind the forest is worth: the out-of-fold word-F1 with it less that without it.

usage: ablate.py --work DIR [--shared ../../shared]

DIR is the folder of `train.py --evaluate`, which holds the weights of each fold. Printed per pass and set: pages won,
that is the sum of the differences, and how many pages got better and worse for the pass. Between two trainings lie
.001 to .004 of the mean, so 1.5 to 6 pages of the 1,497 of wcxb-dev.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import pages as P
import train

HERE = Path(__file__).resolve().parent


def texts(a, fold, rows, without):
    listed, out = a.work / "ablate.tsv", a.work / "ablate.jsonl"
    listed.write_text("".join(rows), encoding="utf-8")
    subprocess.run([a.tool, "kept", listed, out, a.work / f"predict-{fold}.weights", *without], check=True)
    return [json.loads(line)["text"] for line in open(out, encoding="utf-8")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=HERE.parent / "target/fast/examples/dump_features")
    a = parser.parse_args()
    sys.path.insert(0, str(a.shared / "quality"))
    import metrics
    passes = subprocess.run([a.tool, "passes"], check=True, capture_output=True, text=True).stdout.split()
    for name in train.SETS:
        truths = json.loads((a.work / "pages" / f"{name}.json").read_text())
        lines = (a.work / "pages" / f"{name}.tsv").read_text().splitlines(keepends=True)
        by_fold = {}
        for line in lines:
            by_fold.setdefault(P.fold_of(truths[line.split("\t")[0]]["site"]), []).append(line)

        def scores(without=()):
            return [metrics.word_prf(text, truths[row.split("\t")[0]]["text"])[2]
                    for fold, rows in by_fold.items() for row, text in zip(rows, texts(a, fold, rows, without))]

        with_all = scores()
        print(f"{name}: {sum(with_all) / len(with_all):.4f} of {len(with_all)} pages")
        for cause in passes:
            gains = [f - g for f, g in zip(with_all, scores([cause]))]
            better, worse = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
            print(f"  {cause}: {sum(gains):+.2f} pages, {better} better, {worse} worse", flush=True)


if __name__ == "__main__":
    main()
