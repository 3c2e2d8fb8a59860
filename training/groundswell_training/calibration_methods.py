"""Calibrations to compare. A method learns from members' logits and targets and answers a function from logits to probabilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import IsotonicRegression

from .calibrate import BIAS_PENALTY, NEWTON_STEPS, fit_in_turn, fit_temperature, fit_together
from .ensemble import sigmoid

Logits = list[np.ndarray]
Calibrated = Callable[[Logits], np.ndarray]
Learn = Callable[[Logits, np.ndarray, list[dict]], Calibrated]
Curve = Callable[[np.ndarray], np.ndarray]
OneMember = Callable[[np.ndarray, np.ndarray], Curve]
# Below this many posts an isotonic curve is a few steps of noise; the label keeps its temperature.
ISOTONIC_SUPPORT = 50
SCALE_PENALTY = 25.0


@dataclass(frozen=True)
class Method:
    """`expressible`: whether ensemble.json (a temperature a member, a bias a member and label) can hold the result."""

    name: str
    expressible: bool
    learn: Learn


def _per_member(one: OneMember) -> Learn:
    """Each member on its own, then the weighted mean."""

    def learn(logits: Logits, targets: np.ndarray, members: list[dict]) -> Calibrated:
        curves = [one(values, targets) for values in logits]

        def apply(given: Logits) -> np.ndarray:
            return sum(m["weight"] * curve(values) for m, curve, values in zip(members, curves, given, strict=True))

        return apply

    return learn


def none(_logits: np.ndarray, _targets: np.ndarray) -> Curve:
    """The model's own probabilities."""
    return sigmoid


def temperature(logits: np.ndarray, targets: np.ndarray) -> Curve:
    """One scale for all labels."""
    fitted = fit_temperature(logits, targets)
    return lambda values: sigmoid(values / fitted)


def biased(penalty: float) -> OneMember:
    """One scale, and with it a shift a label that `penalty` holds near zero."""

    def one(logits: np.ndarray, targets: np.ndarray) -> Curve:
        fitted, bias = fit_together(logits, targets, penalty)
        return lambda values: sigmoid(values / fitted + bias)

    return one


def in_turn(logits: np.ndarray, targets: np.ndarray) -> Curve:
    """The scale alone, then the shifts."""
    fitted, bias = fit_in_turn(logits, targets)
    return lambda values: sigmoid(values / fitted + bias)


def vector(logits: np.ndarray, targets: np.ndarray) -> Curve:
    """A scale and a shift a label, held near the common temperature and zero."""
    fitted = fit_temperature(logits, targets)
    scale, bias = fit_vector(logits / fitted, targets)
    return lambda values: sigmoid(values / fitted * scale + bias)


def fit_vector(logits: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale and shift [labels] of tempered logits by Newton's method, two unknowns a label, both penalised."""
    scale, bias = np.ones(logits.shape[1]), np.zeros(logits.shape[1])
    for _ in range(NEWTON_STEPS):
        p = sigmoid(logits * scale + bias)
        residual, variance = p - targets, p * (1 - p)
        slope = np.stack([(residual * logits).sum(axis=0) + SCALE_PENALTY * (scale - 1), residual.sum(axis=0) + BIAS_PENALTY * bias])
        mixed = (variance * logits).sum(axis=0)
        on_scale = (variance * logits**2).sum(axis=0) + SCALE_PENALTY
        on_bias = variance.sum(axis=0) + BIAS_PENALTY
        determinant = on_scale * on_bias - mixed**2
        step = np.stack([on_bias * slope[0] - mixed * slope[1], on_scale * slope[1] - mixed * slope[0]]) / determinant
        step = np.clip(step, -0.5, 0.5)
        scale, bias = scale - step[0], bias - step[1]
        if np.abs(step).max() < 1e-6:
            break
    return scale, bias


def isotonic(logits: np.ndarray, targets: np.ndarray) -> Curve:
    """Any rising curve a label; the shipped form where a label has too few posts for one."""
    fallback = biased(BIAS_PENALTY)(logits, targets)
    curves = {
        label: IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(logits[:, label], targets[:, label])
        for label in np.flatnonzero(targets.sum(axis=0) >= ISOTONIC_SUPPORT)
    }

    def apply(values: np.ndarray) -> np.ndarray:
        p = fallback(values)
        for label, curve in curves.items():
            p[:, label] = curve.predict(values[:, label])
        return p

    return apply


SHIPPED = "temperatureBias"
METHODS = (
    Method("none", True, _per_member(none)),
    Method("temperature", True, _per_member(temperature)),
    Method(SHIPPED, True, _per_member(biased(BIAS_PENALTY))),
    Method("temperatureThenBias", True, _per_member(in_turn)),
    Method("temperatureBiasLoose", True, _per_member(biased(BIAS_PENALTY / 4))),
    Method("temperatureBiasTight", True, _per_member(biased(BIAS_PENALTY * 4))),
    Method("vector", False, _per_member(vector)),
    Method("isotonic", False, _per_member(isotonic)),
)
