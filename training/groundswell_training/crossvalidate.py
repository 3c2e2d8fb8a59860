"""The honest figure: calibration, weights if searched, and thresholds are all fitted without the posts they are judged on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibrate import calibrate
from .ensemble import combine
from .metrics import resampled_macro_f1, summary
from .partitions import folds, without
from .thresholds import choose, fit_thresholds
from .weights import PRIOR, weights_by

SEED = 0
PARTITIONS = 5


@dataclass(frozen=True)
class Fit:
    """Calibrated members as in ensemble.json, thresholds [labels], and what set them: `pull` and `micro` of the threshold rule."""

    members: list[dict]
    thresholds: np.ndarray
    pull: float
    micro: float

    def apply(self, logits: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Logits of each member to probabilities and present emotions, both [posts, labels]."""
        probabilities = combine(logits, self.members)
        return probabilities, (probabilities >= self.thresholds).astype(np.float64)


def fit(logits: list[np.ndarray], targets: np.ndarray, members: list[dict], seed: int = SEED, weighting: str = PRIOR) -> Fit:
    """Fit everything that is tuned after training; `members` hold path and weight, `logits` are theirs in that order.

    `weighting` is what `choose_weights` answered as "chosen": with a search, the weights are searched anew on these posts.
    """
    weights = weights_by(weighting, logits, targets, [m["weight"] for m in members])
    calibrated = [{**m, "weight": w, **calibrate(values, targets)} for m, w, values in zip(members, weights, logits, strict=True)]
    probabilities = combine(logits, calibrated)
    choice = choose(probabilities, targets, seed)
    return Fit(calibrated, fit_thresholds(probabilities, targets, choice.pull, choice.micro), choice.pull, choice.micro)


def cross_validate(
    logits: list[np.ndarray], targets: np.ndarray, members: list[dict], seed: int = SEED, weighting: str = PRIOR
) -> tuple[np.ndarray, np.ndarray]:
    """Held-out probabilities and present emotions of every post, both [posts, labels], of the partition that `seed` names."""
    probabilities, present = (np.zeros(targets.shape) for _ in range(2))
    for held_out in folds(len(targets), seed + 1):
        kept = without(len(targets), held_out)
        fitted = fit([values[kept] for values in logits], targets[kept], members, seed, weighting)
        probabilities[held_out], present[held_out] = fitted.apply([values[held_out] for values in logits])
    return probabilities, present


@dataclass(frozen=True)
class CrossValidation:
    """Held-out probabilities and present emotions of every post [partitions, posts, labels]."""

    probabilities: np.ndarray
    present: np.ndarray
    targets: np.ndarray

    def figures(self) -> dict:
        """`summary` averaged over the partitions: which posts went together is luck, and no figure should rest on it."""
        return _mean([summary(p, marked, self.targets) for p, marked in zip(self.probabilities, self.present, strict=True)])

    def macro_f1_spread(self) -> float:
        """Standard deviation of macro-F1 over the partitions: how far a single one can mislead."""
        scores = [summary(p, marked, self.targets)["macroF1"] for p, marked in zip(self.probabilities, self.present, strict=True)]
        return float(np.std(scores, ddof=1)) if len(scores) > 1 else 0.0

    def interval(self) -> tuple[float, float]:
        """95 % bootstrap interval over posts of macro-F1's mean over partitions."""
        low, high = np.quantile(np.mean([resampled_macro_f1(one, self.targets) for one in self.present], axis=0), (0.025, 0.975))
        return float(low), float(high)


def cross_validate_repeatedly(
    logits: list[np.ndarray], targets: np.ndarray, members: list[dict], partitions: int = PARTITIONS, weighting: str = PRIOR
) -> CrossValidation:
    """`cross_validate` over several partitions."""
    runs = [cross_validate(logits, targets, members, SEED + number, weighting) for number in range(partitions)]
    return CrossValidation(np.stack([p for p, _ in runs]), np.stack([marked for _, marked in runs]), targets)


def _mean(values: list):
    """Mean of equal-shaped dictionaries of numbers, whatever their depth; whole numbers that agree stay whole."""
    first = values[0]
    if isinstance(first, dict):
        return {key: _mean([one[key] for one in values]) for key in first}
    return first if all(one == first for one in values) else float(np.mean(values))
