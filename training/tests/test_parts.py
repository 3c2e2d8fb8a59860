"""The small parts: data, augmentation, batches, losses, calibration, thresholds, metrics."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score

from groundswell_training.augment import COPIES_OF_ONE_POST, augmented_copies
from groundswell_training.batches import bucketed, length_sorted, pad
from groundswell_training.calibrate import calibrate, fit_temperature
from groundswell_training.crossvalidate import cross_validate, fit
from groundswell_training.dataset import Examples, prepare, read_split
from groundswell_training.ensemble import combine, sigmoid, write_ensemble
from groundswell_training.losses import bce, focal, positive_weights
from groundswell_training.metrics import calibration_error, f1_scores, summary
from groundswell_training.thresholds import fit_thresholds
from groundswell_training.train import warm_cosine


def examples(*texts: str) -> Examples:
    return Examples(list(texts), np.eye(28, dtype=np.float32)[: len(texts)])


def simulated(posts: int = 2000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are perfectly calibrated, and targets drawn from them."""
    random = np.random.default_rng(seed)
    logits = random.normal(-2.0, 1.5, size=(posts, 28))
    return logits, (random.random(logits.shape) < sigmoid(logits)).astype(np.float32)


def test_reading_normalises_and_keeps_the_labels(tmp_path):
    file = tmp_path / "x.tsv"
    file.write_text("so \u201cgood\u201d\t0,17\tid\r\n", encoding="utf-8")
    read = read_split(file, "minilm")
    assert read.texts == ['so "good"'] and np.flatnonzero(read.targets[0]).tolist() == [0, 17]


def test_preparing_drops_repeats_empty_texts_and_texts_of_dev():
    assert prepare(examples("A", "b", "a", "", "c"), examples("C")).texts == ["A", "b"]


def test_copies_are_new_bounded_reproducible_and_avoid_dev():
    texts = [f"this is really a small post about some movie number {i}" for i in range(200)]
    labels = [0] * 150 + [i % 27 + 1 for i in range(50)]
    train = Examples(texts, np.eye(28, dtype=np.float32)[labels])
    first = augmented_copies(train, 0.5, set(), seed=1, profile="minilm")
    assert 0 < len(first) <= 100 and not set(first.texts) & set(texts) and len(set(first.texts)) == len(first)
    assert first.texts == augmented_copies(train, 0.5, set(), seed=1, profile="minilm").texts
    assert first.targets[:, 0].sum() == 0, "a frequent label alone is not copied"
    again = augmented_copies(train, 0.5, {first.texts[0].casefold()}, seed=1, profile="minilm")
    assert first.texts[0] not in again.texts
    assert len(first) <= COPIES_OF_ONE_POST * 50


def test_batches_hold_every_post_once():
    lengths = np.random.default_rng(0).integers(1, 60, 1000).tolist()
    for batches in (bucketed(lengths, 32, seed=4), list(length_sorted(lengths, 32))):
        assert sorted(np.concatenate(batches).tolist()) == list(range(1000))
        assert max(len(b) for b in batches) == 32


def test_padding_marks_real_tokens():
    ids, mask = pad([[1, 2, 3], [4]])
    assert ids.tolist() == [[1, 2, 3], [4, 0, 0]] and mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_focal_without_focus_is_bce():
    logits, targets = torch.randn(4, 28), torch.randint(0, 2, (4, 28)).float()
    torch.testing.assert_close(focal(0.0, torch.ones(28))(logits, targets), bce(logits, targets))


def test_rare_labels_weigh_more_within_bounds():
    targets = np.zeros((1000, 28), dtype=np.float32)
    for label in range(28):
        targets[: 1 + label * 30, label] = 1
    weights = positive_weights(targets, 0.5)
    assert weights[0] == 4.0 and torch.all(weights[:-1] >= weights[1:]) and weights.min() >= 0.5


def test_schedule_warms_up_and_ends_at_zero():
    factor = warm_cosine(100, 0.1)
    assert factor(0) == 0 and factor(10) == 1 and factor(100) == pytest.approx(0)


@pytest.mark.parametrize("true_temperature", [0.45, 1.0, 2.5])
def test_temperature_is_recovered(true_temperature):
    logits, targets = simulated()
    assert fit_temperature(logits * true_temperature, targets) == pytest.approx(true_temperature, rel=0.05)


def test_bias_is_recovered_where_there_is_evidence():
    logits, targets = simulated(20_000)
    shifted = logits.copy()
    shifted[:, 3] += 1.0
    fitted = calibrate(shifted, targets)
    assert fitted["bias"][3] == pytest.approx(-1.0, abs=0.15) and abs(fitted["bias"][4]) < 0.15


def test_combining_is_a_weighted_sum_of_sigmoids():
    logits = [np.zeros((1, 28)), np.full((1, 28), 2.0)]
    members = [{"weight": 0.75, "temperature": 1.0}, {"weight": 0.25, "temperature": 2.0, "bias": [1.0] * 28}]
    np.testing.assert_allclose(combine(logits, members), 0.75 * 0.5 + 0.25 / (1 + np.exp(-2.0)))


def test_weights_that_do_not_sum_to_one_are_refused(tmp_path):
    with pytest.raises(ValueError, match="sum to 1"):
        write_ensemble(tmp_path, name="x", version="0", profile="minilm", max_tokens=8, members=[{"weight": 0.9}], thresholds={})


def test_thresholds_of_rare_labels_stay_near_what_the_probabilities_expect():
    logits, targets = simulated()
    targets[:, 0] = 0
    targets[:2, 0] = 1
    p = sigmoid(logits)
    observed, pulled, expected = (fit_thresholds(p, targets, pull) for pull in (0.0, 100.0, np.inf))
    assert abs(pulled[0] - expected[0]) <= 0.05 * abs(observed[0] - expected[0]) + 1e-9


def test_expected_thresholds_are_near_the_best_when_probabilities_are_honest():
    logits, targets = simulated(20_000)
    observed, expected = (fit_thresholds(sigmoid(logits), targets, pull) for pull in (0.0, np.inf))
    assert np.abs(observed - expected).max() < 0.1


def test_cross_validation_judges_every_post_and_is_not_kinder_than_in_sample():
    logits, targets = simulated(1000)
    members = [{"path": "one", "weight": 1.0}]
    p, present = cross_validate([logits], targets, members)
    _, in_sample = fit([logits], targets, members).apply([logits])
    assert np.all(p > 0)
    assert f1_scores(present, targets).mean() <= f1_scores(in_sample, targets).mean() + 0.005


def test_f1_equals_the_library():
    _, targets = simulated(300)
    present = np.roll(targets, 1, axis=1)
    np.testing.assert_allclose(f1_scores(present, targets), f1_score(targets, present, average=None, zero_division=0))


def test_calibration_error_is_small_only_for_honest_probabilities():
    logits, targets = simulated(5000)
    p = sigmoid(logits)
    assert calibration_error(p, targets) < 0.01 < 0.1 < calibration_error(p**0.25, targets)
    assert summary(p, (p > 0.5).astype(float), targets)["n"] == 5000
