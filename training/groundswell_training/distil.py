"""Soft targets: what the averaged, calibrated teachers believe of each training post, mixed with its labels."""

from __future__ import annotations

import numpy as np

from .calibrate import calibrate
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
    calibrated = [
        {"weight": teacher.weight / whole, **calibrate(values, dev.targets)} for teacher, values in zip(teachers, dev_logits, strict=True)
    ]
    soft = combine(logits, calibrated)
    return Examples(examples.texts, ((1.0 - share) * examples.targets + share * soft).astype(np.float32))
