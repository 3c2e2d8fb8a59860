"""Thresholds, weights and the cross-validation around them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from test_calibrate import simulated

from groundswell_training.crossvalidate import cross_validate, cross_validate_repeatedly, fit
from groundswell_training.ensemble import sigmoid
from groundswell_training.metrics import bootstrap_macro_f1, f1_scores, micro_f1
from groundswell_training.partitions import FOLDS, fold_of_post, folds
from groundswell_training.tally import GRID, tally
from groundswell_training.threshold_rules import bagged, blended, common, empirical_bayes, expected, observed, pulled, smoothed
from groundswell_training.thresholds import choose, compare_thresholds, fit_thresholds, held_out_scores
from groundswell_training.weights import choose_weights, search_weights, simplex, weights_by

RULES = (common, observed, expected, pulled(100.0), blended(100.0), blended(np.inf, 0.5), smoothed(0.02), bagged, empirical_bayes)


def test_tally_counts_as_one_would_by_hand_and_adds_up():
    logits, targets = simulated(300)
    p, part = sigmoid(logits), fold_of_post(300, 1)
    counts = tally(p, targets, part, FOLDS)
    whole = counts.whole()
    for index in (0, 50, len(GRID) - 1):
        present = p >= GRID[index]
        np.testing.assert_array_equal(whole.predicted[0, :, index], present.sum(axis=0))
        np.testing.assert_array_equal(whole.hits[0, :, index], (present * targets).sum(axis=0))
        np.testing.assert_allclose(whole.expected_hits[0, :, index], (present * p).sum(axis=0))
        np.testing.assert_array_equal((whole - counts).predicted[2, :, index], present[part != 2].sum(axis=0))


def test_held_out_scores_equal_the_long_way_round():
    logits, targets = simulated(500)
    p, present = sigmoid(logits), np.zeros((500, 28))
    for held_out in folds(500, 4):
        kept = np.setdiff1d(np.arange(500), held_out)
        present[held_out] = p[held_out] >= fit_thresholds(p[kept], targets[kept], 100.0, 0.5)
    macro, micro = held_out_scores(blended(100.0, 0.5), tally(p, targets, fold_of_post(500, 4), FOLDS))
    assert macro == pytest.approx(f1_scores(present, targets).mean()) and micro == pytest.approx(micro_f1(present, targets))


@pytest.mark.parametrize("rule", RULES)
def test_thresholds_lie_on_the_grid_and_a_label_without_posts_marks_few(rule):
    logits, targets = simulated()
    logits[:, 0] -= 4
    targets[:, 0] = 0
    p = sigmoid(logits)
    index = rule(tally(p, targets, np.zeros(len(p), dtype=int), 1))
    assert index.shape == (1, 28) and index.min() >= 0 and index.max() < len(GRID)
    assert (p[:, 0] >= GRID[index[0, 0]]).mean() < 0.05


def test_thresholds_of_rare_labels_stay_near_what_the_probabilities_expect():
    logits, targets = simulated()
    targets[:, 0] = 0
    targets[:2, 0] = 1
    counts = tally(sigmoid(logits), targets, np.zeros(len(logits), dtype=int), 1)
    own, moved, wanted = (GRID[rule(counts)[0, 0]] for rule in (observed, pulled(100.0), expected))
    assert abs(moved - wanted) <= 0.05 * abs(own - wanted) + 0.005


def test_expected_thresholds_are_near_the_best_when_probabilities_are_honest():
    logits, targets = simulated(20_000)
    own, wanted = (fit_thresholds(sigmoid(logits), targets, pull) for pull in (0.0, np.inf))
    assert np.abs(own - wanted).max() < 0.1


def test_micro_weight_buys_micro_with_little_macro():
    random = np.random.default_rng(0)
    logits = random.normal(np.linspace(-4, 0, 28), 1.5, size=(4000, 28))
    p, targets = sigmoid(logits), (random.random(logits.shape) < sigmoid(logits)).astype(np.float64)
    plain, traded = (p >= fit_thresholds(p, targets, 100.0, micro) for micro in (0.0, 1.0))
    assert micro_f1(traded, targets) > micro_f1(plain, targets)
    assert f1_scores(traded, targets).mean() > f1_scores(plain, targets).mean() - 0.02


def test_choice_is_one_of_the_candidates_and_repeats_itself():
    logits, targets = simulated(400)
    assert choose(sigmoid(logits), targets, 3) == choose(sigmoid(logits), targets, 3)


def test_comparison_judges_all_rules_on_the_same_partitions():
    logits, targets = simulated(400)
    answer = compare_thresholds(sigmoid(logits), targets, repeats=2)
    assert answer["rules"][0] == {**answer["rules"][0], "rule": "common", "gain": 0.0, "gainSd": 0.0}
    assert answer["rules"][-1]["rule"] == "chosen inside each part"
    json.dumps(answer)


def test_cross_validation_judges_every_post_and_is_not_kinder_than_in_sample():
    logits, targets = simulated(1000)
    members = [{"path": "one", "weight": 1.0}]
    p, present = cross_validate([logits], targets, members)
    _, in_sample = fit([logits], targets, members).apply([logits])
    assert np.all(p > 0)
    assert f1_scores(present, targets).mean() <= f1_scores(in_sample, targets).mean() + 0.005


def test_labels_at_random_get_the_score_of_chance():
    random = np.random.default_rng(5)
    targets = (random.random((1000, 28)) < 0.05).astype(np.float64)
    judged = cross_validate_repeatedly([random.normal(size=(1000, 28))], targets, [{"path": "one", "weight": 1.0}], partitions=2)
    # Marking every post is the best one can do without knowing anything: F1 = 2r / (1 + r).
    chance = 2 * 0.05 / 1.05
    assert judged.figures()["macroF1"] < chance + 0.01 and judged.figures()["mAP"] < 0.075


def test_repeated_figures_are_means_with_an_interval_around_them():
    logits, targets = simulated(400)
    judged = cross_validate_repeatedly([logits], targets, [{"path": "one", "weight": 1.0}], partitions=2)
    scores = [f1_scores(one, targets).mean() for one in judged.present]
    figures, (low, high) = judged.figures(), judged.interval()
    assert figures["macroF1"] == pytest.approx(np.mean(scores)) and low < figures["macroF1"] < high
    assert figures["n"] == 400 and judged.macro_f1_spread() == pytest.approx(np.std(scores, ddof=1))


def test_bootstrap_interval_holds_the_figure():
    logits, targets = simulated(600)
    present = (sigmoid(logits) >= 0.3).astype(np.float64)
    low, high = bootstrap_macro_f1(present, targets)
    assert low < f1_scores(present, targets).mean() < high


def test_simplex_sums_to_one_and_drops_no_member():
    grid = simplex(3)
    assert len(grid) == 171 and np.allclose(grid.sum(axis=1), 1) and grid.min() >= 0.05 - 1e-9


def test_search_leaves_noise_aside_and_prior_stands_when_members_are_alike():
    logits, targets = simulated(1200)
    noise = np.random.default_rng(1).normal(-2.0, 1.5, size=logits.shape)
    found = search_weights([sigmoid(logits), sigmoid(noise)], targets, [0.5, 0.5], "nll")
    assert found == [0.95, 0.05]
    members = [{"path": "a", "weight": 0.5}, {"path": "b", "weight": 0.5}]
    assert choose_weights([logits, logits], targets, members)["chosen"] == "prior"
    answer = choose_weights([logits, noise], targets, members)
    by_nll = next(row for row in answer["compared"] if row["weights"] == "nll")
    # Calibration makes the noise flat, so it costs likelihood but hardly F1.
    assert by_nll["nllGainInterval95"][0] > 0 and sum(answer["weights"]) == pytest.approx(1.0)
    json.dumps(answer)
    assert weights_by(answer["chosen"], [logits], targets, [1.0]) == [1.0], "one member has nothing to weigh"
