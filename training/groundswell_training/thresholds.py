"""From which probability on an emotion counts as present: one threshold a label, and how far to trust dev with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .partitions import FOLDS, fold_of_post
from .tally import GRID, Tally, ratio, tally
from .threshold_rules import Rule, bagged, blended, common, empirical_bayes, expected, observed, pulled, smoothed

# How many posts of a label weigh as much as the expectation; infinity means the expectation alone.
PULLS = (0.0, 25.0, 50.0, 100.0, 200.0, 400.0, 800.0, np.inf)
# What micro-F1 weighs beside macro-F1 when thresholds are set.
MICRO_WEIGHTS = (0.0, 0.25, 0.5, 1.0)
REPEATS = 5  # one partition into folds is too noisy to tell candidates apart
COMPARED_REPEATS = 10
# Macro-F1 that may go for micro-F1: a tenth of macro-F1's sampling noise (sd 0.011 on as many posts).
TOLERANCE = 0.001


@dataclass(frozen=True)
class Choice:
    """What `blended` is called with."""

    pull: float
    micro: float

    @property
    def rule(self) -> Rule:
        return blended(self.pull, self.micro)


CHOICES = tuple(Choice(pull, micro) for micro in MICRO_WEIGHTS for pull in PULLS)


def fit_thresholds(probabilities: np.ndarray, targets: np.ndarray, pull: float, micro: float = 0.0) -> np.ndarray:
    """Thresholds [labels] for a given choice."""
    return GRID[blended(pull, micro)(_counts(probabilities, targets))[0]]


def choose(probabilities: np.ndarray, targets: np.ndarray, seed: int, repeats: int = REPEATS) -> Choice:
    """The choice with the best macro-F1 on posts that did not set the thresholds; of those within `TOLERANCE`, the best micro-F1."""
    partitions = _partitions(probabilities, targets, range(seed * repeats, (seed + 1) * repeats))
    scores = [np.mean([held_out_scores(one.rule, counts) for counts in partitions], axis=0) for one in CHOICES]
    best = max(macro for macro, _ in scores)
    return max((micro, index, CHOICES[index]) for index, (macro, micro) in enumerate(scores) if macro >= best - TOLERANCE)[2]


def compare_thresholds(probabilities: np.ndarray, targets: np.ndarray, seed: int = 0, repeats: int = COMPARED_REPEATS) -> dict:
    """Held-out macro-F1 and micro-F1 of every way to set thresholds, on the same `repeats` partitions of dev.

    `probabilities` are calibrated. Answers {"rules": [{"rule", "macroF1", "microF1", "gain", "gainSd", ...}], "chosen"}:
    `gain` is over one common threshold, and its sd is that of the paired differences over partitions.
    """
    seeds = range(1000 + seed * repeats, 1000 + (seed + 1) * repeats)
    partitions = _partitions(probabilities, targets, seeds)
    scores = {name: np.array([held_out_scores(rule, counts) for counts in partitions]) for name, rule in _compared().items()}
    scores["chosen inside each part"] = np.array([_nested_scores(probabilities, targets, one) for one in seeds])
    base = scores["common"]
    rows = []
    for name, values in scores.items():
        gain = values - base
        rows.append({
            "rule": name,
            "macroF1": float(values[:, 0].mean()), "microF1": float(values[:, 1].mean()),
            "gain": float(gain[:, 0].mean()), "gainSd": float(gain[:, 0].std(ddof=1)),
            "microGain": float(gain[:, 1].mean()), "microGainSd": float(gain[:, 1].std(ddof=1)),
        })
    chosen = choose(probabilities, targets, seed)
    return {"repeats": repeats, "rules": rows, "chosen": {"pull": None if np.isinf(chosen.pull) else chosen.pull, "micro": chosen.micro}}


def held_out_scores(rule: Rule, counts: Tally) -> tuple[float, float]:
    """Macro-F1 and micro-F1 of one partition's posts [folds, ...], each judged by thresholds of the other folds."""
    hits, predicted = counts.at(rule(counts.whole() - counts))
    return _f1(hits, predicted, counts.support)


def _nested_scores(probabilities: np.ndarray, targets: np.ndarray, seed: int) -> tuple[float, float]:
    """As `held_out_scores`, with the choice itself made anew in each training part."""
    part = fold_of_post(len(targets), seed)
    counts = tally(probabilities, targets, part, FOLDS)
    rest = counts.whole() - counts
    index = np.stack([choose(probabilities[part != fold], targets[part != fold], seed, 2).rule(rest)[fold] for fold in range(FOLDS)])
    return _f1(*counts.at(index), counts.support)


def _compared() -> dict[str, Rule]:
    rules: dict[str, Rule] = {
        "common": common, "observed": observed, "expected": expected, "bagged": bagged, "empirical Bayes": empirical_bayes,
        "smoothed 0.02": smoothed(0.02), "smoothed 0.06": smoothed(0.06),
    }
    rules |= {f"pulled {pull:g}": pulled(pull) for pull in PULLS[2:-1]}
    rules |= {f"blended {one.pull:g}, micro {one.micro:g}": one.rule for one in CHOICES if one.pull in (50.0, 100.0, 200.0, 400.0, np.inf)}
    return rules


def _counts(probabilities: np.ndarray, targets: np.ndarray) -> Tally:
    return tally(probabilities, targets, np.zeros(len(targets), dtype=np.int64), 1)


def _partitions(probabilities: np.ndarray, targets: np.ndarray, seeds: range) -> list[Tally]:
    return [tally(probabilities, targets, fold_of_post(len(targets), seed), FOLDS) for seed in seeds]


def _f1(hits: np.ndarray, predicted: np.ndarray, support: np.ndarray) -> tuple[float, float]:
    hits, marked = hits.sum(axis=0), (predicted + support).sum(axis=0)
    return float(ratio(2 * hits, marked).mean()), float(2 * hits.sum() / max(1.0, marked.sum()))
