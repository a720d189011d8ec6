"""The labels hold together, and speak of captures and devices that are there."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from identification import Bench, _find
from labelled import LABELS, digest_of, read_labels
from lamppost.attribute.identifying import identify_endpoints
from lamppost.knowledge.loading import load_packs

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
LABELLED = read_labels()
FILES = sorted({label.file for label in LABELLED})
here = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures of real devices are not here")


@cache
def _bench():
    return Bench(CAPTURES, load_packs(), date(2026, 11, 27))


def test_every_label_file_reads_and_every_folder_of_captures_has_one():
    assert len(FILES) == len(list(LABELS.glob("*.toml")))


def test_one_device_has_the_same_maker_and_kind_in_every_file():
    told = {}
    for label in LABELLED:
        held = told.setdefault(label.device, (label.maker, label.kinds, label.mac))
        assert held == (label.maker, label.kinds, label.mac), label


@here
def test_every_capture_that_is_here_is_labelled():
    labelled = {f"{label.folder}/{name}" for label in LABELLED for name in label.captures}
    there = {
        path.relative_to(CAPTURES).as_posix()
        for path in CAPTURES.rglob("*.pcap*")
        if "made" not in path.parts
    }
    assert there - labelled == set()
    assert labelled - there == set()


@here
@pytest.mark.parametrize("file", FILES)
def test_every_labelled_device_occurs_in_one_of_its_captures(file):
    for label in (one for one in LABELLED if one.file == file):
        path = CAPTURES / label.folder
        if label.mac is not None:
            octets = label.mac.to_bytes(6, "big")
            assert any(octets in (path / name).read_bytes() for name in label.captures), label
        found = []
        for name in label.captures:
            seen, endpoints = _bench().read(path / name)
            found.append(_find(label, identify_endpoints(seen, endpoints, _bench().knowledge)))
        assert any(at is not None for at in found), label


def _changed(tmp_path, old, new):
    text = (LABELS / "iot-sentinel-huebridge.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "one.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('kind = "hub"', 'kind = "bridge"', "no kind"),
        ('kind = "hub"', 'kind = "unknown"', "no kind"),
        ('certainty = "high"', 'certainty = "sure"', "certainty is one of"),
        ('origin = "captured"', 'origin = "found"', "origin is one of"),
        ('model = "Phil', 'modell = "Phil', "no such key"),
        ('addresses = ["10.10.10.30"]', 'mac = "00:00:5e:00:53:01"', "a person's device"),
        ('id = "lab-gateway"', 'id = "philips-hue-bridge"', "a device comes twice"),
    ],
)
def test_a_label_that_does_not_hold_together_is_refused_by_name(tmp_path, old, new, problem):
    with pytest.raises(ValueError, match=f"one.toml.*: {problem}"):
        read_labels(_changed(tmp_path, old, new))


def test_the_digest_changes_with_any_label(tmp_path):
    assert digest_of(_changed(tmp_path, 'kind = "hub"', 'kind = "light"')) != digest_of()
