"""What happens to a text before it is tokenised; the twin of packages/shared/normalise/normalise.ts.

Both must give the same answer to the last character: packages/shared/normalise/vectors.jsonl holds them together.
Character classes are therefore written out, because \\w, \\s and \\d differ between the two languages.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

MAX_CHARACTERS = 10_000  # code points; intake accepts no more, and unbroken long strings make WordPiece slow
EMOJI_WORDS = Path(__file__).parents[2] / "packages" / "shared" / "normalise" / "emoji-words.json"

_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = re.compile(f"[{_SPACE}]+")
_DRESS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SINGLE_QUOTES = re.compile("[\u2018\u2019]")
_DOUBLE_QUOTES = re.compile("[\u201c\u201d]")
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z_][A-Za-z0-9_]*(?:[.@-][A-Za-z0-9_]+)*")
_RUN = re.compile(f"([^0-9{_SPACE}])\\1{{3,}}")
_UNKNOWN_PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffd\U000e0000-\U000e007f]"
)
_SCHEMES = ("http://", "https://")
_BARE_HOST = re.compile("[A-Za-z0-9.-]+")
_BARE_ENDINGS = frozenset("app be co com de dev edu eu fm fr gg gl gov info io it ly me net news org social to tv uk us xyz".split())


def normalise(text: str, profile: str = "minilm") -> str:
    """Apply the steps of a profile in order. KeyError for a profile that does not exist."""
    for step in PROFILES[profile]:
        text = step(text)
    return text


def cap(text: str) -> str:
    return text[:MAX_CHARACTERS]


def compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def undress_emoji(text: str) -> str:
    """Drop variation selectors and skin tones: one emoji, one name, and runs of it become visible."""
    return _DRESS.sub("", text)


def straighten_quotes(text: str) -> str:
    return _DOUBLE_QUOTES.sub('"', _SINGLE_QUOTES.sub("'", text))


def remove_urls(text: str) -> str:
    """No training text holds a URL, so any placeholder would be a token the model never learned."""
    return " ".join(_without_url(word) for word in _SPACES.split(text))


def _without_url(word: str) -> str:
    lower = _ascii_lower(word)
    starts = [at for scheme in _SCHEMES if (at := lower.find(scheme)) >= 0]
    if starts:
        return word[: min(starts)]
    opening = 1 if word.startswith("(") else 0
    if lower.startswith("www.", opening) or _is_bare_address(lower[opening:]):
        return word[:opening]
    return word


def _is_bare_address(word: str) -> bool:
    """`host.tld/path`: Bluesky shows links without their scheme."""
    host, slash, _ = word.partition("/")
    name, dot, ending = host.rpartition(".")
    return bool(slash and dot and name) and ending in _BARE_ENDINGS and _BARE_HOST.fullmatch(host) is not None


def _ascii_lower(text: str) -> str:
    return re.sub("[A-Z]+", lambda found: found[0].lower(), text)


def name_mentions(text: str) -> str:
    """GoEmotions writes [NAME] for people, so a mention becomes what the model has seen."""
    return _MENTION.sub("[NAME]", text)


def shorten_runs(text: str) -> str:
    """More than three of the same sign become three: the emphasis stays, its countless spellings go.

    English has no triple letters, so three still differs from every plain word. Digits keep their value.
    """
    return _RUN.sub(r"\1\1\1", text)


def name_emoji(text: str) -> str:
    """Replace each emoji by its CLDR words, space-padded, the longest match first."""
    table = _emoji_by_start()
    out: list[str] = []
    at = 0
    while at < len(text):
        found = next((e for e in table.get(text[at], ()) if text.startswith(e[0], at)), None)
        if found:
            out.append(f" {found[1]} ")
            at += len(found[0])
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


@cache
def _emoji_by_start() -> dict[str, list[tuple[str, str]]]:
    words: dict[str, str] = json.loads(EMOJI_WORDS.read_text(encoding="utf-8"))
    table: dict[str, list[tuple[str, str]]] = {}
    for emoji in sorted(words, key=len, reverse=True):
        table.setdefault(emoji[0], []).append((emoji, words[emoji]))
    return table


def part_unknown_pictures(text: str) -> str:
    """A picture without a name must not make the word beside it unknown too."""
    return _UNKNOWN_PICTURE.sub(" ", text)


def remove_unseen(text: str) -> str:
    """Control and format characters, and halves of surrogate pairs; white space has become spaces before."""
    return _UNSEEN.sub("", text)


def collapse_spaces(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


Step = Callable[[str], str]

PROFILES: dict[str, tuple[Step, ...]] = {
    # For models that bring no profile of their own.
    "plain": (cap, compose, collapse_spaces, remove_unseen, collapse_spaces),
    "minilm": (
        cap, compose, undress_emoji, straighten_quotes, remove_urls, name_mentions, shorten_runs,
        name_emoji, part_unknown_pictures, remove_unseen, collapse_spaces,
    ),
}
