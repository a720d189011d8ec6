"""A file of suppressions is read whole, or refused with its line and what was expected."""

from datetime import date

import pytest

from lamppost.knowledge.suppressions import read_suppressions
from lamppost.model.errors import LamppostError

GOOD = """\
[[suppression]]
policy = "us-ndaa-889"
rule = "listed-maker"
address = "192.0.2.10"
who = "A. Example, facilities"
why = "moves out in January"
until = 2027-01-31
"""
"""Seven lines; a second table would begin in line 8."""


def write(tmp_path, text):
    path = tmp_path / "suppressions.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path, text):
    with pytest.raises(LamppostError) as caught:
        read_suppressions(write(tmp_path, text))
    assert "Expected is [[suppression]] with policy, rule" in caught.value.hint
    return caught.value.message.removeprefix("suppressions.toml:")


def test_each_suppression_knows_its_line_and_its_last_day(tmp_path):
    other = GOOD.replace('address = "192.0.2.10"', 'mac = "00-00-5E-00-53-21"')
    first, second = read_suppressions(write(tmp_path, f"# ours\n\n{GOOD}\n{other}"))
    assert (first.line, second.line) == (3, 11)
    assert (first.by, first.subject, first.until) == ("address", "192.0.2.10", date(2027, 1, 31))
    assert (second.by, second.subject) == ("mac", "00:00:5e:00:53:21")
    assert first.id != second.id


def test_addresses_are_held_in_their_usual_spelling(tmp_path):
    text = GOOD.replace("192.0.2.10", "2001:DB8:0::0001")
    assert read_suppressions(write(tmp_path, text))[0].subject == "2001:db8::1"


def test_no_file_excepts_nothing():
    assert read_suppressions(None) == []


@pytest.mark.parametrize(
    ("line", "instead", "at", "words"),
    [
        ('who = "A. Example, facilities"\n', "", 1, "'who' is missing"),
        ('why = "moves out in January"', 'why = "  "', 6, "'why' is '  ', not a text that says something"),
        ('why = "moves out in January"', "why = 3", 6, "'why' is 3"),
        ("until = 2027-01-31", 'until = "2027-01-31"', 7, "'until' is '2027-01-31', not a day"),
        ("until = 2027-01-31", "until = 2027-01-31T00:00:00Z", 7, "not a day"),
        ("until = 2027-01-31\n", "", 1, "'until' is missing"),
        ("until = 2027-01-31", "until = 2027-13-31", 7, "no TOML: "),
        ('address = "192.0.2.10"', 'address = "192.0.2"', 4, "'192.0.2', not an IP address"),
        ('address = "192.0.2.10"', 'mac = "00:00"', 4, "'00:00', not a MAC address"),
        ('address = "192.0.2.10"', 'device = "camera 3"', 4, "not an id as dev-0123456789ab"),
        ('address = "192.0.2.10"', 'asset = "dev-0123456789ab"', 4, "not an id as ast-0123456789ab"),
        ('address = "192.0.2.10"\n', "", 1, "no device, mac, address or asset"),
        (
            'address = "192.0.2.10"',
            'address = "192.0.2.10"\nmac = "00:00:5e:00:53:21"',
            5,
            "address and mac, where exactly one",
        ),
        ('rule = "listed-maker"', 'rule = "listed-maker"\nreason = "x"', 4, "no such field: 'reason'"),
        ("[[suppression]]", "[suppression]", 1, "no [[suppression]] table"),
        ("[[suppression]]", "[[suppresion]]", 1, "'suppresion' stands outside [[suppression]]"),
        (GOOD, "", 1, "no [[suppression]] table"),
        ('why = "moves out in January"', 'why = "moves out', 6, "no TOML: "),
        ('why = "moves out in January"', f'why = "{"x" * 1001}"', 6, "1001 letters, more than 1000"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_what_was_expected(tmp_path, line, instead, at, words):
    assert line in GOOD
    said = refused(tmp_path, GOOD.replace(line, instead))
    assert said.startswith(f"{at}: ")
    assert words in said


def test_the_line_is_that_of_the_table_that_is_wrong(tmp_path):
    wrong = GOOD.replace("192.0.2.10", "192.0.2.11").replace("until = 2027-01-31", "until = 2027")
    assert refused(tmp_path, f"{GOOD}\n{wrong}").startswith("15: 'until' is 2027")


def test_a_head_inside_a_text_is_not_taken_for_a_table(tmp_path):
    odd = GOOD.replace('why = "moves out in January"', 'why = """\n[[suppression]]\n"""')
    other = GOOD.replace("192.0.2.10", "192.0.2.11")
    assert [row.line for row in read_suppressions(write(tmp_path, f"{odd}{other}"))] == [1, 10]


def test_tables_that_are_written_in_one_piece_stand_where_the_array_stands(tmp_path):
    inline = (
        '\nsuppression = [{policy = "p", rule = "r", address = "192.0.2.1", '
        'who = "w", why = "y", until = 2027-01-31}]\n'
    )
    assert [row.line for row in read_suppressions(write(tmp_path, inline))] == [2]


def test_the_same_suppression_twice_is_refused_with_both_lines(tmp_path):
    said = refused(tmp_path, GOOD + GOOD.replace("2027-01-31", "2028-01-31"))
    assert said == "8: the same policy, rule and subject as in line 1"
