"""A small share of the posts for quick trials, in which every combination of labels has its part."""

from __future__ import annotations

import random

import numpy as np

SEED = 5
LEAST_OF_A_LABEL = 5  # posts that a rare label keeps, or all it has


def stratified(targets: np.ndarray, share: float) -> list[int]:
    """Indexes, in order, of about `share` of the rows of `targets` [rows, labels]; the same ones every time.

    Rows are sorted by their set of labels and taken at even distances, so that each set gets its part within one row.
    """
    source = random.Random(SEED)
    sets = [tuple(np.flatnonzero(row)) for row in targets]
    order = sorted(range(len(targets)), key=lambda index: (sets[index], source.random()))
    start = source.random()
    kept = {index for at, index in enumerate(order) if int((at + 1) * share + start) > int(at * share + start)}
    for label in range(targets.shape[1]):
        holders = np.flatnonzero(targets[:, label]).tolist()
        missing = min(LEAST_OF_A_LABEL, len(holders)) - len(kept.intersection(holders))
        if missing > 0:
            kept.update(source.sample([index for index in holders if index not in kept], missing))
    return sorted(kept)
