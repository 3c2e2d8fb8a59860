"""Temperatures and biases of ensemble.json by likelihood on dev, each member on its own."""

from __future__ import annotations

import numpy as np

from .ensemble import sigmoid

# The curvature of 80 posts at p = 0.5, or biases that spread by 1 / sqrt(20) = 0.22: labels with few positives hardly move.
BIAS_PENALTY = 20.0
NEWTON_STEPS = 20
LARGEST_STEP = 1.0


def calibrate(logits: np.ndarray, targets: np.ndarray) -> dict:
    """Logits and targets [posts, labels] to {"temperature", "bias"} of ensemble.json."""
    temperature = fit_temperature(logits, targets)
    return {"temperature": temperature, "bias": [float(b) for b in fit_bias(logits / temperature, targets)]}


def fit_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """The divisor of the logits under which dev is most likely, from 0.1 to 10; Newton's method on its inverse, where it is convex."""
    logits = np.asarray(logits, dtype=np.float64)
    scale = 1.0
    for _ in range(NEWTON_STEPS):
        p = sigmoid(logits * scale)
        slope, curvature = ((p - targets) * logits).sum(), (p * (1 - p) * logits**2).sum()
        before, scale = scale, float(np.clip(scale - slope / max(curvature, 1e-9), max(0.1, scale / 2), min(10.0, scale * 2)))
        if abs(scale - before) < 1e-5 * scale:
            break
    return 1.0 / scale


def fit_bias(logits: np.ndarray, targets: np.ndarray, penalty: float = BIAS_PENALTY) -> np.ndarray:
    """Shift of each label's tempered logit [labels], by Newton's method on the penalised likelihood."""
    bias = np.zeros(logits.shape[1])
    for _ in range(NEWTON_STEPS):
        p = sigmoid(logits + bias)
        slope = (p - targets).sum(axis=0) + penalty * bias
        curvature = (p * (1 - p)).sum(axis=0) + penalty
        step = np.clip(slope / curvature, -LARGEST_STEP, LARGEST_STEP)
        bias -= step
        if np.abs(step).max() < 1e-6:
            break
    return bias
