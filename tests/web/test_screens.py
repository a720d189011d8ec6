"""The screens: what they show, in words, without a script, whatever strangers sent."""

import hashlib
import json
import re
import unicodedata
from base64 import b64encode
from datetime import date
from html import unescape

import msgspec
import pytest
from openpyxl import Workbook
from tests.flows.test_people_stay_out import CANARIES
from tests.observe.test_foreign_lists import BILL, DEVICE, SCAN
from tests.report.made_result import made_result
from tests.report.readable import readable, rendered
from tests.report.strict_page import Page
from tests.web.conftest import SAMPLES

from lamppost import pipeline
from lamppost.report import wording
from lamppost.web.owners import tree

DAY = "2026-11-23"


def screens(identity, result):
    """Every address of a result that shows a page."""
    things = [one.id for one in (*result.devices, *result.assets)]
    return [
        "/",
        f"/results/{identity}",
        *(f"/results/{identity}/things/{one}" for one in things),
        f"/results/{identity}/flows",
        *(
            f"/results/{identity}/flows/{own.id}/{one.id}"
            for own in result.devices
            for one in own.destinations
        ),
        f"/results/{identity}/report",
        f"/results/{identity}/sources",
    ]


def hand_over(client, *paths, **fields):
    files = [("file", (path.name, path.read_bytes())) for path in paths]
    return client.post("/look", data={"as_of": DAY} | fields, files=files)


def assert_readable(text):
    """Read strictly: one main heading, landmarks, labels; no script or style but our files."""
    page = Page(text)
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(one) for one in ("h1", "main", "header", "footer")][:2] == [1, 1]
    assert len(page.ids) == len(set(page.ids))
    assert ("a", {"class": "skip", "href": "#main"}) in page.elements
    assert "style" not in tags
    labelled = {own.get("for") for tag, own in page.elements if tag == "label"}
    for tag, own in page.elements:
        assert not [name for name in own if name.startswith("on") or name == "style"]
        if tag == "script":
            assert own == {"src": "/static/pages.js", "defer": None}
        if tag in ("link", "img", "form"):
            assert (own.get("href") or own.get("src") or own.get("action") or "/").startswith("/")
        if tag in ("input", "select") and own.get("type") != "hidden":
            assert own["id"] in labelled
        if tag == "a" and not own["href"].startswith(("/", "#", "?")):
            assert own["rel"] == "noreferrer noopener"
    return page


@pytest.mark.parametrize("which", ["held", "looked"])
def test_every_screen_is_one_readable_page(client, desk, request, which):
    identity = request.getfixturevalue(which)
    for address in screens(identity, desk.shelf.get(identity)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert_readable(answer.text)


def test_what_strangers_sent_stays_inert_on_every_screen(client, desk, held):
    allowed = {"\n"}
    for address in screens(held, desk.shelf.get(held)):
        text = unescape(client.get(address).text)
        odd = {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Co", "Cs")} - allowed
        assert not odd
        assert "<script>" not in client.get(address).text


def test_nobody_who_is_only_counted_enters_a_screen(client, desk, looked):
    result = desk.shelf.get(looked)
    more = ["/report/page", "/day?as_of=2019-01-01", "/policies?policy=rights&policy=us-ndaa-889"]
    more += ["/sources?place=gb", "/day?as_of=2020-01-01&place=gb"]
    names = [name for name, one in pipeline.FORMATS.items() if not one.needs]
    reports = {f"/results/{looked}/report/{name}": name for name in names}
    addresses = [*screens(looked, result), *(f"/results/{looked}{tail}" for tail in more)]
    addresses += [
        "/api/results",
        *(f"/api/results/{looked}{tail}" for tail in ("", "/findings", "/flows", "/timeline")),
    ]
    addresses += reports
    for address in addresses:
        answer = client.get(address)
        is_octets = address in reports and not pipeline.FORMATS[reports[address]].is_text
        text = readable(reports[address], answer.content) if is_octets else answer.text
        assert not [canary for canary in CANARIES if canary in text], address


@pytest.mark.parametrize("which", [pytest.param("held", marks=pytest.mark.slow), "looked"])
def test_no_link_is_dead(client, request, which):
    asked, met, ahead = set(), set(), ["/", f"/results/{request.getfixturevalue(which)}"]
    while ahead:
        address = ahead.pop()
        if address in asked:
            continue
        asked.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        met.add(address)
        page = Page(answer.text)
        for _, own in page.elements:
            href = own.get("href", "")
            if href.startswith("#"):
                assert not href[1:] or href[1:] in page.ids, (address, href)
            elif href.startswith(("/", "?")):
                whole = f"{address.split('?')[0]}{href}" if href.startswith("?") else href
                whole = whole.split("#")[0]
                if whole not in met and len(met) < 120:
                    ahead.append(whole)


def test_a_capture_that_is_handed_over_is_looked_at_and_kept_and_the_file_is_gone(
    client, desk, monkeypatch, tmp_path, sample
):
    place = tmp_path / "private"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    answer = hand_over(client, SAMPLES / "made-network.pcap", policy=["us-ndaa-889", "no-outside-reach"])
    assert answer.status_code == 303
    identity = answer.headers["location"].removeprefix("/results/")
    assert desk.shelf.get(identity) == sample
    assert list(place.iterdir()) == []
    assert "made-network.pcap" in client.get("/").text


def test_a_list_that_is_handed_over_shows_its_rows(client, tmp_path):
    path = tmp_path / "suppliers.csv"
    path.write_text("maker,model\nHikvision,DS-1\nNobody we hold,X\n")
    answer = hand_over(client, path)
    text = client.get(answer.headers["location"]).text
    assert "2 rows" in text
    assert "suppliers.csv:2" in text


@pytest.mark.parametrize("name", ["suppliers.xlsx", "scan.xml", "bill.json", "netbox.json", "names.txt"])
def test_an_inventory_in_any_format_that_is_handed_over_shows_its_rows(client, tmp_path, name):
    path = tmp_path / name
    if name == "suppliers.xlsx":
        book = Workbook()
        for row in (["Hersteller", "Typ"], ["Axis", "camera"]):
            book.active.append(row)
        book.save(path)
    else:
        content = {"scan.xml": SCAN, "bill.json": json.dumps(BILL), "netbox.json": json.dumps([DEVICE])}
        path.write_text(content.get(name, "Axis\n"), encoding="utf-8")
    answer = hand_over(client, path)
    text = client.get(answer.headers["location"]).text
    assert name in text
    assert "Axis" in text
    assert "CANARY" not in text


def test_a_result_that_is_handed_over_is_held_as_it_is(client, desk, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(pipeline.render(made_result(), "json"))
    answer = hand_over(client, path)
    assert desk.shelf.get(answer.headers["location"].removeprefix("/results/")) == made_result()


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/x.pcap", "x.pcap"),
        ("C:\\Users\\x.pcap", "x.pcap"),
        ("<b>\u202e\x1b[31m.pcap", "pcap"),
        (".hidden.pcap", "hidden.pcap"),
    ],
)
def test_a_name_of_a_file_is_no_path(client, desk, name, called):
    content = (SAMPLES / "made-network.pcap").read_bytes()
    answer = client.post("/look", data={"as_of": DAY}, files={"file": (name, content)})
    result = desk.shelf.get(answer.headers["location"].removeprefix("/results/"))
    assert result.evidence[0].path.endswith(called)
    assert "/" not in result.evidence[0].path


@pytest.mark.parametrize(
    ("fields", "files", "words"),
    [
        ({"as_of": "yesterday"}, {"file": ("a.pcap", b"x")}, "That is no day"),
        ({"as_of": DAY}, {}, "No file was handed over"),
        ({"as_of": DAY, "policy": "/etc"}, {"file": ("a.pcap", b"x")}, "No such policy is in hand"),
        ({"as_of": DAY}, {"file": ("a.json", b'{"a": 1}')}, "not a result document"),
        ({"as_of": DAY}, {"file": ("a.json", b'{"schema_version": "9"}')}, "schema_version"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_in_words(client, desk, fields, files, words):
    answer = client.post("/look", data=fields, files=files or {"other": ("", b"")})
    assert answer.status_code in (404, 422)
    assert words in unescape(answer.text)
    assert_readable(answer.text)
    assert desk.shelf.list() == []


def test_evidence_that_is_none_is_said_not_to_have_been_read(client):
    answer = client.post("/look", data={"as_of": DAY}, files={"file": ("a.pcap", b"no capture")})
    assert "Not everything was read" in client.get(answer.headers["location"]).text


@pytest.mark.parametrize("address", ["/nothing", "/results/res-000000000000", "/static/other.css"])
def test_what_is_not_there_is_said_in_words(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert_readable(answer.text)


def test_an_address_that_takes_no_form_says_so(client, held):
    assert client.post(f"/results/{held}").status_code == 405
    assert client.get("/look").status_code == 405


def test_a_fault_is_a_page_in_words_without_a_stack(client, held, monkeypatch):
    monkeypatch.setattr("lamppost.web.screens.find", lambda *_: 1 / 0)
    answer = client.get(f"/results/{held}")
    assert answer.status_code == 500
    assert "this is a fault of lamppost: ZeroDivisionError" in answer.text.replace("This", "this")
    assert "Traceback" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_each_filter_leaves_as_many_as_it_says(client, desk, looked):
    address = f"/results/{looked}"
    page = client.get(address).text
    found = re.findall(r'<li><a href="(\?[^"]+)"[^>]*>.*?</a> <span class="quiet">(\d+)</span>', page)
    assert len(found) > 6
    for query, count in found:
        shown = client.get(address + unescape(query)).text
        assert re.search(rf">{count} of 4", shown), query


def test_filters_add_up_and_can_be_taken_away(client, looked):
    text = client.get(f"/results/{looked}?kind=camera&verdict=fail&policy=us-ndaa-889").text
    assert ">1 of 4" in text
    assert "192.168.1.21" in text
    assert "192.168.1.24" not in text
    assert 'href="?kind=camera&amp;policy=us-ndaa-889"' in text
    assert ">1 of 4" in client.get(f"/results/{looked}?words=HIKVISION").text
    assert ">0 of 4" in client.get(f"/results/{looked}?words=no+such+thing").text


def test_a_policy_leaves_only_what_it_judged(client, held):
    assert ">2 of 4" in client.get(f"/results/{held}?policy=example-reach").text


def test_what_is_chosen_can_be_exchanged_at_once(client, looked):
    text = client.get(f"/results/{looked}?kind=camera").text
    assert 'href="?kind=unknown"' in text
    assert ">3 of 4" in text


@pytest.mark.parametrize(
    "query", ["kind=x", "verdict=bad", "policy=x", "page=0", "page=-1", "page=x", "page=٣"]
)
def test_a_filter_that_there_is_not_is_refused_in_words(client, looked, query):
    answer = client.get(f"/results/{looked}?{query}")
    assert answer.status_code == 422
    assert_readable(answer.text)


def test_five_thousand_devices_are_pages_of_less_than_300_kb(client, many):
    address = f"/results/{many}"
    first = client.get(address)
    assert ">5,000 of 5,000" in first.text
    assert "Page 1 of 100" in first.text
    for answer in (
        first,
        client.get(f"{address}?page=100"),
        client.get("/"),
        client.get(f"{address}/sources"),
    ):
        assert answer.status_code == 200
        assert len(answer.content) < 300_000
    assert "Page 100 of 100" in client.get(f"{address}?page=100000").text


def test_every_claim_of_a_thing_has_a_drawer_with_its_chain(client, desk, looked):
    result = desk.shelf.get(looked)
    for device in result.devices:
        page = Page(client.get(f"/results/{looked}/things/{device.id}").text)
        drawers = "\n".join(page.drawers)
        for claim in wording.device_claims(device, result.as_of):
            assert claim.text[:60] in drawers
            for link in claim.chain:
                assert wording.plain(wording.where(link)) in drawers
        for verdict in result.verdicts:
            if verdict.subject == device.id:
                assert wording.sentence(verdict.reason) in page.text


def test_owners_stand_below_what_they_own(client, desk, looked):
    device = next(one for one in desk.shelf.get(looked).devices if one.owners)
    top = tree(device.maker, device.owners)
    met, ahead = [], [top]
    while ahead:
        above = ahead.pop()
        for below in above.owners:
            assert below.owner.chain[:-1] == (above.owner.chain if above.owner else [])
            met.append(below.owner)
            ahead.append(below)
    assert sorted(map(wording.owned, met)) == sorted(map(wording.owned, device.owners))
    assert any(one.owners for one in top.owners)
    shown = unescape(client.get(f"/results/{looked}/things/{device.id}").text)
    assert shown.count('<ul class="tree">') > 2
    assert all(wording.owned(one) in shown[shown.index('<ul class="tree">') :] for one in met)


def test_an_owner_of_something_that_is_not_in_the_tree_is_not_lost():
    device = made_result().devices[0]
    stray = msgspec.structs.replace(device.maker, name="Stray", chain=[])
    assert [one.owner for one in tree(device.maker, [stray]).owners] == [stray]
    assert tree(None, []) is None


def test_the_report_is_the_one_that_is_written_and_only_its_own_style_is_let_in(client, looked, sample):
    answer = client.get(f"/results/{looked}/report/page")
    assert answer.text == pipeline.render(sample, "html")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("name", pipeline.FORMATS)
def test_every_format_that_report_writes_can_be_had(client, looked, sample, name):
    if pipeline.missing(name):
        pytest.skip("no browser")
    answer = client.get(f"/results/{looked}/report/{name}")
    assert answer.status_code == 200
    whole = rendered(sample, name)
    assert answer.content == (whole.encode() if isinstance(whole, str) else whole)
    assert answer.headers["content-type"].split(";")[0] == pipeline.FORMATS[name].media_type
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{looked}.')


def test_the_time_handle_says_what_differs_and_why(client, desk, looked, sample):
    packs = pipeline.load_packs()
    days = (date(2019, 1, 1), sample.as_of)
    made = [pipeline.rejudge(sample, pipeline.Change(as_of=day), packs) for day in days]
    difference = pipeline.on_two_days("made-network.pcap", made, pipeline.Hand(packs=packs))
    answer = client.get(f"/results/{looked}/day?as_of=2019-01-01")
    assert_readable(answer.text)
    text = " ".join(Page(answer.text).text.split())
    assert f"{len(difference.changes)} things said differently on 2019-01-01 and 2026-11-23" in text
    for change in difference.changes:
        assert wording.plain(change.about) in text
    assert "from 2019-08-13" in text


def test_the_same_day_differs_in_nothing(client, looked):
    assert "Nothing is said differently" in client.get(f"/results/{looked}/day?as_of={DAY}").text


def test_the_result_of_another_day_can_be_kept(client, desk, looked, sample):
    answer = client.post(f"/results/{looked}/keep", data={"as_of": "2019-01-01"})
    kept = desk.shelf.get(answer.headers["location"].removeprefix("/results/"))
    assert kept == pipeline.rejudge(sample, pipeline.Change(as_of=date(2019, 1, 1)))
    assert desk.shelf.get(looked) == sample


def test_two_policies_stand_side_by_side_and_can_be_kept(client, desk, looked, sample):
    query = "policy=uk-sensitive-sites&policy=no-outside-reach"
    answer = client.get(f"/results/{looked}/policies?{query}")
    page = assert_readable(answer.text)
    assert "Where they differ" in page.text
    names = ["uk-sensitive-sites", "no-outside-reach"]
    assert all(name in page.text for name in names)
    kept = client.post(f"/results/{looked}/keep", data={"policy": names})
    made = desk.shelf.get(kept.headers["location"].removeprefix("/results/"))
    assert [one.id for one in made.policies] == [
        one.id for one in pipeline.rejudge(sample, pipeline.Change(policies=names)).policies
    ]


@pytest.mark.parametrize("query", ["", "policy=a&policy=b&policy=c", "policy=none-such", "policy=..%2F.."])
def test_policies_that_there_are_not_are_refused_in_words(client, looked, query):
    answer = client.get(f"/results/{looked}/policies?{query}")
    assert answer.status_code in (404, 422)
    assert_readable(answer.text)


def test_a_result_by_a_policy_that_is_not_in_hand_says_so(client, desk, sample):
    named = msgspec.structs.replace(sample.policies[0], id="their-own")
    identity = desk.shelf.put(msgspec.structs.replace(sample, policies=[named]))
    answer = client.get(f"/results/{identity}/day?as_of=2019-01-01")
    assert answer.status_code == 422
    assert "Policy their-own judged this document, and is not at hand" in answer.text


def test_sources_name_every_file_pack_and_policy_with_its_hash(client, looked, sample):
    text = client.get(f"/results/{looked}/sources").text
    for one in (*sample.evidence, *sample.packs, *sample.policies):
        assert one.sha256 in text


def test_facts_about_the_user_reach_only_the_policies_that_ask(client, desk):
    desk.question = msgspec.structs.replace(desk.question, context={"is_us_federal_contractor": True})
    by = {
        policy: hand_over(client, SAMPLES / "made-network.pcap", policy=policy).headers["location"]
        for policy in ("us-ndaa-889", "no-outside-reach")
    }
    told = desk.shelf.get(by["us-ndaa-889"].removeprefix("/results/")).policies[0].context
    assert told["is_us_federal_contractor"] is True


def test_a_format_that_this_machine_cannot_make_is_named_with_what_it_needs(client, looked, monkeypatch):
    monkeypatch.setenv("LAMPPOST_BROWSER", "no-such-browser")
    text = client.get(f"/results/{looked}/report").text
    assert f'href="/results/{looked}/report/pdf"' not in text
    assert "needs Chromium, Google Chrome or Microsoft Edge on this machine; none is found" in text
    answer = client.get(f"/results/{looked}/report/pdf")
    assert answer.status_code == 422
    assert "LAMPPOST_BROWSER" in answer.text
