"""From which probability on an emotion counts as present: one threshold a label.

The threshold that was best on dev is mostly noise where a label has few posts. So each is pulled towards the one that
the calibrated probabilities themselves expect to be best, which needs no labels at all. (One common threshold as the
target is worse: rare labels never get probabilities that high.) How strong the pull is, is cross-validated.
"""

from __future__ import annotations

import numpy as np

from .metrics import f1_scores

GRID = np.arange(0.02, 0.91, 0.01)
# How many posts of a label weigh as much as the expectation; infinity means the expectation alone.
PULLS = (0.0, 25.0, 50.0, 100.0, 200.0, 400.0, np.inf)
FOLDS = 5
REPEATS = 3  # one partition into folds is too noisy to tell pulls apart


def fit_thresholds(probabilities: np.ndarray, targets: np.ndarray, pull: float) -> np.ndarray:
    """Thresholds [labels] for a given pull."""
    return _pulled(*_candidates(probabilities, targets), targets.sum(axis=0), pull)


def choose_pull(probabilities: np.ndarray, targets: np.ndarray, seed: int) -> float:
    """The pull with the best macro-F1 on posts that did not set the thresholds; the strongest of equals."""
    scores = np.zeros(len(PULLS))
    for repeat in range(REPEATS):
        present = np.zeros((len(PULLS), *targets.shape))
        for held_out in folds(len(targets), seed * REPEATS + repeat):
            kept = np.setdiff1d(np.arange(len(targets)), held_out)
            candidates, support = _candidates(probabilities[kept], targets[kept]), targets[kept].sum(axis=0)
            for index, pull in enumerate(PULLS):
                present[index, held_out] = probabilities[held_out] >= _pulled(*candidates, support, pull)
        scores += [f1_scores(one, targets).mean() for one in present]
    return max(zip(scores, PULLS))[1]


def folds(posts: int, seed: int) -> list[np.ndarray]:
    """Disjoint random index arrays that together hold every post."""
    return np.array_split(np.random.default_rng(seed).permutation(posts), FOLDS)


def _candidates(probabilities: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Thresholds [labels] of the best F1 as observed on `targets`, and as the probabilities themselves expect it."""
    observed, expected = [], []
    mass = probabilities.sum(axis=0)
    for threshold in GRID:
        present = probabilities >= threshold
        observed.append(f1_scores(present, targets))
        expected.append(2 * (probabilities * present).sum(axis=0) / (present.sum(axis=0) + mass))
    return GRID[np.argmax(observed, axis=0)], GRID[np.argmax(expected, axis=0)]


def _pulled(observed: np.ndarray, expected: np.ndarray, support: np.ndarray, pull: float) -> np.ndarray:
    """Each label's observed threshold moved towards the expected one by the weight of its `support` [labels] posts."""
    if np.isinf(pull):
        return expected
    weight = np.divide(support, support + pull, out=np.zeros(len(support)), where=support > 0)
    return weight * observed + (1 - weight) * expected
