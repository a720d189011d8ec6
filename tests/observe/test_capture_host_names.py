"""Host names are kept as letters: each once, whichever part of the decoder heard it."""

import random

import numpy as np
import pytest

from lamppost.model import columns
from lamppost.model.host_names import HostNames
from lamppost.observe.capture import outcome_names


def laid_out(words):
    octets = np.frombuffer("".join(words).encode(), np.uint8)
    lengths = np.array([len(word) for word in words], np.int64)
    return octets, np.cumsum(lengths) - lengths, lengths


def words(count, seed):
    rng = random.Random(seed)
    some = ["a", "ab", "ba", "a" * 253, *(f"host-{number}.example.net" for number in range(30))]
    return [rng.choice(some) for _ in range(count)]


@pytest.mark.parametrize("part", [1, 3, 64, 1000])
def test_each_name_is_like_the_first_with_the_same_letters(monkeypatch, part):
    monkeypatch.setattr(outcome_names, "_NAMES", part)
    monkeypatch.setattr(columns, "PART", 8 * part)
    held = words(200, part)
    like = outcome_names.like_names(*laid_out(held))
    assert like.tolist() == [held.index(word) for word in held]


def test_names_that_were_made_to_have_one_hash_are_still_apart(monkeypatch):
    monkeypatch.setattr(outcome_names, "_WEIGHTS", np.zeros_like(outcome_names._WEIGHTS))
    held = words(200, 1)
    like = outcome_names.like_names(*laid_out(held))
    assert like.tolist() == [held.index(word) for word in held]


def test_names_are_words_when_they_are_asked_for():
    names = HostNames(*laid_out(["a.example.net", "b.example.net", "c"]))
    assert (names[1], names[-1], names[:2], len(names)) == ("b.example.net", "c", ["a.example.net", "b.example.net"], 3)  # fmt: skip
    assert names == ["a.example.net", "b.example.net", "c"]
    assert names != ["a.example.net", "b.example.net", "d"]
