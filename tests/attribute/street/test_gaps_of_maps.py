"""What a map cannot show, counted on a made place, and on Munich, Geneva and Switzerland as they are."""

import csv
import json
from datetime import date

import pytest
from tests.attribute.street.made_map import street_of
from tests.report.made_street import sight, site, street

from lamppost.attribute.street.gaps import REGISTER, doubts, doubts_again, names_of
from lamppost.attribute.street.sampling import cameras_in_all, plans_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.ground import PlaceOutline
from lamppost.model.result import Coverage, Gap
from lamppost.pipeline.looking import Question
from lamppost.pipeline.street.looking import look_at_maps

DAY = date(2026, 11, 28)
BEFORE = Coverage(
    packets=0, first_seen_at=None, last_seen_at=None, hours_with_traffic=0, vlan_ids=[], connections=0,
    connections_without_name=0, gaps=[Gap(code="earlier", text="earlier", count=1, of=2)], next_proofs=["Look."],
)  # fmt: skip
SIDE = ((0, 0), (200, 0))


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_packs(), DAY)


def measured(knowledge, sites, ground, place=None, seen=None):
    """Code → count and of, of every gap."""
    held = doubts(BEFORE, sites, seen or street(place=None, sampling=[]), ground, knowledge, place)
    return {gap.code: (gap.count, gap.of) for gap in held.gaps}


def test_age_is_counted_in_days_and_the_middle_one_is_told(knowledge):
    days = [date(2026, 11, 18), date(2026, 8, 20), date(2016, 11, 28), None]
    sites = [site(at, changed_on=day, checked_on=None) for at, day in enumerate(days)]
    sites.append(site(9, changed_on=date(2010, 1, 1), checked_on=date(2026, 11, 8)))
    found = measured(knowledge, sites, street_of([]))
    assert found["sites-age"] == (20, None)
    assert found["sites-oldest"] == ((DAY - date(2016, 11, 28)).days, None)
    assert found["sites-no-day"] == (1, 5)
    assert found["sites-never-checked"] == (4, 5)


def test_a_change_after_the_day_asked_about_is_no_age(knowledge):
    found = measured(knowledge, [site(1, changed_on=date(2027, 1, 1))], street_of([]))
    assert "sites-age" not in found
    assert found["sites-no-day"] == (1, 1)


def test_what_the_file_lacks_is_not_counted_as_nothing(knowledge):
    found = measured(knowledge, [site(1)], street_of([]))
    assert found["map-no-ways"] == found["map-no-buildings"] == (None, None)
    assert "ways-left-out" not in found
    whole = measured(knowledge, [site(1)], street_of([], [(0, 20, 10, False)], [SIDE]))
    assert "map-no-ways" not in whole
    assert whole["buildings-no-height"] == (1, 1)


def test_heights_and_ways_left_out_are_measured(knowledge):
    ground = street_of(
        [], [(0, 20, 10, False), (0, 40, 10, False)], [SIDE, ((0, 5), (100, 5)), ((0, 9), (60, 9))]
    )
    ground.buildings["height_m"][0] = 12.0
    ground.edges["is_public"][1] = False
    ground.edges["is_covered"][2] = True
    found = measured(knowledge, [site(1)], ground)
    assert found["buildings-no-height"] == (1, 2)
    assert found["ways-left-out"] == (160, 360)


def test_ways_at_the_edge_of_the_file_are_measured_by_the_farthest_view(knowledge):
    edge = 0.01 * 71_697
    ways = [SIDE, ((edge - 60, 0), (edge - 40, 0)), ((edge - 130, 0), (edge - 110, 0))]
    sites = [site(1, sees=sight(None, far=60.0)), site(2, sees=sight(None, far=100.0))]
    assert measured(knowledge, sites, street_of([], (), ways))["near-the-edge"] == (20, 240)
    assert "near-the-edge" not in measured(knowledge, [site(1, sees=None)], street_of([], (), ways))


def test_the_age_of_the_map_itself_is_told(knowledge):
    assert measured(knowledge, [site(1)], street_of([]))["map-age"] == ((DAY - date(2026, 6, 1)).days, None)


def test_rows_that_could_not_be_read_are_counted(knowledge):
    ground = street_of([])
    ground.rows_read, ground.rows_not_read = 17, 3
    assert measured(knowledge, [site(1)], ground)["register-rows-not-read"] == (3, 20)


def test_two_sources_tell_how_many_neither_has(knowledge):
    kinds = ["osm"] * 40 + ["register"] * 20 + ["both"] * 20
    sites = [site(at, source=kind) for at, kind in enumerate(kinds)]
    estimate = cameras_in_all(60, 40, 20)[0]
    assert measured(knowledge, sites, street_of([]))["sites-in-neither"] == (
        round(estimate) - 80,
        round(estimate),
    )
    apart = [one for one in sites if one.source != "both"]
    assert "sites-in-neither" not in measured(knowledge, apart, street_of([]))


def test_a_gap_of_nothing_is_none(knowledge):
    ground = street_of([], [(0, 20, 10, False)], [SIDE])
    ground.buildings["height_m"][:] = 9.0
    found = measured(knowledge, [site(1, covers="public", checked_on=date(2026, 1, 1))], ground)
    assert not {"sites-indoor", "sites-never-checked", "buildings-no-height", "ways-left-out"} & set(found)


def outline(name, *others):
    return PlaceOutline(
        ref="relation/1", name=name, other_names=list(others), level="admin_level=6", rings=[]
    )


def test_registers_of_the_place_are_named_and_no_neighbours(knowledge):
    ground = street_of([])
    ground.places = [outline("München", "Munich"), outline("Paris")]
    whole = street(place=None, sampling=[])
    assert names_of(whole, ground) == ["Munich", "München", "Paris"]
    chosen = street(place="munich", sampling=[])
    assert names_of(chosen, ground) == ["Munich", "München", "munich"]
    held = doubts(BEFORE, [site(1)], chosen, ground, knowledge)
    (gap,) = [one for one in held.gaps if one.code == REGISTER]
    assert "de-by-landtag-2013-1" in gap.text
    assert (gap.count, gap.of) == (None, None)


def test_the_country_that_the_user_tells_brings_its_registers(knowledge):
    assert REGISTER in measured(knowledge, [site(1)], street_of([]), place="dk-84")
    assert REGISTER not in measured(knowledge, [site(1)], street_of([]), place="fi")


def test_what_to_do_next_begins_with_the_fewest_steps(knowledge):
    sites = [site(at) for at in range(60)]
    ground = street_of([], (), [((0, y), (200, y)) for y in range(0, 600, 10)])
    seen = street(place=None, sampling=plans_of(sites, ground, DAY))
    proofs = doubts(BEFORE, sites, seen, ground, knowledge).next_proofs
    assert [one.split()[0] for one in proofs] == ["Look", "Walk", "Ask", "Look."]
    assert "--kind register" in proofs[2]


def test_judged_again_what_the_map_told_stays_and_the_rest_is_counted_anew(knowledge):
    ground = street_of([], [(0, 20, 10, False)], [SIDE])
    ground.places = [outline("Paris")]
    sites = [site(1, changed_on=date(2026, 11, 18))]
    seen = street(place=None, sampling=plans_of(sites, ground, DAY))
    first = doubts(BEFORE, sites, seen, ground, knowledge)
    again = doubts_again(BEFORE, first, sites, seen, DAY)
    assert sorted(again.gaps, key=lambda gap: gap.code) == sorted(first.gaps, key=lambda gap: gap.code)
    assert again.next_proofs == first.next_proofs
    later = doubts_again(BEFORE, first, sites, seen, date(2026, 12, 28))
    assert next(gap.count for gap in later.gaps if gap.code == "sites-age") == 40


def looked_at(path):
    (result,) = look_at_maps([path], Question(as_of=DAY), [DAY])
    return result, {gap.code: (gap.count, gap.of) for gap in result.coverage.gaps}


def test_the_map_of_munich_is_old_and_tells_of_few_cameras_where_they_look(data):
    result, found = looked_at(data / "osm/valhalla-munich/munich.osm.pbf")
    assert found["map-age"] == ((DAY - date(2020, 7, 20)).days, None)
    assert found["sites-never-checked"] == (len(result.sites), len(result.sites))
    assert found["sites-age"][0] > 365 * 8
    unknown, buildings = found["buildings-no-height"]
    assert 0.6 < unknown / buildings < 0.75
    plans = {(one.what, one.margin): one for one in result.street.sampling}
    assert plans["cameras", 0.05].of == sum(one.covers != "indoor" for one in result.sites)
    streets = plans["streets", 0.1]
    assert 850 < streets.of < 950
    assert len(streets.stretches) == streets.sites == len(set(streets.chosen))
    assert any(one.name for one in streets.stretches)
    west, south, east, north = result.street.bounds
    inside = [west <= one.lon_deg <= east and south <= one.lat_deg <= north for one in streets.stretches]
    assert sum(inside) > 0.95 * len(inside)
    assert any(gap.code == REGISTER and "Landtag" in gap.text for gap in result.coverage.gaps)


def test_nearly_all_cameras_of_switzerland_were_never_checked(data):
    path = data / "osm/geneva-switzerland/switzerland_surveillance_2023.json"
    result, found = looked_at(path)
    tags = [one.get("tags", {}) for one in json.loads(path.read_text(encoding="utf-8"))]
    days = sum("check_date" in held or "survey:date" in held for held in tags)
    never, sites = found["sites-never-checked"]
    assert sites - days <= never < sites
    assert never / sites > 0.9
    assert found["map-no-ways"] == (None, None)
    assert {one.what for one in result.street.sampling} == {"cameras"}


def test_a_campaign_in_geneva_met_four_cameras_off_the_map_for_each_on_it(data):
    path = data / "osm/geneva-switzerland/cameras_GE.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        marks = [row["New"] for row in csv.DictReader(file, delimiter=";")]
    assert (marks.count("Security cameras"), marks.count("New security cameras logged")) == (134, 481)
