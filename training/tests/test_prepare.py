"""Reading labelled posts in every format, cleaning them, and keeping them until something changes."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from groundswell_training import prepare as module
from groundswell_training.config import DataConfig
from groundswell_training.dataset import Examples, rows_to_keep
from groundswell_training.errors import InputError
from groundswell_training.labels import LABELS
from groundswell_training.normalise import normalise
from groundswell_training.prepare import prepare
from groundswell_training.read_table import read_table
from groundswell_training.sample import LEAST_OF_A_LABEL, stratified


@pytest.fixture
def configured(tmp_path: Path) -> DataConfig:
    return DataConfig(folder=tmp_path / "home", url="http://127.0.0.1:9", train_sha256="", dev_sha256="")


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def run(configured: DataConfig, data: Path, tmp_path: Path, lines: list[str]) -> Callable[..., tuple[Examples, Examples]]:
    def prepared(sample: float | None = None, profile: str = "minilm", **changes: object) -> tuple[Examples, Examples]:
        return prepare(replace(configured, **changes), profile, None if changes else data, tmp_path / "prepared", sample, lines.append)

    return prepared


def made_anew(lines: list[str]) -> bool:
    made = any("wrote" in line for line in lines)
    lines.clear()
    return made


def test_reading_keeps_texts_as_they_are_and_their_labels(tmp_path):
    file = tmp_path / "x.tsv"
    file.write_text("so \u201cgood\u201d\t0,17\tid\r\n", encoding="utf-8")
    read = read_table(file)
    assert read.texts == ["so \u201cgood\u201d"] and np.flatnonzero(read.targets[0]).tolist() == [0, 17]


def test_cleaning_drops_repeats_empty_texts_and_texts_of_dev():
    assert rows_to_keep(["A", "b", "a", "", "c"], ["C"]) == [0, 1]


def test_normalises_and_keeps_the_order_of_the_files(run, data):
    with (data / "train.tsv").open("a", encoding="utf-8") as out:
        out.write("Repeated \U0001f602\t1\tx\nrepeated \U0001f602\t2\ty\nhttps://only.a/link\t3\tz\n")
    train, dev = run()
    rows, judged = (read_table(data / f"{split}.tsv") for split in ("train", "dev"))
    texts = [normalise(text, "minilm") for text in rows.texts]
    dev_texts = [normalise(text, "minilm") for text in judged.texts]
    keep = rows_to_keep(texts, dev_texts)
    assert train.texts == [texts[i] for i in keep] and dev.texts == dev_texts
    np.testing.assert_array_equal(train.targets, rows.targets[keep])
    assert train.texts[-1] == "Repeated face with tears of joy" and train.targets.dtype == np.float32


def test_leaves_tidy_files(run, tmp_path):
    train, dev = run()
    folder = tmp_path / "prepared"
    table = pq.read_table(folder / "train.parquet")
    assert table.column_names == ["id", "text", *(f"label_{label}" for label in LABELS)]
    assert {str(table.schema.field(f"label_{label}").type) for label in LABELS} == {"int8"} and table.num_rows == len(train)
    assert table.column("id")[0].as_py() == "id10"
    assert json.loads((folder / "label_map.json").read_text()) == {label: index for index, label in enumerate(LABELS)}
    frequencies = (folder / "label_frequencies.csv").read_text().splitlines()
    assert frequencies[0] == "label,train,dev,share" and len(frequencies) == 29
    label, in_train, in_dev, share = frequencies[28].split(",")
    assert (label, int(in_train), int(in_dev)) == ("neutral", train.targets[:, 27].sum(), dev.targets[:, 27].sum())
    assert float(share) == pytest.approx(int(in_train) / len(train), abs=1e-6)
    assert sorted(path.name for path in folder.iterdir()) == [
        "dev.parquet", "label_frequencies.csv", "label_map.json", "prepare.json", "train.parquet",
    ]
    assert str(tmp_path) not in (folder / "prepare.json").read_text()


def test_is_done_once_and_again_when_something_changed(run, data, lines, tmp_path, monkeypatch):
    run()
    assert made_anew(lines)
    run()
    assert not made_anew(lines)
    run(profile="plain")
    assert made_anew(lines)
    run(sample=0.5)
    assert made_anew(lines)
    run()
    assert made_anew(lines)
    with (data / "dev.tsv").open("a", encoding="utf-8") as out:
        out.write("one more\t1\tx\n")
    assert run()[1].texts[-1] == "one more" and made_anew(lines)
    monkeypatch.setattr(module.normaliser, "SLANG", data / "train.tsv")
    run()
    assert made_anew(lines), "another normaliser gives other texts"


@pytest.mark.parametrize("name", ["train.parquet", "label_map.json", "prepare.json"])
@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:40])])
def test_what_is_damaged_is_made_again(run, lines, tmp_path, name, damage):
    first = run()
    made_anew(lines)
    damage(tmp_path / "prepared" / name)
    again = run()
    assert made_anew(lines) and again[0].texts == first[0].texts


def test_a_kill_while_writing_never_passes_for_a_result(run, lines, tmp_path, monkeypatch):
    run()
    real = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.name == "dev.parquet":
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", killed)
        run(profile="plain")
    made_anew(lines)
    run()
    assert made_anew(lines)


ROW = {"text": "so good", "id": 7}
JOY = [17]


@pytest.mark.parametrize(
    ("name", "content", "labels"),
    [
        ("x.csv", "id,text,labels\n7,so good,joy\n", JOY),
        ("x.csv", '\ufefftext,labels,id\r\n"so good","love, 17",7\r\n', [17, 18]),
        ("x.csv", 'text,emotions,likes,id\nso good,"[""joy"", ""love""]",3,7\n', [17, 18]),
        ("x.csv", "text,emotions,id\nso good,[17 18],7\n", [17, 18]),
        ("x.csv", "text,label_joy,label_love,id\nso good,1,0,7\n", JOY),
        ("x.csv", "text,joy,love,id\nso good,1.0,,7\n", JOY),
        ("x.csv", "text,joy,love,id\nso good,True,False,7\n", JOY),
        ("x.jsonl", json.dumps({**ROW, "labels": ["joy", 18]}), [17, 18]),
        ("x.jsonl", json.dumps({**ROW, "emotions": "joy"}) + "\n\n", JOY),
        ("x.jsonl", json.dumps({**ROW, "labels": 17}), JOY),
        ("x.jsonl", json.dumps({**ROW, "joy": 1, "love": 0, "grief": None, "neutral": False}), JOY),
        ("x.jsonl", json.dumps({**ROW, "label_joy": True}), JOY),
        ("x.tsv", "so good\t17\t7\n", JOY),
    ],
)
def test_formats(tmp_path, name, content, labels):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    table = read_table(path)
    assert table.texts == ["so good"] and table.ids == ["7"]
    assert np.flatnonzero(table.targets[0]).tolist() == labels


def test_ids_are_all_or_none(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"text":"a","labels":[1],"id":0}\n{"text":"b","labels":[1]}\n', encoding="utf-8")
    assert read_table(path).ids is None


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("train.tsv", "good\t1\ta\nnothing\t\tb\n", "train.tsv: row 2: no label"),
        ("train.tsv", "good\t1\ta\nnothing\t28\tb\n", "train.tsv: row 2: unknown label id '28'"),
        ("train.tsv", "good\t-1\ta\n", "train.tsv: row 1: unknown label id '-1'"),
        ("train.csv", "", "train.csv: row 1: column text is missing (found none)"),
        ("train.csv", "comment,labels\na,joy\n", "train.csv: row 1: column text is missing (found comment, labels)"),
        ("train.csv", "text,text,labels\na,b,joy\n", "train.csv: row 1: column text is there twice"),
        ("train.csv", "text,mood\na,joy\n", "train.csv: row 1: column labels is missing, and so are label_admiration to label_neutral"),
        ("train.csv", "text,label_joy,label_hunger\na,1,0\n", "train.csv: row 1: label_hunger: unknown label 'hunger'"),
        ("train.csv", "text,labels\na,joy\nb,hunger\n", "train.csv: row 3: labels: unknown label 'hunger'"),
        ("train.csv", "text,labels\na,joy\nb,28\n", "train.csv: row 3: labels: unknown label id '28'"),
        ("train.csv", "text,labels\na,joy\nb,\n", "train.csv: row 3: no label"),
        ("train.csv", "text,joy,love\na,0,0\n", "train.csv: row 2: no label"),
        ("train.csv", "text,joy\na,2\n", "train.csv: row 2: joy: expected 0 or 1, found '2'"),
        ("train.csv", "text,labels\na\n", "train.csv: row 2: expected 2 columns as in the header"),
        ("train.csv", 'text,labels\n"a,joy\n', "train.csv: row 2: unexpected end of data"),
        ("train.csv", 'text,labels\n"two\nlines",joy\nb,hunger\n', "train.csv: row 4: labels: unknown label 'hunger'"),
        ("train.csv", "text,labels\n\n", "train.csv: holds no rows"),
        ("train.jsonl", "\n", "train.jsonl: holds no rows"),
        ("train.jsonl", '{"text":"a","labels":["joy"]}\n{"text"', "train.jsonl: row 2: not JSON"),
        ("train.jsonl", "[" * 100_000, "train.jsonl: row 1: not JSON"),
        ("train.jsonl", "[1]", "train.jsonl: row 1: expected a JSON object"),
        ("train.jsonl", '{"text":5,"labels":["joy"]}', "train.jsonl: row 1: text: expected a string, found 5"),
        ("train.jsonl", '{"text":"a","labels":{"joy":1}}', "train.jsonl: row 1: labels: expected a list of labels"),
        ("train.jsonl", '{"text":"a","labels":[true]}', "train.jsonl: row 1: labels: unknown label True"),
        ("train.jsonl", '{"text":"a","joy":[1]}', "train.jsonl: row 1: joy: expected 0 or 1, found [1]"),
        ("train.jsonl", '{"labels":["joy"]}', "train.jsonl: row 1: column text is missing (found labels)"),
        ("train.jsonl", "\udcff", "train.jsonl: 'utf-8' codec can't decode byte 0xff"),
        ("train.tsv", "https://only.a/link\t1\tx\n", "no row is left after removing repeats and texts of dev"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(run, data, tmp_path, name, content, expected):
    (data / "train.tsv").unlink()
    (data / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as raised:
        run()
    assert expected in str(raised.value) and "\n" not in str(raised.value)
    assert not (tmp_path / "prepared").exists()


def test_bad_input_leaves_an_earlier_result_alone(run, data, tmp_path):
    run()
    before = {path.name: path.read_bytes() for path in (tmp_path / "prepared").iterdir()}
    (data / "dev.tsv").write_text("broken\n", encoding="utf-8")
    with pytest.raises(InputError, match="dev.tsv: row 1"):
        run()
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "prepared").iterdir()}


def test_two_files_of_one_split(run, data):
    (data / "dev.csv").write_text("text,labels\na,joy\n", encoding="utf-8")
    with pytest.raises(InputError, match="both dev.tsv and dev.csv are there"):
        run()


def test_files_named_in_the_configuration(run, data, tmp_path):
    (tmp_path / "mine.csv").write_text("text,labels\nso good,joy\n", encoding="utf-8")
    train, _ = run(train=tmp_path / "mine.csv", dev=data / "dev.tsv")
    assert train.texts == ["so good"]
    with pytest.raises(InputError, match="none.csv: there is no such file"):
        run(train=tmp_path / "none.csv", dev=data / "dev.tsv")
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine.txt: unknown ending '.txt' \(.tsv, .csv, .jsonl\)"):
        run(train=tmp_path / "mine.txt", dev=data / "dev.tsv")


@pytest.fixture
def server(data: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(data))) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


def test_downloads_once_with_progress_and_checks_what_came(run, data, tmp_path, lines, server):
    sums = {f"{split}_sha256": hashlib.sha256((data / f"{split}.tsv").read_bytes()).hexdigest() for split in ("train", "dev")}
    train, _ = run(url=server, **sums)
    assert len(train) > 0 and any(line.startswith("download: train.tsv 0.0 of 0.0 MB") for line in lines)
    run(url="http://127.0.0.1:9", **sums)
    assert (tmp_path / "home" / "train.tsv").read_bytes() == (data / "train.tsv").read_bytes()


def test_a_download_that_is_not_what_was_expected_is_not_kept(run, tmp_path, server):
    with pytest.raises(InputError, match="train.tsv: SHA-256 is"):
        run(url=server, train_sha256="0" * 64)
    assert not (tmp_path / "home").exists()


def test_a_sample_is_smaller_stratified_and_the_same_every_time(run, lines):
    train, dev = run(sample=0.2)
    assert any("a sample of" in line for line in lines)
    assert 0 < len(train) < 160 and 0 < len(dev) < 120
    assert run(sample=0.2)[0].texts == train.texts
    with pytest.raises(InputError, match="sample: expected a share between 0 and 1, found 1.5"):
        run(sample=1.5)


@pytest.mark.parametrize("seed", range(5))
def test_strata_keep_their_share_and_rare_labels_a_few(seed):
    source = random.Random(seed)
    targets = np.zeros((3000, 28), dtype=np.float32)
    for row in targets:
        row[source.choices(range(28), weights=[1.4**i for i in range(28)], k=source.randint(1, 2))] = 1
    kept = stratified(targets, 0.05)
    assert kept == sorted(set(kept)) and kept == stratified(targets, 0.05)
    found, whole = targets[kept].sum(axis=0), targets.sum(axis=0)
    assert np.all(found >= np.minimum(LEAST_OF_A_LABEL, whole))
    assert abs(len(kept) - 150) <= 28 * LEAST_OF_A_LABEL
    common = whole > 300
    assert np.all(np.abs(found[common] / whole[common] - 0.05) < 0.03)
