"""Grow the trees that tell texts of programs from prose (src/batch/input/kinds/trees.bin).

    TAMIS_SHAPES=LIST TAMIS_SHAPES_TO=FILE.tsv cargo test --lib shapes_of_files
    python training/files.py --programs P.tsv:20 R.tsv:10 --prose FLAT.tsv:1 TEXTS.tsv:20 --out src/batch/input/kinds/trees.bin

LIST names one file per line. Behind each table stands the weight of its rows. Programs are files of as many kinds
as can be had, four of each; prose is pages of the sets in `train.py`, flattened, their articles, documents with
code, and letters, poems, menus, timetables and the like. The threshold in `prose.rs` was read off four folds by
kind and page: at 2.0, of pages that no tree had seen 3 of 5,547 were taken for programs, and of made texts that
had no neighbour in training 3 of 285.
"""

import argparse
import struct

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

N_TREES, N_LEAVES = 60, 8


def table(argument):
    path, weight = argument.rsplit(":", 1)
    rows = [line.rstrip("\n").split("\t")[1:] for line in open(path, encoding="utf-8")]
    rows = np.array([[float(cell) for cell in row] for row in rows if len(row) > 1], dtype=np.float32)
    return rows, np.full(len(rows), float(weight))


def packed(nodes):
    """Seven inner nodes (number, threshold, where to go) and eight leaves, filled up where a tree has fewer."""
    inner, leaves, places = [], [], {}
    for at, node in enumerate(nodes):
        places[at] = -1 - len(leaves) if node["is_leaf"] else len(inner)
        (leaves if node["is_leaf"] else inner).append(node)
    out = b""
    for node in inner:
        out += struct.pack(
            "<Bfbb", node["feature_idx"], node["num_threshold"], places[node["left"]], places[node["right"]]
        )
    out += struct.pack("<Bfbb", 0, 0.0, -1, -1) * (N_LEAVES - 1 - len(inner))
    values = [node["value"] for node in leaves] + [0.0] * (N_LEAVES - len(leaves))
    return out + struct.pack(f"<{N_LEAVES}f", *values)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", nargs="+", required=True)
    parser.add_argument("--prose", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    programs, prose = [[table(name) for name in names] for names in (arguments.programs, arguments.prose)]
    rows = np.vstack([rows for rows, _ in programs + prose])
    weights = np.concatenate([weights for _, weights in programs + prose])
    n_programs = sum(len(rows) for rows, _ in programs)
    truth = np.r_[np.ones(n_programs), np.zeros(len(rows) - n_programs)]
    model = HistGradientBoostingClassifier(
        max_iter=N_TREES, max_leaf_nodes=N_LEAVES, learning_rate=0.2, min_samples_leaf=20, l2_regularization=1.0,
        early_stopping=False, random_state=0,
    )
    model.fit(rows, truth, sample_weight=weights)
    with open(arguments.out, "wb") as out:
        out.write(struct.pack("<f", float(model._baseline_prediction.ravel()[0])))
        for (tree,) in model._predictors:
            out.write(packed(tree.nodes))


if __name__ == "__main__":
    main()
