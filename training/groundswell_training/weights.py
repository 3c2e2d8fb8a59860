"""What each member weighs: the configuration's word (the prior), unless a search is clearly better on posts it did not see."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from .calibrate import calibrate
from .ensemble import sigmoid
from .metrics import average_precisions, f1_scores, log_loss, mean_interval, micro_f1, post_losses, resampled_macro_f1
from .partitions import folds, without
from .thresholds import fit_thresholds

STEP = 0.05
PARTITIONS = 2
PULL, MICRO = 200.0, 0.0  # the same thresholding for all: here only weights differ
PRIOR = "prior"
LOGIT_SPACE = "priorInLogitSpace"

Score = Callable[[np.ndarray, np.ndarray], float]
SEARCHES: dict[str, Score] = {
    "nll": lambda p, y: -log_loss(p, y),
    "macroF1": lambda p, y: float(f1_scores(p >= fit_thresholds(p, y, np.inf), y).mean()),
}


def simplex(members: int, step: float = STEP) -> np.ndarray:
    """All weights [n, members] on the grid that sum to 1; none is 0, for a member that weighs nothing need not be served."""
    parts = round(1 / step)
    rows = [(*row, parts - sum(row)) for row in product(range(1, parts), repeat=members - 1) if sum(row) < parts]
    return np.array(rows) / parts


def search_weights(probabilities: list[np.ndarray], targets: np.ndarray, prior: list[float], search: str) -> list[float]:
    """The weights that `search` (a key of SEARCHES) likes best for calibrated members; down the grid from the nearest to the prior.

    A step moves weight from one member to another, first much and then little, so that three members need some 40 trials and not 171.
    """
    score = SEARCHES[search]
    grid = simplex(len(prior))
    unit = np.rint(grid[np.argmin(((grid - prior) ** 2).sum(axis=1))] / STEP).astype(int)
    best = score(_mixed(probabilities, unit * STEP), targets)
    for size in (4, 2, 1):
        improved = True
        while improved:
            improved = False
            for giver, taker in product(range(len(prior)), repeat=2):
                trial = unit.copy()
                trial[giver] -= size
                trial[taker] += size
                if giver == taker or trial[giver] < 1:
                    continue
                value = score(_mixed(probabilities, trial * STEP), targets)
                if value > best + 1e-9:
                    best, unit, improved = value, trial, True
    return [round(float(w), 6) for w in unit * STEP]


def choose_weights(logits: list[np.ndarray], targets: np.ndarray, members: list[dict], seed: int = 0) -> dict:
    """Compare the members' own weights with every search, all refitted inside each training part.

    Answers {"chosen", "weights", "compared": [{"weights", "macroF1", "microF1", "nll", "mAP", "gainInterval95",
    "nllGainInterval95"}]}. A search is chosen
    only when the paired bootstrap's 95 % interval of its held-out gain in macro-F1 lies above 0.
    """
    prior = [m["weight"] for m in members]
    names = [PRIOR, LOGIT_SPACE, *SEARCHES] if len(members) > 1 else [PRIOR]
    p = {name: np.zeros((PARTITIONS, *targets.shape)) for name in names}
    present = {name: np.zeros((PARTITIONS, *targets.shape)) for name in names}
    for partition in range(PARTITIONS):
        for held_out in folds(len(targets), seed * PARTITIONS + partition):
            kept = without(len(targets), held_out)
            parts = _calibrated(logits, targets, kept)
            for name in names:
                mix = _mixture(name, parts, targets, kept, prior)
                thresholds = fit_thresholds(mix[kept], targets[kept], PULL, MICRO)
                p[name][partition, held_out] = mix[held_out]
                present[name][partition, held_out] = mix[held_out] >= thresholds
    draws = {name: np.mean([resampled_macro_f1(one, targets, seed) for one in present[name]], axis=0) for name in names}
    losses = {name: post_losses(p[name], targets) for name in names}
    rows = [_row(name, p[name], present[name], targets, draws[name] - draws[PRIOR], losses[PRIOR] - losses[name]) for name in names]
    winners = [row for row in rows if row["weights"] in SEARCHES and row["gainInterval95"][0] > 0]
    chosen = max(winners, key=lambda row: row["macroF1"])["weights"] if winners else PRIOR
    return {"chosen": chosen, "weights": weights_by(chosen, logits, targets, prior), "compared": rows}


def weights_by(how: str, logits: list[np.ndarray], targets: np.ndarray, prior: list[float]) -> list[float]:
    """The prior, or what the named search finds on these posts."""
    if how == PRIOR or len(prior) == 1:
        return list(prior)
    everything = np.arange(len(targets))
    return search_weights([sigmoid(z) for z in _calibrated(logits, targets, everything)], targets, prior, how)


def _calibrated(logits: list[np.ndarray], targets: np.ndarray, kept: np.ndarray) -> list[np.ndarray]:
    """Calibrated logits of all posts, by calibrations that saw the kept ones; a member's calibration knows no weight."""
    fitted = [calibrate(values[kept], targets[kept]) for values in logits]
    return [values / one["temperature"] + np.asarray(one["bias"]) for values, one in zip(logits, fitted, strict=True)]


def _mixture(name: str, parts: list[np.ndarray], targets: np.ndarray, kept: np.ndarray, prior: list[float]) -> np.ndarray:
    if name == LOGIT_SPACE:
        return sigmoid(_mixed(parts, np.array(prior)))
    probabilities = [sigmoid(z) for z in parts]
    weights = prior if name == PRIOR else search_weights([one[kept] for one in probabilities], targets[kept], prior, name)
    return _mixed(probabilities, np.array(weights))


def _mixed(values: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    return sum(weight * one for weight, one in zip(weights, values, strict=True))


def _row(name: str, p: np.ndarray, present: np.ndarray, targets: np.ndarray, gain: np.ndarray, nll_gain: np.ndarray) -> dict:
    return {
        "weights": name,
        "macroF1": float(np.mean([f1_scores(one, targets).mean() for one in present])),
        "microF1": float(np.mean([micro_f1(one, targets) for one in present])),
        "nll": float(np.mean([log_loss(one, targets) for one in p])),
        "mAP": float(np.mean([np.mean(average_precisions(one, targets)) for one in p])),
        "gainInterval95": [float(x) for x in np.quantile(gain, (0.025, 0.975))],
        "nllGainInterval95": mean_interval(nll_gain),
    }
