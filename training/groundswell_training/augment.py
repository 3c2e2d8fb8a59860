"""More posts of rare labels: changed copies of those there are, so that a label with 77 posts is not learned by heart.

Every change keeps what the post feels like: a typo, another order of two words, other punctuation,
a synonym of a plain word, or an emoji that people add to that feeling.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from .dataset import Examples
from .labels import LABELS
from .normalise import normalise

COPIES_OF_ONE_POST = 4  # more would weigh single posts above their worth
CHANGES = (1, 3)  # how many changes a copy gets, at least and at most

# Only words whose exchange changes neither feeling nor grammar; no word of emotion is among them.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "big": ("large", "huge"), "small": ("little", "tiny"), "really": ("truly", "very"), "very": ("really", "so"),
    "movie": ("film",), "film": ("movie",), "kid": ("child",), "kids": ("children",), "guy": ("man", "dude"), "guys": ("folks",),
    "people": ("folks",), "maybe": ("perhaps",), "probably": ("likely",), "begin": ("start",), "start": ("begin",),
    "fast": ("quick",), "quickly": ("fast",), "whole": ("entire",), "entire": ("whole",),
    "because": ("since", "cause"), "anyway": ("anyways",), "though": ("tho",), "you": ("u",),
    "your": ("ur",), "are": ("r",), "picture": ("pic", "photo"), "photo": ("picture",),
    "everyone": ("everybody",), "someone": ("somebody",), "mom": ("mum",), "post": ("thread",),
}

EMOJI: dict[str, str] = {
    "caring": "🤗❤💕", "confusion": "😕🤔", "desire": "🤤😍", "disgust": "🤢🤮", "embarrassment": "😳🙈", "excitement": "🤩🎉",
    "fear": "😱😨", "grief": "😭💔", "nervousness": "😬😰", "pride": "😤💪", "realization": "💡😮", "relief": "😌🙏",
    "remorse": "😔😞", "surprise": "😮😲", "optimism": "🤞🙂", "joy": "😄😊", "sadness": "😢😭", "love": "❤😍",
}

Change = Callable[[str, list[str], random.Random], str]


def augmented_copies(examples: Examples, share: float, avoid: set[str], seed: int, profile: str) -> Examples:
    """At most `share` x len(examples) changed copies of posts that hold a label of below-median frequency.

    `avoid` holds case-folded texts that must not appear (dev); nothing repeats itself or `examples` either.
    """
    source = random.Random(seed)
    seen = avoid | {text.casefold() for text in examples.texts}
    texts, rows = [], []
    for index, copies in _copies_of_each(examples, share, source).items():
        labels = [LABELS[i] for i in np.flatnonzero(examples.targets[index])]
        for _ in range(copies):
            text = normalise(_changed(examples.texts[index], labels, source), profile)
            if text.casefold() not in seen:
                seen.add(text.casefold())
                texts.append(text)
                rows.append(index)
    return Examples(texts, examples.targets[rows])


def _copies_of_each(examples: Examples, share: float, source: random.Random) -> dict[int, int]:
    """Index of a post to its number of copies; the rare labels get equal parts of the total, as far as posts allow."""
    counts = examples.targets.sum(axis=0)
    rare = np.flatnonzero((counts < np.median(counts)) & (counts > 0))
    copies: dict[int, int] = {}
    if len(rare) == 0:
        return copies
    quota = int(share * len(examples) / len(rare))
    for label in rare[np.argsort(counts[rare])]:
        holders = [int(i) for i in np.flatnonzero(examples.targets[:, label])] * COPIES_OF_ONE_POST
        source.shuffle(holders)
        taken = 0
        for index in holders:
            if taken < quota and copies.get(index, 0) < COPIES_OF_ONE_POST:
                copies[index] = copies.get(index, 0) + 1
                taken += 1
    return copies


def _changed(text: str, labels: list[str], source: random.Random) -> str:
    for change in source.choices(CHANGES_OF_TEXT, k=source.randint(*CHANGES)):
        text = change(text, labels, source)
    return text


def swap_words(text: str, _labels: list[str], source: random.Random) -> str:
    """Exchange two neighbours."""
    words = text.split(" ")
    if len(words) < 4:
        return text
    at = source.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def mistype(text: str, _labels: list[str], source: random.Random) -> str:
    """Drop, double or exchange a letter inside one longer word."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 4 and word.isascii() and word.isalpha()]
    if not long:
        return text
    index = source.choice(long)
    word, at = words[index], source.randrange(1, len(words[index]) - 2)
    words[index] = source.choice((
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))
    return " ".join(words)


def repunctuate(text: str, _labels: list[str], source: random.Random) -> str:
    """Take the last sign away, or, where there was none, add one. Question marks stay: they carry meaning."""
    if text.endswith("?"):
        return text
    bare = text.rstrip(".!")
    return bare + source.choice(("", ".", "!", "...", "!!")) if bare else text


def exchange_word(text: str, _labels: list[str], source: random.Random) -> str:
    """Replace one word by a synonym."""
    words = text.split(" ")
    known = [i for i, word in enumerate(words) if word.lower() in SYNONYMS]
    if not known:
        return text
    index = source.choice(known)
    words[index] = source.choice(SYNONYMS[words[index].lower()])
    return " ".join(words)


def add_emoji(text: str, labels: list[str], source: random.Random) -> str:
    """Add an emoji of one of the post's labels at the end; posts without such a label stay."""
    choices = "".join(EMOJI.get(label, "") for label in labels)
    return f"{text} {source.choice(choices)}" if choices else text


CHANGES_OF_TEXT: tuple[Change, ...] = (swap_words, mistype, repunctuate, exchange_word, add_emoji)
