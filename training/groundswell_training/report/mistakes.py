"""The judgements that were surest and wrong: they tell more about a model, and about its data, than any average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..labels import LABELS
from .presentable import is_presentable

MOST = 20


@dataclass(frozen=True)
class Mistake:
    """A post that has (or lacks) `emotion` against a `probability` that said otherwise."""

    text: str
    emotion: str
    probability: float
    true: tuple[str, ...]


def false_positives(texts: Sequence[str], probabilities: np.ndarray, present: np.ndarray, targets: np.ndarray) -> list[Mistake]:
    """Emotions said to be present that the raters did not see, the surest first."""
    wrong = (present > 0) & (targets == 0)
    return _surest(texts, probabilities, targets, wrong, -probabilities)


def false_negatives(texts: Sequence[str], probabilities: np.ndarray, present: np.ndarray, targets: np.ndarray) -> list[Mistake]:
    """Emotions that the raters saw and the model thought least likely. Neutral is left out: missing it is no mistake about a feeling."""
    wrong = (present == 0) & (targets > 0)
    wrong[:, LABELS.index("neutral")] = False
    return _surest(texts, probabilities, targets, wrong, probabilities)


def _surest(texts: Sequence[str], probabilities: np.ndarray, targets: np.ndarray, wrong: np.ndarray, key: np.ndarray) -> list[Mistake]:
    cells = np.argwhere(wrong)
    found: list[Mistake] = []
    shown: set[int] = set()
    for post, label in cells[np.argsort(key[wrong], kind="stable")]:
        if post in shown or not is_presentable(texts[post]):
            continue
        shown.add(post)
        true = tuple(name for name, y in zip(LABELS, targets[post]) if y > 0)
        found.append(Mistake(texts[post], LABELS[label], float(probabilities[post, label]), true))
        if len(found) == MOST:
            break
    return found
