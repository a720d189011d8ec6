"""Scores on a tiny set whose answers are known, and intervals against published figures."""

import pytest

from scoring import Score, interval, judge, over_runs


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_one_that_newcombe_prints(right, of, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3, as quoted by those who test with it."""
    assert interval(right, of) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_there_is_no_interval_and_the_ends_stay_between_none_and_all():
    assert interval(0, 0) is None
    assert interval(0, 1)[0] == 0.0
    assert interval(7, 7)[1] == 1.0


def test_unknown_is_right_where_the_label_cannot_tell_and_an_answer_there_is_not_judged():
    assert judge(None, None) == "rightly_unknown"
    assert judge(None, "axis") == "unjudged"
    assert judge(["axis"], None) == "unknown"
    assert judge(["axis"], "axis") == "right"
    assert judge(["sensor", "appliance"], "camera") == "wrong"


def test_eight_captures_of_one_device_are_one_device_and_one_wrong_answer_spoils_it():
    assert over_runs(["right"] * 8) == "right"
    assert over_runs(["right"] * 4 + ["unknown"] * 4) == "right"
    assert over_runs(["right"] * 3 + ["unknown"] * 5) == "unknown"
    assert over_runs(["right"] * 7 + ["wrong"]) == "wrong"


def test_the_score_of_a_tiny_set_is_what_can_be_counted_by_hand():
    score = Score.of(["right", "right", "right", "wrong", "unknown", "rightly_unknown", "unjudged"])
    assert (score.named, score.asked) == (4, 5)
    assert (score.precision, score.recall, score.unknown_share) == (0.75, 0.6, 0.2)
    assert Score.of(["rightly_unknown"]).precision is None
