"""What one ensemble.json describes: a folder, and the models whose logits it combines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .config import MemberConfig
from .workspace import Workspace


@dataclass(frozen=True)
class Shipment:
    """`paths` are the members' folders below `folder`, as ensemble.json names them."""

    name: str
    folder: Path
    members: tuple[MemberConfig, ...]
    paths: tuple[str, ...]

    @property
    def folders(self) -> list[Path]:
        return [self.folder / path for path in self.paths]

    @property
    def entries(self) -> list[dict]:
        """`members` of ensemble.json before they are calibrated."""
        return [{"path": path, "weight": member.weight} for path, member in zip(self.paths, self.members, strict=True)]

    def int8_logits(self, space: Workspace) -> list[np.ndarray]:
        """Of each member, [dev posts, labels]."""
        return [space.int8_logits(folder) for folder in self.folders]


def shipments(space: Workspace) -> list[Shipment]:
    """The ensemble, and the student, which lies right beside an ensemble.json of its own."""
    config = space.config
    ensemble = Shipment(config.name, space.out, config.members, tuple(member.path for member in config.members))
    if config.student is None:
        return [ensemble]
    return [ensemble, Shipment(f"{config.name}-student", space.out / config.student.path, (config.student,), (".",))]
