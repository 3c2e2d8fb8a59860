"""Which parameters of a classifier learn: all of them, LoRA's small matrices, or the upper layers only."""

from __future__ import annotations

from peft import LoraConfig, get_peft_model
from torch import nn

from .config import MemberConfig
from .encoder import EmotionClassifier
from .errors import InputError

LORA_ALPHA = 2  # times the rank


def adapt(model: EmotionClassifier, member: MemberConfig) -> EmotionClassifier:
    """Prepare `model` in place for the member's mode. The head always learns. InputError for a mode that does not fit."""
    if member.mode == "lora":
        lora = LoraConfig(r=member.lora_rank, lora_alpha=LORA_ALPHA * member.lora_rank, lora_dropout=0.05, target_modules="all-linear")
        model.encoder = get_peft_model(model.encoder, lora)
    elif member.mode == "frozen":
        layers = _layers(model.encoder)
        if member.frozen_layers > len(layers):
            raise InputError(f"members.{member.path}.frozen_layers: the encoder has {len(layers)} layers")
        frozen = [module for name, module in model.encoder.named_children() if "embeddings" in name]
        for module in [*frozen, *layers[: member.frozen_layers]]:
            module.requires_grad_(False)
    return model


def merge(model: EmotionClassifier) -> EmotionClassifier:
    """Fold LoRA's matrices into the weights they change, so that what is exported is a plain encoder."""
    if hasattr(model.encoder, "merge_and_unload"):
        model.encoder = model.encoder.merge_and_unload()
    return model


def parameter_counts(model: nn.Module) -> dict[str, int]:
    """How many parameters learn, and how many there are."""
    sizes = [(parameter.numel(), parameter.requires_grad) for parameter in model.parameters()]
    return {"trainable": sum(size for size, learns in sizes if learns), "total": sum(size for size, _ in sizes)}


def _layers(encoder: nn.Module) -> nn.ModuleList:
    """The stack of transformer layers, whatever the architecture calls it."""
    depth = encoder.config.num_hidden_layers
    for module in encoder.modules():
        if isinstance(module, nn.ModuleList) and len(module) == depth:
            return module
    raise InputError(f"encoder: finds no stack of {depth} layers to freeze in {type(encoder).__name__}")
