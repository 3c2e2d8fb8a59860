"""Read GoEmotions-format files: `text <TAB> comma-separated label ids <TAB> comment id`, no header, no quoting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import InputError
from .labels import LABELS
from .normalise import normalise


@dataclass(frozen=True)
class Examples:
    """Texts (as a rule already normalised) and their labels as float32 [examples, labels] of 0 and 1."""

    texts: list[str]
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, keep: list[int]) -> Examples:
        return Examples([self.texts[i] for i in keep], self.targets[keep])

    def __add__(self, other: Examples) -> Examples:
        return Examples(self.texts + other.texts, np.concatenate([self.targets, other.targets]))


def read_split(path: Path, profile: str) -> Examples:
    """Read and normalise one split. InputError names the file and the row."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    rows = [(number, line.rstrip("\r")) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise InputError(f"{path}: holds no rows")
    texts, targets = [], np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    for index, (number, line) in enumerate(rows):
        columns = line.split("\t")
        if len(columns) < 2:
            raise InputError(f"{path}: row {number}: expected text<TAB>label ids, found {len(columns)} column")
        texts.append(normalise(columns[0], profile))
        targets[index, _label_ids(columns[1], path, number)] = 1.0
    return Examples(texts, targets)


def _label_ids(field: str, path: Path, number: int) -> list[int]:
    ids = []
    for part in field.split(","):
        if not (part.isascii() and part.isdigit() and int(part) < len(LABELS)):
            raise InputError(f"{path}: row {number}: unknown label id {part!r} (0 to {len(LABELS) - 1})")
        ids.append(int(part))
    return ids


def prepare(train: Examples, dev: Examples) -> Examples:
    """Train without repeated texts and without texts of dev, on which everything is tuned and reported."""
    seen = {text.casefold() for text in dev.texts}
    keep = []
    for index, text in enumerate(train.texts):
        key = text.casefold()
        if text and key not in seen:
            seen.add(key)
            keep.append(index)
    if not keep:
        raise InputError("data.train: no row is left after removing repeats and texts of dev")
    return train.take(keep)
