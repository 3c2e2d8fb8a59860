"""Clean train and dev once, and keep them as tidy Parquet; what is there and still fits is only read back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from . import normalise as normaliser
from .config import DataConfig
from .dataset import Examples, rows_to_keep
from .errors import InputError
from .labels import LABELS
from .normalise import normalise
from .read_table import PREFIX, Table, read_table
from .sample import stratified
from .splits import find_splits

FORMAT = 1  # to be raised when this step makes other files of the same input
SPLITS = ("train", "dev")
STATEMENT = "prepare.json"

Report = Callable[[str], None]


def prepare(
    data: DataConfig, profile: str, given: Path | None, folder: Path, sample: float | None, report: Report
) -> tuple[Examples, Examples]:
    """Train and dev, normalised, without empty texts, train also without repeats and texts of dev.

    `given` is a folder with train.* and dev.* instead of the configured files; `sample` a share between 0 and 1 for trials.
    Leaves train.parquet and dev.parquet (`text`, `label_<emotion>`, perhaps `id`), label_map.json, label_frequencies.csv and
    prepare.json in `folder`. InputError for input that cannot be used; nothing is written then.
    """
    if sample is not None and not 0 < sample < 1:
        raise InputError(f"sample: expected a share between 0 and 1, found {sample}")
    files = find_splits(data, given, report)
    stated = _fingerprint(files, profile, sample)
    if not _is_current(folder, stated):
        train, dev = _clean(files, profile, report)
        if sample is not None:
            train, dev = (_take(table, stratified(table.targets, sample)) for table in (train, dev))
            report(f"prepare: a sample of {len(train.texts)} posts to train on and {len(dev.texts)} in dev")
        _write(folder, train, dev, stated)
        report(f"prepare: wrote {folder}")
    train, dev = (_read_back(folder / f"{split}.parquet") for split in SPLITS)
    return train, dev


def _fingerprint(files: tuple[Path, Path], profile: str, sample: float | None) -> dict:
    """Everything that the result depends on."""
    sources = (Path(normaliser.__file__), normaliser.SLANG, normaliser.EMOJI_WORDS)
    return {
        "format": FORMAT,
        "inputs": {split: {"file": path.name, "sha256": _sha256(path)} for split, path in zip(SPLITS, files, strict=True)},
        "profile": profile,
        "normaliser": hashlib.sha256("".join(_sha256(path) for path in sources).encode()).hexdigest(),
        "sample": sample,
        "labels": list(LABELS),
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_current(folder: Path, stated: dict) -> bool:
    """Whether the folder holds what this fingerprint gives, unchanged since."""
    try:
        found = json.loads((folder / STATEMENT).read_text(encoding="utf-8"))
        outputs = found.pop("outputs")
        return found == stated and all(_sha256(folder / name) == sha256 for name, sha256 in outputs.items())
    except (OSError, ValueError, KeyError, AttributeError):
        return False  # not there, or not whole: to be made


def _clean(files: tuple[Path, Path], profile: str, report: Report) -> tuple[Table, Table]:
    train, dev = (_normalised(path, profile, report) for path in files)
    dev = _take(dev, [index for index, text in enumerate(dev.texts) if text])
    if not dev.texts:
        raise InputError(f"{files[1]}: no text is left after normalising")
    keep = rows_to_keep(train.texts, dev.texts)
    report(f"prepare: {len(train.texts) - len(keep)} empty, repeated or known from dev, {len(keep)} posts to train on")
    return _take(train, keep), dev


def _normalised(path: Path, profile: str, report: Report) -> Table:
    table = read_table(path)
    report(f"prepare: normalising {len(table.texts)} rows of {path.name}")
    return Table([normalise(text, profile) for text in table.texts], table.targets, table.ids)


def _take(table: Table, keep: list[int]) -> Table:
    ids = None if table.ids is None else [table.ids[index] for index in keep]
    return Table([table.texts[index] for index in keep], table.targets[keep], ids)


def _write(folder: Path, train: Table, dev: Table, stated: dict) -> None:
    """Each file whole or not at all; prepare.json goes first and comes last, so that no mixture ever passes for a result."""
    contents = {
        "train.parquet": parquet(train),
        "dev.parquet": parquet(dev),
        "label_map.json": _json({label: index for index, label in enumerate(LABELS)}),
        "label_frequencies.csv": _frequencies(train, dev),
    }
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STATEMENT).unlink(missing_ok=True)
    for name, content in {**contents, STATEMENT: _json({**stated, "outputs": outputs})}.items():
        unfinished = folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.replace(folder / name)


def parquet(table: Table) -> bytes:
    """Columns `text`, one `label_<emotion>` each, and `id` where there is one."""
    columns: dict[str, pa.Array] = {} if table.ids is None else {"id": pa.array(table.ids, pa.string())}
    columns["text"] = pa.array(table.texts, pa.string())
    for index, label in enumerate(LABELS):
        columns[f"{PREFIX}{label}"] = pa.array(table.targets[:, index].astype(np.int8))
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()


def _frequencies(train: Table, dev: Table) -> bytes:
    """Posts of each label in both splits, and its share of train."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("label", "train", "dev", "share"))
    for label, in_train, in_dev in zip(LABELS, train.targets.sum(axis=0), dev.targets.sum(axis=0), strict=True):
        writer.writerow((label, int(in_train), int(in_dev), f"{in_train / len(train.texts):.6f}"))
    return out.getvalue().encode()


def _read_back(path: Path) -> Examples:
    table = pq.read_table(path)
    targets = np.stack([table.column(f"{PREFIX}{label}").to_numpy() for label in LABELS], axis=1)
    return Examples(table.column("text").to_pylist(), targets.astype(np.float32))
