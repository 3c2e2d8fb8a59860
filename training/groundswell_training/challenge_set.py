"""The challenge set: posts of our own in today's English, each with its emotions and the kind of trouble it makes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .errors import InputError
from .labels import LABELS

CHALLENGE = Path(__file__).parents[1] / "challenge" / "challenge.jsonl"


def read_challenge(path: Path) -> tuple[list[str], np.ndarray, list[str]]:
    """Texts, targets [posts, labels] of 0 and 1, and kinds. InputError names the file and the line."""
    rows = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            unknown = [label for label in row["labels"] if label not in LABELS]
            if unknown or not row["labels"]:
                raise InputError(f"{path}: line {number}: labels: " + (f"unknown label '{unknown[0]}'" if unknown else "none given"))
            rows.append((row["text"], [float(label in row["labels"]) for label in LABELS], row["kind"]))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: line {number}: must be an object with text, labels and kind") from error
    if not rows:
        raise InputError(f"{path}: holds no posts")
    texts, targets, kinds = zip(*rows)
    return list(texts), np.array(targets), list(kinds)
