"""The bench on a made set: devices that are right, wrong and unknown by construction."""

from datetime import date

import msgspec
import pytest

from identification import (
    Answer,
    Device,
    by_evidence,
    by_maker,
    called_watching,
    leave_one_out,
    measures,
    merged,
    read_alike,
    score,
    without,
    write_measures,
)
from labelled import Label
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import read_rows
from lamppost.knowledge.structs import Measured

DAY = date(2026, 11, 27)
SAID, BLOCK = frozenset({"self_description"}), frozenset({"mac_block"})


def device(name, maker, *answers, kinds=("camera",), certainty="high", read_off_block=False):
    label = Label(
        file="made", folder="made", origin="captured", captures=("a.pcap",), device=name, mac=1, addresses=(),
        kinds=frozenset(kinds) if kinds else None, maker=maker, builder=None, builder_asked=False, certainty=certainty,
        read_off_block=read_off_block,
    )  # fmt: skip
    return Device(labels=[label], answers=list(answers))


def said(maker, kind="camera", evidence=SAID, status="candidate"):
    return Answer(capture="a.pcap", kind=kind, maker=maker, builder=None, status=status, evidence=evidence)


MADE = [
    device("one", "axis", said("axis"), said("axis")),
    device("two", "axis", said(None, kind=None, evidence=frozenset())),
    device("three", "bosch", said("axis", kind="hub", evidence=BLOCK)),
    device("four", None, said("axis")),
    device("five", "sony"),
    device("six", "sony", said("axis"), certainty="low"),
    device("eight", "google", said("google", evidence=BLOCK), read_off_block=True),
    device("seven", "dell", said("axis", kind="computer"), kinds=("computer",)),
]


def test_the_made_set_scores_what_can_be_counted_by_hand():
    maker, kind = score(MADE, "maker"), score(MADE, "kind")
    assert (maker.right, maker.wrong, maker.unknown, maker.unjudged) == (1, 1, 2, 1)
    assert (kind.right, kind.wrong, kind.unknown) == (4, 1, 2)
    assert score(MADE, "builder").asked == 0


def test_a_label_that_was_read_off_the_mac_block_proves_nothing_and_is_counted_apart():
    assert read_alike(MADE).right == 1
    assert "google" not in {row["maker"] for row in measures(MADE, {"google"}, DAY, "0" * 64)}


def test_a_phone_or_a_lamp_that_is_called_a_camera_is_found():
    lamp = device("lamp", "signify", said("signify", kind="camera"), kinds=("light",))
    assert called_watching([*MADE, lamp]) == ["lamp: camera"]


def test_makers_are_counted_once_each_and_one_wrong_device_spoils_its_maker():
    once = by_maker(MADE)
    assert (once.right, once.wrong, once.unknown) == (1, 1, 1)


def test_the_evidence_that_named_the_maker_is_told_apart():
    rows = by_evidence(MADE)
    assert rows["what it says of itself (candidate)"].right == 1
    assert rows["its MAC address block (candidate)"].wrong == 1


def test_labels_of_one_device_in_two_files_are_one_device():
    assert len(merged([device("one", "axis", said("axis")), device("one", "axis", said("axis"))])) == 1


def test_a_measure_counts_namings_of_others_against_the_maker_and_reads_back(tmp_path):
    rows = measures(MADE, {"axis", "bosch"}, DAY, "0" * 64)
    write_measures(rows, tmp_path / "measured.csv")
    read = {row.maker: row for row in read_rows(tmp_path / "measured.csv", Measured)}
    assert (read["axis"].devices, read["axis"].named_right, read["axis"].named_wrong) == (2, 1, 1)
    assert read["axis"].precision == pytest.approx(0.5)
    assert read["bosch"].precision is None
    assert read["bosch"].devices == 1
    assert "sony" not in read


def test_a_maker_that_is_taken_away_is_known_by_nothing():
    packs = load_packs()
    bare = Knowledge(without(packs, "d-link"), DAY)
    assert Knowledge(packs, DAY).by_registrant("D-Link International") is not None
    assert bare.by_registrant("D-Link International") is None
    host = bare.service_of("signal.mydlink.com")
    assert host is None or host.organisation != "d-link"
    assert "d-link" not in {
        shown for rows in bare.fingerprints.values() for row in rows
        for shown in (row.fingerprint.shows.maker, row.fingerprint.shows.builder)
    }  # fmt: skip


def test_what_is_said_of_a_maker_that_is_taken_away_is_listed():
    class Made:
        packs, as_of = load_packs(), DAY

        def answers(self, labels, knowledge):
            assert not any(
                row.fingerprint.shows.maker == "axis"
                for rows in knowledge.fingerprints.values()
                for row in rows
            )
            yield MADE[2] if labels[0].maker == "bosch" else device("one", "axis", said("sony"))

    assert leave_one_out(Made(), [[MADE[0].label]]) == {"axis": {"devices": 1, "named": ["sony"]}}


def test_a_measure_says_its_figures_in_range():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"maker": "axis", "devices": -1, "named_right": 0, "named_wrong": 0, "measured_on": "2026-11-27", "labels": "0" * 64},
            Measured,
        )  # fmt: skip
