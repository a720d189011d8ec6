"""Cameras of maps and registers as sites: what is said of each, how sure that is, and what is kept of people."""

from datetime import date

import msgspec
import pytest
from tests.attribute.street.made_map import camera, street_of

from lamppost.attribute.laws import Laws
from lamppost.attribute.street.again import attribute_again
from lamppost.attribute.street.homes import BLURRED_M
from lamppost.attribute.street.judged import as_devices
from lamppost.attribute.street.sites import shown, sites_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.mercator import on_map, scale

DAY = date(2026, 11, 28)
CANARY = "Anna Muster"


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_packs(), DAY)


def found(knowledge, *cameras, houses=(), **options):
    """What is made of cameras on a map."""
    street = street_of(cameras, houses)
    return sites_of(street, street.sites, knowledge, **options)


def only(knowledge, *cameras, **options):
    """The one site that is made of them."""
    (one,) = shown(found(knowledge, *cameras, **options).placed)
    return one


def test_what_a_crowd_map_alone_says_is_a_candidate(knowledge):
    site = only(
        knowledge,
        camera(1, surveillance__type="camera", operator="City of Example", manufacturer="Hikvision"),
    )
    assert (site.present, site.kind, site.kind_status) == ("candidate", "camera", "candidate")
    assert site.operator.status == site.maker.status == "candidate"
    assert {link.source for link in (*site.present_chain, *site.kind_chain)} == {"OpenStreetMap contributors"}
    assert site.present_chain[0].locator == "node/1"
    assert site.present_chain[0].day == "2026-05-01"
    assert site.next_proof is not None


def test_the_maker_is_joined_to_its_owners_and_lists(knowledge):
    site = only(knowledge, camera(1, manufacturer="hikvision"))
    assert site.maker.id == "hikvision"
    assert {owner.id for owner in site.owners} >= {"cetc"}
    assert "us-fcc-covered-list" in {row.list for row in site.listings}
    said = site.maker.chain[0]
    assert (said.subject, said.source, said.locator, said.source_class) == (
        site.id, "OpenStreetMap contributors", "node/1", "crowd",
    )  # fmt: skip


def test_a_register_of_a_public_body_is_official_only_where_the_user_says_so(knowledge):
    row = camera(7, source="register", evidence=1, surveillance__type="camera", operator="Stadt Beispiel")
    assert only(knowledge, row).present == "candidate"
    site = only(knowledge, row, official=True)
    assert site.present == site.kind_status == site.operator.status == "confirmed"
    assert site.present_chain[0].source_class == "official"
    assert site.present_chain[0].source == "register.csv"


def test_a_camera_in_map_and_register_is_one_and_corroborated(knowledge):
    mapped = camera(1, surveillance__type="camera")
    near = camera(7, 6.0, 0.0, source="register", evidence=1)
    far = camera(8, 60.0, 0.0, source="register", evidence=1)
    one, other = shown(found(knowledge, mapped, near, far).placed)
    assert (one.source, one.present, other.source) == ("both", "corroborated", "register")
    assert [link.locator for link in one.present_chain] == ["node/1", "line 7"]
    assert only(knowledge, mapped, near, official=True).present == "confirmed"


def test_what_a_camera_is_is_as_sure_as_those_who_say_so(knowledge):
    mapped = camera(1, surveillance__type="camera")
    silent, same, other = (
        camera(7, 6.0, 0.0, source="register", evidence=1, **tags)
        for tags in ({}, {"surveillance__type": "camera"}, {"surveillance__type": "ALPR"})
    )
    assert only(knowledge, mapped, silent).kind_status == "candidate"
    assert only(knowledge, mapped, silent, official=True).kind_status == "candidate"
    assert only(knowledge, mapped, same).kind_status == "corroborated"
    assert only(knowledge, mapped, same, official=True).kind_status == "confirmed"
    assert only(knowledge, mapped, other).kind_status == "disputed"


BANK, CITY = "Deutsche Bank", "City of Example"


@pytest.mark.parametrize(
    ("mapped", "listed", "official", "name", "status"),
    [
        (CITY, None, False, CITY, "candidate"),
        (CITY, None, True, CITY, "candidate"),
        (None, CITY, False, CITY, "candidate"),
        (None, CITY, True, CITY, "confirmed"),
        (CITY, "CITY OF EXAMPLE", False, CITY, "corroborated"),
        (CITY, CITY, True, CITY, "confirmed"),
        (BANK, CITY, False, BANK, "disputed"),
        (BANK, CITY, True, CITY, "disputed"),
        (CANARY, CITY, True, CITY, "disputed"),
        (CITY, CANARY, False, CITY, "disputed"),
        ("Axis", "Axis Communications", False, "Axis", "corroborated"),
    ],
)
def test_an_operator_is_as_sure_as_those_who_name_it(knowledge, mapped, listed, official, name, status):
    first = camera(1, **({"operator": mapped} if mapped else {}))
    second = camera(7, 6.0, 0.0, source="register", evidence=1, **({"operator": listed} if listed else {}))
    site = only(knowledge, first, second, official=official)
    assert (site.operator.name, site.operator.status) == (name, status)
    assert CANARY not in repr(site)
    (again,) = attribute_again([site], knowledge, Laws(knowledge))
    assert again == site


@pytest.mark.parametrize(
    ("mapped", "listed", "official", "maker", "status"),
    [
        ("Axis", None, True, "axis", "candidate"),
        (None, "Axis", False, "axis", "candidate"),
        (None, "Axis", True, "axis", "corroborated"),
        ("Axis", "AXIS Communications", False, "axis", "corroborated"),
        ("Axis", "Axis", True, "axis", "confirmed"),
        ("Axis", "Hikvision", True, "hikvision", "disputed"),
        ("Axis", "Hikvision", False, None, "disputed"),
        ("Nobody Knows", "Axis", True, "axis", "disputed"),
    ],
)
def test_a_maker_is_as_sure_as_those_who_name_it(knowledge, mapped, listed, official, maker, status):
    first = camera(1, **({"manufacturer": mapped} if mapped else {}))
    second = camera(
        7, 6.0, 0.0, source="register", evidence=1, **({"manufacturer": listed} if listed else {})
    )
    site = only(knowledge, first, second, official=official)
    assert site.maker.status == status
    assert maker is None or site.maker.id == maker
    said = {link.value for link in site.maker.chain if link.property.endswith(".maker")}
    assert said == {one for one in (mapped, listed) if one}
    assert site.builder is None or site.builder.status == "disputed"
    (again,) = attribute_again([site], knowledge, Laws(knowledge))
    assert again == site


def test_a_register_with_the_numbers_of_the_map_is_no_second_source(knowledge):
    tags = {"surveillance__type": "camera", "operator": CITY, "manufacturer": "Axis"}
    mapped = camera(7, **tags)
    listed = camera(7, 6.0, 0.0, source="register", evidence=1, **tags)
    for ref, status in (("id 7", "candidate"), ("id 8", "corroborated")):
        site = only(knowledge, mapped, msgspec.structs.replace(listed, ref=ref))
        assert (site.source, site.present, site.kind_status) == ("both", status, status)
        assert (site.operator.status, site.maker.status) == (status, status)
        (again,) = attribute_again([site], knowledge, Laws(knowledge))
        assert again == site
    site = only(knowledge, mapped, msgspec.structs.replace(listed, ref="id 7"), official=True)
    assert site.present == site.operator.status == site.maker.status == "candidate"


def test_rules_know_what_a_camera_is_only_where_more_than_one_says_so(knowledge):
    mapped = camera(1, surveillance__type="camera")
    same = camera(7, 6.0, 0.0, source="register", evidence=1, surveillance__type="camera")
    (crowd,) = as_devices([only(knowledge, mapped)])
    (both,) = as_devices([only(knowledge, mapped, same)])
    assert (crowd.kind, crowd.watches) == ("unknown", None)
    assert (both.kind, both.watches) == ("camera", True)


def test_two_cameras_of_one_map_are_never_one(knowledge):
    assert len(found(knowledge, camera(1), camera(2, 0.1, 0.0)).placed) == 2


def test_a_guard_and_a_fake_are_no_cameras_and_are_counted(knowledge):
    made = found(knowledge, camera(1, surveillance__type="guard"), camera(2, surveillance="fake"), camera(3))
    assert len(made.placed) == 1
    assert (made.left_out["guard"], made.left_out["fake"]) == (1, 1)


def test_what_the_map_does_not_say_stays_unknown(knowledge):
    site = only(knowledge, camera(1))
    assert (site.kind, site.watches, site.covers, site.operator, site.operator_kind) == (
        "unknown", None, "unknown", None, "unknown",
    )  # fmt: skip
    assert (site.directions_deg, site.height_m, site.angle_deg, site.count, site.checked_on) == (
        [],
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("tags", "name", "kind"),
    [
        ({"operator": "Flock Safety"}, "Flock Safety", "organisation"),
        ({"operator": "deutsche bahn"}, "Deutsche Bahn", "business"),
        ({"operator": CANARY, "operator:wikidata": "Q999999999"}, None, "private"),
        ({"operator": CANARY, "operator:wikidata": "Q9322"}, "Deutsche Bahn", "business"),
        ({"operator": "Kantonspolizei Beispiel"}, "Kantonspolizei Beispiel", "public_body"),
        ({"operator": "Verwaltung", "operator:type": "government"}, "Verwaltung", "public_body"),
        ({"operator": "Muster & Sohn GmbH"}, "Muster & Sohn GmbH", "business"),
        ({"operator": CANARY}, None, "private"),
        ({"operator": "private"}, None, "private"),
        ({"operator:type": "private"}, None, "private"),
        ({}, None, "unknown"),
    ],
)
def test_an_operator_is_named_only_where_it_is_no_person(knowledge, tags, name, kind):
    made = found(knowledge, camera(1, surveillance__zone="shop", **tags))
    site = shown(made.placed)[0]
    assert (site.operator.name if site.operator else None, site.operator_kind) == (name, kind)


def test_a_listed_operator_has_its_row_in_the_chain(knowledge):
    site = only(knowledge, camera(1, operator="Deutsche Bahn"))
    said, listed = site.operator.chain
    assert said.locator == "node/1"
    assert listed.property == "listed_operator"
    assert listed.source.startswith("name-suggestion-index")


HOUSE = (20.0, 0.0, 10.0, True)
SHOP = (50.0, 0.0, 10.0, False)


@pytest.mark.parametrize(
    ("row", "is_home"),
    [
        (camera(1, 20.5, -0.5), True),
        (camera(1, 25.0, 5.0), True),
        (camera(1, 50.5, -0.5), False),
        (camera(1, 55.0, 5.0), False),
        (camera(1, 15.0, -5.0), False),
        (camera(1, 20.5, -0.5, operator="City of Example"), False),
        (camera(1, 20.5, -0.5, surveillance__zone="shop"), False),
        (camera(1, 0.0, 0.0, camera__mount="doorbell"), True),
        (camera(1, 0.0, 0.0, operator="particulier"), True),
    ],
)
def test_a_home_is_told_by_its_house_its_mount_or_its_operator(knowledge, row, is_home):
    made = found(knowledge, row, houses=[HOUSE, SHOP])
    assert made.left_out["home"] == int(is_home)
    assert len(made.placed) == int(not is_home)


def test_a_camera_of_a_home_is_listed_only_where_it_faces_public_space_and_blurred(knowledge):
    street = camera(4711, 20.5, -0.5, surveillance="public", camera__direction="180", operator=CANARY)
    yard = camera(4712, 29.5, 10.5, surveillance="outdoor")
    untold = camera(4713, 20.5, 10.5)
    made = found(knowledge, street, yard, untold, houses=[HOUSE], with_homes=True)
    assert made.left_out["home"] == 2
    (site,) = shown(made.placed)
    text = msgspec.json.encode(site).decode()
    assert site.is_home
    assert site.blurred_m == BLURRED_M
    assert (site.directions_deg, site.sees, site.changed_on) == ([], None, None)
    assert "4711" not in text
    assert CANARY not in text
    assert "2026-05-01" not in text
    (east, true_east), (north, true_north) = on_map(
        [site.lat_deg, street.lat_deg], [site.lon_deg, street.lon_deg]
    )
    away = ((east - true_east) ** 2 + (north - true_north) ** 2) ** 0.5 / scale(street.lat_deg)
    assert 0 < away <= BLURRED_M


def test_no_private_name_and_no_free_text_is_in_a_site(knowledge):
    row = camera(
        1, operator=CANARY, brand=f"{CANARY}'s", model="DS-2CD2143G0-I", surveillance__zone=f"bei {CANARY}"
    )
    text = msgspec.json.encode(only(knowledge, row)).decode()
    assert CANARY not in text
    assert "DS-2CD2143G0-I" in text


def test_a_camera_that_ended_is_retracted_and_sees_nothing(knowledge):
    made = found(knowledge, camera(1, end_date="2025"), camera(2, 50, 0, end_date="2027"))
    assert [one.site.present for one in made.placed] == ["retracted", "candidate"]
    assert [one.looks_out for one in made.placed] == [False, True]


@pytest.mark.parametrize(
    "tags", [{"surveillance": "indoor"}, {"level": "-1"}, {"layer": "-2"}, {"indoor": "yes"}]
)
def test_a_camera_indoors_or_below_ground_does_not_look_out(knowledge, tags):
    assert not found(knowledge, camera(1, **tags)).placed[0].looks_out


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("90", [90.0]),
        ("N", [0.0]),
        ("12;270", [12.0, 270.0]),
        ("90-180", [135.0]),
        ("360", []),
        ("0-360", []),
        ("up", []),
    ],
)
def test_where_a_camera_looks_is_told_by_numbers_points_and_ranges(knowledge, value, told):
    assert only(knowledge, camera(1, camera__direction=value)).directions_deg == told


def test_the_same_row_has_the_same_id_on_any_day(knowledge):
    again = Knowledge(knowledge.packs, date(2024, 1, 1))
    assert only(knowledge, camera(1)).id == only(again, camera(1)).id
