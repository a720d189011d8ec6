"""Flows: who talks to whom, filtered, sorted and summed; each claim with its chain; the page of a device stays short."""

import re
from html import unescape

import jsonschema
import msgspec
import pytest
from tests.report.made_devices import destination, device, known_camera, named
from tests.report.made_links import said
from tests.report.made_reach import ground, law
from tests.report.made_result import made_result
from tests.report.strict_page import Page
from tests.web.test_screens import assert_readable

from lamppost.model.reach import Alike, Unlisted
from lamppost.report import reaching, wording
from lamppost.web.flow_table import NONE, FlowTable
from lamppost.web.flows import FACETS, Asked, find, show

OPERATORS = ("Example Cloud", "Example Networks", None)
COUNTRIES = ("no", "xa", None)
OTHERS = Alike(
    operator="example-cloud",
    operator_name="Example Cloud",
    operator_status="confirmed",
    registered_in="no",
    destinations=90,
    connections=95,
    sent_bytes=9_000,
    received_bytes=10,
)


def end(number):
    """One of many destinations, each with an operator and laws of its own chain where it has one."""
    operator = OPERATORS[number % 3]
    held = None
    if operator:
        name = operator.lower().replace(" ", "-")
        link = said(f"198.51.100.{number % 250}", "operated_by", operator, f"{name}-{number}")
        held = msgspec.structs.replace(named(name, operator, "confirmed", link), id=name)
    return destination(
        number,
        id=f"dst-{number:012x}",
        name=f"a{number}.example.net" if number % 2 else None,
        address=f"198.51.100.{number % 250}",
        operator=held,
        registered_in=COUNTRIES[number // 3 % 3],
        sent_bytes=number * 10,
        received_bytes=5_000 - number,
        opened_by="outside" if number % 5 == 0 else "device",
        laws=[_law(number)] if operator == "Example Cloud" else [],
    )


def _law(number):
    return law(
        f"Example Act {number % 40}", "no", "Example Cloud", "operator", ground=f"law-{number % 40:012x}"
    )


def talkative(number=1, count=1_000, **changes):
    """A device with many destinations."""
    grounds = [ground(_law(one)) for one in range(40)]
    return device(
        number,
        destinations=[end(one) for one in range(count)],
        law_grounds=grounds,
        **({"reach": "outside"} | changes),
    )


@pytest.fixture(scope="module")
def busy():
    """A result with a device of a thousand destinations and ninety more, and one with three."""
    unlisted = Unlisted(destinations=90, groups=[OTHERS])
    quiet = device(2, destinations=[end(one) for one in range(3)])
    return msgspec.structs.replace(
        made_result(), devices=[talkative(unlisted=unlisted), quiet, device(3)], verdicts=[], suppressions=[]
    )


@pytest.fixture
def kept(desk, busy):
    """Id of it, held."""
    return desk.shelf.put(busy)


def rows_of(table, asked):
    """All rows, page after page."""
    pages = find(table, asked).pages
    return [
        row
        for number in range(1, pages + 1)
        for row in find(table, msgspec.structs.replace(asked, page=number)).flows
    ]


def test_the_table_has_every_destination_once_and_those_that_are_counted_together(busy):
    table = FlowTable(busy)
    rows = rows_of(table, Asked())
    listed = [(row.device, row.destination) for row in rows if row.destination]
    assert len(listed) == len(set(listed)) == 1_003
    assert [(row.destinations, row.sent_bytes) for row in rows if not row.destination] == [(90, 9_000)]
    found = find(table, Asked())
    assert (found.total, found.found, found.not_listed, found.devices) == (1_093, 1_093, 90, 2)
    ends = [one for own in busy.devices for one in own.destinations]
    assert found.sent_bytes == sum(one.sent_bytes for one in ends) + OTHERS.sent_bytes
    assert found.received_bytes == sum(one.received_bytes for one in ends) + OTHERS.received_bytes


@pytest.mark.parametrize("name", FACETS)
def test_each_filter_leaves_the_destinations_that_it_counts_and_filters_add_up(busy, name):
    table = FlowTable(busy)
    for before in (Asked(), Asked(direction="device"), Asked(country="no", words="198.51")):
        facet = next(one for one in find(table, before).facets if one.name == name)
        for option in facet.options:
            after = find(table, msgspec.structs.replace(before, **{name: option.value}))
            assert after.found == option.count, option
            for row in after.flows:
                assert option.value in values(row, name)


def test_what_is_chosen_can_be_exchanged_at_once(busy):
    (facet,) = [one for one in find(FlowTable(busy), Asked(country="no")).facets if one.name == "country"]
    assert {one.value for one in facet.options} == {"no", "xa", NONE}


def values(row, name):
    """What a row has for a filter."""
    if name == "law":
        return [one.id for one in row.laws] or [NONE]
    own = {
        "device": row.device,
        "operator": row.operator_id,
        "country": row.registered_in,
        "direction": row.opened_by,
    }
    return [own[name] or NONE]


def test_rows_come_in_the_order_that_is_asked_for(busy):
    table = FlowTable(busy)
    sent = [row.sent_bytes for row in rows_of(table, Asked())]
    assert sent == sorted(sent, reverse=True)
    received = [row.received_bytes for row in rows_of(table, Asked(sort="received"))]
    assert received == sorted(received, reverse=True)
    devices = [row.device_name for row in rows_of(table, Asked(sort="device"))]
    assert devices == sorted(devices)
    names = [row.name or row.address for row in rows_of(table, Asked(sort="destination")) if row.destination]
    assert names == sorted(names)


def test_the_picture_adds_up_to_what_is_found(busy):
    table = FlowTable(busy)
    for asked in (Asked(), Asked(operator="example-cloud"), Asked(device="dev-000000000002")):
        streams = show(table, asked).picture.streams
        assert sum(one.sent_bytes for one in streams) == find(table, asked).sent_bytes


def test_beyond_twenty_streams_the_rest_is_drawn_as_one(busy):
    devices = [
        device(number, destinations=[end(number)], addresses=[f"192.0.2.{number}"]) for number in range(1, 60)
    ]
    table = FlowTable(msgspec.structs.replace(busy, devices=devices))
    picture = show(table, Asked()).picture
    assert (len(picture.streams), picture.grouped) == (20, 40)
    assert sum(one.sent_bytes for one in picture.streams) == find(table, Asked()).sent_bytes


def test_a_result_without_traffic_says_that_nothing_was_found_in_this_evidence(client, desk):
    identity = desk.shelf.put(msgspec.structs.replace(made_result(), devices=[device(1)], verdicts=[]))
    text = client.get(f"/results/{identity}/flows").text
    assert_readable(text)
    assert "nothing found in this evidence" in text


def test_a_list_of_suppliers_is_said_to_hold_no_traffic(client, tmp_path):
    from tests.web.test_screens import hand_over

    path = tmp_path / "suppliers.csv"
    path.write_text("maker,model\nHikvision,DS-1\n")
    where = hand_over(client, path).headers["location"]
    assert "A list of suppliers holds no traffic" in client.get(f"{where}/flows").text


def test_the_screen_says_what_is_not_listed_and_what_could_not_be_seen(client, desk, busy):
    gaps = [
        msgspec.structs.replace(
            busy.coverage.gaps[0], code="encrypted-lookups", text="hidden questions", count=7
        ),
        msgspec.structs.replace(busy.coverage.gaps[0], code="night", text="hours without traffic"),
    ]
    coverage = msgspec.structs.replace(busy.coverage, gaps=gaps)
    identity = desk.shelf.put(msgspec.structs.replace(busy, coverage=coverage))
    text = client.get(f"/results/{identity}/flows").text
    assert "90 destinations are counted by operator and country" in text
    assert "--all-destinations" in text
    assert "Hidden questions." in text
    assert "ours without traffic" not in text
    assert f'href="/results/{identity}/sources#outside"' in text


def test_every_operator_service_and_law_of_a_row_leads_to_a_drawer_with_its_chain(client, desk, looked):
    result = desk.shelf.get(looked)
    answer = client.get(f"/results/{looked}/flows")
    page = assert_readable(answer.text)
    drawers = " ".join(" ".join(page.drawers).split())
    ends = [(own, one) for own in result.devices for one in own.destinations]
    assert ends
    for own, one in ends:
        claims = [*wording.destination_claims(one), *reaching.law_claims(one.laws, own)]
        for claim in claims:
            assert wording.plain(claim.text) in drawers
            for link in claim.chain:
                assert wording.plain(wording.where(link)) in drawers
    inner = {own["href"][1:] for tag, own in page.elements if tag == "a" and own["href"].startswith("#g-")}
    assert inner
    assert inner <= set(page.ids)


def test_what_has_no_room_on_the_page_stands_on_the_page_of_the_destination(client, kept, busy):
    text = client.get(f"/results/{kept}/flows?operator=example-cloud&page=2").text
    own, one = busy.devices[0], busy.devices[0].destinations[747]
    assert f'/flows/{own.id}/{one.id}#laws"' in text
    page = assert_readable(client.get(f"/results/{kept}/flows/{own.id}/{one.id}").text)
    assert {"claims", "laws"} <= set(page.ids)
    drawers = " ".join(page.drawers)
    for claim in (*wording.destination_claims(one), *reaching.law_claims(one.laws, own)):
        for link in claim.chain:
            assert wording.plain(wording.where(link)) in drawers


def test_flows_that_there_are_not_are_refused_in_words(client, kept):
    for tail in (
        "?device=dev-x",
        "?direction=up",
        "?sort=x",
        "?page=0",
        "/dev-x/dst-x",
        "/dev-000000000001/dst-x",
    ):
        answer = client.get(f"/results/{kept}/flows{tail}")
        assert answer.status_code in (404, 422), tail
        assert_readable(answer.text)
    assert ">0 of 1,093" in client.get(f"/results/{kept}/flows?country=zz").text


def test_a_document_with_a_number_that_no_count_can_be_is_refused_in_words(client, desk, busy):
    odd = msgspec.structs.replace(end(1), sent_bytes=1 << 70)
    identity = desk.shelf.put(msgspec.structs.replace(busy, devices=[device(1, destinations=[odd])]))
    answer = client.get(f"/results/{identity}/flows")
    assert answer.status_code == 422
    assert "A number of the document is too large" in answer.text


def test_what_strangers_sent_stays_inert_among_flows(client, desk, held):
    for tail in ("", "?words=%3Cscript%3E%E2%80%AE", *filters(client, held)):
        text = client.get(f"/results/{held}/flows{tail}").text
        assert_readable(text)
        assert "<script>" not in text
        assert not [one for one in unescape(text) if one in "\u202e\u2066\x1b\x00"]
    for own in desk.shelf.get(held).devices:
        for one in own.destinations:
            assert_readable(client.get(f"/results/{held}/flows/{own.id}/{one.id}").text)


def filters(client, identity):
    """Every filter that the page offers."""
    text = client.get(f"/results/{identity}/flows").text
    return [unescape(one) for one in re.findall(r'<li><a href="(\?[^"]+)"', text)]


def test_the_page_of_a_device_with_a_thousand_destinations_is_short_and_leads_to_all_of_them(
    client, kept, busy
):
    own = busy.devices[0]
    answer = client.get(f"/results/{kept}/things/{own.id}")
    assert len(answer.content) < 300_000
    page = assert_readable(answer.text)
    assert f"/results/{kept}/flows?device={own.id}" in answer.text
    assert "All 1,090 destinations of this device" in page.text
    assert "dst-0000000003e7" in page.ids
    assert "dst-000000000001" not in page.ids
    for tag, attributes in page.elements:
        href = attributes.get("href", "")
        if tag == "a" and href.startswith("#"):
            assert href[1:] in page.ids
    assert client.get(f"/results/{kept}/flows?device={own.id}").status_code == 200


def test_laws_that_have_no_room_on_the_page_of_a_device_stand_on_that_of_the_destination(client, desk, busy):
    laws = [
        law(f"Example Act {number}", "no", "Example Cloud", "operator", ground=f"law-{number:012x}")
        for number in range(30)
    ]
    ends = [
        msgspec.structs.replace(end(number), laws=laws[3 * number : 3 * number + 3]) for number in range(10)
    ]
    own = device(1, destinations=ends, law_grounds=[ground(one) for one in laws])
    identity = desk.shelf.put(msgspec.structs.replace(busy, devices=[own]))
    page = Page(client.get(f"/results/{identity}/things/{own.id}").text)
    hrefs = [own["href"] for tag, own in page.elements if tag == "a"]
    assert "And 18 more, over who runs networks or services of destinations" in " ".join(page.text.split())
    assert sum(href.startswith(f"#{own.id}-law-") for href in hrefs) == 12
    assert sum(href.endswith("#laws") for href in hrefs) == 18
    assert all(href[1:] in page.ids for href in hrefs if href.startswith("#"))


def test_a_device_with_few_destinations_shows_them_all(client, desk, looked):
    for own in desk.shelf.get(looked).devices:
        page = Page(client.get(f"/results/{looked}/things/{own.id}").text)
        assert {one.id for one in own.destinations} <= set(page.ids)
        assert "destinations of this device" not in page.text


def test_flows_of_five_thousand_devices_are_pages_of_less_than_300_kb(client, many):
    for tail in ("", "?sort=device&page=60", "?words=relay", "?direction=device&sort=received"):
        answer = client.get(f"/results/{many}/flows{tail}")
        assert answer.status_code == 200
        assert len(answer.content) < 300_000


def test_flows_for_programs_are_those_of_the_page(client, kept, busy):
    document = client.get("/api/openapi.json").json()
    path = "/api/results/{id}/flows"
    answer = client.get(f"/api/results/{kept}/flows?device=dev-000000000002&sort=destination").json()
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer, schema | {"components": document["components"]})
    assert [row["destination"] for row in answer["flows"]] == [
        "dst-000000000000",
        "dst-000000000002",
        "dst-000000000001",
    ]
    asked = {one["name"] for one in document["paths"][path]["get"]["parameters"]}
    assert asked == {"id", "words", "sort", "page", *FACETS}


def test_a_known_camera_is_named_with_its_maker_in_the_picture(busy):
    table = FlowTable(msgspec.structs.replace(busy, devices=[known_camera()]))
    notes = {one.note for one in show(table, Asked()).picture.nodes}
    assert any(known_camera().maker.name in note for note in notes)


def untold(number, **changes):
    """A destination of which a log tells no bytes."""
    held = {"sent_bytes": None, "received_bytes": None, "row_kind": "line", "evidence": "conn.log"} | changes
    return msgspec.structs.replace(end(number), **held)


def test_what_a_log_does_not_tell_is_no_number_in_a_row_a_sum_or_the_picture(client, desk):
    ends = [untold(1), untold(2), untold(4, sent_bytes=70)]
    result = msgspec.structs.replace(
        made_result(), devices=[device(1, destinations=ends)], verdicts=[], suppressions=[]
    )
    table = FlowTable(result)
    found = find(table, Asked())
    assert (found.sent_bytes, found.received_bytes) == (70, None)
    assert sorted((row.sent_bytes, row.received_bytes) for row in found.flows if row.sent_bytes) == [
        (70, None)
    ]
    assert [stream.sent_bytes for stream in show(table, Asked()).picture.streams] == [70, None, None]
    identity = desk.shelf.put(result)
    shown = client.get(f"/results/{identity}/flows")
    text = " ".join(assert_readable(shown.text).text.split())
    assert "Sent 70 B, received not told, by 1 device" in text
    assert not re.search(r"\b0 B\b", text)
    page = client.get(f"/results/{identity}/flows/{result.devices[0].id}/{ends[0].id}").text
    assert "line 118 of <bdi>conn.log</bdi>" in page
    assert "frame.number" not in page
    assert (
        "frame.number"
        in client.get(f"/results/{desk.shelf.put(made_result())}/things/{known_camera().id}").text
    )
