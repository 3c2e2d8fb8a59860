"""Judge a shipped ensemble by cross-validation inside dev, and keep what was found beside it."""

from __future__ import annotations

from functools import partial

import numpy as np

from .compare_calibrations import compare_calibrations
from .config import MemberConfig
from .crossvalidate import CrossValidation, Fit, cross_validate, cross_validate_repeatedly
from .ensemble import combine, sigmoid
from .experiment_rows import gather
from .metrics import f1_scores, summary
from .report import Evidence, MemberEvidence, token_importance, write_report
from .report.write import as_json
from .scoring import member_logits
from .shipment import Shipment
from .thresholds import compare_thresholds
from .weights import choose_weights
from .workspace import Workspace

BASELINE = "baseline"
TELLING = ("joy", "anger", "gratitude", "sadness", "fear", "surprise")


def summarise(space: Workspace, shipment: Shipment, fitted: Fit, weighting: str) -> None:
    """Write `report/` beside ensemble.json; of an experiment, which ships nothing, only its row and predictions."""
    targets, entries = space.dev.targets, shipment.entries
    logits = shipment.int8_logits(space)
    judged = _typical(cross_validate_repeatedly(logits, targets, entries, weighting=weighting))
    folder = shipment.folder / "report"
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "predictions.npz", present=judged.present.astype(bool), targets=targets.astype(bool))
    if space.config.question:
        _write_experiment(space, shipment, judged)
        return
    space.report(f"report: {folder}")
    write_report(folder, _evidence(space, shipment, fitted, weighting, logits, judged))


def _typical(runs: CrossValidation) -> MemberEvidence:
    """Of several partitions into folds the one with the median macro-F1: which posts went together is luck."""
    scores = [f1_scores(present, runs.targets).mean() for present in runs.present]
    middle = int(np.argsort(scores)[len(scores) // 2])
    return MemberEvidence(runs.probabilities[middle], runs.present[middle])


def _evidence(
    space: Workspace, shipment: Shipment, fitted: Fit, weighting: str, logits: list[np.ndarray], judged: MemberEvidence,
) -> Evidence:
    targets, entries = space.dev.targets, shipment.entries
    exact = [space.logits(member, space.dev.texts) for member in shipment.members]
    graphs = {
        name: _headline(summary(*cross_validate(values, targets, entries, weighting=weighting), targets))
        for name, values in (("int8", logits), ("fp32", exact))
    }
    alone = {
        member.path: MemberEvidence(*cross_validate([values], targets, [{"path": member.path, "weight": 1.0}]))
        for member, values in zip(shipment.members, logits, strict=True)
    }
    several = len(shipment.members) > 1
    return Evidence(
        name=shipment.name, version=space.config.version, texts=space.dev.texts, targets=targets,
        probabilities=judged.probabilities, present=judged.present,
        uncalibrated=sum(entry["weight"] * sigmoid(values) for entry, values in zip(entries, logits, strict=True)),
        thresholds=fitted.thresholds, members=alone if several else {}, graphs=graphs,
        comparisons={
            "Calibrations": compare_calibrations(logits, targets, entries),
            "Thresholds": compare_thresholds(combine(logits, fitted.members), targets),
            **({"Weights of the members": choose_weights(logits, targets, entries)} if several else {}),
        },
        configuration={"members": [_described(member) for member in shipment.members]},
        experiments=gather(space.config.runs, BASELINE) if several else (),
        importance=_importance(space, shipment, fitted, judged) if several else (),
    )


def _headline(figures: dict) -> dict:
    return {name: value for name, value in figures.items() if name not in ("perEmotion", "n")}


def _described(member: MemberConfig) -> dict:
    """What tells a member from the others."""
    return {"path": member.path, "loss": member.loss, "epochs": member.epochs, "augmentation": member.augmentation, "distil": member.distil}


def _importance(space: Workspace, shipment: Shipment, fitted: Fit, judged: MemberEvidence) -> list:
    scorer = partial(_score, space, shipment, fitted)
    return token_importance(scorer, space.dev.texts, space.dev.targets, judged.present, TELLING)


def _score(space: Workspace, shipment: Shipment, fitted: Fit, texts: list[str]) -> np.ndarray:
    """Normalised texts to probabilities [texts, labels], by the exported int8 graphs."""
    config = space.config
    logits = [member_logits(folder, texts, config.max_tokens, config.training.threads) for folder in shipment.folders]
    return combine(logits, fitted.members)


def _write_experiment(space: Workspace, shipment: Shipment, judged: MemberEvidence) -> None:
    """The row of this experiment in docs/models.md."""
    trained, _ = space.trained(shipment.members[0])
    figures = summary(judged.probabilities, judged.present, space.dev.targets)
    row = {
        "name": space.config.name, "question": space.config.question,
        "command": f"npm run train -- training/configs/experiments/{space.config.name}.toml",
        **{key: figures[key] for key in ("macroF1", "microF1", "mAP", "ece", "eceConfident")},
        "trainableParameters": trained.parameters["trainable"], "totalParameters": trained.parameters["total"],
        "trainSeconds": round(trained.progress.seconds), "epochs": trained.progress.epochs,
    }
    (shipment.folder / "report" / "experiment.json").write_text(as_json(row), encoding="utf-8")
