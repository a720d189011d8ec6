import pytest
from tests.report.columns import acting, columns
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.made_street import judged_street, street, street_result

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


@pytest.mark.parametrize(
    "identity", [*(one.id for one in street_result().sites), *(one.id for one in street().levels)]
)
def test_every_camera_and_level_of_a_place_can_be_explained_with_the_credit(identity):
    text = render(judged_street(), identity)
    assert identity in text
    assert "OpenStreetMap contributors" in text
    assert max(columns(line) for line in text.split("\n") if "address: " not in line) <= 80
    assert not acting(text)


def test_a_camera_is_explained_by_who_says_what_and_by_what_it_sees():
    text = flat(render(judged_street(), "site-000000000001"))
    assert "Presence: may be there, as one source alone says" in text
    assert "Operator: may be run by Example Town (candidate)" in text
    assert "Maker: appears to be made by Example Cameras" in text
    assert "Identification, 250 px/m: low lens: nowhere; middle lens: 2.0 to 4.6 m" in text
    assert "ver-000000000001 fail" in text


def test_a_camera_of_unknown_direction_is_said_to_be_taken_as_seeing_all_round():
    assert "taken to see all round" in flat(render(street_result(), "site-000000000008"))
    assert "taken to see all round" not in flat(render(street_result(), "site-000000000001"))


def test_the_camera_of_a_home_is_explained_without_its_place():
    text = render(street_result(), "site-000000000004")
    home = next(one for one in street_result().sites if one.is_home)
    assert str(home.lat_deg) not in text
    assert "within 71 m" in flat(text)


def test_a_level_is_explained_from_the_tags_to_the_shares():
    text = flat(render(street_result(), "identification"))
    assert "EN 62676-4:2015 calls it so where a metre across what is seen fills 250 pixels or more" in text
    assert "cut off by buildings, all cameras; those of unknown direction see all round: 2.0 to 6.0 %" in text
    known = sum(bool(one.directions_deg) for one in street_result().sites)
    assert f"{known} of 8 cameras tell where they look" in text
    assert "Example Handbook" in text
    assert "What this cannot show" in text


def test_a_level_of_a_file_without_ways_says_that_shares_are_not_known():
    text = flat(render(street_result(street=street(walkable_m=None, shares=[])), "detection"))
    assert "is not known: no ways that can be walked were read" in text
