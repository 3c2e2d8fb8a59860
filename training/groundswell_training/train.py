"""Train one model; every finished epoch is a checkpoint, so that an interrupted run goes on where it was."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm
from transformers import PreTrainedTokenizerBase

from .adapt import adapt, merge, parameter_counts
from .batches import bucketed, length_sorted, pad, tokenise
from .checkpoint import Checkpoint, Progress
from .config import MemberConfig, TrainingConfig
from .dataset import Examples
from .device import Device
from .dropout import use_byte_dropout
from .encoder import EmotionClassifier
from .losses import Loss, loss_of
from .metrics import best_global_macro_f1

Report = Callable[[str], None]
SCORING_BATCH = 64


@dataclass(frozen=True)
class Trained:
    """What a run left: the moving average of the weights, which is what gets exported, and what it cost."""

    model: EmotionClassifier
    progress: Progress
    parameters: dict[str, int]
    rows: int
    fingerprint: str


def train_model(
    model: EmotionClassifier, tokenizer: PreTrainedTokenizerBase, examples: Examples, dev: Examples,
    member: MemberConfig, training: TrainingConfig, device: Device, checkpoint: Checkpoint, report: Report,
) -> Trained:
    """Train `model` in place. Targets of `examples` may be soft; `dev` decides which epoch was best."""
    torch.manual_seed(member.seed)
    model = adapt(model, member)
    if device.kind == "cpu":
        use_byte_dropout(model)
    model.to(device.kind)
    parameters = parameter_counts(model)
    start_from_frequencies(model, examples)
    run = _Run(model, tokenizer, examples, member, training, device)
    progress = checkpoint.load(run.parts())
    while not _finished(progress, member.epochs, training.patience):
        started = time.monotonic()
        loss = run.epoch(progress.epochs)
        score = best_global_macro_f1(torch_logits(run.average.module, tokenizer, dev.texts, training.max_tokens, device), dev.targets)
        progress = progress.after(time.monotonic() - started, score)
        report(f"{member.path}: epoch {progress.epochs} of {member.epochs}, loss {loss:.4f}, dev macro-F1 {score:.4f} at one threshold")
        # Without early stopping the last epoch counts: picking one on dev would flatter dev.
        checkpoint.save(progress, run.parts(), best=training.patience == 0 or score >= max(progress.scores))
    checkpoint.load_best(run.average)
    return Trained(merge(run.average.module).to("cpu").eval(), progress, parameters, len(examples), checkpoint.path.stem)


def _finished(progress: Progress, epochs: int, patience: int) -> bool:
    if progress.epochs >= epochs:
        return True
    best = progress.scores.index(max(progress.scores)) if progress.scores else 0
    return patience > 0 and progress.epochs - 1 - best >= patience


class _Run:
    """What changes from step to step."""

    def __init__(
        self, model: EmotionClassifier, tokenizer: PreTrainedTokenizerBase, examples: Examples,
        member: MemberConfig, training: TrainingConfig, device: Device,
    ):
        self.model, self.member, self.training, self.device = model, member, training, device
        self.ids = tokenise(tokenizer, examples.texts, training.max_tokens)
        self.pad_id = tokenizer.pad_token_id
        self.targets = torch.from_numpy(examples.targets)
        self.loss: Loss = loss_of(member, examples.targets)
        self.average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(training.ema_decay))
        self.optimizer = torch.optim.AdamW(_parameter_groups(model, member, training), fused=True)
        steps = math.ceil(math.ceil(len(examples) / training.batch_size) / training.accumulate) * member.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, learning_rate_factor(training.schedule, steps, training.warmup))

    def parts(self) -> dict:
        """What a checkpoint has to hold."""
        return {"model": self.model, "average": self.average, "optimizer": self.optimizer, "schedule": self.schedule}

    def epoch(self, number: int) -> float:
        """Go through all posts once; answers the mean loss. Random numbers depend on seed and epoch, not on what ran before."""
        seed = self.member.seed * 1000 + number
        torch.manual_seed(seed)
        self.model.train()
        batches = bucketed([len(row) for row in self.ids], self.training.batch_size, seed)
        total, seen = 0.0, 0
        bar = tqdm(batches, desc=f"{self.member.path}: epoch {number + 1} of {self.member.epochs}", unit="batch", mininterval=2, dynamic_ncols=True)
        for index, batch in enumerate(bar, start=1):
            total += self._backward(batch) * len(batch)
            seen += len(batch)
            if index % self.training.accumulate == 0 or index == len(batches):
                self._step()
            bar.set_postfix(loss=f"{total / seen:.4f}", refresh=False)
        return total / seen

    def _backward(self, batch: np.ndarray) -> float:
        ids, mask = (part.to(self.device.kind) for part in pad([self.ids[i] for i in batch], self.pad_id))
        with self.device.autocast():
            logits = self.model(ids, mask)
        loss = self.loss(logits.float(), self.targets[batch].to(self.device.kind))
        self.device.backward(loss / self.training.accumulate)
        return loss.item()

    def _step(self) -> None:
        self.device.step(self.optimizer, [p for p in self.model.parameters() if p.requires_grad])
        self.optimizer.zero_grad(set_to_none=True)
        self.schedule.step()
        self.average.update_parameters(self.model)


def start_from_frequencies(model: EmotionClassifier, examples: Examples) -> None:
    """Let the untrained head believe the labels' frequencies: else the first hundreds of steps learn nothing but these."""
    frequency = torch.from_numpy(examples.targets.mean(axis=0)).clamp(1e-4, 1 - 1e-4)
    model.head.bias.data.copy_(torch.logit(frequency))


def learning_rate_factor(schedule: str, steps: int, warmup: float) -> Callable[[int], float]:
    """Factor of the learning rate: linear from 0 over the first `warmup` share of steps, then down to 0."""
    warm = max(1, round(steps * warmup))

    def factor(step: int) -> float:
        if step < warm:
            return (step + 1) / warm
        done = (step - warm) / max(1, steps - warm)
        return 1.0 - done if schedule == "linear" else 0.5 * (1.0 + math.cos(math.pi * done))

    return factor


def _parameter_groups(model: EmotionClassifier, member: MemberConfig, training: TrainingConfig) -> list[dict]:
    """The fresh head learns faster than the pre-trained encoder; biases and norms do not decay."""
    base = member.learning_rate or training.learning_rate
    groups = []
    for module, rate in ((model.encoder, base), (model.head, training.learning_rate * training.head_factor)):
        learning = [p for p in module.parameters() if p.requires_grad]
        groups.append({"params": [p for p in learning if p.ndim > 1], "lr": rate, "weight_decay": training.weight_decay})
        groups.append({"params": [p for p in learning if p.ndim <= 1], "lr": rate, "weight_decay": 0.0})
    return [group for group in groups if group["params"]]


@torch.inference_mode()
def torch_logits(
    model: EmotionClassifier, tokenizer: PreTrainedTokenizerBase, texts: list[str], max_tokens: int, device: Device,
) -> np.ndarray:
    """Logits [texts, labels] of the torch model, in the order of `texts` and in the device's precision."""
    model.eval()
    ids = tokenise(tokenizer, texts, max_tokens)
    out = np.zeros((len(texts), model.head.out_features), dtype=np.float32)
    for batch in length_sorted([len(row) for row in ids], SCORING_BATCH):
        inputs: tuple[Tensor, ...] = tuple(part.to(device.kind) for part in pad([ids[i] for i in batch], tokenizer.pad_token_id))
        with device.autocast():
            out[batch] = model(*inputs).float().cpu().numpy()
    return out
