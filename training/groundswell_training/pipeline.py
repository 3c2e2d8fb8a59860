"""The steps from a configuration to a folder of models. Each leaves files; what is there and still fits is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from .crossvalidate import Fit, fit
from .ensemble import write_ensemble
from .export import GRAPHS, export_member
from .labels import LABELS
from .shipment import Shipment, shipments
from .summarise import summarise
from .weights import PRIOR, choose_weights
from .workspace import Workspace


def prepare(space: Workspace) -> None:
    """Clean train and dev, and keep them as Parquet."""
    train, dev = space.splits
    space.report(f"prepare: {len(train)} posts to train on, {len(dev)} in dev")


def augment(space: Workspace) -> None:
    """Make and keep the changed copies that some models train on."""
    for member in space.config.models:
        if member.augmentation > 0:
            space.copies(member)


def train(space: Workspace) -> None:
    """Train teachers and members."""
    for member in (*space.config.teachers, *space.config.members):
        space.trained(member)


def distil(space: Workspace) -> None:
    """Train the student on what the members believe."""
    if space.config.student:
        space.trained(space.config.student)


def export(space: Workspace) -> None:
    """Write the graphs, each model in a folder of its own."""
    for shipment in shipments(space):
        for folder, member in zip(shipment.folders, shipment.members, strict=True):
            trained, tokenizer = space.trained(member)
            provenance = space.provenance(member, trained)
            if not _is_exported(folder, provenance, space.graphs):
                export_member(
                    trained.model, tokenizer, folder, profile=space.config.normalise, max_tokens=space.config.max_tokens,
                    languages=space.config.languages, provenance=provenance, graphs=space.graphs,
                )
                space.report(f"{member.path}: exported {', '.join(space.graphs)} to {folder}")


def calibrate(space: Workspace) -> None:
    """Fit temperatures, biases, weights and thresholds on dev, for the int8 graphs in the batches of the service."""
    export(space)
    for shipment in shipments(space):
        fitted = _fit(space, shipment, _weighting(space, shipment))
        write_ensemble(
            shipment.folder, name=shipment.name, version=space.config.version, languages=space.config.languages,
            profile=space.config.normalise, max_tokens=space.config.max_tokens, members=_rounded(fitted),
            thresholds={label: round(float(t), 4) for label, t in zip(LABELS, fitted.thresholds)},
        )


def report(space: Workspace) -> None:
    """Judge what was calibrated by cross-validation inside dev, and draw it."""
    calibrate(space)
    for shipment in shipments(space):
        weighting = _weighting(space, shipment)
        summarise(space, shipment, _fit(space, shipment, weighting), weighting)


STEPS: dict[str, Callable[[Workspace], None]] = {
    "prepare": prepare, "augment": augment, "train": train, "distil": distil, "export": export, "calibrate": calibrate, "report": report,
}


def run(space: Workspace, step: str | None = None) -> None:
    """One step, with what it still lacks of those before it; or all of them."""
    for action in [STEPS[step]] if step else STEPS.values():
        action(space)


def _weighting(space: Workspace, shipment: Shipment) -> str:
    """The weights of the configuration, unless it allows a search and that is clearly better on posts it did not see."""
    if space.config.weights == PRIOR or len(shipment.members) == 1:
        return PRIOR
    return choose_weights(shipment.int8_logits(space), space.dev.targets, shipment.entries)["chosen"]


def _fit(space: Workspace, shipment: Shipment, weighting: str) -> Fit:
    return fit(shipment.int8_logits(space), space.dev.targets, shipment.entries, weighting=weighting)


def _is_exported(folder: Path, provenance: dict, graphs: tuple[str, ...]) -> bool:
    """Whether the folder holds just this model and all graphs that are wanted."""
    stated = folder / "training.json"
    return (
        stated.is_file()
        and json.loads(stated.read_text(encoding="utf-8")) == json.loads(json.dumps(provenance))
        and all((folder / GRAPHS[graph]).is_file() for graph in graphs)
    )


def _rounded(fitted: Fit) -> list[dict]:
    """Calibration with four digits: finer than int8 is."""
    return [
        {**member, "temperature": round(member["temperature"], 4), "bias": [round(b, 4) for b in member["bias"]]}
        for member in fitted.members
    ]
