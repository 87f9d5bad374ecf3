"""The weights file, as weights.rs reads it."""
import struct
from pathlib import Path

import numpy as np

MAGIC = b"TAMIS-MODEL\0"
VERSION = 6
MAX_LEAVES = 16


def write(path, digest, sections):
    body = [MAGIC, struct.pack("<III", VERSION, digest, len(sections))]
    for name, content in sections:
        body.append(name.encode() + struct.pack("<I", len(content)) + content)
    Path(path).write_bytes(b"".join(body))


# After so many trees a row may be settled. To take the others out costs as much as twenty trees; of all
# stops by eights, one to four of them, these cost least.
STOPS = [16, 96, 160]
# A settled row must stay on its side of every threshold a page may have (log-odds of .15 and .6, and
# some room), but for one row of a thousand.
LEAST_KEPT, MOST_DROPPED, MAX_WRONG = 1.0, -1.73, 0.001


def stops(models, x):
    """(trees, how far from 0 a score settles a row, how much the later trees let it grow), from the
    scores of some rows"""
    final = np.mean([model.predict(x, raw_score=True) for model in models], axis=0)
    out = []
    for n_trees in STOPS:
        n_each = n_trees // len(models)
        score = np.mean([model.predict(x, raw_score=True, num_iteration=n_each) for model in models], axis=0)
        for sure in np.arange(1.0, 5.0, 0.1):
            settled = np.abs(score) >= sure
            wrong = np.where(score > 0, final < LEAST_KEPT, final > MOST_DROPPED)[settled]
            if settled.any() and wrong.mean() <= MAX_WRONG:
                growth = np.abs(final[settled]).sum() / np.abs(score[settled]).sum()
                out.append((n_each * len(models), sure, growth))
                break
    return out


def forest(models, x):
    """the mean of LightGBM models as one forest over columns of codes, their trees in turns; `x`: rows
    they were grown from"""
    trees = [tree for turn in zip(*(model.dump_model()["tree_info"] for model in models)) for tree in turn]
    return pack([flat(tree, len(models)) for tree in trees], stops(models, x))


def flat(tree, n_models=1):
    splits, leaves = splits_and_leaves(tree["tree_structure"])
    return splits, np.array(leaves) / n_models


def pack(trees, stops):
    # The program adds the leaves up in 16 bits: all trees' greatest together must fit.
    scale = sum(np.abs(leaves).max() for _, leaves in trees) / 32000
    parts = [struct.pack("<IffH", len(trees), scale, 0.0, len(stops))]
    parts += [struct.pack("<Hff", *stop) for stop in stops]
    for splits, leaves in trees:
        assert len(splits) + 1 == len(leaves) <= MAX_LEAVES
        parts.append(struct.pack("<B", len(leaves)))
        parts += [struct.pack("<BbBBBB", *split) for split in splits]
        parts.append(np.round(leaves / scale).astype("<i2").tobytes())
    return b"".join(parts)


def splits_and_leaves(tree):
    """splits from the root down (column, code, whether greater ones go left, first, middle, end of the
    leaves below) and leaves from left to right; the smaller side of each split is its left one, so
    that a split strikes few leaves"""
    splits, leaves = [], []

    def n_leaves(node):
        return 1 if "leaf_value" in node else n_leaves(node["left_child"]) + n_leaves(node["right_child"])

    def walk(node):
        if "leaf_value" in node:
            leaves.append(node["leaf_value"])
            return
        assert node["decision_type"] == "<="
        least, greater = node["left_child"], node["right_child"]
        greater_goes_left = n_leaves(greater) < n_leaves(least)
        left, right = (greater, least) if greater_goes_left else (least, greater)
        number, first = len(splits), len(leaves)
        splits.append(None)
        walk(left)
        middle = len(leaves)
        walk(right)
        code = int(np.clip(np.floor(node["threshold"]), -128, 127))
        splits[number] = (node["split_feature"], code, greater_goes_left, first, middle, len(leaves))

    walk(tree)
    return splits, leaves


def kind_forests(model):
    """a model of several kinds: their number, and a forest for each"""
    trees = model.dump_model()["tree_info"]
    n_kinds = model.num_model_per_iteration()
    return struct.pack("<I", n_kinds) + b"".join(pack([flat(tree) for tree in trees[kind::n_kinds]], []) for kind in range(n_kinds))


def pairs(points):
    return struct.pack("<I", len(points)) + b"".join(struct.pack("<ff", *point) for point in points)
