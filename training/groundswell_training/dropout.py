"""Dropout for processors: torch draws one Bernoulli number a value there, a sixth of a whole training step."""

from __future__ import annotations

import torch
from torch import Tensor, nn

STEPS = 256  # probabilities are multiples of 1 / STEPS


class ByteDropout(nn.Module):
    """As nn.Dropout, with one random byte a value: eight are cut from each drawn integer."""

    def __init__(self, probability: float):
        super().__init__()
        self.p = probability  # transformers reads it where it calls dropout as a function
        self.cut = round(probability * STEPS)

    def forward(self, values: Tensor) -> Tensor:
        if not self.training or self.cut == 0:
            return values
        count = values.numel()
        integers = torch.empty((count + 7) // 8, dtype=torch.int64).random_(-(2**63), None)
        kept = integers.view(torch.uint8)[:count].view(values.shape) >= self.cut
        return values * kept.to(values.dtype).mul_(STEPS / (STEPS - self.cut))


def use_byte_dropout(model: nn.Module) -> nn.Module:
    """Exchange every nn.Dropout inside `model`, in place."""
    for module in model.modules():
        for name, child in module.named_children():
            if type(child) is nn.Dropout:
                setattr(module, name, ByteDropout(child.p))
    return model
