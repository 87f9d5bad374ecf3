"""The weights file, as weights.rs reads it."""
import json
import struct
import tempfile
from pathlib import Path

import numpy as np

MAGIC = b"TAMIS-MODEL\0"
VERSION = 5
MAX_LEAVES = 16


def write(path, digest, sections):
    body = [MAGIC, struct.pack("<III", VERSION, digest, len(sections))]
    for name, content in sections:
        body.append(name.encode() + struct.pack("<I", len(content)) + content)
    Path(path).write_bytes(b"".join(body))


def trees(model):
    """the symmetric trees of a CatBoost model: (list of (splits, leaves), scale, bias)"""
    with tempfile.NamedTemporaryFile(suffix=".json") as f:
        model.save_model(f.name, format="json")
        data = json.load(open(f.name))
    numbers = [feature["flat_feature_index"] for feature in data["features_info"]["float_features"]]
    out = []
    for tree in data["oblivious_trees"]:
        splits = [(numbers[s["float_feature_index"]], s["border"]) for s in tree["splits"] or []]
        out.append((splits, np.array(tree["leaf_values"])))
    scale, bias = data["scale_and_bias"]
    return out, scale, np.atleast_1d(bias)


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
    flat = [splits_and_leaves(tree["tree_structure"]) for tree in trees]
    flat = [(splits, np.array(leaves) / len(models)) for splits, leaves in flat]
    # The program adds the leaves up in 16 bits: all trees' greatest together must fit.
    scale = sum(np.abs(leaves).max() for _, leaves in flat) / 32000
    found = stops(models, x)
    parts = [struct.pack("<IffH", len(flat), scale, 0.0, len(found))]
    parts += [struct.pack("<Hff", *stop) for stop in found]
    for splits, leaves in flat:
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


def kind_forest(model):
    """a forest over the figures of a whole page, with one output per kind"""
    found, factor, bias = trees(model)
    scale = max(np.abs(leaves).max() * factor for _, leaves in found) / 32767
    parts = [struct.pack("<IIf", len(bias), len(found), scale), struct.pack(f"<{len(bias)}f", *bias)]
    for splits, leaves in found:
        parts.append(struct.pack("<H", len(splits)))
        parts += [struct.pack("<Hf", feature, border) for feature, border in splits]
        parts.append(np.round(leaves * factor / scale).astype("<i2").tobytes())
    return b"".join(parts)


def pairs(points):
    return struct.pack("<I", len(points)) + b"".join(struct.pack("<ff", *point) for point in points)
