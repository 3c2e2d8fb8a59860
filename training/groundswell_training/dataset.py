"""Posts and their labels in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError


@dataclass(frozen=True)
class Examples:
    """Texts (as a rule already normalised) and their labels as float32 [examples, labels] of 0 and 1."""

    texts: list[str]
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, other: Examples) -> Examples:
        return Examples(self.texts + other.texts, np.concatenate([self.targets, other.targets]))


def rows_to_keep(train: list[str], dev: list[str]) -> list[int]:
    """Indexes of train without empty and repeated texts, and without texts of dev, on which everything is tuned and reported."""
    seen = {text.casefold() for text in dev} | {""}
    keep = []
    for index, text in enumerate(train):
        key = text.casefold()
        if key not in seen:
            seen.add(key)
            keep.append(index)
    if not keep:
        raise InputError("data.train: no row is left after removing repeats and texts of dev")
    return keep
