"""Calibration: what is known is recovered, what is honest stays, what is compared is judged on other posts."""

from __future__ import annotations

import json

import numpy as np
import pytest

from groundswell_training.calibrate import calibrate, fit_bias, fit_in_turn, fit_temperature, fit_together
from groundswell_training.calibration_methods import METHODS, SHIPPED, fit_vector, isotonic
from groundswell_training.compare_calibrations import compare_calibrations
from groundswell_training.ensemble import sigmoid
from groundswell_training.metrics import calibration_error, classwise_calibration_error, log_loss


def simulated(posts: int = 2000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are perfectly calibrated, and targets drawn from them."""
    random = np.random.default_rng(seed)
    logits = random.normal(-2.0, 1.5, size=(posts, 28))
    return logits, (random.random(logits.shape) < sigmoid(logits)).astype(np.float32)


@pytest.mark.parametrize("true_temperature", [0.15, 0.45, 1.0, 2.5, 8.0])
def test_temperature_is_recovered(true_temperature):
    logits, targets = simulated()
    assert fit_temperature(logits * true_temperature, targets) == pytest.approx(true_temperature, rel=0.05)


def test_temperature_is_the_most_likely_one():
    logits, targets = simulated(seed=3)
    logits = 1.7 * logits - 0.4
    best = fit_temperature(logits, targets)
    assert all(log_loss(sigmoid(logits / best), targets) <= log_loss(sigmoid(logits / (best * factor)), targets) for factor in (0.97, 1.03))


def test_temperature_stays_in_its_bounds_when_logits_say_nothing():
    targets = simulated(200)[1]
    assert fit_temperature(np.zeros((200, 28)), targets) == 1.0
    assert 0.1 <= fit_temperature(np.random.default_rng(0).normal(size=(200, 28)), targets) <= 10.0


def test_bias_is_recovered_where_there_is_evidence():
    logits, targets = simulated(20_000)
    shifted = logits.copy()
    shifted[:, 3] += 1.0
    fitted = calibrate(shifted, targets)
    assert fitted["bias"][3] == pytest.approx(-1.0, abs=0.15) and abs(fitted["bias"][4]) < 0.15


def test_together_they_are_likelier_than_in_turn():
    logits, targets = simulated(seed=5)
    shifted = 1.5 * logits + np.linspace(-2, 2, 28)

    def loss(temperature, bias):
        return log_loss(sigmoid(shifted / temperature + bias), targets)

    together = fit_together(shifted, targets)
    assert together[0] == pytest.approx(1.5, rel=0.05)
    assert loss(*together) < loss(*fit_in_turn(shifted, targets))
    assert all(loss(together[0] * factor, together[1]) > loss(*together) for factor in (0.97, 1.03))


def test_bias_hardly_moves_without_evidence_and_less_under_a_stronger_penalty():
    logits, targets = simulated(300)
    logits[:, 0] = -6.0
    targets[:, 0] = 0
    assert abs(fit_bias(logits, targets)[0]) < 0.1
    loose, tight = (np.abs(fit_bias(logits - 0.5, targets, penalty)).sum() for penalty in (1.0, 100.0))
    assert tight < loose


def test_vector_scaling_recovers_scale_and_shift():
    logits, targets = simulated(20_000)
    scale, bias = fit_vector(logits * 2 + 0.6, targets)
    np.testing.assert_allclose(scale, 0.5, atol=0.06)
    np.testing.assert_allclose(bias, -0.3, atol=0.15)


def test_isotonic_rises_and_leaves_rare_labels_to_the_shipped_form():
    logits, targets = simulated()
    targets[:, 5] = 0
    targets[:3, 5] = 1
    curve = isotonic(logits, targets)
    ladder = np.repeat(np.linspace(-8, 5, 200)[:, None], 28, axis=1)
    p = curve(ladder)
    assert np.all(np.diff(p, axis=0) >= 0) and np.all((p >= 0) & (p <= 1))
    assert len(np.unique(p[:, 5])) == 200, "a smooth curve, not steps"


def test_calibration_errors_are_small_for_honest_probabilities():
    logits, targets = simulated(20_000)
    p = sigmoid(logits)
    assert calibration_error(p, targets) < 0.004 and calibration_error(p, targets, 0.1) < 0.01
    assert calibration_error(p, targets) <= classwise_calibration_error(p, targets) < 0.02


def test_comparison_sees_what_helps():
    logits, targets = simulated(1500)
    answer = compare_calibrations([3 * logits, logits + 1], targets, [{"weight": 0.5}, {"weight": 0.5}])
    rows = {row["method"]: row for row in answer["methods"]}
    assert list(rows) == [method.name for method in METHODS]
    assert rows[SHIPPED]["nll"] < rows["none"]["nll"] and rows[SHIPPED]["ece"] < rows["none"]["ece"]
    assert rows["none"]["nllGainInterval95"][1] < 0 and "none" not in answer["clearlyBetter"] and SHIPPED not in answer["clearlyBetter"]
    json.dumps(answer)
