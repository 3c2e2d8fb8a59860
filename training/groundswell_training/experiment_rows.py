"""Read what experiments left behind, and judge each against the baseline on the same posts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError
from .metrics import f1_scores
from .report.bootstrap import f1_samples, interval

Row = dict[str, Any]
NEEDED = ("name", "question", "command", "macroF1")


@dataclass(frozen=True)
class Predictions:
    """`present` and `targets` [posts, labels] of an experiment on dev."""

    present: np.ndarray
    targets: np.ndarray

    @cached_property
    def macro_f1(self) -> float:
        return float(f1_scores(self.present, self.targets).mean())

    @cached_property
    def samples(self) -> np.ndarray:
        """Macro-F1 [rounds] over resampled posts; the same draws for every experiment of as many posts."""
        return f1_samples(self.present, self.targets)[0].mean(axis=1)

    def against(self, other: Predictions) -> Row:
        """By how much this is ahead of `other`, with the paired 95 % interval; nothing where the posts differ."""
        if self.targets.shape != other.targets.shape or not np.array_equal(self.targets, other.targets):
            return {}
        difference = self.macro_f1 - other.macro_f1
        low, high = interval(self.samples - other.samples, difference)
        return {"difference": difference, "low": low, "high": high}


def gather(runs: Path, baseline: str | None = None) -> list[Row]:
    """Rows of every experiment.json below `runs`, by name, the baseline first.

    Where predictions.npz lies beside, a row gets `macroF1Interval`, and `difference`, `low`, `high` against the row named `baseline`.
    InputError names the file that is wrong.
    """
    found: dict[str, tuple[Row, Predictions | None]] = {}
    for path in sorted(runs.rglob("experiment.json")):
        for row in read_rows(path):
            if row["name"] in found:
                raise InputError(f"{path}: there is another experiment named {row['name']!r}")
            found[row["name"]] = row, read_predictions(path.parent)
    base = found[baseline][1] if baseline in found else None
    rows = []
    for name, (row, predictions) in found.items():
        if predictions:
            row = row | {"macroF1Interval": list(interval(predictions.samples, predictions.macro_f1))}
        if predictions and base and name != baseline:
            row = row | predictions.against(base) | {"against": baseline}
        rows.append(row)
    return sorted(rows, key=lambda row: (row["name"] != baseline, row["name"]))


def read_rows(path: Path) -> list[Row]:
    """One row, or a list of them. InputError names the file and the key."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error
    rows = content if isinstance(content, list) else [content]
    for index, row in enumerate(rows):
        missing = NEEDED if not isinstance(row, dict) else [key for key in NEEDED if key not in row]
        if missing:
            raise InputError(f"{path}: row {index + 1}: {missing[0]} is missing")
    return rows


def read_predictions(folder: Path) -> Predictions | None:
    """predictions.npz of a folder, if it is there. InputError when it is broken."""
    path = folder / "predictions.npz"
    if not path.is_file():
        return None
    try:
        with np.load(path) as arrays:
            found = Predictions(arrays["present"].astype(np.float64), arrays["targets"].astype(np.float64))
    except Exception as error:  # numpy raises anything between KeyError and BadZipFile here
        raise InputError(f"{path}: is broken ({type(error).__name__})") from error
    if found.present.ndim != 2 or found.present.shape != found.targets.shape:
        raise InputError(f"{path}: present and targets must have the same shape [posts, labels]")
    return found


def whole_sets(rows: Iterable[Row]) -> list[Row]:
    """Without the rows that are about one kind of posts only."""
    return [row for row in rows if row.get("kind", "all") == "all"]
