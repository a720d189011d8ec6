"""What each level keeps, and that the same key makes the same words."""

import ipaddress
import re

import msgspec
import pytest
from tests.report.made_result import made_result
from tests.sharing.made_secrets import ADDRESS, DAY, FILE, KEY, MAC, OUTSIDE, secret_result

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.result import Asset
from lamppost.model.vocabulary import LEVELS

NAME = "dev.hik-connect.com"


def shared(level, result=None, key=KEY):
    return pipeline.share(result or secret_result(), level, key, DAY).result


def test_the_public_sees_neither_block_nor_network():
    one = shared("public").devices[0]
    assert re.fullmatch(r"mac-[0-9a-f]{12}", one.mac)
    assert all(re.fullmatch(r"ip-[0-9a-f]{12}", text) for text in one.addresses)
    assert one.destinations[0].first_seen_at == "2026-11-02T00:00:00Z"


def test_a_partner_sees_block_network_and_hour():
    one = shared("partner").devices[0]
    assert one.mac.endswith(" of block 08:00:27")
    assert one.addresses[-1].endswith(" in 192.168.77.*")
    assert one.addresses[1].endswith(" in 2001:db8:77:0:*")
    assert one.destinations[0].address.endswith(" in 198.51.100.*")
    assert one.destinations[0].first_seen_at == "2026-11-02T08:00:00Z"


def test_an_authority_sees_where_it_sends_and_when():
    one = shared("regulator").devices[0]
    assert one.destinations[0].address == OUTSIDE
    assert one.destinations[0].first_seen_at == "2026-11-02T08:01:12Z"
    assert MAC not in one.mac
    assert ADDRESS not in one.addresses[-1]


def test_evidence_is_told_by_its_hash_but_not_to_the_public():
    sums = [shared(level).evidence[0].sha256 for level in LEVELS]
    assert sums[1:] == ["ab" * 32] * 2
    assert re.fullmatch("[0-9a-f]{64}", sums[0])
    assert sums[0] != sums[1]


def test_of_a_host_that_packs_know_what_they_know_stays(sample):
    names = {row.name for one in shared("public", sample).devices for row in one.destinations}
    assert any(re.fullmatch(r"host-[0-9a-f]{12}\.hik-connect\.com", name) for name in names)
    assert not names & {row.name for one in sample.devices for row in one.destinations}


def test_the_same_thing_has_the_same_pseudonym_wherever_it_stands(sample):
    made = shared("public", sample)
    one = made.devices[0]
    assert one.addresses[-1] in one.next_proof
    assert {link.subject for link in one.kind_chain if link.statement is None} == {one.mac}
    assert {row.subject for row in made.verdicts} == {device.id for device in made.devices}
    assert {device.evidence for device in made.devices} == {made.evidence[0].path}


def test_the_chain_stays_with_source_day_and_frame(sample):
    before, after = sample.devices[0].maker.chain, shared("public", sample).devices[0].maker.chain
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert (old.day, old.locator, old.statement, old.status) == (
            new.day,
            new.locator,
            new.statement,
            new.status,
        )
        assert new.source == old.source or old.statement is None


def test_verdicts_packs_and_policies_that_ship_stay(sample):
    made = shared("public", sample)
    assert [(row.policy, row.rule, row.kind) for row in made.verdicts] == [
        (row.policy, row.rule, row.kind) for row in sample.verdicts
    ]
    assert made.packs == sample.packs
    assert [one.sha256 for one in made.policies] == [one.sha256 for one in sample.policies]


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_key_and_result_give_the_same_bytes(level, sample):
    first, second = (pipeline.share(sample, level, KEY, DAY) for _ in range(2))
    assert first.zipped() == second.zipped()
    other = pipeline.share(sample, level, KEY[::-1], DAY)
    assert first.result.devices[0].mac != other.result.devices[0].mac
    assert first.result.devices[0].id != other.result.devices[0].id


def test_a_shared_result_says_so_and_is_not_shared_again(sample):
    made = shared("public", sample)
    assert made.coverage.shared.level == "public"
    assert made.coverage.shared.taken_out["MAC addresses"] == len(sample.devices)
    assert [gap.code for gap in made.coverage.gaps][-1] == "shared"
    with pytest.raises(LamppostError, match="already made for sharing, at level public"):
        shared("partner", made)


@pytest.mark.parametrize("level", LEVELS)
def test_a_shared_result_is_judged_again_as_the_result_itself_is(level, sample):
    change = pipeline.Change(policies=["us-fcc-covered-list"])
    packs = pipeline.load_packs()
    before, after = (pipeline.rejudge(one, change, packs) for one in (sample, shared(level, sample)))
    assert [(row.rule, row.kind) for row in before.verdicts] == [
        (row.rule, row.kind) for row in after.verdicts
    ]
    names = [
        [one.maker and (one.maker.name, one.maker.status) for one in made.devices] for made in (before, after)
    ]
    assert names[0] == names[1]


def test_every_format_can_be_made_of_a_shared_result(sample):
    made = shared("partner", sample)
    for name in pipeline.FORMATS:
        assert any(pipeline.render_pieces(made, name))


def test_what_suppresses_what_is_still_told():
    made = shared("public")
    assert made.suppressions[0].subject == made.devices[0].mac
    assert made.suppressions[1].subject == made.devices[0].addresses[-1]
    assert {one.who for one in made.suppressions} == {"withheld"}


def test_rows_that_differ_in_what_is_out_stay_apart():
    rows = [
        Asset(
            id=f"ast-{line:012x}", file=FILE, line=line, end_line=line, end_column=9, maker_text=text, brand_text=None,
            model_text=None, kind_text=None, nth=1, kind="unknown", kind_chain=[], watches=None, maker=None, builder=None,
            owners=[], builder_owners=[], listings=[], next_proof=None,
        )
        for line, text in enumerate(("Hikvision", "hikvision", "Another"), start=2)
    ]  # fmt: skip
    made = shared("public", made_result(assets=rows, devices=[], verdicts=[], suppressions=[]))
    assert len({one.id for one in made.assets}) == 3
    assert [one.nth for one in made.assets] == [1, 2, 1]


def test_an_address_outside_stays_for_all_where_packs_know_the_network():
    packs = pipeline.load_packs()
    prefix = next(
        prefix
        for one in packs.networks.values()
        for row in one.ranges
        for prefix in row.prefixes
        if ":" not in prefix
    )
    inside = str(ipaddress.ip_network(prefix)[1])
    result = secret_result()
    camera = result.devices[0]
    row = msgspec.structs.replace(camera.destinations[0], address=inside)
    camera = msgspec.structs.replace(camera, destinations=[row])
    made = shared("public", msgspec.structs.replace(result, devices=[camera]))
    assert made.devices[0].destinations[0].address == inside


@pytest.mark.parametrize("kind", ["line", "record"])
def test_places_in_logs_stay_lines_and_records_and_what_is_not_told_stays_so(sample, kind):
    def told(link):
        return msgspec.structs.replace(link, locator=link.locator.replace("frame", kind))

    one = next(device for device in sample.devices if device.destinations and device.maker)
    maker = msgspec.structs.replace(one.maker, chain=[told(link) for link in one.maker.chain])
    there = one.destinations[0]
    row = msgspec.structs.replace(there.exchanges[0], untold=["sent_bytes"], sent_bytes=None, row_kind=kind)
    there = msgspec.structs.replace(there, exchanges=[row], sent_bytes=None, row_kind=kind)
    one = msgspec.structs.replace(one, maker=maker, destinations=[there], row_kind=kind)
    coverage = msgspec.structs.replace(sample.coverage, packets=None, connections_logged=7)
    made = shared("public", msgspec.structs.replace(sample, devices=[one], coverage=coverage))
    (after,) = made.devices
    seen = [
        (old, new) for old, new in zip(maker.chain, after.maker.chain, strict=True) if kind in old.locator
    ]
    assert seen
    assert all(old.locator == new.locator for old, new in seen)
    (end,) = after.destinations
    assert (after.row_kind, end.row_kind, end.sent_bytes) == (kind, kind, None)
    assert (end.exchanges[0].untold, end.exchanges[0].sent_bytes) == (["sent_bytes"], None)
    assert (made.coverage.packets, made.coverage.connections_logged) == (None, 7)
