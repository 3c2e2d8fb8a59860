"""Write one member in the Hugging Face layout: config, tokenizer and ONNX graphs."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from transformers import PreTrainedTokenizerBase
from transformers.models.auto.modeling_auto import MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES

from .encoder import EmotionClassifier
from .labels import LABELS

# What Hugging Face's own libraries look for below `onnx/`.
GRAPHS = {"int8": Path("onnx/model_int8.onnx"), "fp32": Path("onnx/model.onnx"), "fp16": Path("onnx/model_fp16.onnx")}
INT8_GRAPH = GRAPHS["int8"]
# Of a tokenizer's settings, those that a loader needs; paths of this machine are among the others.
TOKENIZER_SETTINGS = (
    "tokenizer_class", "do_lower_case", "cls_token", "sep_token", "pad_token", "unk_token", "mask_token", "bos_token", "eos_token",
    "add_prefix_space",
)


def export_member(
    model: EmotionClassifier, tokenizer: PreTrainedTokenizerBase, folder: Path, *,
    profile: str, max_tokens: int, languages: Sequence[str], provenance: dict | None = None, graphs: Sequence[str] = ("int8",),
) -> None:
    """Replace `folder` by the exported member, whole or not at all; `graphs` of GRAPHS."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        unfinished, fp32 = Path(scratch) / "member", Path(scratch) / "model.onnx"
        (unfinished / "onnx").mkdir(parents=True)
        _write_json(unfinished / "config.json", _config(model, profile, max_tokens, languages))
        _write_tokenizer(tokenizer, unfinished, max_tokens)
        if provenance:
            _write_json(unfinished / "training.json", provenance)
        export_fp32(model, fp32)
        for graph in graphs:
            write_graph(fp32, graph, unfinished / GRAPHS[graph])
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)


def write_graph(fp32: Path, kind: str, path: Path) -> None:
    """One graph of the kind `int8`, `fp16` or `fp32`, made from the fp32 one."""
    if kind == "int8":
        quantise(fp32, path)
    elif kind == "fp16":
        # Ids go in and logits come out as before, so that a loader need not know.
        onnx.save(convert_float_to_float16(onnx.load(fp32), keep_io_types=True), path)
    else:
        shutil.copyfile(fp32, path)


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


def _config(model: EmotionClassifier, profile: str, max_tokens: int, languages: Sequence[str]) -> dict:
    encoder = model.encoder.config
    kept = (
        "model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "hidden_act", "max_position_embeddings", "type_vocab_size", "vocab_size", "layer_norm_eps", "pad_token_id",
    )
    return {
        "architectures": [MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES[encoder.model_type]],
        **{key: getattr(encoder, key) for key in kept if hasattr(encoder, key)},
        "problem_type": "multi_label_classification",
        "id2label": {str(i): label for i, label in enumerate(LABELS)},
        "label2id": {label: i for i, label in enumerate(LABELS)},
        # What a loader of the ONNX graph must do to the text first; pooling is already in the graph.
        "groundswell": {"normalise": profile, "maxTokens": max_tokens, "pooling": "mean", "languages": list(languages)},
    }


def _write_tokenizer(tokenizer: PreTrainedTokenizerBase, folder: Path, max_tokens: int) -> None:
    # The serving side truncates and pads per batch, so neither belongs in tokenizer.json.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    settings = {**tokenizer.init_kwargs, "tokenizer_class": type(tokenizer).__name__.removesuffix("Fast")}
    plain = {key: str(settings[key]) if key.endswith("_token") else settings[key] for key in TOKENIZER_SETTINGS if settings.get(key) is not None}
    _write_json(folder / "tokenizer_config.json", {**plain, "model_max_length": max_tokens})


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
