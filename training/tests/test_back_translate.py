"""Translation there and back by a tiny random model: kept on disk, resumed after a kill, and a missing model said clearly."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import T5Config, T5ForConditionalGeneration

from groundswell_training import back_translate as module
from groundswell_training.back_translate import back_translate, back_translator
from groundswell_training.errors import InputError
from groundswell_training.tiny_model import tiny_tokenizer

TEXTS = ["so good to see you", "what a day", "so good to see you", "I am sorry for that"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("translator")
    tokenizer = tiny_tokenizer()
    shape = T5Config(
        vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2,
        pad_token_id=0, eos_token_id=2, decoder_start_token_id=0,
    )
    T5ForConditionalGeneration(shape).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def test_each_text_comes_back_in_its_place_and_is_kept(model, tmp_path, monkeypatch):
    lines: list[str] = []
    first = back_translator(model, model, tmp_path, lines.append)(TEXTS)
    assert len(first) == 4 and first[0] == first[2] and lines == ["translate: 3 of 3 texts there and back"]
    monkeypatch.setattr(module, "_Model", None)
    assert back_translate(TEXTS, model, model, tmp_path, lines.append) == first


def test_goes_on_after_a_kill(model, tmp_path):
    first = back_translate(TEXTS, model, model, tmp_path, lambda _: None)
    (file,) = Path(tmp_path).glob("*.jsonl")
    file.write_bytes(file.read_bytes()[:-5])
    lines: list[str] = []
    assert back_translate(TEXTS, model, model, tmp_path, lines.append) == first
    assert lines == ["translate: 1 of 1 texts there and back"]
    assert len(file.read_text().splitlines()) == 3


def test_a_model_that_is_not_there(model, tmp_path):
    with pytest.raises(InputError, match="translation: no/such-model cannot be loaded: ") as raised:
        back_translate(TEXTS, model, "no/such-model", tmp_path / "cache", lambda _: None)
    assert "\n" not in str(raised.value) and not (tmp_path / "cache").exists()
