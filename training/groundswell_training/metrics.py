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


def best_global_macro_f1(logits: np.ndarray, targets: np.ndarray) -> float:
    """Macro-F1 at the one threshold that suits best, out of the quantiles of the logits: good enough to watch a run by."""
    grid = np.quantile(logits, np.linspace(0.80, 0.99, 39))
    return max(float(f1_scores(logits >= threshold, targets).mean()) for threshold in grid)


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
    average_precision = average_precisions(probabilities, targets)
    return {
        "macroF1": float(f1.mean()),
        "microF1": micro_f1(present, targets),
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
    low, high = np.quantile(resampled_macro_f1(present, targets, seed, rounds), (0.025, 0.975))
    return float(low), float(high)


def resampled_macro_f1(present: np.ndarray, targets: np.ndarray, seed: int = 0, rounds: int = 500) -> np.ndarray:
    """Macro-F1 [rounds] of posts drawn anew; the same seed draws the same posts, so that two predictions can be paired."""
    posts = len(targets)
    random = np.random.default_rng(seed)
    drawn = np.stack([np.bincount(random.integers(0, posts, posts), minlength=posts) for _ in range(rounds)]).astype(np.float32)
    hits, marked = (present * targets).astype(np.float32), (present + targets).astype(np.float32)
    return _ratio(2.0 * (drawn @ hits), drawn @ marked).mean(axis=1)


def post_losses(probabilities: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Loss of each post [posts], the mean over its labels and over the partitions of `probabilities` [partitions, posts, labels]."""
    p = probabilities.clip(1e-7, 1 - 1e-7)
    return -np.log(np.where(targets > 0, p, 1 - p)).mean(axis=(0, 2))


def mean_interval(values: np.ndarray, seed: int = 0, rounds: int = 500) -> list[float]:
    """95 % bootstrap interval of the mean of `values` [posts]."""
    random = np.random.default_rng(seed)
    means = [values[random.integers(0, len(values), len(values))].mean() for _ in range(rounds)]
    return [float(x) for x in np.quantile(means, (0.025, 0.975))]


def micro_f1(present: np.ndarray, targets: np.ndarray) -> float:
    """F1 of all label cells together."""
    return float(2 * (present * targets).sum() / max(1.0, present.sum() + targets.sum()))


def classwise_calibration_error(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Mean over labels of each label's own calibration error."""
    return float(np.mean([calibration_error(probabilities[:, i], targets[:, i]) for i in range(targets.shape[1])]))


def average_precisions(probabilities: np.ndarray, targets: np.ndarray) -> list[float]:
    """Average precision of each label; 0 for one without a post."""
    true = targets.any(axis=0)
    return [float(average_precision_score(targets[:, i], probabilities[:, i])) if true[i] else 0.0 for i in range(targets.shape[1])]


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    return np.divide(over, under, out=np.zeros(np.shape(over)), where=under > 0)
