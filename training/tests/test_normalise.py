"""The Python half of the twin normalisers; the vectors are shared with the TypeScript half."""

from __future__ import annotations

import json
import time

import pytest

from groundswell_training.normalise import normalise
from groundswell_training.normalise_vectors import VECTORS


def test_agrees_with_the_checked_in_vectors():
    vectors = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    assert len(vectors) >= 500
    wrong = [v for v in vectors if normalise(v["in"], v["profile"]) != v["out"]]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("love it\U0001f602\U0001f602!", "love it face with tears of joy face with tears of joy !"),
        ("\U0001f44d\U0001f3fd nice", "thumbs up nice"),
        ("hey @anna.bsky.social, mail me@example.com", "hey [NAME], mail me@example.com"),
        ("read https://example.com/a?b#c now", "read now"),
        ("read nytimes.com/2024... now", "read now"),
        ("soooooo good!!!!!! 10000000", "sooo good!!! 10000000"),
        ("don\u2019t \u201cdo\u201d that", "don't \"do\" that"),
        ("\u202ea\u0000b\u00a0\u3000c\n", "ab c"),
    ],
)
def test_reads_as_documented(text, expected):
    assert normalise(text, "minilm") == expected


def test_hostile_input_stays_fast():
    started = time.perf_counter()
    for text in ("a" * 1_000_000, "@a." * 300_000, "(" * 1_000_000, "http://" * 100_000, "a\u200b" * 500_000):
        normalise(text, "minilm")
    assert time.perf_counter() - started < 1.0


def test_an_unknown_profile_is_an_error():
    with pytest.raises(KeyError):
        normalise("x", "none")
