"""Where a member's checkpoint lies: the name holds a fingerprint, so that a changed configuration never resumes an old run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from .config import EnsembleConfig, MemberConfig
from .dataset import Examples


def checkpoint_path(config: EnsembleConfig, member: MemberConfig, examples: Examples) -> Path:
    """The file depends on everything that shapes the weights, and not on the member's later weight in the ensemble."""
    training = asdict(config.training)
    del training["threads"]
    shape = {**asdict(member), "weight": None, "training": training, "encoder": config.encoder}
    digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode())
    digest.update("\n".join(examples.texts).encode())
    digest.update(examples.targets.tobytes())
    return config.runs / config.name / f"{member.path}-{digest.hexdigest()[:12]}.pt"
