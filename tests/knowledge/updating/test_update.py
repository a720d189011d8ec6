"""A plan says what a file changes; writing it leaves packs that load, all or none of it."""

import os
import shutil
from datetime import date

import pytest
from tests.knowledge.updating import made_files as made
from tests.knowledge.updating import made_rows
from tests.knowledge.updating.made_rows import TODAY

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED, read_rows
from lamppost.knowledge.seals import CUT_SHORT, SEAL, verify
from lamppost.knowledge.structs import ListEntry
from lamppost.knowledge.updating import resuming, writing
from lamppost.knowledge.updating.linking import Names
from lamppost.knowledge.updating.steps import Request, describe_plan, plan, write_plan
from lamppost.knowledge.updating.update import ListPlan
from lamppost.model.errors import PackError

EDITION = date(2026, 11, 1)


@pytest.fixture
def request_for(tmp_path):
    def build(name, content=None, **fields):
        path = tmp_path / name
        path.write_text(made.SAMPLES[name][1] if content is None else content, encoding="utf-8")
        fields = {"into": tmp_path / "mine", "today": TODAY, "edition_day": EDITION} | fields
        return Request(path=path, **fields)

    return build


def written(request):
    planned = plan(request)
    write_plan(planned)
    return planned


def entries(request, list_id):
    return read_rows(request.into / "lists" / list_id / "entries.csv", ListEntry)


def text(request, *, whole=True):
    return "\n".join(describe_plan(plan(request), whole=whole))


def test_planning_writes_nothing(request_for):
    request = request_for("csl.csv")
    plan(request)
    assert not request.into.exists()


@pytest.mark.parametrize("name", made.SAMPLES)
def test_what_is_written_loads_beside_the_shipped_packs_and_a_second_time_changes_nothing(request_for, name):
    request = request_for(name)
    planned = written(request)
    packs = load_packs([request.into])
    assert {one.list_id for one in planned.lists} <= packs.lists.keys()
    before = {path: path.read_bytes() for path in request.into.rglob("*") if path.is_file()}
    again = written(request)
    assert again.is_empty
    assert before == {path: path.read_bytes() for path in request.into.rglob("*") if path.is_file()}


def test_an_entry_has_the_words_of_the_record_and_says_where_it_is_from(request_for):
    request = request_for("csl.csv", url="https://data.trade.gov/made/consolidated.csv")
    written(request)
    (entry,) = entries(request, "csl-entity-list")
    assert entry.name_as_printed == "Example Works Ltd."
    assert entry.original == "Example Works Ltd.; alt_names: EW; Example; remarks: 84 FR 1"
    assert entry.locator == "line 2, start_date"
    assert (entry.read, entry.retrieved, entry.organisation) == ("here", TODAY, None)
    assert (entry.source_class, entry.source_url) == (
        "official",
        "https://data.trade.gov/made/consolidated.csv",
    )


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://example.net/csl.csv",
        "https://trade.gov.example.net/csl.csv",
        "https://nottrade.gov/csl.csv",
    ],
)
def test_only_the_publishers_own_host_speaks_officially(request_for, url):
    request = request_for("csl.csv", url=url)
    written(request)
    assert {entry.source_class for entry in entries(request, "csl-entity-list")} == {"independent"}


def test_an_imported_list_never_answers_not_listed(request_for):
    request = request_for("csl.csv", whole=True)
    written(request)
    assert load_packs([request.into]).lists["csl-entity-list"].file.held == "part"


def test_terms_and_credit_of_what_comes_in_stand_in_the_manifest(request_for):
    request = request_for("targets.simple.csv")
    written(request)
    manifest = (request.into / "lists" / "pack.yml").read_text(encoding="utf-8")
    assert "CC BY-NC 4.0" in manifest
    assert "OpenSanctions, https://www.opensanctions.org" in manifest
    written(request_for("csl.csv"))
    manifest = (request.into / "lists" / "pack.yml").read_text(encoding="utf-8")
    assert "CC BY-NC 4.0" in manifest
    assert "public domain" in manifest


def test_a_second_name_under_one_id_is_shown_with_its_line(request_for):
    records = [
        made.csl_record(name, _id="a1", start_date="2019-05-21")
        for name in ("Example Works Ltd.", "Sample Works Ltd.")
    ]
    told = text(request_for("csl.csv", made.csl_csv(records)))
    assert "another name under one id, not taken in:" in told
    assert "line 3, start_date: Sample Works Ltd., beside Example Works Ltd." in told


def test_a_manifest_and_a_list_that_a_person_keeps_are_left_alone(request_for):
    request = request_for("csl.csv")
    written(request)
    kept = {}
    for name, field in (("pack.yml", "missing"), ("csl-entity-list/list.yml", "held_note")):
        path = request.into / "lists" / name
        kept[path] = path.read_text(encoding="utf-8").replace(writing.MADE, "Ours: ")
        path.write_text(kept[path], encoding="utf-8")
        assert f"{field}: 'Ours: " in kept[path]
    (request.into / "lists" / SEAL).unlink()
    more = made.csl_csv([*made.RECORDS, made.csl_record("New Works Ltd.", _id="a9", start_date="2020-01-01")])
    written(request_for("csl.csv", more))
    assert len(entries(request, "csl-entity-list")) == 2
    assert {path: path.read_text(encoding="utf-8") for path in kept} == kept


def test_a_list_that_is_shipped_is_refused_for_a_folder_of_the_users(request_for):
    with pytest.raises(PackError, match="a pack of yours adds and never replaces") as caught:
        plan(request_for("fcc.csv", lists=["us-fcc-covered-list"]))
    assert "--list my-us-fcc-covered-list" in caught.value.hint


def test_the_shipped_folder_itself_may_be_updated_and_keeps_every_row(request_for, tmp_path, monkeypatch):
    copy = shutil.copytree(SHIPPED, tmp_path / "packs")
    monkeypatch.setattr("lamppost.knowledge.updating.update.SHIPPED", copy)
    request = request_for("fcc.csv", into=copy, lists=["us-fcc-covered-list"])
    before = entries(request, "us-fcc-covered-list")
    head = (copy / "lists" / "us-fcc-covered-list" / "entries.csv").read_bytes()
    written(request)
    assert entries(request, "us-fcc-covered-list")[: len(before)] == before
    assert (copy / "lists" / "us-fcc-covered-list" / "entries.csv").read_bytes().startswith(head)
    verify(copy, must=True)


def test_a_folder_that_was_changed_since_it_was_sealed_is_not_written_to(request_for):
    request = request_for("csl.csv")
    written(request)
    path = request.into / "lists" / "csl-cmic" / "entries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Institute", "Works"), encoding="utf-8")
    with pytest.raises(PackError, match="changed since"):
        plan(request)


def test_nothing_is_closed_while_a_row_could_not_be_read(request_for):
    written(request_for("csl.csv"))
    broken = [made.csl_record("Example Works Ltd.", _id="a1", start_date="soon"), *made.RECORDS[1:]]
    request = request_for("csl.csv", made.csl_csv(broken), whole=True, edition_day=date(2026, 11, 20))
    assert "nothing is closed, since some rows could not be read" in text(request)
    written(request)
    assert entries(request, "csl-entity-list")[0].removed_on is None


def test_a_whole_edition_closes_what_it_no_longer_names(request_for):
    written(request_for("csl.csv"))
    fewer = [made.csl_record("Other Works Ltd.", _id="a5", start_date="2020-01-01"), *made.RECORDS[1:]]
    request = request_for("csl.csv", made.csl_csv(fewer), whole=True, edition_day=date(2026, 11, 20))
    assert "Example Works Ltd., until 2026-11-20" in text(request)
    written(request)
    assert entries(request, "csl-entity-list")[0].removed_on == date(2026, 11, 20)


def test_a_whole_edition_needs_its_day_and_none_lies_ahead(request_for):
    with pytest.raises(PackError, match="--whole closes"):
        plan(request_for("csl.csv", whole=True, edition_day=None))
    with pytest.raises(PackError, match="lies after today"):
        plan(request_for("csl.csv", edition_day=date(2027, 1, 1)))


def test_rows_that_may_name_a_person_are_counted_and_taken_in_only_when_asked(request_for):
    assert "1 row that may name a person" in text(request_for("csl.csv"))
    assert "Berta" not in text(request_for("csl.csv"))
    request = request_for("csl.csv", unstated=True)
    written(request)
    assert {entry.name_as_printed for entry in entries(request, "csl-entity-list")} == {
        "Example Works Ltd.",
        "Berta Example",
    }


def test_a_name_is_tied_to_its_organisation_only_when_asked(request_for):
    records = [made.csl_record("Hangzhou Hikvision Digital Technology Co., Ltd.", start_date="2019-10-09")]
    request = request_for("csl.csv", made.csl_csv(records))
    assert "1 new row bears the name of an organisation that is held; --link ties them" in text(request)
    request = request_for("csl.csv", made.csl_csv(records), link=True)
    assert "Hangzhou Hikvision Digital Technology Co., Ltd. → hikvision" in text(request)
    written(request)
    assert entries(request, "csl-entity-list")[0].organisation == "hikvision"


def test_a_group_is_not_taken_for_a_company_whose_name_it_holds():
    names = Names(load_packs().organisations)
    assert names.organisation_of("China Electronics Technology Group Corporation") == "cetc"
    assert names.organisation_of("China Electronics Corporation") is None
    assert names.organisation_of("Example Works") is None


def test_rejects_are_shown_by_line_and_bounded(request_for):
    records = [made.csl_record("Example Works Ltd.", start_date="soon") for _ in range(20)] + made.RECORDS
    request = request_for("csl.csv", made.csl_csv(records))
    shown = text(request, whole=False)
    assert "could not be read: 20 rows" in shown
    assert "line 2: day 'soon'; expected a day" in shown
    assert "… and 12 more; -v shows them" in shown
    assert "… and" not in text(request)


def test_a_file_that_is_replaced_appears_whole_or_not_at_all(request_for, monkeypatch):
    request = request_for("csl.csv")
    written(request)
    before = {path: path.read_bytes() for path in request.into.rglob("*") if path.is_file()}
    more = made.csl_csv([*made.RECORDS, made.csl_record("New Works Ltd.", start_date="2020-01-01")])
    flushed = []

    def full(handle):
        flushed.append(handle)
        if len(flushed) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PackError, match="No space left"):
        written(request_for("csl.csv", more))
    assert before == {path: path.read_bytes() for path in request.into.rglob("*") if path.is_file()}


def test_a_kill_between_files_leaves_packs_that_are_refused_until_the_next_update_ends_it(
    request_for, monkeypatch
):
    request = request_for("csl.csv")
    written(request)

    def killed(*_, **__):
        raise KeyboardInterrupt

    more = made.csl_csv([*made.RECORDS, made.csl_record("New Works Ltd.", start_date="2020-01-01")])
    with monkeypatch.context() as patch:
        patch.setattr(resuming, "build", killed)
        with pytest.raises(KeyboardInterrupt):
            written(request_for("csl.csv", more))
    with pytest.raises(PackError, match="an update was cut short"):
        load_packs([request.into])
    assert plan(request_for("csl.csv", more)).is_empty
    load_packs([request.into])
    assert not list(request.into.rglob(".*"))


@pytest.mark.parametrize(
    "content",
    [b"[", b'[["lists/.a.part","../b"]]', b'[["/tmp/a.part","lists/a"]]', b'[["lists/a.csv","lists/b.csv"]]'],
)
def test_what_an_update_wrote_down_leads_nowhere_else(request_for, content):
    request = request_for("csl.csv")
    written(request)
    (request.into / "lists" / CUT_SHORT).write_bytes(content)
    with pytest.raises(PackError, match=r"lists/\.update\.part"):
        plan(request)


def test_a_list_too_large_to_be_loaded_is_not_written(request_for, monkeypatch):
    monkeypatch.setattr(writing, "MAX_ROWS_BYTES", 100)
    request = request_for("csl.csv")
    with pytest.raises(PackError, match="could not be loaded"):
        written(request)
    assert not [path for path in request.into.rglob("*") if path.is_file()]


def test_only_the_pack_that_was_written_is_sealed(request_for):
    request = request_for("csl.csv")
    shutil.copytree(SHIPPED / "brands", request.into / "brands")
    (request.into / "brands" / SEAL).unlink()
    written(request)
    assert (request.into / "lists" / SEAL).exists()
    assert not (request.into / "brands" / SEAL).exists()


@pytest.mark.parametrize(
    "link", ["lists", "lists/csl-cmic", "lists/csl-cmic/entries.csv", "lists/SHA256SUMS"]
)
def test_what_lies_elsewhere_is_not_written_through_a_link(request_for, tmp_path, link):
    request = request_for("csl.csv")
    written(request)
    inside, outside = request.into / link, tmp_path / "outside"
    inside.rename(outside)
    inside.symlink_to(outside)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    more = [*made.RECORDS, made.csl_record("New Works Ltd.", made.CMIC, start_date="2020-01-01")]
    with pytest.raises(
        PackError, match=r"is a symbolic link|a link, not a folder|named in SHA256SUMS, and not here"
    ):
        written(request_for("csl.csv", made.csl_csv(more)))
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {**after, request.path: b""} == {**before, request.path: b""}


def test_an_empty_file_and_an_unknown_one_are_refused_with_what_to_try(request_for):
    with pytest.raises(PackError, match="not one row"):
        plan(request_for("csl.csv", made.csl_csv([])))
    with pytest.raises(PackError, match="no format that is known") as caught:
        plan(request_for("csl.csv", "hello\n"))
    assert "--format" in caught.value.hint


def test_real_lists_are_taken_in_and_a_second_time_nothing_changes(data, tmp_path):
    for name in ("csl_PARTIAL_moov_testdata_2023.csv", "dod_1260h.csv", "fcc_covered_list.csv"):
        request = Request(
            path=data / "us-lists" / name, into=tmp_path / "mine", today=TODAY, edition_day=date(2026, 8, 1)
        )
        planned = written(request)
        assert all(isinstance(one, ListPlan) for one in planned.lists)
        assert plan(request).is_empty
    lists = load_packs([tmp_path / "mine"]).lists
    assert len(lists["csl-cmic"].entries) == 68
    assert len(lists["dod-1260h"].entries) > 380


def test_a_long_list_is_written_in_parts_and_never_held_as_one_text():
    import tracemalloc

    rows = [made_rows.make("made-1", made_rows.row(original="x" * 1000), EDITION, None)] * 30_000
    tracemalloc.start()
    size = sum(len(part) for part in writing.table_parts(ListEntry, rows))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 30_000_000
    assert peak < 10_000_000
    assert writing.table(ListEntry, rows[:2500]) == "".join(writing.table_parts(ListEntry, rows[:2500]))
