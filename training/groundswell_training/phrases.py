"""Find phrases of a table in a text and replace one: the longest first, whole words only, in the case of what was there."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
# What may not stand beside a phrase: it would be part of a longer word, a possessive, a compound or a placeholder.
_WORD_SIGN = r"[\w'\[\]-]"
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class Phrases:
    """Phrase (lower case) to what may stand for it; a phrase with nothing to stand for it protects the shorter ones inside."""

    table: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, name: str) -> Phrases:
        raw: dict[str, list[str]] = json.loads((TABLES / name).read_text(encoding="utf-8"))
        return cls({phrase: tuple(others) for phrase, others in raw.items()})

    def without(self, undone: set[str]) -> Phrases:
        """The same table less some of the replacements."""
        return Phrases({phrase: tuple(o for o in others if o not in undone) for phrase, others in self.table.items()})

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        phrases = "|".join(re.escape(phrase) for phrase in sorted(self.table, key=len, reverse=True))
        return re.compile(f"(?<!{_WORD_SIGN})(?:{phrases})(?!{_WORD_SIGN})", re.IGNORECASE | re.ASCII)

    def replace_one(self, text: str, frozen: list[tuple[int, int]], source: random.Random) -> str:
        """Replace one phrase outside the `frozen` spans (start, end); the text itself when there is none."""
        found = [match for match in self.pattern.finditer(text) if self.table[match[0].lower()] and not touches(match.span(), frozen)]
        if not found:
            return text
        match = source.choice(found)
        other = source.choice(self.table[match[0].lower()])
        before = text[: match.start()]
        # An article would have to change with the word; a contraction needs something to lean on after it is undone or made.
        # A sign cannot begin a sentence in place of a word.
        if (
            _article_breaks(before, match[0], other)
            or ("'" in match[0] + other and not text[match.end() :].startswith(" "))
            or (match[0][0].isupper() and not other.isalpha() and " " not in other and "'" not in other)
        ):
            return text
        return before + in_case_of(match[0], other) + text[match.end() :]


def touches(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def in_case_of(model: str, text: str) -> str:
    """`text` in capitals, with a first capital, or as it is."""
    letters = [sign for sign in model if sign.isalpha()]
    if len(letters) > 2 and all(sign.isupper() for sign in letters):
        return text.upper()
    if model[0] == "I" and text[0] == "i":
        return "I" + text[1:]
    return text[0].upper() + text[1:] if model[0].isupper() else text


def _article_breaks(before: str, old: str, new: str) -> bool:
    words = before.lower().split()
    return bool(words) and words[-1] in ("a", "an") and (old[0].lower() in _VOWELS) != (new[0].lower() in _VOWELS)
