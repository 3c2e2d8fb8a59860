"""Write one member in the Hugging Face layout: config, tokenizer and a quantised ONNX graph."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import PreTrainedTokenizerBase

from .encoder import EmotionClassifier
from .labels import LABELS

INT8_GRAPH = Path("onnx/model_int8.onnx")


def export_member(
    model: EmotionClassifier,
    tokenizer: PreTrainedTokenizerBase,
    folder: Path,
    *,
    profile: str,
    max_tokens: int,
    provenance: dict | None = None,
) -> None:
    """Replace `folder` by the exported member; the fp32 graph stays out of it (four times the size)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write_json(folder / "config.json", _config(model, profile, max_tokens))
    _write_tokenizer(tokenizer, folder, max_tokens)
    if provenance:
        _write_json(folder / "training.json", provenance)
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = Path(scratch) / "model.onnx"
        export_fp32(model, fp32)
        quantise(fp32, folder / INT8_GRAPH)


def export_fp32(model: EmotionClassifier, path: Path) -> None:
    """Trace to ONNX with free batch and token axes; weights inside the one file."""
    model = model.eval()
    example = torch.ones(2, 8, dtype=torch.int64)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    path.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (example, example.clone()), path,
            input_names=["input_ids", "attention_mask"], output_names=["logits"],
            dynamic_shapes=(axes, axes), dynamo=True, external_data=False, verbose=False,
        )
    _strip_traces(path)


def quantise(fp32: Path, int8: Path) -> None:
    """Dynamic int8: signed weights, one scale a channel (unsigned ones run at half the speed)."""
    int8.parent.mkdir(parents=True, exist_ok=True)
    logging.getLogger().setLevel(logging.ERROR)  # the quantiser advises a preparation that changes nothing here
    quantize_dynamic(fp32, int8, weight_type=QuantType.QInt8, per_channel=True)


def _strip_traces(path: Path) -> None:
    """Drop what the exporter noted for debugging: stack traces with local paths, and shapes it inferred.

    The shapes would confuse the quantiser's own inference; the traces are half of a small file.
    """
    model = onnx.load(path)
    del model.graph.value_info[:]
    del model.metadata_props[:]
    for entry in [*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.initializer]:
        del entry.metadata_props[:]
        entry.doc_string = ""
    onnx.save(model, path)


def _config(model: EmotionClassifier, profile: str, max_tokens: int) -> dict:
    encoder = model.encoder.config.to_dict()
    kept = (
        "model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "hidden_act", "max_position_embeddings", "type_vocab_size", "vocab_size", "layer_norm_eps", "pad_token_id",
    )
    return {
        "architectures": ["BertForSequenceClassification"],
        **{key: encoder[key] for key in kept},
        "problem_type": "multi_label_classification",
        "id2label": {str(i): label for i, label in enumerate(LABELS)},
        "label2id": {label: i for i, label in enumerate(LABELS)},
        # What a loader of the ONNX graph must do to the text first; pooling is already in the graph.
        "groundswell": {"normalise": profile, "maxTokens": max_tokens, "pooling": "mean"},
    }


def _write_tokenizer(tokenizer: PreTrainedTokenizerBase, folder: Path, max_tokens: int) -> None:
    # The serving side truncates and pads per batch, so neither belongs in tokenizer.json.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": max_tokens,
        "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]",
    })


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
