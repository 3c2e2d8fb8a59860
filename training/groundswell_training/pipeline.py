"""The whole way from a configuration to a folder of models: prepare, train, export, calibrate, report."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from .augment import augmented_copies
from .config import EnsembleConfig, MemberConfig
from .crossvalidate import Fit, cross_validate, fit
from .dataset import Examples, prepare, read_split
from .encoder import EmotionClassifier, encoder_folder, load_encoder
from .ensemble import write_ensemble
from .errors import InputError
from .export import export_member
from .labels import LABELS
from .metrics import bootstrap_macro_f1, summary
from .runs import checkpoint_path
from .scoring import SERVING_BATCH, member_logits
from .splits import find_splits
from .train import Report, torch_logits, train_member


def run(config: EnsembleConfig, data: Path | None, only: list[str] | None, report: Report) -> dict:
    """Train what is not trained yet and write the models; answers the report that is written beside them."""
    torch.set_num_threads(config.training.threads)
    members = _chosen(config.members, only)
    train_file, dev_file = find_splits(config.data, data)
    dev = read_split(dev_file, config.normalise)
    train = prepare(read_split(train_file, config.normalise), dev)
    report(f"{len(train)} training rows, {len(dev)} dev rows")

    int8, fp32 = [], []
    for member in members:
        exact, quantised = _member(config, member, train, dev, report)
        fp32.append(exact)
        int8.append(quantised)

    weights = sum(member.weight for member in members)
    entries = [{"path": member.path, "weight": member.weight / weights} for member in members]
    fitted = fit(int8, dev.targets, entries)
    write_ensemble(
        config.out, name=config.name, version=config.version, profile=config.normalise, max_tokens=config.max_tokens,
        members=_rounded(fitted), thresholds={label: round(float(t), 4) for label, t in zip(LABELS, fitted.thresholds)},
    )
    figures = _figures(int8, fp32, dev.targets, entries, fitted)
    (config.out / "report.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def _chosen(members: tuple[MemberConfig, ...], only: list[str] | None) -> list[MemberConfig]:
    unknown = set(only or ()) - {member.path for member in members}
    if unknown:
        raise InputError(f"--members: the configuration has no member {', '.join(sorted(unknown))}")
    return [member for member in members if only is None or member.path in only]


def _member(config: EnsembleConfig, member: MemberConfig, train: Examples, dev: Examples, report: Report) -> tuple[np.ndarray, np.ndarray]:
    """Train and export one member; answers its dev logits before and after quantisation."""
    if member.augmentation > 0:
        avoid = {text.casefold() for text in dev.texts}
        train = train + augmented_copies(train, member.augmentation, avoid, member.seed, config.normalise)
        report(f"{member.path}: {len(train)} rows with changed copies of rare-label posts")
    torch.manual_seed(member.seed)
    encoder, tokenizer = load_encoder(encoder_folder(config.encoder))
    model = EmotionClassifier(encoder, config.training.dropout)
    model = train_member(model, tokenizer, train, member, config.training, checkpoint_path(config, member, train), report)
    exact = torch_logits(model, tokenizer, dev.texts, config.max_tokens, SERVING_BATCH)
    provenance = {"member": asdict(member), "training": asdict(config.training), "encoder": config.encoder, "trainingRows": len(train)}
    folder = config.out / member.path
    export_member(model, tokenizer, folder, profile=config.normalise, max_tokens=config.max_tokens, provenance=provenance)
    report(f"{member.path}: exported to {folder}")
    return exact, member_logits(folder, dev.texts, config.max_tokens, config.training.threads)


def _rounded(fitted: Fit) -> list[dict]:
    """Calibration with four digits: finer than int8 is."""
    return [
        {**member, "temperature": round(member["temperature"], 4), "bias": [round(b, 4) for b in member["bias"]]}
        for member in fitted.members
    ]


def _figures(int8: list[np.ndarray], fp32: list[np.ndarray], targets: np.ndarray, entries: list[dict], fitted: Fit) -> dict:
    """Cross-validated figures of the shipped graphs; of the same without quantisation; of each member alone."""
    probabilities, present = cross_validate(int8, targets, entries)
    exact_probabilities, exact_present = cross_validate(fp32, targets, entries)
    in_sample = summary(*fitted.apply(int8), targets)
    held_out = summary(probabilities, present, targets)
    exact = summary(exact_probabilities, exact_present, targets)
    alone = {}
    for entry, logits in zip(entries, int8, strict=True):
        member_scores = summary(*cross_validate([logits], targets, [{**entry, "weight": 1.0}]), targets)
        alone[entry["path"]] = _headline(member_scores)
    return {
        "split": "dev",
        "crossValidated": held_out,
        "macroF1Interval95": bootstrap_macro_f1(present, targets),
        "inSample": _headline(in_sample),
        "fp32": _headline(exact),
        "int8Loss": {name: exact[name] - held_out[name] for name in ("macroF1", "microF1", "mAP")},
        "membersAlone": alone,
        "thresholdPull": None if np.isinf(fitted.pull) else fitted.pull,
    }


def _headline(figures: dict) -> dict:
    return {name: value for name, value in figures.items() if name != "perEmotion"}
