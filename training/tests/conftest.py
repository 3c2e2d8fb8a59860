"""A tiny encoder, tiny data and a configuration for them: the whole pipeline in seconds."""

from __future__ import annotations

import os
import random
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import pytest
from transformers import BertConfig

from groundswell_training.encoder import random_encoder
from groundswell_training.labels import LABELS
from groundswell_training.tiny_model import WORDS, tiny_tokenizer

CONFIG = """
name = "tiny"
version = "0.0.1"
out = "models"
runs = "runs"
encoder = "{encoder}"
normalise = "minilm"
languages = ["en"]
max_tokens = 32

[data]
folder = "data"
url = "http://127.0.0.1:9"
train_sha256 = ""
dev_sha256 = ""

[training]
max_tokens = 24
batch_size = 16
learning_rate = 1e-3
head_factor = 10
weight_decay = 0.01
warmup = 0.1
ema_decay = 0.9
dropout = 0.1
precision = "fp32"
threads = 1

[[members]]
path = "bce"
seed = 1
epochs = 2
weight = 0.5
loss = "bce"

[[members]]
path = "focal"
seed = 2
epochs = 1
weight = 0.25
loss = "focal"
gamma = 2
moderation = 0.5

[[members]]
path = "augmented"
seed = 3
epochs = 1
weight = 0.25
loss = "bce"
augmentation = 0.5
"""


def write_rows(path: Path, rows: int, seed: int) -> None:
    """Posts that name their label among other words, so that even a tiny encoder can learn."""
    source = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for number in range(rows):
            label = source.choices(range(len(LABELS)), weights=[1 + i for i in range(len(LABELS))])[0]
            words = [LABELS[label], *source.choices(WORDS, k=source.randint(2, 8))]
            source.shuffle(words)
            out.write(f"{' '.join(words)}\t{label}\tid{seed}{number}\n")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    write_rows(folder / "train.tsv", 300, seed=1)
    write_rows(folder / "dev.tsv", 120, seed=2)
    return folder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = tiny_tokenizer()
    shape = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, pad_token_id=0,
    )
    random_encoder(shape, seed=5).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def config_file(tmp_path: Path, encoder: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(CONFIG.format(encoder=encoder), encoding="utf-8")
    return path
