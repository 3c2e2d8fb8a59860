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
    temperature, bias = fit_together(logits, targets)
    return {"temperature": temperature, "bias": [float(b) for b in bias]}


def fit_in_turn(logits: np.ndarray, targets: np.ndarray, penalty: float = BIAS_PENALTY) -> tuple[float, np.ndarray]:
    """The temperature that suits logits without biases, then biases [labels] for it."""
    temperature = fit_temperature(logits, targets)
    return temperature, fit_bias(logits / temperature, targets, penalty)


def fit_together(logits: np.ndarray, targets: np.ndarray, penalty: float = BIAS_PENALTY) -> tuple[float, np.ndarray]:
    """Temperature and biases [labels] that are best with each other, by Newton's method from where `fit_in_turn` ends.

    A temperature on its own must also make up for labels whose level is off, and comes out too low: sure posts get
    probabilities that are too high.
    """
    logits = np.asarray(logits, dtype=np.float64)
    temperature, bias = fit_in_turn(logits, targets, penalty)
    scale, bias = 1.0 / temperature, bias.copy()
    for _ in range(NEWTON_STEPS):
        p = sigmoid(logits * scale + bias)
        residual, variance = p - targets, p * (1 - p)
        on_bias, mixed = variance.sum(axis=0) + penalty, (variance * logits).sum(axis=0)
        bias_slope = residual.sum(axis=0) + penalty * bias
        # The one scale is solved for first, with each label's own bias taken out of its equation.
        on_scale = (variance * logits**2).sum() - (mixed**2 / on_bias).sum()
        step = -((residual * logits).sum() - (mixed * bias_slope / on_bias).sum()) / max(on_scale, 1e-9)
        before, scale = scale, float(np.clip(scale + step, max(0.1, scale / 2), min(10.0, scale * 2)))
        bias += np.clip(-(bias_slope + mixed * (scale - before)) / on_bias, -LARGEST_STEP, LARGEST_STEP)
        if abs(scale - before) < 1e-5 * scale:
            break
    return 1.0 / scale, bias


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
