"""How far the figures would move with other posts: posts are drawn anew with replacement, all labels of a post together.

A draw is kept as how often each post is in it, [rounds, posts], so that every figure is a product of matrices and
two systems judged on the same draws can be compared post by post.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

ROUNDS = 1000
SEED = 0
NORMAL_95 = 1.96
CHUNK = 100  # rounds held in memory at once

Interval = tuple[float, float]


def draws(posts: int, rounds: int = ROUNDS, seed: int = SEED) -> Iterator[np.ndarray]:
    """Chunks of counts [up to CHUNK, posts]; the same for the same arguments."""
    random = np.random.default_rng(seed)
    for start in range(0, rounds, CHUNK):
        picks = random.integers(0, posts, (min(CHUNK, rounds - start), posts))
        yield np.stack([np.bincount(row, minlength=posts) for row in picks]).astype(np.float64)


def f1_samples(present: np.ndarray, targets: np.ndarray, rounds: int = ROUNDS, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """F1 of each label [rounds, labels], and micro-F1 [rounds], over resampled posts."""
    present, targets = present.astype(np.float64), targets.astype(np.float64)
    labels, micro = [], []
    for counts in draws(len(targets), rounds, seed):
        hits = 2 * (counts @ (present * targets))
        under = counts @ (present + targets)
        labels.append(np.divide(hits, under, out=np.zeros_like(hits), where=under > 0))
        micro.append(hits.sum(axis=1) / np.maximum(under.sum(axis=1), 1.0))
    return np.concatenate(labels), np.concatenate(micro)


def average_precision_samples(probabilities: np.ndarray, targets: np.ndarray, rounds: int = ROUNDS, seed: int = SEED) -> np.ndarray:
    """Average precision of each label [rounds, labels] over resampled posts; 0 where a draw holds no positive."""
    rankings = [_Ranking(probabilities[:, i], targets[:, i]) for i in range(targets.shape[1])]
    chunks = [np.stack([ranking.scores(counts) for ranking in rankings], axis=1) for counts in draws(len(targets), rounds, seed)]
    return np.concatenate(chunks)


def interval(samples: np.ndarray, point: float) -> Interval:
    """95 % interval from samples [rounds], corrected for their bias against the figure itself (Efron's BC method).

    Drawing posts twice flatters average precision where positives are few: uncorrected intervals would lie too high.
    """
    below = (np.mean(samples < point) + np.mean(samples <= point)) / 2
    shift = 2 * norm.ppf(np.clip(below, 1 / len(samples), 1 - 1 / len(samples)))
    low, high = np.quantile(samples, norm.cdf((shift - NORMAL_95, shift + NORMAL_95)))
    return float(low), float(high)


class _Ranking:
    """One label's posts from the most to the least probable; equal probabilities count as one step."""

    def __init__(self, probabilities: np.ndarray, targets: np.ndarray):
        self.order = np.argsort(-probabilities, kind="stable")
        ranked = probabilities[self.order]
        # Precision is wanted at the end of the step that each positive post belongs to.
        positives = np.flatnonzero(targets[self.order] > 0)
        self.positives = positives
        self.ends = np.searchsorted(-ranked, -ranked[positives], side="right") - 1
        self.last_hits = np.searchsorted(positives, self.ends, side="right") - 1

    def scores(self, counts: np.ndarray) -> np.ndarray:
        """Counts [rounds, posts] to average precision [rounds]."""
        ranked = counts[:, self.order]
        weights = ranked[:, self.positives]
        hits = weights.cumsum(axis=1)[:, self.last_hits]
        seen = ranked.cumsum(axis=1)[:, self.ends]
        precision = np.divide(hits, seen, out=np.zeros_like(hits), where=seen > 0)
        total = weights.sum(axis=1)
        return np.divide((weights * precision).sum(axis=1), total, out=np.zeros(len(counts)), where=total > 0)
