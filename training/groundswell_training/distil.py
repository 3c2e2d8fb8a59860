"""Soft targets: what the averaged, calibrated teachers believe of each training post, mixed with its labels."""

from __future__ import annotations

import numpy as np

from .calibrate import fit_in_turn
from .config import MemberConfig
from .dataset import Examples
from .ensemble import combine


def soften(
    examples: Examples, share: float, teachers: tuple[MemberConfig, ...], logits: list[np.ndarray], dev_logits: list[np.ndarray], dev: Examples,
) -> Examples:
    """`examples` with targets (1 - share) x label + share x probability.

    `logits` [examples, labels] are of each teacher; `dev_logits` [dev posts, labels] of the same only calibrate them.
    """
    whole = sum(teacher.weight for teacher in teachers)
    calibrated = []
    for teacher, values in zip(teachers, dev_logits, strict=True):
        temperature, bias = fit_in_turn(values, dev.targets)
        calibrated.append({"weight": teacher.weight / whole, "temperature": temperature, "bias": [float(b) for b in bias]})
    soft = combine(logits, calibrated)
    return Examples(examples.texts, ((1.0 - share) * examples.targets + share * soft).astype(np.float32))
