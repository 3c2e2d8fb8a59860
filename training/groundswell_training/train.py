"""Train one member; every finished epoch is a checkpoint, so that an interrupted run goes on where it was."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import PreTrainedTokenizerBase

from .batches import bucketed, length_sorted, pad, tokenise
from .config import MemberConfig, TrainingConfig
from .dataset import Examples
from .encoder import EmotionClassifier
from .losses import Loss, loss_named

Report = Callable[[str], None]
LOG_EVERY = 200  # steps


def train_member(
    model: EmotionClassifier, tokenizer: PreTrainedTokenizerBase, examples: Examples,
    member: MemberConfig, training: TrainingConfig, checkpoint: Path, report: Report,
) -> EmotionClassifier:
    """Train `model` in place and answer its moving average, which is what gets exported."""
    torch.manual_seed(member.seed)
    ids = tokenise(tokenizer, examples.texts, training.max_tokens)
    lengths = [len(row) for row in ids]
    targets = torch.from_numpy(examples.targets)
    loss_of = loss_named(member.loss, examples.targets, member.gamma, member.moderation)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(training.ema_decay))
    optimizer = torch.optim.AdamW(_parameter_groups(model, training), fused=True)
    steps = math.ceil(len(examples) / training.batch_size) * member.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm_cosine(steps, training.warmup))
    parts = {"model": model, "average": average, "optimizer": optimizer, "schedule": schedule}
    first_epoch = _resume(checkpoint, parts)

    for epoch in range(first_epoch, member.epochs):
        batches = bucketed(lengths, training.batch_size, seed=member.seed * 1000 + epoch)
        report(f"{member.path}: epoch {epoch + 1} of {member.epochs}, {len(batches)} steps")
        _epoch(batches, ids, targets, loss_of, parts, training.bf16, report)
        _save(checkpoint, parts, epoch + 1)
    return average.module


def _epoch(
    batches: list[np.ndarray], ids: list[list[int]], targets: torch.Tensor, loss_of: Loss, parts: dict, bf16: bool, report: Report,
) -> None:
    model, optimizer = parts["model"].train(), parts["optimizer"]
    started, total = time.monotonic(), 0.0
    for step, batch in enumerate(batches, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            logits = model(*pad([ids[i] for i in batch]))
        loss = loss_of(logits.float(), targets[batch])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        parts["schedule"].step()
        parts["average"].update_parameters(model)
        total += loss.item()
        if step % LOG_EVERY == 0 or step == len(batches):
            pace = step * len(batches[0]) / (time.monotonic() - started)
            report(f"  step {step}: mean loss {total / step:.4f}, {pace:.0f} posts/s")


def warm_cosine(steps: int, warmup: float) -> Callable[[int], float]:
    """Factor of the learning rate: linear from 0 over the first `warmup` share of steps, then a cosine to 0."""
    warm = max(1, round(steps * warmup))

    def factor(step: int) -> float:
        if step < warm:
            return step / warm
        return 0.5 * (1.0 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))

    return factor


def _parameter_groups(model: EmotionClassifier, training: TrainingConfig) -> list[dict]:
    """The fresh head learns faster than the pre-trained encoder; biases and norms do not decay."""
    groups = []
    for module, rate in ((model.encoder, training.learning_rate), (model.head, training.learning_rate * training.head_factor)):
        parameters = list(module.parameters())
        groups.append({"params": [p for p in parameters if p.ndim > 1], "lr": rate, "weight_decay": training.weight_decay})
        groups.append({"params": [p for p in parameters if p.ndim <= 1], "lr": rate, "weight_decay": 0.0})
    return groups


def _save(checkpoint: Path, parts: dict, epochs_done: int) -> None:
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    unfinished = checkpoint.with_suffix(".part")
    torch.save({"epochs": epochs_done, **{name: part.state_dict() for name, part in parts.items()}}, unfinished)
    unfinished.replace(checkpoint)


def _resume(checkpoint: Path, parts: dict) -> int:
    """Load a checkpoint if there is one; answers how many epochs it holds."""
    if not checkpoint.is_file():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return state["epochs"]


@torch.inference_mode()
def torch_logits(model: EmotionClassifier, tokenizer: PreTrainedTokenizerBase, texts: list[str], max_tokens: int, batch_size: int) -> np.ndarray:
    """fp32 logits [texts, labels] in the order of `texts`, to measure what the int8 graph loses."""
    model.eval()
    ids = tokenise(tokenizer, texts, max_tokens)
    out = np.zeros((len(texts), model.head.out_features), dtype=np.float32)
    for batch in length_sorted([len(row) for row in ids], batch_size):
        out[batch] = model(*pad([ids[i] for i in batch])).numpy()
    return out
