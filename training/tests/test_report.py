"""The report on made-up judgements: figures that can be checked by hand, files that hold together, nothing half-written."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from groundswell_training.labels import LABELS
from groundswell_training.metrics import calibration_error
from groundswell_training.report import Evidence, MemberEvidence, token_importance, write_report
from groundswell_training.report import write as writing
from groundswell_training.report.bootstrap import average_precision_samples, f1_samples, interval
from groundswell_training.report.confusion import confusion, similar_pairs
from groundswell_training.report.mistakes import false_negatives, false_positives
from groundswell_training.report.presentable import is_presentable
from groundswell_training.report.reliability import curve
from groundswell_training.report.tables import quoted, table, tables_of

JOY, ANGER, NEUTRAL = (LABELS.index(label) for label in ("joy", "anger", "neutral"))


def judged(posts: int = 150, seed: int = 0) -> Evidence:
    """Noisy but sensible judgements of random posts."""
    random = np.random.default_rng(seed)
    targets = np.zeros((posts, len(LABELS)))
    targets[np.arange(posts), random.integers(0, len(LABELS), posts)] = 1.0
    probabilities = np.clip(0.5 * targets + random.beta(1, 6, targets.shape), 0.0, 1.0)
    present = (probabilities >= 0.4).astype(float)
    weaker = np.clip(probabilities + random.normal(0, 0.3, targets.shape), 0.0, 1.0)
    return Evidence(
        name="tiny", version="0.0.1", texts=[f"post | number {i} <b>*so* glad</b>" for i in range(posts)], targets=targets,
        probabilities=probabilities, present=present, uncalibrated=probabilities**0.5, thresholds=np.full(len(LABELS), 0.4),
        members={"weak": MemberEvidence(weaker, (weaker >= 0.4).astype(float))},
        graphs={"fp32": {"macroF1": 0.61}, "int8": {"macroF1": 0.6}},
        comparisons={"Weights": {"compared": [{"weights": [0.5, 0.5], "nll": float("inf")}], "chosen": "prior"}},
        configuration={"epochs": 3},
        experiments=[
            {"name": "full", "macroF1": 0.5, "trainableParameters": 1000, "totalParameters": 1000, "macroF1Interval": [0.4, 0.6]},
            {"name": "lora", "macroF1": 0.4, "trainableParameters": 100, "totalParameters": 1100},
        ],
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "report"
    write_report(folder, judged())
    return folder


def test_writes_figures_tables_and_plots_that_agree(written):
    folder = written
    metrics = json.loads((folder / "final_metrics.json").read_text())
    assert metrics["split"] == "dev" and metrics["crossValidated"] is True and metrics["n"] == 150
    assert metrics["int8Loss"] == pytest.approx(0.01)
    for name in ("macroF1", "microF1", "mAP"):
        low, high = metrics["intervals"][name]
        assert low < metrics[name] < high
    assert metrics["members"]["weak"]["lead"] == pytest.approx(metrics["macroF1"] - metrics["members"]["weak"]["macroF1"])
    assert metrics["members"]["weak"]["leadInterval"][0] > 0
    assert metrics["comparisons"]["Weights"]["compared"][0]["nll"] is None
    rows = list(csv.DictReader((folder / "per_emotion_results.csv").open()))
    assert [row["emotion"] for row in rows] == list(LABELS)
    assert list(rows[0]) == [
        "emotion", "f1", "f1_low", "f1_high", "precision", "recall", "support", "threshold", "average_precision", "ece",
    ]
    assert np.mean([float(row["f1"]) for row in rows]) == pytest.approx(metrics["macroF1"], abs=1e-4)
    report = (folder / "report.md").read_text()
    for plot in writing.PLOTS:
        assert f"({plot})" in report and (folder / plot).read_text().startswith("<?xml")
    assert sum((folder / plot).stat().st_size for plot in writing.PLOTS) < 1_500_000
    assert "<b>" not in report and "post \\| number" in report
    assert "chosen: prior" in report and "∞" in report


def test_the_same_evidence_gives_the_same_files(written, tmp_path):
    write_report(tmp_path / "two", judged())
    for path in written.iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_failure_leaves_the_old_report_alone_and_other_files_stay(tmp_path, monkeypatch):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "final_metrics.json").write_text("old")
    (folder / "note.txt").write_text("mine")
    monkeypatch.setattr(writing, "_plots", lambda _: {})
    monkeypatch.setattr(writing, "_markdown", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(folder, judged())
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["final_metrics.json", "note.txt", "report"]
    assert (folder / "final_metrics.json").read_text() == "old"


def test_little_evidence_still_makes_a_report_without_stale_plots(tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "size.svg").write_text("of an older report")
    nothing = np.zeros((3, len(LABELS)))
    write_report(folder, Evidence("tiny", "1", ["a", "b", "c"], nothing, nothing, nothing, nothing, np.full(len(LABELS), 0.5)))
    assert not (folder / "size.svg").exists()
    assert json.loads((folder / "final_metrics.json").read_text())["int8Loss"] is None


def test_arrays_that_do_not_fit_are_named():
    zeros = np.zeros((2, len(LABELS)))
    with pytest.raises(ValueError, match="present"):
        Evidence("tiny", "1", ["a", "b"], zeros, zeros, zeros[:1], zeros, np.zeros(len(LABELS)))


def test_resampling_counts_like_scikit_learn_on_resampled_posts():
    random = np.random.default_rng(1)
    targets = (random.random((60, len(LABELS))) < 0.3).astype(float)
    probabilities = random.random((60, len(LABELS))).round(1)  # ties on purpose
    samples = average_precision_samples(probabilities, targets, rounds=3, seed=4)
    picks = np.random.default_rng(4).integers(0, 60, (3, 60))
    expected = [[average_precision_score(targets[rows, i], probabilities[rows, i]) for i in range(len(LABELS))] for rows in picks]
    assert np.allclose(samples, expected)
    present = (probabilities > 0.5).astype(float)
    f1 = f1_samples(present, targets, rounds=3, seed=4)[0]
    hits = (present[picks[0]] * targets[picks[0]]).sum(axis=0)
    assert np.allclose(f1[0], 2 * hits / (present[picks[0]] + targets[picks[0]]).sum(axis=0))


def test_intervals_cover_what_they_are_of():
    samples = np.random.default_rng(0).normal(0.5, 0.1, 4000)
    assert interval(samples, 0.5) == pytest.approx((0.304, 0.696), abs=0.02)
    low, high = interval(samples, 0.45)  # samples that flatter are pulled back
    assert low < 0.24 and high < 0.63
    assert interval(np.zeros(10), 0.0) == (0.0, 0.0)


def test_reliability_curves_tell_the_calibration_error():
    random = np.random.default_rng(2)
    p = random.random(500)
    y = (random.random(500) < p**2).astype(float)
    drawn = curve(p, y)
    assert (np.abs(drawn.stated - drawn.observed) * drawn.cells).sum() / 500 == pytest.approx(calibration_error(p, y))
    assert np.all((drawn.low <= drawn.observed) & (drawn.observed <= drawn.high))
    assert curve(p, y, floor=0.9).cells.sum() == (p >= 0.9).sum()


def test_confusion_counts_what_was_said_instead_and_lists_what_informs():
    targets, present = np.zeros((40, len(LABELS))), np.zeros((40, len(LABELS)))
    targets[:10, JOY] = 1
    present[:8, ANGER] = 1  # instead of joy
    present[8, JOY] = present[8, ANGER] = 1  # joy was found: anger is an extra, not instead
    targets[20:30, ANGER] = present[20:30, ANGER] = 1
    counts, missed = confusion(present, targets)
    assert counts[JOY, ANGER] == 8 and missed[JOY] == 9 and counts.sum() == 8
    (pair,) = similar_pairs(present, targets)
    assert (pair.true, pair.instead, pair.posts, pair.missed) == ("joy", "anger", 8, 9)


def test_the_worst_errors_are_the_surest_one_a_post_and_fit_to_be_shown():
    texts = ["mild", "sure", "this is shit", "missed"]
    probabilities, targets = np.zeros((4, len(LABELS))), np.zeros((4, len(LABELS)))
    probabilities[:3, JOY] = 0.6, 0.9, 0.99
    probabilities[1, ANGER] = 0.7
    targets[3, [ANGER, NEUTRAL]] = 1
    present = (probabilities > 0.5).astype(float)
    assert [(m.text, m.emotion) for m in false_positives(texts, probabilities, present, targets)] == [("sure", "joy"), ("mild", "joy")]
    (missed,) = false_negatives(texts, probabilities, present, targets)
    assert (missed.text, missed.emotion, missed.true) == ("missed", "anger", ("anger", "neutral"))


def test_the_word_list_spares_harmless_words():
    assert all(is_presentable(text) for text in ("a classic document", "I assess it", "Thank you!", "great analysis", ""))
    assert not is_presentable("what an ASS.")


def test_words_weigh_by_the_fall_of_the_probability():
    calls = []

    def scorer(texts: list[str]) -> np.ndarray:
        calls.append(len(texts))
        scores = np.zeros((len(texts), len(LABELS)))
        scores[:, JOY] = [0.1 + 0.6 * ("happy" in text) + 0.2 * ("!" in text) for text in texts]
        return scores

    texts = ["i am happy today!", "so happy now!", "very happy!", "happy but not found", ""]
    targets, present = np.zeros((5, len(LABELS))), np.zeros((5, len(LABELS)))
    targets[:, JOY], present[:3, JOY] = 1, 1
    (joy,) = token_importance(scorer, texts, targets, present, ["joy"])
    assert joy.posts == 3 and len(calls) == 1
    assert [(word, round(weight, 3), posts) for word, weight, posts in joy.words] == [("happy", 0.6, 3), ("!", 0.2, 3)]
    masked: list[str] = []
    token_importance(lambda t: masked.extend(t) or scorer(t), texts, targets, present, ["joy"], mask="[MASK]")
    assert "very [MASK] !" in masked
    (none,) = token_importance(scorer, texts, np.zeros_like(targets), present, ["joy"])
    assert (none.posts, none.words, none.examples) == (0, (), ())


def test_markdown_stays_what_it_was():
    assert quoted("a | b\n**c** <i> `d` [e](f) #g _h_") == "a \\| b \\*\\*c\\*\\* \\<i\\> \\`d\\` \\[e\\](f) \\#g \\_h\\_"
    assert len(quoted("x" * 500)) == 120 and quoted("x" * 500).endswith("…")
    text = table([{"macroF1": 0.5, "name": "a|b"}, {"name": "c", "trainSeconds": 1234}])
    assert text.splitlines() == [
        "| macro-F1 | name | train seconds |", "|---:|---|---:|", "| 0.500 | a\\|b |  |", "|  | c | 1,234 |",
    ]
    assert tables_of({"rows": [{"a": 1}], "clearlyBetter": []}).endswith("clearly better: none")
