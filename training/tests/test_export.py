"""The exported graph is the trained network: fp32 to rounding, int8 closely, for every shape of batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from groundswell_training.batches import pad
from groundswell_training.export import export_fp32, quantise
from groundswell_training.tiny_model import main as write_tiny_model, tiny_classifier, tiny_tokenizer


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")
    model = tiny_classifier(len(tiny_tokenizer()), seed=3)
    export_fp32(model, folder / "fp32.onnx")
    quantise(folder / "fp32.onnx", folder / "int8.onnx")
    return model, folder


def batch(*lengths: int) -> tuple[torch.Tensor, torch.Tensor]:
    random = np.random.default_rng(sum(lengths))
    return pad([random.integers(5, 200, size=length).tolist() for length in lengths])


def onnx_logits(path: Path, ids: torch.Tensor, mask: torch.Tensor) -> np.ndarray:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]


@pytest.mark.parametrize("lengths", [(5,), (1, 1), (3, 9, 64), tuple(range(1, 33))])
def test_fp32_graph_equals_torch(exported, lengths):
    model, folder = exported
    ids, mask = batch(*lengths)
    with torch.inference_mode():
        expected = model.eval()(ids, mask).numpy()
    np.testing.assert_allclose(onnx_logits(folder / "fp32.onnx", ids, mask), expected, rtol=1e-4, atol=1e-4)


def test_int8_graph_stays_close(exported):
    _, folder = exported
    ids, mask = batch(4, 12, 30)
    exact, rough = (onnx_logits(folder / f"{kind}.onnx", ids, mask) for kind in ("fp32", "int8"))
    assert np.abs(rough - exact).max() < 0.1 * exact.std() + 0.5


def test_padding_changes_nothing(exported):
    _, folder = exported
    ids, mask = batch(6)
    padded_ids, padded_mask = (torch.nn.functional.pad(t, (0, 20)) for t in (ids, mask))
    np.testing.assert_allclose(
        onnx_logits(folder / "fp32.onnx", ids, mask), onnx_logits(folder / "fp32.onnx", padded_ids, padded_mask), rtol=1e-4, atol=1e-4,
    )


def test_the_tiny_model_for_other_tests_is_reproducible_and_small(tmp_path):
    write_tiny_model(tmp_path / "one")
    write_tiny_model(tmp_path / "two")
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert Path("bce/onnx/model_int8.onnx") in files
    for file in files:
        content = (tmp_path / "one" / file).read_bytes()
        assert content == (tmp_path / "two" / file).read_bytes() and len(content) < 100_000
