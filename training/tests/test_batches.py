"""Batches hold every post once and mark what is padding."""

from __future__ import annotations

import numpy as np

from groundswell_training.batches import bucketed, length_sorted, pad


def test_batches_hold_every_post_once():
    lengths = np.random.default_rng(0).integers(1, 60, 1000).tolist()
    for batches in (bucketed(lengths, 32, seed=4), list(length_sorted(lengths, 32))):
        assert sorted(np.concatenate(batches).tolist()) == list(range(1000))
        assert max(len(b) for b in batches) == 32


def test_padding_marks_real_tokens_and_uses_the_tokenizers_own_pad():
    ids, mask = pad([[1, 2, 3], [4]])
    assert ids.tolist() == [[1, 2, 3], [4, 0, 0]] and mask.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert pad([[5], [6, 7]], pad_id=1)[0].tolist() == [[5, 1], [6, 7]]
