"""What the reports state. `probabilities` [posts, labels] in 0..1, `targets` and `present` [posts, labels] of 0 and 1."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score

from .labels import LABELS

BINS = 15
CONFIDENT = 0.1  # about 96 % of the label cells are negative; below this the calibration error is trivially small


def f1_scores(present: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """F1 of each label [labels]; 0 where neither predicted nor true."""
    hits = (present * targets).sum(axis=0)
    return _ratio(2.0 * hits, present.sum(axis=0) + targets.sum(axis=0))


def calibration_error(probabilities: np.ndarray, targets: np.ndarray, floor: float = 0.0) -> float:
    """Expected calibration error over all label cells with p >= `floor`, pooled, in equal bins."""
    cells = probabilities >= floor
    p, y = probabilities[cells], targets[cells]
    if p.size == 0:
        return 0.0
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    gap = np.bincount(bins, weights=p - y, minlength=BINS)
    return float(np.abs(gap).sum() / p.size)


def log_loss(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Mean negative log likelihood of a label cell."""
    p = probabilities.clip(1e-7, 1 - 1e-7)
    return float(-(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean())


def summary(probabilities: np.ndarray, present: np.ndarray, targets: np.ndarray) -> dict:
    """All figures of one evaluation, under the names that `npm run evaluate` uses."""
    hits, predicted, true = (present * targets).sum(axis=0), present.sum(axis=0), targets.sum(axis=0)
    f1 = f1_scores(present, targets)
    precision, recall = _ratio(hits, predicted), _ratio(hits, true)
    average_precision = [float(average_precision_score(targets[:, i], probabilities[:, i])) if true[i] else 0.0 for i in range(len(LABELS))]
    return {
        "macroF1": float(f1.mean()),
        "microF1": float(2 * hits.sum() / max(1.0, predicted.sum() + true.sum())),
        "macroPrecision": float(precision.mean()),
        "macroRecall": float(recall.mean()),
        "ece": calibration_error(probabilities, targets),
        "eceConfident": calibration_error(probabilities, targets, CONFIDENT),
        "brier": float(((probabilities - targets) ** 2).mean()),
        "nll": log_loss(probabilities, targets),
        "mAP": float(np.mean(average_precision)),
        "n": len(targets),
        "perEmotion": {
            label: {"f1": float(f1[i]), "precision": float(precision[i]), "recall": float(recall[i]), "support": int(true[i])}
            for i, label in enumerate(LABELS)
        },
    }


def bootstrap_macro_f1(present: np.ndarray, targets: np.ndarray, seed: int = 0, rounds: int = 500) -> tuple[float, float]:
    """95 % interval of macro-F1 over resampled posts: a few rare labels make it wide."""
    random = np.random.default_rng(seed)
    scores = []
    for _ in range(rounds):
        rows = random.integers(0, len(targets), len(targets))
        scores.append(f1_scores(present[rows], targets[rows]).mean())
    low, high = np.quantile(scores, (0.025, 0.975))
    return float(low), float(high)


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    return np.divide(over, under, out=np.zeros(len(LABELS)), where=under > 0)
