"""Tokenised texts cut into batches of similar length, so that little is spent on padding."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

POOL_BATCHES = 50  # lengths are sorted within this many batches: short enough to stay random, long enough to pad little


def tokenise(tokenizer: PreTrainedTokenizerBase, texts: list[str], max_tokens: int) -> list[list[int]]:
    """Token ids of each text, cut to `max_tokens`, not padded."""
    return tokenizer(texts, truncation=True, max_length=max_tokens)["input_ids"]


def pad(ids: list[list[int]], pad_id: int = 0) -> tuple[Tensor, Tensor]:
    """Ragged ids to int64 input ids and attention mask, both [batch, longest]."""
    longest = max(len(row) for row in ids)
    rows = torch.full((len(ids), longest), pad_id, dtype=torch.int64)
    mask = torch.zeros_like(rows)
    for index, row in enumerate(ids):
        rows[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    return rows, mask


def bucketed(lengths: list[int], batch_size: int, seed: int) -> list[np.ndarray]:
    """One epoch's batches as index arrays: shuffled, sorted by length within pools, then shuffled again."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths))
    batches: list[np.ndarray] = []
    for start in range(0, len(order), batch_size * POOL_BATCHES):
        pool = order[start : start + batch_size * POOL_BATCHES]
        pool = pool[np.argsort([lengths[i] for i in pool], kind="stable")]
        batches += [pool[at : at + batch_size] for at in range(0, len(pool), batch_size)]
    random.shuffle(batches)
    return batches


def length_sorted(lengths: list[int], batch_size: int) -> Iterator[np.ndarray]:
    """The serving policy: everything sorted by length, then cut. int8 logits depend on batch-mates, so tune like this."""
    order = np.argsort(lengths, kind="stable")
    for at in range(0, len(order), batch_size):
        yield order[at : at + batch_size]
