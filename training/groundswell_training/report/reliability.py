"""Do stated probabilities come true? Bins for reliability curves, and the errors that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..metrics import BINS, calibration_error
from .bootstrap import NORMAL_95

EQUAL_STEPS = np.linspace(0.0, 1.0, BINS + 1)
# Nearly all cells lie below 0.1, where equal steps see a single bin: these are equal in ratio.
EQUAL_RATIOS = np.geomspace(1e-3, 1.0, 16)


@dataclass(frozen=True)
class Curve:
    """Of each bin that holds enough cells: mean stated probability, share that came true with its 95 % interval, number of cells."""

    stated: np.ndarray
    observed: np.ndarray
    low: np.ndarray
    high: np.ndarray
    cells: np.ndarray


def curve(probabilities: np.ndarray, targets: np.ndarray, edges: np.ndarray = EQUAL_STEPS, floor: float = 0.0, fewest: int = 1) -> Curve:
    """The reliability curve of all cells with p >= `floor` and within `edges`; the arrays may have any one shape."""
    kept = (probabilities >= max(floor, edges[0])) & (probabilities <= edges[-1])
    p, y = probabilities[kept], targets[kept]
    bins = len(edges) - 1
    index = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, bins - 1)
    cells = np.bincount(index, minlength=bins)
    filled = cells >= fewest
    n = cells[filled]
    observed = np.bincount(index, weights=y, minlength=bins)[filled] / n
    low, high = _wilson(observed, n)
    return Curve(np.bincount(index, weights=p, minlength=bins)[filled] / n, observed, low, high, n)


def classwise_errors(probabilities: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Expected calibration error of each label [labels], on its own cells."""
    return np.array([calibration_error(probabilities[:, i], targets[:, i]) for i in range(targets.shape[1])])


def _wilson(share: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's 95 % interval of a share out of `n`: it stays within 0 and 1."""
    z2 = NORMAL_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = NORMAL_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return middle - reach, middle + reach
