"""Ways to read one threshold a label off the counts; each answers indices into GRID [..., labels].

What was best on the posts at hand is mostly noise where a label is rare. The calibrated probabilities themselves expect some
threshold to be best, and that needs no labels: a rule differs from another in how far it trusts which.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.ndimage import gaussian_filter1d

from .tally import GRID, Tally, ratio

Rule = Callable[[Tally], np.ndarray]
BAGGING_ROUNDS = 100
MICRO_ROUNDS = 2  # micro-F1 enters its own optimum; it hardly moves after the first round


def observed(counts: Tally) -> np.ndarray:
    """The best F1 on the posts at hand; as expected where a label has no post."""
    return np.where(counts.support > 0, _middle_of_best(_f1(counts.hits, counts.predicted, counts.support)), expected(counts))


def expected(counts: Tally) -> np.ndarray:
    """The best F1 that the probabilities expect."""
    return _middle_of_best(_f1(counts.expected_hits, counts.predicted, counts.mass))


def common(counts: Tally) -> np.ndarray:
    """One threshold for all labels: the best macro-F1 on the posts at hand."""
    macro = _f1(counts.hits, counts.predicted, counts.support).mean(axis=-2, keepdims=True)
    return np.broadcast_to(_middle_of_best(macro), counts.support.shape)


def pulled(pull: float) -> Rule:
    """The observed threshold moved towards the expected one, which weighs as much as `pull` posts of the label."""

    def rule(counts: Tally) -> np.ndarray:
        weight = _trust(counts, pull)
        return _nearest(weight * GRID[observed(counts)] + (1 - weight) * GRID[expected(counts)])

    return rule


def blended(pull: float, micro: float = 0.0) -> Rule:
    """The best of the observed and the expected F1 curve in one: counts are mixed and not thresholds.

    `micro` is what the sum of all labels' micro-F1 weighs beside macro-F1 (0: not at all). Macro-F1 is flat near its optimum,
    so a frequent label can give a little of its own F1 for a lot of micro-F1.
    """

    def rule(counts: Tally) -> np.ndarray:
        trust = _trust(counts, pull)
        support = trust * counts.support + (1 - trust) * counts.mass
        hits = trust[..., None] * counts.hits + (1 - trust[..., None]) * counts.expected_hits
        gain = _f1(hits, counts.predicted, support)
        index = _middle_of_best(gain)
        for _ in range(MICRO_ROUNDS if micro > 0 else 0):
            chosen_hits, predicted = (np.take_along_axis(part, index[..., None], -1)[..., 0] for part in (hits, counts.predicted))
            # Micro-F1 is 2 hits / (predicted + support) over all labels; its derivative makes each label's share additive.
            size = (predicted.sum(axis=-1) + support.sum(axis=-1))[..., None, None]
            score = 2 * chosen_hits.sum(axis=-1)[..., None, None] / size
            share = (2 * hits - score * counts.predicted) / size
            index = _middle_of_best(gain / gain.shape[-2] + micro * share)
        return index

    return rule


def smoothed(width: float) -> Rule:
    """The best of the observed F1 curve after a Gaussian of `width` (in probability) has taken out its teeth."""

    def rule(counts: Tally) -> np.ndarray:
        curve = _f1(counts.hits, counts.predicted, counts.support)
        smooth = gaussian_filter1d(curve, width / (GRID[1] - GRID[0]), axis=-1, mode="nearest")
        return np.where(counts.support > 0, np.argmax(smooth, axis=-1), expected(counts))

    return rule


def bagged(counts: Tally) -> np.ndarray:
    """The mean, on the logit scale, of what is best on posts drawn anew."""
    centre, _ = _bagged_logits(counts)
    return np.where(counts.support > 0, _nearest(1 / (1 + np.exp(-centre))), expected(counts))


def empirical_bayes(counts: Tally) -> np.ndarray:
    """The bagged threshold shrunk to the expected one, on the logit scale, by its own variance and the labels' common spread."""
    centre, variance = _bagged_logits(counts)
    prior = _logit(GRID[expected(counts)])
    spread = np.maximum(0.0, ((centre - prior) ** 2 - variance).mean(axis=-1, keepdims=True))
    weight = np.where(counts.support > 0, ratio(spread, spread + variance), 0.0)
    return _nearest(1 / (1 + np.exp(-(weight * centre + (1 - weight) * prior))))


def _bagged_logits(counts: Tally) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance [..., labels] of the observed optimum's logit over Poisson draws of the posts in each step of the grid."""
    random = np.random.default_rng(0)
    true = _per_step(counts.hits)
    false = _per_step(counts.predicted) - true
    missed = counts.support - counts.hits[..., 0]
    draws = []
    for _ in range(BAGGING_ROUNDS):
        hits, wrong = _from_step(random.poisson(true)), _from_step(random.poisson(false))
        support = hits[..., 0] + random.poisson(missed)
        draws.append(_logit(GRID[_middle_of_best(_f1(hits, hits + wrong, support))]))
    return np.mean(draws, axis=0), np.var(draws, axis=0)


def _per_step(at_least: np.ndarray) -> np.ndarray:
    return np.maximum(0.0, at_least - np.concatenate([at_least[..., 1:], np.zeros_like(at_least[..., :1])], axis=-1))


def _from_step(per_step: np.ndarray) -> np.ndarray:
    return np.cumsum(per_step[..., ::-1], axis=-1)[..., ::-1].astype(np.float64)


def _f1(hits: np.ndarray, predicted: np.ndarray, support: np.ndarray) -> np.ndarray:
    return ratio(2 * hits, predicted + support[..., None])


def _middle_of_best(curve: np.ndarray) -> np.ndarray:
    """The middle of the first stretch of equal maxima: its edges are where the next post changes everything."""
    best = curve >= curve.max(axis=-1, keepdims=True) - 1e-12
    first = np.argmax(best, axis=-1)
    after = ~best & (np.arange(curve.shape[-1]) > first[..., None])
    end = np.where(after.any(axis=-1), np.argmax(after, axis=-1), curve.shape[-1])
    return (first + end - 1) // 2


def _trust(counts: Tally, pull: float) -> np.ndarray:
    """What a label's own posts weigh [..., labels], 0..1."""
    return np.zeros(counts.support.shape) if np.isinf(pull) else ratio(counts.support, counts.support + pull)


def _nearest(thresholds: np.ndarray) -> np.ndarray:
    return np.clip(np.rint((thresholds - GRID[0]) / (GRID[1] - GRID[0])), 0, len(GRID) - 1).astype(np.int64)


def _logit(p: np.ndarray) -> np.ndarray:
    return np.log(p) - np.log1p(-p)
