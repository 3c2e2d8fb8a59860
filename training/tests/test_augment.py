"""Changed copies: new, bounded, the same for the same seed, and with the feeling of what they were made from."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from groundswell_training.augment import COPIES_OF_ONE_POST, EMOJI, add_emoji, augmented_copies, changed_text, changes_for
from groundswell_training.change_guard import _words, feeling_kinds, feelings, keeps_feeling
from groundswell_training.dataset import Examples
from groundswell_training.labels import LABELS
from groundswell_training.normalise import normalise
from groundswell_training.phrases import Phrases
from groundswell_training.text_changes import exchange_word, frozen_spans, has_emoji, mistype, reorder, repunctuate, speak_slang

WORDS = (
    "I you we they the a an because really very not never don't happy sad love hate movie everyone someone maybe until going to be "
    "want to kind of it's that's I'm [NAME] [RELIGION] face with tears of joy lol please sorry, honestly, dude When if, and but "
    "yesterday photo picture pictures Obviously THE WHOLE huge ok? ok! well... wait!! "
    "\u00fcber \u65e5\u672c \u00e9t\u00e9 don\u2019t :) 100% #tag /r/sub"
).split(" ")


def random_text(source: random.Random) -> str:
    if source.random() < 0.1:
        signs = (chr(source.choice((source.randrange(32, 127), source.randrange(0xA0, 0x2FFF)))) for _ in range(source.randint(1, 40)))
        return "".join(signs)
    return " ".join(source.choice(WORDS) + source.choice(("", "", "", ".", ",", "!", "?")) for _ in range(source.randint(1, 25)))


def rows(number: int = 400) -> Examples:
    """Three quarters hold the first label; the others are the rarer the lower their number."""
    texts = [f"Honestly, this is really a small post about some movie and number {i} of everyone" for i in range(number)]
    labels = [0] * (number * 3 // 4) + random.Random(0).choices(range(1, 28), weights=range(1, 28), k=number - number * 3 // 4)
    return Examples(texts, np.eye(28, dtype=np.float32)[labels])


def test_copies_are_new_bounded_reproducible_and_avoid_dev():
    train = rows()
    first = augmented_copies(train, 0.5, set(), seed=1, profile="minilm")
    assert 20 < len(first) <= 200 and not set(first.texts) & set(train.texts) and len(set(first.texts)) == len(first)
    assert first.texts == augmented_copies(train, 0.5, set(), seed=1, profile="minilm").texts
    assert first.texts != augmented_copies(train, 0.5, set(), seed=2, profile="minilm").texts
    assert first.targets[:, 0].sum() == 0, "a frequent label alone is not copied"
    again = augmented_copies(train, 0.5, {first.texts[0].casefold()}, seed=1, profile="minilm")
    assert first.texts[0] not in again.texts
    assert len(first) <= COPIES_OF_ONE_POST * 100
    assert len(augmented_copies(train, 0.1, set(), seed=1, profile="minilm")) <= 40


@pytest.mark.parametrize("profile", ["minilm", "bertweet", "plain"])
def test_copies_are_normal(profile):
    train = rows(100)
    copies = augmented_copies(train, 0.5, set(), seed=3, profile=profile)
    assert all(normalise(text, profile) == text for text in copies.texts)


def test_no_posts_no_copies():
    assert len(augmented_copies(Examples([], np.zeros((0, 28), dtype=np.float32)), 0.5, set(), seed=1, profile="minilm")) == 0


def test_any_text_may_be_changed_and_what_the_guard_passes_is_close_to_it():
    source = random.Random(7)
    changes = changes_for(["what everyone knows"], "minilm")
    passed = 0
    for _ in range(1500):
        text = normalise(random_text(source), "minilm")
        changed = changed_text(text, changes, source)
        assert changed.count("[NAME]") == text.count("[NAME]") and changed.count("?") == text.count("?")
        if changed != text and keeps_feeling(text, changed):
            passed += 1
            assert feelings(_words(changed)) == feelings(_words(text))
            assert abs(len(changed) - len(text)) <= 40
    assert passed > 500, "the guard must leave something"


@pytest.mark.parametrize(
    ("original", "changed"),
    [
        ("I am not happy", "I am happy"),
        ("I can do this today", "I can't do this today"),
        ("I can do this today", "I cant do this today"),
        ("you are really bad at this", "you are slightly bad at this"),
        ("the train came late", "the train came very late"),
        ("the train came late", "the train came late?"),
        ("you read the paper?", "you read the paper"),
        ("I love this song", "I like this song"),
        ("my day went on and on", "my wonderful day went on and on"),
        ("[NAME] drove home", "he drove home"),
        ("the cat sat on the mat", "a dog stood by a door"),
        ("", "something else entirely"),
    ],
)
def test_the_guard_refuses_what_changes_feeling(original, changed):
    assert not keeps_feeling(original, changed)


@pytest.mark.parametrize(
    ("original", "changed"),
    [
        ("I don't know what to say", "idk what to say"),
        ("I don't know what to say", "i dunno what to say"),
        ("they do not want to go", "they don't wanna go"),
        ("that is really nice of you", "that is rly nice of u"),
        ("very nice film", "really nice film"),
        ("nobody told me", "no one told me"),
    ],
)
def test_the_guard_passes_other_spellings(original, changed):
    assert keeps_feeling(original, changed)


@pytest.mark.parametrize("name", ["synonyms.json", "plain_to_slang.json"])
def test_no_entry_of_a_table_changes_feeling(name):
    """The guard would refuse it every time, so it would be dead weight."""
    for phrase, others in Phrases.read(name).table.items():
        assert phrase == phrase.lower()
        for other in others:
            assert feelings(_words(phrase)) == feelings(_words(other)), (phrase, other)


def test_each_word_of_feeling_has_one_kind_and_each_label_has_words():
    assert {kind for kind in feeling_kinds().values() if kind in LABELS} == set(LABELS) - {"neutral"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Obviously it works", {"Clearly it works"}),
        ("THE WHOLE THING", {"THE ENTIRE THING"}),
        ("it happened as a whole", {"it happened as a whole"}),
        ("an entire day", {"an entire day"}),
        ("I can't seem to win", {"I can't seem to win"}),
        ("so much better", {"so much better"}),
        ("yes I don't", {"yes I don't"}),
        ("anti-movie", {"anti-movie"}),
    ],
)
def test_synonyms(text, expected):
    assert {exchange_word(text, random.Random(seed)) for seed in range(20)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("When I saw it, I cried out loud.", "I cried out loud when I saw it."),
        ("Honestly, I ate all of it!", "I ate all of it, honestly!"),
        ("I ate all of it, honestly.", "Honestly, I ate all of it."),
        ("The bus was late. My phone broke.", "My phone broke. The bus was late."),
        ("The bus was late. It was cold.", "The bus was late. It was cold."),
        ("The bus was late. But my phone broke.", "The bus was late. But my phone broke."),
        ("The bus was late. Did your phone break?", "The bus was late. Did your phone break?"),
        ("If you go, then I stay here", "If you go, then I stay here"),
    ],
)
def test_order(text, expected):
    assert reorder(text, random.Random(0)) == expected


def test_slang_is_only_what_the_profile_leaves_alone():
    minilm, plain = speak_slang("minilm"), speak_slang("plain")
    text = "to be honest it rained"
    assert minilm(text, random.Random(0)) == text and plain(text, random.Random(0)) == "tbh it rained"
    assert {minilm("I don't know why", random.Random(seed)) for seed in range(9)} == {"I dunno why"}


def test_signs_that_carry_feeling_stay():
    for text in ("what?", "what?!", "really?!!"):
        assert {repunctuate(text, random.Random(seed)) for seed in range(9)} == {text}
    assert not any("!" in repunctuate("it ended.", random.Random(seed)) for seed in range(9))


def test_typos_spare_feeling_placeholders_emoji_and_never_spell_another_word():
    change = mistype(frozenset(["frost", "front"]))
    for text in ("happy [NAME] #sunday", "downcast face with sweat", "it was"):
        assert {change(text, random.Random(seed)) for seed in range(30)} == {text}
    typos = {change("forst", random.Random(seed)) for seed in range(60)}
    assert len(typos) > 3 and not typos & {"frost", "front"} and all(typo[0] == "f" and typo[-1] == "t" for typo in typos)


def test_emoji_words_are_frozen_and_known():
    text = "so nice face with tears of joy."
    assert [text[start:end] for start, end in frozen_spans(text)] == ["face with tears of joy"]
    assert has_emoji(text) and has_emoji("ok :D") and not has_emoji("note: done")


def test_every_emoji_has_words_and_no_label_wears_one_of_neutral():
    for label, emoji in EMOJI.items():
        for one in emoji:
            assert normalise(one, "minilm").isascii() and normalise(one, "minilm")
            assert normalise(add_emoji("text", [label], random.Random(0)), "minilm") != "text"
    assert add_emoji("text", ["neutral"], random.Random(0)) == "text"


def test_a_translation_is_the_first_copy_where_it_keeps_the_feeling():
    train = rows()

    def translate(texts: list[str]) -> list[str]:
        return [f"{text} over there" if index % 2 else f"never {text}" for index, text in enumerate(texts)]

    copies = augmented_copies(train, 0.5, set(), 1, "minilm", translate)
    assert any(text.endswith("over there") for text in copies.texts) and not any(text.startswith("never") for text in copies.texts)
    assert len(set(copies.texts)) == len(copies)


def test_a_thousand_copies_take_seconds():
    started = time.process_time()
    augmented_copies(rows(2000), 0.5, set(), 1, "minilm")
    assert time.process_time() - started < 10
