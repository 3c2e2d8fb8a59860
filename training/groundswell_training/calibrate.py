"""One temperature a member, then one small bias a label, both by likelihood on dev."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from .ensemble import sigmoid
from .metrics import log_loss

# A bias is worth as much evidence as about this many posts at p = 0.5: labels with few positives hardly move.
BIAS_PENALTY = 5.0
NEWTON_STEPS = 20


def calibrate(logits: np.ndarray, targets: np.ndarray) -> dict:
    """Logits and targets [posts, labels] to {"temperature", "bias"} of ensemble.json."""
    temperature = fit_temperature(logits, targets)
    return {"temperature": temperature, "bias": [float(b) for b in fit_bias(logits / temperature, targets)]}


def fit_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """The divisor of the logits under which dev is most likely; searched on a log scale from 0.1 to 10."""

    def loss(log_temperature: float) -> float:
        return log_loss(sigmoid(logits / np.exp(log_temperature)), targets)

    return float(np.exp(minimize_scalar(loss, bounds=(np.log(0.1), np.log(10.0)), method="bounded").x))


def fit_bias(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Shift of each label's tempered logit [labels], by Newton's method on the penalised likelihood."""
    bias = np.zeros(logits.shape[1])
    for _ in range(NEWTON_STEPS):
        p = sigmoid(logits + bias)
        slope = (p - targets).sum(axis=0) + BIAS_PENALTY * bias
        curvature = (p * (1 - p)).sum(axis=0) + BIAS_PENALTY
        bias -= slope / curvature
    return bias
