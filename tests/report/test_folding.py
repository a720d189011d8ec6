"""A result document in which each thing stands once says the same as the one that is written in full, or is refused."""

import json

import msgspec
import pytest
from jsonschema import Draft202012Validator
from tests.report.made_devices import named
from tests.report.made_lists import FILE, asset, list_result, verdict
from tests.report.made_result import made_result
from tests.report.made_street import judged_street, site, street_result

from lamppost.attribute.street.sites import OSM
from lamppost.model.chain import Link
from lamppost.model.errors import ResultError
from lamppost.model.folding import folded_pieces
from lamppost.model.result import SCHEMA_VERSION, SHARED_VERSION, Asset, Verdict, encode
from lamppost.model.sharing import (
    CHAINS,
    OF_REASON,
    OF_ROW,
    OF_RULE,
    TOLD_OF_DEVICE,
    SharedLink,
    SharedSite,
    SharedSiteTold,
    SharedTold,
    SharedVerdict,
)
from lamppost.model.sites import OSM_SAYS, Site
from lamppost.model.unfolding import unfold
from lamppost.model.writing import MOST_DEVICES_IN_FULL, MOST_IN_FULL, encode_result
from lamppost.pipeline.documents import read_result
from make_schemas import schemas


def encode_folded(result):
    return b"".join(folded_pieces(result))


def own(number, text, **changes):
    """What a row says itself."""
    fields = {
        "subject": f"ast-{number:012x}",
        "property": "row.maker",
        "value": text,
        "source": FILE,
        "source_class": "party",
        "match": "exact_name",
        "day": "2026-11-23",
        "locator": f"line {number + 1}",
    }
    return Link(**(fields | changes))


def law(text="Example Act 2022, section 4"):
    return own(9, text, property="law", source=text, locator=text, url="https://laws.example.net/2022/4")


def long_list(count=40):
    """Rows that say the same, each in its own place, and verdicts that rest on that."""
    rows, verdicts = [], []
    for number in range(count):
        maker = named("example-cameras", "Example Cameras", "corroborated")
        maker = msgspec.structs.replace(maker, chain=[own(number, "Example Cameras"), *maker.chain])
        rows.append(
            asset(number, maker_text="Example Cameras", model_text=f"C-{number}", maker=maker, owners=[maker])
        )
        verdicts.append(
            verdict(number, "open", chain=[*maker.chain, law()], asked={"maker": "example-cameras"})
        )
    return list_result(assets=rows, verdicts=verdicts)


def mapped(number, **changes):
    """A camera of OpenStreetMap that says the same as the others, each in its own place."""
    identity, ref = f"site-{number:012x}", f"node/{number}"
    said = {"subject": identity, "source": OSM_SAYS, "source_class": "crowd", "locator": ref}
    maker = named("example-cameras", "Example Cameras", "candidate")
    maker = msgspec.structs.replace(maker, chain=[own(number, "Example Cameras", **said), *maker.chain])
    fields = {
        "id": identity, "ref": ref, "locator": ref, "maker": maker, "owners": [maker], "operator": maker,
        "present_chain": [own(number, ref, property="mapped", **said)],
        "kind_chain": [own(number, "surveillance:type=camera", property="map.kind", **said)],
    }  # fmt: skip
    return site(number, **(fields | changes))


def many_cameras(count=40):
    verdicts = [
        verdict(number, "open", subject=f"site-{number:012x}", chain=[*mapped(number).maker.chain, law()])
        for number in range(count)
    ]
    return street_result(sites=[mapped(number) for number in range(count)], verdicts=verdicts)


def many_devices(count=40):
    """Devices that differ by their id, which are all of one maker."""
    result = made_result()
    listed = next(one for one in result.devices if one.listings and one.owners)
    devices = [msgspec.structs.replace(listed, id=f"dev-{number:012x}") for number in range(count)]
    return msgspec.structs.replace(result, devices=devices)


@pytest.mark.parametrize(
    "made", [list_result, made_result, long_list, street_result, judged_street, many_cameras, many_devices]
)
def test_a_folded_document_is_unfolded_into_the_same(made):
    folded = encode_folded(made())
    assert unfold(folded) == made()
    assert encode_folded(unfold(folded)) == folded


def test_what_rows_say_alike_stands_once_wherever_they_stand():
    shared = json.loads(encode_folded(long_list()))["shared"]
    assert [len(shared[name]) for name in ("told", "reasons", "asked", "rules")] == [1, 1, 1, 1]
    assert len(shared["chains"][shared["rules"][0]["chain"]]) == 1
    assert [link for link in shared["links"] if "subject" not in link] == [
        {
            "property": "row.maker",
            "value": "Example Cameras",
            "source_class": "party",
            "match": "exact_name",
            "day": "2026-11-23",
        }
    ]


def test_what_devices_have_alike_stands_once():
    folded = json.loads(encode_folded(many_devices()))
    assert len(folded["shared"]["device_told"]) == 1
    assert not any(row.keys() & set(TOLD_OF_DEVICE) for row in folded["devices"])
    full, shared = (len(write(many_devices(400))) for write in (encode, encode_folded))
    assert shared < full / 2


def test_devices_that_stand_in_full_in_a_folded_document_are_read():
    folded = json.loads(encode_folded(many_devices(2)))
    folded["devices"] = json.loads(encode(many_devices(2)))["devices"]
    del folded["shared"]["device_told"]
    assert unfold(json.dumps(folded).encode()) == many_devices(2)


def test_many_devices_are_written_folded():
    versions = [
        json.loads(encode_result(many_devices(MOST_DEVICES_IN_FULL + more)))["schema_version"]
        for more in (0, 1)
    ]
    assert versions == [SCHEMA_VERSION, SHARED_VERSION]


def test_what_cameras_of_a_map_say_alike_stands_once_wherever_they_stand():
    shared = json.loads(encode_folded(many_cameras()))["shared"]
    assert len(shared["site_told"]) == 1
    assert [link["property"] for link in shared["links"] if "subject" not in link].count("map.kind") == 1
    grown = [len(encode_folded(many_cameras(count))) for count in (40, 80)]
    assert (grown[1] - grown[0]) / 40 < 2400


def test_of_osm_every_room_says_the_same():
    assert OSM == OSM_SAYS


def test_only_a_document_of_very_many_cameras_is_folded(monkeypatch):
    monkeypatch.setattr("lamppost.model.writing.MOST_SITES_IN_FULL", 40)
    many = many_cameras(41)
    at = msgspec.structs.replace(many, sites=many.sites[:40])
    assert encode_result(at) == encode(at)
    assert unfold(encode_result(many)) == many


def test_a_link_to_another_row_or_line_keeps_whose_it_is():
    result = long_list(3)
    moved = [
        msgspec.structs.replace(
            one, chain=[own(number, "A", locator="line 99"), *result.verdicts[number - 1].chain]
        )
        for number, one in enumerate(result.verdicts)
    ]
    result = msgspec.structs.replace(result, verdicts=moved)
    assert unfold(encode_folded(result)) == result


def test_a_document_is_folded_once_it_holds_more_rows_and_verdicts_than_are_written_in_full():
    at = long_list(MOST_IN_FULL // 2)
    assert encode_result(at) == encode(at)
    above = long_list(MOST_IN_FULL // 2 + 1)
    assert json.loads(encode_result(above))["schema_version"] == "4"
    assert len(encode_result(above)) < len(encode(above)) / 5


def test_no_field_is_forgotten():
    fields = {
        SharedLink: set(Link.__struct_fields__),
        SharedTold: set(Asset.__struct_fields__) - set(OF_ROW),
        SharedVerdict: set(Verdict.__struct_fields__) - {*OF_RULE, *OF_REASON} | {"rule", "reason"},
    }
    assert {kind: set(kind.__struct_fields__) for kind in fields} == fields
    assert {"chain", "kind_chain", "present_chain"} == CHAINS
    own, told = (set(kind.__struct_fields__) for kind in (SharedSite, SharedSiteTold))
    assert own - {"told"} | told == set(Site.__struct_fields__)
    assert not own & told


@pytest.mark.parametrize("made", [list_result, made_result, long_list, street_result, many_cameras])
def test_the_published_schema_takes_a_folded_document(made):
    Draft202012Validator(json.loads(schemas()["result-shared.schema.json"])).validate(
        json.loads(encode_folded(made()))
    )


def damaged(change):
    document = json.loads(encode_folded(long_list(3)))
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda one: one["verdicts"][0].update(chain=99), "a number of no row of its table"),
        (lambda one: one["verdicts"][0].update(chain=-1), "Expected `int` >= 0"),
        (lambda one: one["assets"][0].update(told=7), "a number of no row of its table"),
        (lambda one: one["shared"]["chains"].__setitem__(0, [99]), "a number of no row of its table"),
        (lambda one: one["verdicts"][0].update(subject="dev-000000000001"), "a link of a row, and no row"),
        (lambda one: one["shared"]["links"][0].update(source="x"), "a link without subject"),
        (lambda one: one["shared"]["links"][0].update(strange="x"), "unknown field `strange`"),
        (
            lambda one: one["shared"].update(chains=[[0] * 9000] * len(one["shared"]["chains"])),
            "more links than bytes",
        ),
        (lambda one: one.update(schema_version="5"), "this program reads '1', '2', '3' and '4'"),
    ],
)
def test_a_damaged_document_is_refused_in_words(tmp_path, change, what):
    path = tmp_path / "r.json"
    path.write_text(damaged(change), encoding="utf-8")
    with pytest.raises(ResultError, match=r"r\.json") as refused:
        read_result(path)
    assert what in str(refused.value)
    assert refused.value.hint
