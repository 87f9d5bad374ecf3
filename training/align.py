"""Soft labels: which share of a block's words belongs to the page's true text.

The words of the page and of the truth are aligned by their longest common subsequence, so that a
word of the menu that also occurs in the article is not taken for it. Where the truth has the text in
another order, runs of three words decide instead.
"""
import re

from rapidfuzz.distance import LCSseq

WORD = re.compile(r"\w+")
# Pages whose truth is covered by the alignment to less than this are looked at by runs of words.
ORDERED = 0.9


def words(text):
    return WORD.findall(text.lower())


def matched(page_words, truth_words):
    """For each word of the page, whether the alignment uses it, in runs."""
    vocabulary = {word: number for number, word in enumerate(sorted(set(truth_words)))}
    # words that are not in the truth must never match: give them numbers of their own
    a = [vocabulary.get(word, -1 - at) for at, word in enumerate(page_words)]
    b = [vocabulary[word] for word in truth_words]
    # from the end, so that ties are decided for the later (and so for the denser) place
    partner = [-1] * len(a)
    for op in LCSseq.opcodes(a, b):
        if op.tag == "equal":
            for k in range(op.src_end - op.src_start):
                partner[op.src_start + k] = op.dest_start + k
    return partner


def labels(blocks, truth):
    """-> (share of matched words per block, number of words per block, number of words of the truth)"""
    block_words = [words(block) for block in blocks]
    truth_words = words(truth)
    counts = [len(w) for w in block_words]
    if not truth_words:
        return [0.0] * len(blocks), counts, 0
    flat = [word for w in block_words for word in w]
    partner = matched(flat, truth_words)
    shares, at = [], 0
    for n in counts:
        hits = 0
        for i in range(at, at + n):
            if partner[i] < 0:
                continue
            # a lone match inside a longer block is chance
            left = i > at and partner[i - 1] == partner[i] - 1
            right = i + 1 < at + n and partner[i + 1] == partner[i] + 1
            hits += n <= 2 or left or right
        shares.append(hits / n if n else 0.0)
        at += n
    covered = sum(s * n for s, n in zip(shares, counts))
    if covered < ORDERED * len(truth_words):
        shares = by_runs(block_words, truth_words, shares)
    return shares, counts, len(truth_words)


def by_runs(block_words, truth_words, shares):
    """Blocks most of whose runs of three words occur in the truth count as found, each run as often
    as the truth has it."""
    left = {}
    for k in range(len(truth_words) - 2):
        run = tuple(truth_words[k:k + 3])
        left[run] = left.get(run, 0) + 1
    out = []
    for block, share in zip(block_words, shares):
        runs = [tuple(block[k:k + 3]) for k in range(len(block) - 2)]
        hits = 0
        for run in runs:
            if left.get(run, 0) > 0:
                left[run] -= 1
                hits += 1
        out.append(max(share, hits / len(runs)) if len(runs) >= 2 else share)
    return out
