import pytest
from tests.report.columns import acting, columns
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result

from lamppost.model.errors import ResultError
from lamppost.report import wording
from lamppost.report.explain.renderer import render


def flat(text):
    return " ".join(text.split())


def ids(result):
    devices = [item for device in result.devices for item in (device, *device.destinations)]
    return [item.id for item in (*devices, *result.verdicts)]


@pytest.mark.parametrize("identity", ids(made_result()))
def test_every_id_of_a_document_can_be_explained_in_80_columns_addresses_apart(identity):
    text = render(made_result(), identity)
    assert identity in text
    assert max(columns(line) for line in text.split("\n") if "address: " not in line) <= 80
    assert not acting(text)


def links(device):
    claims = wording.device_claims(device, "2026-11-23")
    return [link for claim in claims for link in claim.chain]


def test_the_explanation_of_a_device_covers_each_link():
    text = flat(render(quiet_result(), known_camera().id))
    assert len(links(known_camera())) >= 10
    for link in links(known_camera()):
        assert wording.says(link) in text
        assert wording.where(link) in text
        for value in (link.original, link.url, link.rule, link.statement, wording.frame_filter(link.locator)):
            assert value is None or value in text


def test_links_are_numbered_and_frames_open_in_wireshark():
    text = render(quiet_result(), known_camera().id)
    assert "   1. says so itself: ssdp.server" in text
    assert "in Wireshark: frame.number == 118 (display filter, in front-door.pcapng)" in text


def test_each_claim_says_how_sure_it_is_and_what_would_disprove_it():
    text = flat(render(quiet_result(), known_camera().id))
    for claim in wording.device_claims(known_camera(), "2026-11-23"):
        assert claim.disproof in text
        assert claim.status is None or f"{claim.status} ({wording.STATUS_MEANS[claim.status]})" in text


def test_an_unknown_maker_shows_what_was_looked_for_and_the_next_proof():
    text = flat(render(quiet_result(), "dev-000000000013"))
    assert "Who made it is not known" in text
    assert "the names it asks for: none seen" in text
    assert "Cheapest next proof: Read the label of the device at 192.0.2.19." in text


def test_a_destination_names_the_operator_before_the_country_of_registration():
    text = flat(render(quiet_result(), "dst-000000000001"))
    assert text.index("is run by Example Cloud") < text.index("The address is registered in NO")
    assert (
        "Where an address is registered is not where a machine stands, and makes no law reach anybody."
        in text
    )
    assert "Example location table locates it in DE." in text


def test_a_destination_of_which_nothing_is_known_says_so():
    text = flat(render(quiet_result(), "dst-000000000003"))
    assert "operator not known" in text
    assert "The country of registration of the address is not known." in text


def test_a_verdict_shows_reason_question_law_and_every_link():
    verdict = quiet_result().verdicts[0]
    text = flat(render(quiet_result(), verdict.id))
    assert verdict.question in text
    assert "No contractor shall buy equipment of a maker on the covered list." in text
    for link in verdict.chain:
        assert wording.says(link) in text


def test_a_statement_id_leads_to_what_it_stands_behind():
    text = flat(render(quiet_result(), "example-cameras-owner-2025"))
    assert "stands behind what is said of dev-000000000010" in text


@pytest.mark.parametrize("identity", ["dev-000000000019", "", "nonsense\x1b[31m"])
def test_an_unknown_id_is_refused_with_those_that_are_near(identity):
    with pytest.raises(ResultError) as refused:
        render(quiet_result(), identity)
    assert "no such id" in refused.value.message
    assert "dev-0000000000" in refused.value.hint
    assert not acting(refused.value.message)


def test_an_empty_document_has_nothing_to_explain():
    with pytest.raises(ResultError) as refused:
        render(empty_result(), "dev-000000000010")
    assert refused.value.hint == "This document holds no device and no verdict."


def test_the_first_connection_of_a_port_stands_with_its_frame_and_community_id():
    text = render(quiet_result(), known_camera().destinations[0].id)
    assert "      3 established, 1 refused, 1 unanswered; 1 begun before" in text
    assert "      first in: frame 131 of front-door.pcapng" in text
    assert "      Community ID of the first: 1:wCb3OG7yAFWelaUydu0D+125CLM=" in text
