"""Which words carry an emotion: a word matters by how much the emotion's probability falls when it is left out.

The same definition as the service's `explain`, so that what this shows is what users see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..labels import LABELS
from .presentable import is_presentable

Scorer = Callable[[list[str]], np.ndarray]

TOKEN = re.compile(r"\[\w+\]|\w+(?:['’]\w+)*|[^\w\s]+")
WORTH_LISTING = re.compile(r"[^\W\d_]|[?!]")  # commas and numbers carry no feeling of their own
CHUNK = 2048  # texts a call: bounds memory, and is plenty for length-sorted batches
MIN_POSTS = 3  # a word of one post says more about that post than about the emotion
MAX_WORDS = 40  # the longest posts cost most and show least
LIGHTEST = 0.03  # below this a word's weight is what int8 differs by between batches
EXAMPLES = 3
EXAMPLE_LETTERS = (25, 110)


@dataclass(frozen=True)
class WeighedText:
    """A post, its probability, and (start, end, importance) of each token."""

    text: str
    probability: float
    tokens: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Importance:
    """One emotion: its words as (token, mean importance, posts), the heaviest first, over `posts` true positives."""

    emotion: str
    posts: int
    words: tuple[tuple[str, float, int], ...]
    examples: tuple[WeighedText, ...]


def token_importance(
    scorer: Scorer, texts: Sequence[str], targets: np.ndarray, present: np.ndarray, emotions: Sequence[str],
    *, posts: int = 60, words: int = 10, mask: str = "", seed: int = 0,
) -> list[Importance]:
    """Weigh the words of up to `posts` true positives of each emotion.

    `scorer` takes normalised texts to probabilities [texts, labels]; it is called with up to CHUNK texts at a time.
    `mask` takes the word's place (`[MASK]`, `<mask>`); by default nothing does. `targets`, `present` [posts, labels].
    """
    random = np.random.default_rng(seed)
    found = []
    for emotion in emotions:
        label = LABELS.index(emotion)
        hits = np.flatnonzero((targets[:, label] > 0) & (present[:, label] > 0))
        chosen = [texts[i] for i in random.permutation(hits) if 0 < len(TOKEN.findall(texts[i])) <= MAX_WORDS][:posts]
        weighed = _weigh(scorer, chosen, label, mask)
        found.append(Importance(emotion, len(weighed), _heaviest(weighed, words), _examples(weighed)))
    return found


def _weigh(scorer: Scorer, texts: list[str], label: int, mask: str) -> list[WeighedText]:
    spans = [[found.span() for found in TOKEN.finditer(text)] for text in texts]
    variants = [text for text, tokens in zip(texts, spans) for text in (text, *(_without(text, span, mask) for span in tokens))]
    scores = iter(np.concatenate([scorer(part)[:, label] for part in _chunks(variants)]) if variants else ())
    weighed = []
    for text, tokens in zip(texts, spans):
        whole = float(next(scores))
        weighed.append(WeighedText(text, whole, tuple((start, end, whole - float(next(scores))) for start, end in tokens)))
    return weighed


def _without(text: str, span: tuple[int, int], mask: str) -> str:
    start, end = span
    return " ".join(f"{text[:start]} {mask} {text[end:]}".split())


def _chunks(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), CHUNK):
        yield texts[start : start + CHUNK]


def _heaviest(weighed: list[WeighedText], most: int) -> tuple[tuple[str, float, int], ...]:
    """A token that a post repeats counts there once, with its heaviest place."""
    weights: dict[str, list[float]] = defaultdict(list)
    for post in weighed:
        best: dict[str, float] = {}
        for start, end, weight in post.tokens:
            token = post.text[start:end].casefold().replace("’", "'")
            best[token] = max(weight, best.get(token, -1.0))
        for token, weight in best.items():
            weights[token].append(weight)
    means = [(token, float(np.mean(values)), len(values)) for token, values in weights.items() if len(values) >= MIN_POSTS]
    shown = [word for word in means if word[1] >= LIGHTEST and WORTH_LISTING.search(word[0]) and is_presentable(word[0])]
    return tuple(sorted(shown, key=lambda word: (-word[1], word[0]))[:most])


def _examples(weighed: list[WeighedText]) -> tuple[WeighedText, ...]:
    """Sure, short posts in which a second word counts too: those of a single word explain themselves."""
    shortest, longest = EXAMPLE_LETTERS
    fit = [post for post in weighed if shortest <= len(post.text) <= longest and is_presentable(post.text)]

    def worth(post: WeighedText) -> float:
        second = sorted(weight for _, _, weight in post.tokens)[-2:-1]
        return post.probability + min(max([0.0, *second]), 0.3)

    return tuple(sorted(fit, key=lambda post: (-worth(post), post.text))[:EXAMPLES])
