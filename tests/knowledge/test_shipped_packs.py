"""The packs that ship keep their promises, and a broken one is refused by name."""

import shutil
from datetime import date, timedelta

import msgspec
import pytest

from lamppost import pipeline
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED
from lamppost.model.errors import LamppostError, PackError
from make_schemas import FOLDER, schemas


@pytest.fixture(scope="module")
def packs():
    return load_packs()


def test_every_source_id_reference_day_example_and_case_holds():
    assert pipeline.check() == []


def test_the_published_schemas_are_those_of_the_types():
    assert {path.name: path.read_text() for path in FOLDER.glob("*.json")} == schemas()


@pytest.mark.parametrize("list_id", ["us-ndaa-889", "us-entity-list-2019-10-09", "us-fcc-covered-list"])
def test_nobody_is_listed_the_day_before_and_everybody_on_the_day(packs, list_id):
    for entry in packs.lists[list_id].entries:
        before = Knowledge(packs, entry.listed_on - timedelta(days=1))
        on = Knowledge(packs, entry.listed_on)
        assert entry.id not in {found.entry.id for found in before.entries(entry.organisation or "-")}
        if entry.organisation:
            assert entry.id in {found.entry.id for found in on.entries(entry.organisation)}


def test_not_listed_is_answered_only_for_a_list_held_whole(packs):
    knowledge = Knowledge(packs, date(2026, 11, 23))
    assert knowledge.is_held_whole("us-ndaa-889")
    assert not knowledge.is_held_whole("us-entity-list-2019-10-09")
    assert not Knowledge(packs, date(2018, 8, 12)).is_held_whole("us-ndaa-889")
    assert not Knowledge(packs, date(2099, 1, 1)).is_held_whole("us-ndaa-889")


def test_an_ended_owner_does_not_answer_after_its_end(packs):
    ended = [
        (holder.id, row)
        for holder in packs.organisations.values()
        for row in holder.statements
        if row.property in ("owner", "subsidiary_of") and row.valid_to
    ]
    for organisation, row in ended:
        owners = Knowledge(packs, row.valid_to).owners(organisation)
        assert row.id not in {owner.statement.id for owner in owners}


def test_a_users_pack_cannot_replace_a_shipped_statement(tmp_path):
    shutil.copytree(SHIPPED / "organisations", tmp_path / "organisations")
    with pytest.raises(PackError, match="is in a shipped pack too"):
        load_packs([tmp_path])


def test_an_unknown_field_is_refused_with_file_and_field(tmp_path):
    folder = tmp_path / "organisations"
    folder.mkdir()
    (folder / "example.yml").write_text(
        "id: example\nname: Example\nowners_held: none\nstatements: []\ncolour: red\n"
    )
    with pytest.raises(PackError, match=r"organisations/example.yml: .*colour"):
        load_packs([tmp_path])


def test_yaml_that_is_none_is_refused_with_its_line(tmp_path):
    folder = tmp_path / "organisations"
    folder.mkdir()
    (folder / "example.yml").write_text("id: example\nname: [unclosed\n")
    with pytest.raises(PackError, match=r"organisations/example.yml:\d+: not YAML"):
        load_packs([tmp_path])


def test_a_statement_without_its_words_is_found(packs):
    holder = packs.organisations["hikvision"]
    row = msgspec.structs.replace(holder.statements[0], original=None)
    broken = msgspec.structs.replace(holder, statements=[row])
    changed = msgspec.structs.replace(packs, organisations=packs.organisations | {"hikvision": broken})
    from lamppost.knowledge.check import check_packs

    assert any("the words as printed are missing" in problem for problem in check_packs(changed))


def test_a_missing_policy_names_those_there_are():
    with pytest.raises(LamppostError) as caught:
        pipeline.choose_policies(["us-ndaa-88"], load_packs())
    assert "us-ndaa-889" in (caught.value.hint or "")
