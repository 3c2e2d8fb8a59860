"""What a user can get wrong is answered by one line that names file, row or key, and exit code 2."""

from __future__ import annotations

import pytest

from groundswell_training.__main__ import main


def complaint(capsys, *arguments: object) -> str:
    assert main([str(a) for a in arguments]) == 2
    captured = capsys.readouterr()
    lines = [line for line in captured.err.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1 and captured.err.endswith(lines[0] + "\n") and captured.out == ""
    return lines[0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("no columns at all", "train.tsv: row 3: expected text<TAB>label ids, found 1 column"),
        ("text\t28\tid", "train.tsv: row 3: unknown label id '28'"),
        ("text\tjoy\tid", "train.tsv: row 3: unknown label id 'joy'"),
        ("text\t1,\tid", "train.tsv: row 3: unknown label id ''"),
    ],
)
def test_a_bad_row(config_file, data, capsys, row, expected):
    (data / "train.tsv").write_text(f"good\t1\ta\nfine\t2\tb\n{row}\n", encoding="utf-8")
    assert expected in complaint(capsys, config_file, "--data", data)


@pytest.mark.parametrize("split", ["train", "dev"])
def test_an_empty_split(config_file, data, capsys, split):
    (data / f"{split}.tsv").write_text("\n", encoding="utf-8")
    assert f"{split}.tsv: holds no rows" in complaint(capsys, config_file, "--data", data)


def test_a_file_that_is_no_text(config_file, data, capsys):
    (data / "dev.tsv").write_bytes(b"\xff\xfe\x00")
    assert "dev.tsv: " in complaint(capsys, config_file, "--data", data)


def test_a_missing_split(config_file, data, capsys):
    (data / "dev.tsv").unlink()
    assert "dev.tsv: there is no such file" in complaint(capsys, config_file, "--data", data)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("batch_size = 16", "batchsize = 16", "tiny.toml: training.batchsize: unknown key"),
        ("batch_size = 16", "", "tiny.toml: training.batch_size: is missing"),
        ("batch_size = 16", 'batch_size = "16"', "tiny.toml: training.batch_size: expected int, found '16'"),
        ('precision = "fp32"', "precision = 32", "tiny.toml: training.precision: expected str, found 32"),
        ('precision = "fp32"', 'precision = "int4"', "tiny.toml: training.precision: unknown precision 'int4' (auto, fp32, bf16, fp16)"),
        ('languages = ["en"]', 'languages = "en"', "tiny.toml: languages: expected a list of strings, found 'en'"),
        ("warmup = 0.1", "warmup = 1.5", "tiny.toml: training.warmup: must be at least 0 and under 1"),
        ('loss = "focal"', 'loss = "focal"\nmode = "lara"', "tiny.toml: members[1].mode: unknown mode 'lara' (full, lora, frozen)"),
        ('loss = "focal"', 'loss = "focal"\ndistil = 0.5', "tiny.toml: members: one has distil, but there are no [[teachers]]"),
        ('name = "tiny"', 'name = "tiny"\nextends = "none.toml"', "none.toml: "),
        ('folder = "data"\n', "", "tiny.toml: data: folder, or both train and dev, are needed"),
        ("epochs = 2", "epochs = true", "tiny.toml: members[0].epochs: expected int, found True"),
        ('loss = "focal"', 'loss = "vocal"', "tiny.toml: members[1].loss: unknown loss 'vocal'"),
        ("weight = 0.5", "weight = 0.6", "tiny.toml: members: the weights must sum to 1"),
        ('path = "focal"', 'path = "bce"', "tiny.toml: members: two models have the same path"),
        ('normalise = "minilm"', 'normalise = "maxilm"', "tiny.toml: normalise: unknown profile 'maxilm'"),
        ('name = "tiny"', "name = ", "tiny.toml: "),
        ('path = "bce"', 'path = "../bce"', "tiny.toml: members[0].path: '../bce' must be"),
        ("batch_size = 16", "batch_size = 0", "tiny.toml: training.batch_size: must be positive"),
        ("epochs = 2", "epochs = 0", "tiny.toml: members[0].epochs: must be positive"),
    ],
)
def test_a_bad_configuration(config_file, data, capsys, old, new, expected):
    text = config_file.read_text(encoding="utf-8")
    assert old in text
    config_file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert expected in complaint(capsys, config_file, "--data", data)


def test_a_missing_configuration(capsys, tmp_path):
    assert "none.toml" in complaint(capsys, tmp_path / "none.toml")


def test_an_unknown_member(config_file, data, capsys):
    assert "no member wrong" in complaint(capsys, config_file, "--data", data, "--members", "wrong")


def test_an_encoder_that_is_not_installed(config_file, data, capsys, encoder):
    text = config_file.read_text(encoding="utf-8").replace(str(encoder), "package:no_such_encoder")
    config_file.write_text(text, encoding="utf-8")
    assert "encoder: package:no_such_encoder is not installed" in complaint(capsys, config_file, "--data", data)


def test_a_split_that_differs_from_its_checksum(config_file, data, capsys):
    data.rename(config_file.parent / "data")
    assert "train.tsv: SHA-256 is" in complaint(capsys, config_file)


def test_a_broken_checkpoint_is_named_and_nothing_is_exported(config_file, data, capsys, tmp_path):
    assert main([str(config_file), "--data", str(data), "--members", "bce", "--step", "train"]) == 0
    checkpoint = next(path for path in (tmp_path / "runs" / "tiny").glob("bce-*.pt") if not path.name.endswith("best.pt"))
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    capsys.readouterr()
    assert f"{checkpoint.name}: is broken" in complaint(capsys, config_file, "--data", data, "--members", "bce")
    assert not (tmp_path / "models").exists()


def test_a_share_that_is_none(config_file, capsys):
    for share in ("2", "none", "0"):
        with pytest.raises(SystemExit) as stopped:
            main([str(config_file), "--sample", share])
        assert stopped.value.code == 2 and "--sample" in capsys.readouterr().err


def test_no_internet(config_file, capsys):
    assert "or name its folder with --data" in complaint(capsys, config_file)
