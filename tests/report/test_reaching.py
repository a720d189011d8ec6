"""How connections went is said in plain words, and nothing is said where nothing is known."""

import pytest
from tests.report.made_reach import exchange

from lamppost.model.reach import Outcomes
from lamppost.report import reaching


@pytest.mark.parametrize(
    ("connections", "counts", "text"),
    [
        (
            6,
            (3, 1, 1),
            "3 established, 1 refused, 1 unanswered; 1 begun before the recording or not seen whole",
        ),
        (1_200, (1_200, 0, 0), "1,200 established"),
        (2, (0, 0, 0), "2 begun before the recording or not seen whole"),
        (1, (0, 2, 0), "2 refused"),
    ],
)
def test_what_happened_is_said_and_what_did_not_is_left_out(connections, counts, text):
    established, refused, unanswered = counts
    found = Outcomes(established=established, refused=refused, unanswered=unanswered)
    assert reaching.outcomes(exchange("tcp/443", "unknown", connections=connections, outcomes=found)) == text


def test_of_a_row_without_outcomes_nothing_is_said():
    assert reaching.outcomes(exchange("udp/53", "unknown")) == ""
