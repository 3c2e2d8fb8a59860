"""Train an ensemble: `python -m groundswell_training CONFIG.toml [--data FOLDER] [--members NAME ...]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

# The encoder comes from an installed package; nothing is ever asked of a hub.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

from transformers.utils import logging as transformers_logging

from .config import read_config
from .errors import InputError
from .pipeline import run


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 after one line about what the user got wrong. The report goes to stdout, progress to stderr."""
    options = _parser().parse_args(arguments)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        figures = run(read_config(options.config), options.data, options.members, _to_stderr)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    figures["crossValidated"].pop("perEmotion")  # report.json keeps it
    print(json.dumps(figures, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="npm run train --", description="Train, calibrate and export the emotion models.")
    parser.add_argument("config", type=Path, help="a TOML file as in training/configs")
    parser.add_argument("--data", type=Path, help="folder with train.tsv and dev.tsv, instead of the configured one")
    parser.add_argument("--members", nargs="+", metavar="NAME", help="train and ship only these; their weights are scaled to sum to 1")
    return parser


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
