"""ensemble.json: how the members' logits become calibrated probabilities and present emotions.

probability(label) = sum over members of weight * sigmoid(logit / temperature + bias[label]); never a softmax.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .labels import LABELS


def combine(logits: list[np.ndarray], members: list[dict]) -> np.ndarray:
    """Logits of each member, each [posts, labels], to probabilities [posts, labels]."""
    total = np.zeros_like(logits[0], dtype=np.float64)
    for values, member in zip(logits, members, strict=True):
        shifted = values / member["temperature"] + np.asarray(member.get("bias", 0.0))
        total += member["weight"] * sigmoid(shifted)
    return total


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Logistic function without overflow at either end."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def write_ensemble(
    folder: Path, *, name: str, version: str, languages: Sequence[str], profile: str, max_tokens: int,
    members: list[dict], thresholds: dict[str, float],
) -> None:
    """Write `folder`/ensemble.json. ValueError when the weights do not sum to 1."""
    if abs(sum(member["weight"] for member in members) - 1.0) > 1e-6:
        raise ValueError("the members' weights must sum to 1")
    manifest = {
        "name": name, "version": version, "labels": list(LABELS), "languages": list(languages),
        "normalise": profile, "maxTokens": max_tokens, "members": members, "thresholds": thresholds,
    }
    unfinished = folder / ".ensemble.json.part"
    unfinished.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(folder / "ensemble.json")
