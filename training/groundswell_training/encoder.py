"""The network: a BERT encoder, mean pooling over real tokens, one linear head."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerBase

from .errors import InputError
from .labels import LABELS


class EmotionClassifier(nn.Module):
    """Token ids in, one logit a label out. Mean pooling lives here so that the exported graph holds it."""

    def __init__(self, encoder: BertModel, dropout: float = 0.1, labels: int = len(LABELS)):
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(encoder.config.hidden_size, labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """int64 [batch, tokens] twice -> float32 logits [batch, labels]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1.0)
        return self.head(self.dropout(pooled))


def encoder_folder(source: str) -> Path:
    """Find the encoder's files. `package:NAME` is the folder `model` of an installed Python package."""
    if not source.startswith("package:"):
        folder = Path(source)
    else:
        spec = find_spec(source.removeprefix("package:"))
        if spec is None or not spec.submodule_search_locations:
            raise InputError(f"encoder: {source} is not installed")
        folder = Path(spec.submodule_search_locations[0]) / "model"
    if not (folder / "config.json").is_file():
        raise InputError(f"encoder: {folder} holds no config.json")
    return folder


def load_encoder(folder: Path) -> tuple[BertModel, PreTrainedTokenizerBase]:
    """Load weights and tokenizer from a folder, never from a hub."""
    encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return encoder, tokenizer


def random_encoder(config: BertConfig, seed: int) -> BertModel:
    """A small untrained encoder for tests, the same for the same seed."""
    torch.manual_seed(seed)
    return BertModel(config, add_pooling_layer=False)
