"""The packs as FollowTheMoney: what goes out, what stays, and that no text of a stranger breaks a line."""

import dataclasses
import json
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.knowledge.made_ftm_packs import (
    brand,
    entry,
    listed,
    made_packs,
    organisation,
    source,
    statement,
    wrong,
)

from lamppost.knowledge.ftm.export import export
from lamppost.knowledge.ftm.listings import TOPICS
from lamppost.knowledge.loading import load_packs
from lamppost.model.errors import PackError
from lamppost.model.followthemoney import name, percentage, plain, web_address

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
EDGES = {"owner", "asset", "subject", "object", "entity", "project", "participant"}


@pytest.fixture(scope="module")
def packs():
    return load_packs()


def read(packs, as_of=None):
    """The entities by id."""
    return {one["id"]: one for one in map(json.loads, export(packs, as_of).text.splitlines())}


def statements(packs):
    holders = [*packs.organisations.values(), *packs.brands.values()]
    return [row for holder in holders for row in holder.statements]


def expect_sound(text):
    lines = text.splitlines()
    found = [json.loads(line) for line in lines]
    ids = [one["id"] for one in found]
    assert ids == sorted(set(ids))
    for one in found:
        assert set(one) <= {"id", "caption", "datasets", "schema", "properties"}
        for key, values in one["properties"].items():
            assert values
            assert values == sorted(set(values))
            assert not UNSEEN & {unicodedata.category(letter) for value in values for letter in value}
            assert key not in EDGES or set(values) <= set(ids), one["id"]


@pytest.mark.parametrize("as_of", [None, date(2018, 1, 1), date(2019, 10, 9), date(2026, 11, 23)])
def test_every_line_is_an_entity_with_an_id_of_its_own_and_every_end_is_there(packs, as_of):
    expect_sound(export(packs, as_of).text)


def test_the_same_packs_give_the_same_bytes_in_whatever_order_they_are_held(packs):
    turned = dataclasses.replace(
        packs,
        **{
            part: dict(reversed(list(getattr(packs, part).items())))
            for part in ("organisations", "brands", "lists", "editions", "projects")
        },
    )
    assert export(turned, None) == export(packs, None)


def test_every_id_of_a_statement_an_entry_and_a_passage_is_found(packs):
    found = read(packs).values()
    ids = {value for one in found for value in one["properties"].get("recordId", [])}
    ids |= {value.split(":")[0] for one in found for value in one["properties"].get("notes", [])}
    said = {row.id for row in statements(packs) if row.id not in packs.corrections}
    said |= {row.id for held in packs.projects.values() for row in held.passages}
    said |= {
        row.id
        for held in packs.lists.values()
        for row in held.entries
        if "category" not in row.scope.split(";")
    }
    assert said - ids == set()


def test_an_owner_that_is_words_is_a_note_and_no_entity(packs):
    found = read(packs)
    assert not [one for one in found.values() if "individuals" in one.get("caption", "").lower()]
    notes = found["lamppost-organisation-hikvision"]["properties"]["notes"]
    assert any(line.startswith("hikvision-owner-3: owner “private individuals” (17.09%)") for line in notes)
    told = dict(export(packs, None).left_out)
    words = sum(
        row.property in ("owner", "subsidiary_of") and row.value not in packs.organisations
        for held in packs.organisations.values()
        for row in held.statements
    )
    assert told["owners that are words and no organisation (in the notes of what they own)"] == words > 0


def test_an_owner_is_an_ownership_with_its_share_period_source_and_id(packs):
    held = read(packs)["lamppost-statement-hikvision-owner-5"]
    assert held["schema"] == "Ownership"
    said = held["properties"]
    assert said["owner"] == ["lamppost-organisation-cethik"]
    assert said["asset"] == ["lamppost-organisation-hikvision"]
    assert said["percentage"] == ["36.4808"]
    assert said["startDate"] == ["2023-10-17"]
    assert said["recordId"] == ["hikvision-owner-5"]
    assert said["publisher"] == ["langfanglongye.com"]
    assert said["retrievedAt"] == ["2026-11-23"]


def test_a_state_is_a_public_body_and_what_is_owned_a_company(packs):
    found = read(packs)
    assert found["lamppost-organisation-state-cn"]["schema"] == "PublicBody"
    assert found["lamppost-organisation-cetc"]["schema"] == "Company"  # the state owns it
    assert found["lamppost-organisation-axis"]["schema"] == "Company"  # AB


def test_nobody_owns_a_public_body_and_that_is_said():
    state = organisation("state-xa", statement("s-owner", "owner", "above"))
    packs = made_packs([state, organisation("above")])
    found = read(packs)
    assert "lamppost-statement-s-owner" not in found
    assert found["lamppost-organisation-state-xa"]["properties"]["notes"][0].startswith(
        "s-owner: owner “above”"
    )
    told = "owners of a public body, which the schema lets nobody own (in its notes)"
    assert export(packs, None).left_out == [(told, 1)]


@pytest.mark.parametrize(
    ("legal_name", "schema"),
    [
        ("Made Ltd", "Company"),
        ("Made Co.,Ltd.", "Company"),
        ("Made S.p.A.", "Company"),
        ("杭州示例有限公司", "Company"),
        ("(주)예시", "Company"),
        ("Public Joint-Stock Company Made", "Company"),
        ("Made Foundation", "Organization"),
        ("Limited Made", "Organization"),
        ("…", "Organization"),
    ],
)
def test_the_form_in_a_legal_name_makes_a_company(legal_name, schema):
    held = organisation("made", statement("n-1", "legal_name", legal_name))
    assert read(made_packs([held]))["lamppost-organisation-made"]["schema"] == schema


def test_what_was_retracted_stays_and_is_counted():
    held = organisation(
        "made",
        statement("made-name", "legal_name", "Made Ltd"),
        statement("made-wrong", "owner", "above"),
    )
    gone = entry("e-gone", "Wrongly Listed")
    lists = [listed("us-entity-list", gone)]
    made = export(
        made_packs(
            [held, organisation("above")], lists=lists, corrections=[wrong("made-wrong"), wrong("e-gone")]
        ),
        None,
    )
    assert "made-wrong" not in made.text
    assert "Wrongly Listed" not in made.text
    assert made.left_out == [("rows that were retracted", 2)]


def test_a_disputed_row_says_so_and_names_the_other_side(packs):
    said = read(packs)["lamppost-statement-lorex-built-by-1"]["properties"]
    assert said["status"] == ["disputed"]
    assert "disputed by lorex-built-by-2" in said["summary"][0]
    assert "status" not in read(packs)["lamppost-statement-lorex-sold-by-1"]["properties"]


def test_a_row_that_only_a_retracted_one_disputes_is_not_disputed():
    held = organisation(
        "made",
        statement("made-owner", "owner", "above", disputed_by=["made-other"]),
        statement("made-other", "owner", "below", disputed_by=["made-owner"]),
    )
    found = read(
        made_packs([held, organisation("above"), organisation("below")], corrections=[wrong("made-other")])
    )
    assert "status" not in found["lamppost-statement-made-owner"]["properties"]


def test_a_row_that_somebody_objects_to_is_disputed_and_names_who():
    held = organisation("made", statement("made-owner", "owner", "above"))
    found = read(made_packs([held, organisation("above")], corrections=[wrong("made-owner", "disputed")]))
    said = found["lamppost-statement-made-owner"]["properties"]
    assert said["status"] == ["disputed"]
    assert "disputed by Made Ltd" in said["summary"][0]


@pytest.mark.parametrize(("day", "seller"), [("2018-02-05", None), ("2018-02-06", 1), ("2022-11-24", 2)])
def test_with_a_day_only_what_held_on_it_goes_out(packs, day, seller):
    found = read(packs, date.fromisoformat(day))
    sold = [key for key in found if key.startswith("lamppost-statement-lorex-sold-by")]
    assert sold == ([f"lamppost-statement-lorex-sold-by-{seller}"] if seller else [])


def test_without_a_day_everything_goes_out_with_its_period(packs):
    said = read(packs)["lamppost-statement-lorex-sold-by-1"]["properties"]
    assert (said["startDate"], said["endDate"]) == (["2018-02-06"], ["2022-11-24"])


def test_an_ended_name_is_a_former_one_and_an_ended_country_stays_in_the_notes():
    held = organisation(
        "made",
        statement("n-1", "legal_name", "Old Made Ltd", valid_to=date(2020, 1, 1)),
        statement("n-2", "legal_name", "Made Holdings Ltd", valid_from=date(2020, 1, 1)),
        statement("c-1", "registered_in", "se", valid_to=date(2020, 1, 1)),
        statement("c-2", "registered_in", "no", valid_from=date(2020, 1, 1)),
    )
    said = read(made_packs([held]))["lamppost-organisation-made"]["properties"]
    assert said["name"] == ["Made Holdings Ltd"]
    assert said["previousName"] == ["Old Made Ltd"]
    assert said["jurisdiction"] == ["no"]
    then = read(made_packs([held]), date(2019, 1, 1))["lamppost-organisation-made"]["properties"]
    assert (then["name"], then["jurisdiction"]) == (["Old Made Ltd"], ["se"])
    assert "previousName" not in then


def test_a_listing_is_a_designation_of_whom_it_names():
    rows = [
        entry("e-tied", "Made Limited", "made", removed_on=date(2021, 1, 1)),
        entry("e-loose", "Somebody Else"),
    ]
    found = read(made_packs([organisation("made")], lists=[listed("us-entity-list", *rows)]))
    tied = found["lamppost-listing-e-tied"]
    assert tied["schema"] == "Sanction"
    said = tied["properties"]
    assert said["entity"] == ["lamppost-organisation-made"]
    assert said["authority"] == ["Example Authority"]
    assert said["program"] == ["Example Authority list"]
    assert (said["listingDate"], said["endDate"]) == (["2020-01-01"], ["2021-01-01"])
    assert "startDate" not in said
    assert "reason" not in said
    assert found["lamppost-listing-e-loose"]["properties"]["entity"] == ["lamppost-listed-e-loose"]
    assert found["lamppost-listed-e-loose"]["schema"] == "LegalEntity"


@pytest.mark.parametrize(
    ("list_id", "row", "as_of", "topics"),
    [
        ("us-entity-list", {}, None, ["export.control"]),
        ("us-entity-list", {"removed_on": date(2021, 1, 1)}, None, None),
        ("us-entity-list", {"removed_on": date(2021, 1, 1)}, date(2020, 6, 1), ["export.control"]),
        ("us-entity-list", {"read": "cited", "original": None}, None, None),
        ("us-ndaa-889", {}, None, None),
        ("somebodys-list", {}, None, None),
    ],
)
def test_a_topic_comes_only_from_a_list_whose_nature_says_so_while_it_holds(list_id, row, as_of, topics):
    rows = [entry("e-tied", "Made Limited", "made", **row), entry("e-loose", "Somebody Else", **row)]
    found = read(made_packs([organisation("made")], lists=[listed(list_id, *rows)]), as_of)
    for key in ("lamppost-organisation-made", "lamppost-listed-e-loose"):
        assert found[key]["properties"].get("topics") == topics


def test_nobody_is_called_sanctioned_but_those_on_a_list_of_sanctions(packs):
    bars_dealings = [name for name, topics in TOPICS.items() if "sanction" in topics]
    assert {packs.lists[name].file.country for name in bars_dealings} == {"cn", "eu", "gb", "us"}
    rows = [row for name in bars_dealings for row in packs.lists[name].entries]
    on_it = {f"lamppost-organisation-{row.organisation}" for row in rows}
    on_it |= {f"lamppost-listed-{row.id}" for row in rows}
    called = {key for key, one in read(packs).items() if "sanction" in one["properties"].get("topics", [])}
    assert called
    assert called <= on_it


def test_of_every_shipped_list_that_names_somebody_a_topic_was_decided(packs):
    assert [name for name, held in packs.lists.items() if len(held.entries) and name not in TOPICS] == []


def test_a_list_of_which_no_topic_was_decided_is_named():
    made = export(made_packs(lists=[listed("somebodys-list", entry("e-loose", "Somebody"))]), None)
    assert made.left_out == [("topics of list somebodys-list, of which none was decided", 1)]


def test_a_kind_of_equipment_on_a_list_is_nobody():
    rows = [entry("e-kind", "Routers produced abroad", scope="category;routers")]
    made = export(made_packs(lists=[listed("us-fcc-covered-list", *rows)]), None)
    assert made.text == ""
    assert made.left_out == [("list entries that name a kind of equipment and no entity", 1)]


def test_a_brand_is_an_asset_that_someone_sells_and_someone_builds(packs):
    found = read(packs)
    assert found["lamppost-brand-ezviz"]["schema"] == "Asset"
    said = found["lamppost-statement-lorex-built-by-1"]
    assert said["schema"] == "UnknownLink"
    assert said["properties"]["subject"] == ["lamppost-organisation-dahua"]
    assert said["properties"]["object"] == ["lamppost-brand-lorex"]


def test_a_supplier_of_an_index_is_named_as_printed_there(packs):
    edition = packs.editions["aigs-2019"]
    loose = next(row for row in edition.supplies if row.organisation is None)
    found = read(packs)
    named = [one for one in found.values() if loose.supplier_as_printed in one["properties"].get("name", [])]
    assert any(one["schema"] == "LegalEntity" for one in named)
    edges = [key for key in found if key.startswith(f"lamppost-supply-aigs-2019-{loose.country}-")]
    assert len(edges) == sum(row.country == loose.country for row in edition.supplies)


def test_an_edition_goes_out_from_the_day_it_was_out(packs):
    assert not [key for key in read(packs, date(2019, 9, 16)) if "index-aigs" in key]
    assert [key for key in read(packs, date(2019, 9, 17)) if "index-aigs-2019" in key]


def test_an_id_that_is_given_twice_is_refused_by_name():
    twice = [statement("made-twice", "owner", "above"), statement("made-twice", "owner", "above")]
    with pytest.raises(PackError, match="statement-made-twice: this id is given twice"):
        export(made_packs([organisation("made", *twice), organisation("above")]), None)


HOSTILE = '</script><img src=x onerror=alert(1)>\n{"id":"x"}\r\x1b[31m=CMD()\u202e\u2028\x00\ud800 "'


def test_hostile_text_stays_a_text_on_its_line():
    held = organisation(
        "made",
        statement(
            "n-1", "legal_name", HOSTILE, original=HOSTILE, source=source(title=HOSTILE, locator=HOSTILE)
        ),
        statement("n-2", "owner", "above", original=HOSTILE, source=source(publisher=HOSTILE, url=HOSTILE)),
        name=HOSTILE,
    )
    marked = brand("mark", statement("b-1", "sold_by", HOSTILE, product_line=HOSTILE), name=HOSTILE)
    lists = [listed("us-entity-list", entry("e-1", HOSTILE, source_title=HOSTILE, locator=HOSTILE))]
    made = export(made_packs([held, organisation("above")], [marked], lists), None)
    assert made.text.count("\n") == made.entities == 6
    expect_sound(made.text)
    name_read = read(made_packs([held]))["lamppost-organisation-made"]["properties"]["name"]
    assert name_read == ['</script><img src=x onerror=alert(1)> {"id":"x"} [31m=CMD() "']


TEXTS = st.text(max_size=60) | st.sampled_from(
    ["", " ", "'\"x\"'", "x" * 70_000, HOSTILE, "\u200b", "e\u200d\u0301"]
)


@given(TEXTS)
def test_a_text_that_went_out_would_go_out_unchanged(text):
    for clean in (plain, name, web_address):
        once = clean(text)
        assert once is None or (clean(once) == once and once)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://example.net", "https://example.net/"),
        ("HTTPS://example.net/a b", "https://example.net/a b"),
        ("https://пример.рф/x", "https://пример.рф/x"),
        ("javascript:alert(1)", None),
        ("ftp://example.net/x", None),
        ("https:///x", None),
        ("https://a b/x", None),
        ("https://example.net:port/", None),
        ("https://[::1/", None),
        ("example.net/x", None),
        ("https://example.net/" + "x" * 5000, None),
    ],
)
def test_only_a_page_is_a_source_url(given, kept):
    assert web_address(given) == kept


@pytest.mark.parametrize(
    ("share", "said"), [(0.364808, "36.4808"), (1.0, "100"), (0.5, "50"), (1e-7, "0.00001")]
)
def test_a_share_keeps_its_digits(share, said):
    assert percentage(share) == said


@settings(max_examples=30)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.dates(), st.dates()), min_size=1, max_size=5))
def test_whatever_the_packs_say_the_lines_are_sound(rows):
    held = [
        organisation(
            f"made-{at}",
            statement(f"n-{at}", "legal_name", first, valid_from=begins, valid_to=ends, original=second),
            statement(f"o-{at}", "owner", "made-0", valid_from=begins),
            name=second,
        )
        for at, (first, second, begins, ends) in enumerate(rows)
    ]
    expect_sound(export(made_packs(held), None).text)


def test_what_is_too_long_is_cut_where_the_type_ends():
    assert plain("x" * 1025) == "x" * 1023 + "…"
    assert plain("x" * 1024) == "x" * 1024
    assert name("x" * 385) == "x" * 383 + "…"
