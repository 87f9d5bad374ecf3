"""Token tables: for each token the log-odds that text under, or with, it is content.

A rate is taken per site and the rates are averaged, so that a big site has one vote. Tables can be
had without some folds of sites, which keeps what a page's own site tells out of its features.
"""
import numpy as np

UNIT = 24.0  # stored units per log-odds, as in tables.rs
N_BUCKETS = 4000
BUCKET = 8        # tokens in a bucket, as in tables.rs
SMOOTHING = 2.0
MIN_SITES = 3
MIN_VALUE = 0.25


def page_rates(page):
    """(token, weight of content, weight) of one page, each token once"""
    weight = page.weight
    main = weight * page.label
    element_weight = np.bincount(page.block_element, weight, len(page.element_parent))
    element_main = np.bincount(page.block_element, main, len(page.element_parent))
    for number in range(len(page.element_parent) - 1, 0, -1):
        parent = page.element_parent[number]
        if parent < number:
            element_weight[parent] += element_weight[number]
            element_main[parent] += element_main[number]
    owner = np.repeat(np.arange(len(page.element_parent)), page.element_lengths)
    block_owner = np.repeat(np.arange(len(page.block_element)), page.block_lengths)
    tokens = np.concatenate([page.element_tokens, page.block_tokens])
    w = np.concatenate([element_weight[owner], weight[block_owner]])
    m = np.concatenate([element_main[owner], main[block_owner]])
    unique, inverse = np.unique(tokens, return_inverse=True)
    return unique, np.bincount(inverse, m), np.bincount(inverse, w)


def site_rates(pages):
    """arrays token, site, fold, rate, all sites' rates of all tokens"""
    tokens, sites, folds, mains, weights = [], [], [], [], []
    for page in pages:
        t, m, w = page_rates(page)
        tokens.append(t)
        sites.append(np.full(len(t), page.site))
        folds.append(np.full(len(t), page.fold))
        mains.append(m)
        weights.append(w)
    tokens, sites, folds = np.concatenate(tokens), np.concatenate(sites), np.concatenate(folds)
    mains, weights = np.concatenate(mains), np.concatenate(weights)
    order = np.lexsort((sites, tokens))
    tokens, sites, folds, mains, weights = (x[order] for x in (tokens, sites, folds, mains, weights))
    first = np.ones(len(tokens), bool)
    first[1:] = (tokens[1:] != tokens[:-1]) | (sites[1:] != sites[:-1])
    group = np.cumsum(first) - 1
    mains, weights = np.bincount(group, mains), np.bincount(group, weights)
    tokens, folds = tokens[first], folds[first]
    # tokens on too few sites can never count
    unique, inverse, n = np.unique(tokens, return_inverse=True, return_counts=True)
    keep = (n[inverse] >= MIN_SITES) & (weights > 0)
    return tokens[keep], folds[keep], mains[keep] / weights[keep]


def learn(rates, without=()):
    """-> tokens, values in stored units"""
    tokens, folds, rate = rates
    keep = ~np.isin(folds, list(without))
    tokens, rate = tokens[keep], rate[keep]
    unique, inverse, n = np.unique(tokens, return_inverse=True, return_counts=True)
    prior = 0.35
    mean = (np.bincount(inverse, rate) + SMOOTHING * prior) / (n + SMOOTHING)
    odds = np.log(mean / (1 - mean)) - np.log(prior / (1 - prior))
    keep = (n >= MIN_SITES) & (np.abs(odds) >= MIN_VALUE)
    values = np.clip(np.round(odds * UNIT), -127, 127).astype(np.int8)
    return unique[keep], values[keep], n[keep]


def pack(tokens, values, counts):
    """the table as tables.rs uses it; the tokens seen on most sites go in first, those that find their
    bucket full, or another in it that looks the same, stay out"""
    order = np.lexsort((tokens, -counts.astype(np.int64)))
    tokens, values = tokens[order], values[order]
    buckets = (tokens.astype(np.uint64) * N_BUCKETS) >> 32
    _, first = np.unique(buckets << 16 | tokens & 0xFFFF, return_index=True)
    order = np.sort(first)
    tokens, values, buckets = tokens[order], values[order], buckets[order]
    # the place of each token among those of its bucket, in that order
    by_bucket = np.argsort(buckets, kind="stable")
    sorted_buckets = buckets[by_bucket]
    places = np.arange(len(tokens)) - np.searchsorted(sorted_buckets, sorted_buckets)
    fits = places < BUCKET
    chosen, places = by_bucket[fits], places[fits]
    table = np.zeros(N_BUCKETS, np.dtype([("fingerprints", "<u2", BUCKET), ("values", "i1", BUCKET)]))
    table["fingerprints"][buckets[chosen], places] = tokens[chosen] & 0xFFFF
    table["values"][buckets[chosen], places] = values[chosen]
    return N_BUCKETS.to_bytes(4, "little") + table.tobytes()
