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
TABLES = Path(__file__).parents[2] / "packages" / "shared" / "normalise"
EMOJI_WORDS = TABLES / "emoji-words.json"
SLANG = TABLES / "slang.json"

_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = re.compile(f"[{_SPACE}]+")
_DRESS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SINGLE_QUOTES = re.compile("[\u2018\u2019]")
_DOUBLE_QUOTES = re.compile("[\u201c\u201d]")
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z_][A-Za-z0-9_]*(?:[.@-][A-Za-z0-9_]+)*")
_RUN = re.compile(f"([^0-9{_SPACE}])\\1{{3,}}")
# What may not stand beside slang: it would be part of a longer word, a possessive or a compound.
_WORD_SIGN = "[A-Za-z0-9_'\u00c0-\u024f-]"
_UNKNOWN_PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffd\U000e0000-\U000e007f]"
)
_SCHEMES = ("http://", "https://")
_BARE_HOST = re.compile("[A-Za-z0-9.-]+")
BARE_ENDINGS = frozenset("app be co com de dev edu eu fm fr gg gl gov info io it ly me net news org social to tv uk us xyz".split())


def normalise(text: str, profile: str = "minilm", without: frozenset[str] = frozenset()) -> str:
    """Apply the steps of a profile in order, except those named in `without`. KeyError for an unknown profile."""
    for step in PROFILES[profile]:
        if step.__name__ not in without:
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
    return _replace_urls(text, "")


def mark_urls(text: str) -> str:
    """BERTweet was trained with this placeholder."""
    return _replace_urls(text, "HTTPURL")


def _replace_urls(text: str, placeholder: str) -> str:
    words = _SPACES.split(text)
    return " ".join(word if (start := _url_start(word)) is None else f"{word[:start]}{placeholder}" for word in words)


def _url_start(word: str) -> int | None:
    """Where the address in a word begins; it goes on to the word's end."""
    lower = _ascii_lower(word)
    starts = [at for scheme in _SCHEMES if (at := lower.find(scheme)) >= 0]
    if starts:
        return min(starts)
    opening = 1 if word.startswith("(") else 0
    return opening if lower.startswith("www.", opening) or _is_bare_address(lower[opening:]) else None


def _is_bare_address(word: str) -> bool:
    """`host.tld/path`: Bluesky shows links without their scheme."""
    host, slash, _ = word.partition("/")
    name, dot, ending = host.rpartition(".")
    return bool(slash and dot and name) and ending in BARE_ENDINGS and _BARE_HOST.fullmatch(host) is not None


def _ascii_lower(text: str) -> str:
    return re.sub("[A-Z]+", lambda found: found[0].lower(), text)


def name_mentions(text: str) -> str:
    """GoEmotions writes [NAME] for people, so a mention becomes what the model has seen."""
    return _MENTION.sub("[NAME]", text)


def mark_mentions(text: str) -> str:
    """BERTweet was trained with this placeholder."""
    return _MENTION.sub("@USER", text)


def shorten_runs(text: str) -> str:
    """More than three of the same sign become three: the emphasis stays, its countless spellings go.

    English has no triple letters, so three still differs from every plain word. Digits keep their value.
    """
    return _RUN.sub(r"\1\1\1", text)


def expand_slang(text: str) -> str:
    """Write out slang that is younger than the training texts, or rare in them; the longest phrase first."""
    return _slang().sub(lambda found: _slang_words()[_ascii_lower(found[0])], text)


@cache
def _slang_words() -> dict[str, str]:
    return json.loads(SLANG.read_text(encoding="utf-8"))


@cache
def _slang() -> re.Pattern[str]:
    phrases = sorted(_slang_words(), key=len, reverse=True)
    # re.ASCII: else the long s and the Kelvin sign would match too, which they do not in TypeScript.
    return re.compile(f"(?<!{_WORD_SIGN})(?:{'|'.join(phrases)})(?!{_WORD_SIGN})", re.IGNORECASE | re.ASCII)


def name_emoji(text: str) -> str:
    """Replace each emoji by its CLDR words, space-padded: `face with tears of joy`."""
    return _replace_emoji(text, lambda words: words)


def alias_emoji(text: str) -> str:
    """Replace each emoji by its CLDR words as BERTweet has seen them: `:face_with_tears_of_joy:`."""
    return _replace_emoji(text, lambda words: f":{words.replace(' ', '_')}:")


def _replace_emoji(text: str, spell: Callable[[str], str]) -> str:
    """The longest match first."""
    table = _emoji_by_start()
    out: list[str] = []
    at = 0
    while at < len(text):
        found = next((e for e in table.get(text[at], ()) if text.startswith(e[0], at)), None)
        if found:
            out.append(f" {spell(found[1])} ")
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
        expand_slang, name_emoji, part_unknown_pictures, remove_unseen, collapse_spaces,
    ),
    # For vinai/bertweet-base and its like: cased, and with placeholders of their own.
    "bertweet": (
        cap, compose, undress_emoji, straighten_quotes, mark_urls, mark_mentions, shorten_runs,
        expand_slang, alias_emoji, part_unknown_pictures, remove_unseen, collapse_spaces,
    ),
}
