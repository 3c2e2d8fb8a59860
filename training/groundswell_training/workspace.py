"""Where the artefacts of one configuration lie, and how each is had: read when it is there, made when it may be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from .augment import augmented_copies
from .back_translate import back_translator
from .checkpoint import Checkpoint, checkpoint_name
from .config import EnsembleConfig, MemberConfig
from .dataset import Examples
from .device import Device, choose_device
from .distil import soften
from .encoder import EmotionClassifier, encoder_source, load_encoder
from .export import INT8_GRAPH
from .prepare import parquet, prepare
from .read_table import Table
from .scoring import member_logits
from .train import Trained, torch_logits, train_model

FP32 = Device("cpu", None)


@dataclass(frozen=True, eq=False)
class Workspace:
    """One run of the pipeline, which keeps what it has made or read. `data` is a folder that the user named, `sample` the share of posts of a quick trial."""

    config: EnsembleConfig
    data: Path | None
    sample: float | None
    graphs: tuple[str, ...]
    report: Callable[[str], None]

    @cached_property
    def runs(self) -> Path:
        """Everything that is not shipped. A trial never mixes with the real thing."""
        return self.config.runs / (self.config.name if self.sample is None else f"{self.config.name}-sample")

    @cached_property
    def out(self) -> Path:
        """Where the models go."""
        return self.config.out if self.sample is None else self.runs / "models"

    @cached_property
    def device(self) -> Device:
        return choose_device(self.config.training)

    @cached_property
    def splits(self) -> tuple[Examples, Examples]:
        """Train and dev, normalised, clean and without each other's texts."""
        return prepare(self.config.data, self.config.normalise, self.data, self.runs / "prepared", self.sample, self.report)

    @property
    def dev(self) -> Examples:
        return self.splits[1]

    @cache
    def rows(self, member: MemberConfig) -> Examples:
        """What a member trains on: posts, changed copies of some, and soft targets where it learns from teachers."""
        parts = [self.splits[0]]
        if member.augmentation > 0:
            parts.append(self.copies(member))
        if member.distil > 0:
            parts = [self._softened(part, member.distil) for part in parts]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]

    def _softened(self, examples: Examples, share: float) -> Examples:
        """With what the teachers of the configuration, or else its members, believe: its `share` of the targets."""
        teachers = self.config.teachers or self.config.members
        logits = [self.logits(teacher, examples.texts) for teacher in teachers]
        dev_logits = [self.logits(teacher, self.dev.texts) for teacher in teachers]
        return soften(examples, share, teachers, logits, dev_logits, self.dev)

    def copies(self, member: MemberConfig) -> Examples:
        """Changed copies of posts with rare labels, for one member's share and seed."""
        return self._copies(member.augmentation, member.seed)

    @cache
    def _copies(self, share: float, seed: int) -> Examples:
        train, dev = self.splits
        copies = augmented_copies(train, share, set(dev.texts), seed, self.config.normalise, self._translate())
        # To be looked at: they are made anew, always the same, when they are needed.
        self.runs.mkdir(parents=True, exist_ok=True)
        (self.runs / f"copies-{share:g}-{seed}.parquet").write_bytes(parquet(Table(copies.texts, copies.targets, None)))
        self.report(f"augment: {len(copies)} changed copies of posts with rare labels")
        return copies

    def _translate(self) -> Callable[[list[str]], list[str]] | None:
        models = self.config.translation
        return models and back_translator(models.to_model, models.from_model, self.runs / "translations", self.report)

    @cache
    def trained(self, member: MemberConfig) -> tuple[Trained, PreTrainedTokenizerBase]:
        """Train a model, or go on where an earlier run ended; at once when that was finished."""
        rows = self.rows(member)
        torch.manual_seed(member.seed)
        encoder, tokenizer = load_encoder(encoder_source(self.config.encoder), self.config.training.attention_dropout)
        model = EmotionClassifier(encoder, self.config.training.dropout)
        checkpoint = Checkpoint(self.runs / checkpoint_name(self.config, member, rows))
        return train_model(model, tokenizer, rows, self.dev, member, self.config.training, self.device, checkpoint, self.report), tokenizer

    def logits(self, member: MemberConfig, texts: list[str]) -> np.ndarray:
        """fp32 logits [texts, labels] of a trained model, kept on disk: teachers are asked for the same ones often."""
        trained, tokenizer = self.trained(member)
        return self._kept(
            f"{trained.fingerprint}-{self._digest(texts)}",
            lambda: torch_logits(trained.model, tokenizer, texts, self.config.max_tokens, FP32),
        )

    def int8_logits(self, folder: Path) -> np.ndarray:
        """Logits [dev posts, labels] of an exported int8 graph, batched as the service batches."""
        graph = hashlib.sha256((folder / INT8_GRAPH).read_bytes()).hexdigest()[:12]
        return self._kept(
            f"int8-{graph}-{self._digest(self.dev.texts)}",
            lambda: member_logits(folder, self.dev.texts, self.config.max_tokens, self.config.training.threads),
        )

    def _digest(self, texts: list[str]) -> str:
        """Names texts as the models see them: cut at the configured length."""
        return hashlib.sha256("\n".join([str(self.config.max_tokens), *texts]).encode()).hexdigest()[:12]

    def _kept(self, name: str, compute: Callable[[], np.ndarray]) -> np.ndarray:
        file = self.runs / "logits" / f"{name}.npy"
        if not file.is_file():
            self.report(f"scoring for {name}")
            values = compute()
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".part.npy")
            np.save(unfinished, values)
            unfinished.replace(file)
        return np.load(file)

    def provenance(self, member: MemberConfig, trained: Trained) -> dict:
        """The configuration that goes with every artefact."""
        return {
            "member": asdict(member), "training": asdict(self.config.training), "encoder": self.config.encoder,
            "trainingRows": trained.rows, "parameters": trained.parameters, "seconds": round(trained.progress.seconds),
            "devMacroF1": [round(score, 4) for score in trained.progress.scores],
        }
