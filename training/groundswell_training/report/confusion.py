"""Which emotion is said instead of the true one: of posts where a true emotion was missed, what was predicted wrongly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..labels import LABELS

MIN_POSTS = 5  # fewer say nothing about a pair
MIN_LIFT = 1.3  # how much likelier than the wrong emotion is anyway: else the pair only shows which emotions are often predicted


@dataclass(frozen=True)
class Pair:
    """`posts` of the `missed` posts that truly are `true` were said to be `instead`; `lift` over its rate among all other posts."""

    true: str
    instead: str
    posts: int
    missed: int
    lift: float

    @property
    def share(self) -> float:
        return self.posts / self.missed


def confusion(present: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Counts [true label, label said instead], and how many posts of each label were missed [labels]."""
    missed = (targets > 0) & (present == 0)
    wrong = (present > 0) & (targets == 0)
    return missed.T.astype(np.int64) @ wrong.astype(np.int64), missed.sum(axis=0)


def similar_pairs(present: np.ndarray, targets: np.ndarray) -> list[Pair]:
    """Informative pairs, those with the most posts first. Emotions count, not neutral: it stands for everything at once."""
    counts, missed = confusion(present, targets)
    wrong_rate = ((present > 0) & (targets == 0)).sum(axis=0) / np.maximum((targets == 0).sum(axis=0), 1)
    pairs = []
    for i, true in enumerate(LABELS):
        for j, instead in enumerate(LABELS):
            if counts[i, j] < MIN_POSTS or "neutral" in (true, instead):
                continue
            lift = counts[i, j] / missed[i] / wrong_rate[j]
            if lift >= MIN_LIFT:
                pairs.append(Pair(true, instead, int(counts[i, j]), int(missed[i]), float(lift)))
    return sorted(pairs, key=lambda pair: (-pair.posts, -pair.lift))
