"""The packs that ship keep their promises, and a broken one is refused by name."""

import dataclasses
import json
import os
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

MANIFEST = 'id: mine\nversion: "1"\nday: "2026-11-23"\nlicence: CC0-1.0\nmissing: "all but this"\n'
SOURCE = {
    "title": "T", "url": "https://example.net/t", "publisher": "P", "class": "official",
    "retrieved": "2026-11-23", "read": "here",
}  # fmt: skip


def pack(root, kind, files):
    """A pack of a user's: a folder with its manifest and some files, as text or as values (JSON is YAML)."""
    folder = root / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yml").write_text(MANIFEST)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def organisation(**row):
    said = {"property": "legal_name", "value": "Mine Ltd", "source": SOURCE, "review_by": "2027-11-23"}
    return {
        "mine.yml": {
            "id": "mine", "name": "Mine", "owners_held": "none",
            "statements": [{"id": "mine-statement", "original": "Mine", **said, **row}],
        }
    }  # fmt: skip


def network(**parts):
    return {"mine.yml": {"id": "mine", **parts}}


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
    text = "id: example\nname: Example\nowners_held: none\nstatements: []\ncolour: red\n"
    pack(tmp_path, "organisations", {"example.yml": text})
    with pytest.raises(PackError, match=r"organisations/example.yml:5: .*colour.*expected one of id, name"):
        load_packs([tmp_path])


def test_yaml_that_is_none_is_refused_with_its_line(tmp_path):
    pack(tmp_path, "organisations", {"example.yml": "id: example\nname: [unclosed\n"})
    with pytest.raises(PackError, match=r"organisations/example.yml:\d+: not YAML"):
        load_packs([tmp_path])


def test_a_statement_without_its_words_is_found(packs):
    holder = packs.organisations["hikvision"]
    row = msgspec.structs.replace(holder.statements[0], original=None)
    broken = msgspec.structs.replace(holder, statements=[row])
    changed = dataclasses.replace(packs, organisations={**packs.organisations, "hikvision": broken})
    from lamppost.knowledge.check import check_packs

    assert any("the words as printed are missing" in problem for problem in check_packs(changed))


def test_a_missing_policy_names_those_there_are():
    with pytest.raises(LamppostError) as caught:
        pipeline.choose_policies(["us-ndaa-88"], load_packs())
    assert "us-ndaa-889" in (caught.value.hint or "")


def test_a_users_pack_that_adds_is_named_in_the_packs_read(tmp_path):
    merged = load_packs([pack(tmp_path, "organisations", organisation())])
    assert merged.organisations["mine"].name == "Mine"
    assert [ref.id for ref in merged.refs if ref.origin == "user"] == ["mine"]


def shipped_row(packs, kind):
    network = next(one for one in packs.networks.values() if one.names and one.ranges)
    statement = next(
        row
        for one in packs.organisations.values()
        for row in one.statements
        if row.property == "mac_block_registrant"
    )
    return {
        "id": statement.id,
        "registrant": statement.value.upper(),
        "suffix": network.names[0].suffix,
        "prefix": network.ranges[0].prefixes[0],
        "fingerprint": next(iter(packs.fingerprints)),
        "entry": next(row.id for one in packs.lists.values() for row in one.entries),
    }[kind]


@pytest.mark.parametrize("kind", ["id", "registrant", "suffix", "prefix", "fingerprint", "entry"])
def test_a_users_pack_cannot_hold_what_a_shipped_pack_holds(packs, tmp_path, kind):
    taken = shipped_row(packs, kind)
    host = {
        "id": "mine-host", "suffix": taken, "organisation": "mine", "shows_maker": True, "source": SOURCE,
        "review_by": "2027-11-23",
    }  # fmt: skip
    held = {"id": "mine-range", "prefixes": [taken], "source": SOURCE, "review_by": "2027-11-23"}
    kinds = {
        "id": ("organisations", organisation(id=taken)),
        "fingerprint": ("organisations", organisation(id=taken)),
        "entry": ("organisations", organisation(id=taken)),
        "registrant": ("organisations", organisation(property="mac_block_registrant", value=taken)),
        "suffix": ("networks", network(names=[host])),
        "prefix": ("networks", network(ranges=[held])),
    }
    folder = pack(tmp_path, *kinds[kind])
    with pytest.raises(PackError, match=r"/mine\.yml, row .* is in a shipped pack too: \w+"):
        load_packs([folder])


def test_a_policy_of_a_user_cannot_bear_a_shipped_id_under_another_folder(tmp_path):
    shutil.copytree(SHIPPED / "policies" / "us-ndaa-889", tmp_path / "policies" / "mine")
    pack(tmp_path, "policies", {})
    with pytest.raises(PackError, match="mine: id is 'us-ndaa-889', not the folder's name"):
        load_packs([tmp_path])


@pytest.mark.parametrize(
    ("folder", "says"),
    [("organisations", "organisations: no pack.yml"), ("notes", "no pack in it")],
)
def test_a_folder_that_would_be_read_without_a_name_or_not_at_all_is_refused(tmp_path, folder, says):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "mine.yml").write_text("id: mine\n")
    with pytest.raises(PackError, match=says):
        load_packs([tmp_path])


def test_a_pack_of_a_name_that_is_none_is_refused(tmp_path):
    pack(tmp_path, "organisations", {})
    with pytest.raises(PackError, match="organizations: no pack is called so"):
        load_packs([pack(tmp_path, "organizations", organisation())])


ALIASES = "a0: &a0 [x, x]\n" + "".join(
    f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: " + "[" * 100_000, "nested deeper than|nesting depth"),
        ("id: " + "{a: " * 100_000, "nested deeper than|nesting depth"),
        (ALIASES, "more than 1000000 values"),
        ("&a [*a]", "mine.yml"),
        ("id: 2026-99-99", "not YAML"),
        ("id: !!int ''", "not YAML"),
        ("id: " + "9" * 5000, "not YAML"),
    ],
)
def test_yaml_made_to_exhaust_whoever_reads_it_is_refused(tmp_path, text, says):
    folder = pack(tmp_path, "organisations", {"mine.yml": text})
    with pytest.raises(PackError, match=says):
        load_packs([folder])


def test_a_pipe_in_place_of_a_pack_file_is_refused_and_not_waited_for(tmp_path):
    pack(tmp_path, "organisations", {})
    os.mkfifo(tmp_path / "organisations" / "mine.yml")
    with pytest.raises(PackError, match=r"organisations/mine\.yml: not a regular file"):
        load_packs([tmp_path])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"id,name_as_printed\nx\n", "expected 2 cells"),
        (b"id\nx,y\n", "expected 1 cells"),
        (b"id\n" + b"x" * 200_000, "field larger than"),
    ],
)
def test_rows_that_cannot_be_read_are_refused_in_words(tmp_path, content, says):
    shutil.copytree(SHIPPED / "lists" / "us-ndaa-889", tmp_path / "lists" / "mine")
    pack(tmp_path, "lists", {})
    listed = tmp_path / "lists" / "mine" / "list.yml"
    listed.write_text(listed.read_text().replace("id: us-ndaa-889", "id: mine", 1))
    rows = tmp_path / "lists" / "mine" / "entries.csv"
    rows.unlink() if content is None else rows.write_bytes(content)
    with pytest.raises(PackError, match=f"lists/mine/entries.csv.*{says}"):
        load_packs([tmp_path])


def test_a_question_may_not_bear_the_name_of_a_fact_about_devices(packs):
    held = packs.policies["us-ndaa-889"]
    assert pipeline.check_policy(held) == []
    question = msgspec.structs.replace(held.policy.questions[0], key="listed_component")
    policy = msgspec.structs.replace(held.policy, questions=[*held.policy.questions, question])
    (problem,) = pipeline.check_policy(msgspec.structs.replace(held, policy=policy))
    assert "'listed_component' has the name of a fact" in problem


def test_the_same_policy_chosen_twice_is_one_and_two_of_one_id_are_refused(packs, tmp_path):
    shipped = SHIPPED / "policies" / "us-ndaa-889"
    chosen = pipeline.choose_policies(["us-ndaa-889", "us-ndaa-889", str(shipped), "none"], packs)
    assert [held.policy.id for held in chosen] == ["us-ndaa-889"]
    other = tmp_path / "other"
    shutil.copytree(shipped, other)
    (other / "cases.yml").write_text("cases: []\n")
    with pytest.raises(LamppostError, match="two different policies are called 'us-ndaa-889'"):
        pipeline.choose_policies(["us-ndaa-889", str(other)], packs)


def test_the_list_of_packs_says_what_is_missing_of_each_and_not_of_another(tmp_path):
    folder = pack(tmp_path, "organisations", {})
    (folder / "organisations" / "pack.yml").write_text(MANIFEST.replace("id: mine", "id: networks"))
    lines = pipeline.describe_packs([folder])
    assert sum("all but this" in line for line in lines) == 1


def _network(tmp_path, body):
    folder = tmp_path / "networks"
    folder.mkdir()
    (folder / "pack.yml").write_text(
        'id: networks\nversion: "1"\nday: "2026-11-23"\nlicence: none\nmissing: nothing\n'
    )
    source = '{title: t, url: "https://example.net", publisher: p, class: party, retrieved: "2026-11-23", read: here}'
    (folder / "axis.yml").write_text(body.replace("SOURCE", source))
    return tmp_path


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            (
                "id: axis\nnames:\n- {id: u1, suffix: deep.hik-connect.com, organisation: axis, shows_maker: true, "
                'source: SOURCE, review_by: "2027-11-23"}\n'
            ),
            "deep.hik-connect.com lies in hik-connect.com",
        ),
        (
            'id: axis\nranges:\n- {id: u2, prefixes: ["54.86.11.0/24"], source: SOURCE, review_by: "2027-11-23"}\n',
            "54.86.11.0/24 lies in",
        ),
    ],
)
def test_a_users_pack_cannot_win_by_being_narrower(tmp_path, body, words):
    with pytest.raises(PackError, match=words):
        load_packs([_network(tmp_path, body)])


def test_the_counts_in_what_the_fingerprints_miss_are_true():
    packs = load_packs()
    named = {
        one
        for row in packs.fingerprints.values()
        if row.confidence != "low" and row.evidence != "mac_block"
        for one in (row.shows.maker, row.shows.builder)
        if one
    }
    text = (SHIPPED / "fingerprints" / "pack.yml").read_text(encoding="utf-8")
    assert f"Of {len(packs.organisations)} organisations {len(named)} are named by a pattern" in text
    assert len(named) >= 60
