"""Texts that are told to need no cleaning are left as they are by what would clean them; and numbers of many are those of each."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.texts import are_host_names, are_left, are_lines, host_name, one_line
from lamppost.observe.suricata_eve import dns
from lamppost.observe.zeek.cells import Cells

LETTERS = st.text(st.sampled_from("az09-._\nA \té\xa0\0"), max_size=6)
NAMES = st.builds(".".join, st.lists(st.sampled_from(("a", "b-c", "9", "-", "x" * 62)), max_size=5))
TEXTS = st.lists(st.one_of(LETTERS, NAMES, st.just("two  spaces"), st.just("y" * 201)), max_size=4)


CLEANERS = pytest.mark.parametrize(
    "clean", [host_name, one_line, dns._asked_name, Cells(is_json=True).host, Cells(is_json=False).host]
)


@CLEANERS
def test_of_all_short_texts_those_are_left_that_are_told_to_be(clean):
    for text in map("".join, (one for length in range(5) for one in product("a9-. \n", repeat=length))):
        for texts in ([text], ["a", text], [text, "a"]):
            assert not are_left(clean, texts) or [clean(one) for one in texts] == texts


@CLEANERS
@given(texts=TEXTS)
def test_what_is_told_to_be_left_is_left(clean, texts):
    if are_left(clean, texts):
        assert [clean(text) for text in texts] == texts


@pytest.mark.parametrize(
    ("tell", "texts"),
    [
        (are_host_names, ["example.net", "a-1.example.org", "localhost", "9.example"]),
        (are_lines, ["CN=example.net, O=Example", "é", "x" * 200]),
    ],
)
def test_usual_texts_are_told_to_be_left(tell, texts):
    assert tell(texts)


def test_what_nobody_knows_of_is_not_told_to_be_left():
    assert not are_left(str.upper, ["A"])


@given(known=st.lists(st.sampled_from("abcd")), texts=st.lists(st.sampled_from("abcdef")))
def test_many_texts_get_the_numbers_that_each_would_get(known, texts):
    one, other = Numbered(), Numbered()
    for text in known:
        assert one.number(text) == other.number(text)
    assert one.of_all(texts) == [other.number(text) for text in texts]
    assert list(one) == list(other)
