"""What each step of the normaliser is worth on posts as people write them today.

`python -m groundswell_training.challenge MODELS_DIR [--out FILE]` scores training/challenge/challenge.jsonl through the
int8 ensemble in MODELS_DIR as the service does, with all steps and without some. The ensemble stays as it is: this says
what a step does when serving, not what training with or without it would do.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .challenge_figures import difference_interval, figures
from .challenge_set import CHALLENGE, read_challenge
from .ensemble import combine
from .errors import InputError
from .labels import LABELS
from .normalise import PROFILES, normalise
from .scoring import member_logits

COMMAND = "python -m groundswell_training.challenge"
ALL_STEPS = "all steps"

# Leaving a name out must show the emoji itself to the tokenizer, so the step that blanks nameless pictures goes too.
WITHOUT: dict[str, tuple[str, frozenset[str]]] = {
    "no slang": ("Slang left as written?", frozenset({"expand_slang"})),
    "raw emoji": ("Emoji left as they are, instead of named?", frozenset({"name_emoji", "alias_emoji", "part_unknown_pictures"})),
    "long runs": ("Repeated letters and signs left as they are?", frozenset({"shorten_runs"})),
    "raw addresses": (
        "Mentions and URLs left as they are?", frozenset({"name_mentions", "mark_mentions", "remove_urls", "mark_urls"}),
    ),
}
PLAIN = ("plain profile", "No normalisation but length, composition and white space (profile plain)?")


def read_ensemble(folder: Path) -> dict:
    """The manifest of an exported ensemble. InputError when it can't be used."""
    path = folder / "ensemble.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        known = manifest["labels"] == list(LABELS) and manifest["normalise"] in PROFILES and all(m["path"] for m in manifest["members"])
    except (OSError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: cannot be read as an ensemble: {error}") from error
    if not known:
        raise InputError(f"{path}: must name a known profile and the {len(LABELS)} labels in their order")
    return manifest


def run(folder: Path, path: Path = CHALLENGE) -> list[dict]:
    """One row for each way of normalising, for all posts and for each kind of them."""
    manifest = read_ensemble(folder)
    texts, targets, kinds = read_challenge(path)
    profile = manifest["normalise"]
    ways: dict[str, tuple[str, Callable[[str], str]]] = {
        ALL_STEPS: (f"Profile {profile} as served?", lambda text: normalise(text, profile)),
    }
    for name, (question, steps) in WITHOUT.items():
        ways[name] = (question, lambda text, steps=steps: normalise(text, profile, steps))
    ways[PLAIN[0]] = (PLAIN[1], lambda text: normalise(text, "plain"))

    scored = _score(folder, manifest, {name: [way(text) for text in texts] for name, (_, way) in ways.items()})
    thresholds = np.array([manifest["thresholds"][label] for label in LABELS])
    groups = {"all": np.full(len(texts), True)} | {kind: np.array([k == kind for k in kinds]) for kind in dict.fromkeys(kinds)}
    rows = []
    for kind, chosen in groups.items():
        whole = (scored[ALL_STEPS][chosen] >= thresholds).astype(float)
        base = figures(scored[ALL_STEPS][chosen], whole, targets[chosen])["macroF1"]
        for name, (question, _) in ways.items():
            probabilities = scored[name][chosen]
            present = (probabilities >= thresholds).astype(float)
            values = figures(probabilities, present, targets[chosen])
            low, high = difference_interval(present, whole, targets[chosen])
            rows.append({
                "name": f"challenge: {name}" + ("" if kind == "all" else f" ({kind})"), "question": question,
                "command": f"{COMMAND} {os.path.relpath(folder)}", "kind": kind, "posts": int(chosen.sum()), **values,
                "difference": values["macroF1"] - base, "low": low, "high": high,
            })
    return rows


def _score(folder: Path, manifest: dict, ways: dict[str, list[str]]) -> dict[str, np.ndarray]:
    """Probabilities [posts, labels] of each way's texts. A text that several ways share is scored once for all of them:
    dynamic int8 lets batch-mates move its logits, which would look like the work of a step that did not touch it."""
    distinct = list(dict.fromkeys(text for texts in ways.values() for text in texts))
    logits = [member_logits(folder / member["path"], distinct, manifest["maxTokens"], threads=1) for member in manifest["members"]]
    row = dict(zip(distinct, combine(logits, manifest["members"])))
    return {name: np.array([row[text] for text in texts]) for name, texts in ways.items()}


def table(rows: list[dict]) -> str:
    """The rows to be read by people; the difference is that of macro-F1 to all steps, with its 95 % interval."""
    lines = [f"{'':44} posts  macroF1  microF1    mAP   top-1   difference"]
    for row in rows:
        gap = "" if ALL_STEPS in row["name"] else f"  {row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"
        values = f"{row['macroF1']:8.3f} {row['microF1']:8.3f} {row['mAP']:6.3f}  {row['recallAt1']:6.3f}"
        lines.append(f"{row['name']:44} {row['posts']:5} {values}{gap}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 after one line about what the user got wrong."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Score the challenge set with and without steps of the normaliser.")
    parser.add_argument("models", type=Path, metavar="MODELS_DIR", help="folder of an exported ensemble")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the rows there as JSON")
    options = parser.parse_args(arguments)
    try:
        rows = run(options.models)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(table(rows))
    if options.out:
        options.out.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
