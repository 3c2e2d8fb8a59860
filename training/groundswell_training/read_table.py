"""Read labelled posts from GoEmotions' own format, CSV or JSON Lines. InputError names the file, the row and the key.

- `.tsv`: `text <TAB> comma-separated label ids <TAB> comment id`, no header, no quoting.
- `.csv` (with a header) and `.jsonl`: `text`, perhaps `id`, and either `labels` (or `emotions`), which lists names or ids,
  or a column of 0 and 1 a label, named `label_joy` or just `joy`. Other columns are left alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import InputError
from .labels import LABELS

LIST_KEYS = ("labels", "emotions")
PREFIX = "label_"
_IDS = {label: index for index, label in enumerate(LABELS)}
_YES_OR_NO = {"1": True, "1.0": True, "true": True, "0": False, "0.0": False, "false": False, "": False}


@dataclass(frozen=True)
class Table:
    """Texts as they are in the file, their labels as float32 [rows, labels] of 0 and 1, and the posts' ids if all have one."""

    texts: list[str]
    targets: np.ndarray
    ids: list[str] | None


def read_table(path: Path) -> Table:
    """Read a file by its ending."""
    try:
        content = path.read_bytes().decode("utf-8-sig" if path.suffix != ".tsv" else "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    reader = READERS.get(path.suffix)
    if reader is None:
        raise InputError(f"{path}: unknown ending {path.suffix!r} ({', '.join(READERS)})")
    texts, labels, ids = [], [], []
    number = 0
    try:
        for number, text, row_labels, post_id in reader(content):
            if not row_labels:
                raise InputError(f"row {number}: no label")
            texts.append(text)
            labels.append(row_labels)
            ids.append(post_id.encode("utf-8", "replace").decode())  # JSON can spell halves of a surrogate pair
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    if not texts:
        raise InputError(f"{path}: holds no rows")
    targets = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    for index, row_labels in enumerate(labels):
        targets[index, row_labels] = 1.0
    return Table(texts, targets, ids if all(ids) else None)


Row = tuple[int, str, list[int], str]  # number in the file from 1, text, label ids, id of the post or ""


def _tsv(content: str) -> Iterator[Row]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            columns = line.rstrip("\r").split("\t")
            if len(columns) < 2:
                raise InputError(f"row {number}: expected text<TAB>label ids, found {len(columns)} column")
            labels = [_label_id(part, number) for part in columns[1].split(",")] if columns[1] else []
            yield number, columns[0], labels, columns[2] if len(columns) > 2 else ""


def _csv(content: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    read = 0  # lines: a quoted text may span many, and a row is named by its first
    try:
        header = next(reader, [])
        _check_keys(header, "row 1")
        read = reader.line_num
        for values in reader:
            number, read = read + 1, reader.line_num
            if not values:
                continue
            if len(values) != len(header):
                raise InputError(f"row {number}: expected {len(header)} columns as in the header, found {len(values)}")
            record = dict(zip(header, values, strict=True))
            yield number, record["text"], _labels_of(record, number), record.get("id", "")
    except csv.Error as error:
        raise InputError(f"row {read + 1}: {error}") from error


def _jsonl(content: str) -> Iterator[Row]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"row {number}: not JSON: {error}") from error
            if not isinstance(record, dict):
                raise InputError(f"row {number}: expected a JSON object")
            _check_keys(list(record), f"row {number}")
            if not isinstance(record["text"], str):
                raise InputError(f"row {number}: text: expected a string, found {record['text']!r}")
            yield number, record["text"], _labels_of(record, number), "" if record.get("id") is None else str(record["id"])


READERS = {".tsv": _tsv, ".csv": _csv, ".jsonl": _jsonl}


def _check_keys(keys: list[str], where: str) -> None:
    """What a row must have: a text, and labels in one of the two ways."""
    if len(set(keys)) < len(keys):
        raise InputError(f"{where}: column {next(key for key in keys if keys.count(key) > 1)} is there twice")
    if "text" not in keys:
        raise InputError(f"{where}: column text is missing (found {', '.join(keys) or 'none'})")
    unknown = next((key for key in keys if key.startswith(PREFIX) and key.removeprefix(PREFIX) not in _IDS), None)
    if unknown is not None:
        raise InputError(f"{where}: {unknown}: unknown label {unknown.removeprefix(PREFIX)!r}")
    if not any(key in LIST_KEYS or key.removeprefix(PREFIX) in _IDS for key in keys):
        raise InputError(f"{where}: column labels is missing, and so are {PREFIX}{LABELS[0]} to {PREFIX}{LABELS[-1]}")


def _labels_of(record: dict, number: int) -> list[int]:
    """Label ids of a row with a list of labels, or else with a column a label."""
    listed = next((key for key in LIST_KEYS if key in record), None)
    if listed is None:
        return [_IDS[name] for key, value in record.items() if (name := key.removeprefix(PREFIX)) in _IDS and _holds(key, value, number)]
    value = record[listed]
    if isinstance(value, str):
        value = _parts(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = [value]
    if not isinstance(value, list):
        raise InputError(f"row {number}: {listed}: expected a list of labels, found {value!r}")
    return [_label_id(part, number, f"{listed}: ") for part in value]


def _parts(value: str) -> list[str]:
    """`joy, love`, and also `["joy", "love"]` or `[17 18]` as tables are often saved."""
    bare = value.strip().removeprefix("[").removesuffix("]")
    parts = bare.split(",") if "," in bare else bare.split()
    return [part.strip().strip("'\"") for part in parts] if bare.strip() else []


def _label_id(part: object, number: int, key: str = "") -> int:
    if isinstance(part, str) and part in _IDS and key:
        return _IDS[part]
    text = str(part)
    if isinstance(part, (str, int)) and not isinstance(part, bool) and text.isascii() and text.isdigit() and len(text) < 9:
        if int(text) < len(LABELS):
            return int(text)
    kind = "label" if key and not text.lstrip("-").isdigit() else "label id"
    raise InputError(f"row {number}: {key}unknown {kind} {part!r} (0 to {len(LABELS) - 1}{', or a name' if key else ''})")


def _holds(key: str, value: object, number: int) -> bool:
    known = None if isinstance(value, (list, dict)) else _YES_OR_NO.get("" if value is None else str(value).strip().lower())
    if known is None:
        raise InputError(f"row {number}: {key}: expected 0 or 1, found {value!r}")
    return known
