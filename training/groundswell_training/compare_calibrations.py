"""Which calibration keeps its promises on posts it did not see, and whether a richer one than ensemble.json's would pay."""

from __future__ import annotations

import numpy as np

from .calibration_methods import METHODS, SHIPPED, Logits, Method
from .metrics import (
    CONFIDENT, average_precisions, calibration_error, classwise_calibration_error, f1_scores, log_loss, mean_interval, micro_f1,
    post_losses,
)
from .partitions import folds, without
from .thresholds import fit_thresholds

PARTITIONS = 2
PULL = 200.0  # the same thresholding for all: here only calibrations differ


def compare_calibrations(logits: Logits, targets: np.ndarray, members: list[dict], seed: int = 0) -> dict:
    """Held-out figures of every method on the ensemble of `members` (their weights), the same partitions for all.

    Answers {"methods": [{"method", "expressible", "ece", "eceClasswise", "eceConfident", "brier", "nll", "mAP", "macroF1", "microF1",
    "nllGainInterval95"}], "shipped", "clearlyBetter"}: the interval is of the gain in likelihood over the shipped form, over posts
    drawn anew; `clearlyBetter` names the methods for which it lies above 0 and that lose neither macro-F1 nor mAP.
    """
    held_out = {method.name: _held_out(method, logits, targets, members, seed) for method in METHODS}
    base = post_losses(held_out[SHIPPED][0], targets)
    rows = []
    for method in METHODS:
        p, present = held_out[method.name]
        rows.append({
            "method": method.name, "expressible": method.expressible, **_figures(p, present, targets),
            "nllGainInterval95": mean_interval(base - post_losses(p, targets)),
        })
    shipped = next(row for row in rows if row["method"] == SHIPPED)
    better = [
        row["method"] for row in rows
        if row["nllGainInterval95"][0] > 0 and all(row[name] >= shipped[name] for name in ("macroF1", "mAP"))
    ]
    return {"methods": rows, "shipped": SHIPPED, "clearlyBetter": better}


def _held_out(method: Method, logits: Logits, targets: np.ndarray, members: list[dict], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and present emotions [partitions, posts, labels]."""
    p, present = (np.zeros((PARTITIONS, *targets.shape)) for _ in range(2))
    for partition in range(PARTITIONS):
        for out in folds(len(targets), seed * PARTITIONS + partition):
            kept = without(len(targets), out)
            apply = method.learn([values[kept] for values in logits], targets[kept], members)
            thresholds = fit_thresholds(apply([values[kept] for values in logits]), targets[kept], PULL)
            p[partition, out] = apply([values[out] for values in logits])
            present[partition, out] = p[partition, out] >= thresholds
    return p, present


def _figures(p: np.ndarray, present: np.ndarray, targets: np.ndarray) -> dict:
    """Means over partitions."""
    each = [
        {
            "ece": calibration_error(one, targets), "eceClasswise": classwise_calibration_error(one, targets),
            "eceConfident": calibration_error(one, targets, CONFIDENT), "brier": float(((one - targets) ** 2).mean()),
            "nll": log_loss(one, targets), "mAP": float(np.mean(average_precisions(one, targets))),
            "macroF1": float(f1_scores(marked, targets).mean()), "microF1": micro_f1(marked, targets),
        }
        for one, marked in zip(p, present, strict=True)
    ]
    return {name: float(np.mean([figures[name] for figures in each])) for name in each[0]}
