"""More posts of rare labels: changed copies of those there are, so that a label with 77 posts is not learned by heart.

Every copy keeps what the post feels like: the changes are careful ones (text_changes.py), and what they make is
checked again (change_guard.py), as is what a translation model brings back.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import numpy as np

from .change_guard import keeps_feeling
from .dataset import Examples
from .labels import LABELS
from .normalise import normalise
from .text_changes import Change, exchange_word, has_emoji, mistype, reorder, repunctuate, speak_slang

COPIES_OF_ONE_POST = 4  # more would weigh single posts above their worth
CHANGES = (1, 3)  # how many changes a copy gets, at least and at most
ATTEMPTS = 6  # at one copy, before the post is given up
EMOJI_SHARE = 0.2  # of the copies; more would teach to look at emoji alone

Translate = Callable[[list[str]], list[str]]

# What people add to that feeling and to no opposite one.
EMOJI: dict[str, str] = {
    "admiration": "👏🔥", "amusement": "😂🤣", "anger": "😡🤬", "annoyance": "🙄😒", "approval": "👍", "caring": "🤗💕", "confusion": "😕🤷",
    "curiosity": "🤔👀", "desire": "🤤🥺", "disappointment": "😞", "disapproval": "👎", "disgust": "🤢🤮", "embarrassment": "😳🙈",
    "excitement": "🤩🎉", "fear": "😱😨", "gratitude": "🙏", "grief": "😭💔", "joy": "😄😊", "love": "❤😍", "nervousness": "😬😰",
    "optimism": "🤞🙂", "pride": "💪🏆", "realization": "💡", "relief": "😌", "remorse": "😔", "sadness": "😢😭", "surprise": "😮😲",
}


def augmented_copies(
    examples: Examples, share: float, avoid: set[str], seed: int, profile: str, translate: Translate | None = None
) -> Examples:
    """At most `share` x len(examples) changed copies of posts that hold a label of below-median frequency.

    `avoid` holds texts that must not appear (dev); nothing repeats them, itself or `examples`, case and signs aside. With
    `translate` (there and back, see back_translate.py) the first copy of each post comes from it where its feeling holds.
    """
    source = random.Random(seed)
    seen = {_letters(text) for text in (*avoid, *examples.texts)}
    copies = _copies_of_each(examples, share, source)
    changes = changes_for(examples.texts, profile)
    translated = _translated(examples, list(copies), profile, translate)
    texts, rows = [], []
    for index, number in copies.items():
        labels = [LABELS[i] for i in np.flatnonzero(examples.targets[index])]
        for _ in range(number):
            text = translated.pop(index, None) or _new_copy(examples.texts[index], labels, changes, profile, seen, source)
            if text is not None and _letters(text) not in seen:
                seen.add(_letters(text))
                texts.append(text)
                rows.append(index)
    return Examples(texts, examples.targets[rows])


def changes_for(texts: list[str], profile: str) -> tuple[Change, ...]:
    """The changes for texts that are normalised by a profile."""
    known = frozenset(word for text in texts for word in re.findall("[a-z]{4,}", text.lower()))
    return exchange_word, reorder, repunctuate, speak_slang(profile), mistype(known)


def _copies_of_each(examples: Examples, share: float, source: random.Random) -> dict[int, int]:
    """Index of a post to its number of copies; the rare labels get equal parts of the total, as far as posts allow."""
    counts = examples.targets.sum(axis=0)
    rare = np.flatnonzero((counts < np.median(counts)) & (counts > 0))
    copies: dict[int, int] = {}
    if len(rare) == 0:
        return copies
    quota = int(share * len(examples) / len(rare))
    for label in rare[np.argsort(counts[rare], kind="stable")]:
        holders = [int(i) for i in np.flatnonzero(examples.targets[:, label])] * COPIES_OF_ONE_POST
        source.shuffle(holders)
        taken = 0
        for index in holders:
            if taken < quota and copies.get(index, 0) < COPIES_OF_ONE_POST:
                copies[index] = copies.get(index, 0) + 1
                taken += 1
    return copies


def _translated(examples: Examples, indexes: list[int], profile: str, translate: Translate | None) -> dict[int, str]:
    """Index of a post to its translation there and back, where that kept its feeling."""
    if translate is None or not indexes:
        return {}
    originals = [examples.texts[i] for i in indexes]
    normal = [normalise(text, profile) for text in translate(originals)]
    returned = zip(indexes, originals, normal, strict=True)
    return {index: text for index, original, text in returned if text and keeps_feeling(original, text)}


def _new_copy(text: str, labels: list[str], changes: tuple[Change, ...], profile: str, seen: set[str], source: random.Random) -> str | None:
    """A changed text that is not in `seen` yet and feels the same, or None where there seems to be none."""
    for _ in range(ATTEMPTS):
        changed = changed_text(text, changes, source)
        if changed == text or not keeps_feeling(text, changed):
            continue
        if source.random() < EMOJI_SHARE and not has_emoji(text):
            changed = add_emoji(changed, labels, source)
        changed = normalise(changed, profile)
        if _letters(changed) not in seen:
            return changed
    return None


def _letters(text: str) -> str:
    """What two texts must differ in: a copy with another final stop would only be the post once more."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def changed_text(text: str, changes: tuple[Change, ...], source: random.Random) -> str:
    """One to three of the changes, each at most once, in any order, as far as the text has room for them."""
    wanted = source.randint(*CHANGES)
    for change in source.sample(changes, k=len(changes)):
        changed = change(text, source)
        wanted -= changed != text
        text = changed
        if wanted == 0:
            break
    return text


def add_emoji(text: str, labels: list[str], source: random.Random) -> str:
    """Add an emoji of one of the post's labels at the end; posts without such a label stay."""
    choices = "".join(EMOJI.get(label, "") for label in labels)
    return f"{text} {source.choice(choices)}" if choices else text
