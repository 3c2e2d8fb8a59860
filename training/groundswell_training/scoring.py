"""Logits of an exported member, computed from nothing but its files and batched as the service batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from .batches import length_sorted, pad
from .export import INT8_GRAPH
from .labels import LABELS

# As planBatches cuts them under load (apps/classifier/model/batches.ts).
SERVING_BATCH = 8


def member_logits(folder: Path, texts: list[str], max_tokens: int, threads: int, graph: Path = INT8_GRAPH) -> np.ndarray:
    """Normalised texts to float32 logits [texts, labels], in the order of `texts`."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(folder / graph, options, providers=["CPUExecutionProvider"])
    out = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    for batch in length_sorted([len(row) for row in ids], SERVING_BATCH):
        rows, mask = pad([ids[i] for i in batch])
        out[batch] = session.run(["logits"], {"input_ids": rows.numpy(), "attention_mask": mask.numpy()})[0]
    return out
