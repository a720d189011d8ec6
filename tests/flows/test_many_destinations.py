"""A camera that talks to more than a thousand addresses: listed or counted, said, and judged alike."""

from datetime import date

import msgspec
import pytest

import made_frames as made
from lamppost import pipeline

CAM, ROUTER, HERE = "44:19:b6:00:53:01", "00:00:5e:00:53:01", "192.168.1.21"
DAY = date(2026, 11, 27)
POLICIES = ["no-outside-reach", "eu-gdpr-transfer"]
CONTEXT = {"destinations_known": True}
MANY = 1_200


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    hosts = [f"198.18.{number >> 8}.{number & 255}" for number in range(MANY)]
    frames = [made.arp_reply(CAM, HERE, ROUTER, "192.168.1.1")]
    frames += [made.ethernet(CAM, ROUTER, 0x0800, made.udp(HERE, 40_000, to, 443, b"x")) for to in hosts]
    path = tmp_path_factory.mktemp("many") / "many.pcap"
    path.write_bytes(made.pcap([(1_772_438_400 + at / 1000, frame) for at, frame in enumerate(frames)]))
    return path


@pytest.fixture(scope="module")
def made_results(path):
    question = pipeline.Question(as_of=DAY, policies=POLICIES, context=CONTEXT)
    whole = msgspec.structs.replace(question, all_destinations=True)
    return pipeline.look([path], question), pipeline.look([path], whole)


def test_verdicts_are_the_same_whether_all_destinations_are_listed_or_not(made_results):
    few, whole = made_results
    assert few.verdicts == whole.verdicts
    assert [len(one.devices[0].destinations) for one in made_results] == [1_000, MANY]
    assert not whole.devices[0].unlisted


def test_the_document_says_how_many_it_does_not_list(made_results):
    few, whole = made_results
    gaps = {gap.code: (gap.count, gap.of) for gap in few.coverage.gaps}
    assert gaps["destinations-not-listed"] == (200, MANY)
    others = {gap.code: (gap.count, gap.of) for gap in whole.coverage.gaps}
    assert others == {code: counts for code, counts in gaps.items() if code != "destinations-not-listed"}


def test_judging_again_keeps_the_count_and_says_when_it_is_of_another_day(made_results):
    few, _ = made_results
    again = pipeline.rejudge(few, pipeline.Change())
    assert msgspec.json.encode(again) == msgspec.json.encode(few)
    then = pipeline.rejudge(few, pipeline.Change(as_of=date(2026, 11, 26))).devices[0].unlisted
    assert (then.destinations, then.is_of_this_day) == (200, False)


def test_the_command_line_lists_all_when_it_is_asked_to(lamppost, path):
    few, all_of_them = (
        msgspec.json.decode(lamppost("look", path, "--json", *options).out)["devices"][0]
        for options in ((), ("--all-destinations",))
    )
    assert (len(few["destinations"]), few["unlisted"]["destinations"]) == (1_000, 200)
    assert (len(all_of_them["destinations"]), "unlisted" in all_of_them) == (MANY, False)
    assert "200 more destinations, counted and not listed" in " ".join(lamppost("look", path).out.split())
