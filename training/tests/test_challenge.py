"""The challenge set keeps what it promises, and the comparison on it says what it should."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from groundswell_training.challenge import ALL_STEPS, WITHOUT, main, run
from groundswell_training.challenge_figures import difference_interval, figures
from groundswell_training.challenge_set import CHALLENGE, read_challenge
from groundswell_training.errors import InputError
from groundswell_training.labels import LABELS
from groundswell_training.normalise import PROFILES, expand_slang

TINY_MODEL = Path(__file__).parents[2] / "test" / "fixtures" / "tiny-model"
KINDS = {"slang", "emoji", "mention-url", "casing", "repeats", "mixed", "plain"}


@pytest.fixture(scope="module")
def posts() -> list[dict]:
    return [json.loads(line) for line in CHALLENGE.read_text(encoding="utf-8").splitlines()]


def test_the_set_is_large_and_holds_every_emotion(posts):
    assert len(posts) >= 220
    assert all(list(post) == ["id", "text", "labels", "kind"] and 1 <= len(post["labels"]) <= 2 for post in posts)
    assert {post["kind"] for post in posts} == KINDS
    assert len({post["id"] for post in posts}) == len({post["text"] for post in posts}) == len(posts)
    support = Counter(label for post in posts for label in post["labels"])
    assert set(support) == set(LABELS)
    assert min(support.values()) >= 5


def test_the_slang_is_not_only_the_tables(posts):
    slang = [post["text"] for post in posts if post["kind"] == "slang"]
    assert sum(expand_slang(text) == text for text in slang) >= len(slang) / 3


def test_plain_posts_say_the_same_as_their_originals(posts):
    labels = {post["id"]: post["labels"] for post in posts}
    plain = [post for post in posts if post["kind"] == "plain"]
    assert all(post["labels"] == labels[post["id"].removesuffix("-plain")] for post in plain)


def test_every_step_left_out_exists():
    steps = {step.__name__ for profile in PROFILES.values() for step in profile}
    assert all(names <= steps for _, names in WITHOUT.values())


def test_figures_count_the_labels_that_are_there():
    targets = np.array([[1.0, 0, 0], [0, 1, 0], [1, 0, 0]])
    probabilities = np.array([[0.9, 0.1, 0.2], [0.8, 0.3, 0.1], [0.7, 0.1, 0.6]])
    got = figures(probabilities, (probabilities >= 0.5).astype(float), targets)
    # Label 0: 2 hits of 3 predicted and 2 true; label 1: none; label 2 belongs to no post and counts in micro-F1 only.
    assert got["macroF1"] == pytest.approx((2 * 2 / 5 + 0) / 2)
    assert got["microF1"] == pytest.approx(2 * 2 / (4 + 3))
    assert got["recallAt1"] == pytest.approx(2 / 3)
    assert got["mAP"] == pytest.approx(((1 + 2 / 3) / 2 + 1) / 2)


def test_the_interval_of_no_difference_is_nothing_and_of_a_large_one_is_clear():
    targets = np.eye(4)[np.arange(80) % 4]
    assert difference_interval(targets, targets, targets) == (0.0, 0.0)
    low, high = difference_interval(np.roll(targets, 1, axis=1), targets, targets)
    assert low == high == -1.0
    half = np.where(np.arange(80)[:, None] < 40, targets, 0.0)
    low, high = difference_interval(half, targets, targets)
    assert -0.5 < low < high < -0.2


def test_a_row_for_every_way_and_kind(tmp_path, capsys):
    assert main([str(TINY_MODEL), "--out", str(tmp_path / "rows.json")]) == 0
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert len(rows) == (2 + len(WITHOUT)) * (1 + len(KINDS))
    assert set(rows[0]) >= {"name", "question", "command", "macroF1", "microF1", "mAP", "difference", "low", "high"}
    assert all(row["low"] <= row["difference"] + 0.1 and row["difference"] - 0.1 <= row["high"] for row in rows)
    # Nothing in plain English is slang, so the step left out must not move its figures.
    by_name = {row["name"]: row for row in rows}
    assert by_name["challenge: no slang (casing)"]["mAP"] == by_name[f"challenge: {ALL_STEPS} (casing)"]["mAP"]
    assert "challenge: raw emoji" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "a", "labels": ["joy"], "kind": "x"}\nnot json', "line 2: must be an object"),
        ('{"text": "a", "kind": "x"}', "line 1: must be an object"),
        ('{"text": "a", "labels": ["bliss"], "kind": "x"}', "line 1: labels: unknown label 'bliss'"),
        ('{"text": "a", "labels": [], "kind": "x"}', "line 1: labels: none given"),
        ("", "holds no posts"),
    ],
)
def test_a_bad_set_is_named(tmp_path, line, message):
    path = tmp_path / "challenge.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_challenge(path)
    with pytest.raises(InputError, match="No such file"):
        read_challenge(tmp_path / "none.jsonl")


def test_a_bad_ensemble_is_one_line(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path / 'ensemble.json'}: ")
    manifest = json.loads((TINY_MODEL / "ensemble.json").read_text(encoding="utf-8"))
    (tmp_path / "ensemble.json").write_text(json.dumps(manifest | {"labels": ["joy"]}), encoding="utf-8")
    with pytest.raises(InputError, match="28 labels"):
        run(tmp_path)
