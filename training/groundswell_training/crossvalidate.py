"""The honest figure: calibration, pull and thresholds are all fitted without the posts they are judged on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibrate import calibrate
from .ensemble import combine
from .thresholds import choose_pull, fit_thresholds, folds

SEED = 0


@dataclass(frozen=True)
class Fit:
    """Calibrated members as in ensemble.json, and thresholds [labels]."""

    members: list[dict]
    thresholds: np.ndarray
    pull: float

    def apply(self, logits: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Logits of each member to probabilities and present emotions, both [posts, labels]."""
        probabilities = combine(logits, self.members)
        return probabilities, (probabilities >= self.thresholds).astype(np.float64)


def fit(logits: list[np.ndarray], targets: np.ndarray, members: list[dict], seed: int = SEED) -> Fit:
    """Fit everything that is tuned after training; `members` hold path and weight, `logits` are theirs in that order."""
    calibrated = [{**m, **calibrate(values, targets)} for m, values in zip(members, logits, strict=True)]
    probabilities = combine(logits, calibrated)
    pull = choose_pull(probabilities, targets, seed)
    return Fit(calibrated, fit_thresholds(probabilities, targets, pull), pull)


def cross_validate(logits: list[np.ndarray], targets: np.ndarray, members: list[dict], seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Held-out probabilities and present emotions of every post, both [posts, labels]."""
    probabilities, present = np.zeros_like(targets, dtype=np.float64), np.zeros_like(targets, dtype=np.float64)
    everything = np.arange(len(targets))
    for held_out in folds(len(targets), seed + 1):
        kept = np.setdiff1d(everything, held_out)
        fitted = fit([values[kept] for values in logits], targets[kept], members, seed)
        probabilities[held_out], present[held_out] = fitted.apply([values[held_out] for values in logits])
    return probabilities, present
