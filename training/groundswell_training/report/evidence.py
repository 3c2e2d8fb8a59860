"""All that a report is made from. Arrays are [posts, labels] in the order of LABELS unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..labels import LABELS
from .token_importance import Importance

Row = Mapping[str, Any]


@dataclass(frozen=True)
class MemberEvidence:
    """One member judged alone, calibrated and tuned like the whole."""

    probabilities: np.ndarray
    present: np.ndarray


@dataclass(frozen=True)
class Evidence:
    """Held-out judgements of every post of one split, and what else is worth telling.

    `probabilities` and `present` come from cross-validation: no post had a part in what was tuned for it. `uncalibrated`
    are the same members' plain sigmoids, averaged. `thresholds` [labels] are the shipped ones, fitted on all posts.
    `graphs` maps a graph (int8, fp32) to its figures, `comparisons` a title to rows, or to a dict of rows and of what was
    concluded from them, that are shown as they are; `experiments` are rows of experiment.json.
    """

    name: str
    version: str
    texts: Sequence[str]
    targets: np.ndarray
    probabilities: np.ndarray
    present: np.ndarray
    uncalibrated: np.ndarray
    thresholds: np.ndarray
    split: str = "dev"
    members: Mapping[str, MemberEvidence] = field(default_factory=dict)
    graphs: Mapping[str, Row] = field(default_factory=dict)
    comparisons: Mapping[str, Sequence[Row] | Mapping[str, Any]] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
    experiments: Sequence[Row] = ()
    importance: Sequence[Importance] = ()

    def __post_init__(self) -> None:
        shape = (len(self.texts), len(LABELS))
        arrays = {"targets": self.targets, "probabilities": self.probabilities, "present": self.present, "uncalibrated": self.uncalibrated}
        for name, member in self.members.items():
            arrays |= {f"members[{name}].probabilities": member.probabilities, f"members[{name}].present": member.present}
        for name, values in arrays.items():
            if values.shape != shape:
                raise ValueError(f"{name}: expected an array of {shape}, found {values.shape}")
        if self.thresholds.shape != (len(LABELS),):
            raise ValueError(f"thresholds: expected {len(LABELS)}, found {self.thresholds.shape}")
