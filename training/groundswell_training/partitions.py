"""Random partitions of the dev posts: what is tuned on one part is judged on another."""

from __future__ import annotations

import numpy as np

FOLDS = 5


def folds(posts: int, seed: int) -> list[np.ndarray]:
    """Disjoint random index arrays that together hold every post."""
    return np.array_split(np.random.default_rng(seed).permutation(posts), FOLDS)


def fold_of_post(posts: int, seed: int) -> np.ndarray:
    """The same partition as the number of each post's fold [posts]."""
    number = np.zeros(posts, dtype=np.int64)
    for index, held_out in enumerate(folds(posts, seed)):
        number[held_out] = index
    return number


def without(posts: int, held_out: np.ndarray) -> np.ndarray:
    """Indices of the posts that `held_out` does not name, in order."""
    kept = np.ones(posts, dtype=bool)
    kept[held_out] = False
    return np.flatnonzero(kept)
