"""The Python half of the twin normalisers; the vectors are shared with the TypeScript half."""

from __future__ import annotations

import json
import re
import time

import pytest

from groundswell_training.normalise import SLANG, normalise
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
        ("this update is mid \U0001f480", "this update is mediocre skull"),
        ("No cap, ATE AND LEFT NO CRUMBS fr fr", "no lie, did it perfectly for real"),
        ("frfr-ish, chef\u2019s kisses and the mid-season", "frfr-ish, chef's kisses and the mid-season"),
        ("\u202ea\u0000b\u00a0\u3000c\n", "ab c"),
    ],
)
def test_reads_as_documented(text, expected):
    assert normalise(text, "minilm") == expected


def test_bertweet_has_placeholders_of_its_own():
    text = "@anna tbh \U0001f602\U0001f602 https://example.com/a"
    assert normalise(text, "bertweet") == "@USER to be honest :face_with_tears_of_joy: :face_with_tears_of_joy: HTTPURL"


def test_a_step_can_be_left_out():
    without = frozenset({"expand_slang", "shorten_runs"})
    assert normalise("tbh \U0001f602 soooooo", "minilm", without) == "tbh face with tears of joy soooooo"


def test_the_slang_table_can_be_read_as_plain_phrases():
    """Both languages put its keys into a pattern as they stand, and look them up in lower case."""
    slang = json.loads(SLANG.read_text(encoding="utf-8"))
    assert list(slang) == sorted(slang)
    assert all(re.fullmatch("[a-z']+( [a-z']+)*", phrase) for phrase in slang)


def test_hostile_input_stays_fast():
    started = time.perf_counter()
    for text in ("a" * 1_000_000, "@a." * 300_000, "(" * 1_000_000, "http://" * 100_000, "a\u200b" * 500_000, "no " * 300_000):
        normalise(text, "minilm")
    assert time.perf_counter() - started < 1.0


def test_an_unknown_profile_is_an_error():
    with pytest.raises(KeyError):
        normalise("x", "none")
