"""Counts at every threshold of a grid. They add up, so a training part is the whole less what is held out.

This is what makes repeated cross-validation of thresholds cheap: posts are counted once a partition, never once a candidate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Twice as fine as two digits, so that a threshold between two others is still a point of the grid.
GRID = np.arange(4, 181) / 200


@dataclass(frozen=True)
class Tally:
    """Arrays are [..., labels, thresholds]; `support` and `mass` [..., labels]: true posts, and those that the probabilities expect."""

    hits: np.ndarray
    predicted: np.ndarray
    expected_hits: np.ndarray
    support: np.ndarray
    mass: np.ndarray

    def __sub__(self, other: Tally) -> Tally:
        return Tally(*(a - b for a, b in zip(self._parts(), other._parts(), strict=True)))

    def whole(self) -> Tally:
        """The sum over the first axis, kept as an axis of one."""
        return Tally(*(part.sum(axis=0, keepdims=True) for part in self._parts()))

    def at(self, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Hits and predicted posts [..., labels] at the thresholds GRID[index], index [..., labels]."""
        return tuple(np.take_along_axis(part, index[..., None], axis=-1)[..., 0] for part in (self.hits, self.predicted))

    def _parts(self) -> tuple[np.ndarray, ...]:
        return self.hits, self.predicted, self.expected_hits, self.support, self.mass


def tally(probabilities: np.ndarray, targets: np.ndarray, part: np.ndarray, parts: int) -> Tally:
    """Counts of each part on its own [parts, labels, ...]; `part` [posts] says where a post belongs."""
    labels, bins = targets.shape[1], len(GRID) + 1
    cell = np.searchsorted(GRID, probabilities, side="right")
    cell += np.arange(labels) * bins + part[:, None] * (labels * bins)

    def count(weights: np.ndarray | None) -> np.ndarray:
        flat = np.bincount(cell.ravel(), None if weights is None else weights.ravel(), minlength=parts * labels * bins)
        per_bin = flat.reshape(parts, labels, bins).astype(np.float64)
        return np.cumsum(per_bin[..., ::-1], axis=-1)[..., ::-1]

    hits, predicted, expected = count(targets), count(None), count(probabilities)
    return Tally(hits[..., 1:], predicted[..., 1:], expected[..., 1:], hits[..., 0], expected[..., 0])


def ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    """Elementwise quotient; 0 where there is nothing to divide by."""
    return np.divide(over, under, out=np.zeros(np.broadcast(over, under).shape), where=under > 0)
