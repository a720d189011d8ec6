"""What others see of a place and its cameras."""

import msgspec
import pytest
from tests.report.made_result import made_result
from tests.report.made_street import CREDITS, quiet_street_result, street_result
from tests.sharing.made_secrets import DAY, HOME, KEY, secret_result

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.vocabulary import LEVELS
from lamppost.pipeline.sharing import redacting
from lamppost.pipeline.sharing.checking_out import refuse_leaks


def shared(result, level):
    return pipeline.share(result, level, KEY, DAY).result


@pytest.mark.parametrize("level", LEVELS)
def test_cameras_of_the_map_stay_with_their_places_tags_and_credits(level):
    before = quiet_street_result()
    made = shared(before, level)
    old = {one.ref: one for one in before.sites if one.source == "osm" and not one.is_home}
    stayed = {one.ref: one for one in made.sites if one.ref in old}
    assert stayed.keys() == old.keys()
    for ref, one in stayed.items():
        held = old[ref]
        kept = ("lat_deg", "lon_deg", "directions_deg", "zone", "mount", "maker_text", "model_text", "sees")
        assert [getattr(one, name) for name in kept] == [getattr(held, name) for name in kept]
        assert (one.operator and one.operator.name) == (held.operator and held.operator.name)
    assert made.street.credits == CREDITS
    assert made.street.bounds == before.street.bounds


@pytest.mark.parametrize("level", LEVELS)
def test_homes_are_taken_out_and_counted(level):
    before = street_result()
    made = shared(before, level)
    assert any(one.is_home for one in before.sites)
    assert not any(one.is_home for one in made.sites)
    assert made.street.homes_left_out == before.street.homes_left_out + 1
    assert made.coverage.shared.taken_out["cameras of homes"] == 1


@pytest.mark.parametrize("level", LEVELS)
def test_no_number_of_a_walk_is_shared(level):
    made = shared(street_result(), level)
    assert made.street.walks == []
    assert made.coverage.shared.taken_out["walks"] == 3


def test_cameras_that_a_register_alone_tells_of_are_not_for_the_public():
    alone = [
        len([one for one in shared(street_result(), level).sites if one.source == "register"])
        for level in LEVELS
    ]
    assert alone == [0, 1, 1]
    assert shared(street_result(), "public").coverage.shared.taken_out["cameras of registers"] == 1


@pytest.mark.parametrize("level", LEVELS)
def test_what_names_cameras_names_those_that_stay(level):
    before = street_result()
    home = next(one for one in before.sites if one.is_home)
    known = before.sites[0]
    rows = [msgspec.structs.replace(made_result().verdicts[0], subject=one.id) for one in (home, known)]
    made = shared(msgspec.structs.replace(before, verdicts=rows), level)
    ids = {one.id for one in made.sites}
    assert not ids & {one.id for one in before.sites}
    assert [one.subject for one in made.verdicts] == [made.sites[0].id]
    chosen = [it for one in made.street.sampling for it in one.chosen]
    assert chosen
    assert set(chosen) <= ids
    links = [link for one in made.sites for link in (*one.present_chain, *one.kind_chain)]
    assert {link.subject for link in links} == {one.id for one in made.sites if one.present_chain}


def test_an_operator_that_only_a_register_names_has_one_pseudonym_wherever_it_is_counted():
    made = shared(secret_result(), "partner")
    one = next(site for site in made.sites if site.source == "register")
    assert one.operator.name.startswith("name-")
    assert made.street.shares[0].value == one.operator.name
    assert list(made.street.counts["operator"]) == [one.operator.name]


@pytest.mark.parametrize("told", [HOME[0], HOME[3], f"{HOME[1]}, -{HOME[2]}"])
def test_a_home_that_would_stay_stops_the_sharing(told):
    refuse_leaks(secret_result(), "node/9990001118 at 50.123456, 30.9")
    with pytest.raises(LamppostError, match="the camera of a home would have stayed"):
        refuse_leaks(secret_result(), f"a camera at {told}.")


def test_the_last_look_finds_a_home_that_was_forgotten(monkeypatch):
    monkeypatch.setattr(redacting._Redacting, "_stays", lambda self, one: True)
    with pytest.raises(LamppostError, match="the camera of a home would have stayed"):
        pipeline.share(secret_result(), "public", KEY, DAY)


@pytest.mark.parametrize("level", LEVELS)
def test_the_auditor_s_page_and_the_report_name_the_credit_and_what_was_left_out(level):
    files = pipeline.share(quiet_street_result(), level, KEY, DAY).files
    for name in ("auditor.html", "report.html", "result.json"):
        assert "OpenStreetMap contributors" in files[name].decode(), name
    auditor = files["auditor.html"].decode()
    assert "4 cameras of private homes" in auditor
    assert "Cameras of which no direction is told" in auditor
