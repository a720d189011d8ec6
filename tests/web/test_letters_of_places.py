"""The screen of a place leads to the letter that asks for its register, and to what to look at by hand."""

from html import unescape

import pytest
from tests.report.made_devices import MARKUP
from tests.report.made_street import quiet_street_result, site, street, street_result
from tests.web.test_screens import assert_readable

from lamppost import pipeline
from lamppost.model.sites import Sampling, Stretch

KINDS = [name for name, one in pipeline.LETTERS.items() if not one.sells]


@pytest.fixture
def town(desk):
    """A place on the shelf."""
    return desk.shelf.put(quiet_street_result())


def test_a_place_leads_to_the_letter_that_asks_for_its_register(client, town):
    text = client.get(f"/results/{town}/street").text
    assert f'href="/results/{town}/letters/place"' in text
    answer = client.get(f"/results/{town}/letters/place")
    assert answer.status_code == 200
    assert "the register of cameras of Example Town" in unescape(answer.text)
    assert f'href="/results/{town}/street"' in answer.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("subject", ["place", "site-000000000001"])
def test_each_letter_of_a_place_and_of_a_camera_is_read_and_taken_along(client, town, desk, kind, subject):
    text = client.get(f"/results/{town}/letters/{subject}?kind={kind}").text
    assert_readable(text)
    made = pipeline.render_letter(pipeline.letter(desk.shelf.get(town), subject, kind), "txt")
    assert client.get(f"/results/{town}/letters/{subject}/{kind}/txt").text == made


def test_a_supplier_is_not_offered_for_a_place_and_refused_by_its_address(client, town):
    assert "kind=supplier" not in client.get(f"/results/{town}/letters/place").text
    assert client.get(f"/results/{town}/letters/place?kind=supplier").status_code == 404
    assert client.get(f"/results/{town}/letters/place/supplier/txt").status_code == 404


def test_a_camera_of_a_home_has_no_letter(client, town):
    assert client.get(f"/results/{town}/letters/site-000000000004").status_code == 404


def test_the_worst_names_stay_inert_in_a_letter_of_a_place(client, desk):
    odd = desk.shelf.put(street_result(street=street(place=MARKUP)))
    for subject in ("place", "site-000000000007"):
        text = client.get(f"/results/{odd}/letters/{subject}?kind=register").text
        assert "<script>alert" not in text
        assert "onerror=alert(1)>" not in text


def test_the_stretches_to_walk_are_listed_once_with_their_streets(client, desk):
    rows = [
        Stretch(id=f"way/{n}@0", name=name, lat_deg=50.00012, lon_deg=-30.0, length_m=87.6)
        for n, name in enumerate(("Made Street", None, MARKUP))
    ]
    plans = [
        Sampling(
            what="streets",
            margin=margin,
            sites=3,
            of=9,
            chosen=[one.id for one in rows],
            stretches=rows,
            words=words,
        )
        for margin, words in ((0.1, "Walk 3 to know roughly."), (0.05, "Walk 3 to know well."))
    ]
    held = desk.shelf.put(quiet_street_result(sites=[site(1)], street=street(sampling=plans)))
    text = client.get(f"/results/{held}/street").text
    shown = unescape(text)
    assert "Walk 3 to know roughly." in shown
    assert "Walk 3 to know well." in shown
    assert text.count("Made Street") == 1
    assert "(50.00012, -30.00000), 88 m" in text
    assert "<script>alert" not in text
