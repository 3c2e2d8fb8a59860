"""Where training runs, and in which precision."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from .config import TrainingConfig
from .errors import InputError

# Low for a loss that sums 28 labels, so nearly all steps are clipped: tried without (28), dev macro-F1 after 3 epochs fell by .02.
MAX_GRADIENT_NORM = 1.0


@dataclass
class Device:
    """`kind` is torch's name of it; `dtype` None means plain fp32."""

    kind: str
    dtype: torch.dtype | None
    scaler: torch.amp.GradScaler = field(init=False)

    def __post_init__(self) -> None:
        # fp16's small gradients would vanish; for the other precisions the scaler does nothing.
        self.scaler = torch.amp.GradScaler(self.kind, enabled=self.dtype == torch.float16)

    def autocast(self) -> AbstractContextManager:
        return nullcontext() if self.dtype is None else torch.autocast(self.kind, dtype=self.dtype)

    def backward(self, loss: Tensor) -> None:
        self.scaler.scale(loss).backward()

    def step(self, optimizer: torch.optim.Optimizer, parameters: list[nn.Parameter]) -> None:
        """Clip the gradients and take one step."""
        self.scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(parameters, MAX_GRADIENT_NORM)
        self.scaler.step(optimizer)
        self.scaler.update()


def choose_device(training: TrainingConfig) -> Device:
    """What the configuration asks for. InputError when it is not there."""
    gpu = torch.cuda.is_available()
    if training.device == "cuda" and not gpu:
        raise InputError("training.device: cuda was asked for, but torch finds no CUDA device")
    kind = "cuda" if gpu and training.device != "cpu" else "cpu"
    if training.precision == "fp16" and kind == "cpu":
        raise InputError("training.precision: fp16 needs a GPU; use bf16, fp32 or auto")
    chosen = {"fp32": None, "bf16": torch.bfloat16, "fp16": torch.float16}
    return Device(kind, _fastest(kind) if training.precision == "auto" else chosen[training.precision])


def _fastest(kind: str) -> torch.dtype | None:
    if kind == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    # Without these instructions bf16 is emulated and slower than fp32.
    return torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported() else None
