"""Prepare, train, export, calibrate on a tiny encoder, through the command line's own entry."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from groundswell_training.__main__ import main
from groundswell_training.ensemble import combine
from groundswell_training.labels import LABELS
from groundswell_training.scoring import member_logits


def run(config_file: Path, data: Path, *more: str) -> int:
    return main([str(config_file), "--data", str(data), *more])


def test_writes_the_whole_layout_and_resumes_from_checkpoints(config_file, data, tmp_path, capsys):
    assert run(config_file, data) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["crossValidated"]["n"] == 120
    out = tmp_path / "models"
    manifest = json.loads((out / "ensemble.json").read_text())
    assert list(manifest) == ["name", "version", "labels", "languages", "normalise", "maxTokens", "members", "thresholds"]
    assert manifest["labels"] == list(LABELS) == list(manifest["thresholds"])
    assert [m["path"] for m in manifest["members"]] == ["bce", "focal", "augmented"]
    assert sum(m["weight"] for m in manifest["members"]) == 1.0
    for member in manifest["members"]:
        config = json.loads((out / member["path"] / "config.json").read_text())
        assert config["groundswell"] == {"normalise": "minilm", "maxTokens": 32, "pooling": "mean"}
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
