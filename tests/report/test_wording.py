import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.columns import acting, columns
from tests.report.made_devices import ESCAPES, HOSTILE, LAW_LINK, MARKUP, STACKED, seen
from tests.report.made_result import known_camera

from lamppost.model import vocabulary
from lamppost.report import wording

FORBIDDEN = ("clean", "compliant", "safe", "risk score", "video goes to", "spy")


@given(st.text())
def test_plain_text_never_acts_and_is_one_line(text):
    plain = wording.plain(text)
    assert not acting(plain)
    assert "\n" not in plain
    assert wording.plain(plain) == plain


def test_an_escape_sequence_leaves_nothing_of_itself_behind():
    assert wording.plain(ESCAPES) == "redlink"


def test_letters_of_other_scripts_stay_as_they_are():
    for text in ("示例摄像头", "камера", "كاميرا", "é", MARKUP):
        assert wording.plain(text) == text


def test_a_letter_keeps_at_most_three_combining_marks():
    assert len(wording.plain(STACKED)) == 4


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "M", "Z"))), st.integers(2, 60))
def test_a_cut_text_fits_its_columns(text, width):
    short = wording.cut(wording.plain(text), width)
    assert columns(short) <= width
    assert wording.plain(text) == short or "…" in short


@given(st.lists(st.text(alphabet="ab示例é", max_size=50)), st.integers(2, 40), st.integers(1, 5))
def test_wrapped_lines_fit_their_columns_and_their_number(words, width, most):
    text = wording.plain(" ".join(words))
    assert all(columns(line) <= width for line in wording.wrapped(text, width))
    assert "".join(wording.wrapped(text, width)).replace(" ", "") == text.replace(" ", "")
    lines = wording.wrapped(text, width, most)
    assert len(lines) <= most
    assert all(columns(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_950, "1.0 MB"), (1_234_567, "1.2 MB")],
)
def test_a_number_of_bytes_is_given_in_decimal_units(count, text):
    assert wording.size(count) == text


def test_every_status_has_its_words_in_every_relation():
    relations = (
        wording.STATUS_WORDS,
        wording.OWNER_WORDS,
        wording.BUILDER_WORDS,
        wording.OPERATOR_WORDS,
        wording.SERVICE_WORDS,
        wording.LIST_WORDS,
        wording.STATUS_MEANS,
    )
    for words in relations:
        assert set(words) == set(vocabulary.STATUSES)


def test_every_kind_of_device_can_be_counted_in_words():
    for kind in vocabulary.DEVICE_KINDS:
        assert wording.kind_count(kind, 1).startswith("1 ")
        assert wording.kind_count(kind, 2) != wording.kind_count(kind, 1)
        assert "_" not in wording.kind_name(kind)


def test_a_listing_says_list_and_day_and_whether_it_held_at_capture():
    listing = known_camera().listings[0]
    text = wording.listed(listing, "2026-11-23")
    assert text == "is on list Example Authority covered list as of 2026-11-23, since 2022-11-25"
    import msgspec

    later = msgspec.structs.replace(listing, since_capture=False)
    assert wording.listed(later, "2026-11-23").endswith("; not yet when this was captured")


def test_a_frame_is_named_so_that_wireshark_finds_it():
    assert wording.frame_filter("frame 118") == "frame.number == 118"
    assert wording.frame_filter("row 7") is None
    assert wording.frame_filter("frame 1 or tcp") is None


def test_only_web_addresses_become_links():
    assert wording.web_address("https://register.example.net/1") == "https://register.example.net/1"
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.net",
        "ftp://example.net",
        " https://x",
        "https://",
        None,
    ):
        assert wording.web_address(url) is None


def test_countries_are_shown_in_upper_case_and_absent_ones_in_words():
    assert wording.country("no") == "NO"
    assert wording.country(None) == "not known"


def test_a_period_within_a_day_names_the_day_once():
    assert wording.period("2026-11-02T08:00:00Z", "2026-11-02T17:32:00Z") == "2026-11-02, 08:00 to 17:32 UTC"
    assert (
        wording.period("2026-11-02T08:00:00Z", "2026-11-03T01:00:00+01:00")
        == "2026-11-02 08:00 to 2026-11-03 00:00 UTC"
    )
    assert wording.period(None, None) == "no time known"


def test_what_a_device_says_is_told_from_what_a_source_states():
    assert wording.says(seen("mdns.instance", "EX-200", 5)) == "says so itself: mdns.instance “EX-200”"
    assert wording.says(seen("name", "relay.example.net", 5)) == "asks for relay.example.net"
    assert wording.speaker(seen("name", "x", 5)) == "the device itself"
    for value in HOSTILE:
        assert not acting(wording.says(seen("ssdp.server", value, 5)))


def test_no_fixed_text_promises_or_accuses():
    for path in Path(wording.__file__).parent.rglob("*"):
        if path.suffix not in (".py", ".html") or path.name.startswith("expected"):
            continue
        text = path.read_text("utf-8").lower()
        assert not [word for word in FORBIDDEN if re.search(rf"\b{word}\b", text)], path.name


@pytest.mark.parametrize(
    ("source_class", "said"),
    [
        ("official", "at its publisher's own place"),
        ("independent", "a copy, quotation or translation"),
        (None, "it is not settled whether its publisher keeps it there"),
    ],
)
def test_of_a_text_that_a_rule_rests_on_it_is_said_whose_copy_was_read(source_class, said):
    assert said in wording.speaker(msgspec.structs.replace(LAW_LINK, source_class=source_class))
