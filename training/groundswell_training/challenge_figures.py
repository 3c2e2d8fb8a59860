"""Figures of a small set of posts, over the labels that it holds, and how sure a difference between two runs is."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score

ROUNDS = 2_000


def figures(probabilities: np.ndarray, present: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    """All arguments [posts, labels]. Macro-F1 and mAP are means over the labels that `targets` holds.

    `recallAt1` is the share of posts whose top emotion is one of theirs.
    """
    held = targets.any(axis=0)
    ones = np.ones((1, len(targets)))
    hits, predicted, true = (present * targets).sum(), present.sum(), targets.sum()
    precision = [average_precision_score(targets[:, label], probabilities[:, label]) for label in np.flatnonzero(held)]
    return {
        "macroF1": float(_macro_f1(ones, present, targets)[0]),
        "microF1": float(2 * hits / (predicted + true)),
        "mAP": float(np.mean(precision)),
        "recallAt1": float(targets[np.arange(len(targets)), probabilities.argmax(axis=1)].mean()),
    }


def difference_interval(changed: np.ndarray, whole: np.ndarray, targets: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """95 % interval of macro-F1(`changed`) - macro-F1(`whole`), present emotions [posts, labels], by a paired bootstrap:
    each round judges both on the same posts, drawn with replacement."""
    posts = len(targets)
    draws = np.random.default_rng(seed).multinomial(posts, np.full(posts, 1 / posts), size=ROUNDS).astype(float)
    low, high = np.quantile(_macro_f1(draws, changed, targets) - _macro_f1(draws, whole, targets), (0.025, 0.975))
    return float(low), float(high)


def _macro_f1(draws: np.ndarray, present: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Macro-F1 [rounds] of posts that each round holds `draws` [rounds, posts] times, over the labels in the round."""
    hits, total, true = draws @ (present * targets), draws @ (present + targets), draws @ targets
    f1 = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    held = true > 0
    return (f1 * held).sum(axis=1) / held.sum(axis=1)
