"""Small changes of a text that leave its feeling alone. Each answers the text itself where it finds nothing to change."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache

from .change_guard import feeling_kinds
from .normalise import EMOJI_WORDS, normalise
from .phrases import Phrases, touches

STEM = 6  # letters that two words share when they are of one stem, as a rule

Change = Callable[[str, random.Random], str]

_PLACEHOLDER = re.compile(r"\[[A-Za-z]+\]")
_EMOTICON = re.compile(r"(?<!\w)[:;=xX]['-]?[()DPp/|3](?!\w)|<3|\^\^")
_LONG_WORD = re.compile(r"(?<![\w'\[/#@-])[a-z]{5,}(?![\w'\]/-])")
_SENTENCE = re.compile(r"(?<=[a-z][.!])\s+(?=[A-Z\[])")
# A sentence that begins like this leans on the one before it.
_LEANING = frozenset(
    "and but so because then also or it its it's that that's this these those he he's she she's they they're which "
    "otherwise plus though still yet either instead maybe edit same not just now once much more more-so finally especially "
    "thus hence therefore".split()
)
_POINTING = frozenset("it it's its them they he she him her his their that this those these too either there such".split())
_PLAIN = r"[^,.!?;:\"()]{8,}"
_CLAUSE = re.compile(rf"(If|When|Because|Although|Since|While|After|Before|Once|Until|Unless|Whenever) ({_PLAIN}), ({_PLAIN})([.!]?)")
_SUBJECTS = frozenset(
    "i i'm i'd i'll i've you you're you'll he he's she she's it it's we we're they they're there there's this that that's "
    "my your his her our their the people".split()
)
_INTERJECTION = "lol|lmao|haha|hahaha|man|dude|bro|honestly|seriously|tbh|please|sorry|thanks"
_LEADING = re.compile(rf"({_INTERJECTION}),? ([^.!?,]{{12,}})([.!]*)", re.IGNORECASE)
_TRAILING = re.compile(rf"([^.!?,]{{12,}}), ({_INTERJECTION})([.!]*)", re.IGNORECASE)
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopodsfghjklkxcvbnmn", strict=True))


def mistype(known: frozenset[str]) -> Change:
    """Drop, double, exchange or miss a letter inside one longer word; never so that it becomes a `known` word, or was one
    that carries feeling."""

    def change(text: str, source: random.Random) -> str:
        frozen = frozen_spans(text)
        words = [m for m in _LONG_WORD.finditer(text) if not _feels(m[0]) and not touches(m.span(), frozen)]
        if not words:
            return text
        match = source.choice(words)
        word, at = match[0], source.randrange(1, len(match[0]) - 2)
        typo = source.choice((
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + _NEIGHBOURS[word[at]] + word[at + 1 :],
        ))
        return text if typo in known else text[: match.start()] + typo + text[match.end() :]

    return change


def _feels(word: str) -> bool:
    """Whether a word, or one of the same stem, carries feeling: `nervousness` as `nervous`."""
    return word in feeling_kinds() or word[:STEM] in _feeling_stems()


@cache
def _feeling_stems() -> frozenset[str]:
    return frozenset(word[:STEM] for word in feeling_kinds() if len(word) >= STEM)


def exchange_word(text: str, source: random.Random) -> str:
    """Replace one word or phrase by a synonym."""
    return _synonyms().replace_one(text, frozen_spans(text), source)


def speak_slang(profile: str) -> Change:
    """Spell one word or phrase as slang, but only as the profile's normaliser would not undo."""
    table = Phrases.read("plain_to_slang.json")
    undone = {slang for others in table.table.values() for slang in others if normalise(slang, profile) != slang}
    kept = table.without(undone)
    return lambda text, source: kept.replace_one(text, frozen_spans(text), source)


def repunctuate(text: str, source: random.Random) -> str:
    """Change signs that carry no feeling: final stops, commas, apostrophes, the number of exclamation marks or dots."""
    options = [
        re.sub(r"(?<=[a-z])\.$", "", text),
        text if has_emoji(text) else re.sub(r"(?<=[a-z])$", ".", text),
        re.sub(r"(?<!\?)!!+(?!\?)", "!", text),
        re.sub(r"(?<![!?])!(?![!?])", "!!", text, count=1),
        re.sub(r"(?<=[a-z])\.\.\.+", "..", text),
        re.sub(r"(?<=[a-z])\.\.(?!\.)", "...", text),
        re.sub(r"(?<=[a-z]), (?=[a-z])", " ", text, count=1),
        re.sub(r"(?<=[a-z])n't\b", "nt", text, count=1),
        re.sub(r"\b(I|[Yy]ou|[Tt]hey|[Tt]hat|[Ii]t|[Hh]e)'(m|re|ve|s)\b", r"\1\2", text, count=1),
    ]
    changed = [option for option in options if option != text]
    return source.choice(changed) if changed else text


def reorder(text: str, source: random.Random) -> str:
    """Move what can be moved in English: a sentence, a clause, or an interjection."""
    moved = (_exchange_sentences(text, source), _exchange_clauses(text), _move_interjection(text))
    options = [option for option in moved if option != text]
    return source.choice(options) if options else text


def _exchange_sentences(text: str, source: random.Random) -> str:
    """Two neighbours, neither of which leans on what it follows, or asks."""
    sentences = _SENTENCE.split(text)
    free = [i for i in range(len(sentences) - 1) if _stands_alone(sentences[i]) and _may_come_first(sentences, i + 1)]
    if not free or "?" in text or '"' in text:
        return text
    at = source.choice(free)
    first, second = sentences[at], sentences[at + 1]
    if second[-1].isalnum():
        second += "."
    return " ".join([*sentences[:at], second, first, *sentences[at + 2 :]])


def _stands_alone(sentence: str) -> bool:
    words = sentence.lower().split()
    return len(words) >= 3 and words[0].strip(",") not in _LEANING


def _may_come_first(sentences: list[str], at: int) -> bool:
    """Whether a sentence points at nothing that was said before, and the next does not lean on it."""
    points = _POINTING.intersection(sentences[at].lower().split()[:6])
    return _stands_alone(sentences[at]) and not points and (at + 1 == len(sentences) or _stands_alone(sentences[at + 1]))


def _exchange_clauses(text: str) -> str:
    """`When A, B.` as `B when A.`"""
    match = _CLAUSE.fullmatch(text)
    if not match or match[3].split(" ")[0].lower() not in _SUBJECTS:
        return text
    return f"{match[3][0].upper()}{match[3][1:]} {match[1].lower()} {match[2]}{match[4]}"


def _move_interjection(text: str) -> str:
    """`Honestly, A.` as `A, honestly.` and back."""
    if match := _LEADING.fullmatch(text):
        return f"{match[2][0].upper()}{match[2][1:]}, {match[1].lower()}{match[3]}"
    if match := _TRAILING.fullmatch(text):
        return f"{match[2][0].upper()}{match[2][1:]}, {match[1]}{match[3]}"
    return text


def has_emoji(text: str) -> bool:
    """Whether a normalised text holds an emoji's words, or an emoticon."""
    return bool(_EMOTICON.search(text) or _emoji_spans(text))


def frozen_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of what must stay to the letter: placeholders, and the words that stand for emoji."""
    return [match.span() for match in _PLACEHOLDER.finditer(text)] + _emoji_spans(text)


def _emoji_spans(text: str) -> list[tuple[int, int]]:
    spans, starts, at = [], [], 0
    words = text.lower().split(" ")
    for word in words:
        starts.append(at)
        at += len(word) + 1
    words = [word.strip(".,!?") for word in words]
    names = _emoji_names()
    for index, word in enumerate(words):
        for name in names.get(word, ()):
            if tuple(words[index : index + len(name)]) == name:
                spans.append((starts[index], starts[index] + len(" ".join(name))))
    return spans


@cache
def _emoji_names() -> dict[str, list[tuple[str, ...]]]:
    """First word to the names of emoji that begin with it; names of one word are words like any other."""
    names: dict[str, list[tuple[str, ...]]] = {}
    for name in json.loads(EMOJI_WORDS.read_text(encoding="utf-8")).values():
        words = tuple(name.lower().split(" "))
        if len(words) > 1:
            names.setdefault(words[0], []).append(words)
    return names


@cache
def _synonyms() -> Phrases:
    return Phrases.read("synonyms.json")
