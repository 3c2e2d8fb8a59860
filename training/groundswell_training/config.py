"""The configuration of one ensemble, read strictly from TOML: an unknown or mistyped key is an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from .errors import InputError
from .normalise import PROFILES

LOSSES = ("bce", "focal", "asymmetric")
MODES = ("full", "lora", "frozen")
SCHEDULES = ("cosine", "linear")
PRECISIONS = ("auto", "fp32", "bf16", "fp16")
DEVICES = ("auto", "cpu", "cuda")
WEIGHTINGS = ("prior", "search")
# The export replaces the folder of this name under `out`, so it must not be able to name another one.
MEMBER_NAME = re.compile("[a-z0-9-]+")


@dataclass(frozen=True)
class DataConfig:
    """Where the splits come from: the files `train` and `dev` (.tsv, .csv or .jsonl), or a folder with the official
    train.tsv and dev.tsv, which is filled from `url` where it lacks them."""

    folder: Path | None = None
    url: str = ""
    train_sha256: str = ""
    dev_sha256: str = ""
    train: Path | None = None
    dev: Path | None = None


@dataclass(frozen=True)
class TranslationConfig:
    """Two models that translate posts to another language and back, as folders or Hugging Face ids."""

    to_model: str
    from_model: str


@dataclass(frozen=True)
class TrainingConfig:
    """What all members share.

    Learning rates are the peak of the schedule; `warmup` is a share of the steps; `accumulate` batches make a step;
    `patience` epochs without a better macro-F1 on dev end a run (0: never). `precision` and `device` "auto" take the
    fastest there is: a GPU, and bf16 where the device has it in hardware.
    """

    max_tokens: int
    batch_size: int
    learning_rate: float
    head_factor: float
    weight_decay: float
    warmup: float
    ema_decay: float
    dropout: float
    threads: int
    attention_dropout: float = 0.0
    accumulate: int = 1
    schedule: str = "cosine"
    patience: int = 0
    precision: str = "auto"
    device: str = "auto"


@dataclass(frozen=True)
class MemberConfig:
    """One model to train.

    `distil` is the share of its targets that comes from the averaged probabilities of the teachers. `learning_rate` 0 is
    the common one. What belongs to a loss or a mode (gamma, moderation, ..., lora_rank, frozen_layers) is idle without it.
    """

    path: str
    seed: int
    epochs: int
    weight: float = 1.0
    loss: str = "bce"
    gamma: float = 2.0
    moderation: float = 0.5
    gamma_positive: float = 0.0
    gamma_negative: float = 4.0
    margin: float = 0.05
    label_smoothing: float = 0.0
    augmentation: float = 0.0
    distil: float = 0.0
    mode: str = "full"
    lora_rank: int = 16
    frozen_layers: int = 0
    learning_rate: float = 0.0


@dataclass(frozen=True)
class EnsembleConfig:
    """The whole file. Paths are relative to the folder of the file they stand in; `out` is by default below `runs`.

    `encoder` is `package:NAME` (the folder `model` of an installed Python package), a folder, or a Hugging Face id.
    `languages` are what the data is in; a post in another one is stored without scores. `teachers` are trained only to be
    learned from by models with `distil`; without them the `student` learns from the members. `translation` adds posts said
    in other words to what `augmentation` does. `weights` "search" lets dev find the members' weights, and takes what it finds
    only where that is clearly better on posts it did not see. A `question` makes it an experiment, which ships nothing.
    """

    name: str
    version: str
    out: Path
    runs: Path
    encoder: str
    normalise: str
    max_tokens: int
    languages: tuple[str, ...]
    data: DataConfig
    training: TrainingConfig
    members: tuple[MemberConfig, ...]
    teachers: tuple[MemberConfig, ...] = ()
    student: MemberConfig | None = None
    translation: TranslationConfig | None = None
    weights: str = "prior"
    question: str = ""

    @property
    def models(self) -> tuple[MemberConfig, ...]:
        """Everything that is trained, in the order in which one needs the other."""
        return (*self.teachers, *self.members, *((self.student,) if self.student else ()))


def read_config(path: Path) -> EnsembleConfig:
    """Read and check a configuration. InputError names the key."""
    raw = _read_toml(path)
    try:
        return _ensemble(raw)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _read_toml(path: Path) -> dict:
    """The tables of a file, over those of the one that it `extends`: experiments state only their difference.

    What would ship to the same place (`out`), or belongs to members that are replaced, is not inherited.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    _make_absolute(raw, path.resolve().parent)
    extended = raw.pop("extends", None)
    if extended is None:
        return raw
    base = _read_toml(Path(extended))
    left = {"out", *(("student", "teachers") if "members" in raw else ())}
    inherited = {key: value for key, value in base.items() if key not in left}
    return {**inherited, **{key: {**inherited.get(key, {}), **value} if isinstance(value, dict) and isinstance(inherited.get(key, {}), dict) else value for key, value in raw.items()}}


def _make_absolute(raw: dict, folder: Path) -> None:
    """Paths mean what they mean where they are written."""
    data = raw.get("data")
    for table, keys in ((raw, ("extends", "out", "runs")), (data if isinstance(data, dict) else {}, ("folder", "train", "dev"))):
        for key in keys:
            if isinstance(table.get(key), str):
                table[key] = str((folder / table[key]).resolve())
    encoder = raw.get("encoder")
    if isinstance(encoder, str) and (encoder.startswith((".", "/")) or (folder / encoder).is_dir()):
        raw["encoder"] = str((folder / encoder).resolve())


def _ensemble(raw: dict) -> EnsembleConfig:
    raw = dict(raw)
    if not raw.get("members"):
        raise InputError("members: at least one [[members]] is needed")
    for key in ("members", "teachers"):
        raw[key] = _models(raw.get(key, []), key)
    if "student" in raw:
        raw["student"] = _section(MemberConfig, raw["student"], "student.")
    if isinstance(raw.get("runs"), str) and isinstance(raw.get("name"), str):
        raw.setdefault("out", str(Path(raw["runs"]) / raw["name"] / "models"))
    raw["data"] = _section(DataConfig, raw.get("data", {}), "data.")
    raw["training"] = _section(TrainingConfig, raw.get("training", {}), "training.")
    if "translation" in raw:
        raw["translation"] = _section(TranslationConfig, raw["translation"], "translation.")
    config = _section(EnsembleConfig, raw, "")
    _check(config)
    return config


def _models(raw: object, key: str) -> tuple[MemberConfig, ...]:
    if not isinstance(raw, list):
        raise InputError(f"{key}: expected [[{key}]] tables, found {raw!r}")
    return tuple(_section(MemberConfig, entry, f"{key}[{index}].") for index, entry in enumerate(raw))


def _check(config: EnsembleConfig) -> None:
    _one_of("normalise", config.normalise, PROFILES, "profile")
    _one_of("weights", config.weights, WEIGHTINGS)
    if config.data.folder is None and (config.data.train is None or config.data.dev is None):
        raise InputError("data: folder, or both train and dev, are needed")
    training = config.training
    for name, choices in (("schedule", SCHEDULES), ("precision", PRECISIONS), ("device", DEVICES)):
        _one_of(f"training.{name}", getattr(training, name), choices)
    for name in ("max_tokens", "batch_size", "learning_rate", "threads", "accumulate"):
        if getattr(training, name) <= 0:
            raise InputError(f"training.{name}: must be positive")
    for name in ("warmup", "ema_decay", "dropout", "attention_dropout"):
        if not 0 <= getattr(training, name) < 1:
            raise InputError(f"training.{name}: must be at least 0 and under 1")
    for key, models in (("members", config.members), ("teachers", config.teachers)):
        for index, model in enumerate(models):
            _check_model(model, f"{key}[{index}]")
    if config.student:
        _check_model(config.student, "student")
    if abs(sum(m.weight for m in config.members) - 1.0) > 1e-6:
        raise InputError("members: the weights must sum to 1")
    if any(m.distil for m in config.members) and not config.teachers:
        raise InputError("members: one has distil, but there are no [[teachers]]")
    if any(m.distil for m in config.teachers):
        raise InputError("teachers: a teacher can't have distil itself")
    paths = [model.path for model in config.models]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice:
        raise InputError(f"members: two models have the same path {twice!r}")


def _check_model(model: MemberConfig, key: str) -> None:
    if MEMBER_NAME.fullmatch(model.path) is None:
        raise InputError(f"{key}.path: {model.path!r} must be lower-case letters, digits and hyphens")
    _one_of(f"{key}.loss", model.loss, LOSSES)
    _one_of(f"{key}.mode", model.mode, MODES)
    for name in ("epochs", "lora_rank"):
        if getattr(model, name) < 1:
            raise InputError(f"{key}.{name}: must be positive")
    for name in ("distil", "label_smoothing", "margin"):
        if not 0 <= getattr(model, name) <= 1:
            raise InputError(f"{key}.{name}: must be between 0 and 1")
    for name in ("weight", "augmentation", "gamma", "gamma_positive", "gamma_negative", "frozen_layers", "learning_rate"):
        if getattr(model, name) < 0:
            raise InputError(f"{key}.{name}: must not be negative")


def _one_of(key: str, value: str, choices: Iterable[str], what: str = "") -> None:
    if value not in choices:
        raise InputError(f"{key}: unknown {what or key.rpartition('.')[2]} {value!r} ({', '.join(choices)})")


def _section(kind: type, raw: object, prefix: str):
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
    return kind(**{key: _value(known[key].type, value, prefix + key) for key, value in raw.items()})


def _value(kind: str, value: object, key: str) -> object:
    if kind == "tuple[str, ...]":
        if not isinstance(value, list) or not value or not all(isinstance(entry, str) for entry in value):
            raise InputError(f"{key}: expected a list of strings, found {value!r}")
        return tuple(value)
    expected = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,), "Path": (str,), "Path | None": (str,)}.get(kind)
    if expected and (not isinstance(value, expected) or isinstance(value, bool) != (kind == "bool")):
        raise InputError(f"{key}: expected {'a path' if 'Path' in kind else kind}, found {value!r}")
    if "Path" in kind:
        return Path(value)
    return float(value) if kind == "float" else value
