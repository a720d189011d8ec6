"""Nothing that a stranger or the user put into a result survives in what is shared of it."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flows.made_things import Thing
from tests.report.made_devices import destination, device
from tests.report.made_result import made_result, suppression
from tests.report.readable import readable, rendered
from tests.sharing.made_secrets import (
    ADDRESS,
    DAY,
    HOME,
    HOST,
    KEY,
    LINK_LOCAL,
    MAC,
    OUTSIDE,
    SIX,
    WORDS,
    of_mac,
    secret_result,
    spellings,
)

import made_frames
from lamppost import pipeline
from lamppost.model.ids import make_id
from lamppost.model.result import Asset, EvidenceFile, ResultDocument
from lamppost.model.vocabulary import LEVELS
from lamppost.pipeline.sharing.treatments import TREATMENTS

ITSELF = {
    "Verdict",
    "PolicyRef",
    "RuleRef",
    "Suppression",
    "Link",
    "ResultDocument",
    "Redaction",
    "ToolRef",
    "Saying",
    "Inventory",
    "Joined",
    "Disagreement",
}
"""Parts that are put together by hand; the others are treated by the table."""


def texts(result, level):
    bundle = pipeline.share(result, level, KEY, DAY)
    return {name: content.decode() for name, content in bundle.files.items()}


@pytest.mark.parametrize("level", LEVELS)
def test_no_canary_is_in_any_file_in_any_spelling(level):
    hidden = {spelling for word in (*WORDS, *HOME, ADDRESS, SIX, LINK_LOCAL) for spelling in spellings(word)}
    hidden |= {spelling for text in of_mac(MAC) for spelling in (text, text[::-1])} | spellings(MAC)
    hidden |= {make_id("dev", MAC), make_id("dst", MAC, HOST, OUTSIDE), "LQU9qZlK"}
    if level != "regulator":
        hidden |= spellings(OUTSIDE)
    if level == "public":
        hidden |= {"ab" * 32, "08:00:27", "192.168.77", "61204118", "61,204,118"}
    for name, text in texts(secret_result(), level).items():
        assert sorted(one for one in hidden if len(one) > 4 and one in text) == [], name


def test_nor_in_any_format_that_the_shared_result_is_written_in(tmp_path):
    shared = pipeline.share(secret_result(), "partner", KEY, DAY).result
    for name, one in pipeline.FORMATS.items():
        if one.needs:
            continue
        text = readable(name, rendered(shared, name))
        assert [
            word for word in (*WORDS, *HOME, ADDRESS, SIX, LINK_LOCAL, OUTSIDE, MAC) if word in text
        ] == [], name


def test_what_is_kept_of_each_field_is_written_down():
    for kind in set(_parts(ResultDocument)):
        if kind.__name__ in ITSELF:  # made anew of what is shared, in `redacting`
            continue
        assert set(TREATMENTS[kind]) == set(kind.__struct_fields__), kind


def _parts(kind, seen=None):
    seen = set() if seen is None else seen
    if kind in seen:
        return seen
    seen.add(kind)
    for one in msgspec.structs.fields(kind):
        stack = [one.type]
        while stack:
            told = stack.pop()
            stack += getattr(told, "__args__", ())
            if isinstance(told, type) and issubclass(told, msgspec.Struct):
                _parts(told, seen)
    return seen


def test_a_row_of_a_list_gives_away_no_name_or_number_that_no_pack_knows():
    row = Asset(
        id="ast-000000000001", file="canary.csv", line=2, end_line=2, end_column=9, maker_text="CanaryMaker",
        brand_text="Hikvision", model_text="CanarySerial0042", kind_text="canary kind", nth=1, kind="unknown",
        kind_chain=[], watches=None, maker=None, builder=None, owners=[], builder_owners=[], listings=[],
        next_proof="Ask for CanaryMaker.",
    )  # fmt: skip
    result = made_result(assets=[row], devices=[], verdicts=[], issues=[], suppressions=[])
    shared = pipeline.share(result, "regulator", KEY, DAY).result.assets[0]
    assert shared.brand_text == "Hikvision"
    assert "anary" not in json.dumps(msgspec.to_builtins(msgspec.structs.replace(shared, next_proof=None)))


MACS = st.integers(0, 2**48 - 1).map(
    lambda number: ":".join(f"{number:012x}"[at : at + 2] for at in range(0, 12, 2))
)
LABELS = st.from_regex(r"[a-z][a-z0-9]{7,12}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(
    mac=MACS,
    address=st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str),
    host=st.lists(LABELS, min_size=2, max_size=4).map(".".join),
    word=LABELS,
    level=st.sampled_from(LEVELS),
)
def test_no_mac_inside_address_or_host_name_of_any_result_is_in_its_bundle(mac, address, host, word, level):
    host = f"{host}.example"
    one = device(
        7,
        id=make_id("dev", mac),
        mac=mac,
        addresses=[address],
        evidence=f"{word}.pcap",
        destinations=[destination(1, name=host, evidence=f"{word}.pcap")],
        next_proof=f"Read the label of the device at {address}, {mac.upper()}, {host} or {word}.pcap.",
    )
    evidence = EvidenceFile(
        id="ev-000000000001", path=f"{word}.pcap", sha256="a" * 64, size_bytes=12, format="pcap", read="whole"
    )
    result = made_result(
        devices=[one],
        evidence=[evidence],
        verdicts=[],
        issues=[],
        suppressions=[suppression(1, by="mac", subject=mac, who=word, why=host)],
    )
    for name, text in texts(result, level).items():
        tokens = text.replace('"', " ").replace("<", " ").replace(">", " ").replace(",", " ").split()
        assert mac not in text, name
        assert mac.replace(":", "") not in text, name
        assert address not in tokens, name
        assert host not in text, name
        assert f"{word}.pcap" not in text, name


@pytest.mark.parametrize("level", LEVELS)
def test_a_capture_of_a_camera_that_bears_canaries_gives_none_of_them_away(tmp_path, level):
    mac, address = "ac:cc:8e:00:53:99", "192.168.1.77"
    thing = Thing(mac, address)
    thing.lease("axis-accc8e005399", "AXIS,Network Camera,Annacam P7,5.20.3")
    thing.mdns("_axis-video._tcp.local", "AXIS P1455-Canary - ACCC8E005399", "macaddress=ACCC8E005399")
    thing.asks_for("annas-nvr.example.net", "canary-serial.hik-connect.com")
    thing.page("Canary-Server Anna", "AXIS Anna").requests(
        "GET / HTTP/1.1\nHost: canary-host.example.net\n\n"
    )
    path = tmp_path / "annas-office.pcap"
    path.write_bytes(
        made_frames.pcap([(1_700_000_000.0 + at, frame) for at, frame in enumerate(thing.frames)])
    )
    result = pipeline.look([path], pipeline.Question(as_of=DAY, policies=["no-outside-reach"]))
    assert [one.maker.name for one in result.devices] == ["Axis"]
    for name, text in texts(result, level).items():
        lower = text.lower()
        hidden = {
            "annas-",
            "annacam",
            "server anna",
            "axis anna",
            "canary",
            address,
            "annas-office",
            *of_mac(mac),
            "005399",
        }
        assert [one for one in hidden if one.lower() in lower] == [], name
        assert "Axis" in text or name in ("auditor.html", "manifest.json"), name
