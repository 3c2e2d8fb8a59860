"""All experiments in one table: `python -m groundswell_training.experiments [--docs FILE] [--baseline NAME] ...`.

It reads experiment.json files below `--runs`, what the shipped models' reports compare, and further rows in the same form,
prints the table, and puts it between the two markers of `--docs`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .errors import InputError
from .experiment_rows import gather, read_predictions, read_rows, whole_sets
from .report.ensemble_rows import ensemble_rows
from .report.tables import cell, table

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
START, END = "<!-- experiments -->", "<!-- /experiments -->"
BASELINE = "baseline"
COMMAND = "npm run train -- training/configs/minilm.toml"
METRICS = "final_metrics.json"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 after one line about what the user got wrong."""
    options = _parser().parse_args(arguments)
    try:
        rows = [*_shipped_rows(options.models), *gather(options.runs, options.baseline)]
        for path in options.rows:
            rows += whole_sets(read_rows(path))
        if not rows:
            raise InputError(f"{options.runs}: holds no experiment.json")
        markdown = experiment_table(rows)
        if options.docs:
            put_between_markers(options.docs, markdown)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(markdown)
    return 0


def experiment_table(rows: list[Row]) -> str:
    """Markdown. A difference counts only where its interval, from the same resampled posts for both sides, excludes 0."""
    shown = [
        {
            "experiment": row["name"], "question": row["question"],
            "macroF1": row["macroF1"], "95 % interval": _span(row.get("macroF1Interval")),
            "microF1": row.get("microF1"), "mAP": row.get("mAP"), "eceConfident": row.get("eceConfident"),
            "trained parameters": row.get("trainableParameters"), "minutes": _minutes(row), "posts/s": _rounded(row.get("postsPerSecond")),
            "macro-F1 against": _difference(row), "verdict": verdict(row), "command": f"`{row['command']}`",
        }
        for row in rows
    ]
    used = [column for column in shown[0] if any(row[column] not in (None, "") for row in shown)]
    return table(shown, used)


def verdict(row: Row) -> str:
    """`better`, `worse` or `within noise`; nothing is claimed of what was not compared post by post."""
    if row.get("low") is None:
        return "not compared post by post" if row.get("difference") is not None else ""
    if row["low"] > 0:
        return "better"
    return "worse" if row["high"] < 0 else "within noise"


def put_between_markers(path: Path, markdown: str) -> None:
    """Replace what stands between the markers of a file, in one step. InputError when they are not there once each, in order."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end) or START in rest or END in before + after:
        raise InputError(f"{path}: must hold {START} and {END}, once each")
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(f"{before}{START}\n{markdown}\n{END}{after}", encoding="utf-8")
    unfinished.replace(path)


def _shipped_rows(models: Path) -> list[Row]:
    """The ensemble's own comparisons, and each model that ships beside it (the student), against it."""
    report = models / "report"
    if not (report / METRICS).is_file():
        return []
    metrics = _read_metrics(report / METRICS)
    rows, whole = ensemble_rows(metrics, COMMAND), read_predictions(report)
    for path in sorted(models.glob(f"*/report/{METRICS}")):
        other = _read_metrics(path)
        row = ensemble_rows(other, COMMAND)[0] | {"question": f"{path.parents[1].name.capitalize()} instead of the ensemble?"}
        row |= {"difference": other["macroF1"] - metrics["macroF1"], "against": metrics["name"]}
        predictions = read_predictions(path.parent)
        rows.append(row | (predictions.against(whole) if predictions and whole else {}))
    return rows


def _read_metrics(path: Path) -> dict:
    try:
        metrics = json.loads(path.read_text(encoding="utf-8"))
        ensemble_rows(metrics, COMMAND)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is not what the report step writes ({type(error).__name__}: {error})") from error
    return metrics


def _difference(row: Row) -> str:
    if row.get("difference") is None:
        return ""
    against = f"{row['against']}: " if row.get("against") else ""
    interval = f" ({row['low']:+.3f} to {row['high']:+.3f})" if row.get("low") is not None else ""
    return f"{against}{row['difference']:+.3f}{interval}"


def _span(pair: list[float] | None) -> str:
    return f"{pair[0]:.3f} to {pair[1]:.3f}" if pair else ""


def _minutes(row: Row) -> int | None:
    return None if row.get("trainSeconds") is None else round(row["trainSeconds"] / 60)


def _rounded(value: float | None) -> str:
    return "" if value is None else cell(round(value))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m groundswell_training.experiments", description="Put all experiments into one table.")
    parser.add_argument("--runs", type=Path, default=ROOT / "training" / "runs", help="folder with experiment.json files at any depth")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="the shipped ensemble, with its report")
    parser.add_argument("--baseline", default=BASELINE, metavar="NAME", help="the experiment that the others are compared with")
    parser.add_argument("--rows", type=Path, nargs="*", default=[], metavar="FILE", help="further rows as JSON, as of the challenge set")
    parser.add_argument("--docs", type=Path, metavar="FILE", help=f"put the table between {START} and {END} of this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
