"""Which thing a name means: exact, normalised, one letter off, and never more than that."""

from hypothesis import given
from hypothesis import strategies as st

from lamppost.knowledge.answers.names import GivenNames, find_name, near_names
from lamppost.knowledge.spelling import is_one_edit

HELD = {
    "dahua": ["Dahua", "Zhejiang Dahua Technology Co., Ltd."],
    "dahua-agriculture": ["Dahua Agriculture"],
    "axis": ["Axis", "Axis Communications AB"],
    "hikvision": ["Hikvision", "海康威视"],
}


def found(asked):
    hit = find_name(asked, GivenNames(HELD))
    return (hit.id, hit.match) if hit else None


def test_a_name_is_found_exactly_whatever_its_case():
    assert found("HIKVISION") == ("hikvision", "exact")
    assert found("海康威视") == ("hikvision", "exact")


def test_a_legal_form_and_punctuation_do_not_matter():
    assert found("Axis, Inc.") == ("axis", "normalised")
    assert found("zhejiang dahua technology company limited") == ("dahua", "normalised")


def test_only_legal_forms_are_left_out_and_no_word_that_tells_two_companies_apart():
    held = GivenNames({"cetc": ["China Electronics Technology Group Corporation"]})
    assert find_name("China Electronics Corporation", held) is None
    assert find_name("China Electronics Technology Group Co., Ltd.", held).id == "cetc"


def test_one_letter_off_is_said_and_two_are_not_found():
    assert found("hikvison") == ("hikvision", "one letter off")
    assert found("hikvsion") == ("hikvision", "one letter off")
    assert found("hikvi") is None


def test_short_names_are_never_matched_loosely():
    assert found("axes") is None


def test_look_alikes_are_offered_and_not_taken():
    assert found("Dahua Farming") is None
    assert "Dahua Agriculture" in near_names("Dahua Farming", GivenNames(HELD))


def test_names_that_share_most_words_are_offered_first():
    held = GivenNames({"a": ["An Act on Cameras"], "b": ["Investigatory Powers Act"], "c": ["Act of 2016"]})
    assert near_names("The Investigatory Powers Act of 2016", held)[0] == "Investigatory Powers Act"


def distance(first, second):
    """Restricted Damerau-Levenshtein distance, the slow and obvious way."""
    rows = [
        [max(i, j) if not i or not j else 0 for j in range(len(second) + 1)] for i in range(len(first) + 1)
    ]
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            cost = first[i - 1] != second[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and first[i - 1] == second[j - 2] and first[i - 2] == second[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_one_edit_is_a_distance_of_one(first, second):
    assert is_one_edit(first, second) == (distance(first, second) == 1)
