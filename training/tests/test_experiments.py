"""Experiments in one table: gathered, judged against the baseline on the same posts, and put into a page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from groundswell_training.experiment_rows import gather
from groundswell_training.experiments import END, START, experiment_table, main, verdict
from groundswell_training.labels import LABELS
from groundswell_training.metrics import f1_scores
from groundswell_training.report import write as writing
from groundswell_training.report import write_report

from test_report import judged


def experiment(runs: Path, name: str, evidence, wrong: float, seed: int = 0) -> None:
    """An experiment whose judgements are `evidence`'s with a share of `wrong` cells of the true ones lost."""
    folder = runs / "experiments" / name
    folder.mkdir(parents=True)
    lost = np.random.default_rng(seed).random(evidence.present.shape) < wrong
    present = np.where(lost, 0.0, evidence.present)
    row = {
        "name": name, "question": f"What of {name}?", "command": f"npm run train -- {name}.toml",
        "macroF1": float(f1_scores(present, evidence.targets).mean()), "microF1": 0.5, "mAP": 0.5, "ece": 0.01, "eceConfident": 0.02,
        "trainableParameters": 1000, "totalParameters": 2000, "trainSeconds": 125.0, "epochs": 3, "postsPerSecond": 99.6,
    }
    (folder / "experiment.json").write_text(json.dumps(row))
    np.savez(folder / "predictions.npz", probabilities=evidence.probabilities, present=present, targets=evidence.targets)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    evidence = judged()
    for name, wrong, seed in (("baseline", 0.02, 0), ("same", 0.02, 1), ("broken", 0.7, 2)):
        experiment(tmp_path / "runs", name, evidence, wrong, seed)
    return tmp_path / "runs"


def test_the_baseline_comes_first_and_others_are_judged_on_the_same_posts(runs):
    rows = gather(runs, "baseline")
    assert [row["name"] for row in rows] == ["baseline", "broken", "same"]
    assert "difference" not in rows[0] and rows[0]["macroF1Interval"][0] < rows[0]["macroF1"] < rows[0]["macroF1Interval"][1]
    assert [verdict(row) for row in rows] == ["", "worse", "within noise"]
    assert rows[1]["difference"] == pytest.approx(rows[1]["macroF1"] - rows[0]["macroF1"])


def test_without_predictions_on_the_same_posts_nothing_is_claimed(runs):
    (runs / "experiments" / "same" / "predictions.npz").unlink()
    np.savez(runs / "experiments" / "broken" / "predictions.npz", present=np.ones((4, len(LABELS))), targets=np.ones((4, len(LABELS))))
    rows = {row["name"]: row for row in gather(runs, "baseline")}
    assert verdict(rows["same"]) == verdict(rows["broken"]) == ""
    assert verdict({"difference": 0.01}) == "not compared post by post"


def test_the_page_gets_the_table_between_its_markers(runs, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(writing, "_plots", lambda _: {})
    write_report(tmp_path / "models" / "report", judged())
    write_report(tmp_path / "models" / "student" / "report", judged(seed=1))
    rows = [
        {"name": "challenge: no slang", "kind": "all", "difference": -0.1, "low": -0.2, "high": -0.01},
        {"name": "challenge: no slang (emoji)", "kind": "emoji"},
    ]
    rows = [{"question": "Slang as written?", "command": "c", "macroF1": 0.5, **row} for row in rows]
    (tmp_path / "challenge.json").write_text(json.dumps(rows))
    page = tmp_path / "models.md"
    page.write_text(f"before\n{START}\nold\n{END}\nafter\n")
    arguments = ["--runs", str(runs), "--models", str(tmp_path / "models"), "--rows", str(tmp_path / "challenge.json"), "--docs", str(page)]
    assert main(arguments) == 0
    table = capsys.readouterr().out.strip()
    assert page.read_text() == f"before\n{START}\n{table}\n{END}\nafter\n"
    names = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]]
    assert names == [
        "tiny", "weak alone", "threshold 0.5", "temperature off", "fp32 graphs", "tiny", "baseline", "broken", "same",
        "challenge: no slang",
    ]
    assert "Student instead of the ensemble?" in table and "not compared post by post" in table
    assert "| worse |" in table and "within noise" in table and "`npm run train -- same.toml`" in table
    assert "| 2 | 100 |" in table  # minutes, posts a second


def test_columns_that_nothing_fills_are_left_out():
    assert experiment_table([{"name": "a", "question": "b", "command": "c", "macroF1": 0.5}]).splitlines()[0] == (
        "| experiment | question | macro-F1 | command |"
    )


@pytest.mark.parametrize(("file", "content", "said"), [
    ("runs/x/experiment.json", "{", "experiment.json"),
    ("runs/x/experiment.json", '{"name": "x", "question": "q", "command": "c"}', "row 1: macroF1 is missing"),
    ("runs/x/experiment.json", '{"name": "same", "question": "q", "command": "c", "macroF1": 1}', "another experiment named 'same'"),
    ("runs/experiments/same/predictions.npz", "no zip", "predictions.npz: is broken"),
    ("models/report/final_metrics.json", "{}", "is not what the report step writes"),
    ("page.md", f"{START} only", "must hold"),
])
def test_what_is_wrong_is_named_in_one_line(runs, tmp_path, capsys, file, content, said):
    (tmp_path / "page.md").write_text(f"{START}{END}")
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    arguments = ["--runs", str(tmp_path / "runs"), "--models", str(tmp_path / "models"), "--docs", str(tmp_path / "page.md")]
    assert main(arguments) == 2
    error = capsys.readouterr().err.strip()
    assert said in error and path.name in error and len(error.splitlines()) == 1
    assert (tmp_path / "page.md").read_text() in (f"{START}{END}", content)
