"""Whether a changed text still feels like the original: what carries feeling must be the same in both."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

from .normalise import expand_slang
from .phrases import TABLES, Phrases

LEAST_OVERLAP = 0.5  # share of the original's content words that must be left

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|\[[a-z]+\]")
_PLACEHOLDER = re.compile(r"\[[A-Za-z]+\]")
# Words that say little about what a text is about: two texts that share only these share nothing.
_FUNCTION_WORDS = frozenset(
    "a an the and or but if of to in on at by for from with as is am are was were be been being do does did have has had "
    "i you he she it we they me him her us them my your his its our their this that these those there here what which who "
    "so just can could will would should not no than then too also about into out up down".split()
)


def keeps_feeling(original: str, changed: str) -> bool:
    """False for a copy that adds or takes away a negation, an intensifier, a word of emotion, a question or a placeholder,
    or that shares too few content words with the original."""
    before, after = _words(original), _words(changed)
    return (
        original.count("?") == changed.count("?")
        and Counter(_PLACEHOLDER.findall(original)) == Counter(_PLACEHOLDER.findall(changed))
        and feelings(before) == feelings(after)
        and _overlap(before, after) >= LEAST_OVERLAP
    )


def feelings(words: list[str]) -> Counter[str]:
    """How often each kind of meaning-turning word occurs: negation, intensifier, downtoner, or one of the emotions."""
    kinds = feeling_kinds()
    return Counter(kind for word in words if (kind := "negation" if word.endswith("n't") else kinds.get(word)))


@cache
def feeling_kinds() -> dict[str, str]:
    """Word to the kind of feeling it carries."""
    raw = json.loads((TABLES / "feeling_words.json").read_text(encoding="utf-8"))
    kinds = {word: label for label, words in raw["emotions"].items() for word in words.split()}
    for kind in ("negation", "intensifier", "downtoner"):
        kinds.update(dict.fromkeys(raw[f"{kind}s"].split(), kind))
    return kinds


def _words(text: str) -> list[str]:
    """Words in lower case with slang written out, so that `idk` and `i don't know` are the same."""
    slang = _written_out()
    text = slang.pattern.sub(lambda found: slang.table[found[0].lower()][0], text)
    return _WORD.findall(expand_slang(text).lower())


@cache
def _written_out() -> Phrases:
    """The slang table the other way round; where two phrases share a spelling the shorter one, which the longer holds."""
    plain: dict[str, tuple[str, ...]] = {}
    table = Phrases.read("plain_to_slang.json").table
    for phrase in sorted(table, key=len):
        for spelling in table[phrase]:
            plain.setdefault(spelling, (phrase,))
    return Phrases(plain)


def _overlap(before: list[str], after: list[str]) -> float:
    content = Counter(word for word in before if word not in _FUNCTION_WORDS)
    left = content & Counter(after)
    return left.total() / content.total() if content else 1.0
