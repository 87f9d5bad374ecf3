"""The weights file, as weights.rs reads it."""
import json
import struct
import tempfile
from pathlib import Path

import numpy as np

MAGIC = b"TAMIS-MODEL\0"
VERSION = 2
DEPTH = 6


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


def forest(model):
    """a forest over columns of codes: all trees made up to the same depth by questions nobody passes"""
    found, factor, bias = trees(model)
    scale = max(np.abs(leaves).max() * factor for _, leaves in found) / 32767
    parts = [struct.pack("<Iff", len(found), scale, bias[0])]
    for splits, leaves in found:
        for feature, border in splits:
            parts.append(struct.pack("<Bb", feature, int(np.floor(border))))
        parts.append(struct.pack("<Bb", 0, 127) * (DEPTH - len(splits)))
        leaves = np.tile(leaves, 2 ** (DEPTH - len(splits)))
        parts.append(np.round(leaves * factor / scale).astype("<i2").tobytes())
    return b"".join(parts)


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
