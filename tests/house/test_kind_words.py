"""What lists call things, and which kind that is; what only sounds like a camera is none."""

import pytest

from lamppost.model.kind_words import _WORDS, _spelled, kind_named
from lamppost.model.vocabulary import DEVICE_KINDS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("camera", "camera"),
        ("IP-Kamera", "camera"),
        ("Outdoor Dome Camera", "camera"),
        ("4MP IR bullet camera", "camera"),
        ("Caméra de surveillance", "camera"),
        ("网络摄像机", "camera"),
        ("ネットワークカメラ", "camera"),
        ("NVR", "recorder"),
        ("Network Video Recorder", "recorder"),
        ("硬盘录像机", "recorder"),
        ("Türklingel", "doorbell"),
        ("access terminal", "access_terminal"),
        ("ACCESS_TERMINAL", "access_terminal"),
        ("ANPR camera", "plate_reader"),
        ("Drucker", "printer"),
        ("Wireless Access Point", "other"),
        ("Notebook", "computer"),
    ],
)
def test_what_people_write_means_one_kind(text, kind):
    assert kind_named(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "camera mount",
        "Camera power supply",
        "printer camera",
        "unknown",
        "n/a",
        "camera; printer",
        "system",
        "monitor",
        "outdoor",
    ],
)
def test_what_only_has_to_do_with_a_kind_means_none(text):
    assert kind_named(text) is None


def test_no_word_means_two_kinds_and_each_is_understood():
    seen = {}
    for kind, words in _WORDS.items():
        assert kind in DEVICE_KINDS
        for word in _spelled(words):
            assert seen.setdefault(word, kind) == kind, word
            assert kind_named(word) == kind, word
