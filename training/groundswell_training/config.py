"""The configuration of one ensemble, read strictly from TOML: an unknown or mistyped key is an error."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from .errors import InputError
from .normalise import PROFILES

LOSSES = ("bce", "focal")
# The export replaces the folder of this name under `out`, so it must not be able to name another one.
MEMBER_NAME = re.compile("[a-z0-9-]+")


@dataclass(frozen=True)
class DataConfig:
    """Where the splits come from: a folder with train.tsv and dev.tsv, filled from `url` when it lacks them."""

    folder: Path
    url: str
    train_sha256: str
    dev_sha256: str


@dataclass(frozen=True)
class TrainingConfig:
    """What all members share. Learning rates are the peak of the schedule; `warmup` is a share of the steps."""

    max_tokens: int
    batch_size: int
    learning_rate: float
    head_factor: float
    weight_decay: float
    warmup: float
    ema_decay: float
    dropout: float
    bf16: bool
    threads: int


@dataclass(frozen=True)
class MemberConfig:
    """One model of the ensemble."""

    path: str
    seed: int
    epochs: int
    weight: float
    loss: str
    gamma: float = 0.0
    moderation: float = 0.0
    augmentation: float = 0.0


@dataclass(frozen=True)
class EnsembleConfig:
    """The whole file. `out`, `runs` and `data.folder` are relative to the file's own folder.

    `encoder` is `package:NAME` (the folder `model` of an installed Python package) or an absolute folder.
    """

    name: str
    version: str
    out: Path
    runs: Path
    encoder: str
    normalise: str
    max_tokens: int
    data: DataConfig
    training: TrainingConfig
    members: tuple[MemberConfig, ...]


def read_config(path: Path) -> EnsembleConfig:
    """Read and check a configuration. InputError names the key."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    base = path.resolve().parent
    try:
        return _ensemble(raw, base)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _ensemble(raw: dict, base: Path) -> EnsembleConfig:
    raw = dict(raw)
    members = raw.get("members")
    if not isinstance(members, list) or not members:
        raise InputError("members: at least one [[members]] is needed")
    raw["members"] = tuple(_section(MemberConfig, m, f"members[{i}].") for i, m in enumerate(members))
    raw["data"] = _section(DataConfig, raw.get("data", {}), "data.", base)
    raw["training"] = _section(TrainingConfig, raw.get("training", {}), "training.")
    config = _section(EnsembleConfig, raw, "", base)
    _check(config)
    return config


def _check(config: EnsembleConfig) -> None:
    if config.normalise not in PROFILES:
        raise InputError(f"normalise: unknown profile {config.normalise!r} ({', '.join(PROFILES)})")
    for name in ("max_tokens", "batch_size", "learning_rate", "threads"):
        if getattr(config.training, name) <= 0:
            raise InputError(f"training.{name}: must be positive")
    for index, member in enumerate(config.members):
        if MEMBER_NAME.fullmatch(member.path) is None:
            raise InputError(f"members[{index}].path: {member.path!r} must be lower-case letters, digits and hyphens")
        if member.loss not in LOSSES:
            raise InputError(f"members[{index}].loss: unknown loss {member.loss!r} ({', '.join(LOSSES)})")
        if member.epochs < 1:
            raise InputError(f"members[{index}].epochs: must be positive")
    if abs(sum(m.weight for m in config.members) - 1.0) > 1e-6:
        raise InputError("members: the weights must sum to 1")
    if len({m.path for m in config.members}) < len(config.members):
        raise InputError("members: two members have the same path")


def _section(kind: type, raw: object, prefix: str, base: Path | None = None):
    """Build `kind` from a TOML table, checking names and types."""
    if not isinstance(raw, dict):
        raise InputError(f"{prefix.rstrip('.')}: a table is needed")
    known = {field.name: field for field in fields(kind)}
    for key in raw:
        if key not in known:
            raise InputError(f"{prefix}{key}: unknown key (known: {', '.join(known)})")
    for name, field in known.items():
        if name not in raw and field.default is MISSING:
            raise InputError(f"{prefix}{name}: is missing")
    return kind(**{key: _value(known[key].type, value, prefix + key, base) for key, value in raw.items()})


def _value(kind: str, value: object, key: str, base: Path | None) -> object:
    expected = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,), "Path": (str,)}.get(kind)
    if expected and (not isinstance(value, expected) or isinstance(value, bool) != (kind == "bool")):
        raise InputError(f"{key}: expected {'a path' if kind == 'Path' else kind}, found {value!r}")
    if kind == "Path":
        return (base / value).resolve()
    return float(value) if kind == "float" else value
