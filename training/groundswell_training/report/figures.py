"""The numbers of a report: final_metrics.json and the rows of per_emotion_results.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..labels import LABELS
from ..metrics import CONFIDENT, average_precisions, calibration_error, f1_scores, log_loss, micro_f1
from .bootstrap import ROUNDS, SEED, Interval, average_precision_samples, f1_samples, interval
from .evidence import Evidence, MemberEvidence
from .reliability import classwise_errors


@dataclass(frozen=True)
class Figures:
    """Everything that is counted, once, for all tables and plots. Each part is computed when it is first asked for."""

    evidence: Evidence
    rounds: int = ROUNDS

    @cached_property
    def emotions(self) -> list[dict[str, Any]]:
        """One row a label, as in per_emotion_results.csv, with the interval of average precision beside it."""
        e = self.evidence
        hits, predicted, true = (e.present * e.targets).sum(axis=0), e.present.sum(axis=0), e.targets.sum(axis=0)
        f1, errors = f1_scores(e.present, e.targets), classwise_errors(e.probabilities, e.targets)
        precision, recall = hits / np.maximum(predicted, 1), hits / np.maximum(true, 1)
        ap = average_precisions(e.probabilities, e.targets)
        rows = []
        for i, label in enumerate(LABELS):
            f1_low, f1_high = interval(self._label_f1[:, i], f1[i])
            ap_low, ap_high = interval(self._average_precision[:, i], ap[i])
            rows.append({
                "emotion": label, "f1": float(f1[i]), "f1Low": f1_low, "f1High": f1_high, "precision": float(precision[i]),
                "recall": float(recall[i]), "support": int(true[i]), "threshold": float(e.thresholds[i]),
                "averagePrecision": float(ap[i]), "averagePrecisionLow": ap_low, "averagePrecisionHigh": ap_high, "ece": float(errors[i]),
            })
        return rows

    @cached_property
    def whole(self) -> dict[str, Any]:
        """The ensemble's own figures."""
        e = self.evidence
        return {**quality(e.probabilities, e.present, e.targets), **calibration(e.probabilities, e.targets)}

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        return {
            "macroF1": interval(self._label_f1.mean(axis=1), self.whole["macroF1"]),
            "microF1": interval(self._micro_f1, self.whole["microF1"]),
            "mAP": interval(self._average_precision.mean(axis=1), self.whole["mAP"]),
        }

    @cached_property
    def members(self) -> dict[str, dict[str, Any]]:
        """Each member alone, and by how much macro-F1 of the whole is over it on the same resampled posts."""
        return {name: self._member(member) for name, member in self.evidence.members.items()}

    @cached_property
    def half(self) -> dict[str, Any]:
        """What the untuned threshold would give: an emotion is present from 0.5 on."""
        e = self.evidence
        present = (e.probabilities >= 0.5).astype(np.float64)
        return {**quality(e.probabilities, present, e.targets), **self._lead_over(present)}

    @cached_property
    def uncalibrated(self) -> dict[str, float]:
        return calibration(self.evidence.uncalibrated, self.evidence.targets)

    @cached_property
    def int8_loss(self) -> float | None:
        """By how much macro-F1 falls from the fp32 to the int8 graphs; None where one of them was not judged."""
        graphs = self.evidence.graphs
        if "fp32" not in graphs or "int8" not in graphs:
            return None
        return float(graphs["fp32"]["macroF1"]) - float(graphs["int8"]["macroF1"])

    def document(self) -> dict[str, Any]:
        """final_metrics.json."""
        e = self.evidence
        return {
            "name": e.name, "version": e.version, "split": e.split, "crossValidated": True, "n": len(e.texts),
            **self.whole,
            "intervals": {name: list(pair) for name, pair in self.intervals.items()},
            "bootstrap": {"rounds": self.rounds, "seed": SEED, "level": 0.95},
            "uncalibrated": self.uncalibrated,
            "thresholdHalf": self.half,
            "members": self.members,
            "graphs": dict(e.graphs),
            "int8Loss": self.int8_loss,
            "comparisons": dict(e.comparisons),
            "configuration": dict(e.configuration),
            "perEmotion": {row["emotion"]: {key: value for key, value in row.items() if key != "emotion"} for row in self.emotions},
        }

    @cached_property
    def _f1(self) -> tuple[np.ndarray, np.ndarray]:
        return f1_samples(self.evidence.present, self.evidence.targets, self.rounds)

    @property
    def _label_f1(self) -> np.ndarray:
        return self._f1[0]

    @property
    def _micro_f1(self) -> np.ndarray:
        return self._f1[1]

    @cached_property
    def _average_precision(self) -> np.ndarray:
        return average_precision_samples(self.evidence.probabilities, self.evidence.targets, self.rounds)

    def _member(self, member: MemberEvidence) -> dict[str, Any]:
        targets = self.evidence.targets
        return {
            **quality(member.probabilities, member.present, targets), **calibration(member.probabilities, targets),
            **self._lead_over(member.present),
        }

    def _lead_over(self, present: np.ndarray) -> dict[str, Any]:
        """Macro-F1 of the whole minus that of `present`, with its paired interval."""
        targets = self.evidence.targets
        other = f1_samples(present, targets, self.rounds)[0].mean(axis=1)
        lead = f1_scores(self.evidence.present, targets).mean() - f1_scores(present, targets).mean()
        return {"lead": float(lead), "leadInterval": list(interval(self._label_f1.mean(axis=1) - other, lead))}


def quality(probabilities: np.ndarray, present: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    """How well emotions are found. Arrays [posts, labels]; `mAP` is the mean area under the precision-recall curves."""
    hits, predicted, true = (present * targets).sum(axis=0), present.sum(axis=0), targets.sum(axis=0)
    pooled = average_precisions(probabilities.reshape(-1, 1), targets.reshape(-1, 1))
    return {
        "macroF1": float(f1_scores(present, targets).mean()),
        "microF1": micro_f1(present, targets),
        "macroPrecision": float((hits / np.maximum(predicted, 1)).mean()),
        "macroRecall": float((hits / np.maximum(true, 1)).mean()),
        "microPrecision": float(hits.sum() / max(1.0, predicted.sum())),
        "microRecall": float(hits.sum() / max(1.0, true.sum())),
        "mAP": float(np.mean(average_precisions(probabilities, targets))),
        "prAucPooled": float(pooled[0]),
    }


def calibration(probabilities: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    """How far probabilities can be taken at their word. Arrays [posts, labels]."""
    return {
        "ece": calibration_error(probabilities, targets),
        "eceClasswise": float(classwise_errors(probabilities, targets).mean()),
        "eceConfident": calibration_error(probabilities, targets, CONFIDENT),
        "brier": float(((probabilities - targets) ** 2).mean()),
        "nll": log_loss(probabilities, targets),
    }
