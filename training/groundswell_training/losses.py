"""Losses over logits and targets, both float32 [batch, labels]; each answers one scalar.

All are summed over labels (a mean would shrink the gradient 28 times) and averaged over posts. Targets may be soft.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

from .config import MemberConfig

Loss = Callable[[Tensor, Tensor], Tensor]


def bce(logits: Tensor, targets: Tensor) -> Tensor:
    """Binary cross-entropy."""
    return binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(dim=1).mean()


def focal(gamma: float, alpha: Tensor) -> Loss:
    """Cells the model is already sure of count less (Lin et al. 2017); `alpha` [labels] weighs the positives."""

    def loss(logits: Tensor, targets: Tensor) -> Tensor:
        positive, negative = logsigmoid(logits), logsigmoid(-logits)
        # |target - p| is how wrong a cell is, and for targets of 0 and 1 just what the paper calls 1 - p_t.
        hardness = (targets - positive.exp()).abs().pow(gamma)
        return -(hardness * (alpha.to(logits.device) * targets * positive + (1.0 - targets) * negative)).sum(dim=1).mean()

    return loss


def asymmetric(gamma_positive: float, gamma_negative: float, margin: float) -> Loss:
    """Easy negatives count less than easy positives, those under `margin` nothing (Ridnik et al. 2021)."""

    def loss(logits: Tensor, targets: Tensor) -> Tensor:
        p = logits.sigmoid()
        shifted = (p - margin).clamp(min=0.0)
        positive = targets * (1.0 - p).pow(gamma_positive) * logsigmoid(logits)
        negative = (1.0 - targets) * shifted.pow(gamma_negative) * torch.log1p(-shifted.clamp(max=1.0 - 1e-6))
        return -(positive + negative).sum(dim=1).mean()

    return loss


def smoothed(loss: Loss, smoothing: float) -> Loss:
    """The same loss on targets that are `smoothing` / 2 away from 0 and 1: labels of one annotator are often wrong."""
    return lambda logits, targets: loss(logits, targets * (1.0 - smoothing) + 0.5 * smoothing)


def positive_weights(targets: np.ndarray, moderation: float) -> Tensor:
    """Weight of a positive cell by label rarity: (median frequency / frequency) ** moderation, between 0.5 and 4."""
    frequency = targets.mean(axis=0).clip(min=1e-6)
    weights = (np.median(frequency) / frequency) ** moderation
    return torch.tensor(weights.clip(0.5, 4.0), dtype=torch.float32)


def loss_of(member: MemberConfig, targets: np.ndarray) -> Loss:
    """The loss of a member's configuration; `targets` [posts, labels] are those it will train on."""
    if member.loss == "focal":
        loss = focal(member.gamma, positive_weights(targets, member.moderation))
    elif member.loss == "asymmetric":
        loss = asymmetric(member.gamma_positive, member.gamma_negative, member.margin)
    else:
        loss = bce
    return smoothed(loss, member.label_smoothing) if member.label_smoothing > 0 else loss
