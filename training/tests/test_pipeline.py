"""Prepare, train, export, calibrate on a tiny encoder, through the command line's own entry."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from groundswell_training.__main__ import main
from groundswell_training.ensemble import combine
from groundswell_training.export import GRAPHS
from groundswell_training.labels import LABELS
from groundswell_training.scoring import member_logits


def run(config_file: Path, data: Path, *more: str) -> int:
    return main([str(config_file), "--data", str(data), *more])


def test_writes_the_whole_layout_and_resumes_from_checkpoints(config_file, data, tmp_path, capsys):
    assert run(config_file, data) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["crossValidated"] is True and figures["n"] == 120 and set(figures["members"]) == {"bce", "focal", "augmented"}
    out = tmp_path / "models"
    manifest = json.loads((out / "ensemble.json").read_text())
    assert list(manifest) == ["name", "version", "labels", "languages", "normalise", "maxTokens", "members", "thresholds"]
    assert manifest["labels"] == list(LABELS) == list(manifest["thresholds"])
    assert [m["path"] for m in manifest["members"]] == ["bce", "focal", "augmented"]
    assert sum(m["weight"] for m in manifest["members"]) == 1.0
    for member in manifest["members"]:
        config = json.loads((out / member["path"] / "config.json").read_text())
        assert config["groundswell"] == {"normalise": "minilm", "maxTokens": 32, "pooling": "mean", "languages": ["en"]}
        assert [config["id2label"][str(i)] for i in range(28)] == list(LABELS)
        assert (out / member["path"] / "tokenizer.json").is_file()
        assert len(member["bias"]) == 28 and member["temperature"] > 0

    # Nothing is trained again: an interrupted or repeated run only redoes the cheap steps.
    assert run(config_file, data) == 0
    assert "epoch 1" not in capsys.readouterr().err


def test_a_subset_of_members_gets_weights_that_sum_to_one(config_file, data, tmp_path):
    assert run(config_file, data, "--members", "bce") == 0
    manifest = json.loads((tmp_path / "models" / "ensemble.json").read_text())
    assert [(m["path"], m["weight"]) for m in manifest["members"]] == [("bce", 1.0)]
    logits = member_logits(tmp_path / "models" / "bce", ["i am so happy", "grief"], max_tokens=32, threads=1)
    probabilities = combine([logits], manifest["members"])
    assert probabilities.shape == (2, 28) and np.all((probabilities > 0) & (probabilities < 1))


def test_no_local_path_is_written_into_the_models(config_file, data, tmp_path):
    assert run(config_file, data, "--members", "bce") == 0
    for file in (tmp_path / "models").rglob("*.onnx"):
        content = file.read_bytes()
        assert b".py" not in content and str(Path.home()).encode() not in content


STUDENT = """
[student]
path = "student"
seed = 9
epochs = 1
distil = 0.7
"""


def test_a_student_ships_beside_its_teachers_with_every_graph_that_was_asked_for(config_file, data, tmp_path):
    config_file.write_text(config_file.read_text() + STUDENT)
    assert run(config_file, data, "--graphs", "int8", "fp32", "fp16") == 0
    folder = tmp_path / "models" / "student"
    manifest = json.loads((folder / "ensemble.json").read_text())
    assert manifest["name"] == "tiny-student" and [m["path"] for m in manifest["members"]] == ["."]
    assert json.loads((folder / "training.json").read_text())["member"]["distil"] == 0.7
    texts = ["i am so happy", "grief", "thanks a lot"]
    logits = [member_logits(folder, texts, max_tokens=32, threads=1, graph=graph) for graph in GRAPHS.values()]
    np.testing.assert_allclose(logits[1], logits[2], atol=0.02)
    np.testing.assert_allclose(logits[0], logits[1], atol=0.5)
    assert (folder / "report" / "final_metrics.json").is_file()


def test_a_step_alone_does_only_what_it_needs(config_file, data, tmp_path):
    assert run(config_file, data, "--step", "prepare") == 0
    assert sorted(p.name for p in (tmp_path / "runs" / "tiny").iterdir()) == ["prepared"] and not (tmp_path / "models").exists()
    assert run(config_file, data, "--step", "augment") == 0
    assert (tmp_path / "runs" / "tiny" / "copies-0.5-3.parquet").is_file()
    assert run(config_file, data, "--step", "export", "--members", "bce") == 0
    assert (tmp_path / "models" / "bce" / "onnx" / "model_int8.onnx").is_file()
    assert not (tmp_path / "models" / "ensemble.json").exists()


def test_a_trial_on_a_sample_leaves_the_shipped_models_alone(config_file, data, tmp_path):
    assert run(config_file, data, "--members", "bce", "--sample", "0.9", "--step", "calibrate") == 0
    assert (tmp_path / "runs" / "tiny-sample" / "models" / "ensemble.json").is_file() and not (tmp_path / "models").exists()


def test_an_experiment_states_only_its_difference_and_ships_nothing(config_file, data, tmp_path):
    experiment = tmp_path / "experiments" / "asymmetric.toml"
    experiment.parent.mkdir()
    experiment.write_text('''
extends = "../tiny.toml"
name = "asymmetric"
question = "Asymmetric?"
[[members]]
path = "asymmetric"
seed = 1
epochs = 1
loss = "asymmetric"
''')
    assert run(experiment, data) == 0
    folder = tmp_path / "runs" / "asymmetric" / "models" / "report"
    row = json.loads((folder / "experiment.json").read_text())
    assert row["name"] == "asymmetric" and row["epochs"] == 1 and row["trainableParameters"] == row["totalParameters"] > 0
    assert np.load(folder / "predictions.npz")["present"].shape == (120, 28)
    assert not (tmp_path / "models").exists()


def test_members_learn_from_teachers_that_do_not_ship(config_file, data, tmp_path):
    text = config_file.read_text().replace('loss = "focal"', 'loss = "focal"\ndistil = 0.5')
    config_file.write_text(text + '''
[[teachers]]
path = "teacher"
seed = 7
epochs = 1
''')
    assert run(config_file, data, "--step", "calibrate") == 0
    assert {p.name for p in (tmp_path / "models").iterdir()} == {"bce", "focal", "augmented", "ensemble.json"}
