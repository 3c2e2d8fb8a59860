"""One folder with everything about one evaluation. Nothing in it changes until all of it has been made."""

from __future__ import annotations

import csv
import io
import json
import math
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from . import sections
from .evidence import Evidence
from .figures import Figures
from .plots import average_precision_plot, confusion_plot, size_plot
from .reliability_plots import label_plot, pooled_plot
from .style import save

METRICS, PER_EMOTION, REPORT = "final_metrics.json", "per_emotion_results.csv", "report.md"
PLOTS = ("pr-auc.svg", "reliability.svg", "reliability-by-emotion.svg", "confusion.svg", "size.svg")
COLUMNS = {
    "emotion": "emotion", "f1": "f1", "f1Low": "f1_low", "f1High": "f1_high", "precision": "precision", "recall": "recall",
    "support": "support", "threshold": "threshold", "averagePrecision": "average_precision", "ece": "ece",
}


def write_report(folder: Path, evidence: Evidence) -> None:
    """Write final_metrics.json, per_emotion_results.csv, report.md and its plots into `folder`, which is made if need be.

    Other files there stay. final_metrics.json comes last: where it is new, the rest is.
    """
    figures = Figures(evidence)
    plots = _plots(figures)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        for name, plot in plots.items():
            save(plot, Path(made) / name)
        texts = {PER_EMOTION: _csv(figures), REPORT: _markdown(figures, plots), METRICS: as_json(figures.document())}
        for name, text in texts.items():
            (Path(made) / name).write_text(text, encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for name in (*plots, *texts):
            (Path(made) / name).replace(folder / name)
    for name in PLOTS:
        if name not in plots:
            (folder / name).unlink(missing_ok=True)


def as_json(document: Any) -> str:
    """JSON that every reader takes: plain numbers, and null where there is no finite one."""
    return json.dumps(_plain(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plots(figures: Figures) -> dict[str, Figure]:
    e = figures.evidence
    judged = f"{len(e.texts):,} posts of {e.split}, cross-validated"
    made = {
        "pr-auc.svg": average_precision_plot(figures.emotions, len(e.texts), judged),
        "reliability.svg": pooled_plot(e.uncalibrated, e.probabilities, e.targets),
        "reliability-by-emotion.svg": label_plot(e.uncalibrated, e.probabilities, e.targets),
        "confusion.svg": confusion_plot(e.present, e.targets),
        "size.svg": size_plot(e.experiments),
    }
    return {name: plot for name, plot in made.items() if plot is not None}


def _markdown(figures: Figures, plots: Mapping[str, Figure]) -> str:
    found = (
        sections.opening(figures), sections.summary(figures), sections.parts(figures), sections.emotions(figures),
        sections.reliability(), sections.confusion(figures), sections.mistakes(figures), sections.words(figures),
        sections.sizes(figures, "size.svg" in plots), sections.comparisons(figures), sections.configuration(figures),
    )
    return "\n\n".join(section for section in found if section) + "\n"


def _csv(figures: Figures) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS.values())
    writer.writerows([f"{row[key]:.4f}" if isinstance(row[key], float) else row[key] for key in COLUMNS] for row in figures.emotions)
    return out.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int | bool) else str(value)
