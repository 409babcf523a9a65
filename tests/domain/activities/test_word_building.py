"""Words are those of our own list, made of the letters that are there."""

from __future__ import annotations

from collections import Counter

import pytest

from tutor.domain.activities import activity
from tutor.domain.activities.base import Planned, answered
from tutor.domain.activities.word_list import SEEDS, WORDS, words_from


@pytest.mark.parametrize("seed", SEEDS)
def test_every_set_of_letters_makes_enough_words(seed: str) -> None:
    words = words_from(seed)
    assert len(words) >= 15
    assert seed in words
    assert all(Counter(word) <= Counter(seed) and len(word) >= 3 for word in words)


def test_the_list_is_small_plain_and_all_of_use() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() for word in WORDS)
    assert {word for seed in SEEDS for word in words_from(seed)} == WORDS


def test_a_word_counts_once_and_only_from_the_list() -> None:
    stimulus = {"letters": "tac", "words": ["act", "cat"]}
    planned = Planned(position=1, kind="letters", stimulus=stimulus)
    tried = [("cat", 1e3), ("cat", 2e3), ("tac", 3e3)]
    values = activity("word_building").score([answered(planned, tried, shown_ms=6e4)]).values
    assert values == {"found": 1, "found_percent": 50, "longest": 3, "minutes": 1}
