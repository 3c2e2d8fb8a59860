"""Say a post in other words: translate it to another language and back. What was translated once is kept on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from .errors import InputError

# German by default: models of 75M parameters each (CC-BY-4.0); their tokenizers need the package sentencepiece.
TO_GERMAN = "Helsinki-NLP/opus-mt-en-de"
FROM_GERMAN = "Helsinki-NLP/opus-mt-de-en"
BATCH = 32
MAX_TOKENS = 128

Report = Callable[[str], None]


def back_translator(to_model: str, from_model: str, cache: Path, report: Report) -> Callable[[list[str]], list[str]]:
    """`back_translate` with everything but the texts decided."""
    return lambda texts: back_translate(texts, to_model, from_model, cache, report)


def back_translate(texts: list[str], to_model: str, from_model: str, cache: Path, report: Report) -> list[str]:
    """Each text there and back, by two sequence-to-sequence models: folders, or Hugging Face ids.

    `cache` is a folder; a stopped run goes on where it was, and texts known there load no model. InputError when a model
    cannot be loaded.
    """
    digest = hashlib.sha256("\n\n".join((_identity(to_model), _identity(from_model))).encode()).hexdigest()
    file = cache / f"{digest[:16]}.jsonl"
    known = _read(file)
    # By length, so that batches waste little padding.
    missing = sorted({text for text in texts if text not in known}, key=lambda text: (len(text), text))
    if missing:
        there, back = _Model(to_model), _Model(from_model)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                for text, returned in zip(batch, back.translate(there.translate(batch)), strict=True):
                    known[text] = returned
                    out.write(json.dumps([text, returned]) + "\n")
                out.flush()
                report(f"translate: {min(start + BATCH, len(missing))} of {len(missing)} texts there and back")
    return [known[text] for text in texts]


class _Model:
    """One direction, on the fastest device there is."""

    def __init__(self, name: str) -> None:
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(name)
            model = AutoModelForSeq2SeqLM.from_pretrained(name)
        except (OSError, ValueError, ImportError, KeyError) as error:
            reason = " ".join(str(error).split())[:200]
            raise InputError(f"translation: {name} cannot be loaded: {reason}") from error
        self.model = model.eval().to("cuda" if torch.cuda.is_available() else "cpu")

    @torch.inference_mode()
    def translate(self, texts: list[str]) -> list[str]:
        batch = self.tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=MAX_TOKENS).to(self.model.device)
        inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
        # No sampling: the same texts give the same copies.
        outputs = self.model.generate(**inputs, do_sample=False, max_new_tokens=MAX_TOKENS)
        return self.tokenizer.batch_decode(outputs, skip_special_tokens=True)


def _identity(model: str) -> str:
    """What tells a model from another: its id, or what lies in its folder."""
    folder = Path(model)
    if not folder.is_dir():
        return model
    return "\n".join(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(folder.iterdir()))


def _read(file: Path) -> dict[str, str]:
    """Text to what came back. A line torn by a kill is cut off, so that what follows it is whole."""
    if not file.is_file():
        return {}
    content = file.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        file.write_bytes(whole)
    return dict(json.loads(line) for line in whole.splitlines())
