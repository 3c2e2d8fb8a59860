"""What final_metrics.json already compares, in the form of experiments: each row is one thing done otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]
SHOWN = ("macroF1", "microF1", "mAP", "ece", "eceConfident")


def ensemble_rows(metrics: Mapping[str, Any], command: str) -> list[Row]:
    """The ensemble itself, its members, thresholds of 0.5, no calibration, and the graphs before int8."""
    name = metrics["name"]
    rows = [_row(name, "The shipped ensemble, int8", command, metrics) | {"macroF1Interval": metrics["intervals"]["macroF1"]}]
    for member, figures in metrics["members"].items():
        rows.append(_row(f"{member} alone", f"Member {member} instead of the ensemble?", command, figures) | _against(name, figures))
    half = metrics["thresholdHalf"]
    rows.append(_row("threshold 0.5", "Threshold 0.5 instead of tuned ones?", command, half) | _against(name, half))
    rows.append(_row("temperature off", "Plain sigmoids instead of calibrated ones?", command, metrics["uncalibrated"]))
    for graph, figures in metrics["graphs"].items():
        if graph != "int8" and "macroF1" in figures:
            row = _row(f"{graph} graphs", f"{graph} instead of int8?", command, figures)
            loss = metrics["int8Loss"] if graph == "fp32" else None
            rows.append(row | ({} if loss is None else {"difference": loss, "against": "int8 graphs"}))
    return rows


def _row(name: str, question: str, command: str, figures: Mapping[str, Any]) -> Row:
    return {"name": name, "question": question, "command": command, **{key: figures.get(key) for key in SHOWN}}


def _against(name: str, figures: Mapping[str, Any]) -> Row:
    """The ensemble's lead, turned round: by how much this row is ahead of it."""
    low, high = figures["leadInterval"]
    return {"difference": -figures["lead"], "low": -high, "high": -low, "against": name}
