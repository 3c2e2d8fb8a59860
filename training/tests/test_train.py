"""Training itself, on a tiny encoder: it learns, survives a kill, stops early, and changes only what it may."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from groundswell_training.adapt import adapt, merge, parameter_counts
from groundswell_training.checkpoint import Checkpoint, Progress
from groundswell_training.config import MemberConfig, TrainingConfig
from groundswell_training.dataset import Examples
from groundswell_training.device import Device, choose_device
from groundswell_training.distil import soften
from groundswell_training.dropout import ByteDropout
from groundswell_training.encoder import EmotionClassifier, load_encoder
from groundswell_training.errors import InputError
from groundswell_training.labels import LABELS
from groundswell_training.metrics import best_global_macro_f1
from groundswell_training.train import _Run, learning_rate_factor, torch_logits, train_model

TRAINING = TrainingConfig(
    max_tokens=24, batch_size=16, learning_rate=3e-3, head_factor=3, weight_decay=0.01, warmup=0.1, ema_decay=0.9,
    dropout=0.1, threads=1, precision="fp32", device="cpu",
)
MEMBER = MemberConfig("m", seed=1, epochs=2)
CPU = Device("cpu", None)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


def posts(count: int, seed: int) -> Examples:
    """Texts that name their label, which even the tiny encoder can learn."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, len(LABELS), count)
    return Examples([f"i feel {LABELS[label]} so much" for label in labels], np.eye(len(LABELS), dtype=np.float32)[labels])


def fresh(encoder, seed: int = 1):
    torch.manual_seed(seed)
    loaded, tokenizer = load_encoder(str(encoder), 0.0)
    return EmotionClassifier(loaded), tokenizer


def train(encoder, folder, member=MEMBER, training=TRAINING, said=None):
    model, tokenizer = fresh(encoder)
    say = said.append if said is not None else lambda _: None
    return train_model(model, tokenizer, posts(200, 1), posts(60, 2), member, training, CPU, Checkpoint(folder / "m.pt"), say), tokenizer


def test_it_learns_and_reports_every_epoch(encoder, tmp_path):
    said: list[str] = []
    trained, tokenizer = train(encoder, tmp_path, replace(MEMBER, epochs=80), replace(TRAINING, learning_rate=1e-2, head_factor=1), said=said)
    dev = posts(60, 2)
    untrained = best_global_macro_f1(torch_logits(*fresh(encoder), dev.texts, 24, CPU), dev.targets)
    assert trained.progress.scores[-1] > untrained + 0.2
    assert len(said) == 80 and "epoch 80 of 80" in said[-1] and trained.progress.seconds > 0
    assert best_global_macro_f1(torch_logits(trained.model, tokenizer, dev.texts, 24, CPU), dev.targets) == trained.progress.scores[-1]


def test_a_killed_run_ends_as_an_undisturbed_one(encoder, tmp_path, monkeypatch):
    whole, _ = train(encoder, tmp_path / "whole")
    real = Checkpoint.save

    def die_after_saving(self, *args, **kwargs):
        real(self, *args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "save", die_after_saving)
    with pytest.raises(KeyboardInterrupt):
        train(encoder, tmp_path / "killed")
    monkeypatch.undo()
    (tmp_path / "killed" / "m.pt.part").write_bytes(b"a kill left this")
    resumed, _ = train(encoder, tmp_path / "killed")
    for one, other in zip(whole.model.parameters(), resumed.model.parameters(), strict=True):
        torch.testing.assert_close(one, other)
    assert resumed.progress.scores == pytest.approx(whole.progress.scores)


def test_a_broken_checkpoint_names_its_file(encoder, tmp_path):
    (tmp_path / "m.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(InputError, match="m.pt: is broken"):
        train(encoder, tmp_path)


def test_patience_ends_a_run_and_keeps_the_best_epoch(encoder, tmp_path, monkeypatch):
    scores = iter([0.3, 0.5, 0.4, 0.4, 0.9])
    monkeypatch.setattr("groundswell_training.train.best_global_macro_f1", lambda *_: next(scores))
    trained, _ = train(encoder, tmp_path, replace(MEMBER, epochs=5), replace(TRAINING, patience=2))
    assert trained.progress.scores == [0.3, 0.5, 0.4, 0.4]
    best = torch.load(tmp_path / "m.best.pt", weights_only=True)["module.head.weight"]
    torch.testing.assert_close(trained.model.head.weight, best)


@pytest.mark.parametrize("schedule", ["cosine", "linear"])
def test_the_schedule_warms_up_and_falls_to_zero(schedule):
    factor = learning_rate_factor(schedule, 100, 0.1)
    values = [factor(step) for step in range(101)]
    assert values[0] == pytest.approx(0.1) and max(values) == 1.0 == values[9] and values[100] == pytest.approx(0)
    assert all(a >= b for a, b in zip(values[10:], values[11:]))


def test_accumulated_small_batches_have_the_gradient_of_one_large_batch(encoder):
    def gradient(accumulate: int, *batches: range) -> torch.Tensor:
        model, tokenizer = fresh(encoder)
        run = _Run(model.eval(), tokenizer, posts(200, 1), MEMBER, replace(TRAINING, accumulate=accumulate), CPU)
        for batch in batches:
            run._backward(np.array(batch))
        return model.head.weight.grad

    torch.testing.assert_close(gradient(2, range(32), range(32, 64)), gradient(1, range(64)))


def test_lora_learns_few_parameters_and_merges_into_the_same_function(encoder):
    model, tokenizer = fresh(encoder)
    model = adapt(model, replace(MEMBER, mode="lora", lora_rank=2))
    counts = parameter_counts(model)
    assert counts["trainable"] < 0.5 * counts["total"]
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter)
    texts = posts(8, 3).texts
    before = torch_logits(model, tokenizer, texts, 24, CPU)
    merged = merge(model)
    assert not any("lora" in name for name, _ in merged.named_parameters())
    np.testing.assert_allclose(torch_logits(merged, tokenizer, texts, 24, CPU), before, atol=1e-4)


def test_frozen_layers_stay_as_they_were(encoder, tmp_path):
    before = {name: p.clone() for name, p in fresh(encoder)[0].encoder.named_parameters()}
    trained, _ = train(encoder, tmp_path, replace(MEMBER, mode="frozen", frozen_layers=1))
    assert all(torch.equal(p, before[name]) for name, p in trained.model.encoder.named_parameters() if "pooler" not in name)
    assert trained.parameters["trainable"] == trained.model.head.weight.numel() + len(LABELS)


def test_more_frozen_layers_than_there_are(encoder):
    with pytest.raises(InputError, match="the encoder has 1 layers"):
        adapt(fresh(encoder)[0], replace(MEMBER, mode="frozen", frozen_layers=7))


def test_byte_dropout_drops_its_share_keeps_the_mean_and_rests_when_scoring():
    dropout, ones = ByteDropout(0.1), torch.ones(100_003)
    dropped = dropout(ones)
    assert (dropped == 0).float().mean() == pytest.approx(0.1, abs=0.01) and dropped.mean() == pytest.approx(1.0, abs=0.01)
    assert torch.equal(dropout.eval()(ones), ones)
    torch.manual_seed(3)
    first = dropout.train()(ones)
    torch.manual_seed(3)
    assert torch.equal(dropout(ones), first)


def test_soft_targets_lie_between_label_and_calibrated_teachers():
    dev = posts(300, 4)
    logits = (dev.targets * 6 - 3) * 2.0
    teachers = (replace(MEMBER, weight=3.0), replace(MEMBER, weight=1.0))
    soft = soften(dev, 0.5, teachers, [logits, logits * 0.5], [logits, logits * 0.5], dev).targets
    assert soft.dtype == np.float32 and soft[dev.targets == 1].min() >= 0.5 and soft[dev.targets == 0].max() <= 0.5
    np.testing.assert_array_equal(soften(dev, 0.0, teachers, [logits, logits], [logits, logits], dev).targets, dev.targets)


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="fp16 needs a GPU"):
        choose_device(replace(TRAINING, precision="fp16"))
    if not torch.cuda.is_available():
        with pytest.raises(InputError, match="finds no CUDA device"):
            choose_device(replace(TRAINING, device="cuda"))


def test_progress_counts_on():
    assert Progress().after(2.0, 0.1).after(3.0, 0.2) == Progress(2, 5.0, [0.1, 0.2])
