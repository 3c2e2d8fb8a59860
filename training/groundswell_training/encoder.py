"""The network: a pre-trained encoder, mean pooling over real tokens, one linear head."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedModel, PreTrainedTokenizerBase

from .errors import InputError
from .labels import LABELS


class EmotionClassifier(nn.Module):
    """Token ids in, one logit a label out. Mean pooling lives here so that the exported graph holds it."""

    def __init__(self, encoder: PreTrainedModel, dropout: float = 0.1, labels: int = len(LABELS)):
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


def encoder_source(encoder: str) -> str:
    """What transformers loads: a folder (`package:NAME` is the folder `model` of an installed Python package) or a Hugging Face id."""
    if encoder.startswith("package:"):
        spec = find_spec(encoder.removeprefix("package:"))
        if spec is None or not spec.submodule_search_locations:
            raise InputError(f"encoder: {encoder} is not installed")
        return str(Path(spec.submodule_search_locations[0]) / "model")
    if Path(encoder).is_absolute() and not (Path(encoder) / "config.json").is_file():
        raise InputError(f"encoder: {encoder} holds no config.json")
    return encoder


def load_encoder(source: str, attention_dropout: float) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Weights and tokenizer, from a folder or downloaded by id. InputError when either can't be had."""
    local = Path(source).is_dir()
    try:
        config = AutoConfig.from_pretrained(source, local_files_only=local)
        for name in ("attention_probs_dropout_prob", "attention_dropout"):
            if hasattr(config, name):
                setattr(config, name, attention_dropout)
        # The fused attention of torch has a slow backward pass on processors.
        encoder = AutoModel.from_pretrained(source, config=config, local_files_only=local, attn_implementation="eager", **_no_pooler(config))
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=local)
    except (OSError, ValueError) as error:
        raise InputError(f"encoder: {source}: {str(error).strip().splitlines()[0]}") from error
    if not tokenizer.is_fast:
        raise InputError(f"encoder: {source} has no tokenizer.json, which serving needs")
    return encoder, tokenizer


def _no_pooler(config: AutoConfig) -> dict:
    """BERT's family has a pooler that we would carry along unused."""
    return {"add_pooling_layer": False} if config.model_type in ("bert", "roberta", "xlm-roberta", "camembert") else {}


def random_encoder(config: BertConfig, seed: int) -> BertModel:
    """A small untrained encoder for tests, the same for the same seed."""
    torch.manual_seed(seed)
    return BertModel(config, add_pooling_layer=False)
