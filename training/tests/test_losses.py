"""The losses agree where theory says so, and differ where it says so."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from groundswell_training.config import MemberConfig
from groundswell_training.losses import asymmetric, bce, focal, loss_of, positive_weights, smoothed

LOGITS = torch.randn(16, 28, generator=torch.Generator().manual_seed(1)) * 3
TARGETS = torch.randint(0, 2, (16, 28), generator=torch.Generator().manual_seed(2)).float()


def test_without_focus_all_are_bce():
    for loss in (focal(0.0, torch.ones(28)), asymmetric(0.0, 0.0, 0.0), smoothed(bce, 0.0)):
        torch.testing.assert_close(loss(LOGITS, TARGETS), bce(LOGITS, TARGETS), rtol=1e-4, atol=1e-4)


def test_focal_is_the_published_formula():
    p = LOGITS.sigmoid()
    right = torch.where(TARGETS == 1, p, 1 - p)
    torch.testing.assert_close(focal(2.0, torch.ones(28))(LOGITS, TARGETS), -((1 - right) ** 2 * right.log()).sum(dim=1).mean())


def test_asymmetric_forgets_easy_negatives_and_keeps_easy_positives():
    negative, positive = torch.full((1, 28), -4.0), torch.full((1, 28), 4.0)
    nothing, everything = torch.zeros(1, 28), torch.ones(1, 28)
    loss = asymmetric(0.0, 4.0, 0.05)
    assert loss(negative, nothing) == 0
    torch.testing.assert_close(loss(positive, everything), bce(positive, everything))


def test_smoothing_keeps_a_sure_model_from_being_surer():
    sure, surer = torch.full((1, 28), 4.0), torch.full((1, 28), 9.0)
    everything = torch.ones(1, 28)
    assert bce(surer, everything) < bce(sure, everything)
    assert smoothed(bce, 0.1)(surer, everything) > smoothed(bce, 0.1)(sure, everything)


@pytest.mark.parametrize("member", [MemberConfig("x", 1, 1, loss=name) for name in ("bce", "focal", "asymmetric")])
def test_soft_targets_have_their_minimum_at_themselves_for_bce_and_finite_gradients_everywhere(member):
    targets = torch.full((4, 28), 0.3)
    loss = loss_of(member, targets.numpy())
    for start in (-30.0, 0.0, 30.0):
        logits = torch.full((4, 28), start, requires_grad=True)
        loss(logits, targets).backward()
        assert torch.isfinite(logits.grad).all()
    if member.loss == "bce":
        at = torch.full((4, 28), float(np.log(0.3 / 0.7)), requires_grad=True)
        loss(at, targets).backward()
        assert at.grad.abs().max() < 1e-6


def test_rare_labels_weigh_more_within_bounds():
    targets = np.zeros((1000, 28), dtype=np.float32)
    for label in range(28):
        targets[: 1 + label * 30, label] = 1
    weights = positive_weights(targets, 0.5)
    assert weights[0] == 4.0 and torch.all(weights[:-1] >= weights[1:]) and weights.min() >= 0.5
