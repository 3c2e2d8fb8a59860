"""What a run keeps on disk: all it needs to go on after its last epoch, and once it has ended only the result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import torch
from torch import nn

from .config import EnsembleConfig, MemberConfig
from .dataset import Examples
from .errors import InputError


@dataclass(frozen=True)
class Progress:
    """Epochs done, seconds spent in them, and dev's macro-F1 after each."""

    epochs: int = 0
    seconds: float = 0.0
    scores: list[float] = field(default_factory=list)

    def after(self, seconds: float, score: float) -> Progress:
        return Progress(self.epochs + 1, self.seconds + seconds, [*self.scores, score])


@dataclass(frozen=True)
class Checkpoint:
    """Two files beside each other: the last state, and the average of the epoch that was best on dev."""

    path: Path

    @property
    def best(self) -> Path:
        return self.path.with_suffix(".best.pt")

    def load(self, parts: dict) -> Progress:
        """Load the last state into `parts` if there is one. InputError when the file is broken."""
        if not self.path.is_file():
            return Progress()
        try:
            state = torch.load(self.path, weights_only=True, map_location="cpu")
            for name, part in parts.items():
                part.load_state_dict(state[name])
            return Progress(**state["progress"])
        except Exception as error:  # torch raises anything between KeyError and UnpicklingError here
            raise InputError(f"{self.path}: is broken ({type(error).__name__}); delete it to train anew") from error

    def save(self, progress: Progress, parts: dict, best: bool) -> None:
        """Keep the state after an epoch; `best` when none before had a better score."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if best:
            _write(self.best, parts["average"].state_dict())
        _write(self.path, {"progress": asdict(progress), **{name: part.state_dict() for name, part in parts.items()}})

    def load_best(self, average: nn.Module) -> None:
        """Load the average of the best epoch."""
        try:
            average.load_state_dict(torch.load(self.best, weights_only=True, map_location="cpu"))
        except Exception as error:  # as above
            raise InputError(f"{self.best}: is broken ({type(error).__name__}); delete it and {self.path.name} to train anew") from error


def _write(path: Path, state: dict) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    torch.save(state, unfinished)
    unfinished.replace(path)


def checkpoint_name(config: EnsembleConfig, member: MemberConfig, examples: Examples) -> str:
    """The name is a fingerprint of all that shapes the weights: a changed configuration never resumes an old run, and models
    that differ in name and weight alone are trained once."""
    training = _changed(config.training, without=("threads", "device"))
    shape = {"member": _changed(member, without=("path", "weight")), "training": training, "encoder": config.encoder}
    digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode())
    digest.update("\n".join(examples.texts).encode())
    digest.update(examples.targets.tobytes())
    return f"{member.loss}-{digest.hexdigest()[:12]}.pt"


def _changed(section: object, without: Iterable[str]) -> dict:
    """Only what differs from the defaults, so that a new key leaves old fingerprints as they are."""
    values = {f.name: (getattr(section, f.name), f.default) for f in fields(section) if f.name not in without}
    return {name: value for name, (value, default) in values.items() if value != default}
