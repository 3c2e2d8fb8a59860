"""Losses over logits and 0/1 targets, both float32 [batch, labels]; each answers one scalar."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

Loss = Callable[[Tensor, Tensor], Tensor]


def bce(logits: Tensor, targets: Tensor) -> Tensor:
    """Binary cross-entropy, summed over labels (a mean would shrink the gradient 28 times), mean over posts."""
    return binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(dim=1).mean()


def focal(gamma: float, alpha: Tensor) -> Loss:
    """Focal loss: cells the model is already sure of count less; `alpha` [labels] weighs the positives."""

    def loss(logits: Tensor, targets: Tensor) -> Tensor:
        log_right = targets * logsigmoid(logits) + (1.0 - targets) * logsigmoid(-logits)
        hardness = (1.0 - log_right.exp()).pow(gamma)
        weight = targets * alpha + (1.0 - targets)
        return -(weight * hardness * log_right).sum(dim=1).mean()

    return loss


def positive_weights(targets: np.ndarray, moderation: float) -> Tensor:
    """Weight of a positive cell by label rarity: (median frequency / frequency) ** moderation, between 0.5 and 4."""
    frequency = targets.mean(axis=0).clip(min=1e-6)
    weights = (np.median(frequency) / frequency) ** moderation
    return torch.tensor(weights.clip(0.5, 4.0), dtype=torch.float32)


def loss_named(name: str, targets: np.ndarray, gamma: float, moderation: float) -> Loss:
    """The loss of a member's configuration; `targets` are those it will train on."""
    if name == "focal":
        return focal(gamma, positive_weights(targets, moderation))
    return bce
