"""Train an ensemble: `python -m groundswell_training CONFIG.toml [--step STEP] [--data FOLDER] ...`."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import torch
from transformers.utils import logging as transformers_logging

from .config import EnsembleConfig, read_config
from .errors import InputError
from .export import GRAPHS
from .pipeline import STEPS, run
from .report.write import METRICS
from .workspace import Workspace

SAMPLE = 0.05


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 after one line about what the user got wrong. The figures go to stdout, progress to stderr."""
    options = _parser().parse_args(arguments)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        config = _only(read_config(options.config), options.members)
        torch.set_num_threads(config.training.threads)
        space = Workspace(config, options.data, options.sample, tuple(options.graphs), _to_stderr)
        run(space, options.step)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.step in (None, "report"):
        print((space.out / "report" / ("experiment.json" if config.question else METRICS)).read_text(encoding="utf-8"), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="npm run train --", description="Train, calibrate and export the emotion models.")
    parser.add_argument("config", type=Path, help="a TOML file as in training/configs")
    parser.add_argument("--step", choices=STEPS, help="only this step, with what it needs of those before it; all of them by default")
    parser.add_argument("--data", type=Path, help="folder with train and dev (.tsv, .csv or .jsonl), instead of the configured one")
    parser.add_argument("--members", nargs="+", metavar="NAME", help="train and ship only these; their weights are scaled to sum to 1")
    parser.add_argument("--graphs", nargs="+", choices=GRAPHS, default=["int8"], help="which ONNX graphs to export; GPUs want fp32 or fp16")
    parser.add_argument(
        "--sample", type=_share, nargs="?", const=SAMPLE, metavar="SHARE",
        help=f"quick trial on a stratified share of the posts ({SAMPLE} if none is given), kept apart below `runs`",
    )
    return parser


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError("must be over 0 and at most 1")
    return share


def _only(config: EnsembleConfig, names: list[str] | None) -> EnsembleConfig:
    """The configuration with the named members alone, and without a student: it would learn from another ensemble."""
    if names is None:
        return config
    unknown = set(names) - {member.path for member in config.members}
    if unknown:
        raise InputError(f"--members: the configuration has no member {', '.join(sorted(unknown))}")
    kept = [member for member in config.members if member.path in names]
    whole = sum(member.weight for member in kept)
    return replace(config, members=tuple(replace(m, weight=m.weight / whole) for m in kept), student=None)


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
